"""From lines to yearly cost: one table of years by draws per line.

All tables have shape (years + 1, draws): row 0 is the day of the decision, row t is year t. Costs
are positive, in nominal money unless the terms say real. ``docs/cost-model.md`` has the formulas.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from engine.cost.cashflow import times
from engine.cost.lines import (
    KINDS,
    MINIMUM_OF,
    QUANTITIES_OF,
    WHOLE,
    YEAR,
    YEARS_OF,
    Line,
    Owner,
    Terms,
)
from engine.cost.uncertainty import Floats

Values = Mapping[str, Floats]
"""Line key -> one value per draw, for the lines that have a figure."""

UPLIFTED = ("remaining", "governance", "currency", "travel", "provider_tools", "other_yearly")
"""What the optimism uplift raises, beside the price and its growth."""
PRICE_GROWTH = ("indexation", "scope_creep")
PAY = ("pay", "pay_per_hour")


@dataclass(frozen=True, slots=True)
class Side:
    """The lines of one side with their values; ``volume_scale`` and ``price_scale`` ask "what if"."""

    lines: Sequence[Line]
    values: Values
    terms: Terms
    volume_scale: float | Floats = 1.0
    price_scale: float = 1.0

    @property
    def draws(self) -> int:
        """How many draws every value has."""
        return len(next(iter(self.values.values()))) if self.values else 1

    def part(self, start: int, stop: int) -> "Side":
        """The same side with some of the draws."""
        values = {key: value[start:stop] for key, value in self.values.items()}
        return replace(self, values=values)

    def repeated(self, count: int) -> "Side":
        """The same side with each of its single values so many times."""
        values = {key: np.repeat(value, count) for key, value in self.values.items()}
        return replace(self, values=values)

    def of(self, *kinds: str) -> Iterable[tuple[Line, Floats]]:
        """The lines of these kinds that have a value."""
        for line in self.lines:
            if line.kind in kinds and line.key in self.values:
                yield line, self.values[line.key]

    def total(self, kind: str) -> Floats:
        """The values of one kind added up; a single zero when it has none."""
        return sum((value for _, value in self.of(kind)), np.zeros(1))

    def years(self, first: int, last: int | None = None) -> Floats:
        """Column (years + 1, 1) of ones from ``first`` to ``last`` (that year alone), else 0."""
        column = np.zeros((self.terms.periods + 1, 1))
        column[first : (first if last is None else last) + 1] = 1
        return column

    def running(self, first: int = 1, last: int | None = None) -> Floats:
        """Column of the part of each year from ``first`` to ``last`` (to the end) in which cost runs: ones,
        and the part of the last year that lies in the term."""
        column = self.years(first, self.terms.periods if last is None else last)
        column[-1] *= self.terms.last
        return column

    def empty(self) -> Floats:
        """A table of zeros."""
        return np.zeros((self.terms.periods + 1, self.draws))

    def quantity(self, kinds: Sequence[str], own: "Side | None" = None) -> Floats:
        """The values of some quantities, each added up, then multiplied; ``own`` has those of our side."""
        found: Floats | float = 1.0
        for kind in kinds:
            side = own if own is not None and KINDS[kind].owner == "in_house" else self
            value = side.total(kind)
            found = found * (value / WHOLE if KINDS[kind].unit == "percent" else value)
        return np.asarray(found)


def values_at(end: Literal["likely", "high"], lines: Iterable[Line]) -> dict[str, Floats]:
    """The likely (or high) figure of every line that has one, as a single draw."""
    return {
        line.key: np.array([float(getattr(line.used, end))])
        for line in lines
        if line.used is not None
    }


def growth(rate: Floats, years: int) -> Floats:
    """Index of something that grows by ``rate`` (share) a year: 1 up to year 1, then compounded."""
    index = np.ones((years + 1, len(rate)))
    for year in range(2, years + 1):
        index[year] = index[year - 1] * (1 + rate)
    return index


def in_house_flows(side: Side) -> dict[str, Floats]:
    """Cost per line of doing the work ourselves, by line key.

    The line of kind "improvement" is negative: it is what comes off without outsourcing.
    """
    terms = side.terms
    volume = side.volume_scale * growth(side.total("volume_growth") / 100, terms.periods)
    wages = growth(side.total("wage_growth") / 100, terms.periods)
    work = side.running() * (1 + terms.staff_follows_volume * (volume - 1))
    flows: dict[str, Floats] = {}
    for kind in PAY:
        paid = list(side.of(kind))
        if paid:
            people = work * side.quantity(QUANTITIES_OF[kind])
            flows |= {line.key: people * value * wages for line, value in paid}
    staff = _sum(flows.values(), side)
    flows |= {line.key: staff * (value / 100) for line, value in side.of("loading")}
    flows |= _yearly(side, "in_house")
    running = _sum(flows.values(), side)
    flows |= {line.key: running * (-value / 100) for line, value in side.of("improvement")}
    flows |= _once(side, "in_house")
    return flows


def running_cost(flows: Mapping[str, Floats], lines: Sequence[Line]) -> Floats:
    """Today's in-house cost of each year (shape years + 1, draws): no one-offs, no improvement."""
    kinds = {line.key: line.kind for line in lines}
    kept = [
        table
        for key, table in flows.items()
        if KINDS[kinds[key]].basis not in ("once", "improvement")
    ]
    return np.asarray(sum(kept[1:], kept[0]), dtype=np.float64)


