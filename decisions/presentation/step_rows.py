"""One step in a snapshot: where it goes, how sure that is, and the answers that make it differ."""

from decisions import wording
from decisions.certainty import CLEAR, CLOSE, FIX_FIRST, LEANING, RULED_OUT, in_hundred
from decisions.presentation import step_wording, verdict_wording
from decisions.presentation.figures import whole
from decisions.presentation.material import Material, answer_text
from decisions.presentation.step_tables import StepAnswerPart, StepGatePart, StepRow, StepScore
from engine.fit.case import Given, GivenGate
from engine.rounding import printed
from engine.split import StepAdvice

LABELS = {
    CLEAR: "Clear",
    LEANING: "Leaning",
    CLOSE: "Too close to call",
    FIX_FIRST: verdict_wording.FIX_FIRST,
    RULED_OUT: "Ruled out",
}


def placed(place: int, row: StepAdvice) -> StepRow:
    """A step about which nothing is known but where it stands."""
    return {
        "place": place,
        "name": row.step.name,
        "option": "",
        "option_name": "",
        "verdict_label": "",
        "percent": 0,
        "words": "",
        "held": False,
        "held_by": [],
        "kept_inside": row.step.kept_inside,
        "would_be": None,
        "scores": [],
        "across": 0.0,
        "up": 0.0,
        "answers": [],
        "gates": [],
        "fix": [],
    }


def row_of(
    material: Material, place: int, row: StepAdvice, verdict: str, chance: float | None
) -> StepRow:
    """The step at ``place`` (from 1); ``verdict`` is its word, ``chance`` what is behind it."""
    axes = row.evaluation.axes
    return {
        **placed(place, row),
        "option": row.advice,
        "option_name": material.name(row.advice),
        "verdict_label": step_wording.STAYS_INSIDE if row.is_held else LABELS[verdict],
        "percent": 0 if row.is_held or chance is None else in_hundred(chance),
        "words": _words(material, row),
        "held": row.is_held,
        "held_by": [material.gate(code) for code in row.held_by],
        "would_be": material.choosable(row.free_advice) if row.is_held else None,
        "scores": [_score(material, row, option) for option in _order(row)],
        "across": axes["sourcing"].value,
        "up": axes["expertise"].value,
        "answers": own_answers(material, row),
        "gates": own_gates(material, place, row),
        "fix": [material.gate(code) for code in to_fix(row)],
    }


def _order(row: StepAdvice) -> list[str]:
    """Options as they stand for the step: its advice first, then best first."""
    return sorted(
        (score.option for score in row.evaluation.scores), key=lambda key: key != row.advice
    )


def _printed(row: StepAdvice, option: str) -> int:
    """The score as it is printed everywhere: rounded to a tenth first."""
    return whole(printed(row.evaluation, option).score)


def _score(material: Material, row: StepAdvice, option: str) -> StepScore:
    gates = row.evaluation.score_of(option).ruled_out_by
    return {
        **material.choosable(option),
        "score": _printed(row, option),
        "ruled_out_by": [material.gate(code) for code in gates],
    }


def to_fix(row: StepAdvice) -> list[str]:
    """The gates that a step waits for before it can go where it should."""
    if row.evaluation.after_fix is None or row.advice != row.evaluation.after_fix:
        return []
    return list(row.evaluation.score_of(row.advice).ruled_out_by)


def _words(material: Material, row: StepAdvice) -> str:
    waits = [f"“{material.gate(code)['name']}”" for code in to_fix(row)]
    words = _reason(material, row)
    return f"{step_wording.fix_first(waits)} {words}" if waits else words


def _reason(material: Material, row: StepAdvice) -> str:
    if row.is_held:
        return step_wording.held_words(
            material.name(row.free_advice),
            row.step.kept_inside,
            [material.gate_words(code) for code in row.held_by],
        )
    if len(row.allowed) < 2:
        return step_wording.ONLY_ONE
    first, second = row.allowed[:2]
    margin = _printed(row, first) - _printed(row, second)
    return step_wording.ahead(margin, material.name(first), material.name(second))


def own_answers(material: Material, row: StepAdvice) -> list[StepAnswerPart]:
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


def own_gates(material: Material, place: int, row: StepAdvice) -> list[StepGatePart]:
    """The gates that the step at ``place`` answers otherwise than the whole process."""
    said = material.heading.step_gates[place - 1] if material.heading.step_gates else {}
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
