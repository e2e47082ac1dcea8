"""SMAA-2: which alternative is best, and for what weights, when weights and values are uncertain.

A general implementation for any value matrix. The product's own draws (``engine.sampling``) know
branches, gates and axes; this function is where the method itself is checked against closed forms.

Sources: R. Lahdelma and P. Salminen, "SMAA-2: Stochastic multicriteria acceptability analysis for
group decision making", Operations Research 49(3), 2001, 444-454 (rank acceptability, holistic
acceptability, central weights, confidence factors); T. Tervonen and R. Lahdelma, "Implementing
stochastic multicriteria acceptability analysis", European Journal of Operational Research 178(2),
2007, 500-513 (the simulation: uniform weights from exponential numbers, ordered weights by sorting,
bounded weights by rejection, confidence factors in a second run).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]

TRIES = 2_000
"""Rejection sampling gives up after this many rounds."""


@dataclass(frozen=True, slots=True)
class Uniform:
    """A value anywhere between two numbers."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Normal:
    """A value with a mean and a standard deviation."""

    mean: float
    sd: float


Entry = float | Uniform | Normal


@dataclass(frozen=True, slots=True)
class Ranking:
    """Ordered weights: the places of all criteria, the one that weighs most first."""

    order: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Intervals:
    """The least and the largest weight of every criterion, as shares of 1."""

    bounds: tuple[tuple[float, float], ...]


Constraint = Ranking | Intervals | None


@dataclass(frozen=True, slots=True)
class Smaa:
    """The result for m alternatives and n criteria, all in the order of the matrix.

    ``acceptability`` (m x m): share of the draws in which alternative i has rank r. Alternatives of
    equal value share the better rank. ``holistic`` (m): acceptability weighted by rank.
    ``central`` (m x n): mean of the weights with which the alternative is best; NaN where it never is.
    ``confidence`` (m): chance that it is best with its central weights; 0 where it never is.
    ``pairwise`` (m x m): share of the draws in which i has a higher value than k.
    """

    acceptability: Numbers
    holistic: Numbers
    central: Numbers
    confidence: Numbers
    pairwise: Numbers


def smaa(
    values: Sequence[Sequence[Entry]],
    constraint: Constraint = None,
    *,
    draws: int = 10_000,
    seed: int = 0,
    rank_weights: Sequence[float] | None = None,
) -> Smaa:
    """Analyses alternatives (rows) by criteria (columns) with an additive value function.

    ``values`` are partial values on a common scale, more is better. Without a constraint weights are
    uniform on the simplex (not negative, sum 1). ``rank_weights`` is what each rank counts in the
    holistic index (first rank first); the default is the rank-order centroid, scaled to 1 for the
    first rank. Raises ``ValueError`` for input that makes no sense.
    """
    _check(values, constraint)
    rng = np.random.Generator(np.random.PCG64(seed))
    alternatives, criteria = len(values), len(values[0])
    weights = draw_weights(criteria, constraint, draws, rng)
    drawn = _draw_values(values, draws, rng)
    totals = np.einsum("dmn,dn->dm", drawn, weights)
    ranks = _ranks(totals)
    acceptability = np.stack([(ranks == rank).mean(axis=0) for rank in range(alternatives)], axis=1)
    central = _central(ranks, weights)
    again = _draw_values(values, draws, rng)
    return Smaa(
        acceptability=acceptability,
        holistic=acceptability @ _rank_weights(alternatives, rank_weights),
        central=central,
        confidence=_confidence(again, central),
        pairwise=(totals[:, :, None] > totals[:, None, :]).mean(axis=0),
    )


def draw_weights(
    criteria: int, constraint: Constraint, draws: int, rng: np.random.Generator
) -> Numbers:
    """Weights (draws x criteria), uniform on the part of the simplex that the constraint leaves."""
    if isinstance(constraint, Intervals):
        return _bounded(constraint, draws, rng)
    weights = _simplex(criteria, draws, rng)
    if isinstance(constraint, Ranking):
        ordered = np.empty_like(weights)
        ordered[:, list(constraint.order)] = -np.sort(-weights, axis=1)
        return ordered
    return weights


def _simplex(criteria: int, draws: int, rng: np.random.Generator) -> Numbers:
    drawn = rng.standard_exponential((draws, criteria))
    weights: Numbers = drawn / drawn.sum(axis=1, keepdims=True)
    return weights


