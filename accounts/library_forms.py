"""The forms of the sign-in library, in the words of this site.

A module of its own: the library builds its sign-up form on the one in ``accounts.forms``.
"""

from typing import Any, ClassVar

from allauth.account import forms
from allauth.mfa.base import forms as mfa
from allauth.socialaccount import forms as socialaccount
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from accounts.models import Invitation, User
from accounts.proof import gets_new_password, is_allowed
from audit.log import record
from audit.models import Kind

EMAIL = "E-mail address"
RULES = "At least 10 characters. No common password, and nothing close to your e-mail address."
HELP = {"password1": RULES, "password": "", "oldpassword": ""}
"""The library puts a link to a new password between two fields, where it takes the key Tab."""
REQUIRED = {
    "login": "Enter your e-mail address.",
    "email": "Enter your e-mail address.",
    "password": "Enter your password.",
    "oldpassword": "Enter your current password.",
    "password1": "Enter a password.",
    "password2": "Enter the password again.",
}


class OurWords:
    """Puts our labels, hints and messages on the fields that a form has."""

    labels: ClassVar[dict[str, str]] = {}
    fields: dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = self.labels.get(name, field.label)
            field.help_text = HELP.get(name, field.help_text)
            if name in REQUIRED:
                field.error_messages["required"] = REQUIRED[name]


class AllowedDomains:
    """Refuses addresses of domains that the settings do not name."""

    def clean_email(self) -> str:
        """The address, as the library cleans it."""
        email: str = super().clean_email()  # type: ignore[misc]
        if not is_allowed(email):
            raise ValidationError(f"Use an address that ends in {endings()}.", code="domain")
        return email


def endings() -> str:
    """The domains that the settings name, in words."""
    return " or ".join(f"@{domain}" for domain in settings.SIGN_UP_DOMAINS)


class LoginForm(OurWords, forms.LoginForm):  # type: ignore[misc]
    """Sign in."""

    labels: ClassVar = {"login": EMAIL}


class ReauthenticateForm(OurWords, forms.ReauthenticateForm):  # type: ignore[misc]
    """Show once more who one is."""


class NotesWrongCodes:
    """Notes a wrong code of the second step: whoever types one knows the password."""

    user: User

    def clean_code(self) -> str:
        """The code, as the library cleans it; a try too many, which it does not look at, leaves no line."""
        try:
            code: str = super().clean_code()  # type: ignore[misc]
        except ValidationError as error:
            if error.code == "incorrect_code":
                record(Kind.SIGN_IN_FAILED, by=None, person=self.user, subject="Second step")
            raise
        return code


class CodeForm(NotesWrongCodes, mfa.AuthenticateForm):  # type: ignore[misc]
    """The second step at sign-in."""


class CodeAgainForm(NotesWrongCodes, mfa.ReauthenticateForm):  # type: ignore[misc]
    """The same, to show once more who one is."""


class SignupForm(AllowedDomains, OurWords, forms.SignupForm):  # type: ignore[misc]
    """Create an account."""

    labels: ClassVar = {"email": EMAIL}

    def clean_email(self) -> str:
        """Where only invited people may, somebody must have invited the address."""
        email = super().clean_email()
        invited = Invitation.objects.open().to([email])
        if settings.SIGN_UP == "invited" and not invited.exists():
            raise ValidationError(
                "Accounts come by invitation. Use the address that was invited.", code="invited"
            )
        return email

    def try_save(self, request: HttpRequest) -> Any:
        """An address that has an account takes as long as another: else the time would tell of it."""
        if self.account_already_exists:
            make_password(self.cleaned_data["password1"])
        return super().try_save(request)


class OrganisationSignupForm(AllowedDomains, OurWords, socialaccount.SignupForm):  # type: ignore[misc]
    """What somebody adds who comes from their organisation for the first time, where it did not tell all."""

    labels: ClassVar = {"email": EMAIL}


class AddEmailForm(AllowedDomains, OurWords, forms.AddEmailForm):  # type: ignore[misc]
    """Add an address to the account."""

    labels: ClassVar = {"email": EMAIL}


class ChangePasswordForm(OurWords, forms.ChangePasswordForm):  # type: ignore[misc]
    """Another password, by somebody who knows the current one."""

    labels: ClassVar = {
        "oldpassword": "Current password",
        "password1": "New password",
        "password2": "New password again",
    }


class SetPasswordForm(OurWords, forms.SetPasswordForm):  # type: ignore[misc]
    """The first password of an account that has none."""

    labels: ClassVar = {"password1": "Password", "password2": "Password again"}


class ResetPasswordForm(OurWords, forms.ResetPasswordForm):  # type: ignore[misc]
    """Where to send the link to a new password."""

    labels: ClassVar = {"email": EMAIL}

    users: list[User]

    def clean_email(self) -> str:
        """Find the account of the address; a slip in an added one hands it to nobody."""
        email: str = super().clean_email()
        self.users = [user for user in self.users if gets_new_password(user, email)]
        return email


class ResetPasswordKeyForm(OurWords, forms.ResetPasswordKeyForm):  # type: ignore[misc]
    """The new password behind the link."""

    labels: ClassVar = {"password1": "New password", "password2": "New password again"}
