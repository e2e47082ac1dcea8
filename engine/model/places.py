"""What is known about places: how far work may go, what to mind, and the countries."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Annotated, Literal, get_args
from zoneinfo import available_timezones

from engine.model.codec import Keyed, Part, Rows
from engine.model.facts import CheckedOn, Fact, GateEffect, MeantFor, Notes, Sources
from engine.model.fields import (
    ALWAYS,
    CHOICES,
    CODE,
    CODES,
    FLAG,
    TEXT,
    TEXTS,
    Figure,
    OneOf,
)
from engine.model.reading import COUNT, Number

Choices = Mapping[str, int | None]
"""Numbers of choices by criterion; None or absent is unknown."""
Distance = Literal["on_site", "onshore", "nearshore", "offshore"]
DISTANCES: tuple[Distance, ...] = ("on_site", "onshore", "nearshore", "offshore")
PutsFirst = Literal["", "near", "area"]
HOUR = Number(0, 24, 1.0)
HOURS = Number(0, 24)
YEAR = Number(1900, 2200, 1.0)
Asked = Annotated[str, CODE, "Code of the criterion whose answer is looked at."]
Given = Annotated[frozenset[int], CHOICES, "The answers that it is about."]
Farthest = Annotated[
    Distance, OneOf(DISTANCES), "How far the work may go at most; the strictest limit decides."
]
SameArea = Annotated[bool, FLAG, "The work must stay where no border for data is crossed."]
Says = Annotated[Fact, Part(Fact), "What it says, and what that rests on."]


@cache
def zones() -> frozenset[str]:
    """The time zones of this machine's IANA list. Read once: that opens six hundred files."""
    return frozenset(available_timezones())


@dataclass(frozen=True, slots=True)
class AnswerLimit:
    """How far the work may go at most when a criterion is answered like this."""

    criterion: Asked
    choices: Given
    farthest: Farthest
    fact: Says
    same_legal_area: SameArea = False

    @property
    def code(self) -> str:
        """What it looks at."""
        return self.criterion

    def holds(self, choices: Choices, gates: Mapping[str, str]) -> bool:
        """Whether it holds for these choices by criterion and effects of fired gates."""
        return choices.get(self.criterion) in self.choices


@dataclass(frozen=True, slots=True)
class GateLimit:
    """How far the work may go at most when a gate has fired."""

    gate: Annotated[str, CODE, "Code of the gate."]
    effect: Annotated[GateEffect, "With which the gate has fired."]
    farthest: Farthest
    fact: Says
    same_legal_area: SameArea = False

    @property
    def code(self) -> str:
        """What it looks at."""
        return self.gate

    def holds(self, choices: Choices, gates: Mapping[str, str]) -> bool:
        """Whether it holds for these choices by criterion and effects of fired gates."""
        return gates.get(self.gate) == self.effect


Limit = AnswerLimit | GateLimit


@dataclass(frozen=True, slots=True)
class Caution:
    """Something to mind when the criterion is answered with one of the choices."""

    criterion: Asked
    choices: Given
    fact: Says
    options: MeantFor = ()
    puts_first: Annotated[
        PutsFirst,
        OneOf(get_args(PutsFirst)),
        'Which countries it puts first: near ones, those of the own legal area, or none ("").',
    ] = ""


@dataclass(frozen=True, slots=True)
class Rank:
    """The rank in the Global Services Location Index of a year (1 is best)."""

    rank: Annotated[int, Figure(COUNT), "1 is best."]
    year: Annotated[int, Figure(YEAR), "The year of the index."]
    sources: Sources = ()


@dataclass(frozen=True, slots=True)
class Country:
    """One country: ``zone`` is the IANA time zone of its business centre, ``languages`` are ISO 639
    codes usual in services, ``legal_area`` groups countries without a border for data, and
    ``usual_places`` are the countries that usually do work for it (assumptions)."""

    code: Annotated[str, CODE, "The two letters of ISO 3166."]
    name: Annotated[str, TEXT, "Its name."]
    region: Annotated[str, TEXT, "Part of the world; a second site is looked for in another one."]
    zone: Annotated[str, TEXT, "Time zone of the business centre, as in the IANA list."]
    languages: Annotated[tuple[str, ...], TEXTS, "Usual in services, as ISO 639 codes."]
    legal_area: Annotated[
        str, CODE, "Countries with the same word have no border for data between them."
    ]
    gsli: Annotated[Rank | None, Part(Rank), "Its rank in the index, when one was read."] = None
    usual_places: Annotated[
        tuple[str, ...], CODES, "Countries that usually do work for this one; assumptions."
    ] = ()
    notes: Notes = ()


@dataclass(frozen=True, slots=True)
class WorkingDay:
    """The working day in local full hours."""

    start: Annotated[int, Figure(HOUR), "First hour."]
    end: Annotated[int, Figure(HOUR), "Last hour; later than the first."]


OFFICE_HOURS = WorkingDay(9, 17)


@dataclass(frozen=True, slots=True)
class Places:
    """All content about places: the working day in local hours, the common hours from which a
    place is near, the rules, and countries by code. Without content there are no countries."""

    checked_on: CheckedOn = None
    working_day: Annotated[
        WorkingDay, Part(WorkingDay, "Working day"), ALWAYS, "The working day in local hours."
    ] = OFFICE_HOURS
    near_hours: Annotated[
        float,
        Figure(HOURS),
        ALWAYS,
        "Common working hours from which a place abroad counts as near.",
    ] = 4.0
    limits: Annotated[
        tuple[AnswerLimit, ...],
        Rows(AnswerLimit, "limit", told_by=("criterion", "choices")),
        "How far the work may go when a question is answered like this.",
    ] = ()
    gates: Annotated[
        tuple[GateLimit, ...],
        Rows(GateLimit, "limit by a gate", told_by=("gate", "effect")),
        "How far the work may go when a gate has fired.",
    ] = ()
    cautions: Annotated[
        tuple[Caution, ...],
        Rows(Caution, "caution", told_by=("criterion", "choices")),
        "What to mind about the place.",
    ] = ()
    spoken: Annotated[
        tuple[Caution, ...],
        Rows(Caution, "reason", told_by=("criterion", "choices")),
        "When people speak with customers or the team, so that a country must share a language.",
    ] = ()
    second_site: Annotated[
        tuple[Caution, ...],
        Rows(Caution, "reason", told_by=("criterion", "choices")),
        "What calls for a second site.",
    ] = ()
    countries: Annotated[
        Mapping[str, Country],
        Keyed(Country, "country", "code", key="code", in_order=True),
        "Countries, in the order of their codes.",
    ] = field(default_factory=dict)
    notes: Notes = ()

    def speaks(self, choices: Choices) -> bool | None:
        """Whether people speak with customers or the team; None while that is not known."""
        if any(choices.get(row.criterion) in row.choices for row in self.spoken):
            return True
        known = self.spoken and all(choices.get(row.criterion) for row in self.spoken)
        return False if known else None

    @property
    def all_limits(self) -> tuple[Limit, ...]:
        """The limits by answers, then those by gates."""
        return (*self.limits, *self.gates)
