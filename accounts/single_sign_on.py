"""Signing in with the account of one's organisation: OpenID Connect, by the settings.

Who somebody is says the provider's ``sub`` alone, which never changes. An address that the provider
names identifies nobody: whoever has an account here already connects it from inside, after the password.
"""

import logging
import time
from http import HTTPStatus
from typing import Any

import requests
from allauth.account.internal.flows.login import record_authentication
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialLogin
from allauth.socialaccount.providers.base.constants import AuthProcess
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.models import User

log = logging.getLogger(__name__)

PROVIDER = "openid_connect"
NAME_LENGTH = 150
ASKED_AT = "asked_at"
"""Where a request keeps that, and since when, somebody signed in shall show once more who they are."""
CLOCKS_DIFFER = 60
"""Seconds that the provider's clock may be behind ours."""


class Session(requests.Session):
    """Asks the provider. One that does not answer, or not in JSON, is a try that failed, no fault."""

    def request(self, *args: Any, **kwargs: Any) -> requests.Response:
        """The answer, which was read as JSON once."""
        try:
            response = super().request(*args, **{**kwargs, "timeout": settings.OIDC_TIMEOUT})
            response.raise_for_status()
            response.json()
        except requests.RequestException as error:
            log.warning("The provider of single sign-on does not answer as it should: %s", error)
            raise _refused(context.request, HTTPStatus.BAD_GATEWAY) from error
        return response


def provider_again(person: User) -> Any:
    """The provider with which the person can show once more who they are, if there is one."""
    connected = SocialAccount.objects.filter(user=person).exists()
    return connected and next(iter(SingleSignOn().list_providers(context.request)), None)


def ask_again(request: HttpRequest, provider: Any, next_url: str) -> HttpResponse:
    """Send the person to the provider, which shall ask even if it still knows them."""
    answer: HttpResponse = provider.redirect(
        request,
        AuthProcess.REDIRECT,
        next_url,
        auth_params={"prompt": "login", "max_age": "0"},
        **{ASKED_AT: time.time()},
    )
    return answer


def _confirm(request: HttpRequest, sociallogin: SocialLogin, asked_at: float) -> None:
    """Note that the person at this session signed in at the provider after we asked for it. Its word
    (``auth_time``) decides: what we asked for has gone through the browser, where it can be taken out."""
    if not sociallogin.is_existing or sociallogin.user != request.user:
        raise _refused(request, HTTPStatus.FORBIDDEN)
    signed_in_at = sociallogin.account.extra_data.get("id_token", {}).get("auth_time")
    if not isinstance(signed_in_at, int | float) or signed_in_at < asked_at - CLOCKS_DIFFER:
        log.warning("The provider of single sign-on did not ask again: auth_time %s", signed_in_at)
        told = {"provider": provider_again(sociallogin.user), "not_told": True}
        page = render(request, "accounts/sign_in_again.html", told, status=HTTPStatus.FORBIDDEN)
        raise ImmediateHttpResponse(page)
    told = {"provider": sociallogin.account.provider, "uid": sociallogin.account.uid}
    record_authentication(request, request.user, "socialaccount", reauthenticated=True, **told)


def _refused(request: HttpRequest, status: HTTPStatus) -> ImmediateHttpResponse:
    """Ends whatever the library was doing with a page that says so."""
    page = render(request, "socialaccount/authentication_error.html", status=status)
    return ImmediateHttpResponse(page)


class SingleSignOn(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Where the sign-in library asks about the provider and who comes from it."""

    def list_apps(
        self, request: HttpRequest, provider: str | None = None, client_id: str | None = None
    ) -> list[SocialApp]:
        """The provider of the settings, where there is one; the database is not asked."""
        if not settings.OIDC_APP:
            return []
        app = SocialApp(provider=PROVIDER, **settings.OIDC_APP)
        asked = provider in (None, PROVIDER, app.provider_id)
        return [app] if asked and client_id in (None, app.client_id) else []

    def get_requests_session(self) -> requests.Session:
        """What the provider is asked with."""
        return Session()

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """The provider says who belongs to the organisation; ``SIGN_UP`` is about passwords."""
        return True

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Refuse claims of two people; believe an address only where the provider says so in so many
        words; and note who signed in there once more."""
        claims = sociallogin.account.extra_data
        told = {part["sub"] for part in claims.values() if isinstance(part, dict) and "sub" in part}
        if told != {sociallogin.account.uid}:
            log.error("The provider of single sign-on told of two people at once: %s", sorted(told))
            raise _refused(request, HTTPStatus.FORBIDDEN)
        for address in sociallogin.email_addresses:
            address.verified = address.verified is True
        if ASKED_AT in sociallogin.state:
            _confirm(request, sociallogin, sociallogin.state[ASKED_AT])

    def get_signup_form_initial_data(self, sociallogin: SocialLogin) -> dict[str, Any]:
        """What the provider told, where something is missing."""
        return {**super().get_signup_form_initial_data(sociallogin), "name": sociallogin.user.name}

    def populate_user(
        self, request: HttpRequest, sociallogin: SocialLogin, data: dict[str, Any]
    ) -> User:
        """Somebody new: by the name and the address of the provider."""
        user: User = super().populate_user(request, sociallogin, data)
        parts = (data.get("first_name"), data.get("last_name"))
        name = data.get("name") or " ".join(str(part) for part in parts if part)
        user.name = " ".join(str(name).split())[:NAME_LENGTH]
        return user
