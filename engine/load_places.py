"""Reads the content about places from a definition."""

from dataclasses import dataclass
from typing import Any

from engine.gates import SEVERITIES
from engine.load_facts import by_name, fact, facts
from engine.location import DISTANCES, Caution, Country, Limit, Places, Rank
from engine.reading import COUNT, Node, Number

HOUR = Number(0, 24, 1.0)
HOURS = Number(0, 24)
YEAR = Number(1900, 2200, 1.0)


@dataclass(frozen=True, slots=True)
class PlacesKeys:
    """The keys of the whole part."""

    checked_on: Any = None
    working_day: Any = None
    near_hours: Any = None
    limits: Any = None
    gates: Any = None
    cautions: Any = None
    second_site: Any = None
    countries: Any = None
    notes: Any = None


@dataclass(frozen=True, slots=True)
class Day:
    """The keys of the working day."""

    start: Any
    end: Any


@dataclass(frozen=True, slots=True)
class AnswerLimit:
    """The keys of a limit by an answer."""

    criterion: Any
    choices: Any
    farthest: Any
    fact: Any
    same_legal_area: Any = None


@dataclass(frozen=True, slots=True)
class GateLimit:
    """The keys of a limit by a gate that fired."""

    gate: Any
    severity: Any
    farthest: Any
    fact: Any
    same_legal_area: Any = None


def read_places(node: Node) -> Places:
    """The part ``reference.places``."""
    usual = Places()
    day = node.part("working_day", "Working day", Day)
    start, end = usual.day
    if day is not None:
        start, end = (int(day.number(key, HOUR)) for key in ("start", "end"))
    countries = map(_country, node.nodes("countries", "country", Country, "code"))
    return Places(
        checked_on=node.day("checked_on"),
        day=(start, end),
        near_hours=node.number("near_hours", HOURS, usual.near_hours),
        limits=(
            *map(_answer_limit, node.nodes("limits", "limit", AnswerLimit)),
            *map(_gate_limit, node.nodes("gates", "limit by a gate", GateLimit)),
        ),
        cautions=tuple(map(_caution, node.nodes("cautions", "caution", Caution))),
        second_site=tuple(map(_caution, node.nodes("second_site", "reason", Caution))),
        countries=by_name(node, "countries", ((row.code, row) for row in countries)),
        notes=facts(node, "notes", "note"),
    )


def _answer_limit(node: Node) -> Limit:
    return _limit(node, node.code("criterion"), frozenset(node.whole_numbers("choices")))


def _gate_limit(node: Node) -> Limit:
    return _limit(node, node.code("gate"), frozenset({node.one_of("severity", SEVERITIES)}))


def _limit(node: Node, code: str, trigger: frozenset[Any]) -> Limit:
    return Limit(
        code=code,
        trigger=trigger,
        farthest=node.one_of("farthest", DISTANCES),
        same_legal_area=node.flag("same_legal_area", False),
        fact=fact(node, "fact"),
    )


def _caution(node: Node) -> Caution:
    return Caution(node.code("criterion"), node.whole_numbers("choices"), fact(node, "fact"))


def _country(node: Node) -> Country:
    rank = node.part("gsli", f"{node.label}, gsli", Rank)
    return Country(
        code=node.code("code"),
        name=node.text("name"),
        region=node.text("region"),
        zone=node.text("zone"),
        languages=node.texts("languages"),
        legal_area=node.code("legal_area"),
        gsli=None if rank is None else _rank(rank),
        usual_places=node.texts("usual_places"),
        notes=facts(node, "notes", "note"),
    )


def _rank(node: Node) -> Rank:
    rank, year = int(node.number("rank", COUNT)), int(node.number("year", YEAR))
    return Rank(rank, year, node.texts("sources"))
