"""A quote held against the rebuilt price of an hour, in words."""

from collections.abc import Mapping
from typing import TypedDict

from engine.cost.lines import Range
from engine.cost.should_cost import QuoteCheck, Rebuilt
from report.messages import read, say
from report.numbers import share_words

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
    key = check.verdict.replace(" ", "_")
    margin = say(
        f"quote.margin.{'above' if check.gap >= 0 else 'below'}",
        amount=_amount(quote),
        margin=share_words(check.margin),
        gap=share_words(abs(check.gap)),
    )
    return {
        "title": read(say(f"quote.{key}.title")),
        "words": read(say(f"quote.{key}.words")),
        "status": STATUS[check.verdict],
        "margin": read(margin),
    }


def hour(rebuilt: Rebuilt, names: Mapping[str, str]) -> list[HourRow]:
    """The rebuilt hour: parts, cost, margin and price."""
    rows = [(names[part], found) for part, found in rebuilt.parts.items()]
    rows += [
        (read(say("quote.hour.cost")), rebuilt.cost),
        (read(say("quote.hour.price")), rebuilt.price),
    ]
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
