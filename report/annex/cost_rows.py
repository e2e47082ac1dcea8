"""The key figures of an outsourced option, a cell each."""

from collections.abc import Callable, Mapping

from engine.cost.lines import YEAR, Terms
from engine.cost.result import OptionCost
from report.amounts import than
from report.document import Cell
from report.messages import Percent, Text, say
from report.money import without_rate
from report.numbers import multiple_words, share_words


def _likely(terms: Terms, row: OptionCost) -> Cell:
    share = row.saving_share
    note = "" if share is None else say("cost.share", share=share_words(abs(share)))
    return Cell(than(row.saving_npv, terms.currency), note=note)


def _today(terms: Terms, row: OptionCost) -> Cell:
    return Cell(than(row.saving_npv_today, terms.currency))


def _hurdle(terms: Terms, row: OptionCost) -> Cell:
    enough = say("cost.hurdle.passes" if row.passes_hurdle else "cost.hurdle.fails")
    return Cell(say("money.saves", percent=Percent(row.spread.chance_of_hurdle)), note=enough)


def _back(terms: Terms, row: OptionCost) -> Cell:
    month, warned = row.break_even_month, row.break_even_warning
    if month is None:
        return Cell(say("cost.back.never"))
    note: Text = say(f"cost.back.{warned.replace(' ', '_')}") if warned else ""
    said = say("cost.back.month", month=month)
    return Cell(said if month else say("cost.back.at_once"), note=note)


def _payback(terms: Terms, row: OptionCost) -> Cell:
    if row.payback_years is None:
        return Cell(say("cost.back.never"))
    months = max(1, round(row.payback_years * YEAR))
    return Cell(say("cost.months", count=months) if row.payback_years else say("cost.back.at_once"))


def _return(terms: Terms, row: OptionCost) -> Cell:
    if row.no_rate is not None or row.rate_of_return is None:
        return Cell(say("dash"), note=without_rate(row.no_rate))
    return Cell(say("cost.rate", rate=share_words(row.rate_of_return)))


def _volume(terms: Terms, row: OptionCost) -> Cell:
    return Cell(_same("volume", row.indifference_volume))


def _price(terms: Terms, row: OptionCost) -> Cell:
    return Cell(_same("price", row.indifference_price))


def _same(key: str, multiple: float | None) -> Text:
    if multiple is None:
        return say("cost.same.none")
    return say(f"cost.same.{key}", percent=multiple_words(multiple))


def _own(terms: Terms, row: OptionCost) -> Cell:
    return Cell(say("cost.own", percent=Percent(row.completeness)))


FIGURES: Mapping[str, Callable[[Terms, OptionCost], Cell]] = {
    "likely": _likely,
    "today": _today,
    "hurdle": _hurdle,
    "back": _back,
    "payback": _payback,
    "return": _return,
    "volume": _volume,
    "price": _price,
    "own": _own,
}
"""In the order of the table; the message of each row is ``cost.figure.`` and its key."""
