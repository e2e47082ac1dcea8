"""The steps of a process: listed, moved, answered where they differ, and never overwritten unseen."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext

from accounts.models import Role
from decisions.deleted import remove
from decisions.evaluation import case_of, gates_of, given_gate_of, steps_of
from decisions.models import Assessment, Step
from decisions.services.statements import UnknownAnswer, plain
from decisions.services.steps import (
    MOST_STEPS,
    TooManySteps,
    add_steps,
    move_step,
    remove_step,
    save_step,
)
from decisions.step_edits import DESCRIPTION, Description, Edit, NewStep, gate_key
from engine.fit.case import UNKNOWN, Given, GivenGate
from engine.fit.case import Step as EngineStep
from engine.recommendation import recommend
from tests.decisions.step_pages import names
from tests.people import make_answers, make_assessment, make_steps
from writing.conflict import Conflict

CODES = ("B1", "B4", "C1", "F1", "F2", "F4")


def edit(name: str = "Approve", kept: str = "", **answers: Given | None) -> Edit:
    """What a person sends who saw version 1 of the step, and no answers of its own."""
    return Edit(Description(name, kept), answers, seen={DESCRIPTION: 1})


def add(assessment: Assessment, by: Any, *texts: str) -> int:
    new = [NewStep(uuid.uuid4(), text) for text in texts]
    return add_steps(assessment=assessment, by=by, steps=new)


def test_steps_stand_in_the_order_they_were_added(alice, assessment):
    assert add(assessment, alice, "Receive", "Check") == 2
    assert add(assessment, alice, "Pay") == 1
    assert names(assessment) == ["Receive", "Check", "Pay"]
    assessment.refresh_from_db()
    assert assessment.step_count == 3
    assert [row.name for row in steps_of(assessment)] == ["Receive", "Check", "Pay"]


def test_the_same_form_twice_is_one_step(alice, assessment):
    step = NewStep(uuid.uuid4(), "Receive")
    assert add_steps(assessment=assessment, by=alice, steps=[step]) == 1
    assert add_steps(assessment=assessment, by=alice, steps=[step]) == 0
    assert names(assessment) == ["Receive"]
    assert assessment.activities.filter(verb="steps_added").count() == 1


def test_the_same_key_in_another_assessment_is_another_step(alice, team, assessment):
    step, other = NewStep(uuid.uuid4(), "Receive"), make_assessment(team, alice)
    for one in (assessment, other):
        assert add_steps(assessment=one, by=alice, steps=[step]) == 1


def test_more_steps_than_the_most_are_refused_all_together(alice, assessment):
    add(assessment, alice, *[f"Step {place}" for place in range(MOST_STEPS - 1)])
    with pytest.raises(TooManySteps):
        add(assessment, alice, "One more", "And another")
    assert len(names(assessment)) == MOST_STEPS - 1
    assert add(assessment, alice, "The last") == 1


def test_steps_may_have_the_same_name(alice, assessment):
    assert add(assessment, alice, "Check", "Check") == 2


@pytest.mark.parametrize(
    ("place", "up", "order"),
    [(1, True, "BAC"), (1, False, "ACB"), (0, True, "ABC"), (2, False, "ABC")],
)
def test_a_step_moves_one_place_within_the_list(alice, assessment, place, up, order):
    rows = make_steps(assessment, "A", "B", "C")
    moved = move_step(assessment=assessment, by=alice, step_id=rows[place].pk, up=up, seen=0)
    assert (moved, "".join(names(assessment))) == (order != "ABC", order)


def test_a_move_that_is_sent_twice_moves_once(alice, assessment):
    rows = make_steps(assessment, "A", "B", "C")
    for expected in (True, False):
        moved = move_step(assessment=assessment, by=alice, step_id=rows[2].pk, up=True, seen=0)
        assert moved is expected
    assert names(assessment) == ["A", "C", "B"]


def test_the_name_the_reason_and_the_answers_are_stored_together(alice, assessment):
    (step,) = make_steps(assessment, "Approve")
    saved = save_step(
        assessment=assessment,
        by=alice,
        step_id=step.pk,
        edit=edit("Approve it", "The law.", B1=Given(4, note="Each case"), F1=UNKNOWN, C1=None),
    )
    assert saved is None
    step.refresh_from_db()
    assert (step.name, step.retained, step.version) == ("Approve it", "The law.", 2)
    assert {row.criterion: (row.status, row.choice) for row in step.answers.all()} == {
        "B1": ("choice", 4),
        "F1": ("unknown", None),
    }
    detail = assessment.activities.get(verb="step_saved").detail
    assert detail["old"] == {"name": "Approve", "retained": "", "share": None}
    assert detail["answers"][0] == {
        "criterion": "B1",
        "old": None,
        "new": {"status": "choice", "choice": 4, "note": "Each case"},
    }


def test_gates_and_evidence_of_a_step_reach_the_engine(alice, assessment):
    """A rule that holds for one step only: the process as one piece knows nothing of it."""
    (step,) = make_steps(assessment, "Approve")
    law = GivenGate("fires", "document", "Paragraph 4.")
    sent = replace(edit(B1=Given(4, evidence="measured")), gates={"KO1": law})
    assert save_step(assessment=assessment, by=alice, step_id=step.pk, edit=sent) is None
    (read,) = steps_of(Assessment.objects.get(pk=assessment.pk))
    own = {"B1": Given(4, evidence="measured")}
    assert read == EngineStep("Approve", own, {"KO1": "fires"}, share=1.0)
    assert gates_of(assessment) == {}
    row = step.gate_answers.get()
    assert (given_gate_of(row), row.answered_by, step.version) == (law, alice, 1)
    detail = assessment.activities.get().detail["gates"]
    assert detail == [{"gate": "KO1", "old": None, "new": plain(law)}]
    again = Edit(sent.description, gates={"KO1": None}, seen={gate_key("KO1"): row.version})
    assert save_step(assessment=assessment, by=alice, step_id=step.pk, edit=again) is None
    assert not step.gate_answers.exists()


@pytest.mark.parametrize(
    ("code", "value"), [("KO12", "fires"), ("KO3", "passes"), ("KO99", "fires"), ("KO1", "so")]
)
def test_a_gate_that_is_not_asked_per_step_is_refused(alice, assessment, code, value):
    (step,) = make_steps(assessment, "Approve")
    sent = replace(edit(), gates={code: GivenGate(value)})
    with pytest.raises(UnknownAnswer):
        save_step(assessment=assessment, by=alice, step_id=step.pk, edit=sent)
    assert not step.gate_answers.exists()


def test_as_for_the_whole_takes_the_own_answer_back(alice, assessment):
    (step,) = make_steps(assessment, "Approve", Approve={"B1": 4})
    seen = replace(edit(B1=None), seen={"B1": 1})
    assert save_step(assessment=assessment, by=alice, step_id=step.pk, edit=seen) is None
    assert not step.answers.exists()
    assert assessment.activities.get().detail["answers"][0]["old"]["choice"] == 4


def test_nothing_new_is_no_change(alice, assessment):
    (step,) = make_steps(assessment, "Approve", Approve={"B1": 4})
    same = edit(B1=Given(4), B4=None)
    assert save_step(assessment=assessment, by=alice, step_id=step.pk, edit=same) is None
    assert not assessment.activities.exists()
    assert assessment.revision == 1


@pytest.mark.parametrize(
    "answers",
    [{"A1": Given(1)}, {"Z9": Given(1)}, {"B1": Given(9)}, {"B1": Given(None)}],
    ids=["not asked per step", "no question", "no such answer", "no choice"],
)
def test_what_is_not_asked_is_refused(alice, assessment, answers):
    (step,) = make_steps(assessment, "Approve")
    with pytest.raises(UnknownAnswer):
        save_step(assessment=assessment, by=alice, step_id=step.pk, edit=edit(**answers))
    assert not step.answers.exists()


def test_a_later_writer_is_told_and_nothing_of_theirs_is_half_saved(alice, bob, assessment):
    (step,) = make_steps(assessment, "Approve")
    first = edit("Approve invoices", B1=Given(2))
    assert save_step(assessment=assessment, by=bob, step_id=step.pk, edit=first) is None
    mine = edit("Approve", "The law.", B1=Given(5), C1=Given(1))
    found = save_step(assessment=assessment, by=alice, step_id=step.pk, edit=mine)
    assert isinstance(found, Conflict)
    assert [(row.key, row.saved, row.who) for row in found.overtaken] == [
        (DESCRIPTION, Description("Approve invoices"), bob),
        ("B1", Given(2), bob),
    ]
    assert step.answers.count() == 1


def test_writers_of_different_answers_do_not_disturb_each_other(alice, bob, assessment):
    (step,) = make_steps(assessment, "Approve")
    stale = Assessment.objects.get(pk=assessment.pk)
    save_step(assessment=assessment, by=bob, step_id=step.pk, edit=edit(B1=Given(2)))
    saved = save_step(assessment=stale, by=alice, step_id=step.pk, edit=edit(C1=Given(1)))
    assert saved is None
    assert {row.criterion for row in step.answers.all()} == {"B1", "C1"}
    assert Assessment.objects.get(pk=assessment.pk).revision == 3


def test_an_answer_taken_back_and_given_anew_is_not_the_one_somebody_saw(alice, bob, assessment):
    """Versions come from the assessment's revision, so the second answer is no second version 1."""
    (step,) = make_steps(assessment, "Approve")

    def save(by: Any, given: Given | None, seen: int) -> object:
        sent = replace(edit(B1=given), seen={"B1": seen})
        return save_step(assessment=assessment, by=by, step_id=step.pk, edit=sent)

    save(bob, Given(2), 0)
    seen = step.answers.get().version
    save(bob, None, seen)
    save(bob, Given(3), 0)
    assert isinstance(save(alice, Given(5), seen), Conflict)
    assert step.answers.get().choice == 3


