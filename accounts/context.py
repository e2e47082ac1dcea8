"""What templates know of accounts, on every page."""

from django.conf import settings
from django.http import HttpRequest


def sign_up(request: HttpRequest) -> dict[str, str]:
    """Who creates an account, so that a page leads to a form only where there is one."""
    return {"sign_up": settings.SIGN_UP}
