"""Which addresses of a person are proven: by reading a mail. No other one opens anything."""

from allauth.account.models import EmailAddress
from django.conf import settings

from accounts.models import User


def proven(user: User) -> set[str]:
    """The addresses whose mails the person has read, in lower case."""
    found = EmailAddress.objects.filter(user=user, verified=True)
    return {address.lower() for address in found.values_list("email", flat=True)}


def has_proven_own(user: User) -> bool:
    """Whether the person has proven the address that the account is known by; others are invited in its name."""
    return user.email.lower() in proven(user)


def claimed(user: User) -> set[str]:
    """Every address that the person says is theirs, proven or not, in lower case."""
    found = EmailAddress.objects.filter(user=user).values_list("email", flat=True)
    return {user.email.lower(), *(address.lower() for address in found)}


def is_allowed(address: str) -> bool:
    """Whether ``SIGN_UP_DOMAINS`` lets this address in: the very domain, none below it."""
    allowed: list[str] = settings.SIGN_UP_DOMAINS
    return not allowed or address.lower().rpartition("@")[2] in allowed


def gets_new_password(user: User, address: str) -> bool:
    """Whether a link to a new password may go there: to a proven address, or to the main one of somebody
    who has proven nothing yet and proves it by that mail."""
    return address.lower() in (proven(user) or {user.email.lower()})
