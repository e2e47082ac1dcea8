"""Whatever of a test still writes when it ends, the next one begins with empty tables."""

import socket
from collections.abc import Iterator
from contextlib import ExitStack, closing, suppress
from threading import Timer
from typing import Any

import psycopg
import pytest
from django.db import connection

from accounts.models import Membership, Team, User
from tests import emptying, slow_urls
from tests.emptying import leave_no_rows
from tests.people import make_user

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.urls("tests.slow_urls")]


@pytest.fixture(autouse=True)
def _slow() -> Iterator[None]:
    """Answers wait until they are told to go on."""
    for moment in (slow_urls.BEGUN, slow_urls.GO_ON, slow_urls.DONE):
        moment.clear()
    yield
    slow_urls.GO_ON.set()


def ask(server: Any, name: str) -> socket.socket:
    """Send a request and do not wait for its answer."""
    asking = socket.create_connection((server.thread.host, server.thread.port))
    request = f"GET /register/{name}/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    asking.sendall(request.encode())
    return asking


def answer(asking: socket.socket) -> bytes:
    """What comes until the other side closes; nothing when it was not let in."""
    with suppress(ConnectionResetError):
        return asking.makefile("rb").read()
    return b""


def rows() -> int:
    return sum(model.objects.count() for model in (User, Team, Membership))


def test_a_request_that_is_being_answered_is_waited_for(live_server):
    with closing(ask(live_server, "late")) as asking:
        assert slow_urls.BEGUN.wait(60)
        Timer(0.3, slow_urls.GO_ON.set).start()
        leave_no_rows()
        assert answer(asking).startswith(b"HTTP/1.1 200")
    assert rows() == 0


def test_a_request_is_waited_for_whose_browser_is_gone(live_server):
    ask(live_server, "late").close()
    assert slow_urls.BEGUN.wait(60)
    Timer(0.3, slow_urls.GO_ON.set).start()
    leave_no_rows()
    assert slow_urls.DONE.wait(60)
    assert rows() == 0


def test_a_request_that_was_just_sent_is_answered_before_or_never(live_server):
    with ExitStack() as opened:
        sent = [opened.enter_context(closing(ask(live_server, f"late{i}"))) for i in range(9)]
        Timer(0.3, slow_urls.GO_ON.set).start()
        leave_no_rows()
        answers = [answer(one) for one in sent]
    assert rows() == 0
    assert {one[:12] for one in answers} <= {b"HTTP/1.1 200", b""}


def test_a_request_that_is_never_answered_fails_the_test_and_leaves_no_row(
    live_server, monkeypatch
):
    monkeypatch.setattr(emptying, "PATIENCE", 0.2)
    with closing(ask(live_server, "never")):
        assert slow_urls.BEGUN.wait(60)
        with pytest.raises(AssertionError, match="1 request"):
            leave_no_rows()
        assert rows() == 0
        monkeypatch.undo()
        slow_urls.GO_ON.set()
        leave_no_rows()
    assert rows() == 0


def test_the_site_is_open_again_for_the_next_test(live_server):
    slow_urls.GO_ON.set()
    leave_no_rows()
    with closing(ask(live_server, "alice")) as asking:
        assert answer(asking).startswith(b"HTTP/1.1 200")


@pytest.fixture
def other() -> Iterator[psycopg.Connection]:
    """Another session of the database."""
    if connection.vendor == "sqlite":
        pytest.skip("SQLite has no sessions to end")
    address = connection.get_connection_params()
    names = ("dbname", "user", "password", "host", "port")
    with closing(psycopg.connect(**{n: address[n] for n in names if address.get(n)})) as session:
        yield session


def test_what_another_process_has_begun_to_write_is_rolled_back(other):
    """As when a worker was killed: its session lives until the database notices."""
    alice = make_user("alice@example.org")
    other.execute(
        'INSERT INTO account_emailaddress (user_id, email, verified, "primary") '
        "VALUES (%s, 'late@example.org', false, false)",
        [alice.pk],
    )
    leave_no_rows()
    with pytest.raises(psycopg.OperationalError):
        other.commit()
    assert rows() == 0


def test_a_session_that_writes_nothing_stays(other):
    """Such as the one of this thread outside the event loop of the browser."""
    other.autocommit = True
    leave_no_rows()
    assert other.execute("SELECT 1").fetchone() == (1,)
