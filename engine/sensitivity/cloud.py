"""A hundred of the ten thousand draws as points of a picture that shows the shares of all of them."""

from collections.abc import Mapping

import numpy as np

from engine.fit.case import Case
from engine.model.ruleset import Ruleset
from engine.rounding import portioned, rounded
from engine.sensitivity.draws import sums_of
from engine.sensitivity.weight_draws import Single

POINTS = 100
Point = tuple[float, float]


def cloud(
    ruleset: Ruleset, case: Case, lines: Mapping[str, float], beyond: int
) -> tuple[Point, ...]:
    """A hundred points on two axes, each as a share (-1 to 1) of its reach.

    ``lines`` are those of the axis across, then of the one up. They part three regions: not above the
    first line; above it and not above the second; above both. ``beyond`` points lie above the first line,
    as many as are printed beside, dealt out between the two by largest remainder. Those of a region are
    taken evenly in the order across.
    """
    sums = sums_of(ruleset, case, frozenset(lines), frozenset(lines))
    x, y = (_shares(*sums[axis]) for axis in lines)
    out, high = (sums[axis][0] > np.float32(line) * sums[axis][1] for axis, line in lines.items())
    regions = {"own": ~out, "bpo": out & ~high, "kpo": out & high}
    sizes = {name: int(np.count_nonzero(regions[name])) for name in ("bpo", "kpo")}
    points: list[Point] = []
    for name, count in {"own": POINTS - beyond, **portioned(beyond, sizes)}.items():
        found = np.flatnonzero(regions[name])
        found = found[np.argsort(x[found], kind="stable")]
        places = (2 * np.arange(count) + 1) * len(found) // max(1, 2 * count)
        points += [(rounded(float(x[row])), rounded(float(y[row]))) for row in found[places]]
    return tuple(points)


def _shares(total: Single, reach: Single) -> Single:
    """Totals as shares of their reach, at either end where nothing reaches up."""
    shares: Single = np.divide(total, reach, out=np.sign(total), where=reach > 0)
    return np.clip(shares, -1, 1)
