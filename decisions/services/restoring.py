"""An assessment made of inputs that were kept: what a version said becomes a new draft."""

from collections.abc import Mapping
from typing import Any, TypeVar
from uuid import UUID

from django.db import transaction

from accounts.models import Team, User
from catalog.models import Edition
from decisions.costing import document_of
from decisions.evaluation import case_of, steps_of, summary_of
from decisions.models import (
    Activity,
    Answer,
    Assessment,
    CostCase,
    GateAnswer,
    Scenario,
    Statement,
    Step,
    StepAnswer,
    StepGateAnswer,
    Version,
)
from decisions.services.cost import totals
from decisions.services.statements import fill
from decisions.upgrade import edition_kept, subject_kept, upgraded
from engine.cost.priced import priced
from engine.fit.case import Given, GivenGate
from engine.inputs import Inputs
from engine.location import intake as location_intake
from engine.model.ruleset import COST_CASE, Ruleset
from report.result import given_by
from writing.sent import sent_once

Row = TypeVar("Row", bound=Statement)


@transaction.atomic
def restore_version(*, version: Version, by: User, name: str, start_key: UUID) -> Assessment:
    """A new assessment in the same team, on the edition of the version, that says what the version
    says; nothing happens to the assessment that the version is of, nor to what came later. Next
    actions and the history stay there."""
    shown = upgraded(version)
    subject, heading = subject_kept(shown), shown["heading"]
    made, is_new = start_from(
        by=by,
        team=version.assessment.team,
        edition=edition_kept(shown),
        name=name,
        inputs=subject.result.inputs,
        start_key=sent_once(start_key, by.pk, name),
        unit=heading["unit"],
        depth=heading["depth"],
    )
    if is_new:
        Scenario.objects.bulk_create(
            Scenario(assessment=made, name=row.name, changes=dict(row.changes), created_by=by)
            for row in subject.scenarios
        )
        detail = {"from": heading["name"], "number": version.number, "edition": made.edition.number}
        Activity.objects.create(assessment=made, who=by, verb="restored", detail=detail)
    return made


@transaction.atomic
def start_from(
    *,
    by: User,
    team: Team,
    edition: Edition,
    name: str,
    inputs: Inputs,
    start_key: UUID,
    unit: str = "",
    depth: str = "full",
) -> tuple[Assessment, bool]:
    """An assessment that says exactly these inputs, and whether it is new: the same ``start_key`` is
    one assessment. They must fit the edition (``engine.intake.read``)."""
    made, is_new = Assessment.objects.get_or_create(
        start_key=start_key,
        defaults={
            "team": team,
            "owner": by,
            "edition": edition,
            "name": name,
            "unit": unit,
            "depth": depth,
            "done_by": inputs.today.done_by,
            "contract_ends": inputs.today.contract_ends,
            "service": inputs.service or "",
            "service_chosen": True,
            "weights": _weights(inputs),
            "place": location_intake.plain(inputs.place),
        },
    )
    if is_new:
        _fill(made, inputs, by)
    return made, is_new


def _weights(inputs: Inputs) -> str | dict[str, float]:
    chosen = inputs.weights
    return dict(chosen) if isinstance(chosen, Mapping) else chosen or ""


def _fill(made: Assessment, inputs: Inputs, by: User) -> None:
    """The rows of all that was said, and the copies of what follows from it."""
    from_cost = _from_cost(made.edition.ruleset, inputs)
    Answer.objects.bulk_create(
        _said(Answer(assessment=made, criterion=code, origin=_origin(code, from_cost)), by, given)
        for code, given in inputs.answers.items()
    )
    GateAnswer.objects.bulk_create(
        _said(GateAnswer(assessment=made, gate=code), by, given)
        for code, given in inputs.gates.items()
    )
    steps = [
        Step(assessment=made, position=place, name=row.name, retained=row.retained, share=row.share)
        for place, row in enumerate(inputs.steps, start=1)
    ]
    Step.objects.bulk_create(steps)
    pairs = list(zip(steps, inputs.steps, strict=True))
    StepAnswer.objects.bulk_create(
        _said(StepAnswer(step=step, criterion=code), by, given)
        for step, row in pairs
        for code, given in row.answers.items()
    )
    StepGateAnswer.objects.bulk_create(
        _said(StepGateAnswer(step=step, gate=code), by, given)
        for step, row in pairs
        for code, given in row.gates.items()
    )
    fields: dict[str, Any] = {}
    if inputs.cost is not None:
        CostCase.objects.create(assessment=made, case=document_of(inputs.cost), changed_by=by)
        fields |= totals(inputs.cost, priced(inputs.cost))
    made.step_count = len(steps)
    fields |= summary_of(made, case_of(made), steps_of(made))
    for key, value in fields.items():
        setattr(made, key, value)
    made.save(update_fields=list(fields))


def _said(row: Row, by: User, given: Given | GivenGate) -> Row:
    """The row with what was said in it."""
    fill(row, by, given)
    return row


def _from_cost(ruleset: Ruleset, inputs: Inputs) -> str:
    """The code of the question that the cost case answers, where its answer is the one that stands."""
    criterion = ruleset.answered_by(COST_CASE)
    if criterion is None or inputs.cost is None:
        return ""
    given = given_by(criterion, priced(inputs.cost, inputs.today))
    stands = inputs.answers.get(criterion.code)
    same = given is not None and stands is not None and given.choice == stands.choice
    return criterion.code if same and stands and stands.chances else ""


def _origin(code: str, from_cost: str) -> Answer.Origin:
    return Answer.Origin.COST_CASE if code == from_cost else Answer.Origin.PERSON
