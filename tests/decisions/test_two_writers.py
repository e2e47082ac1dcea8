"""Two people on one page: who saves second sees both, overwrites nothing, and loses nothing.

One test for every page that changes something stored. Each is used as a browser without scripts uses
it: the form is read from the page and sent with what it holds.
"""

from collections.abc import Callable
from itertools import combinations
from typing import Any

import pytest
from django.urls import reverse

from accounts.models import Role, Team
from decisions.action_items import item_id
from decisions.models import Assessment, Scenario, StepAnswer
from decisions.services.handing import hand_over
from decisions.services.versions import save_version
from tests.forms_on_page import PageForm, forms_of
from tests.people import join, make_answers, make_gates, make_steps, make_team

Changes = dict[str, str]
Stored = Callable[[Assessment], object]
THEMES = ("A", "B", "C", "D", "E", "F", "G")
GATES = ("KO1", "KO14", "KO2", "KO4", "KO8", "KO9", "KO12")


def own_weights(first: str) -> Changes:
    return {"preset": "own"} | {f"theme_{code}": "10" for code in THEMES} | {"theme_A": first}


def ranks(first: str) -> Changes:
    return {f"rank_{code}": "3" for code in THEMES} | {"rank_A": first}


def pairs(first: str) -> Changes:
    return {f"{one}.{other}": "1" for one, other in combinations(THEMES, 2)} | {"A.B": first}


PAGES: dict[str, tuple[str, Changes, Changes, Stored]] = {
    "name and unit": (
        "assessment_edit",
        {"name": "Bob's name"},
        {"unit": "Alice's unit"},
        lambda row: (row.name, row.unit),
    ),
    "service": (
        "assessment_service",
        {"service": "payroll"},
        {"service": "it-service-desk"},
        lambda row: row.service,
    ),
    "depth": ("assessment_depth", {"depth": "quick"}, {"depth": "adaptive"}, lambda row: row.depth),
    "preset": (
        "assessment_weights",
        {"preset": "cost_led"},
        {"preset": "own"} | own_weights("20"),
        lambda row: row.weights,
    ),
    "typed weights": (
        "assessment_weights",
        own_weights("30"),
        {"preset": "cost_led"},
        lambda row: row.weights,
    ),
    "rank order": ("weights_rank", ranks("1"), ranks("5"), lambda row: row.elicitation),
    "pairs": ("weights_pairwise", pairs("1"), pairs("2"), lambda row: row.elicitation),
    "today": (
        "assessment_today",
        {"done_by": "provider", "contract_ends": "2027-09-30"},
        {"done_by": "own"},
        lambda row: (row.done_by, row.contract_ends),
    ),
    "question about the place": (
        "place",
        {"answer-G2": "1", "note-G2": "Bob's note"},
        {"answer-G2": "4"},
        lambda row: list(row.answers.values_list("criterion", "choice", "note")),
    ),
    "share of a step": (
        "step",
        {"share": "40"},
        {"share": "15 %"},
        lambda row: list(row.steps.values_list("share")),
    ),
    "place": (
        "place",
        {"home": "DE", "languages": "German"},
        {"home": "FR"},
        lambda row: row.place,
    ),
    "question": (
        "question",
        {"answer": "1", "note": "Bob's note"},
        {"answer": "5"},
        lambda row: list(row.answers.values_list("choice", "note")),
    ),
    "gates": (
        "gates",
        dict.fromkeys(GATES, "fires"),
        dict.fromkeys(GATES, "passes"),
        lambda row: list(row.gate_answers.values_list("gate", "value")),
    ),
    "step": (
        "step",
        {"name": "Bob's step", "answer-B1": "2", "answer-gate-KO1": "fires"},
        {"retained": "Alice's reason"},
        lambda row: (
            list(row.steps.values_list("name", "retained")),
            list(row.steps.get().answers.values_list("choice")),
        ),
    ),
    "action": (
        "action",
        {"name": "Bob's coach", "status": "doing", "due": "2027-01-15"},
        {"note": "Alice's note"},
        lambda row: list(row.action_items.values_list("name", "status", "due", "note")),
    ),
    "version": (
        "version_name",
        {"name": "Bob's version"},
        {"name": "Alice's version"},
        lambda row: list(row.versions.values_list("name")),
    ),
    "scenario": (
        "scenario",
        {"name": "Bob's scenario"},
        {"name": "Alice's scenario"},
        lambda row: list(row.scenarios.values_list("name")),
    ),
}


@pytest.fixture
def full(assessment, alice):
    """An assessment with one of everything."""
    make_answers(assessment, {"A2": 2})
    make_steps(assessment, "Approve")
    Scenario.objects.create(
        assessment=assessment, name="Other", changes={"answers": {"A2": 5}}, created_by=alice
    )
    save_version(assessment=assessment, by=alice)
    return assessment


