"""What was said about a decision on one decision model, as another one can take it.

What the other model cannot take is left out here and stays where it is stored: nobody loses what they typed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from engine.fit.case import UNKNOWN, Given, GivenGate
from engine.fit.weighting import InvalidWeights, WeightSpec, resolve
from engine.inputs import Inputs, StepInputs
from engine.location import intake as location_intake
from engine.location.advice import PlaceAnswers
from engine.model.reading import InvalidInput
from engine.model.reference import Reference
from engine.model.ruleset import Ruleset


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What a decision model cannot take: codes of questions and gates, for the whole or for any step;
    whether the weights, the service type or something about the place is among it."""

    answers: tuple[str, ...] = ()
    gates: tuple[str, ...] = ()
    weights: bool = False
    service: bool = False
    place: bool = False

    def __bool__(self) -> bool:
        return self != LeftOut()


def answers_on(ruleset: Ruleset, answers: Mapping[str, Given]) -> dict[str, Given]:
    """The answers to questions that the model has, with choices that it has or reads as "I don't know".
    Chances of other choices are not those of these."""
    found = {}
    for code, given in answers.items():
        criterion = ruleset.criterion.get(code)
        if criterion is None:
            continue
        is_known = given.choice is None or criterion.choice(given.choice) is not None
        if is_known or given.choice in criterion.read_as_unknown:
            fits = given.chances is None or len(given.chances) == len(criterion.choices)
            found[code] = given if fits else replace(given, chances=None)
    return found


def gates_on(ruleset: Ruleset, gates: Mapping[str, GivenGate]) -> dict[str, GivenGate]:
    """The answers to gates that the model asks."""
    asked = {row.code for row in ruleset.asked_gates()}
    return {code: given for code, given in gates.items() if code in asked}


def weights_on(ruleset: Ruleset, spec: WeightSpec) -> WeightSpec:
    """The chosen weights as far as the model knows their names; None, which is the model's own, where
    nothing of them is left that counts."""
    if isinstance(spec, Mapping):
        spec = {
            code: number
            for code, number in spec.items()
            if code in ruleset.theme or code in ruleset.criterion
        }
    try:
        resolve(ruleset, spec)
    except InvalidWeights:
        return None
    return spec or None


def inputs_on(ruleset: Ruleset, inputs: Inputs) -> Inputs:
    """All that was said, as far as the model can take it."""
    return replace(
        inputs,
        answers=answers_on(ruleset, inputs.answers),
        gates=gates_on(ruleset, inputs.gates),
        weights=weights_on(ruleset, inputs.weights),
        service=inputs.service if inputs.service in ruleset.service else None,
        steps=tuple(_step_on(ruleset, row) for row in inputs.steps),
        place=place_on(ruleset.reference, inputs.place),
    )


def without_former(ruleset: Ruleset, inputs: Inputs) -> Inputs:
    """The inputs with numbers of former choices as what they are read as: "I don't know", which rests on
    nothing."""

    def now(answers: Mapping[str, Given]) -> dict[str, Given]:
        return {
            code: replace(UNKNOWN, reason=given.reason, note=given.note)
            if given.choice in ruleset.criterion[code].read_as_unknown
            else given
            for code, given in answers.items()
        }

    steps = tuple(replace(row, answers=now(row.answers)) for row in inputs.steps)
    return replace(inputs, answers=now(inputs.answers), steps=steps)


def left_out(before: Inputs, carried: Inputs) -> LeftOut:
    """What of the inputs is missing in what was carried."""
    pairs: list[tuple[Inputs | StepInputs, Inputs | StepInputs]] = [(before, carried)]
    pairs += zip(before.steps, carried.steps, strict=True)
    return LeftOut(
        answers=_missing(*((one.answers, other.answers) for one, other in pairs)),
        gates=_missing(*((one.gates, other.gates) for one, other in pairs)),
        weights=before.weights != carried.weights,
        service=before.service != carried.service,
        place=before.place != carried.place,
    )


def _missing(*pairs: tuple[Mapping[str, Any], Mapping[str, Any]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(code for one, other in pairs for code in one if code not in other))


def _step_on(ruleset: Ruleset, step: StepInputs) -> StepInputs:
    return replace(
        step, answers=answers_on(ruleset, step.answers), gates=gates_on(ruleset, step.gates)
    )


def place_on(reference: Reference, said: PlaceAnswers) -> PlaceAnswers:
    """What is said about the place, each part by itself as far as the content can read it."""
    found: dict[str, Any] = {}
    for key, value in location_intake.plain(said).items():
        parts = value.items() if isinstance(value, Mapping) else [(None, value)]
        for name, part in parts:
            one = part if name is None else {name: part}
            try:
                location_intake.read_said(reference, {key: one})
            except InvalidInput:
                continue
            found[key] = one if name is None else {**found.get(key, {}), **one}
    return location_intake.read_said(reference, found)[0]
