"""Every address with every method for ten kinds of visitor, and the ids of another team at every place.

What members get is said once, in the table of ``tests/decisions/test_matrix.py``; this walk holds the whole
site to it: what the table does not name is refused, nobody who does not belong gets in, and nothing ends
in a fault.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import product
from typing import Any
from uuid import uuid4

import pytest
from django.contrib import admin
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import models, transaction
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, resolve, reverse

from accounts.models import Role, Team, User
from audit.models import Event, Kind
from decisions.models import Assessment
from decisions.services.sharing import make_link
from tests.addresses import LED, MADE_UP, address_of, library_patterns, own_patterns, parameters
from tests.decisions.test_matrix import BOBS_TEAM, ELSEWHERE, FOR_EVERYBODY, IN_MEMORY, TABLE, Row
from tests.everything import PAPER, make_everything
from tests.people import join, make_answers, make_assessment, make_team, make_user, sign_in

pytestmark = pytest.mark.django_db
REFUSED = ("PUT", "PATCH", "DELETE")
METHODS = ("GET", "POST", *REFUSED)
ROWS = {(row.name, row.method): row for row in TABLE}
MEMBERS = {role.value: role for role in Role}
OUTSIDE = ("stranger", "removed member", "staff", "superuser")
"""Signed in, and in no team of the assessment; the rights of staff are of the admin only."""
NOBODY = ("signed out", "deactivated", "link holder")
VISITORS = (*MEMBERS, *OUTSIDE, *NOBODY)
STAND_FOR_ALL = ("owner", "superuser", "signed out")
"""Who tries the methods that no address takes: they are refused before anybody is asked who they are."""
EMPTY = re.compile("questionnaire[.]pdf$")
"""A file that holds nothing of anybody."""
NOT_KEYS = {"code", "part", "side", "upload_id"}
"""What addresses hold that belongs to no team; and an upload, which waits for its sender alone: anybody else
is led to the page for another."""


@pytest.fixture(scope="module")
def _everything(kept_rows: None) -> dict[str, Any]:
    """One of everything in Alice's team, and the same in another, made once for all tests."""
    alice = make_user("alice@example.org", "Alice Adams")
    everywhere: dict[str, Any] = {}
    for name in ("Alice's team", "Another team"):
        team = make_team(alice, name)
        assessment = make_assessment(team, alice, total=24)
        make_answers(assessment, {"A1": 2})
        everywhere[name] = make_everything(assessment) | {"upload_id": uuid4()}
    join(Team.objects.create(pk=BOBS_TEAM, name="Bob's team"), make_user("bob@b.org"), Role.OWNER)
    return everywhere


@pytest.fixture
def keys(_everything: dict[str, Any], db: None, settings: Any) -> dict[str, Any]:
    settings.STORAGES = settings.STORAGES | {"default": {"BACKEND": IN_MEMORY}}
    default_storage.save("paper.pdf", ContentFile(PAPER))
    return _everything["Alice's team"]  # type: ignore[no-any-return]


@pytest.fixture
def foreign(_everything: dict[str, Any]) -> dict[str, Any]:
    return _everything["Another team"]  # type: ignore[no-any-return]


@pytest.fixture
def browser_of(keys: dict[str, Any]) -> Callable[[str], Client]:
    """A browser of somebody of this kind, for the team of ``keys``."""

    def browser(kind: str) -> Client:
        client = Client(raise_request_exception=False)
        if kind == "signed out":
            return client
        if kind == "link holder":  # of a link of their own, not of the one in ``keys``
            assessment = Assessment.objects.select_related("owner").get(pk=keys["assessment_id"])
            _, secret = make_link(
                assessment=assessment, by=assessment.owner, made_for="B", days=1, key=uuid4()
            )
            assert client.get(reverse("shared_open", args=[secret]), follow=True).status_code == 200
            return client
        user = make_user(
            f"{kind.replace(' ', '.')}@example.net",
            is_staff=kind in ("staff", "superuser"),
            is_superuser=kind == "superuser",
        )
        team = Team.objects.get(pk=keys["team_id"])
        if kind in MEMBERS:
            join(team, user, MEMBERS[kind])
        elif kind == "removed member":
            join(team, user, Role.OWNER).delete()
        else:
            make_team(user, "A team of their own")
        if kind in MEMBERS:  # may hand an assessment over to it
            join(Team.objects.get(pk=BOBS_TEAM), user, Role.OWNER)
        sign_in(client, user)
        if kind == "deactivated":
            User.objects.filter(pk=user.pk).update(is_active=False)
        return client

    return browser


