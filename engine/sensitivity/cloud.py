"""A hundred of the ten thousand draws as points of a picture that shows the shares of all of them."""

from collections.abc import Mapping

import numpy as np

from engine.fit.case import Case
from engine.model.ruleset import Ruleset
from engine.rounding import deal_out, rounded
from engine.sensitivity.draws import sums_of
from engine.sensitivity.weight_draws import DRAWS, Single

POINTS = 100
Point = tuple[float, float]


def cloud(ruleset: Ruleset, case: Case, lines: Mapping[str, float]) -> tuple[Point, ...]:
    """Points on two axes, each as a share (-1 to 1) of its reach.

    ``lines`` are those of the axis across, then of the one up. Of the three regions that they part
    (not above the first line; above it and not above the second; above both) each has as many points
    as the draws in it make of a hundred, by largest remainder, taken evenly in the order across.
    """
    sums = sums_of(ruleset, case, frozenset(lines), frozenset(lines))
    x, y = (_shares(*sums[axis]) for axis in lines)
    out, high = (sums[axis][0] > np.float32(line) * sums[axis][1] for axis, line in lines.items())
    regions = {"own": ~out, "low": out & ~high, "high": out & high}
    sizes = {name: int(np.count_nonzero(row)) for name, row in regions.items()}
    points: list[Point] = []
    for name, count in deal_out(sizes, DRAWS // POINTS).items():
        found = np.flatnonzero(regions[name])
        found = found[np.argsort(x[found], kind="stable")]
        places = (2 * np.arange(count) + 1) * len(found) // max(1, 2 * count)
        points += [(rounded(float(x[row])), rounded(float(y[row]))) for row in found[places]]
    return tuple(points)


def _shares(total: Single, reach: Single) -> Single:
    """Totals as shares of their reach, at either end where nothing reaches up."""
    shares: Single = np.divide(total, reach, out=np.sign(total), where=reach > 0)
    return np.clip(shares, -1, 1)
