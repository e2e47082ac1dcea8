"""Middleware of our own: guards, and ways out of dead ends, that no library offers."""

import logging
from collections.abc import Callable
from http import HTTPStatus
from traceback import walk_tb
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import FieldError
from django.db import DataError
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBadRequest,
    HttpResponseBase,
    HttpResponseNotAllowed,
    HttpResponseRedirect,
    UnreadablePostError,
)
from django.middleware.gzip import GZipMiddleware
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from decisions.services.papers import StorageAwayError

log = logging.getLogger(__name__)

OPENS = ("GET", "HEAD")
"""The methods with which a browser opens a page."""
TAKEN = (*OPENS, "POST")
"""All that any address takes."""
CHARSET = "utf-8"
NO_ANSWER = (IncorrectLookupParameters, DataError, FieldError)
"""What a lookup in the address of a list ends in when it does not fit the rows."""
NO_VALUE = (IndexError, OverflowError, TypeError, ValueError)
"""The same where the value fits no field or no column. Code of ours can raise these as well."""
RAISES = ("django.", "psycopg", "uuid")
COMPRESSED = ("text/html", "application/json")
WITH_KEYS = ("/accounts/", "/teams/")
"""Where secrets of an authenticator, recovery codes and links of invitations are shown."""
KEYS_IN_PAGE = (b"/teams/invitations/", b"/shared/open/", b"/mails/stop/")
"""How links that open something are known on whatever page shows them."""


