"""Where the answers stand on each axis: one sum against one line."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from math import fsum
from typing import NamedTuple

from engine.fit.case import Case, known_choice
from engine.fit.counting import counting
from engine.fit.weighting import weights_of
from engine.model.ruleset import AXES, Itself, Ruleset
from engine.rounding import MIDDLE, MILLIONTHS, deal_out, rounded

TINY = 1e-9
"""What sums of floating-point numbers may be off: a value that lies less above a line lies on it."""

CLOSE = TINY / 2
"""So near the line a sum is added up anew; moved by a term it is off by far less."""


class Pull(NamedTuple):
    """One asked criterion on one axis: the known choice (None: unknown), its weight, its effect
    (0 when unknown)."""

    criterion: str
    choice: int | None
    weight: float
    effect: float


@dataclass(frozen=True)
class AxisFit:
    """One axis. ``value`` is sum(w e) / sum(w) over the asked criteria that act on it, in units of
    effect (-2 to 2); ``reach`` the largest value that they allow (0 or more); ``line`` the share of
    the reach that the value must exceed.

    ``asked`` holds those criteria in the order of the ruleset, ``weight`` is the sum of their weights
    and ``furthest`` the largest absolute sum(w e) that they allow, where an unknown answer is 0.
    """

    axis: str
    value: float
    reach: float
    line: float
    asked: tuple[Pull, ...]
    weight: float
    furthest: float

    def with_choice(self, code: str, number: int, effect: float) -> "AxisFit":
        """The axis with another choice of one of its criteria."""
        asked = tuple(
            Pull(code, number, row.weight, effect) if row.criterion == code else row
            for row in self.asked
        )
        value = fsum(row.weight * row.effect for row in asked) / self.weight
        # Spelled out: ``replace`` takes as long as all the rest, and pages do this hundreds of times.
        return AxisFit(self.axis, value, self.reach, self.line, asked, self.weight, self.furthest)

    @cached_property
    def points(self) -> dict[str, float]:
        """What each criterion adds to the printed score (six decimals): exactly score - 50 together."""
        scale = MIDDLE * MILLIONTHS / self.furthest
        dealt = deal_out({row.criterion: row.weight * row.effect * scale for row in self.asked}, 1)
        return {code: units / MILLIONTHS for code, units in dealt.items()}

    @property
    def score(self) -> float:
        """The printed score, 0 to 100: 50 + 50 sum(w e) / ``furthest``."""
        return rounded(MIDDLE + fsum(self.points.values()))

    @property
    def score_line(self) -> float:
        """The line on the scale of the score."""
        line = self.line * self.reach * self.weight
        return rounded(MIDDLE + MIDDLE * line / self.furthest)

    @property
    def is_above(self) -> bool:
        """Whether the value lies above the line; a tie does not."""
        return self.lies_above(self.value)

    def lies_above(self, value: float) -> bool:
        """Whether another value of the same axis does."""
        return value > self._bar

    def would_be_above(self, code: str, effect: float) -> bool:
        """Whether it would lie above the line if one criterion had another effect."""
        weight, before = self._pulls.get(code, (0.0, 0.0))  # what weighs nothing is no term
        value = self.value + weight * (effect - before) / self.weight
        if abs(value - self._bar) < CLOSE:
            pulls = (
                row.weight * (effect if row.criterion == code else row.effect) for row in self.asked
            )
            value = fsum(pulls) / self.weight
        return self.lies_above(value)

    @cached_property
    def _pulls(self) -> dict[str, tuple[float, float]]:
        return {row.criterion: (row.weight, row.effect) for row in self.asked}

    @cached_property
    def _bar(self) -> float:
        return self.line * self.reach + TINY

    @property
    def shares(self) -> dict[str, float]:
        """The part (0 to 1) of the weight on this axis that each criterion has."""
        return {row.criterion: row.weight / self.weight for row in self.asked}

    @property
    def known_share(self) -> float:
        """The part (0 to 1) of the weight on this axis that is answered with a known choice."""
        known = fsum(row.weight for row in self.asked if row.choice is not None)
        return known / self.weight


def lines_of(ruleset: Ruleset) -> Mapping[str, float]:
    """Axis -> its line, as a share of the reach."""
    found = dict.fromkeys(AXES, 0.0)
    return found | {"sourcing": ruleset.lines.provider, "pooling": ruleset.lines.inside}


def fit(ruleset: Ruleset, case: Case) -> Mapping[str, AxisFit]:
    """The axes on which at least one counting criterion acts, in the order of ``AXES``."""
    weights, lines = weights_of(ruleset, case), lines_of(ruleset)
    rows = counting(ruleset, case, weights)
    choices = {row.code: known_choice(row, case.answers.get(row.code)) for row in rows}
    asked: dict[str, list[Pull]] = {axis: [] for axis in AXES}
    for code, number in choices.items():
        for axis, table in ruleset.effects[code].items():
            effect = 0.0 if number is None else table[number]
            asked[axis].append(Pull(code, number, weights[code], effect))
    return {
        axis: _fit(ruleset, axis, lines[axis], tuple(pulls))
        for axis, pulls in asked.items()
        if pulls
    }


def _fit(ruleset: Ruleset, axis: str, line: float, asked: tuple[Pull, ...]) -> AxisFit:
    weighed = tuple((row.criterion, row.weight) for row in asked)
    total, reach, furthest = _extent(ruleset.itself, axis, weighed)
    value = fsum(row.weight * row.effect for row in asked) / total
    return AxisFit(axis, value, reach, line, asked, total, furthest)


@lru_cache(maxsize=256)
def _extent(
    key: Itself, axis: str, weighed: tuple[tuple[str, float], ...]
) -> tuple[float, float, float]:
    """What no answer changes, only what is asked: the sum of the weights, the reach, and the furthest."""
    total = fsum(weight for _, weight in weighed)
    ends = [(weight, *key.ruleset.extremes[code][axis]) for code, weight in weighed]
    # An answer that nobody knows pulls nothing, which may be less than any of its choices does.
    furthest = max(
        fsum(weight * most for weight, _, most in ends if most > 0),
        -fsum(weight * least for weight, least, _ in ends if least < 0),
    )
    return total, max(0.0, fsum(weight * most for weight, _, most in ends) / total), furthest
