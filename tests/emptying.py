"""Between two tests that commit: nobody writes any more, and no row is left.

A test may end while something that it started still writes: the live server answers a request whose
browser is gone, a session of the database belongs to a process that was killed. On a busy machine that
takes long enough to meet the emptying, or the next test.
"""

import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, nullcontext, suppress
from threading import Condition
from typing import Any, ClassVar

from django.core.servers.basehttp import ThreadedWSGIServer
from django.db import connection, transaction
from django.test import TransactionTestCase

PATIENCE = 120.0
"""Seconds until whoever is not done is given up: a busy machine is no bug."""

MADE_BY_MIGRATIONS = {
    *("django_migrations", "django_content_type", "auth_permission"),
    *("auth_group", "auth_group_permissions"),
}

LOG = "audit_event"
"""The database refuses to delete its lines."""

END_OTHER_SESSIONS = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
AND (%s OR state <> 'idle')
"""


class PatientServer(ThreadedWSGIServer):
    """The live server, which knows whom it serves and can close between two tests."""

    running: ClassVar[set["PatientServer"]] = set()

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._served: set[Any] = set()
        self._changed = Condition()
        self._closed = False
        self.running.add(self)

    def server_close(self) -> None:
        """Forget the server that is stopped."""
        self.running.discard(self)
        super().server_close()

    def verify_request(self, request: Any, client_address: Any) -> bool:
        """Let somebody in; asked in the order in which they came."""
        with self._changed:
            if not self._closed:
                self._served.add(request)
            return not self._closed

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """Serve until the connection ends."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            with self._changed:
                self._served.discard(request)
                self._changed.notify_all()

    @contextmanager
    def closed(self) -> Iterator[int]:
        """Answer what was asked, then nobody; how many are still not answered after all patience."""
        with self._changed:
            self._closed = True
        address: Any = self.server_address
        with socket.create_connection(address, PATIENCE) as last:
            last.recv(1)  # Whoever came earlier is let in or sent away by now.
        with self._changed:
            for request in self._served:
                with suppress(OSError):  # the other side was quicker
                    request.shutdown(socket.SHUT_RD)  # Nothing more is asked.
            self._changed.wait_for(lambda: not self._served, PATIENCE)
            left = len(self._served)
        try:
            yield left
        finally:
            self._closed = False


def leave_no_rows(_: TransactionTestCase | None = None) -> None:
    """After a test that commits, delete the few rows that it left. Django would truncate every table
    and write the rows of the migrations again: twenty times the work with a hundred tables."""
    with ExitStack() as doors:
        left = sum([doors.enter_context(server.closed()) for server in PatientServer.running])
        try:
            end_other_sessions(idle=False)
        finally:
            _delete_all_rows()
    assert not left, f"{left} requests were still being answered when the test was over."


def end_other_sessions(*, idle: bool) -> None:
    """Roll back what others have begun in the database, and leave none of them there if the idle
    ones are to go too. Between tests those stay: this thread has one of its own inside the event
    loop of the browser and one outside, and uses both."""
    if connection.vendor != "postgresql":
        return
    deadline = time.monotonic() + PATIENCE
    with connection.cursor() as cursor:
        while True:
            cursor.execute(END_OTHER_SESSIONS, [idle])
            if not cursor.fetchall():
                return
            assert time.monotonic() < deadline, "A session of the database does not end."
            time.sleep(0.005)


def _delete_all_rows() -> None:
    tables = set(connection.introspection.django_table_names(only_existing=True))
    quoted = {name: connection.ops.quote_name(name) for name in tables - MADE_BY_MIGRATIONS}
    filled = (f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM {quoted[name]})" for name in quoted)  # noqa: S608
    # References between the rows are checked at the end, when all of them are gone.
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(filled))
        for (name,) in cursor.fetchall():
            with _let_go(cursor) if name == LOG else nullcontext():
                cursor.execute(f"DELETE FROM {quoted[name]}")  # noqa: S608


@contextmanager
def _let_go(cursor: Any) -> Iterator[None]:
    """Take off the rules that keep the lines of the log, and put them back."""
    if connection.vendor == "postgresql":
        cursor.execute(f"ALTER TABLE {LOG} DISABLE TRIGGER USER")
        yield
        cursor.execute(f"ALTER TABLE {LOG} ENABLE TRIGGER USER")
        return
    query = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s"
    rules = cursor.execute(query, [LOG]).fetchall()
    for name, _ in rules:
        cursor.execute(f"DROP TRIGGER {name}")
    yield
    for _, rule in rules:
        cursor.execute(rule)