def _bounded(constraint: Intervals, draws: int, rng: np.random.Generator) -> Numbers:
    """The lower bounds shrink the simplex, so only the upper ones need rejection."""
    low, high = np.array(constraint.bounds).T
    found: list[Numbers] = []
    number = 0
    for _ in range(TRIES):
        weights = low + (1 - low.sum()) * _simplex(len(low), draws, rng)
        kept = weights[(weights <= high + 1e-12).all(axis=1)]
        found.append(kept)
        number += len(kept)
        if number >= draws:
            return np.concatenate(found)[:draws]
    raise ValueError("weights: the intervals leave too small a part of the simplex to sample")


def _draw_values(
    values: Sequence[Sequence[Entry]], draws: int, rng: np.random.Generator
) -> Numbers:
    """Values as drawn (draws x alternatives x criteria)."""
    drawn = np.empty((draws, len(values), len(values[0])))
    for place, row in enumerate(values):
        for column, entry in enumerate(row):
            if isinstance(entry, Uniform):
                drawn[:, place, column] = rng.uniform(entry.low, entry.high, draws)
            elif isinstance(entry, Normal):
                drawn[:, place, column] = rng.normal(entry.mean, entry.sd, draws)
            else:
                drawn[:, place, column] = entry
    return drawn


def _ranks(totals: Numbers) -> NDArray[np.intp]:
    """Ranks from 0 (draws x alternatives): the number of alternatives with a higher value."""
    ranks: NDArray[np.intp] = (totals[:, None, :] > totals[:, :, None]).sum(axis=2)
    return ranks


def _central(ranks: NDArray[np.intp], weights: Numbers) -> Numbers:
    first = (ranks == 0).astype(np.float64)
    counted = first.sum(axis=0)[:, None]
    sums = first.T @ weights
    central: Numbers = np.divide(sums, counted, out=np.full_like(sums, np.nan), where=counted > 0)
    return central


def _confidence(drawn: Numbers, central: Numbers) -> Numbers:
    """Share of the drawn values in which each alternative is best with its own central weights."""
    shares = np.zeros(len(central))
    for place, weights in enumerate(central):
        if np.isfinite(weights).all():
            totals = drawn @ weights
            shares[place] = (totals[:, place] >= totals.max(axis=1) - 1e-12).mean()
    return shares


def _rank_weights(alternatives: int, given: Sequence[float] | None) -> Numbers:
    if given is not None:
        if len(given) != alternatives:
            raise ValueError(f"rank weights: {len(given)} for {alternatives} ranks")
        return np.array(given, dtype=np.float64)
    centroid = np.array(
        [sum(1 / n for n in range(r, alternatives + 1)) for r in range(1, alternatives + 1)]
    )
    scaled: Numbers = centroid / centroid[0]
    return scaled


def _check(values: Sequence[Sequence[Entry]], constraint: Constraint) -> None:
    if not values or not values[0] or any(len(row) != len(values[0]) for row in values):
        raise ValueError("values: a matrix with at least one row and one column is needed")
    for entry in (entry for row in values for entry in row):
        if not _is_sound(entry):
            raise ValueError(f"values: {entry!r} is not a value")
    criteria = len(values[0])
    if isinstance(constraint, Ranking) and sorted(constraint.order) != list(range(criteria)):
        raise ValueError(f"weights: the ranking must name each of {criteria} criteria once")
    if isinstance(constraint, Intervals):
        _check_intervals(constraint, criteria)


def _is_sound(entry: Entry) -> bool:
    if isinstance(entry, Uniform):
        return isfinite(entry.low) and isfinite(entry.high) and entry.low <= entry.high
    if isinstance(entry, Normal):
        return isfinite(entry.mean) and isfinite(entry.sd) and entry.sd >= 0
    return isfinite(entry)


def _check_intervals(constraint: Intervals, criteria: int) -> None:
    if len(constraint.bounds) != criteria:
        raise ValueError(f"weights: {len(constraint.bounds)} intervals for {criteria} criteria")
    if any(not 0 <= low <= high <= 1 for low, high in constraint.bounds):
        raise ValueError("weights: an interval must lie between 0 and 1, the lower end first")
    lows, highs = zip(*constraint.bounds, strict=True)
    if sum(lows) > 1 or sum(highs) < 1:
        raise ValueError("weights: no weights in these intervals add up to 1")
