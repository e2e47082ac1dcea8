"""Reads statements with what they rest on, and conditions, from a definition."""

from collections.abc import Iterable, Mapping
from typing import TypeVar

from engine.facts import Condition, Fact, Mark
from engine.reading import Node

Row = TypeVar("Row")

MARKS: tuple[Mark, ...] = ("assumption", "verified", "reported")


def fact(node: Node, key: str) -> Fact:
    """The statement under a key; an empty one after a problem."""
    found = node.part(key, f"{node.label}, {key}", Fact)
    return Fact("") if found is None else _statement(found)


def facts(node: Node, key: str, noun: str = "") -> tuple[Fact, ...]:
    """A list of statements; ``noun`` names one of them in sentences."""
    return tuple(map(_statement, node.nodes(key, noun or key, Fact)))


def _statement(node: Node) -> Fact:
    return Fact(node.text("text"), node.one_of("mark", MARKS), node.texts("sources"))


def conditions(node: Node, key: str) -> tuple[Condition, ...]:
    """A list of conditions on answers."""
    return tuple(
        Condition(row.code("criterion"), row.whole_numbers("choices"))
        for row in node.nodes(key, "condition", Condition)
    )


def by_name(node: Node, key: str, rows: Iterable[tuple[str, Row]]) -> Mapping[str, Row]:
    """Rows by their names, in order; a name that comes twice is a problem."""
    found: dict[str, Row] = {}
    for place, (name, row) in enumerate(rows):
        if name in found:
            node.fail("R011", f"{key}[{place}]", f"{name} is there twice.")
        found[name] = row
    return found
