"""Whatever is sent to any address, by whatever method: an answer below 500, and never a crash.

Every form of every page is sent back with each of its fields holding something nobody should send.
"""

from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any
from urllib.parse import quote_from_bytes

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Role
from accounts.services import invite
from decisions.services.papers import request_paper
from decisions.services.scenarios import save_scenario
from decisions.services.versions import save_version
from tests.people import join, make_answers, make_assessment, make_cost_case, make_steps

pytestmark = pytest.mark.django_db

URLENCODED = "application/x-www-form-urlencoded"
HOSTILE = [
    b"",
    b"\0",
    b"a\0b",
    b"\xed\xa0\x80",  # a lone surrogate, which UTF-8 does not allow
    b"\xff\xfe\xfd",
    b"-1",
    b"1e308",
    b"NaN",
    b"1,5",
    b"9" * 5000,
    "\u0661\u0662\u0663".encode(),  # Arabic digits
    "\u202e\u2066 \U0001f469\u200d\U0001f4bb".encode(),
    b"x" * 10_000,
    b"<script>alert(1)</script>{{ 7|add:7 }}%s",
    b"00000000-0000-4000-8000-000000000000",
    b"a\r\nBcc: everybody@example.org",
    b"//evil.example/",
]
PARTS = 6
"""Into so many tests the walk over all pages is divided, for processes that run side by side."""
MANY_FIELDS = 20
"""From so many fields on, each gets one hostile value instead of several."""


class Forms(HTMLParser):
    """The forms of a page: where they are sent, and what their fields hold."""

    def __init__(self, here: str) -> None:
        super().__init__()
        self.here = here
        self.found: list[tuple[str, str, dict[str, bytes]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            action = given.get("action") or self.here
            self.found.append((given.get("method", "get"), action, {}))
        elif self.found and tag in ("input", "select", "textarea", "button") and "name" in given:
            self.found[-1][2].setdefault(given["name"], given.get("value", "").encode())


@pytest.fixture
def pages(alice: Any, bob: Any, team: Any) -> list[str]:
    """Every page with a form, with something in it."""
    assessment = make_assessment(team, alice)
    make_answers(assessment, {"A1": 2, "C3": 4})
    version = save_version(assessment=assessment, by=alice)
    paper = request_paper(assessment=assessment, by=alice)
    scenario = save_scenario(
        assessment=assessment, by=alice, name="Expert work", changes={"answers": {"A1": 4}}
    )
    make_cost_case(assessment)
    (step,) = make_steps(assessment, "Read the invoice")
    member = join(team, bob, Role.EDITOR)
    invitation = invite(
        team=team, email="erin@example.org", role=Role.EDITOR, invited_by=alice
    ).invitation
    of_assessment = [
        *("assessment", "assessment_service", "assessment_depth", "assessment_weights"),
        *("gates", "check", "result", "assessment_edit", "assessment_move", "papers"),
        *("whatif", "weights_rank", "weights_pairwise", "steps", "place"),
        *("cost", "cost_short", "cost_lines", "cost_assumptions", "cost_quote", "cost_sheet"),
        "assessment_delete",
    ]
    return [
        *(reverse(name, args=[assessment.pk]) for name in of_assessment[:-1]),
        *(reverse("question", args=[assessment.pk, code]) for code in ("A1", "B3", "G1")),
        *(reverse(name) for name in ("assessments", "assessment_new", "profile", "create_team")),
        *(reverse(name) for name in ("teams", "account_email", "account_change_password")),
        reverse("step", args=[assessment.pk, step.pk]),
        reverse("cost_side", args=[assessment.pk, "provider"]),
        reverse("version", args=[version.pk]),
        reverse("scenario", args=[assessment.pk, scenario.pk]),
        reverse("paper", args=[paper.pk]),
        *(reverse(name, args=[team.pk]) for name in ("team", "rename_team")),
        *(reverse(name, args=[team.pk, member.pk]) for name in ("change_role", "remove_member")),
        reverse("invitation", args=[invitation.pk]),
        reverse("assessment_delete", args=[assessment.pk]),
    ]


def body(fields: dict[str, bytes]) -> bytes:
    """The fields as a browser sends them, but with any bytes."""
    return "&".join(f"{name}={quote_from_bytes(value)}" for name, value in fields.items()).encode()


def forms(client: Client, pages: list[str]) -> Iterator[tuple[str, str, dict[str, bytes]]]:
    """All forms of the pages, those that sign out, delete or remove left out."""
    for page in pages:
        reader = Forms(page)
        reader.feed(client.get(page).content.decode())
        for method, action, fields in reader.found:
            if not action.endswith(("/logout/", "/delete/", "/remove/")):
                yield method, action, fields


@pytest.mark.parametrize("part", range(PARTS))
def test_no_field_of_any_form_brings_a_page_down(
    alices: Client, pages: list[str], part: int
) -> None:
    """Each field alone with one hostile value after the other, the others as the page sends them."""
    crashed, count = [], 0
    for turn, (method, action, fields) in enumerate(list(forms(alices, pages[part::PARTS]))):
        for place, name in enumerate(fields):
            # Other values for every field, so that a run stays short and all values are used.
            apart = 3 if len(fields) < MANY_FIELDS else len(HOSTILE)
            for value in HOSTILE[(turn + place) % apart :: apart]:
                count += 1
                sent = body(fields | {name: value})
                if method == "get":
                    answer = alices.get(f"{action}?{sent.decode()}")
                else:
                    answer = alices.post(action, sent, content_type=URLENCODED)
                if answer.status_code >= 500:
                    crashed.append((action, name, value[:20]))
    assert count > 60
    assert crashed == []


@pytest.mark.parametrize("part", range(PARTS))
def test_all_fields_of_a_form_at_once(alices: Client, pages: list[str], part: int) -> None:
    """Every field of a form holds the same, one value after the other."""
    posted = [row for row in forms(alices, pages[part::PARTS]) if row[0] == "post"]
    for value in HOSTILE:
        for _, action, fields in posted:
            sent = body(dict.fromkeys(fields, value))
            answer = alices.post(action, sent, content_type=URLENCODED)
            assert answer.status_code < 500, (action, value[:20])


@pytest.mark.parametrize("method", ["get", "head", "options", "post", "put", "patch", "delete"])
def test_every_method_has_an_answer(alices: Client, pages: list[str], method: str) -> None:
    """With a query that no page expects."""
    for page in pages[:-1]:
        query = "?q=%ED%A0%80&page=%D9%A1&from=//evil.example&team=-1&known=%FF&next=//evil.example"
        answer = getattr(alices, method)(page + query)
        assert answer.status_code < 500, page
        assert "evil.example" not in answer.headers.get("Location", "")


@pytest.mark.parametrize("page", ["account_login", "account_signup", "account_reset_password"])
@pytest.mark.parametrize("value", HOSTILE, ids=lambda value: repr(value[:12]))
def test_no_stranger_brings_a_page_down(client: Client, db: None, page: str, value: bytes) -> None:
    """The forms of people who are not signed in."""
    for method, action, fields in list(forms(client, [reverse(page)])):
        if method == "post":
            sent = body(dict.fromkeys(fields, value))
            assert client.post(action, sent, content_type=URLENCODED).status_code < 500
            mixed = body(dict.fromkeys(fields, value) | {"email": b"new@example.org"})
            assert client.post(action, mixed, content_type=URLENCODED).status_code < 500
