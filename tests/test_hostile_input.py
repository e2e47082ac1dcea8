"""Whatever is sent to any address, by whatever method: an answer below 500, and never a crash.

Every form of every page is sent back with each of its fields holding something nobody should send.
"""

import os
import random
from collections.abc import Callable
from html.parser import HTMLParser
from typing import NamedTuple
from urllib.parse import quote_from_bytes

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.addresses import address, pages
from tests.everything import make_everything
from tests.people import make_answers, make_assessment, make_team, make_user, sign_in

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
WORDS = (
    b"12,5", b"1.125", b"50000\xe2\x80\x8b", b"\xc2\xb2", b"2027-02-30", b"on", b"0", b"5", b"unknown",
    b"not_applicable", b"fires", b"\xe2\x88\x925", b"99999999999", b"../x", b"=1+1", b"a@b.example",
)  # fmt: skip
FORMS, SEED = int(os.environ.get("FUZZ_FORMS", "180")), int(os.environ.get("FUZZ_SEED", "1"))
"""Forms that are drawn: `make fuzz` sends 5,000."""
TURNS = 3 if FORMS <= 180 else 1
"""Every so many of the hostile values go into all fields of a form at once, other ones into the next form;
`make fuzz` sends each form with all of them."""
PARTS = 3
"""Into so many tests a walk over all forms is divided, for processes that run side by side."""
MANY_FIELDS = 20
"""From so many fields on, each gets one hostile value instead of several, four fields the same."""
LEFT_OUT = ("/logout/", "/delete/", "/remove/", "/erase/")
"""How the addresses end that forms are not sent to: what comes after them would find nothing."""


FIELDS = ("input", "select", "textarea", "button")
TOKEN = "csrfmiddlewaretoken"
"""Forms are sent without it, as the client of these tests does not ask for it."""


class Form(NamedTuple):
    """One form of a page: how and where it is sent, and what its fields hold."""

    method: str
    action: str
    fields: dict[str, bytes]

    def send(self, client: Client, changes: dict[str, bytes]) -> int:
        """The status of the answer. Sent as a browser does, but with any bytes, and never too often
        for the rate limits."""
        cache.clear()
        fields = self.fields | changes
        sent = "&".join(f"{name}={quote_from_bytes(value)}" for name, value in fields.items())
        if self.method == "get":
            return client.get(f"{self.action}?{sent}").status_code
        return client.post(self.action, sent, content_type=URLENCODED).status_code


class Forms(HTMLParser):
    """Reads the forms of a page."""

    def __init__(self, here: str) -> None:
        super().__init__()
        self.here = here
        self.found: list[Form] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            action = given.get("action") or self.here
            self.found.append(Form(given.get("method", "get"), action, {}))
        elif self.found and tag in FIELDS and given.get("name", TOKEN) != TOKEN:
            self.found[-1].fields.setdefault(given["name"], given.get("value", "").encode())


def forms(page: str, html: str) -> list[Form]:
    """The forms of a page, those left out that would take away what the others are about."""
    reader = Forms(page)
    reader.feed(html)
    return [form for form in reader.found if not form.action.endswith(LEFT_OUT)]


class Site(NamedTuple):
    """Every page that Alice can open, with something in it, and every form on them."""

    pages: list[str]
    forms: list[Form]


@pytest.fixture(scope="module")
def site(kept_rows: None) -> Site:
    """Made once for all tests of this file: each of them works in a transaction of its own."""
    alice = make_user("alice@example.org", "Alice Adams")
    assessment = make_assessment(make_team(alice), alice)
    make_answers(assessment, {"A1": 2, "C3": 4})
    client = sign_in(Client(), alice)
    keys = make_everything(assessment)
    opened = pages(client, keys)
    for code in ("A1", "G1"):
        page = address("question", keys | {"code": code})
        opened[page] = client.get(page).text
    # A form that stands on several pages is one.
    found = {
        (form.method, form.action, *form.fields): form
        for page, html in opened.items()
        for form in forms(page, html)
    }
    return Site(list(opened), list(found.values()))


@pytest.fixture
def alices(site: Site, db: None) -> Client:
    return sign_in(Client(), User.objects.get(email="alice@example.org"))


