"""Can a cost case be computed, and how much of it is estimated?"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from math import isfinite

from engine.cost.flows import PAY
from engine.cost.lines import (
    KINDS,
    LONGEST,
    PRICE_WEIGHT,
    PRICES,
    QUANTITIES_OF,
    YEAR,
    CostCase,
    CostOption,
    CostProblem,
    Line,
    Owner,
    Terms,
    counts_from,
    figure_problem,
)
from engine.cost.money import is_currency
from engine.cost.result import Idle
from engine.cost.term import year_problem

RATE_LIMITS = (-0.5, 1.0)
TERMS = range(1, YEAR * LONGEST + 1)
"""Months that a term may have."""
STAFF = ("people", "wage_growth", "pay", "loading", "recruitment")
"""What nobody expects where a provider does the work today."""
CONTRACT = "contract"
CONTRACT_WEIGHT = 6
"""As much as our own people and their pay."""
OWN_WAY = ("set_up", "provider_tools", "dip_year_1", "stranded", "severance", "optimism")
"""The kinds that a case expects of a way without a provider."""
REMAINING = "remaining"
NO_PRICE = "Enter at least one price of the provider."
NO_COST = "Enter a price, or which part of today's cost stays."
NO_CURRENCY = "Enter the code of a currency as three capital letters, for example EUR."


def problems(case: CostCase) -> tuple[CostProblem, ...]:
    """Everything that keeps the case from being computed, each with the path of the figure."""
    return (
        *_terms_problems(case.terms),
        *_side_problems(case.in_house, "in_house", "in_house", case.terms),
        *_own_problems(case.in_house),
        *_repeated((option.key for option in case.options), "options"),
        *(row for option in case.options for row in _option_problems(case, option)),
    )


def _terms_problems(terms: Terms) -> Iterator[CostProblem]:
    if terms.months not in range(YEAR):
        yield CostProblem("terms.months", f"Enter a number of months from 0 to {YEAR - 1}.")
    elif not _fits(terms):
        yield CostProblem("terms.years", f"Enter a term from one month to {LONGEST} years.")
    if not is_currency(terms.currency):
        yield CostProblem("terms.currency", NO_CURRENCY)
    low, high = RATE_LIMITS
    for name, figure in (("rate", terms.rate), ("inflation", terms.inflation)):
        if not isfinite(figure) or not low < figure <= high:
            yield CostProblem(f"terms.{name}", "Enter a rate from -50 % to 100 %.")
    for name, figure in (("tax", terms.tax), ("staff_follows_volume", terms.staff_follows_volume)):
        if not isfinite(figure) or not 0 <= figure <= 1:
            yield CostProblem(f"terms.{name}", "Enter a share from 0 % to 100 %.")


def _fits(terms: Terms) -> bool:
    return terms.years in range(LONGEST + 1) and terms.length in TERMS


def _option_problems(case: CostCase, option: CostOption) -> Iterator[CostProblem]:
    path = f"options.{option.key}"
    yield from _side_problems(option.lines, "provider", path, case.terms)
    wanted = _prices(option)
    prices = [line.kind for line in option.lines if line.kind in wanted and line.used is not None]
    if not prices:
        yield CostProblem(path, NO_PRICE if option.way == "provider" else NO_COST, True)
    yield from _lacking(prices, (*case.in_house, *option.lines), path)


def _own_problems(lines: Sequence[Line]) -> Iterator[CostProblem]:
    known = _kinds_with_figure(lines)
    yield from _lacking(sorted(known & set(QUANTITIES_OF)), lines, "in_house")
    running = {key for key in known if KINDS[key].basis in ("per_person", "per_hour", "yearly")}
    if not running:
        yield CostProblem("in_house", "Enter what the work costs today.", True)


def _lacking(prices: Iterable[str], lines: Iterable[Line], path: str) -> Iterator[CostProblem]:
    """What these prices are multiplied with, where nobody says how much it is."""
    known = _kinds_with_figure(lines)
    for kind in prices:
        for quantity in QUANTITIES_OF.get(kind, ()):
            if quantity not in known:
                words = f"“{KINDS[kind].name}” also needs: {KINDS[quantity].name}."
                place = quantity if path == "in_house" else kind
                yield CostProblem(f"{path}.{place}", words, True)


def _side_problems(
    lines: Sequence[Line], owner: Owner, path: str, terms: Terms
) -> Iterator[CostProblem]:
    terms = terms if _fits(terms) else replace(terms, years=LONGEST, months=0)
    yield from _repeated((line.key for line in lines), path)
    for line in lines:
        kind = KINDS.get(line.kind)
        where = f"{path}.{line.key}"
        if kind is None or kind.owner != owner:
            yield CostProblem(where, f'"{line.kind}" is not a kind of line of this side.')
            continue
        for amount in (line.amount, line.fallback):
            found = None if amount is None else figure_problem(amount, kind, terms.length)
            if found is not None:
                yield CostProblem(f"{where}.{found[0]}", found[1])
        misplaced = year_problem(line, terms.periods)
        if misplaced is not None:
            yield CostProblem(f"{where}.{misplaced[0]}", misplaced[1])


def _repeated(keys: Iterable[str], path: str) -> Iterator[CostProblem]:
    for key, count in Counter(keys).items():
        if count > 1:
            yield CostProblem(f"{path}.{key}", "This key is used more than once.")


def _kinds_with_figure(lines: Iterable[Line]) -> set[str]:
    """Kinds that nobody knows are told apart: these are only those that count."""
    return {line.kind for line in lines if line.used is not None and line.kind in KINDS}


def completeness(case: CostCase, option: CostOption, idle: Collection[Idle] = ()) -> float:
    """Weight of the kinds that this case itself estimates over all expected weight, 0 to 1.

    A published range that stands in for a missing figure does not count as estimated, nor does a
    figure that moves nothing (``idle``). What starts after the term is not expected.
    """
    resting = {(row.owner, row.key) for row in idle}
    own = {
        line.kind
        for line in (*case.in_house, *option.lines)
        if line.amount is not None and (KINDS[line.kind].owner, line.key) not in resting
    }
    expected = _expected(case, option)
    needed = sum(expected.values()) + PRICE_WEIGHT
    found = sum(weight for kind, weight in expected.items() if kind in own)
    return (found + PRICE_WEIGHT * any(kind in own for kind in _prices(option))) / needed


def _prices(option: CostOption) -> tuple[str, ...]:
    """The kinds of which an option needs one."""
    return PRICES if option.way == "provider" else (*PRICES, REMAINING)


def _expected(case: CostCase, option: CostOption) -> dict[str, int]:
    """The kinds that can count within the term, with the weight of each in this case."""
    is_bought = CONTRACT in {line.kind for line in case.in_house} and not any(
        line.kind in PAY for line in case.in_house
    )
    found = {}
    for kind in KINDS.values():
        weight = kind.weight
        if kind.owner == "provider" and option.way != "provider":
            weight = 1 if kind.key in OWN_WAY else 0
        elif is_bought and kind.key in STAFF:
            weight = 0
        elif is_bought and kind.key == CONTRACT:
            weight = CONTRACT_WEIGHT
        if counts_from(kind) <= case.terms.periods:
            found[kind.key] = weight
    return found


def not_estimated(case: CostCase, option: CostOption) -> tuple[str, ...]:
    """Kinds that a case is expected to have but gives no figure of its own, in page order."""
    lines = (*case.in_house, *option.lines)
    own = {line.kind for line in lines if line.amount is not None}
    listed = {line.kind for line in lines if line.amount is None}
    return tuple(
        kind
        for kind, weight in _expected(case, option).items()
        if kind not in own and (weight or kind in listed)
    )
