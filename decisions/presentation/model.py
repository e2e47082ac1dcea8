"""What comes from the decision model: heading, weights, service type, definitions."""

from collections.abc import Iterable
from math import fsum
from typing import TypedDict

from decisions import wording
from decisions.elicitation import METHODS, PAIRWISE, RANK, comparison_of, ratio_words
from decisions.presentation.material import Material
from decisions.presentation.shape import HeadingPart, WeightsPart
from decisions.presentation.tables import Definition, FactPart, ServicePart, SourcePart
from engine.fit.counting import counting
from engine.fit.weighting import weights_of
from engine.model.ruleset import Fact, Preset, Ruleset, ServiceType
from engine.rounding import MILLIONTHS, deal_out


def heading(material: Material) -> HeadingPart:
    """What the assessment is about."""
    given = material.heading
    service = material.ruleset.service.get(material.case.service or "")
    return {
        "name": given.name,
        "unit": given.unit,
        "team": given.team,
        "owner": given.owner,
        "service": {
            "slug": service.slug if service else "",
            "name": service.name if service else wording.SOMETHING_ELSE,
        },
        "today": _today(material),
        "depth": given.depth,
        "depth_name": wording.DEPTHS[given.depth],
        "quick": material.quick,
        "started_at": given.started_at,
        "changed_at": given.changed_at,
        "finished_at": given.finished_at,
    }


def _today(material: Material) -> str:
    today = material.case.today
    return wording.today_words(today, material.result.on) if today.done_by else ""


def weights(material: Material) -> WeightsPart:
    """The weights used, as shares of the themes in what is asked."""
    preset = _preset(material)
    themes = material.ruleset.themes
    weights = weights_of(material.ruleset, material.case)
    rows = [row for row in counting(material.ruleset, material.case) if not row.apart]
    total = fsum(weights[row.code] for row in rows) or 1.0
    shares = {
        theme.code: round(
            fsum(weights[row.code] for row in rows if row.theme == theme.code)
            / total
            * 100
            * MILLIONTHS
        )
        for theme in themes
    }
    percents = deal_out(shares, MILLIONTHS)
    return {
        "preset": preset.key if preset else "",
        **_origin(material, preset),
        "themes": [
            {"code": theme.code, "name": theme.name, "percent": percents[theme.code]}
            for theme in themes
        ],
    }


class _Origin(TypedDict):
    name: str
    description: str
    method: str
    how: str
    consistent: bool


def _origin(material: Material, preset: Preset | None) -> _Origin:
    """What the weights are called and how they came about."""
    elicitation = material.heading.elicitation
    method = "" if preset else elicitation.get("method", "")
    comparison = comparison_of(material.ruleset, elicitation)
    found: _Origin = {
        "name": preset.name if preset else METHODS.get(method, wording.OWN_WEIGHTS),
        "description": preset.description if preset else wording.OWN_WEIGHTS_DESCRIPTION,
        "method": method or ("preset" if preset else "numbers"),
        "how": "",
        "consistent": True,
    }
    if method == RANK:
        found |= {"description": wording.RANKED, "how": wording.RANKED}
    if method == PAIRWISE and comparison:
        anyway = "" if comparison.is_acceptable else f" {wording.USED_ANYWAY}"
        how = f"{wording.COMPARED} {ratio_words(comparison)}{anyway}"
        consistent = comparison.is_acceptable
        found |= {"description": wording.COMPARED, "how": how, "consistent": consistent}
    return found


def _preset(material: Material) -> Preset | None:
    spec = material.result.inputs.weights
    presets = material.ruleset.presets
    if not spec:
        return presets[0] if presets else None
    return material.ruleset.preset.get(spec) if isinstance(spec, str) else None


def service(material: Material) -> ServicePart | None:
    """What is usually true of the service type, with the sources of its facts."""
    found = material.ruleset.service.get(material.case.service or "")
    if found is None:
        return None
    return {
        "slug": found.slug,
        "name": found.name,
        "summary": found.summary,
        "label_words": wording.LABELS[found.label],
        "steps": [{"name": row.name, "retained": row.retained} for row in found.steps],
        "kpis": [
            {
                "name": row.name,
                "target": row.target,
                "mark": row.mark,
                "mark_words": wording.target_rests_on(row.mark, row.sources),
            }
            for row in found.kpis
        ],
        "rules": _facts(found.rules),
        "risks": _facts(found.risks),
        "pricing": _facts(found.pricing),
        "places": _facts(found.places),
        "notes": _facts(found.notes),
        "sources": _sources(material.ruleset, found),
    }


def _facts(rows: Iterable[Fact]) -> list[FactPart]:
    return [
        {
            "text": row.text,
            "mark": row.mark,
            "mark_words": wording.resting_on(row.mark, row.sources),
        }
        for row in rows
    ]


def _sources(ruleset: Ruleset, found: ServiceType) -> list[SourcePart]:
    facts = (*found.rules, *found.risks, *found.pricing, *found.places, *found.notes)
    named = {code for row in facts for code in row.sources}
    named.update(code for row in found.kpis for code in row.sources)
    return [
        {"code": row.code, "title": row.title, "where": row.where}
        for row in ruleset.sources
        if row.code in named
    ]


def definitions(material: Material) -> list[Definition]:
    """What each delivery option means."""
    return [
        {"option": row.key, "name": row.name, "text": row.definition}
        for row in material.ruleset.options
    ]
