"""A copy of an assessment: the same inputs, another life."""

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Role
from decisions.evaluation import inputs_of
from decisions.models import (
    ActionItem,
    Activity,
    Assessment,
    CostCase,
    Scenario,
    Step,
    StepAnswer,
)
from decisions.services.answers import save_answer
from decisions.services.copying import OF_ITSELF, copy_assessment
from decisions.services.restoring import restore_version, start_from
from decisions.services.versions import save_version
from engine.fit.case import Given
from engine.inputs import digest
from engine.recommendation import recommend
from tests.everything import make_everything
from tests.people import join, make_answers, make_gates
from tests.report.cases import subjects


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
    after_back = alices.post(path, sent | {"name": "Another"})["Location"]
    assert Assessment.objects.get(name="Another").get_absolute_url() == after_back != first


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


STAYS = {
    # What was issued, or happened.
    "versions", "activities", "declined_editions", "cost_uploads", "shared_links", "threads",
    # Who wrote comments by a link: comments stay, too.
    "guests",
    # Who does what by when is about the decision that the copy starts anew from.
    "action_items",
}  # fmt: skip
"""What stands beside an assessment and is no part of a copy."""
PARTS = {
    name: row.related_model
    for model, prefix in ((Assessment, ""), (Step, "steps."))
    for row in model._meta.related_objects
    if (name := prefix + str(row.get_accessor_name())) not in STAYS
}
"""All other tables that refer to an assessment, or to its steps."""


def rows_of(assessment: Assessment, name: str) -> list[dict[str, Any]]:
    """The rows of one table around the assessment, without what makes them rows of their own."""
    way = "step__assessment" if name.startswith("steps.") else "assessment"
    model: Any = PARTS[name]
    own = {"id", "version", "step", "assessment", "previous"}
    own |= {row.name for row in model._meta.fields if getattr(row, "auto_now", False)}
    own |= {row.name for row in model._meta.fields if getattr(row, "auto_now_add", False)}
    names = [row.attname for row in model._meta.fields if row.name not in own]
    return sorted(model.objects.filter(**{way: assessment}).values(*names), key=repr)


@pytest.mark.parametrize("made", ["copy", "draft"])
def test_every_field_of_every_table_is_carried(full: Assessment, made: str):
    """By the tables, not by a list: a new one fails here until it is copied, and restored from a version,
    or stays for a reason. Each holds something, and no field of the assessment has its default."""
    make_gates(full, KO1="unknown")
    step = full.steps.all()[0]
    make_gates(step, KO2="fires")
    StepAnswer.objects.create(
        step=step, criterion="B1", status="not_applicable", reason="No.", answered_by=full.owner
    )
    Step.objects.filter(pk=step.pk).update(retained="By law", share=0.25)
    for table in (full.answers, full.gate_answers, step.answers, step.gate_answers):
        table.update(note="A note.", evidence="document")
    Assessment.objects.filter(pk=full.pk).update(
        done_by="mixed", contract_ends="2027-03-31", service="payroll", depth="adaptive",
        weights={"A": 3.5}, place={"home": "DE", "languages": ["de"], "barred": {"FR": "No."}},
    )  # fmt: skip
    # Whatever follows from the answers is worked out as by any change.
    changed = Assessment.objects.get(pk=full.pk)
    save_answer(assessment=changed, by=full.owner, code="E1", given=Given(2), seen_version=0)
    now = Assessment.objects.get(pk=full.pk)
    if made == "copy":
        found = copied(now, name=now.name)
    else:
        version = save_version(assessment=now, by=now.owner)
        found = restore_version(version=version, by=now.owner, name=now.name, start_key=uuid4())
        assert save_version(assessment=found, by=now.owner).digest == version.digest
    found = Assessment.objects.get(pk=found.pk)
    for name in PARTS:
        assert rows_of(found, name) == rows_of(now, name) != [], name
    skipped = OF_ITSELF | ({"saving", "currency", "elicitation"} if made == "draft" else set())
    for field in Assessment._meta.concrete_fields:
        if field.name not in skipped:
            assert getattr(found, field.attname) == getattr(now, field.attname), field.name


def test_restoring_any_inputs_gives_their_digest_again(team, alice, assessment):
    """41 states of every kind, with and without steps; a form that is sent twice makes one draft."""
    ruleset = assessment.edition.ruleset
    for subject in subjects():
        inputs, key = subject.result.inputs, uuid4()
        made, is_new = start_from(
            by=alice,
            team=team,
            edition=assessment.edition,
            name="Draft",
            inputs=inputs,
            start_key=key,
        )
        sha = assessment.edition.sha256
        assert is_new
        assert digest(sha, inputs_of(Assessment.objects.get(pk=made.pk))) == digest(sha, inputs)
        advised = recommend(ruleset, subject.case, subject.result.steps)
        assert (made.outcome, made.confidence) == (advised.named, advised.confidence)
    again, is_new = start_from(
        by=alice, team=team, edition=assessment.edition, name="Draft", inputs=inputs, start_key=key
    )
    assert (again.pk, is_new) == (made.pk, False)


def test_a_draft_from_a_version_leaves_everything_as_it_is(full: Assessment, alices: Client):
    version = full.versions.get()
    full.answers.update(choice=1)
    before = inputs_of(Assessment.objects.get(pk=full.pk)), full.versions.count()
    path = reverse("version_restore", args=[version.pk])
    page = alices.get(path)
    sent = {name: page.context["form"][name].value() for name in ("name", "start_key")}
    first, second = (alices.post(path, sent)["Location"] for _ in range(2))
    assert first == second
    assert before == (inputs_of(Assessment.objects.get(pk=full.pk)), full.versions.count())
    after_back = alices.post(path, sent | {"name": "Another"})["Location"]
    assert Assessment.objects.get(name="Another").get_absolute_url() == after_back != first
    made = Assessment.objects.get(name=sent["name"])
    assert [row.verb for row in made.activities.all()] == ["restored"]
