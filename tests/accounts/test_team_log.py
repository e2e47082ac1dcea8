"""The log of a team: its owners read, filter and take it along; nobody changes it."""

import csv
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.urls import reverse

from accounts.models import Team, User
from audit.models import Event, Kind
from tests.people import make_team, make_user

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)


def note(team: Team, kind: Kind, subject: str, **fields: Any) -> Event:
    return Event.objects.create(team=team.pk, kind=kind, subject=subject, **fields)


@pytest.fixture
def url(team: Team) -> str:
    return reverse("team_log", args=[team.pk])


@pytest.fixture
def events(team: Team, alice: User, bob: User) -> list[Event]:
    """Three, a day apart; and what other teams and nobody's team have."""
    note(make_team(bob, "Bob's team"), Kind.DELETED, "Elsewhere")
    Event.objects.create(kind=Kind.SIGNED_IN, by=alice.pk, person=alice.pk)
    return [
        note(team, Kind.DELETED, "Payroll", by=alice.pk, at=NOON),
        note(team, Kind.REMOVED, "Team", by=alice.pk, person=bob.pk, at=NOON + timedelta(days=1)),
        note(team, Kind.EXPORTED, "Übersee", by=bob.pk, at=NOON + timedelta(days=2)),
    ]


@pytest.mark.parametrize(
    ("query", "places"),
    [
        ({}, [2, 1, 0]),
        ({"kind": "removed"}, [1]),
        ({"about": "payroll"}, [0]),
        ({"since": "2026-03-05"}, [2, 1]),
        ({"until": "2026-03-05"}, [1, 0]),
        ({"since": "2026-03-05", "until": "2026-03-05"}, [1]),
        ({"kind": "deleted", "about": "nothing"}, []),
        ({"person": "BOB"}, [2, 1]),
        ({"person": "alice", "kind": "deleted"}, [0]),
        ({"person": "nobody"}, []),
        ({"before": "0"}, []),
    ],
)
def test_the_filter_shows_what_fits_newest_first_as_page_and_as_file(
    alices, team, url, events, query, places
):
    wanted = [events[place].pk for place in places]
    page = alices.get(url, query)
    assert [line.event.pk for line in page.context["lines"]] == wanted
    if "before" not in query:
        file = alices.get(reverse("team_log_file", args=[team.pk]), query)
        rows = list(csv.reader(file.getvalue().decode().splitlines()))
        said = [event.subject for event in events]
        found = [row[3] for row in rows[1:] if row[3] != team.name]  # but for taking it along
        assert found == [said[place] for place in places]


@pytest.mark.parametrize(
    "query",
    [
        {"kind": "x"},
        {"since": "soon"},
        {"until": "0000-00-00"},
        {"before": "9" * 50},
    ],
)
def test_what_is_no_filter_is_no_fault(alices, team, url, events, query):
    for page in (url, reverse("team_log_file", args=[team.pk])):
        assert alices.get(page, query).status_code == 200
    if "before" not in query:
        assert alices.get(url, query).context["form"].errors


def test_people_are_called_as_now_and_by_their_number_when_they_are_deleted(
    alices, url, team, bob, events
):
    bob.name = "Robert"
    bob.save()
    lines = alices.get(url).context["lines"]
    assert (lines[0].who, lines[1].person) == ("Robert", "Robert")
    key = bob.pk
    bob.delete()
    lines = alices.get(url).context["lines"]
    assert (lines[0].who, lines[1].person) == (f"Person {key}, deleted",) * 2


def test_many_events_are_shown_page_by_page_and_none_is_left_out(alices, url, team, alice):
    for number in range(205):
        note(team, Kind.DELETED, str(number), by=alice.pk)
    seen: list[str] = []
    query: dict[str, Any] = {"kind": "deleted"}
    for _ in range(3):
        page = alices.get(url, query)
        seen += [line.event.subject for line in page.context["lines"]]
        query["before"] = page.context["before"]
    assert query["before"] is None
    assert seen == [str(number) for number in reversed(range(205))]


def test_more_events_take_no_more_queries(alices, url, team, alice, django_assert_num_queries):
    note(team, Kind.DELETED, "One", by=alice.pk)
    with django_assert_num_queries(5):
        alices.get(url)
    for _ in range(20):
        note(team, Kind.DELETED, "More", by=alice.pk)
    with django_assert_num_queries(5):
        alices.get(url)


def test_the_admin_finds_what_somebody_did_and_what_was_done_to_them(client, team, bob, events):
    client.force_login(make_user("boss@example.org", is_staff=True, is_superuser=True))
    page = client.get(reverse("admin:audit_event_changelist"), {"q": "brown"})
    assert [event.pk for event in page.context["cl"].result_list] == [events[2].pk, events[1].pk]
    page = client.get(reverse("admin:audit_event_changelist"), {"q": "payroll"})
    assert [event.pk for event in page.context["cl"].result_list] == [events[0].pk]


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_cell_of_the_file_is_a_formula(alices, team, name):
    note(team, Kind.DELETED, name)
    file = alices.get(reverse("team_log_file", args=[team.pk]))
    row = list(csv.reader(file.getvalue().decode().splitlines(keepends=True)))[-1]
    assert row[3] == f"'{name}"


def test_taking_the_log_along_is_itself_an_event(alices, alice, team):
    assert Event.objects.count() == 0
    alices.get(reverse("team_log_file", args=[team.pk]))
    event = Event.objects.get()
    assert (event.kind, event.by, event.team) == (Kind.EXPORTED, alice.pk, team.pk)
