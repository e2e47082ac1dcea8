"""What every request reads before its view: the session and the person, each once, and no file."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.people import make_answers

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


@contextmanager
def opened() -> Iterator[list[str]]:
    """The files that are opened meanwhile."""
    found: list[str] = []
    listening = True

    def listen(event: str, arguments: tuple[object, ...]) -> None:
        if listening and event == "open":
            found.append(str(arguments[0]))

    sys.addaudithook(listen)  # nothing takes it away again
    yield found
    listening = False


def test_a_page_that_was_shown_before_opens_no_file(alices, assessment):
    """Templates, lists of time zones and languages are read once in a process."""
    make_answers(assessment, {"A1": 2})
    pages = [reverse(name, args=[assessment.pk]) for name in ("assessment", "place", "result")]
    for page in [*pages, reverse("profile"), reverse("question", args=[assessment.pk, "A1"])]:
        assert alices.get(page).status_code == 200
        with opened() as files:
            alices.get(page)
        assert files == [], page
