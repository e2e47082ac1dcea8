"""The shape of the money part of a snapshot. It stands beside the fit and is never merged with it.

Amounts are text, ready to print: in whole units of ``currency`` without its code in tables
("1,234", with a true minus sign), rounded to two figures with it in sentences ("EUR 1.2 million").
A saving is today's way, improved, less the other way: positive speaks for the other.
"""

from typing import TypedDict


class CostTerm(TypedDict):
    """One figure that holds for the whole case."""

    name: str
    value: str


class CostRow(TypedDict):
    """One line of a yearly table; ``amounts`` is empty when nothing is estimated. ``status_words`` is ""
    for a figure of the person's own."""

    name: str
    status_words: str
    amounts: list[str]


class CostTable(TypedDict):
    """One side by years. ``total`` is the sum of ``totals``, ``npv`` their value today; ``left_out`` names
    lines that no sum holds."""

    key: str
    name: str
    rows: list[CostRow]
    totals: list[str]
    total: str
    npv: str
    left_out: list[str]


class CostYears(TypedDict):
    """One option beside our own way, year by year."""

    name: str
    amounts: list[str]


class CostPoints(TypedDict):
    """What likely figures come to, each a sentence of its own; all are "" while less than half of the
    figures are the person's own."""

    chance_words: str
    break_even: str
    break_even_words: str
    payback_words: str
    return_words: str
    volume_words: str
    price_words: str
    today_words: str
    likely_words: str


class CostOptionPart(CostPoints):
    """One option. ``words`` is the money in one sentence, the headline where it is the best one; each other
    ``..._words`` is a sentence of its own, "" where there is nothing to say. ``percent`` figures are whole
    numbers.

    ``low``, ``middle`` and ``high`` are what 10, 50 and 90 of 100 outcomes save less than. ``speaks``: enough
    of it is the person's own for a middle, a chance and ``years``. Of the kinds of cost without a figure of the
    person's own, ``published`` are those where a published range counts, ``not_counted`` those where nothing
    does. ``idle`` are figures that are there and move nothing, each with the reason; ``late``: the
    break-even needs a warning.
    """

    key: str
    name: str
    speaks: bool
    words: str
    middle: str
    low: str
    high: str
    late: bool
    completeness: int
    completeness_words: str
    published: list[str]
    not_counted: list[str]
    idle: list[str]
    years: list[CostYears]


class CostAnswer(TypedDict):
    """What the case says to the criterion that it answers. ``by_case``: the stored answer is the case's own;
    ``stored`` is the stored answer in words where it is another one, else ""."""

    criterion: str
    question: str
    choice: int
    answer: str
    by_case: bool
    stored: str


class CostGate(TypedDict):
    """The gate that the case says more about."""

    code: str
    name: str
    closes: bool
    words: str


class Assumption(TypedDict):
    """One figure of the case with what it rests on; figures are "" when not estimated."""

    side: str
    name: str
    low: str
    likely: str
    high: str
    unit: str
    when: str
    status: str
    status_words: str
    note: str
    source: str
    mark: str
    mark_words: str


class CostPart(TypedDict):
    """The whole cost case.

    ``columns`` are the years of every table ("Start", "Year 1" ...). ``best`` is the key of the option
    that saves most, "" while nothing can be computed; then ``missing`` says what is missing.
    ``silence`` says why a computed case answers nothing, "" where it answers. ``idle`` is what was entered and
    moves nothing, each with the reason.
    """

    currency: str
    best: str
    columns: list[str]
    tables: list[CostTable]
    options: list[CostOptionPart]
    answer: CostAnswer | None
    silence: str
    gate: CostGate | None
    missing: list[str]
    idle: list[str]
