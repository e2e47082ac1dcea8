"""Who may do what at which address: the table of every address that leads to somebody's data.

Each row of the table is one address with one method, what it takes, and what the people who may
get as an answer. Everybody else gets: the sign-in page (signed out), 404 (strangers), 403 (members
without the right). A new address with a parameter fails the completeness test until it has a row.
``tests/test_access_matrix.py`` holds every address to it for every kind of visitor; here is what else
is the same for all of them.
"""

from dataclasses import dataclass, field
from itertools import combinations
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Role, Team, User
from decisions.access import ROLES, Action
from decisions.models import Assessment, Paper
from decisions.services.sharing import make_link
from reviews.models import Comment, Thread
from tests.addresses import address, own_patterns, parameters
from tests.everything import PAPER, make_everything
from tests.people import join, make_answers, make_assessment, make_team, make_user

pytestmark = pytest.mark.django_db

BOBS_TEAM = "0b0b0b0b-0000-4000-8000-000000000000"
IN_MEMORY = "django.core.files.storage.InMemoryStorage"
MEMBER = frozenset(Role)
OWNER = frozenset({Role.OWNER})


def who_may(action: Action) -> frozenset[Role]:
    """The roles that hold the right."""
    return frozenset(role for role in Role if action in ROLES[role])


VIEW = who_may(Action.VIEW)
EDIT = who_may(Action.EDIT)
SHARE = who_may(Action.SHARE)
COMMENT = who_may(Action.COMMENT)
WRITER: frozenset[Role] = frozenset()
"""The writer alone, whatever the role (tests/reviews/test_comments_pages.py)."""


@dataclass(frozen=True)
class Row:
    """One address with one method."""

    name: str
    method: str
    roles: frozenset[Role]
    answer: int
    data: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.method}-{self.name}"


STEP_KEY = "5e9a0000-0000-4000-8000-000000000000"
STEP_AS_WHOLE = {"name": "Receive it", "version": "1"} | {
    f"answer-{code}": "whole" for code in ("B1", "B4", "C1", "F1", "F2", "F4")
}
STEP_AS_WHOLE |= {f"answer-gate-{code}": "whole" for code in ("KO1", "KO14", "KO2", "KO4", "KO8")}
COST = {
    "people_likely": "31",
    "pay_likely": "52,000",
    "price_per_person_likely": "28,000",
    "currency": "EUR",
    "years": "5",
    "rate": "10",
    "deal": "bpo_abroad",
    "version": "1",
}

PAIRS = {f"{one}.{other}": "1" for one, other in combinations("ABCDEFG", 2)}
"""Judgements by which all themes matter the same."""

LINK = {"made_for": "X", "shows": "now", "right": "comment", "days": "7", "key": STEP_KEY}