def address_of(name: str, row: Assessment) -> str:
    if name == "version_name":
        return reverse(name, args=[row.versions.get().pk])
    more: dict[str, list[Any]] = {
        "question": ["A1"],
        "step": [step.pk for step in row.steps.all()],
        "scenario": [scenario.pk for scenario in row.scenarios.all()],
        "action": [item_id(row, "check:KO1")],
    }
    return reverse(name, args=[row.pk, *more.get(name, [])])


def form_of(response: Any, changes: Changes) -> PageForm:
    """The form of the page in which one can make these changes."""
    html = response.content.decode()
    assert response.status_code == 200
    first = next(iter(changes))
    forms = [form for form in forms_of(html) if form.posts and first in form.names]
    assert len(forms) == 1, [form.attributes for form in forms_of(html)]
    return forms[0]


@pytest.mark.parametrize("page", PAGES)
def test_who_saves_second_sees_both_and_overwrites_nothing(page, full, alices, bobs_browser):
    name, bobs, mine, stored = PAGES[page]
    address = address_of(name, full)
    opened = form_of(alices.get(address), mine)
    form_of(bobs_browser.get(address), bobs).send(bobs_browser, address, bobs)
    full = Assessment.objects.get(pk=full.pk)
    theirs = stored(full)
    shown = opened.send(alices, address, mine)
    assert stored(Assessment.objects.get(pk=full.pk)) == theirs
    assert shown.status_code == 200
    assert shown.context["conflict"][0].who.name == "Bob Brown"
    again = form_of(shown, mine)
    assert {key: again.values[key] for key in mine} == {key: [mine[key]] for key in mine}
    assert again.send(alices, address, {}).status_code == 302
    assert stored(Assessment.objects.get(pk=full.pk)) != theirs


TOGETHER: dict[str, tuple[Changes, Changes]] = {
    "assessment_edit": ({"name": "Bob's name"}, {"unit": "Alice's unit"}),
    "assessment_today": ({"done_by": "mixed"}, {"contract_ends": "2028-09-30"}),
    "question": ({"note": "Bob's note", "evidence": "measured"}, {"answer": "5"}),
    "gates": ({"note-KO1": "Bob's note"}, {"KO1": "fires", "evidence-KO1": "measured"}),
    "place": (
        {"home": "DE", "note-G2": "Bob's note"},
        {"languages": "German", "answer-G2": "4"},
    ),
    "step": (
        {"name": "Bob's step", "share": "40", "answer-B1": "2", "answer-gate-KO1": "fires"}
        | {"note-C1": "Bob's note"},
        {"retained": "Alice's reason", "answer-C1": "4"},
    ),
    "action": ({"name": "Bob's coach", "due": "2027-01-15"}, {"note": "Alice's note"}),
}
"""What two people change of one page, each something else."""


@pytest.fixture
def answered(full):
    """It, with an answer to change on every page."""
    make_answers(full, {"A1": 2, "G2": 2})
    make_gates(full, **dict.fromkeys(GATES, "unknown"))
    step = full.steps.get()
    StepAnswer.objects.create(
        step=step, criterion="C1", status="choice", choice=2, answered_by=full.owner
    )
    Assessment.objects.filter(pk=full.pk).update(done_by="provider")
    return full


def overtaken(
    name: str, row: Assessment, mine: Changes, bobs: Changes, alices: Any, bobs_browser: Any
) -> Any:
    """What Alice is answered when Bob has saved another form of the page that she opened."""
    address = address_of(name, row)
    opened = form_of(alices.get(address), mine)
    done = form_of(bobs_browser.get(address), bobs).send(bobs_browser, address, bobs)
    assert done.status_code == 302, done.context["form"].errors
    return opened.send(alices, address, mine)


@pytest.mark.parametrize("name", TOGETHER)
def test_what_only_the_other_changed_is_told_as_that_and_stays(
    name, answered, alices, bobs_browser
):
    bobs, mine = TOGETHER[name]
    shown = overtaken(name, answered, mine, bobs, alices, bobs_browser)
    rows = shown.context["conflict"]
    assert {row.untouched for row in rows if row.who} == {True}
    assert sum(row.untouched for row in rows) == len(bobs)
    again = form_of(shown, mine)
    both = {key: [value] for key, value in (bobs | mine).items()}
    assert {key: again.values[key] for key in both} == both
    address = address_of(name, answered)
    assert again.send(alices, address, {}).status_code == 302
    stored = form_of(alices.get(address), mine)
    assert {key: stored.values[key] for key in both} == both


