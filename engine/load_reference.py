"""The part ``reference`` of a definition -> ``Reference``, with problems listed like everywhere.

Each of its parts may be left out and is then empty. docs/ruleset.md describes the keys.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from engine.cost_defaults import CostContent
from engine.engagement import RISKS, Arrangement, Engagements, Form, FormRule, Risk
from engine.load_cost import read_cost
from engine.load_facts import by_name, conditions, fact
from engine.load_places import PlacesKeys, read_places
from engine.location import Places
from engine.reading import Node
from engine.reference import Reference
from engine.regimes import Question, Regime, Regimes

Part = TypeVar("Part")


@dataclass(frozen=True, slots=True)
class Value:
    """The keys of one possible value of a fact that regimes ask for."""

    key: Any
    name: Any


@dataclass(frozen=True, slots=True)
class When:
    """The keys of one condition of a regime."""

    question: Any
    values: Any


def read_reference(root: Node) -> Reference:
    """The four parts below the key ``reference``; problems go to the reader of ``root``."""
    node = root.part("reference", "Reference", Reference)
    if node is None:
        return Reference()
    return Reference(
        places=_part(node, "places", PlacesKeys, read_places, Places()),
        engagement=_part(node, "engagement", Engagements, _engagement, Engagements()),
        regimes=_part(node, "regimes", Regimes, _regimes, Regimes()),
        cost=_part(node, "cost", CostContent, read_cost, CostContent()),
    )


def _part(node: Node, key: str, kind: type, read: Callable[[Node], Part], empty: Part) -> Part:
    found = node.part(key, key.capitalize(), kind)
    return empty if found is None else read(found)


def _engagement(node: Node) -> Engagements:
    forms = map(_form, node.nodes("forms", "form", Form, "key"))
    return Engagements(
        checked_on=node.day("checked_on"),
        forms=by_name(node, "forms", ((row.key, row) for row in forms)),
        rules=tuple(map(_rule, node.nodes("rules", "rule", FormRule))),
        risks=tuple(map(_risk, node.nodes("risks", "risk", Risk, "key"))),
        arrangements=tuple(map(_arrangement, node.nodes("arrangements", "pair", Arrangement))),
    )


def _form(node: Node) -> Form:
    price, price_text = node.text("price"), node.text("price_text")
    return Form(node.code("key"), node.text("name"), price, price_text, node.text("text"))


def _rule(node: Node) -> FormRule:
    return FormRule(
        form=node.code("form"),
        options=node.texts("options"),
        why=fact(node, "why"),
        when=conditions(node, "when"),
        usual=node.flag("usual", False),
    )


def _risk(node: Node) -> Risk:
    rows = ((row.criterion, row.choices) for row in conditions(node, "high"))
    high = by_name(node, "high", rows)
    return Risk(
        key=node.one_of("key", RISKS),
        name=node.text("name"),
        high=high,
        text=node.text("text"),
        fact=fact(node, "fact"),
    )


def _arrangement(node: Node) -> Arrangement:
    return Arrangement(
        operational=node.flag("operational", False),
        structural=node.flag("structural", False),
        form=node.code("form"),
        why=fact(node, "why"),
    )


def _regimes(node: Node) -> Regimes:
    return Regimes(
        disclaimer=node.text("disclaimer"),
        questions=tuple(map(_question, node.nodes("questions", "question", Question, "key"))),
        regimes=tuple(map(_regime, node.nodes("regimes", "regime", Regime, "key"))),
    )


def _question(node: Node) -> Question:
    rows = node.nodes("choices", "value", Value, "key")
    choices = by_name(node, "choices", ((row.code("key"), row.text("name")) for row in rows))
    return Question(node.code("key"), node.text("name"), choices)


def _regime(node: Node) -> Regime:
    rows = node.nodes("when", "condition", When)
    when = ((row.code("question"), frozenset(row.texts("values"))) for row in rows)
    return Regime(
        key=node.code("key"),
        name=node.text("name"),
        applies_to=node.text("applies_to"),
        when=by_name(node, "when", when),
        checks=node.texts("checks"),
        fact=fact(node, "fact"),
        checked_on=node.day("checked_on") or date.min,
    )
