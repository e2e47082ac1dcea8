"""The cost case behind the money: its key figures, the years, and every line with what it rests on."""

from collections.abc import Iterator, Mapping, Sequence

from engine.cost.lines import ENDS, KINDS, CostOption, Line, Owner
from engine.cost.priced import Priced
from engine.cost.result import CostResult, Idle, OptionCost, idle_in_all
from engine.cost.result import Table as Yearly
from report.annex.cost_rows import FIGURES
from report.cost_lines import unit, when
from report.document import Block, Cell, Column, Items, Paragraph, Section, Table
from report.messages import Entered, Listed, Message, Number, Percent, Text, joined, say
from report.money import costs_table, span_of, todays
from report.scales import PER_CENT
from report.sources import Cited
from report.subject import Subject
from report.whole_years import whole_table, whole_years

BESIDE = 3
"""So many options stand beside each other, and on the first page."""


def cost(subject: Subject) -> Iterator[Section]:
    """What is missing, the key figures, the years, and the lines of each side."""
    priced = subject.result.priced
    if priced is None:
        return
    if priced.problems:
        missing: list[Text] = [row.sentence for row in priced.problems]
        yield Section("lacking", say("money.lacking"), [Items(missing)])
    if priced.result is not None and priced.result.options:
        yield Section(
            "figures",
            "",
            [Paragraph(_terms(priced)), *_figures(priced, priced.result, is_told=subject.is_sure)],
        )
        if any(row.speaks for row in priced.result.options):
            yield Section("years", say("cost.years"), [_years(priced, priced.result)])
    cited = Cited(subject)
    yield Section("lines", say("cost.lines"), list(_lines(priced, cited)))
    if cited.is_used:
        yield cited.section(brief=True)


def _terms(priced: Priced) -> Message:
    """What holds for the whole case, in a sentence or two."""
    terms = priced.case.terms
    return say(
        "cost.terms",
        currency=terms.currency,
        span=span_of(terms),
        rate=Number(PER_CENT * terms.rate),
        prices=say(f"cost.prices.{terms.prices}"),
        timing=say(f"cost.timing.{terms.timing}"),
        inflation=Number(PER_CENT * terms.inflation),
        tax=Number(PER_CENT * terms.tax),
        staff=Percent(terms.staff_follows_volume),
        shape=say(f"cost.shape.{terms.shape}"),
    )


def _figures(priced: Priced, result: CostResult, *, is_told: bool) -> Iterator[Block]:
    """The key figures, a column for each option that is mostly its own figures, and which are not; all
    costs where page 1 has no room for them, or tells none."""
    if len(result.options) > BESIDE or not is_told:
        yield costs_table(priced)
    weak = [priced.option(row.key).name for row in result.options if not row.speaks]
    if weak:
        yield Paragraph(say("cost.weak", names=Listed(weak)))
    told = [row for row in result.options if row.speaks]
    for first in range(0, len(told), BESIDE):
        rows = told[first : first + BESIDE]
        yield Table(
            caption=say("cost.figures"),
            columns=[
                Column(say("cost.column.figure")),
                *(Column(priced.option(row.key).name, number=True) for row in rows),
            ],
            rows=[
                [Cell(say(f"cost.figure.{key}")), *(made(priced.case.terms, row) for row in rows)]
                for key, made in FIGURES.items()
            ],
        )


def _years(priced: Priced, result: CostResult) -> Table:
    """Our way and each option by years, with what it saves and the running total in today's money."""
    taxed = bool(priced.case.terms.tax)
    rows: list[list[Cell]] = []
    for option in (row for row in result.options if row.speaks):
        found = whole_years(result.improved, option, taxed=taxed)
        if not rows:
            rows.append(_amounts(Cell(say("money.improved"), option=todays(priced)), found.ours))
        name = Cell(priced.option(option.key).name, option=priced.kind_of(option.key), strong=True)
        rows += [
            _amounts(name, found.theirs),
            _amounts(Cell(say("cost.saving.taxed" if taxed else "cost.saving")), found.saving),
            _amounts(Cell(say("cost.running")), found.discounted),
        ]
    years = [say("band.year", year=year) for year in range(1, len(result.improved.totals))]
    heads = [Column(name, number=True) for name in (say("band.start"), *years)]
    head = Column(say("cost.column.year", currency=priced.case.terms.currency))
    return Table(say("cost.years"), [head, *heads], rows)


