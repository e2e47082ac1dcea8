"""Middleware of our own: two guards that no library offers."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


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
