"""The money of a result: beside the advice, never merged with it."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from engine.cost.lines import KINDS, Terms
from engine.cost.priced import Priced
from engine.cost.result import Driver, NoRate, OptionCost, Outcomes, Spread
from engine.outcome import OUTSIDE, WIDE
from report.document import (
    Block,
    Callout,
    Cell,
    Column,
    Figure,
    Fold,
    Items,
    Page,
    Paragraph,
    Section,
    Table,
)
from report.messages import Listed, Message, Money, Percent, Text, Value, read, say
from report.scales import PER_CENT, place, scale, short
from report.subject import Subject

DRIVERS = 6
"""So many bars the tornado has."""
DECIDING = 3
"""So many figures are named that decide a case and are not its own."""


def money_line(subject: Subject) -> Message | None:
    """The money in one line; None without a cost case. What is not yet one's own stands on Money."""
    priced = subject.result.priced
    return None if priced is None else headline(priced, brief=True)


def headline(priced: Priced, *, brief: bool = False) -> Message:
    """The one figure that every page, paper and file gives: the middle outcome of the best option. Where
    most figures are other people's there is none, only what they span and, unless it is ``brief``, which of
    them decide."""
    if priced.best is None:
        return say("money.incomplete")
    return option_line(priced, priced.best, brief=brief)


def option_line(priced: Priced, row: OptionCost, *, brief: bool = False) -> Message:
    """The money of one option in one line, in the words of the headline."""
    currency = priced.case.terms.currency
    found: dict[str, Value] = {
        "name": priced.option(row.key).name,
        "low": than(row.spread.p10, currency),
        "high": than(row.spread.p90, currency),
        "span": span_of(priced.case.terms),
    }
    if row.speaks:
        return say("money.line", middle=than(row.spread.p50, currency), **found)
    said = say("money.line.brief", percent=Percent(row.completeness), **found)
    return said if brief else say("money.line.weak", line=said, decide=deciding(priced, row))


def deciding(priced: Priced, row: OptionCost) -> Listed:
    """The published ranges that move the saving most; where none is used, what nobody estimated."""
    names: list[Text] = [_name(priced, driver) for driver in row.assumed]
    names = names or [KINDS[kind].name for kind in row.not_estimated]
    return Listed(names[:DECIDING])


def span_of(terms: Terms) -> Message:
    """The term in words."""
    if terms.months:
        return say("money.span.months", count=terms.length)
    return say("money.span.years", count=terms.years)


def without_rate(why: NoRate | None) -> Text:
    """Why there is no one rate of return, "" where there is one."""
    return say(f"money.no_rate.{why.replace(' ', '_')}") if why else ""


def than(saving: Decimal, currency: str) -> Message:
    """A saving against one's own improved way: cheaper, dearer or the same."""
    if not saving:
        return say("money.same")
    return say("money.cheaper" if saving > 0 else "money.dearer", amount=Money(saving, currency))


def kind_of(priced: Priced, key: str) -> str:
    """The delivery option that an option of the case is, "" for none."""
    option = priced.option(key)
    if option.way != "provider":
        return option.way
    first = option.deal.split("_")[0]
    return first if first in WIDE["provider"] else ""


def money(subject: Subject) -> Page:
    """What it costs, how sure that is, and what moves it."""
    priced = subject.result.priced
    if priced is None:
        empty = Section("empty", "", [Paragraph(say("money.empty"))])
        return Page("money", say("page.money"), "", [empty], empty=True)
    if priced.best is None or priced.result is None:
        lacking = Section("lacking", say("money.lacking"), [Items(_problems(priced))])
        return Page("money", say("page.money"), say("money.incomplete"), [lacking])
    best = priced.best
    sections = [
        Section("costs", say("money.costs"), [*_fit(subject, priced), *costs(priced)]),
        Section("band", say("money.band"), [band_of(priced, best)], half=True),
    ]
    if best.drivers:
        moves = [tornado_of(priced, best)]
        sections.append(Section("drivers", say("money.drivers"), moves, half=True))
    sections.append(Section("rests", say("money.rests"), _rests(priced, best)))
    return Page("money", say("page.money"), headline(priced), sections)


def _problems(priced: Priced) -> list[Text]:
    return [row.sentence for row in priced.problems]


def costs(priced: Priced) -> list[Block]:
    """What each way costs and saves, and how its figures belong together."""
    found: list[Block] = [costs_table(priced), Paragraph(_middles(priced), look="note")]
    best = priced.best
    if best is not None and best.speaks:
        found.append(Paragraph(_likely(priced, best), look="note"))
    return found


