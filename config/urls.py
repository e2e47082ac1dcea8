"""Which address leads where."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("decisions.urls")),
    path("accounts/", include("allauth.urls")),
    path("teams/", include("accounts.urls")),
    path("admin/", admin.site.urls),
]
