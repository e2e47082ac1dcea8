"""Somebody deletes an assessment, a step or a scenario while others write: they find nothing, and nobody
an error. Real writers and real deletions at once, so only where the database lets them be."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from threading import Event
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts.models import Team, User
from decisions.deleted import remove
from decisions.models import Assessment, Paper, Version
from tests.decisions.questions import sent
from tests.forms_on_page import forms_of
from tests.people import make_answers, make_assessment, make_cost_case, make_steps

pytestmark = [
    pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite writes one after the other"),
    pytest.mark.django_db(transaction=True),
]

ROUNDS = 2
NUMBERS = count(1)
Write = Callable[[Client, Assessment], int]


def posting(page: str, /, **fields: object) -> Write:
    """Send a form whose values say something new each time."""

    def write(browser: Client, row: Assessment) -> int:
        number = next(NUMBERS)
        values = {key: value(number) if callable(value) else value for key, value in fields.items()}
        return browser.post(reverse(page, args=[row.pk]), values).status_code

    return write


def edited(page: str, /, **fields: Callable[[int], str]) -> Write:
    """Open a page, change its form, and send it."""

    def write(browser: Client, row: Assessment) -> int:
        rows: list[Any] = list(row.steps.all()) if page == "step" else []
        if page == "step" and not rows:
            return 404
        path = reverse(page, args=[row.pk, *(one.pk for one in rows)])
        shown = browser.get(path)
        forms = [form for form in forms_of(shown.content.decode()) if form.versions]
        if shown.status_code != 200 or not forms:
            return shown.status_code
        number = next(NUMBERS)
        changes = {key: value(number) for key, value in fields.items()}
        status: int = forms[0].send(browser, path, changes).status_code
        return status

    return write


WRITERS: dict[str, Write] = {
    "answer": lambda browser, row: (
        browser.post(
            reverse("question", args=[row.pk, "A1"]), sent(1, note=str(next(NUMBERS)))
        ).status_code
    ),
    "gates": edited("gates", KO1=lambda number: ("passes", "fires")[number % 2]),
    "name": edited("assessment_edit", name=str),
    "place": edited("place", barred=lambda number: f"China: {number}"),
    "step": edited("step", name=str),
    "new step": posting("steps", name=str, key=lambda _: str(uuid4())),
    "version": posting("version_save", name=str),
    "paper": posting("papers"),
    "finish": posting("assessment_finish"),
    "scenario": posting("whatif", query="A2=5", name=str),
    "cost": edited("cost_short", people_likely=str),
}


def written_until_gone(browser: Client, row: Assessment, write: Write, begun: Event) -> set[int]:
    """Write again and again until nothing is there; the answers."""
    found = set()
    for _ in range(200):
        status = write(browser, row)
        found.add(status)
        begun.set()
        if status == 404:
            break
    connection.close()
    return found


def deleted(browser: Client, row: Assessment, begun: Event) -> set[int]:
    """Delete as soon as somebody writes; as often as the page shows that something was changed."""
    begun.wait(30)
    path = reverse("assessment_delete", args=[row.pk])
    found = set()
    for _ in range(200):
        shown = browser.get(path)
        if shown.status_code == 404:
            break
        (form,) = [form for form in forms_of(shown.content.decode()) if form.versions]
        found.add(form.send(browser, path, {}).status_code)
    connection.close()
    return found


@pytest.mark.parametrize("kind", WRITERS)
def test_who_writes_while_the_assessment_is_deleted_finds_nothing(
    kind: str, team: Team, alice: User, client_of: Callable[[User], Client]
) -> None:
    for _ in range(ROUNDS):
        row = make_assessment(team, alice, total=24)
        make_answers(row, {"A2": 2})
        make_steps(row, "Approve")
        make_cost_case(row)
        begun = Event()
        with ThreadPoolExecutor(3) as pool:
            writers = [
                pool.submit(written_until_gone, client_of(alice), row, WRITERS[kind], begun)
                for _ in range(2)
            ]
            gone = pool.submit(deleted, client_of(alice), row, begun)
            statuses = set().union(*(done.result() for done in (*writers, gone)))
        assert statuses <= {200, 302, 404}
        assert not Assessment.objects.live().exists()
        assert {paper.version.assessment for paper in Paper.objects.all()} <= {row}
        row.refresh_from_db()
        assert remove(row)
        assert not Version.objects.exists()
        assert not Paper.objects.exists()
