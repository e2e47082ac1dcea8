"""The small cost case that the tests of the cost engine share, and ways to write one down.

10 people at 50,000 a year against 8 people of a provider at 40,000; selection 4 %, transition 10 % and
governance 7 % of the price; 3 years, 10 % a year at the end of each year. In-house 500,000 a year.
Provider: price 320,000; year 0: 12,800 + 32,000 = 44,800; governance 22,400 a year. Saving: -44,800,
then 500,000 - 342,400 = 157,600 a year.
"""

from decimal import Decimal

from engine.cost.evaluate import evaluate
from engine.cost.lines import (
    CostCase,
    CostOption,
    Line,
    Range,
    Terms,
)

TERMS = Terms(currency="EUR", years=3, rate=0.10)


def exactly(figure):
    return Range(figure, figure, figure)


def lines(**figures):
    """Lines by kind: a number is certain, a triple is a range, None is not estimated."""
    ranges = {
        kind: figure
        if figure is None
        else Range(*figure)
        if isinstance(figure, tuple)
        else exactly(figure)
        for kind, figure in figures.items()
    }
    return tuple(Line(kind, kind, amount) for kind, amount in ranges.items())


OWN = lines(people=10, pay=50_000)
PROVIDER = {
    "provider_people": 8,
    "price_per_person": 40_000,
    "selection": 4,
    "transition": 10,
    "governance": 7,
}


def make_case(own=OWN, terms=TERMS, **provider):
    option = CostOption("bpo", "Provider", lines(**{**PROVIDER, **provider}))
    return CostCase(terms, own, (option,))


def compute(*args, **kwargs):
    result = evaluate(make_case(*args, **kwargs), seed=7, draws=500)
    return result, result.options[0]


def amounts(*figures):
    return tuple(Decimal(figure).quantize(Decimal("0.01")) for figure in figures)


def row(option, key):
    return {row.key: row for row in option.table.rows}[key]
