"""Which gates fire: apart from the scores, and before them."""

from collections.abc import Mapping
from dataclasses import dataclass

from engine.fit.case import Given, picked
from engine.model.facts import SEVERITIES as SEVERITIES
from engine.model.ruleset import Condition, Gate, GateAnswer, Ruleset, Severity

RULING: frozenset[Severity] = frozenset({"stop", "fix_first"})
STOPPING: frozenset[Severity] = frozenset({"stop"})
"""Those of them that no fix closes."""


@dataclass(frozen=True, slots=True)
class FiredGate:
    """A gate that fired, with the criteria whose answers fired it and the asked answer if any."""

    code: str
    severity: Severity
    reason: str
    rules_out: tuple[str, ...]
    criteria: tuple[str, ...]
    answer: GateAnswer | None


def fired_gates(
    ruleset: Ruleset, answers: Mapping[str, Given], gates: Mapping[str, GateAnswer]
) -> tuple[FiredGate, ...]:
    """The gates that fire, in ruleset order; ``answers`` holds those of asked criteria only.

    The worst severity wins and gives the reason; at equal severity the asked answer speaks first.
    """
    choices = {
        code: choice.number
        for code, given in answers.items()
        if (choice := picked(ruleset.criterion[code], given)) is not None
    }
    fired = (_fire(gate, choices, gates.get(gate.code)) for gate in ruleset.gates)
    return tuple(gate for gate in fired if gate is not None)


def open_gates(ruleset: Ruleset, gates: Mapping[str, GateAnswer]) -> tuple[str, ...]:
    """Codes of the asked gates that have neither a yes nor a no."""
    return tuple(
        gate.code for gate in ruleset.asked_gates() if gates.get(gate.code) not in ("yes", "no")
    )


def step_gates(ruleset: Ruleset) -> tuple[Gate, ...]:
    """The asked gates that a step may answer otherwise than the process: those that can rule an
    option out. What only limits the place or the case is about the process as one piece."""
    return tuple(
        gate for gate in ruleset.asked_gates() if gate.severity in RULING and gate.rules_out
    )


def _fire(gate: Gate, choices: Mapping[str, int], answer: GateAnswer | None) -> FiredGate | None:
    causes: list[tuple[Severity, str]] = []
    criteria: list[str] = []
    if gate.fires_on is None:
        answer = None
    elif answer == gate.fires_on:
        causes.append((gate.severity, gate.reason))
    for trigger in gate.triggers:
        if all(_holds(condition, choices) for condition in trigger.when):
            causes.append((trigger.severity, trigger.reason))
            criteria += [condition.criterion for condition in trigger.when]
    if not causes:
        return None
    severity, reason = min(causes, key=lambda cause: SEVERITIES.index(cause[0]))
    return FiredGate(
        code=gate.code,
        severity=severity,
        reason=reason,
        rules_out=gate.rules_out if severity in RULING else (),
        criteria=tuple(dict.fromkeys(criteria)),
        answer=answer,
    )


def _holds(condition: Condition, choices: Mapping[str, int]) -> bool:
    return choices.get(condition.criterion) in condition.choices
