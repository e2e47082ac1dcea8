"""Where the sign-in library asks the site how it wants things."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from django.urls import reverse

from accounts.models import Invitation


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Subjects without the host, and a way back to the invitation that brought somebody here."""

    def format_email_subject(self, subject: str) -> str:
        """The subject as written, on one line."""
        return " ".join(str(subject).split())

    def get_email_verification_redirect_url(self, email_address: EmailAddress) -> str:
        """An open invitation to the confirmed address comes first, on whichever device it is."""
        invitation = Invitation.objects.open().filter(email__iexact=email_address.email).first()
        if invitation:
            return reverse("invitation", args=[invitation.pk])
        return str(super().get_email_verification_redirect_url(email_address))

    def get_user_search_fields(self) -> list[str]:
        """What the admin searches to find the owner of an e-mail address."""
        return ["email", "name"]