def test_a_removed_step_is_gone_with_its_answers_but_not_from_the_trail(alice, assessment):
    receive, approve = make_steps(assessment, "Receive", "Approve", Approve={"B1": 4})
    assert remove_step(assessment=assessment, by=alice, step_id=approve.pk, seen=1)
    assert names(assessment) == ["Receive"]
    detail = assessment.activities.get().detail
    assert (detail["step"], detail["answers"][0]["old"]["choice"]) == ("Approve", 4)
    with pytest.raises(Http404):
        remove_step(assessment=assessment, by=alice, step_id=approve.pk, seen=1)
    other = edit("Receive it")
    assert save_step(assessment=assessment, by=alice, step_id=receive.pk, edit=other) is None


def test_a_move_in_an_order_that_nobody_saw_is_refused(alice, bob, assessment):
    """Bob moves C before B; Alice, who saw A B C, moves A down: not before she sees A C B."""
    rows = make_steps(assessment, "A", "B", "C")
    own = Assessment.objects.get(pk=assessment.pk)
    assert move_step(assessment=own, by=bob, step_id=rows[2].pk, up=True, seen=0)
    assert not move_step(assessment=assessment, by=alice, step_id=rows[0].pk, up=False, seen=0)
    assert names(assessment) == ["A", "C", "B"]


