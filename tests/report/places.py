"""Cases whose place, form and rules are told, and parts of the page that tells them."""

from dataclasses import fields, is_dataclass
from typing import Any

from engine.location.advice import LocationAdvice, PlaceAnswers
from report.messages import Listed, Message
from report.subject import Subject
from tests.report.results import page_of, shown

NORDIC = PlaceAnswers(
    home="DK",
    languages=("en", "da"),
    facts={"sector": ("bank",), "region": ("EU",), "data": ("personal",), "ict": ("no",)},
)
ROUTINE = {"A1": 1, "A2": 1, "A3": 2, "B1": 1, "B2": 1, "B3": 1, "B4": 1, "E1": 1, "C6": 1}
POOLED = {
    "service": "hr-administration",
    "use_prefilled": True,
    "answers": {"A1": 3, "A2": 5, "A3": 3, "C4": 1, "C5": 3, "D1": 4, "G1": 2},
}
SUPPORT: dict[str, Any] = {
    "service": "inbound-customer-support",
    "use_prefilled": True,
    "answers": {"A2": 1, "B1": 1, "B4": 1, "C4": 4, "E1": 5, "G1": 1, "G2": 3, "G3": 3},
}


def section(subject: Subject, key: str) -> dict[str, Any]:
    page = shown(page_of("place", subject))
    return next(row for row in page["sections"] if row["key"] == key)


def where(subject: Subject) -> LocationAdvice:
    found = subject.result.location
    assert found is not None
    return found


def keys(subject: Subject) -> list[str]:
    return [row.key for row in page_of("place", subject).sections]


def ids(part: Any) -> set[str]:
    """The messages of a part of a document."""
    match part:
        case Message():
            return {part.id}.union(*map(ids, part.values.values()))
        case Listed():
            return ids(list(part.items))
        case list() | tuple():
            return set().union(*map(ids, part))
        case _ if is_dataclass(part):
            return set().union(*(ids(getattr(part, row.name)) for row in fields(part)))
        case _:
            return set()
