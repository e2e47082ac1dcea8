"""A change of an assessment and the rows that go with it: all of it or nothing, in both ways."""

import pytest
from django.db import IntegrityError, connection
from django.db.models import prefetch_related_objects

from decisions.access import Action, assessment_or_404, step_or_404
from decisions.models import ANSWERS, Activity, Answer, Assessment, GateAnswer, Step
from decisions.services.together import in_a_transaction, in_one_statement
from tests.people import make_answers

WAYS = [
    pytest.param(
        in_one_statement,
        marks=pytest.mark.skipif(connection.vendor == "sqlite", reason="PostgreSQL's own way"),
    ),
    in_a_transaction,
]
both_ways = pytest.mark.parametrize("write", WAYS)


def _answer(assessment, alice, **values):
    values = {"criterion": "A1", "status": "choice", "choice": 2} | values
    return Answer(assessment=assessment, answered_by=alice, **values)


@both_ways
def test_new_rows_and_changed_rows_are_stored_with_the_change(write, assessment, alice):
    old = make_answers(assessment, {"A2": 1})[0]
    old.choice, old.note = 3, "50 % of “it” isn't ours; {x}"
    new = _answer(assessment, alice)
    log = Activity(assessment=assessment, who=alice, verb="answered", detail={"new": [None, "ä"]})
    before = Assessment.objects.get(pk=assessment.pk)
    assert write(before, {"unit": "Zürich", "probability": None, "owner": alice}, [log, old, new])

    after = Assessment.objects.get(pk=assessment.pk)
    assert (after.unit, after.revision) == ("Zürich", before.revision + 1)
    assert Answer.objects.get(pk=old.pk).note == old.note
    assert Answer.objects.get(pk=old.pk).choice == 3
    stored = Answer.objects.get(assessment=assessment, criterion="A1")
    assert stored == new
    assert stored.answered_at == new.answered_at
    assert Activity.objects.get().detail == {"new": [None, "ä"]}


@both_ways
def test_nothing_is_written_over_a_change_that_the_writer_has_not_seen(write, assessment, alice):
    Assessment.objects.filter(pk=assessment.pk).update(revision=assessment.revision + 1)
    assert not write(assessment, {"unit": "Other"}, [_answer(assessment, alice)])
    assert not Answer.objects.exists()
    assert Assessment.objects.get(pk=assessment.pk).unit == assessment.unit


@both_ways
@pytest.mark.django_db(transaction=True)
def test_nothing_is_written_when_one_row_cannot_be(write, assessment, alice):
    impossible = _answer(assessment, alice, status="unknown", choice=2)
    log = Activity(assessment=assessment, who=alice, verb="answered")
    with pytest.raises(IntegrityError):
        write(assessment, {"unit": "Other"}, [log, impossible])
    assert not Activity.objects.exists()
    now = Assessment.objects.get(pk=assessment.pk)
    assert (now.unit, now.revision) == (assessment.unit, assessment.revision)


@both_ways
def test_a_row_that_was_not_written_is_still_new(write, assessment, alice):
    row = _answer(assessment, alice)
    stale = Assessment.objects.get(pk=assessment.pk)
    Assessment.objects.filter(pk=assessment.pk).update(revision=stale.revision + 1)
    assert not write(stale, {}, [row])
    assert row.pk is None
    assert write(Assessment.objects.get(pk=assessment.pk), {}, [row])
    assert Answer.objects.get() == row


def test_the_door_brings_the_same_answers_as_queries_of_their_own(assessment, alice, db):
    make_answers(assessment, {"B2": 3, "A1": "unknown", "A2": "not_applicable"})
    GateAnswer.objects.create(assessment=assessment, gate="KO2", value="fires", answered_by=alice)
    GateAnswer.objects.create(assessment=assessment, gate="KO1", value="passes", answered_by=alice)
    step = Step.objects.create(assessment=assessment, position=1, name="Check")
    asked = Assessment.objects.get(pk=assessment.pk)
    prefetch_related_objects([asked], *ANSWERS)
    for found in (
        assessment_or_404(alice, assessment.pk, Action.VIEW).assessment,
        step_or_404(alice, assessment.pk, step.pk, Action.VIEW).assessment,
    ):
        for name in ANSWERS:
            rows = list(getattr(found, name).all())
            assert [_values(row) for row in rows] == [
                _values(row) for row in getattr(asked, name).all()
            ]
            assert all(row.assessment is found and not row._state.adding for row in rows)


def test_the_door_brings_no_answers_of_another_assessment(assessment, team, alice, db):
    other = Assessment.objects.create(team=team, owner=alice, edition=assessment.edition, name="B")
    make_answers(other, {"A1": 2})
    assert not assessment_or_404(alice, assessment.pk, Action.VIEW).assessment.answers.all()


def _values(row):
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
