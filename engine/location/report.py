"""Place, form and rules as plain data for JSON."""

from typing import Any

from engine.location.advice import LocationAdvice
from engine.location.countries import Candidate, PlaceAdvice
from engine.location.engagement import EngagementAdvice, Suggestion
from engine.location.intake import plain
from engine.location.regimes import Finding
from engine.model.places import Caution, Limit


def report_place(where: LocationAdvice) -> dict[str, Any]:
    """The JSON object of ``LocationAdvice``; docs/assess.md describes it."""
    return {
        "said": plain(where.said),
        "on": where.on.isoformat(),
        "later": where.is_later,
        **_place(where.place),
        "engagement": [_engagement(option, row) for option, row in where.engagement.items()],
        "regimes": [_regime(where, row) for row in where.regimes],
        "find_out": [row.criterion or row.key for row in where.to_find],
    }


def _place(place: PlaceAdvice | None) -> dict[str, Any]:
    if place is None:
        return {
            "farthest": None,
            "reasons": [],
            "cautions": [],
            "shortlist": [],
            "second_site": None,
        }
    second = {
        "country": place.second and place.second.country.code,
        "reasons": [_caution(row) for row in place.second_reasons],
    }
    return {
        "farthest": place.farthest,
        "reasons": [_limit(row) for row in place.reasons],
        "cautions": [_caution(row) for row in place.cautions],
        "shortlist": [_candidate(row) for row in place.shortlist],
        "second_site": second if place.second_reasons else None,
    }


def _limit(row: Limit) -> dict[str, Any]:
    return {
        "code": row.code,
        "farthest": row.farthest,
        "same_legal_area": row.same_legal_area,
        "text": row.fact.text,
    }


def _caution(row: Caution) -> dict[str, Any]:
    return {"criterion": row.criterion, "puts_first": row.puts_first, "text": row.fact.text}


def _candidate(row: Candidate) -> dict[str, Any]:
    gsli = row.country.gsli
    return {
        "country": row.country.code,
        "name": row.country.name,
        "distance": row.distance,
        "hours": round(row.hours, 2),
        "usual": row.usual,
        "languages": list(row.languages),
        "same_legal_area": row.same_legal_area,
        "gsli": gsli and {"rank": gsli.rank, "year": gsli.year, "sources": list(gsli.sources)},
    }


def _engagement(option: str, row: EngagementAdvice) -> dict[str, Any]:
    return {
        "option": option,
        **_form(row.suggestion),
        "open": list(row.suggestion.open_codes),
        "differ": list(row.suggestion.differing),
        "alternatives": [_form(other) for other in row.alternatives],
        "risks": dict(row.risks),
        "arrangement": row.arrangement and _form(row.arrangement),
    }


def _form(row: Suggestion) -> dict[str, Any]:
    return {
        "form": row.form.key,
        "price": row.form.price,
        "why": row.why.text,
        "criteria": list(row.criteria),
    }


def _regime(where: LocationAdvice, row: Finding) -> dict[str, Any]:
    return {
        "regime": row.regime.key,
        "name": row.regime.name,
        "applies": row.applies == "applies",
        "in_force": row.regime.in_force,
        "because": list(row.because),
        "unknown": list(row.unknown),
        "checks": list(row.regime.checks),
        "checked_on": row.regime.checked_on.isoformat(),
        "old": row.regime.key in where.old,
    }
