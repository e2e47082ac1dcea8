"""What every request reads before its view: the session and the person, each once."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

pytestmark = pytest.mark.django_db


def tables_read(client, path: str) -> list[str]:
    with CaptureQueriesContext(connection) as found:
        client.get(path)
    return [row["sql"].partition(" FROM ")[2].split()[0].strip('"') for row in found]


def test_a_signed_in_request_reads_session_and_person_once(alices):
    assert tables_read(alices, "/nothing/here/") == ["django_session", "accounts_user"]


def test_a_stranger_costs_the_database_nothing(client):
    assert tables_read(client, "/nothing/here/") == []
    assert tables_read(client, "/accounts/login/") == []