def _middles(priced: Priced) -> Message:
    """What the amounts are, and why a row need not add up."""
    result = priced.result
    assert result is not None
    drawn: list[Outcomes | Spread] = [result.today_cost, result.improved_cost]
    drawn += [found for row in result.options for found in (row.cost, row.spread)]
    if all(row.p10 == row.p90 for row in drawn):
        return say("money.middles.certain")
    weak = any(not row.speaks for row in result.options)
    return say("money.middles.weak" if weak else "money.middles")


def _likely(priced: Priced, best: OptionCost) -> Message:
    """Why the one figure is not what likely figures come to."""
    currency = priced.case.terms.currency
    likely, middle = than(best.saving_npv, currency), than(best.spread.p50, currency)
    if read(likely) == read(middle):
        return say("money.likely.same", likely=likely)
    return say("money.likely", name=priced.option(best.key).name, likely=likely, middle=middle)


def costs_table(priced: Priced) -> Table:
    """One's own way today and improved, and every option: cost, against the improved way, and where any
    option says that much, in how many outcomes it saves. Every amount is the middle outcome with its range; of
    an option that is mostly figures of others, the range alone."""
    result, currency = priced.result, priced.case.terms.currency
    assert result is not None
    ours = "provider" if priced.rivals else "in_house"
    rows = [
        [
            Cell(say("money.today"), option=ours),
            _ranged(result.today_cost, currency, _signed),
            _ranged(result.today_saving, currency, than),
        ],
        [
            Cell(say("money.improved"), option=ours),
            _ranged(result.improved_cost, currency, _signed),
            Cell(say("dash")),
        ],
        *(_option_row(priced, row) for row in result.options),
    ]
    taxed = bool(priced.case.terms.tax)
    columns = [
        Column(say("money.column.over", span=span_of(priced.case.terms))),
        Column(say("money.column.cost.taxed" if taxed else "money.column.cost"), number=True),
        Column(say("money.column.against"), number=True),
    ]
    if any(row.speaks for row in result.options):
        columns.append(Column(say("money.column.saves"), number=True))
        chances = [None, None, *(row if row.speaks else None for row in result.options)]
        rows = [[*row, _chance(found)] for row, found in zip(rows, chances, strict=True)]
    return Table(caption=say("money.costs"), columns=columns, rows=rows)


def _chance(row: OptionCost | None) -> Cell:
    """In how many outcomes an option saves; a dash for our own ways, and where it says nothing."""
    if row is None:
        return Cell(say("dash"))
    return Cell(say("money.saves", percent=Percent(row.spread.chance_to_save)))


def _option_row(priced: Priced, row: OptionCost) -> list[Cell]:
    currency = priced.case.terms.currency
    return [
        Cell(
            priced.option(row.key).name,
            option=kind_of(priced, row.key),
            strong=row.speaks and row == priced.best,
        ),
        _ranged(row.cost, currency, _signed, speaks=row.speaks),
        _ranged(row.spread, currency, than, speaks=row.speaks),
    ]


def _ranged(
    found: Outcomes | Spread,
    currency: str,
    told: Callable[[Decimal, str], Message],
    *,
    speaks: bool = True,
) -> Cell:
    """The middle outcome and what 8 of 10 lie between; the range alone where the middle says nothing."""
    low, middle, high = (told(amount, currency) for amount in (found.p10, found.p50, found.p90))
    if found.p10 == found.p90:
        return Cell(middle)
    if not speaks:
        return Cell(low, note=say("money.range.to", high=high))
    return Cell(middle, note=say("money.range", low=low, high=high))


def _fit(subject: Subject, priced: Priced) -> list[Block]:
    """Whether the money points another way than the advice; nothing while either says too little."""
    leader, best = subject.advised.outcome, priced.best
    if best is None or not priced.speaks or not subject.is_sure:
        return []
    if priced.rivals:
        is_told = all(priced.option(row.key).way == "provider" for row in _options(priced))
        return [Callout("note", say("money.fit.rivals"))] if is_told else []
    outside = leader in OUTSIDE
    if leader in WIDE["provider"] and leader not in {
        kind_of(priced, row.key) for row in _options(priced)
    }:
        return [Callout("note", say("money.fit.no_price", way=subject.way(leader)))]
    if outside == best.passes_hurdle or leader in ("automate", "split"):
        return []
    name, chance = priced.option(best.key).name, Percent(best.spread.chance_of_hurdle)
    said = say(f"money.fit.{'against' if outside else 'for'}", name=name, percent=chance)
    return [Callout("warn", said)]


