"""How far the weight of one criterion may move before an answer on the path changes: exact.

A question asks whether sum(w e) exceeds line x sum(w E), E the largest effect of each criterion: both
sides have the same denominator. With one weight t that is a straight line in t, so every question
turns at one fraction at most.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from engine.fit.answers import Answers, answer, settle
from engine.fit.axes import applying, lines_of
from engine.fit.case import Case, known_choice
from engine.fit.weighting import weights_of
from engine.model.ruleset import Ruleset
from engine.sensitivity.switching import path_of

Straight = tuple[Fraction, Fraction]
"""Height and slope: what the other criteria add up to, and what one unit of weight adds."""


@dataclass(frozen=True, slots=True)
class Interval:
    """Between ``low`` and ``high`` (None: any) the weight of a criterion changes no answer on the
    path, the others as they are. At the ends a sum lies on its line, where the first answer holds."""

    criterion: str
    weight: float
    low: float
    high: float | None


def intervals(ruleset: Ruleset, case: Case) -> tuple[Interval, ...]:
    """The interval of every criterion that is asked and acts on an axis, in order of asking."""
    now = answer(ruleset, case)
    weights = weights_of(ruleset, case)
    pulls = _pulls(ruleset, case)
    totals = {
        axis: sum((Fraction(weights[code]) * pull for code, pull in rows.items()), Fraction())
        for axis, rows in pulls.items()
    }
    found = []
    for code in (row.code for row in applying(ruleset, case)):
        weight = Fraction(weights[code])
        straights = {
            axis: (totals[axis] - weight * rows[code], rows[code])
            for axis, rows in pulls.items()
            if code in rows
        }
        if straights:
            low, high = _interval(ruleset, case, now, straights, weight)
            found.append(
                Interval(code, weights[code], float(low), None if high is None else float(high))
            )
    return tuple(found)


def _pulls(ruleset: Ruleset, case: Case) -> Mapping[str, Mapping[str, Fraction]]:
    """Axis -> criterion -> its effect less its part of the line, per unit of weight."""
    found: dict[str, dict[str, Fraction]] = {}
    lines = lines_of(ruleset)
    for row in applying(ruleset, case):
        number = known_choice(row, case.answers.get(row.code))
        for axis, table in ruleset.effects[row.code].items():
            effect = Fraction(0 if number is None else table[number])
            most = Fraction(lines[axis]) * Fraction(max(table.values()))
            found.setdefault(axis, {})[row.code] = effect - most
    return found


def _interval(
    ruleset: Ruleset, case: Case, now: Answers, straights: Mapping[str, Straight], weight: Fraction
) -> tuple[Fraction, Fraction | None]:
    """The nearest turns of the path below and above a weight."""

    def path_at(t: Fraction) -> object:
        above = {axis: height + slope * t > 0 for axis, (height, slope) in straights.items()}
        return path_of(settle(ruleset, case, now.axes, {**now.above, **above}, now.fired))

    roots = sorted({-height / slope for height, slope in straights.values() if slope})
    here = path_of(now)
    below = [root for root in reversed(roots) if 0 < root <= weight]
    beyond = [root for root in roots if root >= weight and root > 0]
    if not weight:  # what weighs nothing does not count, and does so as soon as it weighs anything
        beyond.insert(0, weight)

    def first_turn(ends: list[Fraction]) -> Fraction | None:
        turns = (one for one, two in pairwise(ends) if path_at((one + two) / 2) != here)
        return next(turns, None)

    high = first_turn([*beyond, beyond[-1] + 1]) if beyond else None
    return first_turn([*below, Fraction()]) or Fraction(), high
