"""How far the weight of one criterion may move before an answer on the path changes: exact.

A question asks whether sum(w e) exceeds 0 and line x sum(w E), E the largest effect of each criterion:
all have the same denominator. With one weight t these are straight lines in t, so every question
turns at two fractions at most.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import lcm

from engine.fit.answers import Answers, answer, settle
from engine.fit.axes import lines_of
from engine.fit.case import Case, known_choice
from engine.fit.counting import applying
from engine.fit.weighting import weights_of
from engine.model.ruleset import Ruleset
from engine.sensitivity.switching import path_of

Bound = tuple[str, float]
"""An axis and a share of the reach that its sum must exceed: its line, or 0."""
Straight = tuple[int, int]
"""Height and slope: what the other criteria add up to, and what one unit of weight adds."""


@dataclass(frozen=True, slots=True)
class Interval:
    """Between ``low`` and ``high`` (None: any) the weight of a criterion changes no answer on the
    path, the others as they are. At the ends a sum lies on its line, where the first answer holds."""

    criterion: str
    weight: float
    low: float
    high: float | None


def intervals(ruleset: Ruleset, case: Case, known: Answers | None = None) -> tuple[Interval, ...]:
    """The interval of every criterion that is asked and acts on an axis, in order of asking; none where
    nothing is answered. ``known`` are the answers of the case, where they are known already."""
    now = known or answer(ruleset, case)
    if not now.says_something:
        return ()
    given = weights_of(ruleset, case)
    weights, unit = _whole({row.code: Fraction(given[row.code]) for row in applying(ruleset, case)})
    pulls = _pulls(ruleset, case)
    totals = {
        bound: sum(weights[code] * pull for code, pull in rows.items())
        for bound, rows in pulls.items()
    }
    found = []
    for code, weight in weights.items():
        straights = {
            bound: (totals[bound] - weight * rows[code], rows[code])
            for bound, rows in pulls.items()
            if code in rows
        }
        if straights:
            low, high = _interval(ruleset, case, now, straights, weight)
            end = None if high is None else float(high / unit)
            found.append(Interval(code, given[code], float(low / unit), end))
    return tuple(found)


def _whole(rows: Mapping[str, Fraction]) -> tuple[dict[str, int], int]:
    """The same as whole numbers of a common unit, and how many of it are 1: exact, and quick."""
    unit = lcm(*(row.denominator for row in rows.values()))
    return {key: row.numerator * (unit // row.denominator) for key, row in rows.items()}, unit


def _pulls(ruleset: Ruleset, case: Case) -> Mapping[Bound, Mapping[str, int]]:
    """Bound -> criterion -> its effect less its part of the bound, per unit of weight; in units that
    are the same for all of a bound, where only signs and ratios matter."""
    found: dict[Bound, dict[str, Fraction]] = {}
    lines = lines_of(ruleset)
    for row in applying(ruleset, case):
        number = known_choice(row, case.answers.get(row.code))
        for axis, table in ruleset.effects[row.code].items():
            effect = Fraction(0 if number is None else table[number])
            found.setdefault((axis, 0.0), {})[row.code] = effect
            if share := lines[axis]:
                most = Fraction(share) * Fraction(max(table.values()))
                found.setdefault((axis, share), {})[row.code] = effect - most
    return {bound: _whole(rows)[0] for bound, rows in found.items()}


def _interval(
    ruleset: Ruleset,
    case: Case,
    now: Answers,
    straights: Mapping[Bound, Straight],
    weight: int,
) -> tuple[Fraction, Fraction | None]:
    """The nearest turns of the path below and above a weight."""

    def path_at(t: Fraction) -> object:
        above: dict[str, bool] = {}
        for (axis, _), (height, slope) in straights.items():
            value = height * t.denominator + slope * t.numerator
            above[axis] = above.get(axis, True) and value > 0
        return path_of(settle(ruleset, case, now.axes, {**now.above, **above}, now.fired))

    roots = sorted({Fraction(-height, slope) for height, slope in straights.values() if slope})
    here = path_of(now)
    below = [root for root in reversed(roots) if 0 < root <= weight]
    beyond = [root for root in roots if root >= weight and root > 0]
    if not weight:  # what weighs nothing does not count, and does so as soon as it weighs anything
        beyond.insert(0, Fraction())

    def first_turn(ends: list[Fraction]) -> Fraction | None:
        turns = (one for one, two in pairwise(ends) if path_at((one + two) / 2) != here)
        return next(turns, None)

    high = first_turn([*beyond, beyond[-1] + 1]) if beyond else None
    return first_turn([*below, Fraction()]) or Fraction(), high
