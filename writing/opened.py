"""Addresses that only take what a form sends: where they lead whoever opens one.

A form that is refused answers under the address that it was sent to, so that stays in the browser's bar.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

View = Callable[..., HttpResponse]


def form_on(page: str, *args: str) -> Callable[[View], View]:
    """Decorates a view that takes a form of the page; opening its address leads there. ``args`` are those of the
    page: what the address holds by its name, else the word itself. That page asks who may see it."""

    def decorate(view: View) -> View:
        takes = require_POST(view)

        @wraps(view)
        def wrapper(request: HttpRequest, **held: Any) -> HttpResponse:
            if request.method in ("GET", "HEAD"):
                return redirect(page, *(held.get(name, name) for name in args))
            return takes(request, **held)

        return wrapper

    return decorate
