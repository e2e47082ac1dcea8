"""Where the work could be done: on site, onshore, nearshore or offshore, and in which countries.

A question of its own: whether work may travel says nothing about who should do it. Answers and
gates each say how far it may go at most; the strictest decides. Nearshore means abroad with enough
common working hours, offshore abroad with fewer; hours are computed from real time zones for a day
that is passed in. Rules and countries are content: ``Ruleset.reference.places``.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from engine.model.places import (
    DISTANCES,
    OFFICE_HOURS,
    Caution,
    Country,
    Distance,
    Limit,
    Places,
    PutsFirst,
    WorkingDay,
)

SHORTLIST = 3
HALF_YEAR = timedelta(days=182)
UNRANKED = 1_000


@dataclass(frozen=True, slots=True)
class PlaceCase:
    """What is asked: choices by criterion (None or absent: unknown), effects of fired gates,
    ``barred`` countries with the reason, home, languages needed, and a day for the clocks.

    ``home`` is "" while it is unknown. ``zone`` replaces the time zone of the home country; alone it
    stands for a country that the content does not have, whose legal area is unknown.
    """

    choices: Mapping[str, int | None]
    gates: Mapping[str, str]
    home: str
    languages: tuple[str, ...]
    on: date
    barred: Mapping[str, str]
    zone: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One country of the shortlist. ``hours`` is the smaller overlap of working days over the year;
    ``usual`` says that the pair with the home country is a usual one."""

    country: Country
    distance: Distance
    hours: float
    usual: bool
    languages: tuple[str, ...]
    same_legal_area: bool


@dataclass(frozen=True, slots=True)
class PlaceAdvice:
    """How far the work may go, why, and where. Without a home there is no shortlist.

    ``shortlist`` has the best candidates, at least one of each distance that is possible. ``reasons``
    are the limits that hold, the strictest first; ``open_codes`` the criteria without an
    answer that could still bring it nearer; ``own_area`` says that the data must stay in the legal
    area of the home country. ``second`` is a candidate in another region, with
    ``second_reasons``; None when nothing calls for one or no other country is left.
    """

    farthest: Distance
    reasons: tuple[Limit, ...]
    cautions: tuple[Caution, ...]
    open_codes: tuple[str, ...]
    shortlist: tuple[Candidate, ...]
    barred: Mapping[str, str]
    second: Candidate | None
    second_reasons: tuple[Caution, ...]
    own_area: bool = False

    @property
    def put_first(self) -> tuple[Caution, ...]:
        """What is to be minded that puts some countries before others."""
        return tuple(row for row in self.cautions if row.puts_first)


def advise_place(places: Places, case: PlaceCase) -> PlaceAdvice:
    """How far the work may go and which countries fit. Raises ``KeyError`` for an unknown home."""
    reasons = sorted(
        (limit for limit in places.all_limits if limit.holds(case.choices, case.gates)),
        key=lambda limit: DISTANCES.index(limit.farthest),
    )
    farthest = reasons[0].farthest if reasons else DISTANCES[-1]
    own_area = any(limit.same_legal_area for limit in reasons)
    home = _home(places, case)
    abroad = home is not None and farthest not in ("on_site", "onshore")
    cautions = _cautions(places.cautions, case)
    wanted = _Wanted(
        languages=places.speaks(case.choices) is not False,
        first=frozenset(row.puts_first for row in cautions),
    )
    found = _candidates(places, case, home, farthest, own_area=own_area) if home and abroad else []
    found.sort(key=wanted.order)
    if own_area and abroad and home and home.legal_area and not _shares_area(places, home):
        farthest = "onshore"  # nothing abroad lies in the legal area of the home country
    shortlist = _shortlist(found, wanted)
    second_reasons = _cautions(places.second_site, case)
    second = _second(found, shortlist) if second_reasons else None
    return PlaceAdvice(
        farthest=farthest,
        reasons=tuple(reasons),
        cautions=cautions,
        open_codes=_open_codes(places, case, farthest),
        shortlist=shortlist,
        barred=case.barred,
        second=second,
        second_reasons=second_reasons,
        own_area=own_area,
    )


@lru_cache(maxsize=4096)
def overlap_hours(home: str, away: str, on: date, day: WorkingDay = OFFICE_HOURS) -> float:
    """Hours of the working day (``day`` local time, Monday to Friday alike) that two IANA zones share.

    Computed for the working day of ``home`` on the date given, summer time included. Raises
    ``zoneinfo.ZoneInfoNotFoundError`` for an unknown zone.
    """
    start, end = _working_day(home, on, day)
    shared = timedelta()
    for shift in (-1, 0, 1):
        other_start, other_end = _working_day(away, on + timedelta(days=shift), day)
        shared += max(timedelta(), min(end, other_end) - max(start, other_start))
    return shared / timedelta(hours=1)


