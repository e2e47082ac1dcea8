"""Make or buy: only cost that differs between the two counts.

Relevant are the variable cost of making, the fixed cost that stops when we buy (avoidable) and
what the freed capacity could earn (its opportunity cost). Fixed cost that stays whatever we do
(unavoidable) and money already spent are shown, never counted. Source of the method: OpenStax,
Principles of Managerial Accounting, 10.3. All amounts are costs for one period, in one
currency, as positive numbers.
"""

from dataclasses import dataclass
from math import isfinite
from typing import Literal

from engine.cashflow import (
    CashFlowError,
    NoBreakEvenError,
    NotFiniteError,
    indifference_price,
    indifference_volume,
)


class NegativeError(CashFlowError):
    """A cost or a volume is negative."""


@dataclass(frozen=True, slots=True)
class MakeOrBuy:
    """Both sides, relevant cost only, in total and per unit.

    ``advantage`` is what the better side saves in total (0 when they tie), ``better`` is "make",
    "buy" or "equal". ``unavoidable_fixed`` stays either way and is in neither total.
    ``highest_price`` is the price per unit up to which buying does not cost more.
    ``indifference_units`` is the volume at which both cost the same, None where there is none.
    """

    make_total: float
    buy_total: float
    make_per_unit: float
    buy_per_unit: float
    unavoidable_fixed: float
    opportunity_cost: float
    better: Literal["make", "buy", "equal"]
    advantage: float
    advantage_per_unit: float
    highest_price: float
    indifference_units: float | None


def make_or_buy(
    units: float,
    variable_cost: float,
    price: float,
    *,
    avoidable_fixed: float = 0.0,
    unavoidable_fixed: float = 0.0,
    opportunity_cost: float = 0.0,
    buying_fixed: float = 0.0,
) -> MakeOrBuy:
    """Compares making ``units`` with buying them.

    ``variable_cost`` and ``price`` are per unit; the fixed costs are totals for the period.
    ``opportunity_cost`` is what the freed capacity would earn, a cost of making. ``buying_fixed``
    is what buying costs beside the price (a retainer, inspection, contract management). Raises
    ``NotFiniteError``, ``NegativeError``, and ``NoBreakEvenError`` when there are no units.
    """
    figures = (units, variable_cost, price, avoidable_fixed, unavoidable_fixed)
    if not all(map(isfinite, (*figures, opportunity_cost, buying_fixed))):
        raise NotFiniteError("Every figure must be a finite number.")
    if min(*figures, opportunity_cost, buying_fixed) < 0:
        raise NegativeError("Costs and volumes are entered as positive numbers.")
    if units == 0:
        raise NoBreakEvenError("There are no units to compare.")
    make_fixed = avoidable_fixed + opportunity_cost
    make_total = units * variable_cost + make_fixed
    buy_total = units * price + buying_fixed
    advantage = abs(make_total - buy_total)
    return MakeOrBuy(
        make_total=make_total,
        buy_total=buy_total,
        make_per_unit=make_total / units,
        buy_per_unit=buy_total / units,
        unavoidable_fixed=unavoidable_fixed,
        opportunity_cost=opportunity_cost,
        better=_better(make_total, buy_total),
        advantage=advantage,
        advantage_per_unit=advantage / units,
        highest_price=indifference_price(make_total, buying_fixed, units),
        indifference_units=_indifference(make_fixed, variable_cost, buying_fixed, price),
    )


def _better(make_total: float, buy_total: float) -> Literal["make", "buy", "equal"]:
    if make_total == buy_total:
        return "equal"
    return "make" if make_total < buy_total else "buy"


def _indifference(
    make_fixed: float, variable_cost: float, buy_fixed: float, price: float
) -> float | None:
    try:
        return indifference_volume(make_fixed, variable_cost, buy_fixed, price)
    except NoBreakEvenError:
        return None
