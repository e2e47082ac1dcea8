"""The sources behind what is said about place, form and rules."""

from collections.abc import Iterator

from decisions.presentation.material import Material
from decisions.presentation.tables import SourcePart
from engine.location.advice import LocationAdvice
from engine.location.countries import PlaceAdvice
from engine.location.engagement import EngagementAdvice
from engine.model.facts import Fact


def sources(material: Material, where: LocationAdvice) -> list[SourcePart]:
    """Every source that a shown sentence or rank names, in the order of the register."""
    named = {code for row in _facts(material, where) for code in row.sources}
    for candidate in where.place.shortlist if where.place else ():
        named.update(candidate.country.gsli.sources if candidate.country.gsli else ())
    return [
        {"code": row.code, "title": row.title, "where": row.where}
        for row in material.ruleset.sources
        if row.code in named
    ]


def _facts(material: Material, where: LocationAdvice) -> Iterator[Fact]:
    if where.place is not None:
        yield from _about_places(where.place)
        yield from material.ruleset.reference.places.notes
    for advice in where.engagement.values():
        yield from _about_forms(advice)
    yield from (row.regime.fact for row in where.regimes)


def _about_places(place: PlaceAdvice) -> Iterator[Fact]:
    yield from (row.fact for row in place.reasons)
    yield from (row.fact for row in (*place.cautions, *place.second_reasons))
    for candidate in place.shortlist:
        yield from candidate.country.notes


def _about_forms(advice: EngagementAdvice) -> Iterator[Fact]:
    for row in (advice.suggestion, *advice.alternatives, advice.arrangement):
        if row is not None:
            yield row.why
