"""Reading from a copy of the database that PostgreSQL keeps up to date (a streaming replica).

Without ``REPLICA_URL`` nothing of this is there. With it, pages whose view says ``may_lag`` read what teams
have written from the copy, which is some milliseconds behind:

- Whoever has just written reads the primary until the copy has what they wrote. Each answer to a form
  brings a cookie with the place in PostgreSQL's log that was reached, and the copy is asked for its own.
- People, teams, rights and sessions are always read from the primary: a right that was taken is gone at once.
- A copy that is away, or breaks off a query, is left alone for a while, and the page is made from the primary.
- Whatever has a form on it must not say ``may_lag``: it would show one state beside the version of another.
"""

import logging
import re
import time
from collections.abc import Callable
from contextvars import ContextVar
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, InterfaceError, OperationalError, connections
from django.db.models import Model
from django.http import HttpRequest, HttpResponse

log = logging.getLogger(__name__)

ALIAS = "replica"
COOKIE = "written"
PLACE = re.compile(r"[0-9A-F]{1,8}/[0-9A-F]{1,8}")
NOWHERE = "0/0"
KEPT = 3_600
"""Seconds for which a browser remembers what it wrote: no copy is ever so late."""
REST = 10.0
"""Seconds for which a copy that failed is not asked again."""
COPIED = {"decisions", "catalog"}
"""The apps whose tables may be read from the copy."""
AWAY = (OperationalError, InterfaceError)

Given = ParamSpec("Given")

_from_copy: ContextVar[bool] = ContextVar("reads from the copy", default=False)
_asked_again_at = 0.0


class Router:
    """Sends reads of a view that may lag to the copy, and everything else to the primary."""

    def db_for_read(self, model: type[Model], **hints: Any) -> str:
        """The copy, inside ``may_lag`` and for what may be read there."""
        copied = _from_copy.get() and model._meta.app_label in COPIED
        return ALIAS if copied else DEFAULT_DB_ALIAS

    def db_for_write(self, model: type[Model], **hints: Any) -> str:
        """The primary, also for a row that came from the copy."""
        return DEFAULT_DB_ALIAS

    def allow_relation(self, one: Model, other: Model, **hints: Any) -> bool:
        """They are rows of one database, whichever server gave them."""
        return True

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        """Tables are made on the primary; PostgreSQL brings them over."""
        return db == DEFAULT_DB_ALIAS


def may_lag(
    view: Callable[Concatenate[Any, Given], HttpResponse],
) -> Callable[Concatenate[Any, Given], HttpResponse]:
    """Let a page without a form read from the copy, once it has what its reader has written."""

    @wraps(view)
    def page(request: Any, /, *args: Given.args, **kwargs: Given.kwargs) -> HttpResponse:
        if not _has(request.COOKIES.get(COOKIE, NOWHERE)):
            return view(request, *args, **kwargs)
        mark = _from_copy.set(True)
        try:
            return view(request, *args, **kwargs)
        except AWAY:
            _leave_alone()
        finally:
            _from_copy.reset(mark)
        return view(request, *args, **kwargs)

    return page


def _has(place: str) -> bool:
    """Whether there is a copy that has everything up to this place."""
    if ALIAS not in settings.DATABASES or time.monotonic() < _asked_again_at:
        return False
    if not PLACE.fullmatch(place):
        return False
    try:
        with connections[ALIAS].cursor() as cursor:
            cursor.execute("SELECT pg_last_wal_replay_lsn() >= %s::pg_lsn", [place])
            return bool(cursor.fetchone()[0])
    except AWAY:
        _leave_alone()
        return False


def _leave_alone() -> None:
    global _asked_again_at
    _asked_again_at = time.monotonic() + REST
    log.warning("The replica does not answer, or broke off; pages are made from the primary")
    connections[ALIAS].close()


def remember_writes(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Give whoever sent something the place in PostgreSQL's log up to which it is written."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.method not in ("GET", "HEAD"):
            with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
                cursor.execute("SELECT pg_current_wal_insert_lsn()::text")
                response.set_cookie(
                    COOKIE,
                    cursor.fetchone()[0],
                    max_age=KEPT,
                    httponly=True,
                    secure=settings.SESSION_COOKIE_SECURE,
                    samesite="Lax",
                )
        return response

    return middleware


def behind() -> int | None:
    """How many bytes of log the copy has not taken over yet; None where there is no copy."""
    if ALIAS not in settings.DATABASES:
        return None
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute("SELECT pg_current_wal_lsn()::text")
        (here,) = cursor.fetchone()
    with connections[ALIAS].cursor() as cursor:
        cursor.execute("SELECT pg_wal_lsn_diff(%s::pg_lsn, pg_last_wal_replay_lsn())", [here])
        return max(0, int(cursor.fetchone()[0]))
