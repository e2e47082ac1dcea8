"""What was answered: the answers, the gate answers and the weights of one decision, and its steps.

Also which questions are open at all. ``engine.recommendation`` counts them, ``engine.fit.interview``
asks them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date
from functools import lru_cache
from typing import Literal

from engine.model.ruleset import Criterion, GateAnswer, Itself, Ruleset

Status = Literal["choice", "unknown", "not_applicable"]
Evidence = Literal["measured", "document", "estimate"]
DoneBy = Literal["", "own", "shared_service", "provider", "mixed", "nobody"]


@dataclass(frozen=True, slots=True)
class Given:
    """One answer: a choice by its number, "I don't know", or "does not apply" with a reason.

    ``chances`` are those of the criterion's choices, in order, where a cost case worked them out:
    then they are drawn, and not what the evidence stands for.
    """

    choice: int | None
    status: Status = "choice"
    evidence: Evidence | None = None
    reason: str = ""
    note: str = ""
    chances: tuple[float, ...] | None = None


@dataclass(frozen=True, slots=True)
class GivenGate:
    """One answer to a gate, with what it rests on. Only ``value`` counts."""

    value: GateAnswer
    evidence: Evidence | None = None
    note: str = ""


DONE_AS: Mapping[str, tuple[str, ...]] = {
    "own": ("in_house",),
    "shared_service": ("shared_service",),
    "provider": ("provider", "bpo", "kpo"),
}
"""Which outcomes leave the work with those who do it."""
UNKNOWN = Given(choice=None, status="unknown")


@dataclass(frozen=True, slots=True)
class Today:
    """Who does the work today ("" when not said), and when a contract ends if one binds.

    It moves no score. With a provider today, a weak balance opens the headline.
    """

    done_by: DoneBy = ""
    contract_ends: date | None = None

    def is_done_as(self, outcome: str) -> bool:
        """Whether all of the work is done this way already, as far as is known: of a provider of either kind."""
        return outcome in DONE_AS.get(self.done_by, ())

    @property
    def is_outside(self) -> bool:
        """Whether a provider does all of it: what is compared with today's way is then compared with him."""
        return self.done_by == "provider"

    def is_over(self, on: date | None) -> bool:
        """Whether the contract, as it is known, ended before a day; it may have been renewed since."""
        return on is not None and self.contract_ends is not None and self.contract_ends < on


UNSAID = Today()
"""Nobody has said who does it today."""


@dataclass(frozen=True, slots=True)
class Case:
    """All inputs of one recommendation.

    ``weights`` holds weights by criterion (see ``engine.fit.weighting``), 0 or more; a criterion
    that is left out has the weight of the ruleset.
    """

    answers: Mapping[str, Given]
    gates: Mapping[str, GateAnswer]
    weights: Mapping[str, float] = field(default_factory=dict)
    service: str | None = None
    today: Today = UNSAID

    @property
    def said(self) -> tuple[object, ...]:
        """All that the case says, as a key; the order of answers, gates and weights does not matter."""
        return _said(self)


@dataclass(frozen=True, slots=True)
class Asked:
    """One case on one ruleset, as the key of what is worked out for it: found again by everything that is
    said in it."""

    ruleset: Itself
    said: tuple[object, ...]
    case: Case = field(compare=False)

    @classmethod
    def of(cls, ruleset: Ruleset, case: Case) -> "Asked":
        """The key of a case."""
        return cls(ruleset.itself, case.said, case)


def _said(record: "Case | Step") -> tuple[object, ...]:
    """Every field, so that none can be forgotten when one is added."""
    parts = (getattr(record, row.name) for row in fields(record))
    return tuple(frozenset(part.items()) if isinstance(part, Mapping) else part for part in parts)


@dataclass(frozen=True, slots=True)
class Step:
    """One step as given: ``answers`` and ``gates`` replace those of the process for this step.

    ``Ruleset.step_criteria`` names the questions to ask for it; the engine takes any answer.
    ``retained`` says why it must stay with your own people, empty when it need not. ``share`` is its
    part of the work in any unit, 0 or more: only the ratio to the other steps counts, but that
    retained ones alone that add up to less than 1 are a part of the work. The name need not be
    unique: results keep the order of the steps.
    """

    name: str
    answers: Mapping[str, Given] = field(default_factory=dict)
    gates: Mapping[str, GateAnswer] = field(default_factory=dict)
    retained: str = ""
    share: float = 1.0

    @property
    def said(self) -> tuple[object, ...]:
        """All that the step says, as a key."""
        return _said(self)


def step_case(case: Case, step: Step) -> Case:
    """The case of one step: its own answers over those of the process."""
    return replace(
        case, answers={**case.answers, **step.answers}, gates={**case.gates, **step.gates}
    )


def known_choice(criterion: Criterion, given: Given | None) -> int | None:
    """The number of the choice that counts; None when unanswered, unknown or not applicable.

    A number of a former choice that is read as "I don't know" is no answer either. Raises
    ``ValueError`` for a number that the criterion never had: such an answer belongs to another
    ruleset and must never be counted as something else.
    """
    if given is None or given.status != "choice" or given.choice in criterion.read_as_unknown:
        return None
    if given.choice is None or criterion.choice(given.choice) is None:
        raise ValueError(f"{criterion.code}: {given.choice!r} is not one of its choices")
    return given.choice


def known_choices(ruleset: Ruleset, case: Case) -> dict[str, int]:
    """Criterion -> number of the choice that counts, of those that are asked, no branch hides and
    have a known one."""
    hidden = hidden_codes(ruleset, case.answers)
    found = {
        row.code: known_choice(row, case.answers.get(row.code))
        for row in ruleset.criteria
        if row.asked != "never" and row.code not in hidden
    }
    return {code: number for code, number in found.items() if number is not None}


def unknown_codes(ruleset: Ruleset, case: Case) -> frozenset[str]:
    """Codes of the criteria that are asked, that no branch hides, and to which nobody knows the answer."""
    hidden = hidden_codes(ruleset, case.answers)
    return frozenset(
        row.code
        for row in ruleset.criteria
        if row.asked != "never"
        and row.code not in hidden
        and (given := case.answers.get(row.code, UNKNOWN)).status != "not_applicable"
        and known_choice(row, given) is None
    )


def hidden_codes(ruleset: Ruleset, answers: Mapping[str, Given]) -> frozenset[str]:
    """Codes of the criteria that a branch hides.

    A criterion is hidden only when the criterion of one of its conditions is answered with a known
    choice outside the condition. "I don't know", "does not apply" and no answer hide nothing. A
    hidden criterion counts as unanswered for the conditions of others, whatever it holds.
    """
    steering = (
        (code, answers[code].choice, answers[code].status)
        for code in ruleset.steering
        if code in answers
    )
    return _hidden(ruleset.itself, tuple(steering))


@lru_cache(maxsize=1024)
def _hidden(key: Itself, steering: tuple[tuple[str, int | None, Status], ...]) -> frozenset[str]:
    """All that is asked for again and again of one case depends on a few answers."""
    ruleset = key.ruleset
    answers = {code: Given(choice, status) for code, choice, status in steering}
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

    return frozenset(filter(is_hidden, ruleset.branched))