def reject_null_characters(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Answer 400 when the address holds a NUL: PostgreSQL cannot store or compare one.

    Posted NULs are refused by the form fields, beside the field and with what was typed.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if "\0" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            return render(request, "400.html", status=400)
        return get_response(request)

    return middleware


def refuse_other_charsets(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Answer 400 when the request names a charset that no form of ours sends: Django reads address and
    body in it, and fails on one that it cannot use. Must stand before all that reads either."""

    def middleware(request: HttpRequest) -> HttpResponse:
        charset = (request.content_params or {}).get("charset", CHARSET)
        if charset.lower() == CHARSET:
            return get_response(request)
        # Without the request: whatever reads its address for the page would fail on it.
        return HttpResponseBadRequest(render_to_string("400.html"))

    return middleware


class SayWhatIsAway:
    """Answer 503 with what is true where the place for files does not answer: nothing is lost by that."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer as it is."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, fault: Exception) -> HttpResponse | None:
        """The page that says so, with the fault in the log."""
        if not isinstance(fault, StorageAwayError):
            return None
        log.error("The storage of papers does not answer", exc_info=fault)
        return render(request, "503.html", status=503)


def refuse_other_methods(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Answer 405 to what no browser sends for a page or a form, before anybody is asked who they are: no
    page has to, and a page of the admin takes it for opening."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request) if request.method in TAKEN else HttpResponseNotAllowed(TAKEN)

    return middleware


class AnswerQuestions:
    """Answer 400 where the address of an admin's list asks what its rows cannot answer.

    Django passes any lookup on to the database, and looks for what the database refuses only in part.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer as it is."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, fault: Exception) -> HttpResponse | None:
        """The page for a bad request, with the fault in the log; none where nothing was asked."""
        asked = request.method in OPENS and request.META.get("QUERY_STRING")
        if not (asked and request.path_info.startswith("/admin/") and _is_of_lookup(fault)):
            return None
        log.warning("A list of the admin has no answer: %s", request.path, exc_info=fault)
        return render(request, "400.html", status=400)


def _is_of_lookup(fault: Exception) -> bool:
    """Whether the fault is about what was asked: what Django or the driver of the database raised, no
    fault in a page of ours."""
    if not isinstance(fault, NO_VALUE):
        return isinstance(fault, NO_ANSWER)
    *_, (last, _) = walk_tb(fault.__traceback__)
    return str(last.f_globals.get("__name__")).startswith(RAISES)


def refuse_cut_bodies(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Read all of a body before any form sees a part of it; answer 400 when it ended too early.

    Answer 411 when a form does not say how long it is: Django would take it for an empty one. Must
    stand before the check of CSRF tokens, which reads a form and passes over what it cannot read.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        nothing = "" if request.method == "POST" else "0"
        length = request.META.get("CONTENT_LENGTH") or nothing
        if "HTTP_TRANSFER_ENCODING" in request.META or not length.isdecimal():
            return render(request, "400.html", status=411)
        try:
            whole = _is_whole(request, int(length))
        except UnreadablePostError:
            whole = False
        return get_response(request) if whole else render(request, "400.html", status=400)

    return middleware


def _is_whole(request: HttpRequest, length: int) -> bool:
    """Read the body; whether its parts are closed as they announced, where it has parts."""
    if request.method != "POST" or request.content_type != "multipart/form-data":
        return len(request.body) == length
    boundary = (request.content_params or {}).get("boundary", "")
    last = f"--{boundary}--".encode()
    if length <= settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
        return last in request.body
    end = _Watched(request.read)
    request.read = end.read  # type: ignore[method-assign, assignment]
    request.POST  # noqa: B018 - a large file goes to the disk meanwhile
    return last in end.read_last


class _Watched:
    """Reads on, and keeps the end of what was read."""

    KEPT = 1_000
    """More than a boundary is long, with what may stand behind it."""

    def __init__(self, read: Callable[..., bytes]) -> None:
        self._read = read
        self.read_last = b""

    def read(self, *size: int) -> bytes:
        """The next bytes."""
        data = self._read(*size)
        self.read_last = (self.read_last + data[-self.KEPT :])[-self.KEPT :]
        return data


class CompressPages(GZipMiddleware):
    """Send pages and data compressed, where that gives no secret away.

    The length of a compressed page tells a little about what stands in it beside what somebody made the
    browser send (BREACH). CSRF tokens are masked anew in every answer and lengths are blurred; pages
    on which a key stands in plain are not compressed at all. Files are compressed already.
    """

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        """Compress what is text and holds no key."""
        kind = response.get("Content-Type", "").partition(";")[0]
        if kind not in COMPRESSED or request.path_info.startswith(WITH_KEYS):
            return response
        if not response.streaming:
            page = getattr(response, "content", b"")
            if any(key in page for key in KEYS_IN_PAGE):
                return response
        return super().process_response(request, response)


def keep_private(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Let nobody keep a page of a signed-in person or of signing in, unless its view says how.

    The sign-in library sets no Cache-Control at all; a browser or a proxy could then show the page
    again after the person has signed out.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        personal = request.user.is_authenticated or request.path_info.startswith("/accounts/")
        if personal and not response.has_header("Cache-Control"):
            response["Cache-Control"] = "no-store, private"
        return response

    return middleware


def use_own_time_zone(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Show times by the clock of the person, and to whoever is not signed in by that of the site."""

    def middleware(request: HttpRequest) -> HttpResponse:
        with timezone.override(request.user.zone if request.user.is_authenticated else None):
            return get_response(request)

    return middleware


def explain_refusal(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Show a page with a way on where somebody opens an address that only takes what a form sends.

    Django answers 405 without a word, and the browser says that the site does not work.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if isinstance(response, HttpResponseNotAllowed) and request.method in OPENS:
            response.content = render_to_string("405.html", request=request)
        return response

    return middleware


def mark_parts(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Mark what a view made for htmx and a signed-in person.

    Whatever else arrives in its place (a page to sign in, an error, a page of a gateway or of the
    network of a hotel) has no mark, and ``static/site.js`` then leaves the page as it is.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        made = response.status_code in (HTTPStatus.OK, HTTPStatus.NO_CONTENT)
        if made and is_htmx(request) and request.user.is_authenticated:
            response["X-Part"] = "yes"
        return response

    return middleware


def is_htmx(request: HttpRequest) -> bool:
    """Whether a script of the page asks, which puts the answer into the page that is open."""
    return request.headers.get("HX-Request") == "true"


class SignInFirst(LoginRequiredMiddleware):
    """After signing in, lead back to a page that can be opened.

    Who was signed out meanwhile and presses a button goes on from the page with the button, not to
    the address that only takes what the button sends, and reads that nothing is saved yet. A
    script gets no page to sign in, which it would put into the open one, but the address of it.
    """

    def handle_no_permission(
        self, request: HttpRequest, view_func: Callable[..., Any]
    ) -> HttpResponseRedirect:
        """Ask to sign in first."""
        page = _sending_page(request) if request.method not in OPENS else ""
        if page:
            login = self.get_login_url(view_func)
            way = redirect_to_login(page, login, self.get_redirect_field_name(view_func))
        else:
            way = super().handle_no_permission(request, view_func)
        if request.method not in OPENS:
            way.headers["Location"] += "&ended=yes"
        if is_htmx(request):
            way.status_code = HTTPStatus.UNAUTHORIZED
            way.headers["X-Sign-In"] = way.url
            del way.headers["Location"]
        return way


def _sending_page(request: HttpRequest) -> str:
    """The page of this site that a form was sent from; empty when the browser does not say."""
    sender = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(sender, {request.get_host()}, request.is_secure()):
        return ""
    parts = urlsplit(sender)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
