"""How sure a cost case is: spread of the draws, main drivers, where the order changes."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

import numpy as np

from engine.cost.flows import Side, both, discount, scaled
from engine.cost.lines import KINDS, MINIMUM_OF, Line, Terms
from engine.cost.money import money
from engine.cost.result import Driver, Outcomes, Spread
from engine.cost.uncertainty import OWN, THEIRS, Floats, luck_of

BLOCK = 1_250
MOST, PLACES, ROUNDS = 10.0, 101, 5
"""Where a volume is looked for at which both ways cost the same, and how finely."""
HURDLE = 0.10
"""Below a saving of 10 % of the in-house cost no change is recommended."""
EVEN = 0.5
"""The share of the draws that must reach the hurdle."""


def _saving_npv(own: Side, theirs: Side) -> Floats:
    """Present value of the saving per draw."""
    return np.asarray(discount(own.terms) @ both(own, theirs).saving(own.terms))


def indifference(own: Side, theirs: Side, what: Literal["volume", "price"]) -> float | None:
    """The multiple at which the saving is zero, None where there is none above zero. It is linear in price,
    and in volume too unless some volume must be paid: then the crossing nearest to 1."""

    if what == "volume" and any(row.kind in MINIMUM_OF.values() for row in theirs.lines):
        return _nearest_crossing(own, theirs)

    def saving(multiple: float) -> float:
        if what == "price":
            return float(_saving_npv(own, scaled(theirs, price=multiple))[0])
        return float(_saving_npv(scaled(own, volume=multiple), scaled(theirs, volume=multiple))[0])

    at_zero, at_one = saving(0.0), saving(1.0)
    if at_zero == at_one:
        return None
    multiple = at_zero / (at_zero - at_one)
    return multiple if multiple > 0 else None


def _nearest_crossing(own: Side, theirs: Side) -> float | None:
    """The volume nearest to today's at which the saving is zero, found on finer and finer scales."""
    low, high = 0.0, MOST
    for _ in range(ROUNDS):
        places = np.linspace(low, high, PLACES)
        many = [scaled(side.repeated(PLACES), volume=places) for side in (own, theirs)]
        is_over = _saving_npv(*many) > 0
        (turns,) = np.nonzero(is_over[1:] != is_over[:-1])
        if not len(turns):
            return None
        place = turns[np.argmin(np.abs(places[turns] - 1))]
        low, high = float(places[place]), float(places[place + 1])
    return high


@dataclass(frozen=True, slots=True)
class Drawn:
    """An option in the draws: percentiles and chances of its saving, the saving of every draw, its cost."""

    spread: Spread
    savings: Floats
    cost: Outcomes


def spread_of(own: Side, theirs: Side) -> Drawn:
    """An option of drawn sides; in blocks that stay in the processor's cache."""
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
        for year in range(terms.periods + 1)
    )
    over_hurdle = running[-1] >= HURDLE * own_present
    chances = float(np.mean(running[-1] > 0)), float(np.mean(over_hurdle))
    return Drawn(
        spread=Spread(*bands[-1], *chances, bands),
        savings=running[-1],
        cost=_outcomes(own_present - running[-1], terms),
    )


def own_ways(own: Side) -> tuple[Outcomes, Outcomes, Outcomes]:
    """Of a drawn side of our own: what today's way costs as it is and improved, and what it saves against
    the improved one."""
    flows, terms = both(own, Side((), {}, own.terms)).own, own.terms
    factors = discount(terms) * (1 - terms.tax)
    improving = {line.key for line in own.lines if line.kind == "improvement"}
    cost = {key: factors @ table for key, table in flows.items()}
    improved = sum(cost.values(), np.zeros(own.draws))
    saving = sum((cost[key] for key in improving & cost.keys()), np.zeros(own.draws))
    return _outcomes(improved - saving, terms), _outcomes(improved, terms), _outcomes(saving, terms)


def _outcomes(amounts: Floats, terms: Terms) -> Outcomes:
    return Outcomes(*(_money(amount, terms) for amount in np.percentile(amounts, (10, 50, 90))))


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
    """Every uncertain quantity that moves the saving, the widest swing first. Lines that are drawn together
    are one quantity: all of them are at their low or at their high end."""
    quantities: dict[str, list[tuple[Side, Line]]] = {}
    for side, owner in ((own, OWN), (theirs, THEIRS)):
        for line in side.lines:
            if line.used is not None and line.used.low < line.used.high:
                quantities.setdefault(luck_of(line, owner), []).append((side, line))
    count = 2 * len(quantities)
    if not count:
        return ()
    spread = [side.repeated(count) for side in (own, theirs)]
    for place, lines in enumerate(quantities.values()):
        for side, line in lines:
            column, used = spread[0 if side is own else 1].values[line.key], line.used
            assert used is not None
            column[2 * place : 2 * place + 2] = used.low, used.high
    savings = _saving_npv(*spread)
    found = [
        _driver([line for _, line in lines], savings[2 * place : 2 * place + 2], own.terms)
        for place, lines in enumerate(quantities.values())
    ]
    moving = [driver for driver in found if driver.swing]
    return tuple(sorted(moving, key=lambda driver: -driver.swing))


def _driver(lines: Sequence[Line], savings: Floats, terms: Terms) -> Driver:
    first = lines[0]
    is_own = all(line.amount is not None for line in lines)
    return Driver(
        key=first.key,
        kind=first.kind,
        owner=KINDS[first.kind].owner,
        at_low=_money(savings[0], terms),
        at_high=_money(savings[1], terms),
        status="estimated" if is_own else "published range",
    )
