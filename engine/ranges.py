"""How far one weight can move before another option leads: exact intervals.

Every axis value is a weighted mean, so as one weight t grows (a criterion's, or a theme's with its
criteria in proportion) it is (N + t n) / (W + t m): N and W what the other criteria add up to, n and
m what the moved ones add per unit. The lead of one option over another is a sum of such fractions.
Multiplied by the denominators it is a polynomial in t of at most the fourth degree, whose roots are
the only weights at which the lead can turn.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum
from operator import mul
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from engine.exact import Book, State
from engine.fit.case import Case
from engine.model.ruleset import AXES, Ruleset

Numbers = NDArray[np.float64]

FURTHEST = 1e9
"""Roots beyond this multiple of all weights together are no weights anybody gives."""
SAME = 1e-9
"""Two weights nearer than this, in proportion, are one."""


@dataclass(frozen=True, slots=True)
class WeightRange:
    """The weights of one criterion or theme with which the advice holds, the others unchanged.

    The advice holds for every weight between ``low`` and ``high``, in the unit of the case's weights;
    ``high`` is None when no weight is too much. ``low_advice`` leads just below ``low`` (at 0 itself
    when ``low`` is 0), None when the advice holds down to 0; ``high_advice`` just above ``high``.
    """

    kind: Literal["criterion", "theme"]
    code: str
    weight: float
    low: float
    high: float | None
    low_advice: str | None
    high_advice: str | None


@dataclass(frozen=True, slots=True)
class _Line:
    """The axes as functions of one weight: one number per axis each. So few are added up faster one
    by one than as arrays."""

    weight: float
    above: list[float]
    above_step: list[float]
    below: list[float]
    below_step: list[float]

    @property
    def jumps(self) -> bool:
        """Whether some axis has nothing else on it: at 0 its value falls to 0 at once."""
        rows = zip(self.below, self.below_step, strict=True)
        return any(below <= 0 < step for below, step in rows)

    def scores(self, profiles: list[list[float]], weight: float) -> list[float]:
        """What the options reach on the axes (without scale) at a weight."""
        rows = zip(self.above, self.above_step, self.below, self.below_step, strict=True)
        values = [
            (above + weight * above_step) / total if (total := below + weight * step) > 0 else 0.0
            for above, above_step, below, step in rows
        ]
        return [sum(map(mul, profile, values)) for profile in profiles]


def weight_ranges(ruleset: Ruleset, case: Case) -> tuple[WeightRange, ...]:
    """The interval of every asked criterion's weight, then of every theme's."""
    return ranges_of(Book(ruleset, case.weights).state(case))


def ranges_of(state: State) -> tuple[WeightRange, ...]:
    """The same for a state at hand."""
    ruleset = state.book.ruleset
    codes = [code for code in state.known if ruleset.centred[code]]
    named = _items(state, codes)
    lines = _lines(state, codes, [parts for _, _, _, parts in named])
    profiles = np.array([[row.profile.get(axis, 0.0) for axis in AXES] for row in ruleset.options])
    weights = [weight for _, _, weight, _ in named]
    rivals = [place for place, out in enumerate(state.out) if not out and place != state.advice]
    found = roots(lines, profiles[state.advice] - profiles[rivals], sum(weights) or 1.0)
    search = _Search(state, profiles.tolist(), rivals)
    return tuple(
        search.range_of(kind, code, _Line(weight, *parts), marks)
        for (kind, code, weight, _), parts, marks in zip(
            named, lines.swapaxes(0, 1).tolist(), found, strict=True
        )
    )


Item = tuple[Literal["criterion", "theme"], str, float, dict[str, float]]


def _items(state: State, codes: Sequence[str]) -> list[Item]:
    """Every asked criterion and every theme with an asked criterion: kind, code, weight, and how one
    unit of it is shared out over the criteria that move an axis."""
    ruleset, weights = state.book.ruleset, state.book.weights
    found: list[Item] = [
        ("criterion", code, weights[code], {code: 1.0} if code in codes else {})
        for code in state.known
    ]
    for theme in ruleset.themes:
        rows = ruleset.criteria_of(theme.code)
        if any(row.code in state.known for row in rows):
            total = fsum(weights[row.code] for row in rows)
            own = {row.code: weights[row.code] if total else row.weight for row in rows}
            whole = fsum(own.values())
            parts = {code: own[code] / whole for code in own if code in codes and own[code]}
            found.append(("theme", theme.code, total, parts))
    return found


def _lines(state: State, codes: Sequence[str], parts: Sequence[dict[str, float]]) -> Numbers:
    """N, n, W and m of every item: 4 x items x axes."""
    centred, weights = state.book.ruleset.centred, state.book.weights
    effects = np.zeros((len(codes), len(AXES)))
    acts = np.zeros((len(codes), len(AXES)))
    for row, code in enumerate(codes):
        number = state.known[code]
        for axis, table in centred[code].items():
            acts[row, AXES.index(axis)] = 1.0
            effects[row, AXES.index(axis)] = 0.0 if number is None else table[number]
    moved = np.zeros((len(parts), len(codes)))
    columns = {code: column for column, code in enumerate(codes)}
    for row, part in enumerate(parts):
        for code, share in part.items():
            moved[row, columns[code]] = share
    rest = np.where(moved > 0, 0.0, np.array([weights[code] for code in codes]))
    return np.array([rest @ effects, moved @ effects, rest @ acts, moved @ acts])


def roots(lines: Numbers, leads: Numbers, unit: float) -> list[list[float]]:
    """Per item, the positive weights at which the advice and a rival stand equal, rising.

    ``lines`` is 4 x items x axes (N, n, W, m); ``leads`` rivals x axes (profile of the advice less
    that of the rival); ``unit`` a weight of the usual size, for well-scaled polynomials.
    """
    above, above_step, below, below_step = lines
    above_step, below_step = above_step * unit, below_step * unit
    moving = below_step > 0
    degrees = moving.sum(axis=1)
    fixed = np.divide(above, below, out=np.zeros_like(above), where=below > 0)
    top = np.where(moving, above, fixed), np.where(moving, above_step, 0.0)
    bottom = np.where(moving, below, 1.0), np.where(moving, below_step, 0.0)
    terms = _terms(top, bottom)
    polynomials = np.einsum("ra,aik->irk", leads, terms)
    sizes = np.einsum("ra,aik->irk", np.abs(leads), np.abs(terms)).max(axis=2, initial=0.0)
    turning = np.abs(polynomials).max(axis=2) > 1e-14 * sizes
    items, rivals = np.nonzero((degrees > 0)[:, None] & turning)
    rows, solved = polynomials[items, rivals], np.full((len(items), len(AXES)), np.nan)
    for degree in range(1, len(AXES) + 1):
        own = np.flatnonzero(degrees[items] == degree)
        if len(own):
            solved[own, :degree] = _solve(rows[own, : degree + 1])
    found: list[list[float]] = [[] for _ in degrees]
    for item, row in zip(items.tolist(), _polished(rows, solved).tolist(), strict=True):
        found[item] += [root * unit for root in row if 0 < root < FURTHEST]
    return [sorted(row) for row in found]


def _terms(top: tuple[Numbers, Numbers], bottom: tuple[Numbers, Numbers]) -> Numbers:
    """Every axis over the common denominator: axes x items x coefficients from t^0 to t^4. The factor
    of an axis is its own numerator in its own term and its denominator in the others."""
    product = np.zeros((len(AXES), len(top[0]), len(AXES) + 1))
    product[:, :, 0] = 1.0
    for axis in range(len(AXES)):
        factors = np.stack(bottom)[:, None, :, axis].repeat(len(AXES), axis=1)
        factors[:, axis] = np.stack(top)[:, :, axis]
        constant, slope = factors[..., None]
        shifted = np.zeros_like(product)
        shifted[:, :, 1:] = product[:, :, :-1]
        product = product * constant + shifted * slope
    return product


def _solve(polynomials: Numbers) -> Numbers:
    """Real roots of polynomials of one degree (rows of coefficients from t^0); NaN for the others.

    Of the second degree by the formula without cancellation, of higher ones as the eigenvalues of
    the companion matrix.
    """
    degree = polynomials.shape[1] - 1
    sizes = np.abs(polynomials).max(axis=1)
    lead = polynomials[:, -1]
    if degree == 1:
        root = np.divide(-polynomials[:, 0], lead, out=np.full_like(lead, np.nan), where=lead != 0)
        return root[:, None]
    # A vanishing highest coefficient moves one root out of reach instead of dividing by zero.
    lead = np.where(np.abs(lead) < 1e-15 * sizes, 1e-15 * sizes, lead)
    monic = polynomials[:, :-1] / lead[:, None]
    return _square_roots(monic) if degree == 2 else _eigenvalues(monic)


def _polished(polynomials: Numbers, real: Numbers) -> Numbers:
    """Roots after two steps of Newton's method, all polynomials at once."""
    for _ in range(2):
        height, slope = np.zeros_like(real), np.zeros_like(real)
        for coefficient in polynomials[:, ::-1].T:
            slope = slope * real + height
            height = height * real + coefficient[:, None]
        step = np.divide(height, slope, out=np.zeros_like(real), where=slope != 0)
        real = np.where(np.abs(step) < 1e-3 * np.abs(real), real - step, real)
    return real


