"""Can a cost case be computed, and how much of it is estimated?"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from math import isfinite

from engine.cost.lines import (
    KINDS,
    LONGEST,
    PRICE_WEIGHT,
    PRICES,
    QUANTITY_OF,
    CostCase,
    CostOption,
    CostProblem,
    Kind,
    Line,
    Side,
    Terms,
    counts_from,
    figure_problem,
)
from engine.cost.result import Idle
from engine.cost.term import year_problem

RATE_LIMITS = (-0.5, 1.0)
TERMS = range(1, LONGEST + 1)


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
    if terms.years not in TERMS:
        yield CostProblem("terms.years", f"Enter a number of years from 1 to {LONGEST}.")
    if len(terms.currency) != 3 or not terms.currency.isalpha():
        yield CostProblem("terms.currency", "Enter a currency as three letters, for example EUR.")
    low, high = RATE_LIMITS
    for name, figure in (("rate", terms.rate), ("inflation", terms.inflation)):
        if not isfinite(figure) or not low < figure <= high:
            yield CostProblem(f"terms.{name}", "Enter a rate from -50 % to 100 %.")
    for name, figure in (("tax", terms.tax), ("staff_follows_volume", terms.staff_follows_volume)):
        if not isfinite(figure) or not 0 <= figure <= 1:
            yield CostProblem(f"terms.{name}", "Enter a share from 0 % to 100 %.")


def _option_problems(case: CostCase, option: CostOption) -> Iterator[CostProblem]:
    path = f"options.{option.key}"
    yield from _side_problems(option.lines, "provider", path, case.terms)
    prices = [line.kind for line in option.lines if line.kind in PRICES and line.used is not None]
    if not prices:
        yield CostProblem(path, "Enter at least one price of the provider.", True)
    known = _kinds_with_figure((*case.in_house, *option.lines))
    for kind in prices:
        quantity = QUANTITY_OF.get(kind)
        if quantity is not None and quantity not in known:
            needed = KINDS[quantity].name
            yield CostProblem(f"{path}.{kind}", f"This price also needs: {needed}.", True)


def _own_problems(lines: Sequence[Line]) -> Iterator[CostProblem]:
    known = _kinds_with_figure(lines)
    if "pay" in known and "people" not in known:
        yield CostProblem("in_house.people", "Enter how many people do the work today.", True)
    running = {key for key in known if KINDS[key].basis in ("per_person", "yearly")}
    if not running:
        yield CostProblem("in_house", "Enter what the work costs today.", True)


def _side_problems(
    lines: Sequence[Line], side: Side, path: str, terms: Terms
) -> Iterator[CostProblem]:
    years = terms.years if terms.years in TERMS else LONGEST
    yield from _repeated((line.key for line in lines), path)
    for line in lines:
        kind = KINDS.get(line.kind)
        where = f"{path}.{line.key}"
        if kind is None or kind.side != side:
            yield CostProblem(where, f'"{line.kind}" is not a kind of line of this side.')
            continue
        for amount in (line.amount, line.fallback):
            found = None if amount is None else figure_problem(amount, kind, years)
            if found is not None:
                yield CostProblem(f"{where}.{found[0]}", found[1])
        misplaced = year_problem(line, years)
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
        if line.amount is not None and (KINDS[line.kind].side, line.key) not in resting
    }
    expected = _expected(case)
    needed = sum(kind.weight for kind in expected) + PRICE_WEIGHT
    found = sum(kind.weight for kind in expected if kind.key in own)
    return (found + PRICE_WEIGHT * any(kind in own for kind in PRICES)) / needed


def _expected(case: CostCase) -> tuple[Kind, ...]:
    """The kinds that can count within the term."""
    return tuple(kind for kind in KINDS.values() if counts_from(kind) <= case.terms.years)


def not_estimated(case: CostCase, option: CostOption) -> tuple[str, ...]:
    """Kinds that a case is expected to have but gives no figure of its own, in page order."""
    lines = (*case.in_house, *option.lines)
    own = {line.kind for line in lines if line.amount is not None}
    listed = {line.kind for line in lines if line.amount is None}
    return tuple(
        kind.key
        for kind in _expected(case)
        if kind.key not in own and (kind.weight or kind.key in listed)
    )
