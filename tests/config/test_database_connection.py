"""A kept connection to PostgreSQL: replaced when it is dead, and looked at without asking."""

import psycopg
import pytest
from django.db import OperationalError, close_old_connections, connection

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has no connection to lose"),
]


def _backend() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


def _end(backend: int) -> None:
    """End the session as a restart of the server does, and wait until it is gone."""
    with psycopg.connect(**_address(), autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [backend])


def _address():
    given = connection.get_connection_params()
    names = ("dbname", "user", "password", "host", "port")
    return {name: given[name] for name in names if given.get(name)}


def test_a_new_request_gets_a_new_connection_after_the_server_has_ended_the_old_one():
    before = _backend()
    _end(before)
    close_old_connections()  # what Django does at the beginning of every request
    assert _backend() != before


def test_a_request_keeps_the_connection_that_works():
    connection.close()  # another test may have opened it so long ago that its minute is over
    before = _backend()
    close_old_connections()
    assert _backend() == before


def test_a_connection_that_dies_in_a_request_is_replaced_in_the_next():
    close_old_connections()
    before = _backend()  # the first query of a request looks, the later ones do not
    _end(before)
    with pytest.raises(OperationalError):
        _backend()
    close_old_connections()
    assert _backend() != before
