"""Which gates fire: apart from the scores, and before them."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from engine.fit.case import Case, Step, known_choices
from engine.model.facts import EFFECTS
from engine.model.ruleset import (
    Condition,
    Effect,
    Gate,
    GateAnswer,
    Itself,
    Kind,
    Ruleset,
    Trigger,
)

ProviderKind = Literal["bpo", "kpo"]

KINDS: frozenset[ProviderKind] = frozenset({"bpo", "kpo"})
RULING = ("rules_out_providers", "rules_out_kind")
"""The effects of gates that leave no provider, or none of a kind."""


@dataclass(frozen=True, slots=True)
class FiredGate:
    """A gate that fired, with what it does and why.

    ``kind`` is the kind of provider it rules out ("" unless the effect is rules_out_kind),
    ``criteria`` those whose answers fired it, ``answer`` the asked answer if there is one, ``action``
    what to do about it ("" where only to know it).
    """

    code: str
    effect: Effect
    kind: Kind
    reason: str
    action: str
    criteria: tuple[str, ...]
    answer: GateAnswer | None

    @property
    def rules_out(self) -> bool:
        """Whether it rules out providers, all or those of a kind."""
        return self.effect in RULING

    @property
    def closes(self) -> frozenset[ProviderKind]:
        """The kinds of provider that it rules out."""
        if self.effect == "rules_out_providers":
            return KINDS
        return (
            frozenset({self.kind}) if self.effect == "rules_out_kind" and self.kind else frozenset()
        )


def closed_by(fired: Iterable[FiredGate]) -> frozenset[ProviderKind]:
    """The kinds of provider that gates rule out together."""
    return frozenset(kind for row in fired for kind in row.closes)


def fired_gates(ruleset: Ruleset, case: Case) -> tuple[FiredGate, ...]:
    """The gates that fire on the answers on record, in the order of the ruleset.

    What is unanswered, unknown, hidden, retired or "does not apply" fires nothing. Of several causes the
    strongest effect wins and gives the reason; at equal effect the asked answer speaks first.
    """
    choices = known_choices(ruleset, case)
    fired = (_fire(gate, choices, case.gates.get(gate.code)) for gate in ruleset.gates)
    return tuple(row for row in fired if row is not None)


def fired_then(
    ruleset: Ruleset,
    before: Iterable[FiredGate],
    touched: Collection[str],
    choices: Mapping[str, int],
    gates: Mapping[str, GateAnswer],
) -> tuple[FiredGate, ...]:
    """The gates that fire on these choices and answers to gates, where none but those ``touched`` (by
    code) can fire otherwise than ``before``."""
    known = {row.code: row for row in before}
    fired = (
        _fire(gate, choices, gates.get(gate.code)) if gate.code in touched else known.get(gate.code)
        for gate in ruleset.gates
    )
    return tuple(row for row in fired if row is not None)


@lru_cache(maxsize=8)
def firing(key: Itself) -> Mapping[str, tuple[tuple[str, frozenset[int]], ...]]:
    """The criteria whose answers can fire a gate, each with the gates and the choices that matter there:
    choices in the same sets fire the same. A retired criterion fires nothing."""
    found: dict[str, tuple[tuple[str, frozenset[int]], ...]] = {}
    for gate in key.ruleset.gates:
        for when in (condition for trigger in gate.triggers for condition in trigger.when):
            if key.ruleset.criterion[when.criterion].asked != "never":
                one = (gate.code, frozenset(when.choices))
                found[when.criterion] = (*found.get(when.criterion, ()), one)
    return found


def open_gates(ruleset: Ruleset, gates: Mapping[str, GateAnswer]) -> tuple[str, ...]:
    """Codes of the asked gates of which nobody knows whether they pass, in order."""
    return tuple(
        gate.code for gate in ruleset.asked_gates() if gates.get(gate.code, "unknown") == "unknown"
    )


def may_fire(
    ruleset: Ruleset,
    choices: Mapping[str, int],
    left_open: Collection[str],
    effect: Effect,
    unknown: Collection[str],
) -> tuple[str, ...]:
    """What could still fire a gate to this effect: the codes of the gates that are ``left_open``, then
    of the ``unknown`` criteria whose answers could, with the known ``choices`` as they are."""
    found = [code for code in left_open if ruleset.gate[code].effect == effect]
    for conditions in _triggering(ruleset.itself, effect):
        lacking = [row.criterion for row in conditions if row.criterion in unknown]
        rest = (row for row in conditions if row.criterion not in unknown)
        if lacking and all(_holds(row, choices) for row in rest):
            found += lacking
    return tuple(dict.fromkeys(found))


@lru_cache(maxsize=32)
def _triggering(key: Itself, effect: Effect) -> tuple[tuple[Condition, ...], ...]:
    """What must hold together to fire a gate to this effect, for all triggers that do."""
    triggers = (row for gate in key.ruleset.gates for row in gate.triggers)
    return tuple(row.when for row in triggers if row.effect == effect)


def step_gates(ruleset: Ruleset) -> tuple[Gate, ...]:
    """The asked gates that a step may answer otherwise than the process: those that do more than
    warn. A warning is about the process as one piece."""
    return tuple(gate for gate in ruleset.asked_gates() if gate.effect != "warns")


def retaining(step: Step, fired: Iterable[FiredGate]) -> FiredGate | None:
    """The gate that keeps a step with own people, of those that ``fired`` on it: by an answer of the step's own."""
    for gate in fired:
        if gate.effect == "keeps_decision" and (
            step.gates.get(gate.code) == "fires" or set(gate.criteria) & set(step.answers)
        ):
            return gate
    return None


def _fire(gate: Gate, choices: Mapping[str, int], answer: GateAnswer | None) -> FiredGate | None:
    answer = answer if gate.asked else None
    causes: list[tuple[Effect, str, str]] = []
    if answer == "fires":
        causes.append((gate.effect, gate.reason, gate.action))
    criteria: list[str] = []
    for trigger in gate.triggers:
        if all(_holds(condition, choices) for condition in trigger.when):
            causes.append((trigger.effect, trigger.reason, _action(gate, trigger)))
            criteria += [condition.criterion for condition in trigger.when]
    if not causes:
        return None
    effect, reason, action = min(causes, key=lambda cause: EFFECTS.index(cause[0]))
    return FiredGate(
        code=gate.code,
        effect=effect,
        kind=gate.kind if effect == "rules_out_kind" else "",
        reason=reason,
        action=action,
        criteria=tuple(dict.fromkeys(criteria)),
        answer=answer,
    )


def _action(gate: Gate, trigger: Trigger) -> str:
    """What a rule asks for: its own action or that of the gate, which is about a way that is closed where
    the gate rules out and the rule only warns."""
    is_other = trigger.effect == "warns" and gate.effect in RULING
    return trigger.action or ("" if is_other else gate.action)


def _holds(condition: Condition, choices: Mapping[str, int]) -> bool:
    return choices.get(condition.criterion) in condition.choices
