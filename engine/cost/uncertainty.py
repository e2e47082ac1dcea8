"""Draws from low, likely and high.

Every uncertain quantity has a stream of its own, taken from the seed and its key, and is drawn through
its quantile function. So the same line gets the same luck in every option (common random numbers),
adding a line changes no other, and a higher figure gives a higher draw in every single draw.
"""

from functools import lru_cache
from hashlib import sha256
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from engine.cost.lines import Line, Range, Shape

Floats = NDArray[np.float64]

DRAWS = 10_000
PERT_WEIGHT = 4.0
"""How much heavier PERT weighs the likely figure than the low and the high one."""
STEPS = 4096
OWN, THEIRS = "in_house:", "provider:"
SAME_LUCK = {"people": "people", "provider_people": "people"}
"""Kinds that are one quantity, drawn together: more work needs more people on either side."""


def luck_of(line: Line, owner: str) -> str:
    """The quantity that a line of a side (``OWN`` or ``THEIRS``) is drawn with: lines with the same one
    are low or high together."""
    return SAME_LUCK.get(line.kind, owner + line.key)


def seed_of(text: str) -> int:
    """A fixed seed (32 bits) from the digest of the inputs, or any other text."""
    return int.from_bytes(sha256(text.encode()).digest()[:4], "big")


def stream(seed: int, key: str, draws: int) -> Floats:
    """``draws`` uniform numbers in 0 to 1 that belong to this key alone."""
    bits = np.random.SFC64([seed, crc32(key.encode())])
    return np.random.Generator(bits).random(draws)


def quantiles(figure: Range, shape: Shape, chances: Floats) -> Floats:
    """The values below which the figure stays with these chances (shape of ``chances``).

    ``triangular`` rises straight from low to likely and falls straight to high. ``pert`` is the beta
    distribution on low to high with alpha = 1 + 4 (likely - low) / (high - low) and
    beta = 6 - alpha, whose mean is (low + 4 likely + high) / 6, read from a table of 4,096 steps.
    Needs low <= likely <= high.
    """
    width = figure.high - figure.low
    if width <= 0:
        return np.full_like(chances, figure.likely)
    mode = (figure.likely - figure.low) / width
    unit = _triangular(mode, chances) if shape == "triangular" else _pert(mode, chances)
    return figure.low + width * unit


def _triangular(mode: float, chances: Floats) -> Floats:
    rising = np.sqrt(chances * mode)
    falling = 1 - np.sqrt((1 - chances) * (1 - mode))
    return np.where(chances < mode, rising, falling)


def _pert(mode: float, chances: Floats) -> Floats:
    table = _pert_table(mode)
    place = chances * STEPS
    step = place.astype(np.intp)
    low = table[step]
    return low + (place - step) * (table[step + 1] - low)


@lru_cache(maxsize=256)
def _pert_table(mode: float) -> Floats:
    """Quantiles at 0, 1 / STEPS ... 1 of the beta distribution on 0 to 1, and 1 once more.

    The cumulated chance comes from the density by the midpoint rule. Unlike the ends of the range,
    where 0 to the power 0 is 1 and to any higher power 0, midpoints change smoothly with the mode.
    """
    grid = np.linspace(0.0, 1.0, STEPS + 1)
    middle = (grid[1:] + grid[:-1]) / 2
    density = middle ** (PERT_WEIGHT * mode) * (1 - middle) ** (PERT_WEIGHT * (1 - mode))
    cumulated = np.concatenate(([0.0], np.cumsum(density)))
    table = np.interp(grid, cumulated / cumulated[-1], grid)
    return np.append(table, 1.0)
