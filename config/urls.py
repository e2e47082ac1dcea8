"""Which address leads where."""

from django.contrib import admin
from django.urls import include, path

from catalog.admin.home import home

urlpatterns = [
    path("", include("decisions.urls")),
    path("accounts/", include("allauth.urls")),
    path("teams/", include("accounts.urls")),
    path("admin/catalog/", admin.site.admin_view(home), name="catalog_home"),
    path("admin/", admin.site.urls),
]
