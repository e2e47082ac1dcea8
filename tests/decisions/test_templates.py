"""Templates of a team: who finds them, and what starts from one."""

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Role, Team, User
from decisions.evaluation import case_of, steps_of
from decisions.models import Activity, Answer, Assessment, Step, StepAnswer
from decisions.services import deleting
from engine.recommendation import recommend
from tests.everything import make_everything
from tests.people import join, make_answers, make_assessment, make_gates, make_team

pytestmark = pytest.mark.django_db


@pytest.fixture
def template(assessment: Assessment) -> Assessment:
    """One with everything, and with words of people wherever they can write some."""
    make_answers(assessment, {"A1": 2, "B1": 3, "B3": "not_applicable", "C4": 4})
    make_gates(assessment, KO2="passes")
    make_everything(assessment)
    step = assessment.steps.all()[0]
    make_gates(step, KO1="fires")
    StepAnswer.objects.create(
        step=step, criterion="B1", status="choice", choice=5, answered_by=assessment.owner
    )
    Step.objects.filter(pk=step.pk).update(retained="By law", share=0.25)
    for rows in (assessment.answers, assessment.gate_answers, step.answers, step.gate_answers):
        rows.update(note="Lena said so", evidence="measured")
    assessment.answers.update(reason="Lena's reason")
    assessment.answers.filter(criterion="C4").update(origin=Answer.Origin.COST_CASE)
    Assessment.objects.filter(pk=assessment.pk).update(
        service="payroll", weights="cost_led", place={"home": "DE"}, done_by="own"
    )
    return Assessment.objects.get(pk=assessment.pk)


def offered(browser: Client) -> list[Any]:
    return [row.pk for row in browser.get(reverse("assessment_new")).context["templates"]]


def test_what_starts_from_a_template_has_its_answers_and_none_of_its_words(
    bobs: Client, bob: User, team: Team, template: Assessment
) -> None:
    """An editor starts it, twice by one form; the list says at once what it comes to."""
    join(team, bob, Role.EDITOR)
    sent = {"name": "Payroll EMEA", "start_key": str(uuid4())}
    first, second = (
        bobs.post(reverse("template_start", args=[template.pk]), sent)["Location"] for _ in range(2)
    )
    assert first == second
    bobs.post(reverse("template_start", args=[template.pk]), sent | {"name": "After going back"})
    assert Assessment.objects.filter(name="After going back").count() == 1
    made = Assessment.objects.get(name="Payroll EMEA")
    assert (made.owner, made.team, made.edition) == (bob, team, template.edition)
    assert (made.service, made.weights, made.place) == ("payroll", "cost_led", {"home": "DE"})
    assert (made.done_by, made.is_template, made.finished_at) == ("", False, None)
    assert {row.criterion: row.choice for row in made.answers.all()} == {
        "A1": 2,
        "B1": 3,
        "B3": None,
    }
    assert [row.name for row in made.steps.all()] == ["Receive", "Approve"]
    step = made.steps.all()[0]
    assert (step.retained, step.share) == ("By law", 0.25)
    assert [(row.gate, row.value) for row in step.gate_answers.all()] == [("KO1", "fires")]
    for rows in (made.answers, made.gate_answers, step.answers, step.gate_answers):
        found = rows.values_list("note", "evidence", "answered_by")
        assert set(found) == {("", "", bob.pk)}
    assert not made.answers.exclude(reason="").exists()
    for table in ("scenarios", "versions", "action_items", "cost_uploads", "shared_links"):
        assert not getattr(made, table).exists(), table
    assert not hasattr(made, "cost_case")
    assert [row.verb for row in Activity.objects.filter(assessment=made)] == [
        "started_from_template"
    ]
    advised = recommend(made.edition.ruleset, case_of(made), steps_of(made))
    assert (made.outcome, made.step_count, made.answered) == (advised.outcome, 2, 3)
    assert bobs.get(reverse("result", args=[made.pk])).status_code == 200


def test_templates_are_for_those_who_may_start_in_the_team(
    alices: Client, bobs: Client, charlies: Client, bob: User, alice: User, team: Team,
    template: Assessment,
) -> None:  # fmt: skip
    member = join(team, bob, Role.REVIEWER)
    make_assessment(make_team(alice, "Another"), alice, name="No template")
    assert offered(alices) == [template.pk]
    assert offered(bobs) == offered(charlies) == []
    assert alices.get(reverse("assessments")).content.count(b">Template</span>") == 1
    start = reverse("template_start", args=[template.pk])
    assert bobs.get(start).status_code == 403
    assert charlies.get(start).status_code == 404
    member.delete()
    assert bobs.get(start).status_code == 404
    page = reverse("assessment_template", args=[template.pk])
    version = alices.get(page).context["form"]["version"].value()
    stale = alices.post(page, {"is_template": "no", "version": version})
    assert stale.status_code == 302
    assert offered(alices) == []
    assert alices.get(start).status_code == 404
    assert alices.post(page, {"is_template": "yes", "version": version}).context["conflict"]
    Assessment.objects.filter(pk=template.pk).update(is_template=True)
    now = Assessment.objects.get(pk=template.pk)
    deleting.delete(assessment=now, by=alice, seen=now.revision)
    assert offered(alices) == []
    assert alices.get(start).status_code == 404
