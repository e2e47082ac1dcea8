"""The document of an assessment as it is stored."""

from datetime import datetime

from django.db.models import prefetch_related_objects
from django.utils import timezone

from decisions.action_items import written_of
from decisions.costing import cost_row, stored_case
from decisions.evaluation import depth_of, inputs_of
from decisions.models import ANSWERS, Answer, Assessment, CostCase, GateAnswer
from decisions.presentation.build import present
from decisions.presentation.cost import cost_part
from decisions.presentation.cost_shape import CostPart
from decisions.presentation.material import Heading, Material, Signature
from decisions.presentation.model import weights
from decisions.presentation.place import place
from decisions.presentation.place_shape import PlacePart
from decisions.presentation.shape import Snapshot
from decisions.results import worked_out
from engine.cost.priced import priced
from report.result import Edition, Result
from report.subject import Subject
from report.whatif import Named


def snapshot(assessment: Assessment) -> Snapshot:
    """Everything a reader is shown about the assessment now.

    Takes five queries (the people behind answers and gate answers, the scenarios, the actions, the cost
    case; one more for the members that actions name) beside those for the assessment, its answers,
    team, owner and edition, where they are not loaded yet.
    """
    people = (f"{name}__answered_by" for name in ANSWERS)
    prefetch_related_objects([assessment], *people, "scenarios", "action_items__member")
    money = cost_row(assessment)
    return present(result_of(assessment, money), _heading(assessment, money))


def result_of(assessment: Assessment, money: CostCase | None = None) -> Result:
    """The assessment worked out; ``money`` is its cost case."""
    inputs = inputs_of(assessment, stored_case(money) if money else None)
    edition = Edition(assessment.edition.number, assessment.edition.sha256)
    today = timezone.localdate()
    return worked_out(assessment.edition.ruleset, inputs, edition, today)


def subject_of(assessment: Assessment, money: CostCase | None) -> Subject:
    """What the pages of a result are about; without who said what, which most of them do not tell."""
    result = result_of(assessment, money)
    heading = Heading(name=assessment.name, elicitation=assessment.elicitation)
    named = weights(Material(result, heading))["name"]
    scenarios = tuple(Named(row.name, row.changes) for row in assessment.scenarios.all())
    return Subject(result, depth_of(assessment), weights=named, scenarios=scenarios)


def place_now(assessment: Assessment) -> PlacePart | None:
    """The part of the document about place, form and rules, without the rest and its queries."""
    return place(Material(result_of(assessment), Heading(name=assessment.name)))


def cost_now(assessment: Assessment, row: CostCase) -> CostPart:
    """The part of the document about money, without the rest and its queries; ``row`` is the stored
    cost case, with who changed it last."""
    given = {one.criterion: Signature(by_case=_by_case(one)) for one in assessment.answers.all()}
    heading = Heading(name=assessment.name, answered_by=given, priced_by=_changed(row))
    material = Material(result_of(assessment), heading)
    return cost_part(material, priced(stored_case(row)))


def _heading(assessment: Assessment, money: CostCase | None) -> Heading:
    return Heading(
        name=assessment.name,
        unit=assessment.unit,
        team=assessment.team.name,
        owner=str(assessment.owner),
        depth=depth_of(assessment),
        elicitation=assessment.elicitation,
        started_at=_text(assessment.created_at),
        changed_at=_text(assessment.updated_at),
        finished_at=_text(assessment.finished_at),
        answered_by={row.criterion: _signature(row) for row in assessment.answers.all()},
        gates_by={row.gate: _signature(row) for row in assessment.gate_answers.all()},
        scenarios=tuple(Named(row.name, row.changes) for row in assessment.scenarios.all()),
        priced_by=_changed(money) if money else Signature(),
        actions=written_of(assessment.action_items.all()),
    )


def _signature(row: Answer | GateAnswer) -> Signature:
    return Signature(by=str(row.answered_by), at=_text(row.answered_at), by_case=_by_case(row))


def _by_case(row: Answer | GateAnswer) -> bool:
    return isinstance(row, Answer) and row.origin == Answer.Origin.COST_CASE


def _changed(row: CostCase) -> Signature:
    return Signature(str(row.changed_by), _text(row.changed_at))


def _text(moment: datetime | None) -> str:
    return timezone.localtime(moment).isoformat(timespec="seconds") if moment else ""
