"""The cost case: yearly table, present value, break-even, range, chance of saving, main drivers.

``evaluate`` is the only entry. A saving is in-house (improved, see ``docs/cost-model.md``) less the
outsourced way: positive speaks for outsourcing. The headline figures come from the printed
decimals, so that a spreadsheet with the same rows recomputes them; ranges come from draws.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import accumulate
from math import ceil
from operator import attrgetter

import numpy as np

from engine.cost.cashflow import (
    CashFlowError,
    NoSignChangeError,
    SeveralRatesError,
    discounted,
    irr,
    npv,
    payback,
)
from engine.cost.check import completeness, not_estimated, problems
from engine.cost.flows import Side, both, values_at
from engine.cost.idle import idle_of, idle_terms, unreached
from engine.cost.lines import (
    YEAR,
    CostCase,
    CostOption,
    CostProblem,
    InvalidCostError,
    Line,
    Terms,
)
from engine.cost.money import add_up, money
from engine.cost.ranges import EVEN, drivers_of, indifference, own_ways, spread_of
from engine.cost.result import (
    OWN_PEOPLE,
    CostResult,
    Idle,
    NoRate,
    OptionCost,
    Row,
    Table,
    Warned,
    bands_of,
)
from engine.cost.uncertainty import (
    DRAWS,
    OWN,
    THEIRS,
    Floats,
    luck_of,
    quantiles,
    stream,
)

LATE_SHARE, LATE_MONTHS = 0.6, 24
"""A break-even after 60 % of the term or 24 months is late."""
TRIED = 500
"""So many draws are tried to see whether a minimum that must be paid is ever reached."""
LARGEST_YEAR = 1e13
"""Cost of one year up to which sums of floating point are exact to the cent."""


def evaluate(case: CostCase, *, seed: int, draws: int = DRAWS) -> CostResult:
    """Computes a case. The same case and seed give the same figures to the last digit.

    Raises ``InvalidCostError`` with every problem when a figure is missing or out of range.
    """
    found = problems(case) or tuple(_size_problems(case))
    if found:
        raise InvalidCostError(found)
    terms = case.terms
    own = Side(case.in_house, values_at("likely", case.in_house), terms)
    own_drawn = Side(case.in_house, _drawn(case.in_house, OWN, terms, seed, draws), terms)
    first = both(own, Side((), {}, terms))
    improved = _table(case.in_house, first.own, terms)
    without = [line for line in case.in_house if line.kind != "improvement"]
    today = _table(without, first.own, terms)
    today_cost, improved_cost, today_saving = own_ways(own_drawn)
    options = tuple(
        _option(case, option, (own, own_drawn), (today, improved), seed) for option in case.options
    )
    return CostResult(
        currency=terms.currency,
        today=today,
        improved=improved,
        today_npv=_npv(today.totals, terms),
        improved_npv=_npv(improved.totals, terms),
        today_cost=today_cost,
        improved_cost=improved_cost,
        today_saving=today_saving,
        options=options,
        idle_terms=idle_terms(case, set(_moving(case, options))),
    )


def _size_problems(case: CostCase) -> Iterator[CostProblem]:
    """Sides whose highest figures give amounts that can no longer be added up to the cent."""
    own = Side(case.in_house, values_at("high", case.in_house), case.terms)
    for option in case.options or (CostOption("", "", ()),):
        flows = both(own, Side(option.lines, values_at("high", option.lines), case.terms))
        sides = {"in_house": flows.own, f"options.{option.key}": flows.provider}
        for path, tables in sides.items():
            if sum(float(np.abs(table).max()) for table in tables.values()) > LARGEST_YEAR:
                yield CostProblem(path, "These amounts are too large. Check units and currency.")


def _drawn(
    lines: Sequence[Line], owner: str, terms: Terms, seed: int, draws: int
) -> dict[str, Floats]:
    return {
        line.key: quantiles(line.used, terms.shape, stream(seed, luck_of(line, owner), draws))
        for line in lines
        if line.used is not None
    }


def _option(
    case: CostCase,
    option: CostOption,
    own: tuple[Side, Side],
    tables: tuple[Table, Table],
    seed: int,
) -> OptionCost:
    """An option with its figures. ``own`` are our lines with likely values and drawn; ``tables`` what they come
    to today, and with the improvements that are planned without a provider."""
    terms = case.terms
    likely, drawn = own
    theirs = Side(option.lines, values_at("likely", option.lines), terms)
    values = _drawn(option.lines, THEIRS, terms, seed, drawn.draws)
    flows = both(likely, theirs)
    table = _table(option.lines, flows.provider, terms, option.title_of)
    today, improved = tables
    saving = _saving(improved, table, terms)
    present = discounted(terms.rate, [float(amount) for amount in saving], terms.timing, terms.last)
    saving_npv = money(sum(present), terms.currency)
    own_npv = float(_npv(improved.totals, terms)) * (1 - terms.tax)
    cost_npv = _npv(table.totals, terms)
    is_ours = option.way in OWN_PEOPLE
    basis, sign = (float(cost_npv) * (1 - terms.tax), -1) if is_ours else (own_npv, 1)
    theirs_drawn = Side(option.lines, values, terms)
    found = spread_of(drawn, theirs_drawn)
    rate, no_rate = _rate(saving, terms)
    month, warning = _break_even(present, terms)
    idle = _idle((likely, theirs), (drawn, theirs_drawn))
    return OptionCost(
        key=option.key,
        way=option.way,
        table=table,
        saving=saving,
        cumulative=tuple(accumulate(saving)),
        discounted=tuple(money(total, terms.currency) for total in accumulate(present)),
        cost_npv=cost_npv,
        cost=found.cost,
        saving_npv=saving_npv,
        saving_npv_today=_npv(_saving(today, table, terms), terms),
        saving_share=float(saving_npv) / own_npv if own_npv else None,
        middle_share=sign * float(found.spread.p50) / basis if basis else None,
        bands=bands_of(sign * found.savings / basis) if basis else None,
        rate_of_return=rate,
        no_rate=no_rate,
        payback_years=payback([float(amount) for amount in saving], terms.last),
        break_even_month=month,
        break_even_warning=warning,
        indifference_volume=indifference(likely, theirs, "volume"),
        indifference_price=indifference(likely, theirs, "price"),
        passes_hurdle=found.spread.chance_of_hurdle >= EVEN,
        spread=found.spread,
        drivers=drivers_of(likely, theirs),
        completeness=completeness(case, option, idle),
        not_estimated=not_estimated(case, option),
        idle=idle,
    )


def _idle(likely: tuple[Side, Side], drawn: tuple[Side, Side]) -> tuple[Idle, ...]:
    """The lines of both sides that move nothing: whatever their figure is, or in any of the draws."""
    idle = idle_of(*likely)
    named = {(row.owner, row.key) for row in idle}
    kept = unreached(*(side.part(0, TRIED) for side in drawn))
    return (*idle, *(row for row in kept if (row.owner, row.key) not in named))


def _moving(case: CostCase, options: Sequence[OptionCost]) -> Iterator[str]:
    """The terms that move more than amounts: how figures spread, where a range moves a saving; when payments count,
    where a rate of return is looked for over unequal steps."""
    if any(option.drivers for option in options):
        yield "shape"
    for option in options:
        is_two_sided = option.no_rate not in ("only saves", "only costs")
        if is_two_sided and (option.saving[0] or case.terms.months):
            yield "timing"


def _table(
    lines: Sequence[Line],
    flows: Mapping[str, Floats],
    terms: Terms,
    title: Callable[[Line], str] = attrgetter("title"),
) -> Table:
    rows = []
    for line in lines:
        amounts = None
        if line.key in flows:
            amounts = tuple(money(float(cost), terms.currency) for cost in flows[line.key][:, 0])
        elif line.used is not None:
            continue  # a quantity or a rate of growth: it shows in the lines it moves
        rows.append(Row(line.key, line.kind, title(line), line.status, amounts))
    printed = [row.amounts for row in rows if row.amounts is not None]
    left_out = tuple(row.key for row in rows if row.amounts is None)
    return Table(tuple(rows), add_up(printed, terms.periods + 1), left_out)


def _saving(ours: Table, theirs: Table, terms: Terms) -> tuple[Decimal, ...]:
    kept = 1 - Decimal(repr(terms.tax))
    return tuple(
        money((own - other) * kept, terms.currency)
        for own, other in zip(ours.totals, theirs.totals, strict=True)
    )


def _npv(amounts: Sequence[Decimal], terms: Terms) -> Decimal:
    flows = [float(amount) for amount in amounts]
    return money(npv(terms.rate, flows, terms.timing, terms.last), terms.currency)


def _rate(saving: Sequence[Decimal], terms: Terms) -> tuple[float | None, NoRate | None]:
    try:
        return irr([float(amount) for amount in saving], terms.timing, terms.last), None
    except NoSignChangeError:
        return None, "only saves" if min(saving) >= 0 else "only costs"
    except SeveralRatesError:
        return None, "several"
    except CashFlowError:
        return None, "none"


def _break_even(present: Sequence[float], terms: Terms) -> tuple[int | None, Warned | None]:
    """The month and what is wrong with it; present values are spread evenly inside a year."""
    years = payback(present, terms.last)
    if years is None:
        return None, "never"
    month = ceil(round(years * YEAR, 6))
    if sum(present) < 0:
        return month, "falls back"
    late = min(LATE_MONTHS, LATE_SHARE * terms.length)
    return month, "late" if month > late else None
