"""Weights as they could be otherwise: a Dirichlet distribution around the chosen ones.

Independent gamma numbers divided by their sum are a Dirichlet. They are made by the method of
G. Marsaglia and W. W. Tsang ("A simple method for generating gamma variables", ACM Transactions on
Mathematical Software 26, 2000, pages 363-372) out of proposals that are the same for all weights: a
small change of a weight then moves every draw a little, so that chances move with it instead of
jumping by the luck of new draws, and weights nobody has met before cost little.
"""

from dataclasses import dataclass
from functools import lru_cache
from math import sqrt

import numpy as np
from numpy.typing import NDArray

FREEDOM = 1 / 3
"""How far a theme's share of the weight may lie from the chosen one: 90 % of the draws are nearer,
for a theme of middling weight (see ``concentration``)."""
Z90 = 1.6448536269514722
"""Ninety per cent of a normal distribution lie within this many standard deviations."""
SQUEEZE = 0.0331
"""A proposal z is accepted for every shape when its uniform number is below 1 - 0.0331 z^4."""

Single = NDArray[np.float32]
Ordinals = NDArray[np.intp]


def concentration(shares: list[float]) -> float:
    """The sum of the Dirichlet's parameters at which themes are free by ``FREEDOM``.

    A share p of Dirichlet(k p) has the variance p (1 - p) / (k + 1), so its squared relative
    deviation is (1 - p) / (p (k + 1)). The mean of that over the themes, weighted by their shares,
    is (themes - 1) / (k + 1), whatever the shares are. Ninety per cent of the draws within
    ``FREEDOM`` mean a relative deviation of FREEDOM / 1.645; with 7 themes k is 145.
    """
    themes = max(2, sum(share > 0 for share in shares))
    deviation = FREEDOM / Z90
    return (themes - 1) / deviation**2 - 1


@lru_cache(maxsize=16)
def gammas(shapes: tuple[float, ...], draws: int) -> Single:
    """Independent gamma numbers of scale 1: one row per shape, one column per draw (read-only).

    A row depends on its place and its shape alone; a shape of 0 gives zeros. Cases with equal
    weights meet equal draws of them, so what differs between two scenarios is what was answered. 16
    sets (at most 16 MB) are kept.
    """
    drawn = np.stack([_gamma(row, shape, draws) for row, shape in enumerate(shapes)])
    drawn.setflags(write=False)
    return drawn


@dataclass(frozen=True, slots=True)
class _Proposals:
    """Normal numbers z; the bar ln u - z^2 / 2 that each must clear, u uniform above 0 and up to 1;
    and where the squeeze leaves it open whether it does."""

    normal: Single
    bar: Single
    doubtful: Ordinals


@lru_cache(maxsize=128)
def _proposals(row: int, layer: int, draws: int) -> _Proposals:
    """The proposals of one row. Layer 0 is tried first, the next one where it was rejected, and so
    on: four layers do for nearly all draws. 128 (about 12 MB) are kept."""
    rng = np.random.Generator(np.random.PCG64([row, layer]))
    normal = rng.standard_normal(draws, dtype=np.float32)
    uniform = 1 - rng.random(draws, dtype=np.float32)
    square = normal * normal
    bar = np.log(uniform) - np.float32(0.5) * square
    doubtful = np.flatnonzero(uniform >= 1 - np.float32(SQUEEZE) * square * square)
    return _Proposals(normal, bar, doubtful)


@lru_cache(maxsize=32)
def _boosts(row: int, draws: int) -> Single:
    """Uniform numbers for a row whose shape is below 1 (at most 1 MB is kept)."""
    # A third number: shorter seeds are filled up with zeros, and [row, 0] is taken.
    rng = np.random.Generator(np.random.PCG64([row, 0, 1]))
    return rng.random(draws, dtype=np.float32)


def _gamma(row: int, shape: float, draws: int) -> Single:
    """One row of gamma numbers of a shape of 0 or more."""
    if shape == 0:
        return np.zeros(draws, dtype=np.float32)
    # Below 1 a gamma number is one of shape + 1 times a uniform number to the power of 1 / shape.
    d = (shape if shape >= 1 else shape + 1) - 1 / 3
    c = np.float32(1 / (3 * sqrt(d)))
    tried = _proposals(row, 0, draws)
    cubes = _cubes(c, tried.normal)
    left, layer = tried.doubtful, 0
    while len(left := left[~_accepted(d, cubes[left], tried.bar[left])]):
        layer += 1
        tried = _proposals(row, layer, draws)
        cubes[left] = _cubes(c, tried.normal[left])
    cubes *= np.float32(d)
    return cubes if shape >= 1 else cubes * _boosts(row, draws) ** np.float32(1 / shape)


def _cubes(c: np.float32, normal: Single) -> Single:
    root = normal * c
    root += np.float32(1)
    cubes: Single = root * root * root
    return cubes


def _accepted(d: float, cubes: Single, bar: Single) -> NDArray[np.bool_]:
    """Whether proposals with the cubes v hold: ln u - z^2 / 2 < d (1 - v + ln v), and v > 0."""
    v = np.where(cubes > 0, cubes, 1.0)
    return np.asarray((cubes > 0) & (bar < d * (1 - v + np.log(v))))