def _square_roots(monic: Numbers) -> Numbers:
    """Roots of c + b t + t^2, given as rows (c, b)."""
    constant, slope = monic.T
    half = -0.5 * slope
    square = half * half - constant
    # Rounding may carry the root that two roots have in common just off the real line.
    square = np.where(np.abs(square) <= 1e-12 * half * half, 0.0, square)
    distance = np.sqrt(square, out=np.full_like(square, np.nan), where=square >= 0)
    larger = half + np.copysign(distance, half)
    other = np.divide(constant, larger, out=np.zeros_like(larger), where=larger != 0)
    return np.stack([larger, other], axis=1)


def _eigenvalues(monic: Numbers) -> Numbers:
    """Roots of polynomials whose highest coefficient is 1 (rows without it, from t^0)."""
    rows, degree = monic.shape
    companion = np.zeros((rows, degree, degree))
    companion[:, np.arange(1, degree), np.arange(degree - 1)] = 1.0
    companion[:, :, -1] = -monic
    values = np.linalg.eigvals(companion)
    real: Numbers = np.where(np.abs(values.imag) <= 1e-6 * np.abs(values), values.real, np.nan)
    return real


class _Search:
    """Walks from the weight of today over the roots until the advice changes."""

    def __init__(self, state: State, profiles: list[list[float]], rivals: list[int]) -> None:
        self.state = state
        self.options = tuple(state.book.ruleset.option)
        self.profiles = profiles
        self.open = sorted([*rivals, state.advice]) if not state.out.all() else []

    def range_of(
        self, kind: Literal["criterion", "theme"], code: str, line: _Line, marks: list[float]
    ) -> WeightRange:
        """The interval of one item; ``marks`` are its roots, rising."""
        if not marks and line.weight > 0 and not line.jumps:
            return WeightRange(kind, code, line.weight, 0.0, None, None, None)
        marks = _distinct(marks)
        low, low_advice = self._low(line, marks)
        high, high_advice = self._high(line, marks)
        return WeightRange(kind, code, line.weight, low, high, low_advice, high_advice)

    def _leader(self, line: _Line, weight: float) -> int:
        """The best open option at a weight, ties in order."""
        if not self.open:
            return self.state.advice
        scores = line.scores(self.profiles, weight)
        best = max(scores[place] for place in self.open)
        return next(place for place in self.open if scores[place] >= best - 1e-12)

    def _low(self, line: _Line, marks: list[float]) -> tuple[float, str | None]:
        here = line.weight
        below = [mark for mark in marks if mark < here or _same(mark, here)]
        for place in range(len(below) - 1, -1, -1):
            further = below[place - 1] if place else 0.0
            lead = self._leader(line, below[place] - (below[place] - further) * 1e-3)
            if lead != self.state.advice:
                return min(below[place], here), self.options[lead]
        jumps = here > 0 and line.jumps
        at_zero = self._leader(line, 0.0) if jumps else self.state.advice
        return 0.0, None if at_zero == self.state.advice else self.options[at_zero]

    def _high(self, line: _Line, marks: list[float]) -> tuple[float | None, str | None]:
        here = line.weight
        beyond = [mark for mark in marks if mark > here or _same(mark, here)]
        if here == 0.0:
            beyond = [0.0, *beyond]
        for place, mark in enumerate(beyond):
            further = beyond[place + 1] if place + 1 < len(beyond) else 2 * mark + 1.0
            lead = self._leader(line, mark + (further - mark) * 1e-3)
            if lead != self.state.advice:
                return max(mark, here), self.options[lead]
        return None, None


def _same(one: float, two: float) -> bool:
    return abs(one - two) <= SAME * max(one, two)


def _distinct(marks: list[float]) -> list[float]:
    found: list[float] = []
    for mark in marks:
        if not found or not _same(mark, found[-1]):
            found.append(mark)
    return found