def provider_flows(side: Side, own: Side, own_running: Floats) -> dict[str, Floats]:
    """Cost per line of one outsourced option, by line key.

    ``own`` gives volume and its growth, ``own_running`` the in-house cost for parallel running.
    """
    prices = _prices(side, own)
    base = _sum(prices.values(), side)
    flows = dict(prices)
    price = base
    for kind in PRICE_GROWTH:
        for line, value in side.of(kind):
            raised = price * growth(value / 100, side.terms.periods)
            flows[line.key] = raised - price
            price = raised
    flows |= {line.key: own_running * (value / 100) for line, value in side.of("remaining")}
    flows |= _shares(side, price)
    flows |= _yearly(side, "provider", skip=("price_fixed",))
    flows |= _uplift(side, price, flows)
    for line, value in side.of("parallel"):
        flows[line.key] = side.years(1) * (value / YEAR * _whole_year(side, own_running, 1))
    flows |= _once(side, "provider")
    return flows


def _prices(side: Side, own: Side) -> dict[str, Floats]:
    """The price lines before indexation and scope creep."""
    volume = side.volume_scale * growth(own.total("volume_growth") / 100, side.terms.periods)
    flows: dict[str, Floats] = {}
    for kind, minimum in MINIMUM_OF.items():
        priced = list(side.of(kind))
        if not priced:
            continue
        paid = volume * side.quantity(QUANTITIES_OF[kind], own)
        if any(side.of(minimum)):
            paid = np.maximum(paid, side.total(minimum))
        paid = side.running() * paid
        flows |= {line.key: paid * (value * side.price_scale) for line, value in priced}
    for line, value in side.of("price_fixed"):
        flows[line.key] = _within(side, line) * side.price_scale * value
    return flows


def _whole_year(side: Side, table: Floats, year: int) -> Floats:
    """What a year costs, or would cost if all of it lay in the term."""
    return np.asarray(table[year] / (side.terms.last if year == side.terms.periods else 1.0))


def _shares(side: Side, price: Floats) -> dict[str, Floats]:
    """Everything that is a percentage of the provider's price."""
    end = side.terms.periods
    flows = {}
    for line, value in side.of("selection", "transition"):
        flows[line.key] = side.years(0) * (_whole_year(side, price, 1) * value / 100)
    for line, value in side.of("exit"):
        flows[line.key] = side.years(end) * (_whole_year(side, price, end) * value / 100)
    for line, value in side.of("governance", "currency"):
        flows[line.key] = price * (value / 100)
    for line, value in side.of(*YEARS_OF):
        year = YEARS_OF[line.kind]
        amount = price[year] * value / 100 if year <= end else 0 * value
        flows[line.key] = side.years(year) * amount
    return flows


