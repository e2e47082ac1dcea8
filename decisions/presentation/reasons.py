"""Why, why not, what speaks against it, what to find out and what to do next."""

from collections.abc import Callable, Mapping, Sequence

from decisions import wording
from decisions.presentation.figures import signed, tenths
from decisions.presentation.find_out import open_gate_words
from decisions.presentation.material import Material
from decisions.presentation.reason_shape import (
    Counter,
    FindOut,
    NextAction,
    ReasonsPart,
    WhyNot,
)
from decisions.presentation.standing import contenders, state_of
from engine import explain

PRO, CONTRA = 7, 5
"""How many answers for and against an option are listed; the rest is summed up."""
SIDES = 3
"""How many answers a "why not" names on either side."""
ENOUGH = 2
"""Fewer answers than this do not make the other side's case."""
CONTENDERS = 3
COUNTERS = {
    "against": 3,
    "runner_up": 2,
    "ruled_out": 2,
    "unknown": 2,
    "open_gate": 1,
    "caution": 3,
    "usual_regret": 1,
}
"""How many points of each kind the case against the advice has at most."""
ACTIONS_TO_FIND = 2


def reasons(material: Material) -> list[ReasonsPart]:
    """The answers that moved the advice, or each contender when it is too close to call."""
    return [_reasons(material, option) for option in contenders(material)[:CONTENDERS]]


def _reasons(material: Material, option: str) -> ReasonsPart:
    points = material.printed[option].points
    order = sorted(points, key=lambda code: -abs(points[code]))
    pro = [code for code in order if points[code] > 0]
    contra = [code for code in order if points[code] < 0]
    rest = [*pro[PRO:], *contra[CONTRA:]]
    return {
        "option": option,
        "name": material.name(option),
        "total": tenths(material.printed[option].score),
        "pro": [material.reason(code, points[code]) for code in pro[:PRO]],
        "contra": [material.reason(code, points[code]) for code in contra[:CONTRA]],
        "rest": signed(sum(points[code] for code in rest)) if rest else "",
        "rest_count": len(rest),
    }


def why_not(material: Material) -> list[WhyNot]:
    """Every other option, in rank order."""
    return [_why_not(material, row) for row in material.explanation.why_not]


def _why_not(material: Material, row: explain.WhyNot) -> WhyNot:
    advice = material.advice
    mine, other = material.printed[advice].points, material.printed[row.option].points
    over = {code: round(other[code] - mine[code], 1) for code in mine}
    gains: Mapping[str, float] = over
    favoured = _highest(over)
    if len(favoured) < ENOUGH:
        favoured, gains = _highest(other), other
    decided = _highest({code: -points for code, points in over.items()})
    even = state_of(material) == "close" and row.option in contenders(material)
    name = material.name(row.option)
    return {
        "option": row.option,
        "name": name,
        "title": f"Between \u201c{material.name(advice)}\u201d and \u201c{name}\u201d"
        if even
        else f"Why not \u201c{name}\u201d",
        "score": material.score(row.option),
        "words": wording.why_not(
            material.lead(advice, row.option),
            material.name(advice),
            [material.gate_words(code) for code in row.ruled_out_by],
        ),
        "ruled_out_by": [material.gate(code) for code in row.ruled_out_by],
        "favoured_title": wording.favours(name) if gains is over else wording.speaks_too(name),
        "favoured": [material.reason(code, gains[code]) for code in favoured[:SIDES]],
        "against_title": wording.favours(material.name(advice)),
        "against": [material.reason(code, -over[code]) for code in decided[:SIDES]],
    }


def _highest(points: Mapping[str, float]) -> list[str]:
    """Codes with positive points, most first."""
    return sorted((code for code in points if points[code] > 0), key=lambda code: -points[code])


