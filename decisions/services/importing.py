"""Making an assessment of a file."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4, uuid5

from django.db import transaction

from accounts.models import Team, User
from decisions.action_items import OWN, item_id
from decisions.case_file import CaseFile
from decisions.costing import document_of
from decisions.evaluation import case_of, steps_of, summary_of
from decisions.models import (
    ActionItem,
    Activity,
    Answer,
    Assessment,
    CostCase,
    GateAnswer,
    Scenario,
    Step,
    StepAnswer,
    StepGateAnswer,
)
from decisions.services.cost import totals
from decisions.services.statements import fill
from engine.cost.priced import priced
from engine.inputs import StepInputs
from engine.location import intake as location
from report.actions import Written


@transaction.atomic
def import_file(*, file: CaseFile, by: User, team: Team, name: str, start_key: UUID) -> Assessment:
    """A new assessment that says what the file says, on its edition, with all that people wrote in it. The
    same ``start_key`` of the same person is one, however often its form is sent."""
    made, is_new = Assessment.objects.get_or_create(
        start_key=uuid5(start_key, str(by.pk)),
        defaults={"team": team, "owner": by, "edition": file.edition, "name": name} | _fields(file),
    )
    if is_new:
        _fill(made, by, file)
        _sum_up(made.pk, file)
        detail = {"edition": file.edition.number, "digest": file.digest}
        Activity.objects.create(assessment=made, who=by, verb="imported", detail=detail)
    return made


def _fields(file: CaseFile) -> dict[str, Any]:
    inputs, weights = file.inputs, file.inputs.weights
    return {
        "unit": file.unit,
        "done_by": inputs.today.done_by,
        "contract_ends": inputs.today.contract_ends,
        "service": inputs.service or "",
        "service_chosen": file.service_chosen,
        "depth": file.depth,
        "weights": dict(weights) if isinstance(weights, Mapping) else weights or "",
        "elicitation": file.elicitation,
        "place": location.plain(inputs.place),
        "step_count": len(inputs.steps),
    }


def _fill(made: Assessment, by: User, file: CaseFile) -> None:
    """All rows of the assessment."""
    inputs = file.inputs
    answers = [Answer(assessment=made, criterion=code) for code in inputs.answers]
    for row in answers:
        fill(row, by, inputs.answers[row.criterion])
        if row.criterion in file.by_cost:
            row.origin = Answer.Origin.COST_CASE
    Answer.objects.bulk_create(answers)
    gates = [GateAnswer(assessment=made, gate=code) for code in inputs.gates]
    for gate in gates:
        fill(gate, by, inputs.gates[gate.gate])
    GateAnswer.objects.bulk_create(gates)
    for position, said in enumerate(inputs.steps, start=1):
        _add_step(made, by, position, said)
    if inputs.cost:
        CostCase.objects.create(assessment=made, case=document_of(inputs.cost), changed_by=by)
    for name, changes in file.scenarios:
        Scenario.objects.create(assessment=made, name=name, changes=dict(changes), created_by=by)
    for action in file.actions:
        _add_action(made, by, action)


def _add_step(made: Assessment, by: User, position: int, said: StepInputs) -> None:
    step = Step.objects.create(
        assessment=made,
        position=position,
        name=said.name,
        retained=said.retained,
        share=said.share,
    )
    answers = [StepAnswer(step=step, criterion=code) for code in said.answers]
    for row in answers:
        fill(row, by, said.answers[row.criterion])
    gates = [StepGateAnswer(step=step, gate=code) for code in said.gates]
    for gate in gates:
        fill(gate, by, said.gates[gate.gate])
    StepAnswer.objects.bulk_create(answers)
    StepGateAnswer.objects.bulk_create(gates)


def _add_action(made: Assessment, by: User, said: Written) -> None:
    is_own = said.key.startswith(OWN)
    ActionItem.objects.create(
        pk=uuid4() if is_own else item_id(made, said.key),
        assessment=made,
        key="" if is_own else said.key,
        text=said.text,
        name=said.who,
        due=said.due,
        status=said.status,
        note=said.note,
        changed_by=by,
    )


def _sum_up(key: UUID, file: CaseFile) -> None:
    """Copy what the answers come to, for lists."""
    made = Assessment.objects.get(pk=key)
    fields = summary_of(made, case_of(made), steps_of(made))
    if file.inputs.cost:
        fields |= totals(file.inputs.cost, priced(file.inputs.cost))
    Assessment.objects.filter(pk=key).update(**fields)
