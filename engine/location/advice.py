"""Where, in which form and under which rules: the three advices beside the one on who does it.

``look`` brings together what the questionnaire knows and the few things it does not ask (``PlaceAnswers``).
What nobody said widens the result and is listed in ``LocationAdvice.to_find``; nothing is guessed.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from engine.fit.case import Case, hidden_codes, known_choices
from engine.fit.gates import FiredGate
from engine.location.countries import PlaceAdvice, PlaceCase, advise_place
from engine.location.engagement import EngagementAdvice, advise_engagement
from engine.location.regimes import Finding, Regimes, applying, out_of_date
from engine.model.reference import Reference
from engine.model.ruleset import BARRED_COUNTRIES, GateAnswer, Ruleset

LATER = frozenset({"in_house", "automate"})
"""Outcomes with which the place of a provider is a question for later."""


@dataclass(frozen=True, slots=True)
class PlaceAnswers:
    """What the questionnaire does not ask; empty is "not known". ``home`` is the code of a country,
    ``zone`` an IANA time zone, ``languages`` are ISO 639 codes, ``barred`` maps codes of countries to
    the reason, ``facts`` maps questions of the regimes to values."""

    home: str = ""
    zone: str = ""
    languages: tuple[str, ...] = ()
    barred: Mapping[str, str] = field(default_factory=dict)
    facts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ToFind:
    """Something to find out: a ``criterion``, or a ``key`` of what is asked about place ("home",
    "languages", "barred", or a question of the regimes); the other is ""."""

    criterion: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class LocationAdvice:
    """Everything about place, form and rules on one day.

    ``place`` is None when the edition has no content about places. ``engagement`` maps each option
    that involves somebody else to its form. ``known`` are the facts that were said or follow,
    ``old`` the findings whose check is over a year old. ``is_later``: all options keep the work inside. ``left_out``:
    so many rules hold for other ways alone.
    """

    said: PlaceAnswers
    on: date
    is_later: bool
    place: PlaceAdvice | None
    engagement: Mapping[str, EngagementAdvice]
    known: Mapping[str, tuple[str, ...]]
    regimes: tuple[Finding, ...]
    old: frozenset[str]
    to_find: tuple[ToFind, ...]
    left_out: int


def has_content(reference: Reference) -> bool:
    """Whether an edition says anything about place, form or rules."""
    places, forms = reference.places, reference.engagement
    return bool(places.countries or places.all_limits or forms.rules or reference.regimes.regimes)


def look(
    ruleset: Ruleset,
    case: Case,
    fired: Collection[FiredGate],
    options: Mapping[str, Mapping[str, int | None]],
    said: PlaceAnswers,
    on: date | None = None,
    *,
    may_go: Collection[str] = (),
    steps: Mapping[str, Sequence[Mapping[str, int | None]]] | None = None,
) -> LocationAdvice:
    """Place, form and rules for the outcomes ``options`` of a case whose gates ``fired``.

    ``options`` maps each outcome to the choices by criterion of the work that goes there. ``on`` is the day
    for clocks and for the age of checks; without it, the day on which the content was checked.
    ``steps`` are those choices of each step that goes there, where there are several. ``may_go`` are all ways
    that some of the work may go (none: not known): what holds for others is left out. Raises ``KeyError`` for
    a home and ``ValueError`` for facts that the edition lacks.
    """
    every = ruleset.reference
    reference = _meant_for(every, may_go) if may_go else every
    day = on or reference.places.checked_on or date.min
    choices = known_choices(ruleset, case)
    unasked = hidden_codes(ruleset, case.answers) | {
        code for code, given in case.answers.items() if given.status == "not_applicable"
    }
    place = _place(reference, fired, choices, said, day, unasked)
    forms = {
        key: advise_engagement(reference.engagement, key, own, (steps or {}).get(key, ()), unasked)
        for key, own in options.items()
    }
    known = known_facts(reference.regimes, choices, said)
    regimes = applying(reference.regimes, known)
    return LocationAdvice(
        said=said,
        on=day,
        is_later=bool(options) and all(_stays(case, key) for key in options),
        place=place,
        engagement={key: row for key, row in forms.items() if row is not None},
        known=known,
        regimes=regimes,
        old=frozenset(row.regime.key for row in out_of_date(regimes, day)),
        to_find=tuple(_to_find(ruleset, reference.regimes, case, place, said, known)),
        left_out=len(applying(every.regimes, known)) - len(regimes),
    )


def _stays(case: Case, way: str) -> bool:
    """Whether the work stays with those inside where it is: pooled work that is pooled already does, too."""
    return way in LATER or (way == "shared_service" and case.today.is_done_as(way))


def _meant_for(every: Reference, ways: Collection[str]) -> Reference:
    """The content without what holds for other ways alone."""
    places, regimes = every.places, every.regimes
    cautions = tuple(row for row in places.cautions if _holds(row.options, ways))
    second = tuple(row for row in places.second_site if _holds(row.options, ways))
    rules = tuple(row for row in regimes.regimes if _holds(row.options, ways))
    return replace(
        every,
        places=replace(places, cautions=cautions, second_site=second),
        regimes=replace(regimes, regimes=rules),
    )


def _holds(options: Collection[str], ways: Collection[str]) -> bool:
    return not options or not set(options).isdisjoint(ways)


def following_facts(
    content: Regimes, choices: Mapping[str, int | None]
) -> dict[str, tuple[str, ...]]:
    """The facts that the questionnaire settles, as far as the content asks for them."""
    return {
        question.key: row.values
        for question in content.questions
        for row in question.follows
        if choices.get(row.criterion) in row.choices
    }


def asks_barred(ruleset: Ruleset, gates: Mapping[str, GateAnswer]) -> bool:
    """Whether to ask which countries are ruled out: unless its gate says that none is."""
    gate = ruleset.detailed_by(BARRED_COUNTRIES)
    return gate is None or gates.get(gate.code) != "passes"


def known_facts(
    content: Regimes, choices: Mapping[str, int | None], said: PlaceAnswers
) -> dict[str, tuple[str, ...]]:
    """All known facts; what follows from the questionnaire counts before what was said."""
    return {**said.facts, **following_facts(content, choices)}


def open_facts(content: Regimes, known: Mapping[str, Collection[str]]) -> tuple[str, ...]:
    """The facts that would still tell whether a regime applies, in the order of the questions."""
    wanted = {
        key
        for regime in content.regimes
        if all(
            not known.get(key) or set(values) & set(known[key])
            for key, values in regime.when.items()
        )
        for key in regime.when
        if not known.get(key)
    }
    return tuple(row.key for row in content.questions if row.key in wanted)


def _place(
    reference: Reference,
    fired: Collection[FiredGate],
    choices: Mapping[str, int | None],
    said: PlaceAnswers,
    day: date,
    unasked: Collection[str],
) -> PlaceAdvice | None:
    places = reference.places
    if not places.all_limits and not places.countries:
        return None
    gates: dict[str, str] = {row.code: row.effect for row in fired}
    case = PlaceCase(choices, gates, said.home, said.languages, day, said.barred, said.zone)
    found = advise_place(places, case)
    return replace(
        found, open_codes=tuple(code for code in found.open_codes if code not in unasked)
    )


def _to_find(
    ruleset: Ruleset,
    regimes: Regimes,
    case: Case,
    place: PlaceAdvice | None,
    said: PlaceAnswers,
    known: Mapping[str, tuple[str, ...]],
) -> Iterator[ToFind]:
    """Criteria that could bring the work nearer first, then what was not said."""
    if place is not None:
        yield from (ToFind(criterion=code) for code in place.open_codes)
        if place.farthest in ("nearshore", "offshore"):
            yield from _open_about_places(ruleset, case, place, said)
    yield from (ToFind(key=key) for key in open_facts(regimes, known))


def _open_about_places(
    ruleset: Ruleset, case: Case, place: PlaceAdvice, said: PlaceAnswers
) -> Iterator[ToFind]:
    if ruleset.reference.places.countries and not said.home and (place.own_area or not said.zone):
        yield ToFind(key="home")
    if not said.languages:
        yield ToFind(key="languages")
    if asks_barred(ruleset, case.gates) and not said.barred:
        yield ToFind(key="barred")
