"""The published decisions nearest to this one: what they did, and where this one differs."""

from decisions.presentation.material import Material
from decisions.presentation.shape import PrecedentPart
from decisions.wording import plural
from engine.precedents import Near
from report.numbers import whole

DIFFERENCES = 3


def precedents(material: Material) -> list[PrecedentPart]:
    """The nearest, nearest first."""
    return [_part(material, row) for row in material.result.precedents]


def _part(material: Material, row: Near) -> PrecedentPart:
    found = row.precedent
    return {
        "id": found.id,
        "title": found.title,
        "period": found.period,
        "description": found.description,
        "decided": found.decided,
        "outcome": found.outcome,
        "alike": _alike(row),
        "differs": [
            material.ruleset.criterion[one.criterion].name for one in row.differences[:DIFFERENCES]
        ],
        "sources": [source.where for source in found.sources],
    }


def _alike(row: Near) -> str:
    """How near it is, in a sentence."""
    shared = plural(len(row.shared), "shared question")
    apart = whole(100 * row.distance)
    return (
        f"{row.alike} of {shared} answered alike or nearly; "
        f"by weight, the answers are {apart}% of the scale apart."
    )