def _uplift(side: Side, price: Floats, flows: Mapping[str, Floats]) -> dict[str, Floats]:
    """The optimism uplift on what the provider's way costs every year."""
    raised = price + _sum((flows[line.key] for line, _ in side.of(*UPLIFTED)), side)
    return {line.key: raised * (value / 100) for line, value in side.of("optimism")}


def _yearly(side: Side, owner: Owner, skip: Sequence[str] = ()) -> dict[str, Floats]:
    """Lines of so much a year, with inflation from year 2."""
    kinds = [
        kind.key
        for kind in KINDS.values()
        if kind.owner == owner and kind.basis == "yearly" and kind.key not in skip
    ]
    index = growth(np.full(1, side.terms.inflation), side.terms.periods)
    flows = {}
    for line, value in side.of(*kinds):
        flows[line.key] = _within(side, line) * index * (KINDS[line.kind].sign * value)
    return flows


def _within(side: Side, line: Line) -> Floats:
    """The years of a line of so much a year, the last one in part where the term ends in it."""
    return side.running(line.first_year, line.last_year)


def _once(side: Side, owner: Owner) -> dict[str, Floats]:
    """One-off lines in their year, with inflation from year 2."""
    kinds = [kind.key for kind in KINDS.values() if kind.owner == owner and kind.basis == "once"]
    index = growth(np.full(1, side.terms.inflation), side.terms.periods)
    return {
        line.key: side.years(line.year) * index * (KINDS[line.kind].sign * value)
        for line, value in side.of(*kinds)
    }


def _sum(tables: Iterable[Floats], side: Side) -> Floats:
    total = side.empty()
    for table in tables:
        total += table
    return total


def deflated(flows: dict[str, Floats], terms: Terms) -> dict[str, Floats]:
    """The tables in the prices of the terms.

    For real prices each amount is divided by (1 + inflation) ** its time in years.
    """
    if terms.prices == "nominal" or not terms.inflation:
        return flows
    when = np.array(times(terms.periods + 1, terms.timing, terms.last))
    factors = ((1 + terms.inflation) ** -when)[:, np.newaxis]
    return {key: table * factors for key, table in flows.items()}


def _total(tables: Iterable[Floats], terms: Terms) -> Floats:
    """The sum of tables; one row more than the terms have years, any number of draws."""
    total: Floats | None = None
    for table in tables:
        total = table.copy() if total is None else np.add(total, table, out=total)
    return np.zeros((terms.periods + 1, 1)) if total is None else total


def discount(terms: Terms) -> Floats:
    """Factors (years + 1) that bring an amount to the day of the decision."""
    when = np.array(times(terms.periods + 1, terms.timing, terms.last))
    return (1 + terms.rate) ** -when


@dataclass(frozen=True, slots=True)
class Flows:
    """Both sides of one option per line, in the prices of the terms."""

    own: Mapping[str, Floats]
    provider: Mapping[str, Floats]

    def saving(self, terms: Terms) -> Floats:
        """In-house (improved) less provider, after tax, shape (years + 1, draws)."""
        before = _total(self.own.values(), terms) - _total(self.provider.values(), terms)
        return before * (1 - terms.tax)


def both(own: Side, provider: Side) -> Flows:
    """Computes both sides of one option."""
    flows = in_house_flows(own)
    theirs = provider_flows(provider, own, running_cost(flows, own.lines))
    return Flows(deflated(flows, own.terms), deflated(theirs, own.terms))


def scaled(side: Side, *, volume: float | Floats = 1.0, price: float = 1.0) -> Side:
    """The same side with another volume or another price."""
    return replace(side, volume_scale=volume, price_scale=price)
