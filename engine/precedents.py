"""The published decisions that resemble a case most: what they did, and where the case differs.

They never act on a result: they are few, famous, and mostly failures. The distance of two answers to one
question is how many choices lie between them, as a share of the longest way on its scale. The
distance of a case to a precedent is the mean of these over the questions that both answer, each with
the weight it has in the case, and then the mean over the people who coded the precedent.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import fsum

from engine.fit.case import Case, Given, known_choices
from engine.fit.weighting import weights_of
from engine.model.precedents import Coding, Precedent
from engine.model.ruleset import Criterion, GateAnswer, Ruleset

LEAST_SHARED = 5
"""With fewer common questions a distance says nothing."""


NEARLY = 0.25
"""Answers no further apart than this part of the scale are nearly alike: neighbours of five choices."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A question on which case and precedent differ; ``distance`` is the mean one, 0 to 1."""

    criterion: str
    distance: float


@dataclass(frozen=True, slots=True)
class Near:
    """A precedent at a ``distance`` (0 the same answers, 1 all opposite) over the questions
    ``shared``, and where the case differs, what counts most first."""

    precedent: Precedent
    distance: float
    shared: tuple[str, ...]
    differences: tuple[Difference, ...]

    @property
    def alike(self) -> int:
        """How many of the shared questions are answered alike or nearly."""
        return len(self.shared) - sum(part.distance > NEARLY for part in self.differences)


def nearest(ruleset: Ruleset, case: Case, count: int) -> tuple[Near, ...]:
    """The ``count`` nearest precedents, nearest first; fewer when too little is answered in common.

    Raises ``ValueError`` for an answer with a number that its criterion never had.
    """
    mine = {
        code: number
        for code, number in known_choices(ruleset, case).items()
        if ruleset.criterion[code].asked == "questions"
    }
    weights = weights_of(ruleset, case)
    found = (_compare(ruleset, row, mine, weights) for row in ruleset.precedents)
    rows = [row for row in found if row is not None]
    return tuple(sorted(rows, key=lambda row: (row.distance, row.precedent.id))[:count])


def coded_case(ruleset: Ruleset, coding: Coding) -> Case:
    """A coding as a case: its answers as estimates; what fired fires, every other gate passes."""
    answers = {code: Given(number, evidence="estimate") for code, number in coding.answers.items()}
    gates: dict[str, GateAnswer] = {
        row.code: "fires" if row.code in coding.fires else "passes" for row in ruleset.asked_gates()
    }
    return Case(answers, gates)


def _compare(
    ruleset: Ruleset, row: Precedent, mine: Mapping[str, int], weights: Mapping[str, float]
) -> Near | None:
    distances = []
    for coding in row.codings:
        shared = [code for code in mine if code in coding.answers and weights[code] > 0]
        if len(shared) >= LEAST_SHARED:
            way = {code: _way(ruleset.criterion[code], mine[code], coding) for code in shared}
            total = fsum(weights[code] for code in shared)
            distances.append(fsum(weights[code] * way[code] for code in shared) / total)
    if not distances:
        return None
    differences = [
        _difference(ruleset.criterion[code], mine[code], row)
        for code in mine
        if weights[code] > 0 and any(code in coding.answers for coding in row.codings)
    ]
    apart = [part for part in differences if part.distance > 0]
    return Near(
        precedent=row,
        distance=fsum(distances) / len(distances),
        shared=tuple(part.criterion for part in differences),
        differences=tuple(sorted(apart, key=lambda part: -weights[part.criterion] * part.distance)),
    )


def _way(criterion: Criterion, choice: int, coding: Coding) -> float:
    """How far the answer of a coding is from ``choice``: 0 the same, 1 the other end of the scale."""
    order = [row.number for row in criterion.choices]
    return abs(order.index(choice) - order.index(coding.answers[criterion.code])) / (len(order) - 1)


def _difference(criterion: Criterion, choice: int, row: Precedent) -> Difference:
    codings = (coding for coding in row.codings if criterion.code in coding.answers)
    ways = [_way(criterion, choice, coding) for coding in codings]
    return Difference(criterion.code, fsum(ways) / len(ways))
