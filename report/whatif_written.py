"""How the changes of a what-if are written: in an address, and as the JSON that a named scenario keeps.

- in an address (``query``): ``?A1=3&B2=unknown&KO1=fires&w.A=30`` changes the answer to question A1 to
  its choice 3 and that to B2 to "I don't know", answers the gate KO1 with "fires" and gives theme A
  the number 30; ``w.A1=12`` gives the question A1 a number of its own; ``set.weights=cost_led``
  takes a whole set of weights. Codes hold no full stop, so no code is ever mistaken for ``w.`` or
  ``set.``; a gate that shares its code with a question is called ``gate.`` and its code, the
  weight of a question that shares its code with a theme ``w.question.`` and its code. ``step.2.A1=3`` is
  what question A1 is answered with for the second step alone, a gate as for the whole.
- as JSON (``to_json``), which a named scenario keeps: ``Scenario.changes`` describes it.
"""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from engine.fit.case import Step
from engine.fit.weighting import InvalidWeights
from engine.model.ruleset import Ruleset
from engine.rounding import unmistakable
from report.whatif import (
    GATE_ANSWERS,
    Baseline,
    Changes,
    Value,
    answer_values,
    placed,
    preset_numbers,
)

STEP = "step."
SET = "set.weights"
"""The parameter that takes a whole set of weights; its value is the key of a preset."""


def gate_name(ruleset: Ruleset, code: str) -> str:
    """What a gate is called in an address."""
    return f"gate.{code}" if code in ruleset.criterion else code


def weight_name(ruleset: Ruleset, code: str) -> str:
    """What the weight of a question is called in an address."""
    return f"w.question.{code}" if code in ruleset.theme else f"w.{code}"


def query(ruleset: Ruleset, changes: Changes) -> str:
    """The changes as the query of an address, in order of the decision model; empty for none."""
    order = list(ruleset.criterion)
    rows: list[tuple[str, Value]] = sorted(
        changes.answers.items(), key=lambda row: order.index(row[0])
    )
    rows += [
        (gate_name(ruleset, gate.code), changes.gates[gate.code])
        for gate in ruleset.gates
        if gate.code in changes.gates
    ]
    rows += [(f"{STEP}{key}", value) for key, value in changes.steps.items()]
    return urlencode([*rows, *_weights_query(ruleset, changes)])


def _weights_query(ruleset: Ruleset, changes: Changes) -> list[tuple[str, str]]:
    """A whole set of weights replaces all numbers; with a number of a question beside it, it is
    written as the numbers that it stands for."""
    numbers, questions = changes.weights, changes.questions
    if isinstance(numbers, str):
        if not questions:
            return [(SET, numbers)] if numbers else []
        numbers = preset_numbers(ruleset, numbers) if numbers else {}
    rows = [(f"w.{code}", unmistakable(numbers[code])) for code in ruleset.theme if code in numbers]
    own = [code for code in ruleset.criterion if code in questions]
    return [*rows, *((weight_name(ruleset, code), unmistakable(questions[code])) for code in own)]


def step_changes(baseline: Baseline, sent: Mapping[str, Any]) -> dict[str, Value]:
    """Of answers of single steps, by ``Changes.steps``, those that can be used, in order of the steps; also
    those that are saved so."""
    gates = {gate_name(baseline.ruleset, row.code) for row in baseline.ruleset.asked_gates()}
    found: dict[str, Value] = {}
    for key, given in sent.items():
        place, name = placed(key)
        value = int(given) if isinstance(given, str) and given.isdecimal() else given
        criterion = baseline.ruleset.criterion.get(name)
        values = answer_values(criterion) if criterion else GATE_ANSWERS if name in gates else ()
        if value in values and 0 < place <= len(baseline.steps):
            found[f"{place}.{name}"] = value
    return dict(sorted(found.items(), key=lambda row: placed(row[0])))


