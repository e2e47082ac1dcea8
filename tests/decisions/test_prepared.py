"""Queries that are put into SQL once: the same rows as Django's own, and never those of another run."""

from threading import Thread

import pytest
from django.db import connection, connections
from django.db.models import Model
from django.db.models.sql.compiler import SQLCompiler
from django.http import Http404
from django.utils import timezone

from accounts.models import Role
from decisions.access import Action, assessment_or_404, paper_or_404, step_or_404, version_or_404
from decisions.models import Answer, Assessment, GateAnswer, Paper, Step, Version
from reviews.models import About
from reviews.models import Thread as Talk
from reviews.reading import open_about
from tests.people import join, make_answers, make_assessment, make_gates, make_steps, make_team

pytestmark = pytest.mark.django_db


@pytest.fixture
def paper(assessment, alice) -> Paper:
    """A paper of an assessment with answers and a step."""
    make_answers(assessment, {"A1": 2, "A2": "unknown", "B3": "not_applicable"})
    assessment.answers.filter(criterion="A1").update(chances=[0.25, 0.75])
    make_gates(assessment, KO1="fires", KO2="passes")
    make_steps(assessment, "Check", Check={"A1": 3})
    version = Version.objects.create(
        assessment=assessment, number=1, snapshot={"a": 1}, digest="d" * 64, created_by=alice
    )
    return Paper.objects.create(version=version, requested_by=alice, queued_at=timezone.now())


def _values(row):
    """Every loaded value of a row with its type, by attribute."""
    names = [field.attname for field in row._meta.concrete_fields]
    loaded = [name for name in names if name not in row.get_deferred_fields()]
    return {name: (type(getattr(row, name)), getattr(row, name)) for name in loaded}


def test_each_door_gives_the_rows_that_django_gives(paper, assessment, alice):
    step = Step.objects.get()
    for _ in range(2):  # the run that writes the SQL, and one that finds it
        behind = step_or_404(alice, assessment.pk, step.pk, Action.VIEW)
        kept = version_or_404(alice, paper.version_id, Action.VIEW)
        made = paper_or_404(alice, paper.pk, Action.VIEW)
        plain = assessment_or_404(alice, assessment.pk, Action.VIEW)
        rows: list[Model] = [plain.assessment, behind.assessment, kept.assessment, made.assessment]
        for row in (*rows, behind.step, kept.version, made.version, made.paper):
            told, read = _values(row), _values(type(row)._default_manager.get(pk=row.pk))
            assert told == {name: read[name] for name in told}
            assert read.keys() - told.keys() <= {"snapshot"}


def test_answers_that_come_with_the_door_are_those_that_django_reads(paper, assessment, alice):
    found = assessment_or_404(alice, assessment.pk, Action.VIEW).assessment
    for name, model in (("answers", Answer), ("gate_answers", GateAnswer)):
        rows = list(getattr(found, name).all())
        assert [_values(row) for row in rows] == [_values(row) for row in model.objects.all()]
        assert all(row.assessment is found and not row._state.adding for row in rows)


def test_the_sql_of_a_door_is_written_once(assessment, alice, monkeypatch):
    assessment_or_404(alice, assessment.pk, Action.VIEW)
    written = []
    plain = SQLCompiler.as_sql

    def as_sql(*given, **more):
        written.append(given)
        return plain(*given, **more)

    monkeypatch.setattr(SQLCompiler, "as_sql", as_sql)
    assessment_or_404(alice, assessment.pk, Action.VIEW)
    assert not written
    Assessment.objects.exists()
    assert written


def test_what_one_run_was_asked_is_never_asked_again_by_another(assessment, alice, bob):
    other = make_assessment(make_team(bob, "Others"), bob, name="Other")
    for _ in range(2):
        assert assessment_or_404(alice, assessment.pk, Action.VIEW).role == Role.OWNER
        with pytest.raises(Http404):
            assessment_or_404(bob, assessment.pk, Action.VIEW)
        assert assessment_or_404(bob, other.pk, Action.VIEW).assessment == other
        with pytest.raises(Http404):
            assessment_or_404(alice, other.pk, Action.VIEW)
    join(assessment.team, bob, Role.VIEWER)
    assert assessment_or_404(bob, assessment.pk, Action.VIEW).role == Role.VIEWER


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite in memory has one connection")
def test_two_threads_at_one_door_each_get_their_own(assessment, alice, bob):
    other = make_assessment(make_team(bob, "Others"), bob, name="Other")
    wrong = []

    def ask(user, mine):
        for _ in range(100):
            found = assessment_or_404(user, mine.pk, Action.VIEW)
            if found.assessment.pk != mine.pk or found.assessment.owner_id != user.pk:
                wrong.append(found)
        connections.close_all()

    threads = [Thread(target=ask, args=pair) for pair in ((alice, assessment), (bob, other)) * 2]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


def test_open_threads_come_of_one_thing_alone(assessment, alice):
    """In the order and with the values that Django gives, of this assessment, kind and key."""
    for key, resolver in (("A1", None), ("A1", None), ("A1", alice), ("A2", None)):
        Talk.objects.create(
            assessment=assessment,
            about=About.QUESTION,
            key=key,
            name="Question",
            started_by=alice,
            resolved_by=resolver,
            resolved_at=resolver and timezone.now(),
            last_at=timezone.now(),
        )
    for key, count in (("A1", 2), ("A2", 1), ("A3", 0), ("A1", 2)):
        plain = Talk.objects.open().filter(assessment=assessment.pk).about(About.QUESTION, key)
        told = open_about(assessment.pk, About.QUESTION, key)
        assert [_values(row) for row in told] == [_values(row) for row in plain]
        assert len(told) == count
    assert open_about(assessment.pk, About.STEP, "A1") == []