def test_a_step_that_somebody_answered_is_not_removed_unseen(alice, bob, assessment):
    (step,) = make_steps(assessment, "Approve")
    seen = step.newest_version
    save_step(assessment=assessment, by=bob, step_id=step.pk, edit=edit(B1=Given(4)))
    assert not remove_step(assessment=assessment, by=alice, step_id=step.pk, seen=seen)
    assert step.answers.get().choice == 4


def test_a_step_of_another_assessment_cannot_be_written(alice, team, assessment):
    (step,) = make_steps(make_assessment(team, alice), "Theirs")
    with pytest.raises(Http404):
        save_step(assessment=assessment, by=alice, step_id=step.pk, edit=edit("Mine"))
    with pytest.raises(Http404):
        move_step(assessment=assessment, by=alice, step_id=step.pk, up=True, seen=0)


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("given", [Given(1), Given(5), UNKNOWN], ids=["first", "last", "unknown"])
def test_no_answer_of_a_step_ever_counts_for_the_whole(alice, assessment, code, given):
    make_answers(assessment, {"A1": 2, "B1": 3, "C1": 2, "F1": 2})
    (step, _) = make_steps(assessment, "Approve", "Pay")
    before = case_of(Assessment.objects.get(pk=assessment.pk))
    save_step(assessment=assessment, by=alice, step_id=step.pk, edit=edit(**{code: given}))
    assert step.answers.count() == 1
    after = Assessment.objects.get(pk=assessment.pk)
    assert case_of(after) == before
    assert after.answered == 4


OUT = {"A1": 1, "A2": 1, "A4": 4, "A3": 1, "B3": 1, "B4": 1, "C4": 4, "E1": 5, "D4": 3}
"""Reasons for a provider; B1 then says of which kind."""


def test_lists_say_split_while_the_steps_differ(alice, assessment):
    """What the row copies is what ``recommend`` says with the steps."""
    make_answers(assessment, OUT | {"B1": 1, "B2": 1})
    (_, decide) = make_steps(assessment, "Pay", "Decide")

    def save(**answers: Given | None) -> Assessment:
        seen = {DESCRIPTION: decide.version, "B1": 0, "B4": 0, "F4": 0}
        sent = Edit(Description("Decide"), answers, seen=seen)
        assert save_step(assessment=assessment, by=alice, step_id=decide.pk, edit=sent) is None
        return Assessment.objects.get(pk=assessment.pk)

    row = save(B1=Given(5), B4=Given(5), F4=Given(5), F1=Given(5))
    found = recommend(row.edition.ruleset, case_of(row), steps_of(row))
    assert found.outcome == "split"
    assert (row.outcome, row.confidence, row.probability) == (
        "split",
        found.confidence,
        found.probability,
    )
    decide.refresh_from_db()
    seen = decide.newest_version
    assert remove_step(assessment=row, by=alice, step_id=decide.pk, seen=seen)
    assert Assessment.objects.get(pk=row.pk).outcome == "bpo"


