"""The shape of the part of a snapshot about where, in which form and under which rules.

It stands beside the advice on who does the work and never moves a score. ``words`` are whole
sentences; absent text is "". ``rests_on`` says what a sentence of content rests on ("Assumption",
"Verified in S76").
"""

from typing import TypedDict

from decisions.presentation.tables import SourcePart


class PlaceSaid(TypedDict):
    """One thing that is known; ``words`` are both ("Sector: Bank", "Is it an ICT service? No").
    ``follows``: from an answer of the questionnaire, not said here."""

    name: str
    value: str
    words: str
    follows: bool


class PlaceFact(TypedDict):
    """One sentence with what it rests on. ``origin`` is the answer or the gate that brings it in."""

    words: str
    origin: str
    rests_on: str


class PlaceLimit(TypedDict):
    """A reason to stay near: ``distance`` is how far the work may go because of it. ``code`` is that
    of the criterion or gate; ``decides`` is true for the strictest."""

    code: str
    distance: str
    decides: bool
    words: str
    origin: str
    rests_on: str


class Distance(TypedDict):
    """How far the work may go at most: on_site, onshore, nearshore or offshore."""

    key: str
    name: str
    words: str


class CountryRow(TypedDict):
    """One country of the shortlist. ``hours`` are common working hours a day, the fewer of two days
    half a year apart. ``languages`` are those of the work ("English, not Danish"), all when none is
    known. ``rank`` is "1 of 2023", "" where none was read; ``rank_source`` its source."""

    code: str
    name: str
    region: str
    distance: str
    hours: str
    usual: bool
    languages: str
    area: str
    rank: str
    rank_source: str
    notes: list[PlaceFact]


class Barred(TypedDict):
    """A country that is ruled out, and why."""

    name: str
    reason: str


class SecondSite(TypedDict):
    """Why a second site is wise, and where; ``country`` is "" while none is known."""

    country: str
    words: str
    reasons: list[PlaceFact]


class FormWhy(TypedDict):
    """A form with the reason for it."""

    name: str
    words: str
    rests_on: str


class RiskLevel(TypedDict):
    """One of the two risks; ``level`` is High, Low or Not known."""

    name: str
    level: str
    text: str


class FormPart(TypedDict):
    """The form of engagement for one option. ``because`` are the answers it rests on, ``open`` the
    names of the unanswered questions that could lead to another form."""

    option: str
    option_name: str
    name: str
    text: str
    price: str
    price_text: str
    why: str
    rests_on: str
    because: list[str]
    open: list[str]
    alternatives: list[FormWhy]
    risks: list[RiskLevel]
    arrangement: FormWhy | None


class RegimePart(TypedDict):
    """Rules that apply or may apply. ``unknown`` names what would settle it; ``checked_on`` is a day
    in words, ``old`` true when that is over a year ago."""

    name: str
    applies: bool
    applies_words: str
    applies_to: str
    text: str
    rests_on: str
    checks: list[str]
    because: str
    unknown: list[str]
    checked_on: str
    old: bool


class PlaceToFind(TypedDict):
    """Something to find out: a ``criterion``, or a ``field`` of the page about place."""

    words: str
    criterion: str
    field: str


class PlacePart(TypedDict):
    """Where, in which form, under which rules. ``at`` is the day of the clocks (ISO 8601).

    ``later`` says why the place is a question for later, "" when it is one now. ``distance`` is None
    when the edition has no rules about places. ``countries_words`` introduces the shortlist or says
    why it is empty. ``rules_words`` does the same for the regimes.
    """

    at: str
    summary: str
    later: str
    said: list[PlaceSaid]
    distance: Distance | None
    reasons: list[PlaceLimit]
    cautions: list[PlaceFact]
    countries_words: str
    countries: list[CountryRow]
    barred: list[Barred]
    second: SecondSite | None
    forms: list[FormPart]
    rules_words: str
    regimes: list[RegimePart]
    disclaimer: str
    to_find: list[PlaceToFind]
    notes: list[PlaceFact]
    sources: list[SourcePart]
    checked_on: str
