"""Statements, conditions and numbers in the canonical form of a definition."""

from collections.abc import Iterable
from typing import Any

from engine.facts import Condition, Fact

Json = dict[str, Any]


def plain_number(value: float) -> float | int:
    """Whole numbers without a point."""
    return int(value) if float(value).is_integer() else float(value)


def filled(required: Json, optional: Json) -> Json:
    """Optional keys only where they say something: no empty text, list or object, no false."""
    return {**required, **{key: value for key, value in optional.items() if value}}


def fact(row: Fact) -> Json:
    """A statement; its mark is always written."""
    return filled({"text": row.text, "mark": row.mark}, {"sources": list(row.sources)})


def facts(rows: Iterable[Fact]) -> list[Json]:
    """Statements in their order."""
    return [fact(row) for row in rows]


def conditions(rows: Iterable[Condition]) -> list[Json]:
    """Conditions in their order, the choices of each in rising order."""
    return [{"criterion": row.criterion, "choices": sorted(row.choices)} for row in rows]
