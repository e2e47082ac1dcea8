"""Rows of the tables of the content beside the questions, from what the engine knows."""

from collections.abc import Iterable, Mapping
from typing import Any

from catalog.tables import Row, steps_of_ten
from engine.cost_defaults import Deal as EngineDeal
from engine.facts import Condition, Fact
from engine.location import Country as EngineCountry
from engine.location import GateLimit, Limit

Keys = Mapping[str, int]


def stated(fact: Fact) -> Row:
    """The columns of a statement."""
    return {"text": fact.text, "mark": fact.mark, "sources": list(fact.sources)}


def in_order(rows: Iterable[Row]) -> list[Row]:
    """The rows with the positions 10, 20, 30."""
    found = list(rows)
    places = zip(steps_of_ten(found), found, strict=True)
    return [{**row, "position": place} for place, row in places]


def parts(owner: str, owned: Iterable[tuple[int, Iterable[Row]]]) -> list[Row]:
    """The rows of several owners, each numbered among its own."""
    return [{owner: key, **row} for key, rows in owned for row in in_order(rows)]


def place_rule(criteria: Keys, code: str, row: Any) -> Row:
    """A rule that looks at an answer; ``row`` has choices and a fact."""
    return {
        "on_id": criteria[code],
        "choices": sorted(row.choices),
        "gate_id": None,
        "severity": "",
        "farthest": "",
        "same_legal_area": False,
        **stated(row.fact),
    }


def limit(row: Limit, criteria: Keys, gates: Keys) -> Row:
    """A limit by an answer or by a gate."""
    by_gate = isinstance(row, GateLimit)
    return {
        "on_id": None if by_gate else criteria[row.code],
        "choices": [] if isinstance(row, GateLimit) else sorted(row.choices),
        "gate_id": gates[row.code] if by_gate else None,
        "severity": row.severity if isinstance(row, GateLimit) else "",
        "farthest": row.farthest,
        "same_legal_area": row.same_legal_area,
        **stated(row.fact),
    }


def country(row: EngineCountry) -> Row:
    """A country without its notes."""
    return {
        "code": row.code,
        "name": row.name,
        "region": row.region,
        "zone": row.zone,
        "languages": list(row.languages),
        "legal_area": row.legal_area,
        "usual_places": list(row.usual_places),
        "gsli_rank": row.gsli.rank if row.gsli else None,
        "gsli_year": row.gsli.year if row.gsli else None,
        "gsli_sources": list(row.gsli.sources) if row.gsli else [],
    }


def conditions(
    owner: str, owned: Iterable[tuple[int, Iterable[Condition]]], criteria: Keys
) -> list[Row]:
    """The rows of conditions on answers, for several owners."""
    return [
        {owner: key, "on_id": criteria[row.criterion], "choices": sorted(row.choices)}
        for key, rows in owned
        for row in rows
    ]


def deal(row: EngineDeal) -> Row:
    """A kind of deal."""
    return {
        "key": row.key,
        "name": row.name,
        "text": row.text,
        "years_low": row.years.low if row.years else None,
        "years_likely": row.years.likely if row.years else None,
        "years_high": row.years.high if row.years else None,
    }
