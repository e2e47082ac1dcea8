"""A quote held against the rebuilt price of an hour, in words."""

from collections.abc import Mapping
from typing import TypedDict

from engine.cost.lines import Range
from engine.cost.should_cost import QuoteCheck, Rebuilt
from report.numbers import share_words

TITLES = {
    "under cost": "Under cost",
    "thin": "Thin",
    "in line": "In line",
    "over": "Over",
    "far over": "Far over",
}
WORDS = {
    "under cost": "The quote is below even the lowest cost of the work. It cannot last: expect claims "
    "for extras, worse people or an early end. Ask what is left out.",
    "thin": "The quote hardly covers the cost. Ask where the margin comes from, and protect quality in "
    "the contract.",
    "in line": "The quote lies within the rebuilt prices.",
    "over": "The quote lies above the rebuilt prices. There is room to negotiate, or it holds more than "
    "you compare.",
    "far over": "The quote lies more than a quarter above the highest rebuilt price. Ask for its make-up "
    "and for other quotes.",
}
STATUS = {
    "under cost": "stop",
    "thin": "warn",
    "in line": "ok",
    "over": "warn",
    "far over": "stop",
}


class QuoteVerdict(TypedDict):
    """What a quote means; ``status`` picks the mark beside the word."""

    title: str
    words: str
    status: str
    margin: str


class HourRow(TypedDict):
    """One part of the rebuilt hour."""

    name: str
    low: str
    likely: str
    high: str


def verdict(check: QuoteCheck, quote: float) -> QuoteVerdict:
    """The verdict in words, with what the quote leaves the provider."""
    side = "above" if check.gap >= 0 else "below"
    return {
        "title": TITLES[check.verdict],
        "words": WORDS[check.verdict],
        "status": STATUS[check.verdict],
        "margin": (
            f"At {_amount(quote)} an hour the likely cost leaves the provider {share_words(check.margin)} "
            f"of the quote. It lies {share_words(abs(check.gap))} {side} the likely rebuilt price."
        ),
    }


def hour(rebuilt: Rebuilt, names: Mapping[str, str]) -> list[HourRow]:
    """The rebuilt hour: parts, cost, margin and price."""
    rows = [(names[part], found) for part, found in rebuilt.parts.items()]
    rows += [("Cost of an hour", rebuilt.cost), ("Price of an hour", rebuilt.price)]
    return [_row(name, found) for name, found in rows]


def _row(name: str, found: Range) -> HourRow:
    return {
        "name": name,
        "low": _amount(found.low),
        "likely": _amount(found.likely),
        "high": _amount(found.high),
    }


def _amount(number: float) -> str:
    return f"{number:,.2f}"