def methods_of(visitor: str) -> tuple[str, ...]:
    return METHODS if visitor in STAND_FOR_ALL else METHODS[:2]


def ask(client: Client, method: str, path: str, data: dict[str, str]) -> int:
    """The status; whatever it changed is as it was again. Every file that is taken along leaves a line."""
    if method not in ("GET", "POST"):
        return int(client.generic(method, path, b"name=x").status_code)
    with transaction.atomic():
        answer = client.get(path, data) if method == "GET" else client.post(path, data)
        if answer.streaming:
            b"".join(answer)
        if "attachment" in answer.headers.get("Content-Disposition", "") and not EMPTY.search(path):
            assert Event.objects.filter(kind=Kind.EXPORTED).exists(), path
        transaction.set_rollback(True)
    return int(answer.status_code)


def expected(visitor: str, name: str, method: str) -> set[int]:
    """What an address that leads to somebody's data answers."""
    if method in REFUSED:
        return {405}  # before anybody is asked who they are
    if visitor in NOBODY:
        return {302}  # to signing in
    row: Row | None = ROWS.get((name, method))
    if row is None:
        return {302} if method == "GET" and name in LED else {405}
    if visitor in OUTSIDE:
        return {404}
    return {row.answer if MEMBERS[visitor] in row.roles else 403}


@pytest.mark.parametrize("visitor", VISITORS)
def test_every_address_of_a_team_answers_every_visitor_as_the_table_says(
    keys, browser_of, visitor, counted
):
    client, wrong = browser_of(visitor), {}
    names = sorted({row.name for row in TABLE})
    patterns = {str(one.name): one for one in own_patterns()}
    for name, method in product(names, methods_of(visitor)):
        row = ROWS.get((name, method))
        path = address_of(patterns[name], keys)
        status = ask(client, method, path, row.data if row else {})
        if status not in expected(visitor, name, method):
            wrong[f"{method} {name}"] = status
    assert wrong == {}
    counted("requests of the access matrix", len(names) * len(methods_of(visitor)))


@pytest.mark.parametrize("visitor", VISITORS)
def test_every_other_address_of_the_site_and_of_signing_in_is_no_fault_and_asks_who_it_is(
    keys, browser_of, visitor, counted
):
    client, wrong, asked = browser_of(visitor), {}, 0
    known = {row.name for row in TABLE} | ELSEWHERE
    ours = [one for one in own_patterns() if one.name not in known and one.name]
    for pattern, method in product(ours + library_patterns(), methods_of(visitor)):
        path = address_of(pattern, MADE_UP | keys)
        status = ask(client, method, path, {})
        asked += 1
        is_open = pattern not in ours or pattern.name in FOR_EVERYBODY
        if method in REFUSED:
            is_right = status == 405
        else:
            is_right = status < 500 and (visitor not in NOBODY or is_open or status == 302)
        if not is_right:
            wrong[f"{method} {path}"] = status
    assert wrong == {}
    counted("requests of the access matrix", asked)


REFUSED_FORM = dict.fromkeys(
    ("name", "text", "email", "role", "person", "value", "deal", "way", "version"), "\0"
)
"""What no form takes."""


def test_an_address_whose_refused_form_stays_in_the_bar_leads_to_the_page_of_the_form(
    keys, browser_of
):
    """Every address that only takes forms, and answers with a page: opening it anew shows that page."""
    owner, found = browser_of("owner"), {}
    patterns = {str(one.name): one for one in own_patterns()}
    for name in sorted({row.name for row in TABLE if (row.name, "GET") not in ROWS}):
        path = address_of(patterns[name], keys)
        with transaction.atomic():
            refused = owner.post(path, REFUSED_FORM)
            transaction.set_rollback(True)
        opened = owner.get(path)
        if refused.status_code != 302 or opened.status_code == 302:
            found[name] = resolve(opened["Location"]).url_name
            assert owner.get(opened["Location"]).status_code == 200, name
    assert found == LED


