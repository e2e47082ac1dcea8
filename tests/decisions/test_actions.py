"""Next actions: what the advice proposes, what people wrote about it, and that neither loses the other."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, transaction
from django.http import Http404
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.models import Role, User
from decisions.action_items import UNTOUCHED, ActionEdit, item_id, key_of
from decisions.models import ActionItem, Activity, Assessment
from decisions.results import snapshot_of
from decisions.services.actions import (
    MOST_OWN,
    TooManyActions,
    add_action,
    remove_action,
    save_action,
)
from decisions.services.gates import save_gates
from decisions.services.versions import save_version
from engine.fit.case import Given, GivenGate, Today
from engine.inputs import Inputs, StepInputs
from engine.model.ruleset import GateAnswer as GateValue
from engine.model.ruleset import Ruleset
from engine.outcome import StepRecommendation
from report.action_words import foremost, touched, words
from report.actions import (
    Action,
    Proposal,
    Written,
    is_overdue,
    proposals,
    together,
    with_actions,
)
from report.checks import asked_still
from report.facts import facts
from report.headline import may_go_out
from report.messages import read
from report.result import Result
from tests.decisions.snapshots import EDITION
from tests.shipped import shipped

DUE = date(2027, 1, 15)
STATES: tuple[GateValue, ...] = ("passes", "fires", "unknown")
ALICES = ActionEdit(name="Alice's coach", due=DUE, status="doing", note="Two days a week")


@st.composite
def any_inputs(draw: st.DrawFn) -> Inputs:
    """Any answers, gates, contract and steps on the shipped model; often enough that something is
    clear, leaning, open, early and nothing at all."""
    ruleset = shipped()
    codes = draw(st.lists(st.sampled_from([row.code for row in ruleset.criteria]), unique=True))
    lean = draw(st.sampled_from([0, -1]))

    def answers(some: list[str]) -> dict[str, Given]:
        numbers = {code: [row.number for row in ruleset.criterion[code].choices] for code in some}
        return {
            code: Given(draw(st.sampled_from([numbers[code][lean], *numbers[code]])))
            for code in some
        }

    asked = [row.code for row in ruleset.asked_gates()]
    values = st.sampled_from(STATES)
    gates = draw(st.dictionaries(st.sampled_from(asked), values))
    per_step = [row.code for row in ruleset.step_criteria()]
    names = draw(st.lists(st.text("ab :", min_size=1, max_size=3), max_size=3))
    return Inputs(
        answers(codes),
        {code: GivenGate(value) for code, value in gates.items()},
        today=Today(draw(st.sampled_from(["", "own", "provider", "mixed"]))),
        steps=tuple(StepInputs(name, answers(per_step)) for name in names),
    )


any_result = any_inputs().map(lambda inputs: Result(shipped(), inputs, EDITION))
any_written = st.builds(
    Written,
    key=st.just(""),
    text=st.sampled_from(["", "In our words"]),
    who=st.sampled_from(["", "Bob Brown"]),
    due=st.sampled_from([None, DUE]),
    status=st.sampled_from(["todo", "doing", "done"]),
    note=st.sampled_from(["", "A note"]),
)


@given(before=any_result, after=any_result, data=st.data())
def test_what_people_wrote_is_kept_over_every_change_of_the_advice(
    before: Result, after: Result, data: st.DataObject
) -> None:
    """Whatever the advice was and is: a touched action stays, an untouched one goes with its proposal,
    what is proposed is there, nothing is there twice, and a way back finds the list as it was."""
    rows = [
        Written(**{**vars_of(data.draw(any_written)), "key": one.key})
        for one in proposals(before)
        if data.draw(st.booleans())
    ]
    own = Written(f"own:{UUID(int=1)}", "Our own")
    found = together(proposals(after), [*rows, own])
    by_key = {row.written.key: row for row in found}
    assert len(by_key) == len(found)
    for row in (*rows, own):
        if row.says_something:
            assert by_key[row.key].written == row
    asked = {one.key for one in proposals(after)}
    assert {key for key, row in by_key.items() if row.asked} == asked
    written = {row.key for row in (*rows, own) if row.says_something}
    assert by_key.keys() == asked | written
    assert {row.written.key for row in found if row.is_gone} == {
        row.key for row in rows if row.says_something and row.status != "done"
    } - asked
    again = [row.written for row in found]
    assert together(proposals(before), again) == together(proposals(before), [*rows, own])


def vars_of(row: Written) -> dict[str, Any]:
    return {name: getattr(row, name) for name in Written.__dataclass_fields__}


@given(any_result)
def test_every_proposal_has_words_and_is_found_again_by_its_key(result: Result) -> None:
    for one in proposals(result):
        assert Proposal.of(one.key) == one
        assert len(one.key) <= (ActionItem._meta.get_field("key").max_length or 0)
        assert read(words(result.ruleset, one, result.inputs.today).what).strip()


def test_the_name_of_a_step_may_hold_the_sign_that_divides_a_key() -> None:
    one = Proposal("settle", ("provider", "B4", "Pay: by hand"))
    assert Proposal.of(one.key) == one


def is_held_up(row: StepRecommendation) -> bool:
    """Whether a step is not sure enough to be decided on."""
    advised = row.recommendation
    return advised is not None and advised.confidence not in ("clear", "leaning")


@given(any_result)
def test_nobody_is_told_to_carry_out_what_is_open_nor_to_find_out_what_is_clear(
    result: Result,
) -> None:
    kinds = {one.kind for one in proposals(result)}
    advised = result.recommendation
    if advised.confidence not in ("clear", "leaning"):
        assert "advice" not in kinds
        settled = {one.subjects[1:] for one in proposals(result) if one.kind == "settle"}
        names = {name for code, name in settled if code}
        assert names <= {row.step.name for row in advised.steps if is_held_up(row)}
    if advised.confidence == "clear" or advised.outcome == "split":
        assert "find" not in kinds
    if advised.outcome == "none":
        assert kinds <= {"fix"}
    else:
        checks = {one.subjects[0] for one in proposals(result) if one.kind == "check"}
        asked = asked_still(result.ruleset, advised)
        assert checks == set(asked)
        whole = {code for code, steps in asked.items() if not steps}
        assert not may_go_out(advised) or whole == set(advised.open_gates)
        fixed = {one.subjects[0] for one in proposals(result) if one.kind == "fix"}
        before_signing = {row.code for row in result.ruleset.gates if row.effect == "fix_first"}
        parts = (advised, *(row.recommendation for row in advised.steps))
        goes = any(part is not None and may_go_out(part) for part in parts)
        assert goes or not (fixed | checks) & before_signing


@given(any_result, any_written)
@settings(max_examples=20)
def test_actions_are_no_inputs_of_the_decision(result: Result, row: Written) -> None:
    """Whatever is written about them, digest and facts are the same."""
    found = with_actions(result, [Written(**{**vars_of(row), "key": "own:x"})])
    assert {name: part for name, part in found.items() if name != "actions"} == facts(result)


def test_what_is_done_is_neither_overdue_nor_gone() -> None:
    """Due on the 15th: late from the 16th on, unless it is done."""
    assert not is_overdue(DUE, "todo", DUE)
    assert is_overdue(DUE, "doing", date(2027, 1, 16))
    assert not is_overdue(DUE, "done", date(2027, 1, 16))
    assert not is_overdue(None, "todo", date(2027, 1, 16))
    row = Written("find:A1", status="done")
    assert not Action(Proposal.of("find:A1"), False, row).is_gone


def actions_of(assessment: Assessment) -> dict[str, Mapping[str, Any]]:
    """The list as it is shown, by key."""
    rows = snapshot_of(Assessment.objects.get(pk=assessment.pk))["actions"]
    return {row["key"]: row for row in rows}


def save(assessment: Assessment, by: User, key: str, edit: ActionEdit, seen: int = 0) -> Any:
    fresh = Assessment.objects.get(pk=assessment.pk)
    return save_action(assessment=fresh, by=by, key=key, edit=edit, seen=seen)


def test_a_proposal_that_somebody_touched_shows_who_when_and_how_far(open_case, alice, team):
    assert actions_of(open_case)["check:KO1"]["status"] == "todo"
    edit = ActionEdit(member=alice, due=DUE, status="doing", note="Ask legal")
    assert save(open_case, alice, "check:KO1", edit) is None
    row = actions_of(open_case)["check:KO1"]
    assert (row["who"], row["due"], row["status"], row["note"]) == (
        "Alice Adams",
        "2027-01-15",
        "doing",
        "Ask legal",
    )
    assert (row["text"], row["what"]) == ("", words_of(open_case, "check:KO1"))
    stored = ActionItem.objects.get()
    assert (stored.pk, stored.member) == (item_id(open_case, "check:KO1"), alice)
    assert Activity.objects.get(verb="action_saved").detail["new"]["due"] == "2027-01-15"


def words_of(assessment: Assessment, key: str) -> str:
    ruleset: Ruleset = assessment.edition.ruleset
    return read(words(ruleset, Proposal.of(key)).what)


def test_who_comes_second_sees_both_and_overwrites_nothing(open_case, alice, bob_as):
    bob = bob_as(Role.EDITOR)
    assert save(open_case, bob, "fix:KO8", ActionEdit(name="Charlie")) is None
    conflict = save(open_case, alice, "fix:KO8", ALICES)
    assert conflict is not None
    (late,) = conflict.overtaken
    assert (late.saved, late.yours, late.who) == (ActionEdit(name="Charlie"), ALICES, bob)
    assert actions_of(open_case)["fix:KO8"]["who"] == "Charlie"
    assert save(open_case, alice, "fix:KO8", ALICES, seen=late.version) is None
    assert actions_of(open_case)["fix:KO8"]["who"] == ALICES.name


def test_the_same_again_is_no_change(open_case, alice):
    for _ in range(2):  # a button pressed twice
        assert save(open_case, alice, "fix:KO8", ALICES) is None
    assert save(open_case, alice, "check:KO1", UNTOUCHED) is None
    assert Activity.objects.count() == ActionItem.objects.count() == 1


def test_an_own_action_is_added_once_changed_and_removed(open_case, alice):
    key, edit = uuid4(), ActionEdit("Ask the works council", due=DUE)
    ids = {add_action(assessment=open_case, by=alice, key=key, edit=edit) for _ in range(2)}
    (stored,) = ActionItem.objects.all()
    assert ids == {stored.pk}
    own = key_of(stored)
    row = actions_of(open_case)[own]
    assert (row["kind"], row["what"], row["asked"]) == ("own", "Ask the works council", False)
    assert (
        save(open_case, alice, own, ActionEdit("Ask them", status="done"), stored.version) is None
    )
    version = ActionItem.objects.get().version
    fresh = Assessment.objects.get(pk=open_case.pk)
    remove = {"assessment": fresh, "by": alice, "key": own}
    assert not remove_action(**remove, seen=stored.version)
    assert remove_action(**remove, seen=version)
    assert own not in actions_of(open_case)
    with pytest.raises(Http404):
        remove_action(**remove, seen=version)
    with pytest.raises(Http404):
        save(open_case, alice, own, edit, seen=version)


def test_what_was_written_about_a_proposal_can_be_put_back(open_case, alice):
    save(open_case, alice, "fix:KO8", ActionEdit("In our words", name="Bob"))
    version = ActionItem.objects.get().version
    fresh = Assessment.objects.get(pk=open_case.pk)
    assert remove_action(assessment=fresh, by=alice, key="fix:KO8", seen=version)
    row = actions_of(open_case)["fix:KO8"]
    assert (row["text"], row["who"], row["asked"]) == ("", "", True)


def test_there_is_an_end_to_own_actions(open_case, alice):
    rows = (
        ActionItem(assessment=open_case, text="More", changed_by=alice) for _ in range(MOST_OWN)
    )
    ActionItem.objects.bulk_create(rows)
    with pytest.raises(TooManyActions):
        add_action(assessment=open_case, by=alice, key=uuid4(), edit=ActionEdit("One more"))


def test_the_answer_to_a_gate_settles_its_check_and_its_return_opens_it_again(open_case, alice):
    """Only what somebody touched is stored; yes and no both answer it."""
    save(open_case, alice, "check:KO1", ALICES)
    states: dict[GateValue, str] = {"passes": "done", "unknown": "todo", "fires": "done"}
    for value, status in states.items():
        fresh = Assessment.objects.get(pk=open_case.pk)
        seen = {row.gate: row.version for row in fresh.gate_answers.all()}
        answers = {"KO1": GivenGate(value), "KO2": GivenGate(value)}
        assert save_gates(assessment=fresh, by=alice, answers=answers, seen=seen) is None
        (row,) = ActionItem.objects.all()
        assert (row.status, row.name, row.due) == (status, ALICES.name, DUE)
        assert actions_of(open_case)["check:KO1"]["asked"] == (value == "unknown")
    assert "fix:KO1" in actions_of(open_case)


def test_a_touched_action_stays_when_the_advice_changes_and_says_so(open_case, alice):
    save(open_case, alice, "fix:KO8", ALICES)
    fresh = Assessment.objects.get(pk=open_case.pk)
    seen = {row.gate: row.version for row in fresh.gate_answers.all()}
    save_gates(assessment=fresh, by=alice, answers={"KO8": GivenGate("passes")}, seen=seen)
    row = actions_of(open_case)["fix:KO8"]
    assert (row["asked"], row["who"], row["what"]) == (
        False,
        ALICES.name,
        words_of(open_case, "fix:KO8"),
    )
    assert "fix:KO8" in touched_keys(open_case)


def touched_keys(assessment: Assessment) -> list[str]:
    return [row["key"] for row in touched(actions_of(assessment).values())]


def test_another_word_about_an_action_is_another_version_with_the_same_digest(open_case, alice):
    """A paper carries who does what by when; the decision is the same."""
    first = save_version(assessment=open_case, by=alice)
    assert save_version(assessment=open_case, by=alice) == first
    save(open_case, alice, "fix:KO8", ALICES)
    second = save_version(assessment=open_case, by=alice)
    assert (second.number, second.digest) == (first.number + 1, first.digest)
    assert second.facts_sha256 == first.facts_sha256
    kept = {row["key"]: row for row in second.snapshot["actions"]}
    assert kept["fix:KO8"]["who"] == ALICES.name
    assert "actions" not in second.snapshot["facts"]


def test_a_version_from_before_there_were_actions_is_the_same_as_one_with_untouched_ones(
    open_case, alice
):
    first = save_version(assessment=open_case, by=alice)
    del first.snapshot["actions"]
    first.save()
    assert save_version(assessment=open_case, by=alice) == first


@pytest.mark.parametrize(
    "bad",
    [
        {"key": "", "text": ""},
        {"key": "find:A1", "status": "maybe"},
        {"key": "find:A1", "name": "Bob", "member": True},
    ],
)
def test_the_database_refuses_what_no_page_would_send(assessment, alice, bad):
    if bad.get("member"):
        bad = {**bad, "member": alice}
    with pytest.raises(IntegrityError), transaction.atomic():
        ActionItem.objects.create(assessment=assessment, changed_by=alice, **bad)


def test_who_is_removed_from_the_team_keeps_the_name_beside_the_action(open_case, alice, bob_as):
    bob = bob_as(Role.EDITOR)
    save(open_case, alice, "fix:KO8", ActionEdit(member=bob))
    open_case.team.memberships.filter(user=bob).delete()
    assert actions_of(open_case)["fix:KO8"]["who"] == "Bob Brown"


def test_what_is_overdue_is_found(open_case, alice):
    save(open_case, alice, "fix:KO8", ActionEdit(due=DUE))
    save(open_case, alice, "check:KO1", ActionEdit(due=DUE, status="done"))
    save(open_case, alice, "check:KO2", ActionEdit(name="Bob"))
    assert not ActionItem.objects.overdue(DUE)
    (late,) = ActionItem.objects.overdue(date(2027, 1, 16))
    assert late.key == "fix:KO8"


def test_few_of_many_are_those_that_somebody_touched_then_those_of_the_advice(open_case, alice):
    """By the day that they are due, those without one behind them; nothing that is done."""
    edits = {
        "check:KO14": ActionEdit(due=date(2027, 2, 1)),
        "check:KO12": ActionEdit(due=DUE),
        "fix:KO8": ActionEdit(due=DUE, status="done"),
        "check:KO9": ActionEdit(name="Dana"),
    }
    for key, edit in edits.items():
        save(open_case, alice, key, edit)
    found = actions_of(open_case)
    shown = [row["key"] for row in foremost(found.values(), 5)]  # type: ignore[arg-type]
    untouched = [key for key in found if key not in edits]
    assert shown == ["check:KO12", "check:KO14", "check:KO9", *untouched[:2]]


def test_what_is_no_longer_asked_for_stands_behind_all_that_is(open_case, alice):
    save(open_case, alice, "check:KO12", ActionEdit(name="Dana", due=DUE))
    found = [{**row} for row in actions_of(open_case).values()]
    gone = next(row for row in found if row["key"] == "check:KO12")
    gone["asked"] = False
    shown = [row["key"] for row in foremost(found, len(found))]  # type: ignore[arg-type]
    assert shown[-1] == "check:KO12"