TABLE = [
    Row("assessment", "GET", VIEW, 200),
    Row("assessment_today", "GET", EDIT, 200),
    Row("assessment_today", "POST", EDIT, 302, {"done_by": "own"}),
    Row("assessment_service", "GET", EDIT, 200),
    Row("assessment_service", "POST", EDIT, 302, {"service": "payroll"}),
    Row("assessment_depth", "GET", EDIT, 200),
    Row("assessment_depth", "POST", EDIT, 302, {"depth": "quick"}),
    Row("assessment_weights", "GET", EDIT, 200),
    Row("assessment_weights", "POST", EDIT, 302, {"preset": "cost_led"}),
    Row("weights_rank", "GET", EDIT, 200),
    Row("weights_rank", "POST", EDIT, 302, {f"rank_{code}": "1" for code in "ABCDEFG"}),
    Row("weights_pairwise", "GET", EDIT, 200),
    Row("weights_pairwise", "POST", EDIT, 302, PAIRS),
    Row("question", "GET", VIEW, 200),
    Row("question", "POST", EDIT, 302, {"answer": "2", "evidence": "estimate"}),
    Row("gates", "GET", VIEW, 200),
    Row("gates", "POST", EDIT, 302, {"later": "", "KO1": "fires"}),
    Row("check", "GET", VIEW, 200),
    Row("steps", "GET", VIEW, 200),
    Row("steps", "POST", EDIT, 302, {"name": "Check the invoice", "key": STEP_KEY}),
    Row("steps_typical", "POST", EDIT, 302, {"steps": "0", "key": STEP_KEY}),
    Row("step", "GET", VIEW, 200),
    Row("step", "POST", EDIT, 302, STEP_AS_WHOLE),
    Row("step_move", "POST", EDIT, 302, {"way": "down", "version": "0"}),
    Row("step_remove", "GET", EDIT, 200),
    Row("step_remove", "POST", EDIT, 302),
    Row("assessment_finish", "POST", EDIT, 302),
    Row("assessment_edit", "GET", EDIT, 200),
    Row("assessment_edit", "POST", EDIT, 302, {"name": "Another name", "version": "0"}),
    Row("assessment_template", "GET", EDIT, 200),
    Row("assessment_template", "POST", EDIT, 302, {"is_template": "yes", "version": "0"}),
    Row("template_start", "GET", who_may(Action.CREATE), 200),
    Row(
        "template_start", "POST", who_may(Action.CREATE), 302, {"name": "X", "start_key": STEP_KEY}
    ),
    Row("assessment_owner", "GET", EDIT, 200),
    Row("assessment_owner", "POST", EDIT, 200),  # nobody is chosen
    Row("assessment_move", "GET", who_may(Action.MOVE), 200),
    Row("assessment_move", "POST", who_may(Action.MOVE), 302, {"team": BOBS_TEAM}),
    Row("assessment_edition", "GET", VIEW, 200),
    Row("assessment_edition", "POST", EDIT, 200, {"edition": "2", "version": "1"}),
    Row("edition_decline", "POST", EDIT, 302, {"edition": "2"}),
    Row("assessment_copy", "GET", who_may(Action.CREATE), 200),
    Row(
        "assessment_copy",
        "POST",
        who_may(Action.CREATE),
        302,
        {"name": "Another", "start_key": STEP_KEY},
    ),
    Row("assessment_restore", "POST", who_may(Action.DELETE), 302),
    Row("assessment_remove", "GET", who_may(Action.DELETE), 200),
    Row("assessment_remove", "POST", who_may(Action.DELETE), 302),
    Row("assessment_delete", "GET", who_may(Action.DELETE), 200),
    Row("assessment_delete", "POST", who_may(Action.DELETE), 302),
    Row("result", "GET", VIEW, 200),
    Row("result_page", "GET", VIEW, 200),
    Row("share", "GET", VIEW, 200),
    Row("share", "POST", SHARE, 200, LINK),
    Row("link_revoke", "POST", SHARE, 302),
    Row("assessment_mails", "POST", VIEW, 302, {"way": "off"}),
    Row("result_json", "GET", VIEW, 200),
    Row("activity", "GET", VIEW, 200),
    Row("activity_file", "GET", VIEW, 200),
    Row("whatif", "GET", VIEW, 200),
    Row("whatif", "POST", EDIT, 302, {"query": "A1=3", "name": "If customers noticed"}),
    Row("scenario", "GET", EDIT, 200),
    Row("scenario", "POST", EDIT, 302, {"name": "Another name", "version": "1"}),
    Row("scenario_delete", "POST", EDIT, 302),
    Row("version_save", "POST", who_may(Action.SAVE_VERSION), 302),
    Row("version", "GET", VIEW, 200),
    Row("version_page", "GET", VIEW, 200),
    Row("compare", "GET", VIEW, 200),
    Row("compare_now", "GET", VIEW, 200),
    Row("compare_choose", "GET", VIEW, 302),
    Row("version_restore", "GET", who_may(Action.CREATE), 200),
    Row(
        "version_restore",
        "POST",
        who_may(Action.CREATE),
        302,
        {"name": "Draft", "start_key": STEP_KEY},
    ),
    Row("version_name", "GET", who_may(Action.SAVE_VERSION), 200),
    Row(
        "version_name",
        "POST",
        who_may(Action.SAVE_VERSION),
        302,
        {"name": "Another name", "version": "1"},
    ),
    Row("cost", "GET", VIEW, 200),
    Row("cost_short", "GET", VIEW, 200),
    Row("cost_short", "POST", EDIT, 302, COST),
    Row("cost_lines", "GET", VIEW, 200),
    Row("cost_lines", "POST", EDIT, 302, {"save": "yes", "version": "1"}),
    Row("cost_side", "GET", VIEW, 200),
    Row("cost_side", "POST", EDIT, 302, {"save": "yes", "version": "1"}),
    Row("cost_option_add", "POST", EDIT, 302, {"deal": "kpo", "version": "1"}),
    Row("cost_option_remove", "POST", EDIT, 302, {"version": "1"}),
    Row("cost_sheet", "GET", VIEW, 200),
    Row("cost_sheet", "POST", EDIT, 200),
    Row("cost_upload", "GET", EDIT, 302),
    Row("cost_upload", "POST", EDIT, 302),
    Row("cost_undo", "POST", EDIT, 302, {"version": "1"}),
    Row("cost_sheet_file", "GET", VIEW, 200),
    Row("cost_quote", "GET", VIEW, 200, {"quote": "10", "pay_likely": "3"}),
    Row("cost_assumptions", "GET", VIEW, 200),
    Row("cost_answer", "POST", EDIT, 302, {"version": "1"}),
    Row("cost_remove", "GET", EDIT, 200),
    Row("cost_remove", "POST", EDIT, 302, {"version": "1"}),
    Row("place", "GET", VIEW, 200),
    Row("place", "POST", EDIT, 302, {}),
    Row("actions", "GET", VIEW, 200),
    Row("actions", "POST", EDIT, 302, {"text": "Ask HR", "status": "todo", "key": STEP_KEY}),
    Row("action", "GET", EDIT, 200),
    Row("action", "POST", EDIT, 302, {"status": "doing", "version": "1"}),
    Row("action_answer", "POST", EDIT, 302, {"value": "passes", "version": "0"}),
    Row("action_remove", "POST", EDIT, 302, {"version": "1"}),
    Row("comments", "GET", VIEW, 200),
    Row("comments", "POST", COMMENT, 302, {"text": "Why?", "key": STEP_KEY}),
    Row("thread", "GET", VIEW, 200),
    Row("thread", "POST", COMMENT, 302, {"text": "Because", "key": STEP_KEY}),
    Row("thread_assign", "POST", COMMENT, 302, {"person": "nobody", "version": "1"}),
    Row("thread_resolve", "POST", COMMENT, 302, {"way": "resolve", "version": "1"}),
    Row("thread_seen", "POST", VIEW, 302),
    Row("comment", "GET", WRITER, 200),
    Row("comment", "POST", WRITER, 302, {"text": "Another", "version": "1"}),
    Row("comment_remove", "GET", WRITER, 200),
    Row("comment_remove", "POST", WRITER, 302, {"version": "1"}),
    Row("question_ask", "GET", EDIT, 200),
    Row("question_ask", "POST", EDIT, 200, {"text": "Please", "key": STEP_KEY}),
    Row("version_comments", "GET", VIEW, 200),
    Row("blank_questionnaire", "GET", VIEW, 200),
    Row("papers", "GET", VIEW, 200),
    Row("papers", "POST", who_may(Action.CREATE_PAPER), 302),
    Row("version_papers", "GET", VIEW, 200),
    Row("version_papers", "POST", who_may(Action.CREATE_PAPER), 302),
    Row("paper", "GET", VIEW, 200),
    Row("paper_download", "GET", VIEW, 200),
    Row("paper_retry", "POST", who_may(Action.CREATE_PAPER), 302),
    Row("team", "GET", MEMBER, 200),
    Row("rename_team", "GET", OWNER, 200),
    Row("rename_team", "POST", OWNER, 302, {"name": "Another name", "version": "1"}),
    Row("team_log", "GET", OWNER, 200),
    Row("team_log_file", "GET", OWNER, 200),
    Row("leave_team", "GET", MEMBER, 200),
    Row("leave_team", "POST", MEMBER, 302),
    Row("invite", "POST", OWNER, 302, {"email": "erin@example.org", "role": "viewer"}),
    Row("withdraw_invitation", "POST", OWNER, 302),
    Row("change_role", "GET", OWNER, 200),
    Row("change_role", "POST", OWNER, 302, {"role": "viewer", "version": "1"}),
    Row("remove_member", "GET", OWNER, 200),
    Row("remove_member", "POST", OWNER, 302),
]