OF_ALL_STAFF = ("index", "password_change", "password_change_done", "jsi18n")


def admin_addresses() -> Iterator[str]:
    """Every page of every table in the admin, with a row where there is one, and the admin's own."""
    for name in ("index", "login", "logout", "password_change", "password_change_done", "jsi18n"):
        yield reverse(f"admin:{name}")
    for label in sorted({model._meta.app_label for model in admin.site._registry}):
        yield reverse("admin:app_list", args=[label])
    for model, model_admin in admin.site._registry.items():
        row: models.Model | None = model._base_manager.first()
        for pattern in model_admin.get_urls():
            yield from _address(pattern, row)


def admin_pages() -> list[str]:
    """Those that are not for everybody."""
    outside = {reverse("admin:login"), reverse("admin:logout")}
    return sorted(set(admin_addresses()) - outside)


def _address(pattern: Any, row: models.Model | None) -> Iterator[str]:
    if not isinstance(pattern, URLPattern) or not pattern.name:
        return
    for key in (row.pk if row else 1, 1):  # a number where a row has another key
        with suppress(NoReverseMatch):
            args = [key] * pattern.pattern.regex.groups
            yield reverse(f"admin:{pattern.name}", args=args)
            return


@pytest.mark.parametrize("visitor", ["staff", "superuser", *NOBODY[:-1]])  # a link signs nobody in
def test_the_admin_is_open_to_staff_with_the_right_and_to_nobody_else(
    keys, browser_of, visitor, counted
):
    """Every page with every method."""
    own = {reverse(f"admin:{name}") for name in OF_ALL_STAFF}

    def is_right(path: str, method: str, status: int) -> bool:
        if method in REFUSED:
            return status == 405
        if visitor == "superuser":
            return status < 500
        if visitor == "staff":
            return path in own or status in (302, 403, 404, 405)
        return status in (302, 403)

    client, wrong, pages = browser_of(visitor), {}, admin_pages()
    for path, method in product(pages, methods_of(visitor)):
        status = ask(client, method, path, {})
        if status >= 500 or not is_right(path, method, status):
            wrong[f"{method} {path}"] = status
    assert wrong == {}
    counted("requests of the access matrix", len(pages) * len(methods_of(visitor)))


def test_the_admin_is_closed_to_everybody_who_is_no_staff_whatever_they_are_in_a_team(
    keys, browser_of, counted
):
    """The admin asks for nothing of a team, so each page is asked by the next of them."""
    others = [*MEMBERS, *OUTSIDE[:2]]
    browsers, wrong, pages = {name: browser_of(name) for name in others}, {}, admin_pages()
    for number, (path, method) in enumerate(product(pages, METHODS[:2])):
        visitor = others[number // 2 % len(others)]
        status = ask(browsers[visitor], method, path, {})
        if status not in (302, 403):
            wrong[f"{visitor} {method} {path}"] = status
    assert wrong == {}
    counted("requests of the access matrix", len(pages) * 2)


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_the_id_of_another_team_at_any_place_of_an_address_finds_nothing(
    keys, foreign, browser_of, method, counted
):
    """An owner of one team puts the ids of another into each place, alone and together."""
    client, wrong, asked = browser_of("owner"), {}, 0
    patterns = {str(one.name): one for one in own_patterns()}
    for row in [row for row in TABLE if row.method == method]:
        pattern = patterns[row.name]
        places = sorted(parameters(pattern) - NOT_KEYS)
        for mask in product((False, True), repeat=len(places)):
            if not any(mask):
                continue
            mixed = dict(keys)
            mixed |= {place: foreign[place] for place, on in zip(places, mask, strict=True) if on}
            status = ask(client, method, address_of(pattern, mixed), row.data)
            asked += 1
            if status != 404:
                wrong[f"{row} {[place for place, on in zip(places, mask, strict=True) if on]}"] = (
                    status
                )
    assert wrong == {}
    counted("addresses with ids of another team", asked)
