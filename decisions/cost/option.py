"""One option of a cost case in words and tables."""

from collections.abc import Sequence

from decisions.cost import wording
from decisions.cost.shape import CostOptionPart, CostPoints, CostYears
from engine.cost.lines import KINDS, CostOption, Range
from engine.cost.priced import Priced
from engine.cost.result import OptionCost
from report.amounts import than
from report.messages import read, say
from report.money import headline, option_line
from report.numbers import in_table, multiple_words, percent, plainly, rounded, share_words
from report.scales import PER_CENT
from report.whole_years import whole_years

UNTOLD = CostPoints(
    chance_words="",
    break_even="",
    break_even_words="",
    payback_words="",
    return_words="",
    volume_words="",
    price_words="",
    today_words="",
    likely_words="",
)


def summary_of(priced: Priced) -> str:
    """The money in one line: the headline that every page and paper gives."""
    words = read(headline(priced))
    why = silence(priced)
    return read(say("costs.headline.silent", headline=words, why=why)) if why else words


def silence(priced: Priced) -> str:
    """Why a case that can be computed answers nothing; "" where it answers, and while it cannot."""
    match priced.silence:
        case "rivals":
            return wording.rivals()
        case "no_provider":
            return wording.no_provider()
        case "weak" if priced.compared:
            return wording.silence(percent(priced.compared.completeness))
    return ""


def option_part(priced: Priced, row: OptionCost) -> CostOptionPart:
    """Everything the pages and the paper say about one computed option."""
    terms, option = priced.case.terms, priced.option(row.key)
    spread, currency = row.spread, terms.currency
    missing = [KINDS[kind].name for kind in row.not_estimated]
    lines = {
        (KINDS[line.kind].owner, line.key): line
        for line in (*priced.case.in_house, *option.lines)
        if line.used
    }
    idle = [(lines.pop((rests.owner, rests.key)), rests.why) for rests in row.idle]
    stands_in = {line.kind for line in lines.values()}
    counted = [KINDS[kind].name for kind in row.not_estimated if kind in stands_in]
    complete = percent(row.completeness)
    return {
        "key": row.key,
        "name": option.name,
        "speaks": row.speaks,
        "words": read(option_line(priced, row)),
        "middle": read(than(spread.p50, currency)),
        "low": read(than(spread.p10, currency)),
        "high": read(than(spread.p90, currency)),
        "late": row.break_even_warning is not None,
        **(_points(priced, row) if row.speaks else UNTOLD),
        "completeness": complete,
        "completeness_words": wording.completeness(complete, len(missing)),
        "published": counted,
        "not_counted": [name for name in missing if name not in counted],
        "idle": [wording.idle(option.title_of(line), why) for line, why in idle],
        "years": _years(priced, option, row) if row.speaks else [],
    }


def _points(priced: Priced, row: OptionCost) -> CostPoints:
    """What likely figures come to, in sentences."""
    terms, currency = priced.case.terms, priced.case.terms.currency
    share = "" if row.saving_share is None else share_words(abs(row.saving_share))
    rate = "" if row.rate_of_return is None else share_words(row.rate_of_return)
    return {
        "chance_words": _chance(row),
        "break_even": wording.month_words(row.break_even_month),
        "break_even_words": wording.break_even(row.break_even_month, row.break_even_warning, terms),
        "payback_words": wording.payback(row.payback_years),
        "return_words": wording.rate_of_return(rate, row.no_rate),
        "volume_words": wording.volume(_multiple(row.indifference_volume), _units(priced, row)),
        "price_words": wording.price(_multiple(row.indifference_price)),
        "today_words": wording.today(
            rounded(row.saving_npv_today, currency), saves=row.saving_npv_today >= 0
        ),
        "likely_words": wording.likely(
            rounded(row.saving_npv, currency), share, saves=row.saving_npv >= 0
        ),
    }


def _chance(row: OptionCost) -> str:
    """How many outcomes save, and whether enough do."""
    spread = row.spread
    chances = wording.chance(percent(spread.chance_to_save), percent(spread.chance_of_hurdle))
    return f"{chances} {wording.hurdle(passes=row.passes_hurdle)}"


def _multiple(multiple: float | None) -> str:
    return "" if multiple is None else multiple_words(multiple)


def _units(priced: Priced, row: OptionCost) -> str:
    """The indifference volume in units or people, where the case has them."""
    if row.indifference_volume is None:
        return ""
    for kind in ("volume", "people"):
        found = sum(
            line.used.likely for line in priced.case.in_house if line.kind == kind and line.used
        )
        if found:
            number = found * row.indifference_volume
            text = f"{number:,.0f}" if number >= PER_CENT else f"{number:.1f}"
            return read(say(f"costs.units.{kind}", number=text))
    return ""


def _years(priced: Priced, option: CostOption, row: OptionCost) -> list[CostYears]:
    """Our way, theirs, the difference and its running totals, year by year."""
    assert priced.result is not None
    taxed = bool(priced.case.terms.tax)
    printed = whole_years(priced.result.improved, row, taxed=taxed)
    rows: list[tuple[str, Sequence[int]]] = [
        (wording.IMPROVED, printed.ours),
        (option.name, printed.theirs),
        (read(say("cost.saving.taxed" if taxed else "cost.saving")), printed.saving),
        (read(say("costs.total.running")), printed.running),
        (read(say("costs.total.discounted")), printed.discounted),
    ]
    return [
        {"name": name, "amounts": [in_table(amount) for amount in amounts]}
        for name, amounts in rows
    ]


def range_words(amount: Range, unit: str) -> str:
    """A range with its unit: "2 to 15, likely 7% of the price"; one figure when it is certain."""
    likely = figure(amount.likely, unit)
    if amount.low == amount.high:
        return likely
    low, high = plainly(amount.low), plainly(amount.high)
    return read(say("costs.range", low=low, high=high, likely=likely))


def figure(number: float, unit: str) -> str:
    """A figure with its unit: "7% of the price", "50,000 EUR per person and year"."""
    if number == 1 and unit.startswith("months"):
        unit = unit.replace("months", "month", 1)
    return f"{plainly(number)}{'' if unit.startswith('%') else ' '}{unit}"
