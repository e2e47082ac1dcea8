"""The snapshot of an assessment as it is stored."""

from datetime import datetime

from django.db.models import prefetch_related_objects
from django.utils import timezone

from decisions.costing import cost_row, priced, stored_case
from decisions.evaluation import case_of, depth_of, given_gate_of, said_of, steps_of
from decisions.models import ANSWERS, Answer, Assessment, CostCase, GateAnswer, Step
from decisions.presentation.build import present
from decisions.presentation.cost import cost_part
from decisions.presentation.cost_shape import CostPart
from decisions.presentation.material import Heading, Material, Signature
from decisions.presentation.place import place, where_of
from decisions.presentation.place_shape import PlacePart
from decisions.presentation.shape import Snapshot
from decisions.whatif import Named
from engine.fit.case import GivenGate


def snapshot(assessment: Assessment) -> Snapshot:
    """Everything a reader is shown about the assessment now.

    Takes four queries (the people behind answers and gate answers, the scenarios, the cost case)
    beside those for the assessment, its answers, team, owner and edition, where they are not
    loaded yet.
    """
    people = (f"{name}__answered_by" for name in ANSWERS)
    prefetch_related_objects([assessment], *people, "scenarios")
    return present(assessment.edition.ruleset, case_of(assessment), _heading(assessment))


def place_now(assessment: Assessment) -> PlacePart | None:
    """The part of the snapshot about place, form and rules, without the rest and its queries."""
    heading = Heading(
        name=assessment.name,
        edition_number=assessment.edition.number,
        edition_sha256=assessment.edition.sha256,
        steps=steps_of(assessment),
        said=said_of(assessment),
        day=timezone.localdate(),
    )
    material = Material(assessment.edition.ruleset, case_of(assessment), heading)
    return place(material, where_of(material))


def cost_now(assessment: Assessment, row: CostCase) -> CostPart:
    """The part of the snapshot about money, without the rest and its queries; ``row`` is the stored
    cost case, with who changed it last."""
    money = priced(stored_case(row))
    heading = Heading(
        name=assessment.name,
        edition_number=assessment.edition.number,
        edition_sha256=assessment.edition.sha256,
        answered_by={
            given.criterion: Signature(by_case=_by_case(given))
            for given in assessment.answers.all()
        },
        priced=money,
        priced_by=_changed(row),
    )
    return cost_part(Material(assessment.edition.ruleset, case_of(assessment), heading), money)


def _heading(assessment: Assessment) -> Heading:
    money = cost_row(assessment)
    return Heading(
        name=assessment.name,
        edition_number=assessment.edition.number,
        edition_sha256=assessment.edition.sha256,
        unit=assessment.unit,
        team=assessment.team.name,
        owner=str(assessment.owner),
        depth=depth_of(assessment),
        weights=assessment.weights or None,
        elicitation=assessment.elicitation,
        started_at=_text(assessment.created_at),
        changed_at=_text(assessment.updated_at),
        finished_at=_text(assessment.finished_at),
        answered_by={row.criterion: _signature(row) for row in assessment.answers.all()},
        gates_by={row.gate: _signature(row) for row in assessment.gate_answers.all()},
        gates=_gates(assessment),
        steps=steps_of(assessment),
        step_gates=tuple(_gates(row) for row in assessment.steps.all())
        if assessment.step_count
        else (),
        scenarios=tuple(Named(row.name, row.changes) for row in assessment.scenarios.all()),
        priced=priced(stored_case(money)) if money else None,
        priced_by=_changed(money) if money else Signature(),
        said=said_of(assessment),
        day=timezone.localdate(),
    )


def _gates(said: Assessment | Step) -> dict[str, GivenGate]:
    return {row.gate: given_gate_of(row) for row in said.gate_answers.all()}


def _signature(row: Answer | GateAnswer) -> Signature:
    return Signature(by=str(row.answered_by), at=_text(row.answered_at), by_case=_by_case(row))


def _by_case(row: Answer | GateAnswer) -> bool:
    return isinstance(row, Answer) and row.origin == Answer.Origin.COST_CASE


def _changed(row: CostCase) -> Signature:
    return Signature(str(row.changed_by), _text(row.changed_at))


def _text(moment: datetime | None) -> str:
    return timezone.localtime(moment).isoformat(timespec="seconds") if moment else ""
