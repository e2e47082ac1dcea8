"""Yearly tables in whole units of money that still add up, line by line and year by year.

The figures are estimates: cents would say more than is known. The spreadsheet has them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from itertools import accumulate

from engine.cost.result import OptionCost, Table
from engine.rounding import deal_out

UNIT = 10_000
"""Parts of a unit of money that a sum counts in: no currency has more than four places."""


@dataclass(frozen=True, slots=True)
class WholeTable:
    """A yearly table in whole units of its currency: ``rows`` in the order of the table, None for a
    line that nobody estimated, and ``totals`` that are the sums of the rows."""

    rows: tuple[tuple[int, ...] | None, ...]
    totals: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class WholeYears:
    """One option beside our own way in whole units: ``saving`` is ``ours`` less ``theirs`` where no
    tax comes between, and ``running`` adds it up. ``discounted`` is the running total in today's money."""

    ours: tuple[int, ...]
    theirs: tuple[int, ...]
    saving: tuple[int, ...]
    running: tuple[int, ...]
    discounted: tuple[int, ...]


def whole(amount: Decimal) -> int:
    """The nearest whole unit; a half goes away from zero."""
    return int(amount.quantize(Decimal(1), ROUND_HALF_UP))


def whole_table(shown: Table) -> WholeTable:
    """The table with each year rounded once and dealt out to its lines by largest remainder."""
    columns = [_column(shown, year) for year in range(len(shown.totals))]
    rows = tuple(
        None if row.amounts is None else tuple(column[row.key] for column in columns)
        for row in shown.rows
    )
    return WholeTable(rows, tuple(sum(column.values()) for column in columns))


def _column(shown: Table, year: int) -> dict[str, int]:
    parts = {
        row.key: int(row.amounts[year] * UNIT) for row in shown.rows if row.amounts is not None
    }
    return deal_out(parts, UNIT)


def whole_years(improved: Table, row: OptionCost, *, taxed: bool) -> WholeYears:
    """Both ways and their difference, so that the printed columns and running totals hold."""
    ours, theirs = whole_table(improved).totals, whole_table(row.table).totals
    saving: Sequence[int] = [whole(amount) for amount in row.saving]
    if not taxed:
        saving = [own - other for own, other in zip(ours, theirs, strict=True)]
    return WholeYears(
        ours=ours,
        theirs=theirs,
        saving=tuple(saving),
        running=tuple(accumulate(saving)),
        discounted=tuple(whole(amount) for amount in row.discounted),
    )
