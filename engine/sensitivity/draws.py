"""Ten thousand ways the weights and the weak answers could be otherwise, and where each axis is then.

The random numbers of a criterion are fixed (``engine.sensitivity.weight_draws``): a case that differs
by one answer meets the same luck everywhere else, so that what differs is what was answered. Gates
and branches are never drawn: what is unanswered cannot fire.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from math import fsum

import numpy as np
from numpy.typing import NDArray

from engine.fit.case import Asked, Case
from engine.fit.counting import counting
from engine.fit.weighting import weights_of
from engine.model.ruleset import AXES, Itself, Ruleset
from engine.sensitivity.prior import Chances, chances_of
from engine.sensitivity.weight_draws import (
    ANSWERS,
    DRAWS,
    Single,
    gammas,
    random_numbers,
    shapes_of,
)

FINE = 65_536
"""Answers are drawn by whole numbers below this: every chance is right to 1 in 65,536."""

NOTHING: Single = np.zeros(DRAWS, dtype=np.float32)
NOTHING.setflags(write=False)

Flags = NDArray[np.bool_]
Places = NDArray[np.int8]


def above_the_line(ruleset: Ruleset, case: Case, lines: Mapping[str, float]) -> dict[str, Flags]:
    """Axis -> whether its value lies above its line, in every draw; a tie does not.

    ``lines`` names the axes wanted, with their lines as shares of the reach. Weights are drawn from a
    Dirichlet around those given, known answers by their evidence; an unknown answer is drawn from its
    prior and counts as its effect minus the prior's mean, so that silence pulls nowhere. The reach
    moves with the weights.
    """
    return _above(Asked.of(ruleset, case), tuple(lines.items()))


@lru_cache(maxsize=32)
def _above(key: Asked, lines: tuple[tuple[str, float], ...]) -> dict[str, Flags]:
    """The last ones are kept (about 1 MB): what to ask next begins with the draws of what is advised."""
    found = Sums(key.ruleset.ruleset, key.case).above(dict(lines))
    for flags in found.values():
        flags.setflags(write=False)
    return found


def sums_of(
    ruleset: Ruleset, case: Case, axes: frozenset[str], reaching: frozenset[str]
) -> dict[str, tuple[Single, Single]]:
    """Axis -> its weighted sum in every draw, and its reach there (0 for axes not in ``reaching``)."""
    sums = Sums(ruleset, case)
    return {
        axis: (sums.total(axis), sums.reach(axis) if axis in reaching else np.zeros_like(NOTHING))
        for axis in axes
    }


class Sums:
    """The sums of one case in every draw, each the sum of its terms in the order of the codes: the
    order of asking must not move the last digits. Row by row: a matrix product would start threads for
    nothing and differ from machine to machine.

    With another answer to one criterion only what comes from its term on is added anew, which gives the
    same to the last digit. What that needs takes a megabyte an axis: to be used and let go.
    """

    def __init__(self, ruleset: Ruleset, case: Case) -> None:
        self.ruleset = ruleset
        self.case = case
        weights = weights_of(ruleset, case)
        codes = sorted(row.code for row in counting(ruleset, case, weights))
        self._acting = {
            axis: [code for code in codes if axis in ruleset.effects[code]] for axis in AXES
        }
        self._shapes = shapes_of(ruleset, weights)
        self._begun: dict[str, _Begun] = {}
        self._flags: dict[str, Flags] = {}
        self._bars: dict[str, Single] = {}

    def total(self, axis: str) -> Single:
        """The weighted sum of an axis."""
        total = NOTHING.copy()
        for code in self._acting[axis]:
            total += self._pulls(self.case, code, axis)
        return total

    def reach(self, axis: str) -> Single:
        """The reach of an axis: the largest sum that the criteria allow, 0 or more."""
        rows = tuple((code, self._shapes[code]) for code in self._acting[axis])
        return _reach(self.ruleset.itself, axis, rows)

    def above(self, lines: Mapping[str, float]) -> dict[str, Flags]:
        """``above_the_line`` of the case."""
        for axis, line in lines.items():
            if axis not in self._flags:
                self._flags[axis] = self.total(axis) > self._bar(axis, line)
        return {axis: self._flags[axis] for axis in lines}

    def above_with(self, other: Case, code: str, lines: Mapping[str, float]) -> dict[str, Flags]:
        """``above_the_line`` of a case that differs by the choice of one criterion, and asks the same."""
        moved = {axis: line for axis, line in lines.items() if code in self._acting[axis]}
        stay = {axis: line for axis, line in lines.items() if axis not in moved}
        return self.above(stay) | {
            axis: self._moved(other, code, axis) > self._bar(axis, line)
            for axis, line in moved.items()
        }

    def _moved(self, other: Case, code: str, axis: str) -> Single:
        if axis not in self._begun:
            self._begun[axis] = self._begin(axis)
        begun = self._begun[axis]
        place = self._acting[axis].index(code)
        total: Single = begun.before[place] + self._pulls(other, code, axis)
        for pulls in begun.pulls[place + 1 :]:
            total += pulls
        return total

    def _begin(self, axis: str) -> "_Begun":
        pulls = [self._pulls(self.case, code, axis) for code in self._acting[axis]]
        return _Begun(pulls, list(accumulate(pulls[:-1], initial=NOTHING)))

    def _pulls(self, case: Case, code: str, axis: str) -> Single:
        effects = tuple(self.ruleset.effects[code][axis].values())
        return _pulls(code, self._shapes[code], chances_of(self.ruleset, case, code), effects)

    def _bar(self, axis: str, line: float) -> Single:
        if axis not in self._bars:
            self._bars[axis] = np.float32(line) * self.reach(axis) if line else NOTHING
        return self._bars[axis]


@dataclass(frozen=True, slots=True)
class _Begun:
    """The terms of a sum, and what those before each of them add up to."""

    pulls: list[Single]
    before: list[Single]


def drawn_choices(ruleset: Ruleset, case: Case, code: str) -> Places:
    """The place of the choice of one criterion in every draw."""
    return _choices(code, chances_of(ruleset, case, code).chances)


def choosing(random: NDArray[np.uint16], chances: tuple[float, ...]) -> Places:
    """The place of the choice that each random number below ``FINE`` picks: as many numbers per
    choice as it has chance."""
    places = np.zeros(len(random), dtype=np.int8)
    for end in accumulate(chances[:-1]):
        bound = round(end * FINE)
        if bound < FINE:
            places += random >= np.uint16(bound)
    return places


@lru_cache(maxsize=64)
def _reach(key: Itself, axis: str, rows: tuple[tuple[str, float], ...]) -> Single:
    """The reach of an axis in every draw (read-only), which no answer changes: 64 (3 MB) are kept."""
    reach = NOTHING.copy()
    for code, shape in rows:
        _, most = key.ruleset.extremes[code][axis]
        reach += gammas(code, shape) * np.float32(most)
    np.maximum(reach, 0, out=reach).setflags(write=False)
    return reach


@lru_cache(maxsize=512)
def _pulls(code: str, shape: float, chances: Chances, effects: tuple[float, ...]) -> Single:
    """Weight x effect of one criterion in every draw (read-only). 512 (20 MB) are kept: the next
    case differs from this one by an answer or two."""
    mean = 0.0
    if chances.given is None:
        mean = fsum(map(float.__mul__, chances.chances, effects))
    shifted = np.array([effect - mean for effect in effects], dtype=np.float32)
    places: Places | int = chances.chances.index(max(chances.chances))
    if not chances.is_certain:
        places = _choices(code, chances.chances)
    pulls: Single = gammas(code, shape) * shifted[places]
    pulls.setflags(write=False)
    return pulls


@lru_cache(maxsize=256)
def _choices(code: str, chances: tuple[float, ...]) -> Places:
    """The place of the choice of a criterion with these chances in every draw (read-only, 3 MB)."""
    places = choosing(_uniform(code), chances)
    places.setflags(write=False)
    return places


@lru_cache(maxsize=256)
def _uniform(code: str) -> NDArray[np.uint16]:
    """The random numbers below ``FINE`` by which the answer to a criterion is drawn (5 MB)."""
    bits = random_numbers(code, ANSWERS).bit_generator.random_raw(-(-DRAWS // 4))
    # The same order of the four on every machine.
    return np.asarray(bits).astype("<u8", copy=False).view("<u2")[:DRAWS]
