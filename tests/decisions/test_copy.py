"""A copy of an assessment: the same inputs, another life."""

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Role
from decisions.evaluation import inputs_of
from decisions.models import ActionItem, Activity, Assessment, CostCase, Scenario
from decisions.services.copying import copy_assessment
from tests.everything import make_everything
from tests.people import join, make_answers


@pytest.fixture
def full(assessment: Assessment) -> Assessment:
    """An assessment with everything, answers of steps too."""
    make_answers(assessment, {"A1": 2, "B1": 3, "C3": 4})
    make_everything(assessment)
    Assessment.objects.filter(pk=assessment.pk).update(
        unit="EMEA", done_by="own", weights="cost_led", place={"home": "DE"}
    )
    return Assessment.objects.get(pk=assessment.pk)


def copied(full: Assessment, name: str = "Copied", key: Any = None) -> Assessment:
    return copy_assessment(assessment=full, by=full.owner, name=name, start_key=key or uuid4())


def test_a_copy_has_the_same_inputs_and_nothing_that_was_issued(full: Assessment):
    copy = Assessment.objects.get(pk=copied(full).pk)
    assert inputs_of(copy) == inputs_of(full)
    assert (copy.name, copy.unit, copy.weights, copy.team) == (
        "Copied", "EMEA", "cost_led", full.team,
    )  # fmt: skip
    assert CostCase.objects.get(assessment=copy).case == CostCase.objects.get(assessment=full).case
    names = [
        list(Scenario.objects.filter(assessment=row).values("name", "changes"))
        for row in (copy, full)
    ]
    assert names[0] == names[1] != []
    assert not copy.versions.exists()
    assert not ActionItem.objects.filter(assessment=copy).exists()
    assert [row.verb for row in Activity.objects.filter(assessment=copy)] == ["copied"]


def test_neither_changes_the_other(full: Assessment):
    """Rows of the copy are rows of its own, of steps too."""
    before = inputs_of(full)
    copy = copied(full)
    copy.answers.update(choice=5)
    copy.steps.update(name="Other")
    copy.steps.all()[0].answers.all().delete()
    CostCase.objects.filter(assessment=copy).delete()
    assert inputs_of(Assessment.objects.get(pk=full.pk)) == before


def test_a_form_that_is_sent_twice_makes_one_copy(alices: Client, full: Assessment):
    path = reverse("assessment_copy", args=[full.pk])
    page = alices.get(path)
    sent = {name: page.context["form"][name].value() for name in ("name", "start_key")}
    first, second = (alices.post(path, sent)["Location"] for _ in range(2))
    assert first == second
    assert Assessment.objects.filter(name=sent["name"]).count() == 1
    assert alices.get(first).status_code == 200


def test_a_name_is_asked_for_and_long_ones_are_cut_for_the_ending(alices: Client, full: Assessment):
    path = reverse("assessment_copy", args=[full.pk])
    Assessment.objects.filter(pk=full.pk).update(name="x" * 200)
    assert len(alices.get(path).context["form"]["name"].value()) == 200
    answer = alices.post(path, {"name": " ", "start_key": uuid4()})
    assert answer.context["form"].errors.keys() == {"name"}
    answer = alices.post(path, {"name": "Y", "start_key": "none"})
    assert answer.context["form"].errors.keys() == {"start_key"}


def test_an_editor_owns_the_copy_that_they_make(
    bobs: Client, bob: Any, team: Any, full: Assessment
):
    join(team, bob, Role.EDITOR)
    path = reverse("assessment_copy", args=[full.pk])
    bobs.post(path, {"name": "Bob's", "start_key": uuid4()})
    assert Assessment.objects.get(name="Bob's").owner == bob
