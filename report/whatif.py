"""What if: a copy of the saved answers, gates and weights with some of them changed, never stored.

Changes are only what differs from the saved assessment. How they travel, in an address and as JSON, says
``report.whatif_written``.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, cast, get_args

from engine import scenario
from engine.fit.case import Case, Given, Step, step_case
from engine.fit.weighting import WeightSpec, resolve, theme_numbers
from engine.model.ruleset import Criterion, GateAnswer, Ruleset
from engine.outcome import Recommendation
from engine.recommendation import recommend

UNKNOWN, NOT_APPLICABLE = "unknown", "not_applicable"
GATE_ANSWERS: tuple[GateAnswer, ...] = get_args(GateAnswer)
LONG = 5
"""No place of a step has so many digits."""

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
class Scenario:
    """A name, and what differs under it as JSON has it (``report.whatif_written``)."""

    name: str
    changes: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Baseline:
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
            return Baseline(self.ruleset, step_case(self.case, step)).answer(name)
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
            return (
                preset_numbers(self.ruleset, changes.weights) if changes.weights else self.numbers
            )
        return self.numbers | dict(changes.weights)

    def weights_differing(self, numbers: Mapping[str, float]) -> str | dict[str, float]:
        """Typed theme numbers as a change: nothing, a preset when they are one, or what differs."""
        differing = {code: value for code, value in numbers.items() if value != self.numbers[code]}
        if not differing:
            return ""
        for preset in self.ruleset.presets:
            known = preset_numbers(self.ruleset, preset.key)
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
            scenario.Overrides(
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


def preset_numbers(ruleset: Ruleset, key: str) -> dict[str, float]:
    """Theme -> the number that a whole set of weights gives it."""
    return theme_numbers(ruleset, resolve(ruleset, key))


def _given(value: Value, saved: Given | None) -> Given:
    if isinstance(value, int):
        return Given(choice=value, evidence=saved.evidence if saved else None)
    return Given(choice=None, status=cast(Any, value))


def shortened(number: float) -> float:
    """A weight as it is shown and typed: six significant digits."""
    return float(f"{number:.6g}")


def recommended(baseline: Baseline, changes: Changes) -> Recommendation:
    """What is recommended for the saved case with the changes, its steps included."""
    return recommend(baseline.ruleset, baseline.changed(changes), baseline.stepped(changes))


def answer_values(criterion: Criterion) -> list[Value]:
    """Everything that a question can be answered with."""
    escapes = [UNKNOWN, NOT_APPLICABLE] if criterion.not_applicable else [UNKNOWN]
    return [*(row.number for row in criterion.choices), *escapes]


def placed(key: str) -> tuple[int, str]:
    """The place of a step and what is answered of it; 0 for what names no place."""
    place, _, name = key.partition(".")
    return int(place) if place.isascii() and place.isdigit() and len(place) < LONG else 0, name
