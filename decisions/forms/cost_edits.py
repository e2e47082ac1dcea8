"""Small changes of a cost case that the forms share, and what they show before anything is typed."""

from collections.abc import Container, Iterable
from dataclasses import replace
from typing import Any

from engine.cost.defaults import CostContent
from engine.cost.lines import KINDS, PRICES, CostCase, CostOption, Line, Range, Terms
from engine.cost.money import places
from writing.typed import written

PER_CENT = 100


def rate_of(percent: float) -> float:
    """A rate as a share, without the dust of a binary division."""
    return round(percent / PER_CENT, 10)


def percent_of(share: float) -> float:
    """A share as a rate in percent."""
    return round(share * PER_CENT, 8)


def cents_problem(amount: float, currency: str) -> str:
    """What is wrong with decimals that the currency does not have, "" for nothing."""
    allowed = places(currency)
    if round(amount, allowed) == amount:
        return ""
    if allowed == 0:
        return f"{currency} has no cents: enter a whole number."
    return f"{currency} has {allowed} decimals: enter no more."


def figure_of(lines: Iterable[Line], kind: str) -> Range | None:
    """The figure of the first line of a kind."""
    return next((line.amount for line in lines if line.kind == kind), None)


def put(lines: tuple[Line, ...], kind: str, amount: Range | None) -> tuple[Line, ...]:
    """The lines with another figure in the first line of a kind, which may be new."""
    for place, line in enumerate(lines):
        if line.kind == kind:
            return (*lines[:place], replace(line, amount=amount), *lines[place + 1 :])
    return (*lines, Line(kind, kind, amount))


def main_option(case: CostCase | None) -> CostOption | None:
    """The option that the short form is about: the first one with a provider."""
    options = case.options if case else ()
    return next((row for row in options if row.way == "provider"), None)


def asks_price(case: CostCase, asked: str) -> bool:
    """Whether the main option has one price, of the kind that is asked for, or none yet."""
    option = main_option(case)
    lines = option.lines if option else ()
    prices = [line.kind for line in lines if line.kind in PRICES and line.amount is not None]
    return prices in ([], [asked])


def initial_of(content: CostContent, case: CostCase | None, deal: str) -> dict[str, Any]:
    """What the form shows before anything is typed."""
    if case is None:
        years, rate = content.usual_years(deal), content.usual_rate
        start = {"years": str(years), "rate": written(rate, percent=True), "deal": deal}
        return start | initial_terms(Terms("", years, 0.0))
    option, rates = main_option(case), stored_rates(case)
    return {
        "currency": case.terms.currency,
        "years": str(case.terms.years),
        "months": str(case.terms.months or ""),
        "deal": option.deal if option else deal,
        **initial_terms(case.terms),
        **{name: written(rate, percent=True) for name, rate in rates.items()},
    }


def stored_rates(case: CostCase) -> dict[str, float | None]:
    """The stored rates in percent, by the field of the short form."""
    terms, wages = case.terms, figure_of(case.in_house, "wage_growth")
    return {
        "rate": percent_of(terms.rate),
        "wages": wages.likely if wages else None,
        "inflation": percent_of(terms.inflation),
        "tax": percent_of(terms.tax),
        "follows": percent_of(terms.staff_follows_volume),
    }


def initial_terms(terms: Terms) -> dict[str, Any]:
    """The terms as a form shows them."""
    return {
        "inflation": written(percent_of(terms.inflation), percent=True),
        "tax": written(percent_of(terms.tax), percent=True),
        "follows": written(percent_of(terms.staff_follows_volume), percent=True),
        "timing": terms.timing,
        "prices": terms.prices,
        "shape": terms.shape,
    }


def stored_figure(case: CostCase | None, kind: str, end: str) -> float | None:
    """A stored figure of the short form, None for none."""
    if case is None:
        return None
    option = main_option(case)
    provider = option.lines if option else ()
    found = figure_of(case.in_house if KINDS[kind].owner == "in_house" else provider, kind)
    return stored_end(found, end)


def stored_end(amount: Range | None, end: str) -> float | None:
    """An end of a stored range as a form shows it: equal ends are left empty, as they were typed."""
    if amount is None or (end != "likely" and amount.low == amount.high):
        return None
    found: float = getattr(amount, end)
    return found


def free_key(start: str, taken: Container[str]) -> str:
    """A key that nothing has yet: "travel", "travel-2" ..."""
    if start not in taken:
        return start
    number = 2
    while f"{start}-{number}" in taken:
        number += 1
    return f"{start}-{number}"
