"""What a view behind the sign-in gets, and the methods that a page with a form answers."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.views.decorators.http import require_http_methods
from django_htmx.http import HttpResponseClientRedirect
from django_htmx.middleware import HtmxDetails

from accounts.models import User

form_page = require_http_methods(["GET", "HEAD", "POST"])
"""Decorates a view that shows a form and takes it."""


class AuthenticatedHttpRequest(HttpRequest):
    """A request of a signed-in person; ``LoginRequiredMiddleware`` has turned away the rest."""

    user: User
    htmx: HtmxDetails


def wants_part(request: AuthenticatedHttpRequest) -> bool:
    """Whether htmx asks for a part of the page; for its history it wants all of it."""
    return bool(request.htmx) and not request.htmx.history_restore_request


def lead_to(request: AuthenticatedHttpRequest, to: Any) -> HttpResponse:
    """Redirect, as ``django.shortcuts`` does. Where htmx asked for a part, the browser opens the other
    page itself: it brings its own style sheets."""
    url = resolve_url(to)
    return HttpResponseClientRedirect(url) if wants_part(request) else HttpResponseRedirect(url)