@pytest.mark.parametrize(
    ("name", "choice", "note", "theirs"),
    [
        ("question", "answer", "note", "5"),
        ("gates", "KO1", "note-KO1", "fires"),
        ("place", "answer-G2", "note-G2", "4"),
        ("step", "answer-C1", "note-C1", "4"),
    ],
)
def test_a_note_about_a_choice_that_the_other_changed_is_not_put_beside_the_other_choice(
    name, choice, note, theirs, answered, alices, bobs_browser
):
    """Alice sees both choices, and keeps with her note the one that it was written about."""
    mine, address = {note: "Alice's note"}, address_of(name, answered)
    before = form_of(alices.get(address), mine).values[choice]
    shown = overtaken(name, answered, mine, {choice: theirs}, alices, bobs_browser)
    rows = shown.context["conflict"]
    assert [(bool(row.who), row.untouched) for row in rows] == [(True, False), (False, False)]
    assert all(row.saved != row.yours and "<" not in row.saved for row in rows)
    again = form_of(shown, mine)
    assert (again.values[choice], again.values[note]) == (before, ["Alice's note"])
    assert again.send(alices, address, {}).status_code == 302
    stored = form_of(alices.get(address), mine)
    assert (stored.values[choice], stored.values[note]) == (before, ["Alice's note"])


@pytest.mark.parametrize(
    ("name", "choice", "to", "beside"),
    [("step", "answer-C1", "whole", "note-C1"), ("question", "answer", "3", "reason")],
)
def test_what_another_choice_leaves_without_a_meaning_is_not_said_to_stay(
    name, choice, to, beside, answered, alices, bobs_browser
):
    """Bob says more about an answer that Alice takes back."""
    answered.answers.filter(criterion="A1").update(
        status="not_applicable", choice=None, reason="Before"
    )
    mine, address = {choice: to}, address_of(name, answered)
    shown = overtaken(name, answered, mine, {beside: "Bob's text"}, alices, bobs_browser)
    told = [row for row in shown.context["conflict"] if "Bob's text" in row.saved]
    assert [row.untouched for row in told] == [False]
    assert "Bob's text" not in told[0].yours
    assert form_of(shown, mine).send(alices, address, {}).status_code == 302
    stored = form_of(alices.get(address), mine)
    assert (stored.values[choice], stored.values[beside]) == ([to], [""])


def test_a_contract_that_another_answer_ends_is_not_said_to_stay(full, alices, bobs_browser):
    """Bob gives its last day, Alice says that own people do the work."""
    Assessment.objects.filter(pk=full.pk).update(done_by="provider")
    address = address_of("assessment_today", full)
    opened = form_of(alices.get(address), {"done_by": "own"})
    form_of(bobs_browser.get(address), {"contract_ends": ""}).send(
        bobs_browser, address, {"contract_ends": "2028-09-30"}
    )
    shown = opened.send(alices, address, {"done_by": "own"})
    (ends,) = [row for row in shown.context["conflict"] if row.who]
    assert (ends.yours, ends.untouched) == ("", False)
    assert form_of(shown, {"done_by": "own"}).send(alices, address, {}).status_code == 302
    assert Assessment.objects.get(pk=full.pk).contract_ends is None


@pytest.mark.parametrize("page", PAGES)
def test_the_same_from_both_is_no_change_and_no_conflict(page, full, alices, bobs_browser):
    name, bobs, _, stored = PAGES[page]
    address = address_of(name, full)
    opened = form_of(alices.get(address), bobs)
    form_of(bobs_browser.get(address), bobs).send(bobs_browser, address, bobs)
    row = Assessment.objects.get(pk=full.pk)
    before, trail = stored(row), row.activities.count()
    again = opened.send(alices, address, bobs)
    assert again.status_code == 302, again.context["form"].errors
    row = Assessment.objects.get(pk=full.pk)
    assert (stored(row), row.activities.count()) == (before, trail)


@pytest.mark.parametrize("page", PAGES)
def test_what_was_deleted_meanwhile_is_not_found(page, full, alices):
    name, _, mine, _ = PAGES[page]
    address = address_of(name, full)
    opened = form_of(alices.get(address), mine)
    full.steps.all().delete()
    full.scenarios.all().delete()
    if name not in ("step", "scenario"):
        full.delete()
    assert opened.send(alices, address, mine).status_code == 404


def test_who_hands_over_what_somebody_handed_over_is_told(alices, alice, bob, assessment):
    """Both own three teams; Bob hands it to the second while Alice looks at the third."""
    for name in ("Second", "Third"):
        join(make_team(alice, name), bob, Role.OWNER)
    second, third = Team.objects.filter(name__in=("Second", "Third")).order_by("name")
    address = address_of("assessment_move", assessment)
    opened = form_of(alices.get(address), {"team": ""})
    hand_over(assessment=assessment, by=bob, team=second, seen=0)
    shown = opened.send(alices, address, {"team": str(third.pk)})
    (row,) = shown.context["conflict"]
    assert (row.saved, row.yours, row.who) == ("Second", "Third", bob)
    assert Assessment.objects.get().team == second
    assert form_of(shown, {"team": ""}).send(alices, address, {}).status_code == 302
    assert Assessment.objects.get().team == third
