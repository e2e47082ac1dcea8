"""Why the score of a question changed: how much answers, weights and the decision model account for.

Three things can differ between two states of a decision. Changed one after the other, each moves the score
by something, but by how much depends on which came first: a heavier weight moves more of an answer that has
just become extreme. No order is the right one, so every part is the average over all six orders (the Shapley
value). That is the only division whose parts add up to the whole change, that gives nothing to what did not
change, that treats the three alike, and that changes its signs when the two states change places.

A score is exact in millionths of a point, so the parts are exact fractions and add up exactly.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import combinations
from math import factorial
from typing import Literal

from engine.carry import answers_on, weights_on
from engine.fit.axes import fit
from engine.fit.case import Case, Given
from engine.fit.weighting import WeightSpec, resolve
from engine.model.ruleset import Ruleset
from engine.rounding import MIDDLE, MILLIONTHS

Cause = Literal["answers", "weights", "edition"]
CAUSES: tuple[Cause, ...] = ("answers", "weights", "edition")
AXIS_OF = {"who": "sourcing", "kind": "expertise", "inside": "pooling"}
"""Question -> the axis that its score stands on."""


@dataclass(frozen=True, slots=True)
class State:
    """One state of a decision: the model, the answers, and the weights that somebody chose (None for
    those of the model)."""

    ruleset: Ruleset
    answers: Mapping[str, Given] = field(default_factory=dict)
    weights: WeightSpec = None


@dataclass(frozen=True, slots=True)
class Attribution:
    """The score of one question in two states (0 to 100; 50 where nothing acts on it), and the part of
    each cause in the change, in points: exactly ``after - before`` together."""

    before: Fraction
    after: Fraction
    parts: Mapping[Cause, Fraction]

    @property
    def change(self) -> Fraction:
        """The whole change in points."""
        return self.after - self.before


def attribute(before: State, after: State) -> dict[str, Attribution]:
    """The change of the score of each question. Answers that a model does not have, and weights whose
    names it does not know, move nothing on it."""
    scores = {
        changed: _scores(before, after, changed)
        for count in range(len(CAUSES) + 1)
        for changed in map(frozenset, combinations(CAUSES, count))
    }
    nothing, everything = scores[frozenset()], scores[frozenset(CAUSES)]
    return {
        question: Attribution(
            nothing[question],
            everything[question],
            {cause: _part(scores, question, cause) for cause in CAUSES},
        )
        for question in AXIS_OF
    }


def _scores(before: State, after: State, changed: frozenset[Cause]) -> dict[str, Fraction]:
    """Question -> its score where these causes are as after, and the others as before."""
    ruleset = (after if "edition" in changed else before).ruleset
    answers = (after if "answers" in changed else before).answers
    weights = (after if "weights" in changed else before).weights
    case = Case(
        answers=answers_on(ruleset, answers),
        gates={},
        weights=resolve(ruleset, weights_on(ruleset, weights)),
    )
    axes = fit(ruleset, case)
    return {
        question: Fraction(
            round((axes[axis].score if axis in axes else MIDDLE) * MILLIONTHS), MILLIONTHS
        )
        for question, axis in AXIS_OF.items()
    }


def _part(
    scores: Mapping[frozenset[Cause], Mapping[str, Fraction]], question: str, cause: Cause
) -> Fraction:
    """What the cause moves, on average over the orders in which all causes can change."""
    total = Fraction(0)
    for changed, found in scores.items():
        if cause not in changed:
            moved = scores[changed | {cause}][question] - found[question]
            total += moved * _orders(len(changed))
    return total


def _orders(earlier: int) -> Fraction:
    """The part of all orders in which exactly these others, so many, come earlier."""
    later = len(CAUSES) - 1 - earlier
    return Fraction(factorial(earlier) * factorial(later), factorial(len(CAUSES)))
