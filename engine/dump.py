"""``Ruleset`` -> the JSON definition in its one canonical form, so that exports are byte-identical.

The form: keys in the order of the dataclass fields, left out where they equal the field's default;
whole numbers without a point. docs/ruleset.md describes it.
"""

from collections.abc import Mapping
from typing import Any

from engine.dump_facts import conditions, facts, filled, plain_number
from engine.dump_reference import dump_reference
from engine.ruleset import (
    AXES,
    Choice,
    Criterion,
    Gate,
    Kpi,
    Option,
    Preset,
    Ruleset,
    ServiceType,
    Source,
    Theme,
    Thresholds,
    TypicalStep,
)

FORMAT = 1
Json = dict[str, Any]


def dump(ruleset: Ruleset) -> Json:
    """The canonical definition; ``load`` of it gives an equal ruleset."""
    definition: Json = {
        "format": FORMAT,
        "title": ruleset.title,
        "options": [_option(row) for row in ruleset.options],
        "themes": [_theme(row) for row in ruleset.themes],
        "criteria": [_criterion(row) for row in ruleset.criteria],
        "gates": [_gate(row) for row in ruleset.gates],
        "presets": [_preset(row) for row in ruleset.presets],
        "thresholds": _thresholds(ruleset.thresholds),
        "services": [_service(row) for row in ruleset.services],
        "sources": [_source(row) for row in ruleset.sources],
    }
    return filled(definition, {"reference": dump_reference(ruleset.reference)})


def _numbers(values: Mapping[str, float]) -> dict[str, float | int]:
    return {key: plain_number(value) for key, value in values.items()}


def _axes(values: Mapping[str, float]) -> dict[str, float | int]:
    """Non-zero values only, in the order of ``AXES``."""
    return {axis: plain_number(values[axis]) for axis in AXES if values.get(axis)}


def _option(row: Option) -> Json:
    return {
        "key": row.key,
        "name": row.name,
        "advice": row.advice,
        "definition": row.definition,
        "profile": _axes(row.profile),
        "usual_regret": row.usual_regret,
        "keeps_inside": row.keeps_inside,
        "next_actions": list(row.next_actions),
    }


def _theme(row: Theme) -> Json:
    return filled({"code": row.code, "name": row.name}, {"intro": row.intro})


def _choice(row: Choice) -> Json:
    return filled(
        {"number": row.number, "text": row.text},
        {"effects": _axes(row.effects), "is_unknown": row.is_unknown, "note": row.note},
    )


def _criterion(row: Criterion) -> Json:
    required = {
        "code": row.code,
        "theme": row.theme,
        "name": row.name,
        "question": row.question,
        "weight": plain_number(row.weight),
        "choices": [_choice(choice) for choice in row.choices],
    }
    first = {
        "hint": row.hint,
        "help": row.help,
        "why": row.why,
        "find_out": row.find_out,
        "quick": row.quick,
        "location_only": row.location_only,
        "per_step": row.per_step,
    }
    last = {
        "weight_range": [plain_number(value) for value in row.weight_range or ()],
        "show_if": conditions(row.show_if),
        "sources": list(row.sources),
    }
    never = {} if row.not_applicable else {"not_applicable": False}
    return {**filled(required, first), **never, **filled({}, last)}


def _gate(row: Gate) -> Json:
    required = {
        "code": row.code,
        "name": row.name,
        "severity": row.severity,
        "question": row.question,
        "fires_on": row.fires_on,
        "rules_out": list(row.rules_out),
        "reason": row.reason,
        "action": row.action,
    }
    triggers = [
        {"when": conditions(trigger.when), "severity": trigger.severity, "reason": trigger.reason}
        for trigger in row.triggers
    ]
    return filled(required, {"help": row.help, "triggers": triggers, "sources": list(row.sources)})


def _preset(row: Preset) -> Json:
    return {
        "key": row.key,
        "name": row.name,
        "description": row.description,
        "themes": _numbers(row.themes),
    }


def _thresholds(row: Thresholds) -> Json:
    """Written in full, defaults too: an admin must see what decides the words."""
    return {
        "in_play_margin": plain_number(row.in_play_margin),
        "close_margin": plain_number(row.close_margin),
        "clear_completeness": plain_number(row.clear_completeness),
        "mixed_expertise": plain_number(row.mixed_expertise),
    }


def _kpi(row: Kpi) -> Json:
    mark = "" if row.mark == "assumption" else row.mark
    return filled(
        {"name": row.name, "target": row.target}, {"mark": mark, "sources": list(row.sources)}
    )


def _step(row: TypicalStep) -> Json:
    return filled({"name": row.name}, {"kept_inside": row.kept_inside})


def _service(row: ServiceType) -> Json:
    required = {
        "slug": row.slug,
        "name": row.name,
        "family": row.family,
        "label": row.label,
        "summary": row.summary,
        "prefilled": dict(row.prefilled),
    }
    optional = {
        "also": row.also,
        "steps": [_step(step) for step in row.steps],
        "kpis": [_kpi(kpi) for kpi in row.kpis],
        "rules": facts(row.rules),
        "risks": facts(row.risks),
        "pricing": facts(row.pricing),
        "places": facts(row.places),
        "countries": list(row.countries),
        "notes": facts(row.notes),
    }
    return filled(required, optional)


def _source(row: Source) -> Json:
    return filled(
        {"code": row.code, "title": row.title}, {"where": row.where, "extent": row.extent}
    )
