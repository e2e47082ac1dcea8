"""Which address leads where."""

from allauth.account.decorators import reauthentication_required
from allauth.account.views import password_set
from django.contrib import admin
from django.urls import include, path

from catalog.admin.home import home

urlpatterns = [
    path("", include("decisions.urls")),
    # A first password is another way in. The library gives it to whoever sits at an open session.
    path(
        "accounts/password/set/",
        reauthentication_required(password_set),
        name="account_set_password",
    ),
    path("accounts/", include("allauth.urls")),
    path("teams/", include("accounts.urls")),
    path("admin/catalog/", admin.site.admin_view(home), name="catalog_home"),
    path("admin/", admin.site.urls),
]