@pytest.mark.parametrize("part", range(PARTS))
def test_a_field_with_whatever_in_it_brings_no_page_down(
    alices: Client, site: Site, part: int
) -> None:
    """Each field alone with some hostile values, the others as the page sends them."""
    crashed, count = [], 0
    for turn, form in enumerate(site.forms[part::PARTS]):
        names = list(form.fields)
        few = len(names) < MANY_FIELDS
        together, apart = (1, 2 * TURNS) if few else (4, len(HOSTILE))
        for place in range(0, len(names), together):
            some = names[place : place + together]
            # Other values for every field, so that a run stays short and all values are used.
            for value in HOSTILE[(turn + place // together) % apart :: apart]:
                count += 1
                if form.send(alices, dict.fromkeys(some, value)) >= 500:
                    crashed.append((form.action, some, value[:20]))
    assert count > 150
    assert crashed == []


@pytest.mark.parametrize("part", range(PARTS))
def test_a_form_with_whatever_in_all_its_fields_is_answered(
    alices: Client, site: Site, part: int
) -> None:
    """Every field of a form holds the same."""
    posted = [form for form in site.forms if form.method == "post"][part::PARTS]
    crashed = [
        (form.action, value[:20])
        for turn, form in enumerate(posted)
        for value in HOSTILE[turn % TURNS :: TURNS]
        if form.send(alices, dict.fromkeys(form.fields, value)) >= 500
    ]
    assert len(posted) > 10
    assert crashed == []


@pytest.mark.parametrize("part", range(PARTS))
def test_a_form_with_whatever_in_it_is_answered(
    part: int, alices: Client, site: Site, counted: Callable[[str, int], None]
) -> None:
    """One to all of its fields hold something else, or are missing. Each finds everything as it was."""
    draw = random.Random(f"forms {SEED} {part}")  # noqa: S311 - drawn anew from the same seed
    posted = [form for form in site.forms if form.fields]
    for number in range(FORMS // PARTS):
        # Every form has its turn before one has another.
        form = posted[(number * PARTS + part) % len(posted)]
        with transaction.atomic():
            sent, changes = drawn(form, draw)
            status = sent.send(alices, changes)
            transaction.set_rollback(True)
        assert status < 500, (form.action, changes)
    counted("fuzzed forms", FORMS // PARTS)


def drawn(form: Form, draw: random.Random) -> tuple[Form, dict[str, bytes]]:
    """The form without some of its fields, and what others of them hold."""
    names = list(form.fields)
    chosen = draw.sample(names, draw.randint(1, len(names)) if draw.random() < 0.5 else 1)
    gone = {name for name in chosen if draw.random() < 0.15}
    others = list(form.fields.values())
    values = {
        name: draw.choice((draw.choice(HOSTILE), draw.choice(WORDS), draw.choice(others)))
        for name in chosen
        if name not in gone
    }
    left = {name: value for name, value in form.fields.items() if name not in gone}
    return form._replace(fields=left), values


@pytest.mark.parametrize("method", ["get", "head", "options", "post", "put", "patch", "delete"])
def test_every_method_has_an_answer(alices: Client, site: Site, method: str) -> None:
    """With a query that no page expects."""
    query = "?q=%ED%A0%80&page=%D9%A1&from=//evil.example&team=-1&known=%FF&next=//evil.example"
    for page in site.pages:
        if page.endswith(LEFT_OUT):
            continue
        answer = getattr(alices, method)(page + query)
        assert answer.status_code < 500, page
        assert "evil.example" not in answer.headers.get("Location", "")


@pytest.mark.parametrize("page", ["account_login", "account_signup", "account_reset_password"])
def test_no_stranger_brings_a_page_down(client: Client, db: None, page: str) -> None:
    """The forms of people who are not signed in."""
    crashed = []
    path = reverse(page)
    for form in [form for form in forms(path, client.get(path).text) if form.method == "post"]:
        for value in HOSTILE:
            all_of_them = dict.fromkeys(form.fields, value)
            for sent in (all_of_them, all_of_them | {"email": b"new@example.org"}):
                if form.send(client, sent) >= 500:
                    crashed.append((form.action, value[:20]))
    assert crashed == []
