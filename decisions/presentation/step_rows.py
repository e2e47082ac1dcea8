"""One step in a document: where it goes, how sure that is, and the answers that make it differ."""

from decisions import wording
from decisions.presentation import step_wording as say
from decisions.presentation.map import position
from decisions.presentation.material import Material, answer_text
from decisions.presentation.step_tables import StepAnswerPart, StepFlip, StepGatePart, StepRow
from decisions.presentation.sure import UNLIKELY, flip
from decisions.wording import sure_percent
from engine.fit.case import Given, GivenGate, step_case
from engine.outcome import StepRecommendation
from report.headline import sentence
from report.numbers import percent

RETAINED = "retained"
"""The way of a step that a rule keeps with your own people."""
FLIPS = 2
"""So many changes are named for each step."""


def way_of(row: StepRecommendation) -> str:
    """The outcome of a step, or ``RETAINED``."""
    return row.recommendation.outcome if row.recommendation else RETAINED


def row_of(material: Material, place: int) -> StepRow:
    """The step at ``place`` (from 0)."""
    row = material.advised.steps[place]
    advised = row.recommendation
    shows = advised is not None and advised.confidence not in ("early", "none")
    across, up = position(advised)
    return {
        "place": place + 1,
        "name": row.step.name,
        "share": percent(row.share),
        "outcome": advised.outcome if advised else "",
        "option": _option(material, row),
        "outcome_words": material.name(advised.outcome) if advised else say.RETAINED,
        "label": wording.CONFIDENCE[advised.confidence] if advised else "",
        "percent": sure_percent(advised.confidence, advised.probability) if advised else 0,
        "words": sentence(advised, material.case.today) if advised else say.retained(row.retained),
        "retained": row.retained,
        "across": across,
        "up": up,
        "answers": own_answers(material, row),
        "gates": own_gates(material, place, row),
        "fix": [material.quoted(code) for code in advised.before.fix]
        if advised and advised.before
        else [],
        "flips": _flips(material, place) if shows else [],
    }


def _option(material: Material, row: StepRecommendation) -> str:
    if row.recommendation is None:
        return "in_house"
    outcome = row.recommendation.outcome
    return outcome if outcome in material.ruleset.option else ""


def _flips(material: Material, place: int) -> list[StepFlip]:
    """The most plausible answers that would send the step another way."""
    case = step_case(material.case, material.advised.steps[place].step)
    ways = ("who", "kind", "inside")
    rows = [
        row for row in material.result.step_flips[place] if row.criterion and row.question in ways
    ]
    parts = [flip(material, case, row) for row in rows if (row.plausibility or 0) >= UNLIKELY]
    return [
        {
            "criterion": row["criterion"],
            "gate": row["gate"],
            "words": row["words"],
            "percent": row["percent"],
        }
        for row in parts[:FLIPS]
    ]


def own_answers(material: Material, row: StepRecommendation) -> list[StepAnswerPart]:
    """The step's own answers, where they say something else than those of the whole."""
    found: list[StepAnswerPart] = []
    for criterion in material.ruleset.criteria:
        given = row.step.answers.get(criterion.code)
        whole_given = material.case.answers.get(criterion.code)
        if given is None:
            continue
        own = answer_text(material.ruleset, criterion.code, given)
        common = answer_text(material.ruleset, criterion.code, whole_given)
        if own == common and not given.note and given.evidence == _evidence(whole_given):
            continue
        found.append(
            {
                "criterion": criterion.code,
                "name": criterion.name,
                "question": criterion.question,
                "answer": own,
                "whole": common,
                "reason": given.reason,
                "rests_on": wording.EVIDENCE[given.evidence].lower() if given.evidence else "",
                "note": given.note,
            }
        )
    return found


def _evidence(given: Given | None) -> str | None:
    return given.evidence if given else None


def own_gates(material: Material, place: int, row: StepRecommendation) -> list[StepGatePart]:
    """The gates that the step at ``place`` (from 0) answers otherwise than the whole process."""
    said = material.result.inputs.steps[place].gates
    found: list[StepGatePart] = []
    for gate in material.ruleset.gates:
        own, common = row.step.gates.get(gate.code), material.case.gates.get(gate.code)
        given = said.get(gate.code) or GivenGate(own or "unknown")
        if own is None or (own == common and not given.note and not given.evidence):
            continue
        found.append(
            {
                "code": gate.code,
                "name": gate.name,
                "question": gate.question,
                "answer": wording.GATE_ANSWERS[own],
                "whole": wording.GATE_ANSWERS[common] if common else wording.UNANSWERED,
                "rests_on": wording.EVIDENCE[given.evidence].lower() if given.evidence else "",
                "note": given.note,
            }
        )
    return found
