"""Where the sign-in library asks the site how it wants things."""

import logging
import time
from typing import Any, ClassVar
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.app_settings import REAUTHENTICATION_TIMEOUT
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.flows.reauthentication import get_reauthentication_flows
from allauth.account.models import EmailAddress
from allauth.core import context as current
from allauth.core.exceptions import ReauthenticationRequired
from allauth.core.internal import ratelimit
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse

from accounts.limits import (
    UNKNOWN,
    as_reached,
    by_address,
    client_address,
    known_browser,
    may_write,
    place,
    remember_browser,
)
from accounts.middleware import SEEN
from accounts.models import Invitation, Letter, Mail, User
from accounts.single_sign_on import provider_again
from accounts.tasks import hand_over, mail_letter
from audit.log import record
from audit.models import Kind

log = logging.getLogger(__name__)

BY_ANYBODY = {
    "account_already_exists",
    "email_confirmation",
    "email_confirmation_signup",
    "password_reset_key",
    "unknown_account",
}
"""Mails that whoever knows an address can have sent to it."""
NOWHERE = "0.0.0.0"  # noqa: S104 - an address that nobody has


def _leading_here(context: dict[str, Any]) -> dict[str, Any]:
    """The links of a mail lead to this site, whatever host and port the request named: that is written by
    whoever asks for a mail, and the mail may go to somebody else."""
    links = {name: value for name, value in context.items() if name.endswith("_url")}
    here = urlsplit(settings.SITE_URL)
    return context | {
        name: urlsplit(str(link))._replace(scheme=here.scheme, netloc=here.netloc).geturl()
        for name, link in links.items()
    }


def signed_in_again(request: HttpRequest) -> bool:
    """Whether the person at this session has lately shown once more who they are."""
    known = get_authentication_records(request, request.user)
    again = [record["at"] for record in known if record.get("reauthenticated")]
    return bool(again) and time.time() - again[-1] < REAUTHENTICATION_TIMEOUT


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Mails that nobody waits for, subjects without the host, a way back to the invitation that
    brought somebody here, and limits that lock nobody out."""

    error_messages: ClassVar = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": "The e-mail address or the password is not right.",
        "incorrect_password": "The password is not right.",
        "incorrect_code": "The code is not right.",
        "too_many_login_attempts": "Too many tries that failed. Try again later.",
    }
    """Of the library, in the words of these pages."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Let the mail wait in a row, and tell a worker of it. Whether that reaches one or not, the
        person goes on; and so does whoever has too many sent to a mailbox, who need not know."""
        asked = template_prefix.rpartition("/")[2] in BY_ANYBODY
        if asked and not may_write(current.request, email):
            log.warning("A mailbox gets no more mails of this kind for now: %s", template_prefix)
            return
        values = {"email": email, "site_url": settings.SITE_URL, **_leading_here(context)}
        message = self.render_mail(template_prefix, email, values)
        letter = Letter.objects.create(
            address=email,
            subject=str(message.subject),
            body=str(message.body),
            mail=Mail.QUEUED,
        )
        hand_over(mail_letter, letter.pk)

    def format_email_subject(self, subject: str) -> str:
        """The subject as written, on one line."""
        return " ".join(str(subject).split())

    def get_email_verification_redirect_url(self, email_address: EmailAddress) -> str:
        """An open invitation to the confirmed address comes first, on whichever device it is."""
        invitation = Invitation.objects.open().to([email_address.email]).first()
        if invitation:
            return reverse("invitation", args=[invitation.pk])
        return str(super().get_email_verification_redirect_url(email_address))

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """Note that the address is proven. It becomes the main one where the main one is not."""
        confirmed: bool = super().confirm_email(request, email_address)
        main = EmailAddress.objects.get_primary(email_address.user)
        if confirmed and main and not main.verified:
            email_address.set_as_primary()
        return confirmed

    def get_client_ip(self, request: HttpRequest) -> str:
        """The address that mails about the account and the list of sessions name."""
        address = client_address(request)
        return NOWHERE if address == UNKNOWN else address

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Whether there is a form to create an account; who may is said when the address is known."""
        return bool(settings.SIGN_UP != "closed")

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """What wrong passwords are counted under."""
        login = as_reached(credentials.get("email", ""))
        return f"{login} from {place(request, login)}"

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Refuse a try too many: from this place, or from all unknown places together.

        What turns out to be right is not counted: the library then takes back what was used.
        """
        super().pre_authenticate(request, **credentials)
        login = as_reached(credentials.get("email", ""))
        if known_browser(request, login):
            return
        used = ratelimit.consume(request, app="allauth.account", action="login_unknown", key=login)
        if not used:
            raise self.validation_error("too_many_login_attempts")
        self._login_failed_rl_usage.usage += used.usage

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponseBase:
        """Know this browser from now on, and note it."""
        response: HttpResponseBase = super().post_login(request, user, **kwargs)
        request.session[SEEN] = time.time()
        record(Kind.SIGNED_IN, by=user, person=user)
        remember_browser(request, response, user)
        return response

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Always before what matters. The library takes whoever has neither a password nor a second
        step for somebody who has just shown who they are; here they show it in another way."""
        request = current.request
        if not get_reauthentication_flows(request.user) and not signed_in_again(request):
            raise ReauthenticationRequired
        return bool(super().is_reauthentication_required(app=app, **kwargs))

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """The library's; and to sign in again at the provider, or what whoever has nothing else can do."""
        found: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        if user.is_authenticated and (not found or provider_again(user)):
            words = "Sign in again at your organisation"
            url = reverse("sign_in_again")
            found.append({"id": "sign_in_again", "description": words, "url": url})
        return found

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Note a wrong password for an account that exists; what was typed is not kept."""
        super().authentication_failed(request, **credentials)
        login = credentials.get("email", "")
        person = User.objects.filter(by_address(login)).first() if login else None
        if person:
            record(Kind.SIGN_IN_FAILED, by=None, person=person, subject="Password")

    def send_notification_mail(
        self, template_prefix: str, user: User, *args: Any, **kw: Any
    ) -> None:
        """The library tells the person of each change of how they sign in: that leaves a line."""
        what = template_prefix.rpartition("/")[2].replace("_", " ").capitalize()
        record(Kind.SIGN_IN_CHANGED, by=user, person=user, subject=what)
        super().send_notification_mail(template_prefix, user, *args, **kw)

    def get_user_search_fields(self) -> list[str]:
        """What the admin searches to find the owner of an e-mail address."""
        return ["email", "name"]
