"""Everything that was said about one decision, as it is stored, sent and fingerprinted.

``plain`` writes it as JSON, ``engine.intake.read`` reads that back, ``digest`` is its fingerprint.
Pages and ``manage.py assess`` both come to ``Inputs`` first, so that equal inputs are equal.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from hashlib import sha256
from typing import Any

from engine.cost import intake as cost_intake
from engine.cost.lines import CostCase
from engine.fit.case import Case, Given, GivenGate, Step, Today
from engine.fit.weighting import WeightSpec, resolve
from engine.location import intake as location_intake
from engine.location.advice import PlaceAnswers
from engine.model.ruleset import Ruleset

FORMAT = 2
"""Of JSON documents: cases, results and what a version keeps."""
EXACT = 2**53
"""Beyond it a whole number counts as the nearest one with a point: PostgreSQL writes 1e23 in digits."""


@dataclass(frozen=True, slots=True)
class StepInputs:
    """One step as given; ``share`` is its part of the work (0 to 1), None for an equal one."""

    name: str
    answers: Mapping[str, Given] = field(default_factory=dict)
    gates: Mapping[str, GivenGate] = field(default_factory=dict)
    retained: str = ""
    share: float | None = None


@dataclass(frozen=True, slots=True)
class Inputs:
    """All that decides a result, with the notes that explain it.

    ``weights`` is what was chosen: a preset's key, theme or criterion weights, None for the first
    preset. ``on`` is the day for clocks and for the age of checks, None for the day of the content.
    """

    answers: Mapping[str, Given] = field(default_factory=dict)
    gates: Mapping[str, GivenGate] = field(default_factory=dict)
    weights: WeightSpec = None
    service: str | None = None
    today: Today = field(default_factory=Today)
    steps: tuple[StepInputs, ...] = ()
    cost: CostCase | None = None
    place: PlaceAnswers = field(default_factory=PlaceAnswers)
    on: date | None = None


def case_of(ruleset: Ruleset, inputs: Inputs) -> Case:
    """The inputs as the engine counts them. Raises ``InvalidWeights`` like ``resolve``."""
    return Case(
        answers=inputs.answers,
        gates=_values(inputs.gates),
        weights=resolve(ruleset, inputs.weights),
        service=inputs.service,
        today=inputs.today,
    )


def steps_of(inputs: Inputs) -> tuple[Step, ...]:
    """The steps as the engine counts them; those without a share divide what the others leave."""
    given = sum(row.share or 0.0 for row in inputs.steps)
    equal = [row for row in inputs.steps if row.share is None]
    rest = max(0.0, 1.0 - given) / len(equal) if equal else 0.0
    return tuple(
        Step(
            name=row.name,
            answers=row.answers,
            gates=_values(row.gates),
            retained=row.retained,
            share=rest if row.share is None else row.share,
        )
        for row in inputs.steps
    )


def plain(inputs: Inputs) -> dict[str, Any]:
    """The inputs as JSON data, every key there; ``engine.intake.read`` gives the same back."""
    place = location_intake.plain(inputs.place)
    if inputs.on is not None:
        place["on"] = inputs.on.isoformat()
    return {
        "service": inputs.service,
        "today": {
            "done_by": inputs.today.done_by,
            "contract_ends": inputs.today.contract_ends and inputs.today.contract_ends.isoformat(),
        },
        "answers": _answers(inputs.answers),
        "gates": _gates(inputs.gates),
        "weights": dict(inputs.weights) if isinstance(inputs.weights, Mapping) else inputs.weights,
        "steps": [_step(row) for row in inputs.steps],
        "cost": inputs.cost and cost_intake.plain(inputs.cost),
        "place": place,
    }


def digest(edition_sha256: str, inputs: Inputs) -> str:
    """SHA-256 (64 hex digits) of edition and inputs, notes included."""
    return input_digest(edition_sha256, plain(inputs))


def input_digest(edition_sha256: str, written: Mapping[str, Any]) -> str:
    """The same of inputs that were written already, by ``plain``."""
    return fingerprint({"edition": edition_sha256, "input": written})


def fingerprint(document: object) -> str:
    """SHA-256 of JSON data in one canonical form, the same after any database or program wrote it:
    keys sorted, whole numbers without a point (9.0 and 9, -0.0 and 0 are alike)."""
    text = json.dumps(
        _canonical(document),
        sort_keys=True,
        separators=(",", ":"),
        ensure_ascii=False,
        allow_nan=False,
    )
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _canonical(value: object) -> object:
    if isinstance(value, Mapping):
        return {key: _canonical(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_canonical(item) for item in value]
    if isinstance(value, int) and abs(value) > EXACT:
        value = float(value)
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def _values(gates: Mapping[str, GivenGate]) -> dict[str, Any]:
    return {code: row.value for code, row in gates.items()}


def _step(row: StepInputs) -> dict[str, Any]:
    return {
        "name": row.name,
        "share": row.share,
        "retained": row.retained,
        "answers": _answers(row.answers),
        "gates": _gates(row.gates),
    }


def _answers(answers: Mapping[str, Given]) -> dict[str, Any]:
    return {code: _given(row) for code, row in answers.items()}


def _given(row: Given) -> dict[str, Any]:
    """A choice without evidence is an estimate, as it counts."""
    is_choice = row.status == "choice"
    chances = {"chances": list(row.chances)} if row.chances else {}
    return {
        "choice": row.choice if is_choice else row.status,
        **chances,
        **_texts(
            evidence=(row.evidence or "estimate") if is_choice else (row.evidence or ""),
            reason=row.reason,
            note=row.note,
        ),
    }


def _gates(gates: Mapping[str, GivenGate]) -> dict[str, Any]:
    return {
        code: {"value": row.value, **_texts(evidence=row.evidence or "", note=row.note)}
        for code, row in gates.items()
    }


def _texts(**texts: str) -> dict[str, str]:
    """Those that say something."""
    return {key: text for key, text in texts.items() if text}


def with_answer(inputs: Inputs, code: str, given: Given) -> Inputs:
    """The same with another answer to one criterion."""
    return replace(inputs, answers={**inputs.answers, code: given})
