"""What if: a copy of the saved answers, gates and weights with some of them changed, never stored.

Changes are only what differs from the saved assessment. They travel in two forms, both plain text:

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
from dataclasses import dataclass, field, replace
from typing import Any, cast, get_args
from urllib.parse import urlencode

from engine import scenario
from engine.fit.case import Case, Given, Step, step_case
from engine.fit.weighting import InvalidWeights, WeightSpec, resolve, theme_numbers
from engine.model.ruleset import Criterion, GateAnswer, Ruleset
from engine.outcome import Recommendation
from engine.recommendation import recommend
from report.numbers import unmistakable

UNKNOWN, NOT_APPLICABLE = "unknown", "not_applicable"
GATE_ANSWERS: tuple[GateAnswer, ...] = get_args(GateAnswer)
STEP = "step."
LONG = 5
"""No place of a step has so many digits."""
SET = "set.weights"
"""The parameter that takes a whole set of weights; its value is the key of a preset."""

Value = int | str
"""An answer: the number of a choice, "unknown", "not_applicable", or "" for none."""


@dataclass(frozen=True, slots=True)
class Changes:
    """What differs from the saved assessment. ``weights`` is the key of a preset, or numbers for
    the themes that differ; empty when the saved weights count. ``questions`` are numbers of single
    questions, in place of what their theme would give them. ``steps`` are answers of single steps, by the
    place of the step (from 1), a full stop, and the question or the gate as it is called in an address."""

    answers: Mapping[str, Value] = field(default_factory=dict)
    gates: Mapping[str, GateAnswer] = field(default_factory=dict)
    weights: str | Mapping[str, float] = ""
    questions: Mapping[str, float] = field(default_factory=dict)
    steps: Mapping[str, Value] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.answers or self.gates or self.weights or self.questions or self.steps)


@dataclass(frozen=True, slots=True)
class Named:
    """A scenario: a name and what differs."""

    name: str
    changes: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Saved:
    """What changes are applied to: the saved case, how its weights were chosen, and the steps of
    the process. Steps keep the answers of their own, whatever changes for the whole."""

    ruleset: Ruleset
    case: Case
    weights: WeightSpec = None
    steps: tuple[Step, ...] = ()

    def answer(self, code: str) -> Value:
        """The saved answer to a question; a former choice that counts as none is "I don't know"."""
        given = self.case.answers.get(code)
        if given is None:
            return ""
        if given.choice in self.ruleset.criterion[code].read_as_unknown:
            return UNKNOWN
        return given.choice if given.choice is not None else given.status

    def gate(self, code: str) -> str:
        """The saved answer to a gate, empty without one."""
        return self.case.gates.get(code, "")

    def step_answer(self, place: int, name: str) -> Value:
        """The saved answer of a step, by its place from 1, to a question or a gate by its name in an address:
        its own, else that of the whole; empty without one."""
        step, code = self.steps[place - 1], name.removeprefix("gate.")
        if name in self.ruleset.criterion:
            return Saved(self.ruleset, step_case(self.case, step)).answer(name)
        return step.gates.get(code, self.gate(code))

    def stepped(self, changes: Changes) -> tuple[Step, ...]:
        """The steps with the changes of single ones."""
        steps = list(self.steps)
        for key, value in changes.steps.items():
            place, name = placed(key)
            step = steps[place - 1]
            if name in self.ruleset.criterion:
                old = step.answers.get(name) or self.case.answers.get(name)
                step = replace(step, answers={**step.answers, name: _given(value, old)})
            else:
                code = name.removeprefix("gate.")
                step = replace(step, gates={**step.gates, code: cast(GateAnswer, value)})
            steps[place - 1] = step
        return tuple(steps)

    @property
    def numbers(self) -> dict[str, float]:
        """Theme -> the number that the saved weights give it, to six significant digits."""
        return {code: shortened(number) for code, number in self._exact.items()}

    @property
    def _exact(self) -> dict[str, float]:
        return theme_numbers(self.ruleset, self.case.weights)

    def numbers_with(self, changes: Changes) -> dict[str, float]:
        """Theme -> the number that counts with the changes."""
        if isinstance(changes.weights, str):
            return _preset(self.ruleset, changes.weights) if changes.weights else self.numbers
        return self.numbers | dict(changes.weights)

    def weights_differing(self, numbers: Mapping[str, float]) -> str | dict[str, float]:
        """Typed theme numbers as a change: nothing, a preset when they are one, or what differs."""
        differing = {code: value for code, value in numbers.items() if value != self.numbers[code]}
        if not differing:
            return ""
        for preset in self.ruleset.presets:
            known = _preset(self.ruleset, preset.key)
            if {code: shortened(value) for code, value in known.items()} == dict(numbers):
                return preset.key
        return differing

    def question_numbers(self, weights: str | Mapping[str, float]) -> dict[str, float]:
        """Question -> the number that its theme gives it with changed ``weights``, to six digits:
        the numbers of a theme's questions add up to that of the theme."""
        case = self.changed(Changes(weights=weights))
        return {code: shortened(number) for code, number in case.weights.items()}

    def questions_differing(
        self, typed: Mapping[str, float], weights: str | Mapping[str, float]
    ) -> dict[str, float]:
        """Typed numbers of questions as a change: those that their theme does not give them anyway."""
        follows = self.question_numbers(weights) if typed else {}
        return {code: number for code, number in typed.items() if number != follows[code]}

    def changed(self, changes: Changes) -> Case:
        """The case with the changes. A changed answer keeps the evidence of the saved one. Raises
        ``engine.fit.weighting.InvalidWeights`` when all weights are 0."""
        preset, themes = (
            (changes.weights, {}) if isinstance(changes.weights, str) else ("", changes.weights)
        )
        return scenario.changed(
            self.ruleset,
            self.case,
            scenario.Changes(
                answers={
                    code: _given(value, self.case.answers.get(code))
                    for code, value in changes.answers.items()
                },
                gates=changes.gates,
                preset=preset,
                themes=themes,
                weights=changes.questions,
            ),
        )


