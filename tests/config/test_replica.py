"""Reading from a streaming replica: by a setting alone, and never instead of what one has just written."""

import time
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlencode

import psycopg
import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts.models import Role, Team, User
from accounts.services import remove_member
from config.health import CHECKS, FINE
from decisions.models import Assessment
from tests.forms_on_page import forms_of
from tests.servers import postgres_replica
from tests.web import web_server

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="PostgreSQL keeps the copy"),
]
LIST = "/assessments/"


class Browser:
    """Keeps cookies, as browsers do, and has one session."""

    def __init__(self, port: int, client: Client) -> None:
        self.port = port
        self.cookies = {"sessionid": str(client.session.session_key), "csrftoken": "a" * 32}

    def ask(self, method: str, address: str, **values: Any) -> tuple[int, str]:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers = {"Cookie": cookies, "Content-Type": "application/x-www-form-urlencoded"}
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=20)) as site:
            site.request(method, address, urlencode(values, doseq=True) or None, headers)
            answer = site.getresponse()
            for cookie in answer.headers.get_all("Set-Cookie", []):
                name, _, value = cookie.partition(";")[0].partition("=")
                self.cookies[name] = value
            return answer.status, answer.read().decode()

    def rename(self, assessment: Assessment, name: str) -> None:
        page = reverse("assessment_edit", args=[assessment.pk])
        (form,) = [one for one in forms_of(self.ask("GET", page)[1]) if "unit" in one.names]
        values = form.values | {"name": [name], "csrfmiddlewaretoken": ["a" * 32]}
        assert self.ask("POST", form.attributes.get("action") or page, **values)[0] == 302

    def sees(self, name: str) -> bool:
        """Whether the list shows this name."""
        status, text = self.ask("GET", LIST)
        assert status == 200
        return name in text


@pytest.fixture
def replica() -> Iterator[Any]:
    server = postgres_replica()
    if server is None:
        pytest.skip("DATABASE_URL names a server of which the tests cannot make a copy")
    yield server
    server.cleanup()


def test_lists_come_from_the_replica_and_ones_own_writes_from_the_primary(
    replica: Any,
    assessment: Assessment,
    team: Team,
    alices: Client,
    bobs: Client,
    bob_as: Any,
) -> None:
    """The replica is held still, so what comes from it is what was before."""
    bob_as(Role.VIEWER)
    name = str(connection.settings_dict["NAME"])
    copy = replica.get_uri(database=name)
    with (
        web_server(DJANGO_SETTINGS_MODULE="tests.settings", REPLICA_URL=copy) as port,
        psycopg.connect(copy, autocommit=True) as held,
    ):
        alice, bob = Browser(port, alices), Browser(port, bobs)
        ready = alice.ask("GET", "/readyz?exclude=beat&exclude=migrations")
        assert (ready[0], '"replica": "ok"' in ready[1]) == (200, True)
        caught_up(held)
        held.execute("SELECT pg_wal_replay_pause()")
        alice.rename(assessment, "Told by the primary")
        assert alice.sees("Told by the primary")
        assert bob.sees(assessment.name)
        assert not bob.sees("Told by the primary")

        held.execute("SELECT pg_wal_replay_resume()")
        caught_up(held)
        assert bob.sees("Told by the primary")
        # From now on Alice reads the replica, too: what is only there is what she sees.
        held.execute("SELECT pg_wal_replay_pause()")
        Assessment.objects.update(name="Written by nobody")
        assert alice.sees("Told by the primary")

        # A right that was taken is gone at once, whatever the replica says.
        remove_member(
            membership=team.memberships.get(user__email="bob@example.org"), by=owner(team)
        )
        assert not bob.sees("Told by the primary")

        held.close()
        replica.cleanup()
        assert alice.sees("Written by nobody")
        assert bob.ask("GET", LIST)[0] == 200
        ready = alice.ask("GET", "/readyz?exclude=beat&exclude=migrations")
        assert (ready[0], '"replica": "does not answer' in ready[1]) == (503, True)


def owner(team: Team) -> User:
    return team.memberships.get(role="owner").user


def caught_up(held: psycopg.Connection[Any]) -> None:
    """Wait until the replica has all that is written now."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_switch_wal()::text")  # hands over what was not yet
        (here,) = cursor.fetchone()
    deadline = time.monotonic() + 20
    while True:
        row = held.execute("SELECT pg_last_wal_replay_lsn() >= %s::pg_lsn", [here]).fetchone()
        if row and row[0]:
            return
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_without_the_setting_nothing_of_it_is_there(settings: Any, alices: Client) -> None:
    assert settings.DATABASES.keys() == {"default"}
    assert not [name for name in settings.MIDDLEWARE if "replica" in name]
    assert "written" not in alices.post("/assessments/new/", {}).cookies
    assert CHECKS["replica"]() == FINE
