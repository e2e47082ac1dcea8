"""One outsourced option in words and tables."""

from collections.abc import Sequence
from decimal import Decimal

from decisions.presentation import cost_wording as say
from decisions.presentation.cost_shape import CostBand, CostDriver, CostOptionPart, CostYears
from engine.cost.lines import KINDS, CostOption, Range, Terms
from engine.cost.priced import Priced
from engine.cost.result import Driver, OptionCost, Spread
from report.numbers import exact, in_table, percent, plainly, rounded, share_words
from report.whole_years import whole, whole_years

OUTSOURCED = ("bpo", "kpo")
DRIVERS = 8
"""How many lines the tornado shows."""
PER_CENT = 100


def option_of(option: CostOption) -> str:
    """The delivery option behind a kind of deal, "" for none."""
    first = option.deal.split("_")[0]
    return first if first in OUTSOURCED else ""


def outcome(amount: Decimal, currency: str) -> str:
    """What a saving makes of the cost: "EUR 340,000 less"."""
    return say.outcome(rounded(amount, currency), saves=amount >= 0)


def summary_of(priced: Priced) -> str:
    """The money in one line: that of the option that saves most."""
    if priced.best is None:
        return say.nothing_computed()
    terms, spread = priced.case.terms, priced.best.spread
    low, middle, high = _outcomes(spread, terms.currency)
    words = say.summary(
        priced.option(priced.best.key).name,
        say.years_words(terms.years),
        middle,
        low,
        high,
        percent(spread.chance_to_save),
    )
    why = silence(priced)
    return f"{words}. {why}" if why else words


def silence(priced: Priced) -> str:
    """Why a case that can be computed answers nothing; "" where it answers, and while it cannot."""
    if priced.best is None or priced.speaks:
        return ""
    return say.silence(percent(priced.best.completeness))


def _outcomes(spread: Spread, currency: str) -> tuple[str, str, str]:
    """What 1 in 10, half and 9 in 10 of the outcomes stay below."""
    low, middle, high = spread.p10, spread.p50, spread.p90
    return outcome(low, currency), outcome(middle, currency), outcome(high, currency)


def option_part(priced: Priced, row: OptionCost) -> CostOptionPart:
    """Everything the pages and the paper say about one computed option."""
    terms, option = priced.case.terms, priced.option(row.key)
    spread, currency = row.spread, terms.currency
    low, middle, high = _outcomes(spread, currency)
    chance = percent(spread.chance_to_save)
    share = "" if row.saving_share is None else share_words(abs(row.saving_share))
    years = say.years_words(terms.years)
    missing = [KINDS[kind].name for kind in row.not_estimated]
    lines = {
        (KINDS[line.kind].side, line.key): line
        for line in (*priced.case.in_house, *option.lines)
        if line.used
    }
    idle = [(lines.pop((rests.owner, rests.key)), rests.why) for rests in row.idle]
    stands_in = {line.kind for line in lines.values()}
    counted = [KINDS[kind].name for kind in row.not_estimated if kind in stands_in]
    complete = percent(row.completeness)
    rate = "" if row.rate_of_return is None else share_words(row.rate_of_return)
    return {
        "key": row.key,
        "name": option.name,
        "option": option_of(option),
        "words": say.option_words(option.name, years, middle, low, high, chance),
        "saving": exact(row.saving_npv),
        "exact": str(row.saving_npv),
        "share": "" if row.saving_share is None else share_words(row.saving_share),
        "low": low,
        "middle": middle,
        "high": high,
        "chance": chance,
        "chance_words": say.chance(chance, percent(spread.chance_of_hurdle)),
        "hurdle": row.passes_hurdle,
        "hurdle_words": say.hurdle(passes=row.passes_hurdle),
        "month": row.break_even_month,
        "late": row.break_even_warning is not None,
        "break_even": say.month_words(row.break_even_month),
        "break_even_words": say.break_even(
            row.break_even_month, row.break_even_warning, terms.years
        ),
        "payback_words": say.payback(row.payback_years),
        "return_words": say.rate_of_return(rate, row.no_rate),
        "volume_words": say.volume(_multiple(row.indifference_volume), _units(priced, row)),
        "price_words": say.price(_multiple(row.indifference_price)),
        "today_words": say.today(
            rounded(row.saving_npv_today, currency), saves=row.saving_npv_today >= 0
        ),
        "likely_words": say.likely(
            rounded(row.saving_npv, currency), share, saves=row.saving_npv >= 0
        ),
        "completeness": complete,
        "completeness_words": say.completeness(complete, len(missing)),
        "not_estimated": missing,
        "published": counted,
        "not_counted": [name for name in missing if name not in counted],
        "idle": [say.idle(line.title, why) for line, why in idle],
        "cost_npv": exact(row.cost_npv),
        "years": _years(priced, option, row),
        "bands": _bands(row, terms),
        "drivers": [_driver(priced, option, driver) for driver in row.drivers[:DRIVERS]],
    }


