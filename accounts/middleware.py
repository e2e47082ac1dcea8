"""What a session must keep to: it ends when nobody uses it, and staff need a second step for the admin."""

import time
from collections.abc import Callable
from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect

SEEN = "seen"
"""Where a session keeps when its person was last here, in seconds."""
NOT_AGAIN = 60
"""So many seconds are not worth another write."""
SECOND_STEPS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def end_idle_sessions(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Sign out whoever was not here for ``SESSION_IDLE_MINUTES``; what was typed waits in the browser."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if settings.SESSION_IDLE_MINUTES and request.user.is_authenticated:
            away = time.time() - request.session.get(SEEN, 0)
            if SEEN in request.session and away > settings.SESSION_IDLE_MINUTES * 60:
                logout(request)
            elif away > NOT_AGAIN:
                request.session[SEEN] = time.time()
        return get_response(request)

    return middleware


class StaffNeedASecondStep:
    """Lead whoever may use the admin to set a second step up, before any page of it.

    Must stand behind the messages. Signing in and out stays as it is for everybody.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer as it is."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        """The page to set it up, where there is none yet."""
        match = request.resolver_match
        if not (settings.STAFF_SECOND_STEP and match and match.route.startswith("admin/")):
            return None
        if not (request.user.is_authenticated and request.user.is_staff):
            return None
        if Authenticator.objects.filter(user=request.user, type__in=SECOND_STEPS).exists():
            return None
        messages.warning(request, "The admin needs a second step at sign-in. Set it up first.")
        return redirect("mfa_activate_totp")
