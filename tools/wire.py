"""The site called as its web server calls it, and its round trips to the database counted on the wire.

``django.test.Client`` keeps the signals away that open, check and close database connections between
requests, so what it counts is less than what a web process does. ``Browser`` calls the WSGI application;
``round_trips`` has libpq write down every message and counts how often it waits for the server: each
BEGIN, COMMIT and health check is one.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from io import BytesIO
from itertools import pairwise
from typing import IO, Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from psycopg.pq import Trace

from accounts.models import User
from config.wsgi import application


@dataclass(frozen=True)
class Reply:
    """What came back: the status, the headers in lower case, the page ("" when it is compressed or a
    file), and how many bytes it took."""

    status: int
    headers: dict[str, str]
    page: str
    size: int

    @property
    def is_page(self) -> bool:
        """Whether this is a page that was asked for, not an error, a file or the way to another."""
        return self.status == 200 and _is_page(self.headers)


def _is_page(headers: dict[str, str]) -> bool:
    return headers.get("content-type", "").startswith("text/html")


class Browser:
    """A signed-in person at the WSGI application, with cookies and without a network."""

    def __init__(self, user: User) -> None:
        self.site = application
        self.cookies: SimpleCookie = SimpleCookie()
        session = SessionStore()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.save()
        self.cookies[settings.SESSION_COOKIE_NAME] = str(session.session_key)
        self.cookies[settings.CSRF_COOKIE_NAME] = "c" * 32

    def get(self, address: str, **headers: str) -> Reply:
        """Open a page. ``headers`` are named as WSGI names them (``HTTP_HX_REQUEST``)."""
        return self._call("GET", address, b"", headers)

    def post(self, address: str, data: dict[str, Any], **headers: str) -> Reply:
        """Send a form."""
        body = urlencode({"csrfmiddlewaretoken": "c" * 32, **data}, doseq=True).encode()
        return self._call("POST", address, body, headers)

    def _call(self, method: str, address: str, body: bytes, headers: dict[str, str]) -> Reply:
        path, _, query = address.partition("?")
        environ = {
            "REQUEST_METHOD": method,
            "SCRIPT_NAME": "",
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "SERVER_NAME": "testserver",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "CONTENT_TYPE": "application/x-www-form-urlencoded" if body else "",
            "CONTENT_LENGTH": str(len(body)),
            "HTTP_COOKIE": "; ".join(f"{row.key}={row.value}" for row in self.cookies.values()),
            "wsgi.url_scheme": "http",
            "wsgi.input": BytesIO(body),
            **headers,
        }
        said: list[Any] = []
        parts = self.site(environ, lambda status, rows, *_: said.extend((status, rows)))
        sent = b"".join(parts)
        parts.close()
        status, rows = said
        for name, value in rows:
            if name.lower() == "set-cookie":
                self.cookies.load(value)
        headers = {name.lower(): value for name, value in rows}
        is_plain = "content-encoding" not in headers and _is_page(headers)
        page = sent.decode() if is_plain else ""
        return Reply(int(status[:3]), headers, page, len(sent))


@dataclass
class Trips:
    """What libpq sent and received: ``count`` is how often it sent something and then waited."""

    messages: list[str] = field(default_factory=list)

    @property
    def count(self) -> int:
        """Every change from sending to receiving ends one trip."""
        sides = [message[0] for message in self.messages]
        return sum(pair == ("F", "B") for pair in pairwise(sides))

    @property
    def statements(self) -> list[str]:
        """The messages that were sent, for a person who wonders where the trips come from."""
        return [message for message in self.messages if message[0] == "F"]


@contextmanager
def round_trips() -> Iterator[Trips]:
    """Count the round trips of this thread's connection to PostgreSQL.

    A connection that is closed meanwhile would take its trace with it, so that is an error.
    """
    connection.ensure_connection()
    raw = connection.connection
    trips = Trips()
    with _file() as file:
        raw.pgconn.trace(file.fileno())
        raw.pgconn.set_trace_flags(Trace.SUPPRESS_TIMESTAMPS | Trace.REGRESS_MODE)
        try:
            yield trips
        finally:
            raw.pgconn.untrace()
        if connection.connection is not raw:
            raise RuntimeError("The connection was closed while its trips were counted.")
        os.lseek(file.fileno(), 0, os.SEEK_SET)
        lines = file.read().decode(errors="replace").splitlines()
        trips.messages += [line for line in lines if line[:2] in ("F\t", "B\t")]


@contextmanager
def _file() -> Iterator[IO[bytes]]:
    """A file in memory with a number, which is what libpq writes to."""
    with os.fdopen(os.memfd_create("trace"), "r+b") as file:
        yield file