SHARED = {
    *("shared_open", "shared", "shared_page", "shared_paper"),
    *("shared_comments", "shared_thread", "shared_comment", "shared_comment_remove"),
}
ELSEWHERE = {"invitation", "mails_stop", "sample_page"} | SHARED
"""Addresses with rules of their own, in a test of their own: the link of an invitation shows itself
to whoever holds it (tests/accounts/test_invitation.py), what is shared to whoever holds that link
(tests/decisions/test_shared.py, tests/reviews/test_by_link_access.py), the sample to everybody; what stops mails works for whoever holds it
(tests/reviews/test_mails_pages.py)."""

FILES = {"result_json", "activity_file", "cost_sheet_file", "paper_download", "team_log_file"}
"""What somebody takes along by opening it, which leaves a line in the log and writes nothing else."""

FOR_EVERYBODY = {"home", "about", "robots", "accessibility", "method", "glossary", "sample"}
"""Addresses without a parameter that need no sign-in. All others ask for it."""


@pytest.fixture(scope="module")
def _everything(kept_rows: None) -> dict[str, Any]:
    """One of everything in Alice's team, by the names that addresses use; and Bob.

    Made once for all tests of this file: each of them works in a transaction of its own."""
    alice = make_user("alice@example.org", "Alice Adams")
    team = make_team(alice)
    make_user("bob@example.org", "Bob Brown")
    assessment = make_assessment(team, alice, total=24)
    make_answers(assessment, {"A1": 2})
    # An uploaded cost sheet waits for whoever sent it, so nobody here finds it.
    return make_everything(assessment) | {"upload_id": uuid4()}


