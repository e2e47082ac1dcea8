"""The pictures of the money: how the saving adds up over the years, and which figures move it."""

from decimal import Decimal
from typing import Any

from engine.cost.priced import Priced
from engine.cost.result import OptionCost
from report.amounts import figure_name, read_alike, signed, than
from report.document import Cell, Column, Figure, Table
from report.messages import Message, say
from report.scales import PER_CENT, place, scale, short

DRIVERS = 6
"""So many bars the tornado has."""


def band_of(priced: Priced, best: OptionCost) -> Figure:
    """The running total of the saving over the years: where 8 of 10 outcomes lie, and the middle one
    unless most figures are other people's and the outcomes lie apart."""
    currency = priced.case.terms.currency
    alike = not best.speaks and read_alike(best.spread, currency, than)
    rows = [tuple(map(float, row)) for row in best.spread.bands]
    low, high, step = scale([0.0, *(amount for row in rows for amount in row)])

    def up(amount: float) -> float:
        return round(PER_CENT - place(amount, low, high), 2)

    xs = [round(PER_CENT * year / (len(rows) - 1), 2) for year in range(len(rows))]
    points = list(zip(xs, rows, strict=True))
    lower, middle, upper = ([[x, up(row[part])] for x, row in points] for part in range(3))
    return Figure(
        kind="band",
        data={
            "corners": [*upper, *reversed(lower)],
            "line": middle if best.speaks or alike else [],
            "zero": up(0.0),
            "ticks": [
                {**tick, "at": round(PER_CENT - tick["at"], 2)} for tick in ticks(low, high, step)
            ],
            "years": [{"name": _year(year), "at": x} for year, x in enumerate(xs)],
            "unit": currency,
        },
        alt=_band_alt(best, currency),
        note=say("band.note" if best.speaks else "band.note.alike" if alike else "band.note.weak"),
        table=_band_table(best, currency),
    )


def _band_alt(best: OptionCost, currency: str) -> Message:
    spread, years = best.spread, len(best.spread.bands) - 1
    if best.speaks:
        return say("band.alt", middle=than(spread.p50, currency), count=years)
    alike = read_alike(spread, currency, than)
    return say(
        "band.alt.weak.alike" if alike else "band.alt.weak",
        low=than(spread.p10, currency),
        high=than(spread.p90, currency),
        count=years,
    )


def _band_table(best: OptionCost, currency: str) -> Table:
    parts, bands = ("low", "middle", "high"), best.spread.bands
    shown = slice(None) if best.speaks else slice(None, None, 2)  # the ends alone
    return Table(
        caption=say("band.table"),
        columns=[
            Column(say("band.column.year")),
            *(Column(say(f"band.column.{part}"), number=True) for part in parts[shown]),
        ],
        rows=[
            [Cell(_year(year)), *(Cell(signed(amount, currency)) for amount in tuple(row)[shown])]
            for year, row in enumerate(bands)
        ],
    )


def _year(year: int) -> Message:
    return say("band.year", year=year) if year else say("band.start")


def ticks(low: float, high: float, step: float) -> list[dict[str, Any]]:
    """The lines of a scale with their labels, in per cents. A second one can go where they would touch;
    zero never does."""
    levels = [low + number * step for number in range(round((high - low) / step) + 1)]
    zero = next((number for number, level in enumerate(levels) if abs(level) < step / 2), 0)
    return [
        {
            "label": short(level),
            "at": place(level, low, high),
            "zero": abs(level) < step / 2,
            "second": (number - zero) % 2 == 1,
        }
        for number, level in enumerate(levels)
    ]


def tornado_of(priced: Priced, best: OptionCost) -> Figure:
    """What one figure does to the saving at its low and at its high end, all others likely. Where most
    figures are other people's, only how far it moves the saving: the scale begins at what is likely."""
    currency = priced.case.terms.currency
    start = Decimal(0) if best.speaks else best.saving_npv
    middle = float(best.saving_npv - start)
    drivers = best.drivers[:DRIVERS]
    moves = [(row.at_low - start, row.at_high - start) for row in drivers]
    ends = [(float(at_low), float(at_high)) for at_low, at_high in moves]
    low, high, step = scale([middle, *(end for pair in ends for end in pair)])

    def at(amount: float) -> float:
        return place(amount, low, high)

    bars = [
        {
            "name": figure_name(priced, row),
            "low": _span(at(at_low), at(middle)),
            "high": _span(at(at_high), at(middle)),
        }
        for row, (at_low, at_high) in zip(drivers, ends, strict=True)
    ]
    return Figure(
        kind="tornado",
        data={
            "bars": bars,
            "middle": at(middle),
            "ticks": ticks(low, high, step),
            "unit": currency,
        },
        alt=say("tornado.alt", count=len(bars)),
        note=say("tornado.note", likely=than(best.saving_npv, currency))
        if best.speaks
        else say("tornado.note.weak"),
        table=Table(
            caption=say("tornado.table"),
            columns=[
                Column(say("tornado.column.figure")),
                Column(say("tornado.column.low"), number=True),
                Column(say("tornado.column.high"), number=True),
            ],
            rows=[
                [Cell(figure_name(priced, row)), *(Cell(signed(one, currency)) for one in pair)]
                for row, pair in zip(drivers, moves, strict=True)
            ],
        ),
    )


def _span(end: float, middle: float) -> dict[str, float]:
    return {"x": min(end, middle), "width": round(abs(end - middle), 2)}
