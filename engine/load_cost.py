"""Reads the published figures about cost from a definition."""

from dataclasses import dataclass
from typing import Any

from engine.cost_defaults import Claim, CostContent, Deal, Default, DiscountRate, PriceMakeUp
from engine.cost_lines import Prices, Range
from engine.load_facts import MARKS, fact, facts
from engine.reading import Node, Number
from engine.should_cost import PARTS

FIGURE = Number(-1_000_000_000, 1_000_000_000)
PERCENT = Number(-100, 1000)
SHARE = Number(0, 100)
YEARS = Number(0, 100)
PRICES: tuple[Prices, ...] = ("nominal", "real")


@dataclass(frozen=True, slots=True)
class DefaultKeys:
    """The keys of a published range."""

    kind: Any
    low: Any
    likely: Any
    high: Any
    unit: Any
    mark: Any
    age: Any
    why: Any
    deals: Any = None
    evidence: Any = None


@dataclass(frozen=True, slots=True)
class Shares:
    """The keys of the make-up of a price, in percent of it."""

    pay: Any
    management: Any
    support: Any
    facilities: Any
    telecom: Any
    margin: Any


def read_cost(node: Node) -> CostContent:
    """The part ``reference.cost``."""
    make_up = node.part("make_up", "Make-up of a price", PriceMakeUp)
    return CostContent(
        checked_on=node.day("checked_on"),
        deals=tuple(map(_deal, node.nodes("deals", "deal", Deal, "key"))),
        defaults=tuple(map(_default, node.nodes("defaults", "range", DefaultKeys, "kind"))),
        claims=tuple(map(_claim, node.nodes("claims", "claim", Claim))),
        rates=tuple(map(_rate, node.nodes("rates", "rate", DiscountRate, "key"))),
        make_up=None if make_up is None else _make_up(make_up),
        notes=facts(node, "notes", "note"),
    )


def _range(node: Node, limits: Number) -> Range:
    return Range(*(node.number(key, limits) for key in ("low", "likely", "high")))


def _deal(node: Node) -> Deal:
    years = node.part("years", f"{node.label}, years", Range)
    term = None if years is None else _range(years, YEARS)
    return Deal(node.code("key"), node.text("name"), node.text("text"), term)


def _default(node: Node) -> Default:
    return Default(
        kind=node.code("kind"),
        deals=node.texts("deals"),
        amount=_range(node, FIGURE),
        unit=node.text("unit"),
        mark=node.one_of("mark", MARKS),
        age=node.text("age"),
        why=node.text("why"),
        evidence=facts(node, "evidence"),
    )


def _claim(node: Node) -> Claim:
    return Claim(
        claim=node.text("claim"),
        low=node.number("low", FIGURE),
        high=node.number("high", FIGURE),
        unit=node.text("unit"),
        fact=fact(node, "fact"),
        age=node.text("age"),
    )


def _rate(node: Node) -> DiscountRate:
    return DiscountRate(
        key=node.code("key"),
        name=node.text("name"),
        percent=node.number("percent", PERCENT),
        prices=node.one_of("prices", PRICES),
        fact=fact(node, "fact"),
        age=node.text("age"),
    )


def _make_up(node: Node) -> PriceMakeUp:
    shares = node.part("shares", f"{node.label}, shares", Shares)
    keys = (*PARTS, "margin")
    figures = {} if shares is None else {key: shares.number(key, SHARE) for key in keys}
    return PriceMakeUp(node.text("name"), node.text("age"), figures, fact(node, "fact"))
