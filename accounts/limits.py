"""Who is slowed: after wrong passwords an account from one place, never everybody behind an address; and
whoever has many invitations mailed, also to one mailbox; and what anybody can have mailed to a mailbox.

An address alone says too little: behind a proxy that nobody told us about all people share one. So tries
are counted for an account and the place they come from, and for an account and all unknown places
together. A browser in which the person has signed in before is a place of its own, known by a signed
cookie: whatever strangers try, the person still gets in from there, and from anywhere by a new password.
"""

import ipaddress
import re
import unicodedata
from contextlib import suppress

from allauth.core import ratelimit
from allauth.core.internal.ratelimit import consume
from django.conf import settings
from django.core import signing
from django.core.signing import BadSignature
from django.db.models import Q
from django.http import HttpRequest, HttpResponseBase
from django.utils.crypto import get_random_string

from accounts.models import User

COOKIE = "known"
YEAR = 365 * 24 * 3600
WITH_PORT = re.compile(r"\[(.+)\](?::\d+)?|([\d.]+):\d+")
UNKNOWN = "unknown"
QUOTES = str.maketrans("", "", '"\\')

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def client_address(request: HttpRequest) -> str:
    """The address that the request came from, as far as it can be trusted.

    ``TRUSTED_PROXY_COUNT`` proxies of ours each add the address that they saw at the right of
    X-Forwarded-For; what stands further left anybody can write. A header that does not fit counts
    for nothing.
    """
    address = _told_by_proxies(request) or _read(request.META.get("REMOTE_ADDR", ""))
    return str(address) if address else UNKNOWN


def _told_by_proxies(request: HttpRequest) -> Address | None:
    count: int = settings.TRUSTED_PROXY_COUNT
    told = request.headers.get("X-Forwarded-For", "").split(",")
    return _read(told[-count]) if 0 < count <= len(told) else None


def _read(text: str) -> Address | None:
    """An address, also with a port or a zone; one of IPv4 in its own form, however it is wrapped."""
    text = text.strip()
    if found := WITH_PORT.fullmatch(text):
        text = found[1] or found[2]
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


def place(request: HttpRequest, login: str) -> str:
    """Where a try to sign in comes from: a known browser of this person, or a network."""
    browser = known_browser(request, login)
    return f"browser {browser}" if browser else f"network {_network(client_address(request))}"


def _network(address: str) -> str:
    """One customer has a whole /64 of IPv6."""
    return str(ipaddress.ip_network(f"{address}/64", strict=False)) if ":" in address else address


def known_browser(request: HttpRequest, login: str) -> str:
    """The mark of a browser in which this person has signed in before; empty for any other."""
    user, mark = _cookie(request)
    return mark if user and User.objects.filter(by_address(login), pk=user).exists() else ""


def by_address(login: str) -> Q:
    """Whose account it is: the main address, or another that is proven."""
    login = login.lower()
    return Q(email__lower=login) | Q(emailaddress__email__lower=login, emailaddress__verified=True)


def remember_browser(request: HttpRequest, response: HttpResponseBase, user: User) -> None:
    """Let the browser be known after its person has signed in there."""
    known, mark = _cookie(request)
    value = signing.dumps(
        [user.pk, mark if known == user.pk else get_random_string(12)], salt=COOKIE
    )
    response.set_cookie(
        COOKIE,
        value,
        max_age=YEAR,
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )


def may_invite(request: HttpRequest, address: str) -> bool:
    """Whether this person may have another invitation mailed, and the mailbox may get one."""
    return _counts(request, address, dry_run=True)


def count_invitation(request: HttpRequest, address: str) -> None:
    """Note that one was mailed."""
    _counts(request, address, dry_run=False)


def may_comment(request: HttpRequest) -> bool:
    """Whether this person may write another comment now; counts this one."""
    return bool(ratelimit.consume(request, action="comment", key=f"{request.user.pk}"))


def may_comment_by_link(request: HttpRequest, link: object, browser: object) -> bool:
    """Whether another comment may be written or changed by this link in this browser; counts this one. A board in
    one room shares a network, so that has ten times as much: a browser without cookies is a new one each time."""
    keys = {
        "comment_by_link": f"{link} {browser}",
        "comment_by_link_of_all": f"{link} {_network(client_address(request))}",
    }
    # One after the other: what a browser may not write takes nothing from others.
    return all(ratelimit.consume(request, action=action, key=key) for action, key in keys.items())


def may_ask(request: HttpRequest, address: str) -> bool:
    """Whether this person may ask another question by mail, and the mailbox may get one; counts this one."""
    keys = {"ask": f"{request.user.pk}", "ask_mailbox": _mailbox(address)}
    used = [ratelimit.consume(request, action=action, key=key) for action, key in keys.items()]
    return all(used)


def may_write(request: HttpRequest, address: str) -> bool:
    """Whether the mailbox may get another mail that anybody can have sent to it; counts this one."""
    key = _mailbox(address)
    app, action = "allauth.account", "letters_mailbox"
    return bool(consume(request, app=app, action=action, key=key, limit_get=True))


def may_try_link(request: HttpRequest) -> bool:
    """Whether another link that opens nothing is looked for from this network; counts this one. Links that
    open are never counted: nobody is kept out by what a neighbour tries."""
    key = _network(client_address(request))
    app, action = "allauth.account", "shared_wrong"
    return bool(consume(request, app=app, action=action, key=key, limit_get=True))


def _counts(request: HttpRequest, address: str, *, dry_run: bool) -> bool:
    mailbox = _mailbox(address)
    keys = {
        "invite": f"{request.user.pk}",
        "invite_mailbox": f"{request.user.pk} to {mailbox}",
        "invite_mailbox_by_all": mailbox,
    }
    used = [
        ratelimit.consume(request, action=action, key=key, dry_run=dry_run)
        for action, key in keys.items()
    ]
    return all(used)


def _mailbox(address: str) -> str:
    """The address without what some write after a plus, which reaches the same mailbox."""
    name, _, host = as_reached(address).rpartition("@")
    return f"{name.partition('+')[0]}@{host}"


def as_reached(address: str) -> str:
    """One way of writing for all that reach the same: quotes, other forms of a letter and a host in letters
    of its own change where a mail goes as little as capitals do."""
    name, _, host = unicodedata.normalize("NFKC", address.strip()).casefold().rpartition("@")
    with suppress(UnicodeError):
        host = host.rstrip(".").encode("idna").decode()
    return f"{name.translate(QUOTES)}@{host}"


def _cookie(request: HttpRequest) -> tuple[int, str]:
    """Whose browser this is, and its mark; zero when the cookie is missing, too old or not ours."""
    try:
        user, mark = signing.loads(request.COOKIES.get(COOKIE, ""), salt=COOKIE, max_age=YEAR)
    except BadSignature:
        return 0, ""
    return user, mark