def _options(priced: Priced) -> tuple[OptionCost, ...]:
    return priced.result.options if priced.result else ()


def _rests(priced: Priced, best: OptionCost) -> list[Block]:
    """What the figures rest on, and what is not counted."""
    found: list[Block] = [
        Paragraph(say("money.own", percent=Percent(best.completeness))),
    ]
    if not best.speaks:
        found.append(Paragraph(say("money.decide", decide=deciding(priced, best))))
    kinds = [KINDS[kind].name for kind in best.not_estimated]
    if kinds:
        found.append(Fold(say("money.not_estimated", count=len(kinds)), [Items(kinds)]))
    return found


def band_of(priced: Priced, best: OptionCost) -> Figure:
    """The running total of the saving over the years: where 8 of 10 outcomes lie, and the middle one
    unless most figures are other people's."""
    currency = priced.case.terms.currency
    bands = best.spread.bands
    rows = [tuple(map(float, row)) for row in bands]
    low, high, step = scale([0.0, *(amount for row in rows for amount in row)])

    def up(amount: float) -> float:
        return round(PER_CENT - place(amount, low, high), 2)

    xs = [round(PER_CENT * year / (len(rows) - 1), 2) for year in range(len(rows))]
    points = list(zip(xs, rows, strict=True))
    lower, middle, upper = ([[x, up(row[part])] for x, row in points] for part in range(3))
    parts = ("low", "middle", "high") if best.speaks else ("low", "high")
    weak = "" if best.speaks else ".weak"
    ends = {key: than(getattr(best.spread, key), currency) for key in ("p10", "p50", "p90")}
    return Figure(
        kind="band",
        data={
            "corners": [*upper, *reversed(lower)],
            "line": middle if best.speaks else [],
            "zero": up(0.0),
            "ticks": [
                {**tick, "at": round(PER_CENT - tick["at"], 2)} for tick in ticks(low, high, step)
            ],
            "years": [{"name": _year(year), "at": x} for year, x in enumerate(xs)],
            "unit": currency,
        },
        alt=say(
            "band.alt.weak" if weak else "band.alt",
            **(
                {"middle": ends["p50"]}
                if best.speaks
                else {"low": ends["p10"], "high": ends["p90"]}
            ),
            count=len(rows) - 1,
        ),
        note=say("band.note.weak" if weak else "band.note"),
        table=Table(
            caption=say("band.table"),
            columns=[
                Column(say("band.column.year")),
                *(Column(say(f"band.column.{part}"), number=True) for part in parts),
            ],
            rows=[
                [Cell(_year(year)), *(Cell(_signed(amount, currency)) for amount in row)]
                for year, row in enumerate(bands if best.speaks else [row[::2] for row in bands])
            ],
        ),
    )


def _year(year: int) -> Message:
    return say("band.year", year=year) if year else say("band.start")


def _signed(amount: Decimal, currency: str) -> Message:
    return say("amount" if amount >= 0 else "amount.minus", amount=Money(amount, currency))


def ticks(low: float, high: float, step: float) -> list[dict[str, Any]]:
    """The lines of a scale with their labels, in per cents."""
    levels = [low + number * step for number in range(round((high - low) / step) + 1)]
    return [
        {"label": short(level), "at": place(level, low, high), "zero": abs(level) < step / 2}
        for level in levels
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
            "name": _bar_name(priced, row),
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
                [Cell(_bar_name(priced, row)), *(Cell(_signed(one, currency)) for one in pair)]
                for row, pair in zip(drivers, moves, strict=True)
            ],
        ),
    )


def _span(end: float, middle: float) -> dict[str, float]:
    return {"x": min(end, middle), "width": round(abs(end - middle), 2)}


def _bar_name(priced: Priced, row: Driver) -> Text:
    name = _name(priced, row)
    return name if row.status == "estimated" else say("money.published", name=name)


def _name(priced: Priced, row: Driver) -> str:
    """The line as it is called in the case, else its kind."""
    lines = [*priced.case.in_house, *(line for one in priced.case.options for line in one.lines)]
    found = (line.title for line in lines if line.key == row.key and line.kind == row.kind)
    return next(found, KINDS[row.kind].name if row.kind in KINDS else row.key)
