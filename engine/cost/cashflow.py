"""Money over time: present value, rate of return, payback.

Sign convention: what flows in (or is saved) is positive, what flows out is negative. ``flows[0]``
falls on the day of the decision, ``flows[1]`` belongs to year 1 and so on; amounts are in any one
currency, rates are shares per year (0.08 is 8 %). With ``timing="end"`` the flow of year t counts at
the end of that year, with ``timing="mid"`` in its middle; ``flows[0]`` always counts at once. ``last``
is the part of a year that the last flow covers, 1 for a whole one.
"""

from collections.abc import Sequence
from fractions import Fraction
from itertools import accumulate, pairwise
from math import fsum, isfinite, lcm
from typing import Literal

import numpy as np
import numpy_financial as npf

Timing = Literal["end", "mid"]

LOWEST_RATE = -1 + 1e-9
SAME_RATE = 1e-6
REAL_ROOT = 1e-6
FINEST = 24
"""Half a month: the shortest time between two flows, in parts of a year."""
DUST = 1e-14
"""A flow that is smaller than this beside the largest one is an error of rounding."""


class CashFlowError(ValueError):
    """Figures from which nothing can be computed; the message says why."""


class EmptyFlowsError(CashFlowError):
    """There is no flow at all."""


class NotFiniteError(CashFlowError):
    """A figure is not a finite number, or the result is too large for one."""


class NoSignChangeError(CashFlowError):
    """The flows never change sign, so no rate makes their present value zero."""


class NoRateError(CashFlowError):
    """The flows change sign, but no rate above -100 % makes their present value zero."""


class SeveralRatesError(CashFlowError):
    """Several rates make the present value zero: none of them may be used alone."""

    def __init__(self, rates: Sequence[float]) -> None:
        self.rates = tuple(rates)
        found = ", ".join(f"{rate:.2%}" for rate in self.rates)
        super().__init__(f"Several rates of return fit these flows: {found}. Use the NPV instead.")


def times(count: int, timing: Timing = "end", last: float = 1.0) -> tuple[float, ...]:
    """When each of ``count`` flows counts, in years from the decision."""
    back = 0.5 if timing == "mid" else 0.0
    whole = [max(0.0, year - back) for year in range(count)]
    if count > 1:
        whole[-1] = count - 2 + last * (1 - back)
    return tuple(whole)


def npv(rate: float, flows: Sequence[float], timing: Timing = "end", last: float = 1.0) -> float:
    """Net present value on the day of the decision, in the currency of the flows.

    NPV = sum of flows[t] / (1 + rate) ** time[t] (OpenStax, Principles of Finance 2e, 16.2).
    Unlike the NPV function of spreadsheets, ``flows[0]`` is not discounted.
    Raises ``EmptyFlowsError``, ``NotFiniteError`` (also for a rate of -100 % or less).
    """
    return fsum(discounted(rate, flows, timing, last))


def discounted(
    rate: float, flows: Sequence[float], timing: Timing = "end", last: float = 1.0
) -> tuple[float, ...]:
    """Every flow at its value on the day of the decision. Raises what ``npv`` raises."""
    values = _checked(flows)
    if not isfinite(rate) or rate <= -1:
        raise NotFiniteError("The rate must be a number above -100 %.")
    try:
        found = tuple(
            value / (1 + rate) ** time
            for value, time in zip(values, times(len(values), timing, last), strict=True)
        )
    except (OverflowError, ZeroDivisionError):
        raise NotFiniteError("The present value is too large to be computed.") from None
    if not all(map(isfinite, found)) or not isfinite(sum(found)):
        raise NotFiniteError("The present value is too large to be computed.")
    return found