def _working_day(zone: str, on: date, day: WorkingDay) -> tuple[datetime, datetime]:
    place, utc = ZoneInfo(zone), ZoneInfo("UTC")
    hours = (day.start, day.end)
    start, end = (datetime.combine(on, time(hour), place).astimezone(utc) for hour in hours)
    return start, end


def _cautions(rows: Collection[Caution], case: PlaceCase) -> tuple[Caution, ...]:
    return tuple(row for row in rows if case.choices.get(row.criterion) in row.choices)


def _open_codes(places: Places, case: PlaceCase, farthest: Distance) -> tuple[str, ...]:
    """Criteria without an answer that have a limit nearer than the one that holds."""
    nearer = DISTANCES[: DISTANCES.index(farthest)]
    codes = (
        limit.criterion
        for limit in places.limits
        if limit.farthest in nearer and case.choices.get(limit.criterion) is None
    )
    return tuple(dict.fromkeys(codes))


def _home(places: Places, case: PlaceCase) -> Country | None:
    """The home country on its own clocks; None while neither country nor time zone is known."""
    if case.home:
        known = places.countries[case.home]
        return replace(known, zone=case.zone) if case.zone else known
    if case.zone:
        return Country("", case.zone, "", case.zone, (), legal_area="")
    return None


def _shares_area(places: Places, home: Country) -> bool:
    """Whether another country lies in the legal area of the home country."""
    return any(
        row.legal_area == home.legal_area and row.code != home.code
        for row in places.countries.values()
    )


def _candidates(
    places: Places, case: PlaceCase, home: Country, farthest: Distance, *, own_area: bool
) -> list[Candidate]:
    """Every country that fits."""
    spoken = places.speaks(case.choices)
    found = []
    for country in places.countries.values():
        candidate = _candidate(places, case, home, country)
        fits = (
            country.code != home.code
            and country.code not in case.barred
            and DISTANCES.index(candidate.distance) <= DISTANCES.index(farthest)
            and (candidate.same_legal_area or not own_area)
            and (bool(candidate.languages) or not (spoken and case.languages))
        )
        if fits:
            found.append(candidate)
    return found


def _candidate(places: Places, case: PlaceCase, home: Country, country: Country) -> Candidate:
    hours = min(
        overlap_hours(home.zone, country.zone, on, places.working_day)
        for on in (case.on, case.on + HALF_YEAR)
    )
    return Candidate(
        country=country,
        distance="nearshore" if hours >= places.near_hours else "offshore",
        hours=hours,
        usual=country.code in home.usual_places,
        languages=tuple(code for code in case.languages if code in country.languages),
        same_legal_area=country.legal_area == home.legal_area,
    )


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What the answers ask of a country: its languages, unless these are only written, and what they put
    ``first``."""

    languages: bool
    first: frozenset[PutsFirst]

    def lacks(self, row: Candidate) -> tuple[int, bool, bool]:
        """How far it falls short of that, 0 and no for the best."""
        return (
            -len(row.languages) if self.languages else 0,
            "area" in self.first and not row.same_legal_area,
            "near" in self.first and row.distance != "nearshore",
        )

    def order(self, row: Candidate) -> tuple[object, ...]:
        """What is asked first, then usual pairs, languages, rank of the index, common hours, code."""
        rank = UNRANKED if row.country.gsli is None else row.country.gsli.rank
        usual = (not row.usual, -len(row.languages), rank, -row.hours, row.country.code)
        return (*self.lacks(row), *usual)


def _shortlist(found: Sequence[Candidate], wanted: _Wanted) -> tuple[Candidate, ...]:
    """The best candidates, among them the best one of every distance, as far as it lacks nothing more."""
    best = [row for row in found if wanted.lacks(row) == wanted.lacks(found[0])]
    firsts = list({row.distance: row for row in reversed(best)}.values())
    rest = [row for row in found if row not in firsts]
    return tuple(sorted([*firsts, *rest][:SHORTLIST], key=wanted.order))


def _second(found: list[Candidate], shortlist: tuple[Candidate, ...]) -> Candidate | None:
    """The best candidate in another region than the first one."""
    if not shortlist:
        return None
    region = shortlist[0].country.region
    return next((row for row in found if row.country.region != region), None)