def to_json(changes: Changes, steps: Sequence[Step] = ()) -> dict[str, Any]:
    """The changes as ``Scenario.changes`` keeps them, without what is empty; of a step with its name, by
    which it is known again when steps are moved."""
    named = {str(place): step.name for place, step in enumerate(steps, start=1)}
    parts = {
        "answers": dict(changes.answers),
        "gates": dict(changes.gates),
        "weights": changes.weights
        if isinstance(changes.weights, str)
        else dict(changes.weights.items()),
        "questions": dict(changes.questions),
        "steps": dict(changes.steps),
        "named": {
            key: named[key] for key in sorted({str(placed(row)[0]) for row in changes.steps})
        },
    }
    return {name: part for name, part in parts.items() if part}


def read(baseline: Baseline, stored: Mapping[str, Any]) -> Changes:
    """Kept changes as far as they still differ. What the decision model does not have is left out:
    a scenario may outlive the edition it was made on."""
    ruleset = baseline.ruleset
    answers = {
        code: value
        for code, value in stored.get("answers", {}).items()
        if code in ruleset.criterion
        and value in answer_values(ruleset.criterion[code])
        and value != baseline.answer(code)
    }
    asked = {gate.code for gate in ruleset.asked_gates()}
    gates = {
        code: value
        for code, value in stored.get("gates", {}).items()
        if code in asked and value in GATE_ANSWERS and value != baseline.gate(code)
    }
    weights = _weights(baseline, stored.get("weights", ""))
    questions = _questions(baseline, stored.get("questions", {}), weights)
    return Changes(answers, gates, weights, questions, _steps(baseline, stored))


def _steps(baseline: Baseline, stored: Mapping[str, Any]) -> dict[str, Value]:
    """Those of steps that are still called so in their place, and differ."""
    named = stored.get("named", {})
    return {
        key: value
        for key, value in step_changes(baseline, stored.get("steps", {})).items()
        if named.get(str(placed(key)[0])) == baseline.steps[placed(key)[0] - 1].name
        and value != baseline.step_answer(*placed(key))
    }


def _weights(baseline: Baseline, stored: str | Mapping[str, float]) -> str | Mapping[str, float]:
    if isinstance(stored, str):
        known = stored in baseline.ruleset.preset
        return (
            baseline.weights_differing(baseline.numbers_with(Changes(weights=stored)))
            if known
            else ""
        )
    known_numbers = {code: stored[code] for code in baseline.ruleset.theme if code in stored}
    found = baseline.weights_differing(baseline.numbers | known_numbers)
    try:
        baseline.changed(Changes(weights=found))
    except InvalidWeights:
        return ""
    return found


def _questions(
    baseline: Baseline, stored: Mapping[str, float], weights: str | Mapping[str, float]
) -> dict[str, float]:
    known = {code: stored[code] for code in baseline.ruleset.criterion if code in stored}
    found = baseline.questions_differing(known, weights)
    try:
        baseline.changed(Changes(weights=weights, questions=found))
    except InvalidWeights:
        return {}
    return found


def without(changes: Changes, name: str) -> Changes:
    """The same changes but one: the code of a question, ``gate.`` and the code of a gate,
    "weights", ``w.`` and the code of a theme, ``question.`` and the code of one whose weight it is, or
    ``step.`` and the key of an answer of a step.
    """
    answers = {code: value for code, value in changes.answers.items() if code != name}
    gates = {code: value for code, value in changes.gates.items() if f"gate.{code}" != name}
    if isinstance(changes.weights, str):
        weights: str | Mapping[str, float] = "" if name == "weights" else changes.weights
    else:
        weights = {code: row for code, row in changes.weights.items() if f"w.{code}" != name}
    questions = {code: row for code, row in changes.questions.items() if f"question.{code}" != name}
    steps = {key: row for key, row in changes.steps.items() if f"{STEP}{key}" != name}
    return Changes(answers, gates, weights, questions, steps)
