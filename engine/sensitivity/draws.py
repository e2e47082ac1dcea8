"""Ten thousand ways the weights and the weak answers could be otherwise, and where each axis is then.

The random numbers of a criterion are fixed (``engine.sensitivity.weight_draws``): a case that differs
by one answer meets the same luck everywhere else, so that what differs is what was answered. Gates
and branches are never drawn: what is unanswered cannot fire.
"""

from collections.abc import Mapping
from functools import lru_cache
from itertools import accumulate
from math import fsum

import numpy as np
from numpy.typing import NDArray

from engine.fit.case import Case
from engine.fit.counting import counting
from engine.fit.weighting import weights_of
from engine.model.ruleset import Ruleset
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

Flags = NDArray[np.bool_]
Places = NDArray[np.int8]


def above_the_line(ruleset: Ruleset, case: Case, lines: Mapping[str, float]) -> dict[str, Flags]:
    """Axis -> whether its value lies above its line, in every draw; a tie does not.

    ``lines`` names the axes wanted, with their lines as shares of the reach. Weights are drawn from a
    Dirichlet around those given, known answers by their evidence; an unknown answer is drawn from its
    prior and counts as its effect minus the prior's mean, so that silence pulls nowhere. The reach
    moves with the weights.
    """
    sums = sums_of(
        ruleset, case, frozenset(lines), frozenset(axis for axis in lines if lines[axis])
    )
    return {axis: total > np.float32(lines[axis]) * reach for axis, (total, reach) in sums.items()}


def sums_of(
    ruleset: Ruleset, case: Case, axes: frozenset[str], reaching: frozenset[str]
) -> dict[str, tuple[Single, Single]]:
    """Axis -> its weighted sum in every draw, and its reach there (0 for axes not in ``reaching``)."""
    totals = {axis: np.zeros(DRAWS, dtype=np.float32) for axis in axes}
    reaches = {axis: np.zeros(DRAWS, dtype=np.float32) for axis in axes}
    shapes = shapes_of(ruleset, weights_of(ruleset, case))
    # In the order of the codes: the order of asking must not move the last digits of a sum. Row by
    # row: a matrix product would start threads for nothing and differ from machine to machine.
    for code in sorted(row.code for row in counting(ruleset, case)):
        for axis, table in ruleset.effects[code].items():
            if axis in axes:
                effects = tuple(table.values())
                totals[axis] += _pulls(code, shapes[code], chances_of(ruleset, case, code), effects)
                if axis in reaching:
                    reaches[axis] += gammas(code, shapes[code]) * np.float32(max(effects))
    return {axis: (totals[axis], np.maximum(reaches[axis], 0)) for axis in axes}


def drawn_choices(ruleset: Ruleset, case: Case, code: str) -> Places:
    """The place of the choice of one criterion in every draw."""
    return choosing(_uniform(code), chances_of(ruleset, case, code).chances)


def choosing(random: NDArray[np.uint16], chances: tuple[float, ...]) -> Places:
    """The place of the choice that each random number below ``FINE`` picks: as many numbers per
    choice as it has chance."""
    places = np.zeros(len(random), dtype=np.int8)
    for end in accumulate(chances[:-1]):
        bound = round(end * FINE)
        if bound < FINE:
            places += random >= np.uint16(bound)
    return places


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
        places = choosing(_uniform(code), chances.chances)
    pulls: Single = gammas(code, shape) * shifted[places]
    pulls.setflags(write=False)
    return pulls


@lru_cache(maxsize=256)
def _uniform(code: str) -> NDArray[np.uint16]:
    """The random numbers below ``FINE`` by which the answer to a criterion is drawn (5 MB)."""
    bits = random_numbers(code, ANSWERS).bit_generator.random_raw(-(-DRAWS // 4))
    # The same order of the four on every machine.
    return np.asarray(bits).astype("<u8", copy=False).view("<u2")[:DRAWS]
