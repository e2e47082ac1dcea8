"""``manage.py add_demo``: people and assessments to look around in."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from accounts.models import Role, Team, User
from decisions.evaluation import case_of, steps_of
from decisions.management.commands.add_demo import DEMOS, PASSWORD, PEOPLE, TEAM
from decisions.models import Activity, Assessment, CostCase, Scenario, Step, StepAnswer, Version
from engine.recommendation import recommend
from report.headline import keeps_told
from tests.people import make_edition

pytestmark = pytest.mark.django_db


def add_demo(**options: bool) -> str:
    """What the command prints."""
    out = io.StringIO()
    call_command("add_demo", stdout=out, **options)
    return out.getvalue()


def test_it_refuses_where_people_work() -> None:
    """DEBUG is off in tests, as in production."""
    make_edition()
    with pytest.raises(CommandError, match="DEBUG"):
        add_demo()
    assert not User.objects.exists()


def test_it_asks_for_a_catalog_first() -> None:
    """Without an edition nothing can be assessed."""
    with pytest.raises(CommandError, match="load_catalog"):
        add_demo(force=True)


def test_the_demo_shows_what_a_visitor_looks_for_and_a_second_run_adds_nothing() -> None:
    make_edition()
    told = add_demo(force=True)
    assert PASSWORD in told
    assert f"{len(DEMOS)} assessments added" in told
    every_state_is_there_and_can_be_opened()
    one_is_a_split_with_money_and_another_has_scenarios()
    it_says_who_does_the_work_today_and_answers_about_the_place()
    the_rows_that_lists_read_say_what_is_recommended()
    tables = (User, Assessment, Version, Step, StepAnswer, Scenario, CostCase, Activity)
    counts = [table._default_manager.count() for table in tables]
    assert "0 assessments added" in add_demo(force=True)
    assert counts == [table._default_manager.count() for table in tables]


def every_state_is_there_and_can_be_opened() -> None:
    """Finished and unfinished, quick and full, three outcomes or more."""
    team = Team.objects.get(name=TEAM)
    assert {row.role for row in team.memberships.all()} == {Role.OWNER, Role.EDITOR, Role.REVIEWER}
    client = Client()
    assert client.login(email=PEOPLE[0][0], password=PASSWORD)
    rows = list(Assessment.objects.filter(team=team))
    for row in rows:
        assert client.get(reverse("result", args=[row.pk])).status_code == 200
    assert len({row.service for row in rows}) == len(DEMOS)
    assert {row.depth for row in rows} == {"quick", "full"}
    assert {bool(row.finished_at) for row in rows} == {True, False}
    assert len({row.outcome for row in rows}) >= 4
    assert any(not row.answers.exists() for row in rows)


def one_is_a_split_with_money_and_another_has_scenarios() -> None:
    """Steps that go different ways, a cost case, a what-if."""
    invoices = Assessment.objects.get(outcome="split")
    assert invoices.confidence in ("clear", "leaning")
    assert any(step.answers.exists() for step in invoices.steps.all())
    assert any(step.share for step in invoices.steps.all())
    assert invoices.saving is not None
    assert invoices.saving > 0
    closing = Assessment.objects.exclude(scenarios=None).distinct().get()
    assert closing.finished_at is not None


def it_says_who_does_the_work_today_and_answers_about_the_place() -> None:
    rows = list(Assessment.objects.all())
    assert {"own", "shared_service", "provider", "mixed", ""} == {row.done_by for row in rows}
    assert any(row.contract_ends for row in rows)
    ruleset = rows[0].edition.ruleset
    place = {row.code for row in ruleset.criteria if row.asked == "place"}
    full = [row for row in rows if row.finished_at and row.depth == "full"]
    for row in full:
        assert place & {answer.criterion for answer in row.answers.all()}, row.name


def the_rows_that_lists_read_say_what_is_recommended() -> None:
    """What ``recommend`` says of the stored answers."""
    for row in Assessment.objects.all():
        found = recommend(row.edition.ruleset, case_of(row), steps_of(row))
        said = (row.outcome, row.confidence, row.probability, row.keeps_decision)
        assert said == (
            found.outcome,
            found.confidence,
            found.probability,
            keeps_told(found),
        ), row.name
