"""Weights as they could be otherwise: a Dirichlet distribution around the chosen ones.

Independent gamma numbers divided by their sum are a Dirichlet. They are made by the method of
G. Marsaglia and W. W. Tsang ("A simple method for generating gamma variables", ACM Transactions on
Mathematical Software 26, 2000, pages 363-372) out of proposals that are the same for all weights: a
small change of a weight then moves every draw a little, so that chances move with it instead of
jumping by the luck of new draws, and weights nobody has met before cost little.

All random numbers of a criterion follow from its code: they are the same in every case, step,
scenario and process, whatever else the ruleset holds.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from math import fsum, sqrt

import numpy as np
from numpy.typing import NDArray

from engine.model.ruleset import Ruleset

DRAWS = 10_000
FREEDOM = 1 / 3
"""How far a theme's share of the weight may lie from the chosen one: 90 % of the draws are nearer,
for a theme of middling weight (see ``concentration``)."""
Z90 = 1.6448536269514722
"""Ninety per cent of a normal distribution lie within this many standard deviations."""
WEIGHTS, BOOSTS, ANSWERS = 1, 2, 3
"""What random numbers are for."""
DECIMALS = 9
"""Of a shape: weights that are the same but for a common factor then have the same draws."""
LEAST = np.float32(1e-30)
"""What a weight that is next to nothing is drawn as, so that a single one still decides."""
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


def shapes_of(ruleset: Ruleset, weights: Mapping[str, float]) -> dict[str, float]:
    """The Dirichlet's parameter of every criterion with some weight that acts on an axis.

    Whatever is answered they stay the same: leaving criteria out of a Dirichlet leaves the Dirichlet
    of the others. A criterion that stands apart from its theme takes nothing from the others.
    """
    acting = [row for row in ruleset.criteria if ruleset.effects[row.code] and weights[row.code]]
    inside = [row for row in acting if not row.apart] or acting
    total = fsum(weights[row.code] for row in inside)
    themes: dict[str, list[float]] = {}
    for row in inside:
        themes.setdefault(row.theme, []).append(weights[row.code])
    whole = concentration([fsum(rows) / total for rows in themes.values()])
    return {row.code: round(whole * weights[row.code] / total, DECIMALS) for row in acting}


def random_numbers(code: str, *purpose: int) -> np.random.Generator:
    """The stream of random numbers of a criterion for one purpose."""
    # PCG64 is named, not left to default_rng, so that a new NumPy cannot change the stream; the
    # criterion's number comes last: shorter seeds are filled up with zeros.
    number = int.from_bytes(sha256(code.encode()).digest()[:8], "big")
    return np.random.Generator(np.random.PCG64([*purpose, number, 1]))


@lru_cache(maxsize=256)
def gammas(code: str, shape: float) -> Single:
    """Gamma numbers of scale 1 and a shape above 0: one per draw (read-only), each above 0.

    They depend on the criterion's code and the shape alone. 256 rows (10 MB) are kept.
    """
    drawn = np.maximum(_gamma(code, shape), LEAST)
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
def _proposals(code: str, layer: int) -> _Proposals:
    """The proposals of one criterion. Layer 0 is tried first, the next one where it was rejected,
    and so on: four layers do for nearly all draws. 128 (about 12 MB) are kept."""
    rng = random_numbers(code, WEIGHTS, layer)
    normal = rng.standard_normal(DRAWS, dtype=np.float32)
    uniform = 1 - rng.random(DRAWS, dtype=np.float32)
    square = normal * normal
    bar = np.log(uniform) - np.float32(0.5) * square
    doubtful = np.flatnonzero(uniform >= 1 - np.float32(SQUEEZE) * square * square)
    return _Proposals(normal, bar, doubtful)


@lru_cache(maxsize=32)
def _boosts(code: str) -> Single:
    """Uniform numbers for a criterion whose shape is below 1 (at most 1 MB is kept)."""
    return random_numbers(code, BOOSTS).random(DRAWS, dtype=np.float32)


def _gamma(code: str, shape: float) -> Single:
    """The gamma numbers of a criterion; many of a small shape are 0."""
    # Below 1 a gamma number is one of shape + 1 times a uniform number to the power of 1 / shape.
    d = (shape if shape >= 1 else shape + 1) - 1 / 3
    c = np.float32(1 / (3 * sqrt(d)))
    tried = _proposals(code, 0)
    cubes = _cubes(c, tried.normal)
    left, layer = tried.doubtful, 0
    while len(left := left[~_accepted(d, cubes[left], tried.bar[left])]):
        layer += 1
        tried = _proposals(code, layer)
        cubes[left] = _cubes(c, tried.normal[left])
    cubes *= np.float32(d)
    return cubes if shape >= 1 else cubes * _boosts(code) ** np.float32(1 / shape)


def _cubes(c: np.float32, normal: Single) -> Single:
    root = normal * c
    root += np.float32(1)
    cubes: Single = root * root * root
    return cubes


def _accepted(d: float, cubes: Single, bar: Single) -> NDArray[np.bool_]:
    """Whether proposals with the cubes v hold: ln u - z^2 / 2 < d (1 - v + ln v), and v > 0."""
    v = np.where(cubes > 0, cubes, 1.0)
    return np.asarray((cubes > 0) & (bar < d * (1 - v + np.log(v))))