@pytest.fixture
def keys(_everything: dict[str, Any], db: None, settings: Any) -> dict[str, Any]:
    """What the addresses need, with the file of the paper in its place."""
    settings.STORAGES = settings.STORAGES | {"default": {"BACKEND": IN_MEMORY}}
    default_storage.save("paper.pdf", ContentFile(PAPER))
    return _everything


@pytest.fixture
def team(keys: dict[str, Any]) -> Team:
    return Team.objects.get(pk=keys["team_id"])


@pytest.fixture
def alice(keys: dict[str, Any]) -> User:
    return User.objects.get(email="alice@example.org")


@pytest.fixture
def bob(keys: dict[str, Any]) -> User:
    return User.objects.get(email="bob@example.org")


def ask(client: Client, row: Row, keys: dict[str, Any]):
    send = client.get if row.method == "GET" else client.post
    return send(address(row.name, keys), row.data)


def statuses(client: Client, rows: list[Row], keys: dict[str, Any]) -> dict[str, int]:
    return {str(row): ask(client, row, keys).status_code for row in rows}


def test_whoever_has_left_finds_nothing_whatever_is_theirs_there(keys, team, bob, bobs):
    """Owner of the assessment, writer of the comment, who takes care of it, who asked for the paper."""
    member = join(team, bob, Role.OWNER)
    Assessment.objects.filter(pk=keys["assessment_id"]).update(owner=bob)
    Thread.objects.filter(pk=keys["thread_id"]).update(started_by=bob, assigned_to=bob, asks=True)
    Comment.objects.filter(pk=keys["comment_id"]).update(writer=bob)
    Paper.objects.filter(pk=keys["paper_id"]).update(requested_by=bob)
    assert ask(bobs, Row("comment", "GET", WRITER, 200), keys).status_code == 200
    member.delete()
    assert statuses(bobs, TABLE, keys) == {str(row): 404 for row in TABLE}


@pytest.mark.parametrize("holds_link", [False, True], ids=["nothing", "a link"])
def test_whoever_is_signed_out_is_sent_to_sign_in(keys, alice, client, holds_link):
    if holds_link:
        assessment = Assessment.objects.get(pk=keys["assessment_id"])
        _, token = make_link(assessment=assessment, by=alice, made_for="Board", days=7, key=uuid4())
        assert client.get(reverse("shared_open", args=[token]), follow=True).status_code == 200
    for row in TABLE:
        answer = ask(client, row, keys)
        assert answer.status_code == 302, row
        assert answer["Location"].startswith(reverse("account_login")), row


def test_opening_a_page_writes_nothing_and_no_cache_keeps_what_it_shows(keys, alices):
    """So that nobody who signs in on the same machine later, and no proxy, shows it again."""
    for row in [row for row in TABLE if row.method == "GET"]:
        with CaptureQueriesContext(connection) as queries:
            answer = ask(alices, row, keys)
        assert answer.status_code == row.answer, row
        assert is_kept_by_none(answer), row
        said = [query["sql"] for query in queries]
        writes = [sql for sql in said if sql.split()[0] in {"INSERT", "UPDATE", "DELETE"}]
        noted = [sql for sql in writes if sql.startswith('INSERT INTO "audit_event"')]
        assert writes == noted, row
        assert len(noted) == (row.name in FILES), row


def test_no_other_page_is_kept_by_a_cache_but_those_for_everybody(keys, alices):
    paths = [address(name, keys) for name in ELSEWHERE - {"sample_page"}]
    paths += [reverse(str(one.name)) for one in own_patterns() if not parameters(one)]
    for path in set(paths) - {reverse(name) for name in FOR_EVERYBODY}:
        assert is_kept_by_none(alices.get(path)), path


def is_kept_by_none(answer) -> bool:
    return {"no-store", "private"} <= set(answer.headers.get("Cache-Control", "").split(", "))


def test_a_post_without_the_token_against_forgery_is_refused(keys, alice):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(alice)
    posts = [row for row in TABLE if row.method == "POST"]
    assert statuses(browser, posts, keys) == {str(row): 403 for row in posts}


def test_every_address_with_a_parameter_is_in_the_table():
    with_parameter = {one.name for one in own_patterns() if parameters(one)}
    assert with_parameter == {row.name for row in TABLE} | ELSEWHERE


def test_every_other_address_asks_for_sign_in_unless_it_is_for_everybody(client, db):
    plain = {one.name for one in own_patterns() if not parameters(one)}
    closed = {
        name
        for name in plain
        if client.get(reverse(name)).headers.get("Location", "").startswith("/accounts/login/")
    }
    assert plain - closed == FOR_EVERYBODY