def _multiple(multiple: float | None) -> str:
    return "" if multiple is None else f"{multiple * PER_CENT:,.0f}%"


def _units(priced: Priced, row: OptionCost) -> str:
    """The indifference volume in units or people, where the case has them."""
    if row.indifference_volume is None:
        return ""
    for kind, words in (("volume", "units a year"), ("people", "people")):
        found = sum(
            line.used.likely for line in priced.case.in_house if line.kind == kind and line.used
        )
        if found:
            number = found * row.indifference_volume
            text = f"{number:,.0f}" if number >= PER_CENT else f"{number:.1f}"
            return f"about {text} {words}"
    return ""


def _years(priced: Priced, option: CostOption, row: OptionCost) -> list[CostYears]:
    """Our way, theirs, the difference and its running totals, year by year."""
    assert priced.result is not None
    improved, taxed = priced.result.improved, bool(priced.case.terms.tax)
    printed = whole_years(improved, row, taxed=taxed)
    rows: list[tuple[str, Sequence[int], Sequence[Decimal]]] = [
        ("Our way, improved", printed.ours, improved.totals),
        (option.name, printed.theirs, row.table.totals),
        ("Saving after tax" if taxed else "Saving", printed.saving, row.saving),
        ("Running total", printed.running, row.cumulative),
        ("Running total in today's money", printed.discounted, row.discounted),
    ]
    return [
        {
            "name": name,
            "amounts": [in_table(amount) for amount in amounts],
            "exact": [str(amount) for amount in exactly],
        }
        for name, amounts, exactly in rows
    ]


def _bands(row: OptionCost, terms: Terms) -> list[CostBand]:
    names = ["Start", *(f"After year {year}" for year in range(1, terms.years + 1))]
    return [
        {
            "name": name,
            "low": in_table(whole(band[0])),
            "middle": in_table(whole(band[1])),
            "high": in_table(whole(band[2])),
            "exact": [str(amount) for amount in band],
        }
        for name, band in zip(names, row.spread.bands, strict=True)
    ]


def _driver(priced: Priced, option: CostOption, driver: Driver) -> CostDriver:
    lines = priced.case.in_house if driver.owner == "in_house" else option.lines
    line = next(row for row in lines if row.key == driver.key)
    kind, used = KINDS[line.kind], line.used
    assert used is not None
    unit = say.unit_words(kind.basis, kind.unit, priced.case.terms.currency)
    return {
        "name": line.title,
        "side": "Our own way" if driver.owner == "in_house" else option.name,
        "low": figure(used.low, unit),
        "high": figure(used.high, unit),
        "range": span_words(used.low, used.high, unit),
        "at_low": in_table(whole(driver.at_low)),
        "at_high": in_table(whole(driver.at_high)),
        "exact": [str(driver.at_low), str(driver.at_high)],
        "swing": exact(driver.swing),
    }


def range_words(amount: Range, unit: str) -> str:
    """A range with its unit: "2 to 15, likely 7% of the price"; one figure when it is certain."""
    likely = figure(amount.likely, unit)
    if amount.low == amount.high:
        return likely
    return f"{plainly(amount.low)} to {plainly(amount.high)}, likely {likely}"


def span_words(low: float, high: float, unit: str) -> str:
    """Two ends with their unit once: "29 to 34 full-time people", "0% to 41% of the running cost"."""
    sign = "%" if unit.startswith("%") else ""
    return f"{plainly(low)}{sign} to {figure(high, unit)}"


def figure(number: float, unit: str) -> str:
    """A figure with its unit: "7% of the price", "50,000 EUR per person and year"."""
    if number == 1 and unit.startswith("months"):
        unit = unit.replace("months", "month", 1)
    return f"{plainly(number)}{'' if unit.startswith('%') else ' '}{unit}"
