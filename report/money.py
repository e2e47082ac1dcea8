"""The money of a result: beside the advice, never merged with it."""

from collections.abc import Callable
from decimal import Decimal

from engine.cost.lines import KINDS, Terms
from engine.cost.priced import Priced
from engine.cost.result import NoRate, OptionCost, Outcomes, Spread
from engine.outcome import OUTSIDE
from report.amounts import line_name, read_alike, signed, than
from report.document import (
    Block,
    Callout,
    Cell,
    Column,
    Fold,
    Items,
    Page,
    Paragraph,
    Section,
    Table,
    Term,
)
from report.messages import Listed, Message, Percent, Text, Value, read, say, sentences
from report.money_figures import band_of, tornado_of
from report.subject import Subject

MARKS = {"shared_service": "shared_service", "provider": "provider", "mixed": ""}
"""The mark of today's way by who does the work, where that is not in-house."""
DECIDING = 3
"""So many figures are named that decide a case and are not its own."""


def money_line(subject: Subject) -> Term | None:
    """The money in one line, also that nobody counted it; None while no way is named. What is not yet one's own
    stands on Money."""
    priced = subject.result.priced
    if not subject.is_sure:
        return None
    if priced is None:
        return Term(say("line.money"), say("money.none"))
    is_split = subject.advised.outcome == "split"
    return Term(say("line.money.whole" if is_split else "line.money"), headline(priced, brief=True))


def headline(priced: Priced, *, brief: bool = False) -> Message:
    """The one figure that every page, paper and file gives: the middle outcome of the best option. Where
    most figures are other people's there is none, only what they span and, unless it is ``brief``, which of
    them decide."""
    if priced.best is None:
        return say("money.incomplete")
    return option_line(priced, priced.best, brief=brief)


def option_line(priced: Priced, row: OptionCost, *, brief: bool = False) -> Message:
    """The money of one option in one line, in the words of the headline."""
    spread, currency = row.spread, priced.case.terms.currency
    found: dict[str, Value] = {
        "name": priced.option(row.key).name,
        "low": than(spread.p10, currency),
        "high": than(spread.p90, currency),
        "span": span_of(priced.case.terms),
    }
    rivals = ".rivals" if priced.rivals else ""
    kind = "alike" if read_alike(spread, currency, than) else "ranged"
    if row.speaks:
        found["middle"] = than(spread.p50, currency)
        kind = "certain" if spread.p10 == spread.p90 else kind
        return say(f"money.line.{kind}{rivals}", **found)
    found["percent"] = Percent(row.completeness)
    said = say(f"money.line.brief.{kind}{rivals}", **found)
    return said if brief else say("money.line.weak", line=said, decide=deciding(priced, row))


def deciding(priced: Priced, row: OptionCost) -> Listed:
    """The published ranges that move the saving most; where none is used, what nobody estimated."""
    names: list[Text] = [line_name(priced, driver) for driver in row.assumed]
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


def todays(priced: Priced) -> str:
    """The mark of today's way: of who does the work, none of people and a provider together."""
    return MARKS.get(priced.today.done_by, "in_house")


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
    sections.append(Section("rests", say("money.rests"), _rests(best)))
    return Page("money", say("page.money"), headline(priced), sections)


def _problems(priced: Priced) -> list[Text]:
    return [row.sentence for row in priced.problems]


def costs(priced: Priced) -> list[Block]:
    """What each way costs and saves, and how its figures belong together."""
    found: list[Block] = [costs_table(priced)]
    if priced.today.done_by == "mixed":
        found.append(Paragraph(say("money.compared.mixed")))
    found.append(Paragraph(_middles(priced), look="note"))
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
    name = priced.option(best.key).name
    side = "saves" if best.spread.p50 > best.saving_npv else "costs"
    return say(f"money.likely.{side}", name=name, likely=likely, middle=middle)


def costs_table(priced: Priced) -> Table:
    """One's own way today and improved, and every option: cost, against the improved way, and where any
    option says that much, in how many outcomes it saves. Every amount is the middle outcome with its range; of
    an option that is mostly figures of others, the range alone."""
    result, currency = priced.result, priced.case.terms.currency
    assert result is not None
    ours = todays(priced)
    rows = [
        [
            Cell(say("money.today"), option=ours),
            _ranged(result.today_cost, currency, signed),
            _ranged(result.today_saving, currency, than),
        ],
        [
            Cell(say("money.improved"), option=ours),
            _ranged(result.improved_cost, currency, signed),
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
            option=priced.kind_of(row.key),
            strong=row.speaks and row == priced.best,
        ),
        _ranged(row.cost, currency, signed, speaks=row.speaks),
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
    alike = read_alike(found, currency, told)
    if not speaks:
        return Cell(low, note="" if alike else say("money.range.to", high=high))
    return Cell(
        middle, note=say("money.range.alike" if alike else "money.range", low=low, high=high)
    )


def doubts(subject: Subject) -> list[Term]:
    """What does not go with the money: an answer, and the advice."""
    return [row for row in (_contradicted(subject), _against(subject)) if row is not None]


def is_weak(subject: Subject) -> bool:
    """Whether most figures of the cost case are other people's."""
    return subject.result.priced is not None and subject.result.priced.silence == "weak"


def _contradicted(subject: Subject) -> Term | None:
    """That somebody answered otherwise than the cost case comes out."""
    criterion = subject.result.contradicted
    if criterion is None or not subject.is_sure:
        return None
    weak, answer = is_weak(subject), subject.answer(criterion.code)
    said = say("money.contradicted.weak" if weak else "money.contradicted", answer=answer)
    return Term(say("line.contradicted"), said)


def _against(subject: Subject) -> Term | None:
    """That the money points to the other side than the advice, with the option that says so."""
    priced = subject.result.priced
    row = priced.compared if priced else None
    if priced is None or row is None or not subject.result.money_against:
        return None
    ways = ("back", "stays") if priced.rivals else ("for", "against")
    key = ways[subject.advised.outcome in OUTSIDE]
    chance = Percent(row.spread.chance_of_hurdle)
    said = say(f"money.fit.{key}", name=priced.option(row.key).name, percent=chance)
    return Term(say("line.against"), said)


def _fit(subject: Subject, priced: Priced) -> list[Block]:
    """What does not go with the money, and where it says nothing about the advice."""
    found = doubts(subject)
    if found:
        return [Callout("warn", row.text) for row in found]
    if not subject.is_sure:
        return []
    if priced.silence == "rivals":
        return [Callout("note", say("money.fit.rivals"))]
    if subject.result.is_unpriced and not priced.silence:
        return [
            Callout("note", say("money.fit.no_price", way=subject.way(subject.advised.outcome)))
        ]
    return []


def _rests(best: OptionCost) -> list[Block]:
    """What the figures rest on, and what is not counted."""
    own = say(
        "money.own.published" if best.assumed else "money.own", percent=Percent(best.completeness)
    )
    found: list[Block] = [Paragraph(own if best.speaks else sentences([own, say("money.silent")]))]
    kinds = [KINDS[kind].name for kind in best.not_estimated]
    if kinds:
        found.append(Fold(say("money.not_estimated", count=len(kinds)), [Items(kinds)]))
    return found