def irr(flows: Sequence[float], timing: Timing = "end", last: float = 1.0) -> float:
    """The yearly rate at which the NPV is zero, as a share above -1.

    Solved by numpy-financial; flows within a year on parts of it, compounded to a year (OpenStax,
    Principles of Finance 2e, 16.3). Raises ``EmptyFlowsError``, ``NotFiniteError``,
    ``NoSignChangeError``, ``NoRateError`` and, when the flows change sign more than once and several
    rates fit, ``SeveralRatesError`` with all of them: which one is meant cannot be known.
    """
    rates = internal_rates(flows, timing, last)
    if not rates:
        raise NoRateError("No rate of return above -100 % fits these flows.")
    if len(rates) > 1:
        raise SeveralRatesError(rates)
    return rates[0]


def internal_rates(
    flows: Sequence[float], timing: Timing = "end", last: float = 1.0
) -> tuple[float, ...]:
    """All rates above -100 % at which the NPV is zero, lowest first; empty when there is none.

    By Descartes' rule there are at most as many as the flows change sign.
    Raises ``EmptyFlowsError``, ``NotFiniteError``, ``NoSignChangeError``.
    """
    values = _checked(flows)
    if sign_changes(values) == 0:
        raise NoSignChangeError("The flows need at least one plus and one minus for a rate.")
    largest = max(map(abs, values))
    periods = [value / largest if abs(value) > DUST * largest else 0.0 for value in values]
    changes = sign_changes(periods)
    if changes == 0:
        return ()
    parts, periods = _even_steps(periods, times(len(periods), timing, last))
    with np.errstate(all="ignore"):
        try:
            found = [float(npf.irr(periods))] if changes == 1 else _roots(periods)
        except np.linalg.LinAlgError:
            return ()
    found = [(1 + rate) ** parts - 1 for rate in found]
    rates: list[float] = []
    for rate in sorted(rate for rate in found if isfinite(rate) and rate > LOWEST_RATE):
        if not rates or rate - rates[-1] > SAME_RATE * (1 + abs(rate)):
            rates.append(rate)
    return tuple(rates)


def _even_steps(flows: Sequence[float], when: Sequence[float]) -> tuple[int, list[float]]:
    """The flows on even steps with zeros between them, and how many steps make a year: as few as needed."""
    exact = [Fraction(time).limit_denominator(FINEST) for time in when]
    parts = lcm(*(time.denominator for time in exact))
    steps = [0.0] * (int(exact[-1] * parts) + 1)
    for flow, time in zip(flows, exact, strict=True):
        steps[int(time * parts)] += flow
    return parts, steps


def _roots(periods: Sequence[float]) -> list[float]:
    """Rates from the positive real roots in x = 1 / (1 + rate) of the present value."""
    roots = np.roots(periods[::-1])
    size = np.abs(roots)
    real = (np.abs(roots.imag) <= REAL_ROOT * size) & (roots.real > 0)
    return [1 / float(root) - 1 for root in roots[real].real]


def sign_changes(flows: Sequence[float]) -> int:
    """How often the flows change between plus and minus; zeros do not count."""
    signs = [flow > 0 for flow in flows if flow]
    return sum(before != after for before, after in pairwise(signs))


def payback(flows: Sequence[float], last: float = 1.0) -> float | None:
    """Years until the running total is back at zero, None when it never is.

    Inside a year the flow is spread evenly (OpenStax, Principles of Managerial Accounting,
    11.2). 0 when the running total is never negative. Later outflows may push it below zero again.
    Raises ``EmptyFlowsError``, ``NotFiniteError``.
    """
    values = _checked(flows)
    totals = list(accumulate(values))
    for year in range(1, len(totals)):
        if totals[year - 1] < 0 <= totals[year]:
            length = last if year == len(totals) - 1 else 1.0
            return year - 1 + length * -totals[year - 1] / values[year]
    return None if min(totals) < 0 else 0.0


def _checked(figures: Sequence[float]) -> list[float]:
    values = [float(figure) for figure in figures]
    if not values:
        raise EmptyFlowsError("There are no flows.")
    if not all(map(isfinite, values)):
        raise NotFiniteError("Every figure must be a finite number.")
    return values
