"""Who holds a link: what a browser keeps of it, and the page for whoever holds none that opens.

The secret stands in the address that was sent, and in no other: opening it gives the browser a signed
cookie for the pages of this one link and leads on to an address without a secret, which may stand in
a history or be sent on and opens nothing by itself. Whether the link still opens is asked at every page.
"""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast
from uuid import UUID, uuid4

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.http import form_page
from decisions.access import open_link
from decisions.models import SharedLink
from decisions.services.sharing import note_read

COOKIE, BROWSER = "shared", "guest"
"""That a link is held, and by which browser it is written: the second ends with the browser's session."""
NOT_FOUND, GONE, TOO_MANY = 404, 410, 429
PRIVATE = {
    "Cache-Control": "private, no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
}
"""Of every answer: kept by no cache, found by no search, told to no other site."""
WITH_FORM = PRIVATE | {"Referrer-Policy": "same-origin"}
"""Of pages with a form: Django and the drafts in the browser ask from which page of this site it was sent."""

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def private(view: View[P]) -> View[P]:
    """Open to whoever is not signed in, and nobody else's business."""
    return login_not_required(require_safe(_with(PRIVATE, view)))


def private_form(view: View[P]) -> View[P]:
    """The same for a page with a form."""
    return login_not_required(form_page(_with(WITH_FORM, view)))


def _with(headers: dict[str, str], view: View[P]) -> View[P]:
    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **keys: P.kwargs) -> HttpResponseBase:
        answer = view(request, *args, **keys)
        for name, value in headers.items():
            answer.headers[name] = value
        return answer

    return cast(View[P], guarded)


def closed(request: HttpRequest, status: int) -> HttpResponse:
    """One page for what was never a link, has ended or was revoked: it tells nothing but what to do, and gives
    back what was typed to whoever was writing."""
    typed = request.POST.get("text", "")
    return render(request, "decisions/shared_closed.html", {"typed": typed}, status=status)


def give(answer: HttpResponse, link: SharedLink) -> None:
    """Let this browser hold the link."""
    _set(answer, link, COOKIE, str(link.pk), expires=link.ends_at)


def held(request: HttpRequest, key: UUID) -> SharedLink | HttpResponse:
    """The link with all that it shows; the page that says that it opens nothing."""
    if _read(request, COOKIE) != str(key):
        return closed(request, NOT_FOUND)
    link = open_link(key)
    if link is None:
        return closed(request, GONE)
    if request.method == "GET":
        note_read(link, request.user)
    return link


def browser_of(request: HttpRequest, key: UUID) -> UUID | None:
    """What tells this browser from others that hold the same link; None where it was given nothing yet."""
    link, _, browser = _read(request, BROWSER).partition(" ")
    return UUID(browser) if link == str(key) else None


def give_browser(answer: HttpResponse, link: SharedLink, browser: UUID | None = None) -> None:
    """Let this browser be known while its session lasts."""
    _set(answer, link, BROWSER, f"{link.pk} {browser or uuid4()}")


def _read(request: HttpRequest, name: str) -> str:
    """The text of a cookie of ours; "" for any other."""
    try:
        return str(signing.loads(request.COOKIES.get(name, ""), salt=name))
    except signing.BadSignature:
        return ""


def _set(answer: HttpResponse, link: SharedLink, name: str, text: str, **more: object) -> None:
    answer.set_cookie(
        name,
        signing.dumps(text, salt=name),
        path=reverse("shared", args=[link.pk]),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
        **more,  # type: ignore[arg-type]
    )