def _amounts(name: Cell, amounts: Sequence[int]) -> list[Cell]:
    return [name, *(Cell(say("cost.amount", amount=amount)) for amount in amounts)]


def _lines(priced: Priced, cited: Cited) -> Iterator[Block]:
    """A table for each side, and what nobody estimated."""
    case, result = priced.case, priced.result
    options = result.options if result else ()
    for option in (None, *case.options):
        mine = [row for row in options if option is None or row.key == option.key]
        lines = case.in_house if option is None else option.lines
        owner: Owner = "in_house" if option is None else "provider"
        yearly = _yearly(result, option, mine)
        if any(line.used for line in lines):
            yield _table(priced, option, lines, yearly, idle_in_all(mine, owner), cited)
        left = _not_estimated(lines, mine, owner)
        if left:
            yield Paragraph(say("cost.not_estimated", names=Listed(left)), look="note")


def _yearly(
    result: CostResult | None, option: CostOption | None, mine: Sequence[OptionCost]
) -> Yearly | None:
    """The amounts of a side by years; none where they would be sums of mostly other people's figures."""
    if result is None or not any(row.speaks for row in mine):
        return None
    return result.improved if option is None else mine[0].table


def _not_estimated(lines: Sequence[Line], mine: Sequence[OptionCost], owner: Owner) -> list[Text]:
    """Kinds of cost of a side that no sum holds."""
    used = {line.kind for line in lines if line.used}
    kinds = (
        [line.kind for line in lines]
        if not mine
        else [k for row in mine for k in row.not_estimated]
    )
    return [
        KINDS[kind].name
        for kind in dict.fromkeys(kinds)
        if kind not in used and KINDS[kind].owner == owner
    ]


def _table(
    priced: Priced,
    option: CostOption | None,
    lines: Sequence[Line],
    yearly: Yearly | None,
    idle: Mapping[str, Idle],
    cited: Cited,
) -> Table:
    """The lines of one side that have a figure, with what each comes to over the years."""
    name: Text = say("money.improved") if option is None else option.name
    sums = _sums(yearly)
    columns = [
        Column(name),
        *(Column(say(f"cost.column.{key}"), number=True) for key in ENDS),
        Column(say("cost.column.unit")),
    ]
    total: list[Cell] = []
    if yearly is not None:
        columns.append(
            Column(say("cost.column.total", currency=priced.case.terms.currency), number=True)
        )
        every = Cell(say("cost.amount", amount=sum(sums.values())))
        total = [Cell(say("cost.total")), *(Cell("") for _ in columns[1:-1]), every]
    rows = [
        [*_line(priced, option, line, idle.get(line.key), cited), *_sum(yearly, sums.get(line.key))]
        for line in lines
        if line.used
    ]
    return Table(name, columns, rows, total)


def _sums(yearly: Yearly | None) -> dict[str, int]:
    """What each line comes to over all years, in whole units that add up."""
    if yearly is None:
        return {}
    rows = zip(yearly.rows, whole_table(yearly).rows, strict=True)
    return {row.key: sum(amounts) for row, amounts in rows if amounts is not None}


def _sum(yearly: Yearly | None, amount: int | None) -> list[Cell]:
    if yearly is None:
        return []
    return [Cell(say("dash") if amount is None else say("cost.amount", amount=amount))]


def _line(
    priced: Priced, option: CostOption | None, line: Line, idle: Idle | None, cited: Cited
) -> list[Cell]:
    used, kind = line.used, KINDS[line.kind]
    assert used is not None
    return [
        Cell(option.title_of(line) if option else line.title, note=line.note),
        *(Cell(say("figure", figure=Entered(one))) for one in (used.low, used.likely, used.high)),
        Cell(
            unit(kind.basis, kind.unit, priced.case.terms.currency), note=_rests(line, idle, cited)
        ),
    ]


def _rests(line: Line, idle: Idle | None, cited: Cited) -> Text:
    """When a figure counts where that is not usual, what it rests on, and why it moves nothing."""
    years = when(line)
    is_own = line.status == "estimated"
    parts: list[Text] = [] if years is None else [years]
    parts.append(say(f"line.rests.{line.mark}" if is_own else "line.rests.published"))
    if line.source:
        parts.append(cited.read(line.source))
    if idle is not None:
        parts.append(say(f"line.idle.{idle.why}"))
    return joined(parts)
