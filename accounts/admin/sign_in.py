"""Ways of signing in, in the admin: addresses and second steps, of which no secret is shown; the admin
has no way of its own."""

from typing import Any

from allauth.account.admin import EmailAddressAdmin as AllauthEmailAddressAdmin
from allauth.account.decorators import secure_admin_login
from allauth.account.models import EmailAddress
from allauth.mfa.admin import AuthenticatorAdmin as AllauthAuthenticatorAdmin
from allauth.mfa.models import Authenticator
from allauth.socialaccount.admin import SocialAccount, SocialApp, SocialToken
from allauth.usersessions.admin import UserSession
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from accounts.admin.rows import OfPerson, forget_name
from audit.admin import NotesDeletions
from audit.log import record
from audit.models import Kind
from writing.admin import GuardedAdmin

# The admin has no sign-in of its own: rate limits and the second factor hold there too.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]


def own_password(request: HttpRequest, extra_context: Any = None) -> HttpResponse:
    """Nor a way of its own to a new password, which no limit, no letter and no line of the log would see."""
    return redirect("account_change_password")


admin.site.password_change = own_password  # type: ignore[method-assign, assignment]

for _model in (
    EmailAddress,
    Authenticator,
    UserSession,
    SocialAccount,
    SocialApp,
    SocialToken,
):
    admin.site.unregister(_model)  # registered by its own app: overwrites, or shows a key


@admin.register(EmailAddress)
class EmailAddressAdmin(OfPerson, GuardedAdmin, AllauthEmailAddressAdmin):  # type: ignore[misc]
    """The addresses of people, and which of them are proven."""

    @admin.action(description="Mark selected addresses as proven", permissions=["change"])
    def make_verified(self, request: HttpRequest, queryset: QuerySet[EmailAddress]) -> None:
        """Somebody has seen the proof in another way; that is a way in, and leaves a line."""
        people = [row for row in queryset if self.has_change_permission(request, row)]
        waiting = queryset.filter(pk__in=[row.pk for row in people], verified=False)
        rows = list(waiting)
        super().make_verified(request, waiting)
        for row in EmailAddress.objects.filter(pk__in=[row.pk for row in rows], verified=True):
            record(Kind.SIGN_IN_CHANGED, by=request.user, **self.event_of(row))

    def log_addition(self, request: HttpRequest, obj: EmailAddress, message: Any) -> Any:
        """Without the address, as its person may take it away."""
        entry = super().log_addition(request, obj, message)
        forget_name(obj)
        return entry

    def log_change(self, request: HttpRequest, obj: EmailAddress, message: Any) -> Any:
        """The same."""
        entry = super().log_change(request, obj, message)
        forget_name(obj)
        return entry

    def event_of(self, row: EmailAddress) -> dict[str, Any]:
        """Whose address, not which."""
        return {"person": row.user, "subject": "E-mail address"}

    def save_model(self, request: HttpRequest, obj: EmailAddress, form: Any, change: bool) -> None:
        """A way in was given or taken."""
        super().save_model(request, obj, form, change)
        record(Kind.SIGN_IN_CHANGED, by=request.user, **self.event_of(obj))


@admin.register(Authenticator)
class AuthenticatorAdmin(OfPerson, NotesDeletions, AllauthAuthenticatorAdmin):  # type: ignore[misc]
    """Second factors: support sees that there is one, never its secret, and takes a lost one away."""

    def event_of(self, row: Authenticator) -> dict[str, Any]:
        """Whose second factor, and of which type."""
        return {"person": row.user, "subject": f"Second factor: {row.get_type_display()}"}

    fields = ("user", "type", "created_at", "last_used_at")

    def lookup_allowed(self, lookup: str, value: str, request: Any = None) -> bool:
        """The length of a list answers no question about a secret, which could be guessed by letters."""
        return not lookup.startswith("data") and super().lookup_allowed(lookup, value, request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """People add their own."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """People change their own."""
        return False
