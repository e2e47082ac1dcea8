"""Where the sign-in library asks the site how it wants things."""

from allauth.account.adapter import DefaultAccountAdapter


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Mails without the host in the subject; people are found by address and name."""

    def format_email_subject(self, subject: str) -> str:
        """The subject as written, on one line."""
        return " ".join(str(subject).split())

    def get_user_search_fields(self) -> list[str]:
        """What the admin searches to find the owner of an e-mail address."""
        return ["email", "name"]
