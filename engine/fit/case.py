"""What was answered: the answers, the gate answers and the weights of one decision.

Also which questions are open at all. ``engine.scoring`` counts them, ``engine.fit.interview`` asks them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from engine.model.ruleset import Choice, Criterion, GateAnswer, Ruleset

Status = Literal["choice", "unknown", "not_applicable"]
Evidence = Literal["measured", "document", "estimate"]


@dataclass(frozen=True, slots=True)
class Given:
    """One answer: a choice by its number, "I don't know", or "does not apply" with a reason."""

    choice: int | None
    status: Status = "choice"
    evidence: Evidence | None = None
    reason: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class GivenGate:
    """One answer to a gate, with what it rests on. Only ``value`` counts."""

    value: GateAnswer
    evidence: Evidence | None = None
    note: str = ""


UNKNOWN = Given(choice=None, status="unknown")


@dataclass(frozen=True, slots=True)
class Case:
    """All inputs of one evaluation. ``weights`` holds one weight per criterion (see weighting)."""

    answers: Mapping[str, Given]
    gates: Mapping[str, GateAnswer]
    weights: Mapping[str, float] = field(default_factory=dict)
    service: str | None = None


def picked(criterion: Criterion, given: Given | None) -> Choice | None:
    """The choice that was picked, also when it reads "not known yet".

    Raises ``ValueError`` for a number the criterion does not have: such an answer belongs to
    another edition and must never be counted as something else.
    """
    if given is None or given.status != "choice":
        return None
    choice = None if given.choice is None else criterion.choice(given.choice)
    if choice is None:
        raise ValueError(f"{criterion.code}: {given.choice!r} is not one of its choices")
    return choice


def known_choice(criterion: Criterion, given: Given | None) -> int | None:
    """The number of the choice that counts; None when unanswered, unknown or not applicable."""
    choice = picked(criterion, given)
    return None if choice is None or choice.is_unknown else choice.number


def hidden_codes(ruleset: Ruleset, answers: Mapping[str, Given]) -> frozenset[str]:
    """Codes of the criteria that a branch hides.

    A criterion is hidden only when the criterion of one of its conditions is answered with a known
    choice outside the condition. "I don't know", "does not apply" and no answer hide nothing. A
    hidden criterion counts as unanswered for the conditions of others, whatever it holds.
    """
    found: dict[str, bool] = {}

    def is_hidden(code: str) -> bool:
        if code not in found:
            found[code] = False  # a circle of conditions (refused by load) must not loop
            found[code] = any(
                not is_hidden(condition.criterion)
                and rejects(condition.criterion, condition.choices)
                for condition in ruleset.criterion[code].show_if
            )
        return found[code]

    def rejects(code: str, wanted: frozenset[int]) -> bool:
        number = known_choice(ruleset.criterion[code], answers.get(code))
        return number is not None and number not in wanted

    return frozenset(
        criterion.code
        for criterion in ruleset.criteria
        if criterion.show_if and is_hidden(criterion.code)
    )
