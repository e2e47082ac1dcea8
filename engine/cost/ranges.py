"""How sure a cost case is: spread of the draws, main drivers, where the order changes."""

from decimal import Decimal
from typing import Literal

import numpy as np

from engine.cost.flows import Side, both, discount, scaled
from engine.cost.lines import Terms
from engine.cost.money import money
from engine.cost.result import Driver, Spread
from engine.cost.uncertainty import Floats

BLOCK = 1_250
HURDLE = 0.10
"""Below a saving of 10 % of the in-house cost no change is recommended."""
EVEN = 0.5
"""The share of the draws that must reach the hurdle."""


def _saving_npv(own: Side, theirs: Side) -> Floats:
    """Present value of the saving per draw."""
    return np.asarray(discount(own.terms) @ both(own, theirs).saving(own.terms))


def indifference(own: Side, theirs: Side, what: Literal["volume", "price"]) -> float | None:
    """The multiple at which the saving is zero: it is linear in volume and in price."""

    def saving(multiple: float) -> float:
        if what == "price":
            return float(_saving_npv(own, scaled(theirs, price=multiple))[0])
        return float(_saving_npv(scaled(own, volume=multiple), scaled(theirs, volume=multiple))[0])

    at_zero, at_one = saving(0.0), saving(1.0)
    if at_zero == at_one:
        return None
    multiple = at_zero / (at_zero - at_one)
    return multiple if multiple > 0 else None


def spread_of(own: Side, theirs: Side) -> tuple[Spread, Floats]:
    """Percentiles and chances from drawn sides, and the saving of every draw; in blocks that stay in
    the processor's cache."""
    terms = own.terms
    blocks = [
        _running(own.part(start, start + BLOCK), theirs.part(start, start + BLOCK))
        for start in range(0, own.draws, BLOCK)
    ]
    running = np.concatenate([block[0] for block in blocks], axis=1)
    own_present = np.concatenate([block[1] for block in blocks])
    low, middle, high = np.percentile(running, (10, 50, 90), axis=-1)
    bands = tuple(
        (_money(low[year], terms), _money(middle[year], terms), _money(high[year], terms))
        for year in range(terms.years + 1)
    )
    over_hurdle = running[-1] >= HURDLE * own_present
    chances = float(np.mean(running[-1] > 0)), float(np.mean(over_hurdle))
    return Spread(*bands[-1], *chances, bands), running[-1]


def _running(own: Side, theirs: Side) -> tuple[Floats, Floats]:
    """Running totals of discounted savings per year, and the in-house present value, per draw."""
    terms = own.terms
    flows = both(own, theirs)
    factors = discount(terms)
    own_cost = np.asarray(sum(factors @ table for table in flows.own.values()))
    saving = flows.saving(terms)
    saving *= factors[:, np.newaxis]
    return np.cumsum(saving, axis=0), own_cost * (1 - terms.tax)


def _money(amount: float, terms: Terms) -> Decimal:
    return money(float(amount), terms.currency)


def drivers_of(own: Side, theirs: Side) -> tuple[Driver, ...]:
    """Every line whose range moves the saving, the widest swing first."""
    lines = [
        (side, line, line.used)
        for side in (own, theirs)
        for line in side.lines
        if line.used is not None and line.used.low < line.used.high
    ]
    count = 2 * len(lines)
    if not count:
        return ()
    spread = [
        {key: np.repeat(value, count) for key, value in side.values.items()}
        for side in (own, theirs)
    ]
    for place, (side, line, used) in enumerate(lines):
        column = spread[0 if side is own else 1][line.key]
        column[2 * place : 2 * place + 2] = used.low, used.high
    savings = _saving_npv(
        Side(own.lines, spread[0], own.terms), Side(theirs.lines, spread[1], own.terms)
    )
    found = [
        Driver(
            key=line.key,
            kind=line.kind,
            owner="in_house" if side is own else "provider",
            at_low=_money(savings[2 * place], own.terms),
            at_high=_money(savings[2 * place + 1], own.terms),
        )
        for place, (side, line, _) in enumerate(lines)
    ]
    moving = [driver for driver in found if driver.swing]
    return tuple(sorted(moving, key=lambda driver: -driver.swing))