def case_against(material: Material) -> list[Counter]:
    """The case against the advice: never empty, each answer named once."""
    left = dict(COUNTERS)
    named: set[str] = set()
    found = []
    for row in material.explanation.case_against:
        if left[row.kind] and (row.criterion is None or row.criterion not in named):
            left[row.kind] -= 1
            named.add(row.criterion or "")
            found.append(_counter(material, row))
    return found or [{"words": wording.NO_COUNTER, "criterion": "", "signed": ""}]


def _counter(material: Material, row: explain.Counter) -> Counter:
    points = row.points
    if row.kind == "against" and row.criterion:
        points = material.printed[material.advice].points[row.criterion]
    return {
        "words": COUNTER_WORDS[row.kind](material, row),
        "criterion": row.criterion or "",
        "signed": signed(points) if row.kind == "against" else "",
    }


def _against(material: Material, row: explain.Counter) -> str:
    code = row.criterion or ""
    return wording.counter_answer(material.ruleset.criterion[code].name, material.answer(code))


def _runner_up(material: Material, row: explain.Counter) -> str:
    code, option = row.criterion or "", row.option or ""
    mine = material.printed[material.advice].points[code]
    points = tenths(material.printed[option].points[code] - mine)
    name = material.ruleset.criterion[code].name
    return wording.counter_favours(name, material.answer(code), material.name(option), points)


def _ruled_out(material: Material, row: explain.Counter) -> str:
    option = row.option or ""
    holding = material.evaluation.score_of(option).ruled_out_by
    return wording.counter_ruled_out(
        material.name(option),
        material.lead(option, material.advice),
        [material.gate_words(code) for code in holding],
    )


def _unknown(material: Material, row: explain.Counter) -> str:
    name = material.ruleset.criterion[row.criterion or ""].name
    return wording.counter_unknown(name, tenths(-row.points))


def _open_gate(material: Material, row: explain.Counter) -> str:
    """All open gates in one sentence."""
    return open_gate_words(material)


def _caution(material: Material, row: explain.Counter) -> str:
    fired = next(gate for gate in material.evaluation.fired if gate.code == row.gate)
    return f"{material.gate_words(fired.code)}: {fired.reason}"


def _regret(material: Material, row: explain.Counter) -> str:
    return wording.regret(material.ruleset.option[row.option or ""].usual_regret)


COUNTER_WORDS: dict[str, Callable[[Material, explain.Counter], str]] = {
    "against": _against,
    "runner_up": _runner_up,
    "ruled_out": _ruled_out,
    "unknown": _unknown,
    "open_gate": _open_gate,
    "caution": _caution,
    "usual_regret": _regret,
}


def next_actions(material: Material, to_find: Sequence[FindOut]) -> list[NextAction]:
    """What to do next; ``to_find`` is what is worth learning. Nobody is told to carry out an option
    that is too close to call."""
    state = state_of(material)
    gates: Sequence[NextAction] = [
        {"text": row.text, "origin": material.gate_words(row.code)}
        for row in material.explanation.next_actions
        if row.kind == "gate" and row.text
    ]
    return [
        *gates,
        *_early(material),
        *(_settle(material, to_find) if state == "close" else _carry(material)),
    ]


def _early(material: Material) -> list[NextAction]:
    left = len(material.ruleset.criteria) - len(material.evaluation.hidden) - len(material.shown)
    if not material.quick or not left:
        return []
    return [{"text": wording.go_deeper(left), "origin": wording.DEPTHS["quick"]}]


def _settle(material: Material, to_find: Sequence[FindOut]) -> list[NextAction]:
    found: list[NextAction] = [
        {
            "text": wording.find_action(row["name"], row["how"])
            if row["criterion"]
            else wording.answer_gates(len(material.evaluation.open_gates)),
            "origin": "",
        }
        for row in to_find[:ACTIONS_TO_FIND]
    ]
    return [*found, {"text": wording.CLOSE_ACTION, "origin": ""}]


def _carry(material: Material) -> list[NextAction]:
    if state_of(material) in ("empty", "blocked"):
        return []
    return [
        {"text": row.text, "origin": ""}
        for row in material.explanation.next_actions
        if row.kind == "option"
    ]