def _preset(ruleset: Ruleset, key: str) -> dict[str, float]:
    return theme_numbers(ruleset, resolve(ruleset, key))


def _given(value: Value, saved: Given | None) -> Given:
    if isinstance(value, int):
        return Given(choice=value, evidence=saved.evidence if saved else None)
    return Given(choice=None, status=cast(Any, value))


def shortened(number: float) -> float:
    """A weight as it is shown and typed: six significant digits."""
    return float(f"{number:.6g}")


def recommended(saved: Saved, changes: Changes) -> Recommendation:
    """What is recommended for the saved case with the changes, its steps included."""
    return recommend(saved.ruleset, saved.changed(changes), saved.stepped(changes))


def answer_values(criterion: Criterion) -> list[Value]:
    """Everything that a question can be answered with."""
    escapes = [UNKNOWN, NOT_APPLICABLE] if criterion.not_applicable else [UNKNOWN]
    return [*(row.number for row in criterion.choices), *escapes]


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
        numbers = _preset(ruleset, numbers) if numbers else {}
    rows = [(f"w.{code}", unmistakable(numbers[code])) for code in ruleset.theme if code in numbers]
    own = [code for code in ruleset.criterion if code in questions]
    return [*rows, *((weight_name(ruleset, code), unmistakable(questions[code])) for code in own)]


def step_changes(saved: Saved, sent: Mapping[str, Any]) -> dict[str, Value]:
    """Of answers of single steps, by ``Changes.steps``, those that can be used, in order of the steps; also
    those that are saved so."""
    gates = {gate_name(saved.ruleset, row.code) for row in saved.ruleset.asked_gates()}
    found: dict[str, Value] = {}
    for key, given in sent.items():
        place, name = placed(key)
        value = int(given) if isinstance(given, str) and given.isdecimal() else given
        criterion = saved.ruleset.criterion.get(name)
        values = answer_values(criterion) if criterion else GATE_ANSWERS if name in gates else ()
        if value in values and 0 < place <= len(saved.steps):
            found[f"{place}.{name}"] = value
    return dict(sorted(found.items(), key=lambda row: placed(row[0])))


def placed(key: str) -> tuple[int, str]:
    """The place of a step and what is answered of it; 0 for what names no place."""
    place, _, name = key.partition(".")
    return int(place) if place.isascii() and place.isdigit() and len(place) < LONG else 0, name


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


def read(saved: Saved, stored: Mapping[str, Any]) -> Changes:
    """Kept changes as far as they still differ. What the decision model does not have is left out:
    a scenario may outlive the edition it was made on."""
    ruleset = saved.ruleset
    answers = {
        code: value
        for code, value in stored.get("answers", {}).items()
        if code in ruleset.criterion
        and value in answer_values(ruleset.criterion[code])
        and value != saved.answer(code)
    }
    asked = {gate.code for gate in ruleset.asked_gates()}
    gates = {
        code: value
        for code, value in stored.get("gates", {}).items()
        if code in asked and value in GATE_ANSWERS and value != saved.gate(code)
    }
    weights = _weights(saved, stored.get("weights", ""))
    questions = _questions(saved, stored.get("questions", {}), weights)
    return Changes(answers, gates, weights, questions, _steps(saved, stored))


def _steps(saved: Saved, stored: Mapping[str, Any]) -> dict[str, Value]:
    """Those of steps that are still called so in their place, and differ."""
    named = stored.get("named", {})
    return {
        key: value
        for key, value in step_changes(saved, stored.get("steps", {})).items()
        if named.get(str(placed(key)[0])) == saved.steps[placed(key)[0] - 1].name
        and value != saved.step_answer(*placed(key))
    }


def _weights(saved: Saved, stored: str | Mapping[str, float]) -> str | Mapping[str, float]:
    if isinstance(stored, str):
        known = stored in saved.ruleset.preset
        return saved.weights_differing(saved.numbers_with(Changes(weights=stored))) if known else ""
    known_numbers = {code: stored[code] for code in saved.ruleset.theme if code in stored}
    found = saved.weights_differing(saved.numbers | known_numbers)
    try:
        saved.changed(Changes(weights=found))
    except InvalidWeights:
        return ""
    return found


def _questions(
    saved: Saved, stored: Mapping[str, float], weights: str | Mapping[str, float]
) -> dict[str, float]:
    known = {code: stored[code] for code in saved.ruleset.criterion if code in stored}
    found = saved.questions_differing(known, weights)
    try:
        saved.changed(Changes(weights=weights, questions=found))
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