def test_a_step_that_must_stay_keeps_the_decision_wherever_the_rest_goes(alice, assessment):
    """Nothing but a retained step stays: no split, the work goes out and the decision does not."""
    make_answers(assessment, OUT | {"B1": 1, "B2": 1})
    (_, decide) = make_steps(assessment, "Pay", "Decide")
    sent = edit("Decide", "Ours to decide.")
    assert save_step(assessment=assessment, by=alice, step_id=decide.pk, edit=sent) is None
    row = Assessment.objects.get(pk=assessment.pk)
    assert (row.outcome, row.keeps_decision) == ("bpo", True)


@pytest.mark.parametrize(
    ("given", "counted"),
    [
        ((None, None, None), (1 / 3, 1 / 3, 1 / 3)),
        ((0.5, None, None), (0.5, 0.25, 0.25)),
        ((0.2, 0.3, 0.5), (0.2, 0.3, 0.5)),
        ((1.0, None, None), (1.0, 0.0, 0.0)),
    ],
)
def test_steps_without_a_share_divide_what_the_others_leave(assessment, given, counted):
    rows = make_steps(assessment, "Receive", "Check", "Pay")
    for row, share in zip(rows, given, strict=True):
        row.share = share
        row.save()
    found = steps_of(Assessment.objects.get(pk=assessment.pk))
    assert [row.share for row in found] == pytest.approx(counted)


def test_reading_steps_takes_three_queries_and_none_without_any(assessment):
    with CaptureQueriesContext(connection) as queries:
        assert steps_of(assessment) == ()
    assert len(queries) == 0
    make_steps(assessment, *"ABCDEFGH", A={"B1": 1}, B={"B1": 2, "C1": 3})
    fresh = Assessment.objects.select_related("edition").get(pk=assessment.pk)
    assert fresh.edition.ruleset.criteria  # kept by the process, on SQLite for one test
    with CaptureQueriesContext(connection) as queries:
        found = steps_of(fresh)
        assert steps_of(fresh) == found
    assert len(queries) == 3
    assert found[1].answers == {"B1": Given(2), "C1": Given(3)}


def test_another_service_type_or_team_keeps_the_steps(alice, bob_as, client_of, team, assessment):
    make_steps(assessment, "Mine", Mine={"B1": 4})
    bobs = client_of(bob_as(Role.OWNER))
    bobs.post(f"/assessments/{assessment.pk}/service/", {"service": "payroll"})
    assessment.refresh_from_db()
    assert (assessment.service, assessment.step_count) == ("payroll", 1)
    assert [row.answers for row in steps_of(assessment)] == [{"B1": Given(4)}]


def test_removing_a_deleted_assessment_for_good_removes_its_steps(alices, assessment):
    make_steps(assessment, "Mine", Mine={"B1": 4})
    sent = {"version": assessment.revision}
    assert alices.post(f"/assessments/{assessment.pk}/delete/", sent).status_code == 302
    assert Step.objects.exists()
    assert remove(assessment)
    assert not Step.objects.exists()


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite writes one after the other")
@pytest.mark.django_db(transaction=True)
def test_two_people_at_the_same_moment_add_and_answer_without_losing_anything(alice, assessment):
    """Each adds four steps of their own and answers another question of the same step."""
    (shared,) = make_steps(assessment, "Shared")

    def work(mine: str, code: str) -> None:
        for place in range(4):
            add(Assessment.objects.get(pk=assessment.pk), alice, f"{mine} {place}")
        own = Assessment.objects.get(pk=assessment.pk)
        sent = replace(edit("Shared"), answers={code: Given(2)})
        assert save_step(assessment=own, by=alice, step_id=shared.pk, edit=sent) is None
        connection.close()

    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(work, *row) for row in (("Left", "B1"), ("Right", "C1"))]:
            done.result()
    fresh = Assessment.objects.get(pk=assessment.pk)
    assert (len(names(fresh)), fresh.step_count, fresh.revision) == (9, 9, 11)
    positions = [row.position for row in Step.objects.filter(assessment=fresh)]
    assert positions == sorted(set(positions))
    assert {row.criterion for row in shared.answers.all()} == {"B1", "C1"}
