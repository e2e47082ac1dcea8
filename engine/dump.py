"""``Ruleset`` -> the JSON definition in its one canonical form, so that exports are byte-identical.

The form: keys in the order of the dataclass fields, left out where they equal the field's default;
whole numbers without a point. docs/ruleset.md describes it.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from engine.ruleset import (
    AXES,
    Choice,
    Condition,
    Criterion,
    Fact,
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
    return {
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


def _number(value: float) -> float | int:
    return int(value) if float(value).is_integer() else float(value)


def _numbers(values: Mapping[str, float]) -> dict[str, float | int]:
    return {key: _number(value) for key, value in values.items()}


def _axes(values: Mapping[str, float]) -> dict[str, float | int]:
    """Non-zero values only, in the order of ``AXES``."""
    return {axis: _number(values[axis]) for axis in AXES if values.get(axis)}


def _filled(required: Json, optional: Json) -> Json:
    """Optional keys only where they say something: no empty text, list or object, no false."""
    return {**required, **{key: value for key, value in optional.items() if value}}


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
    return _filled({"code": row.code, "name": row.name}, {"intro": row.intro})


def _conditions(rows: Iterable[Condition]) -> list[Json]:
    return [{"criterion": row.criterion, "choices": sorted(row.choices)} for row in rows]


def _choice(row: Choice) -> Json:
    return _filled(
        {"number": row.number, "text": row.text},
        {"effects": _axes(row.effects), "is_unknown": row.is_unknown, "note": row.note},
    )


def _criterion(row: Criterion) -> Json:
    required = {
        "code": row.code,
        "theme": row.theme,
        "name": row.name,
        "question": row.question,
        "weight": _number(row.weight),
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
        "weight_range": [_number(value) for value in row.weight_range or ()],
        "show_if": _conditions(row.show_if),
        "sources": list(row.sources),
    }
    never = {} if row.not_applicable else {"not_applicable": False}
    return {**_filled(required, first), **never, **_filled({}, last)}


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
        {"when": _conditions(trigger.when), "severity": trigger.severity, "reason": trigger.reason}
        for trigger in row.triggers
    ]
    return _filled(required, {"help": row.help, "triggers": triggers, "sources": list(row.sources)})


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
        "clear_margin": _number(row.clear_margin),
        "leaning_margin": _number(row.leaning_margin),
        "clear_completeness": _number(row.clear_completeness),
        "mixed_expertise": _number(row.mixed_expertise),
    }


def _fact(row: Fact) -> Json:
    return _filled({"text": row.text, "mark": row.mark}, {"sources": list(row.sources)})


def _kpi(row: Kpi) -> Json:
    mark = "" if row.mark == "assumption" else row.mark
    return _filled(
        {"name": row.name, "target": row.target}, {"mark": mark, "sources": list(row.sources)}
    )


def _step(row: TypicalStep) -> Json:
    return _filled({"name": row.name}, {"kept_inside": row.kept_inside})


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
        "rules": [_fact(fact) for fact in row.rules],
        "risks": [_fact(fact) for fact in row.risks],
        "pricing": [_fact(fact) for fact in row.pricing],
        "places": [_fact(fact) for fact in row.places],
        "countries": list(row.countries),
        "notes": [_fact(fact) for fact in row.notes],
    }
    return _filled(required, optional)


def _source(row: Source) -> Json:
    return _filled(
        {"code": row.code, "title": row.title}, {"where": row.where, "extent": row.extent}
    )
