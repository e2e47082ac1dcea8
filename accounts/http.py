"""The request that a view behind the sign-in gets."""

from django.http import HttpRequest

from accounts.models import User


class AuthenticatedHttpRequest(HttpRequest):
    """A request of a signed-in person; ``LoginRequiredMiddleware`` has turned away the rest."""

    user: User
