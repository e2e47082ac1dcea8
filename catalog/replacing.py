"""Replacing the whole working copy by a ruleset: one transaction, history kept per object."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction

from catalog.models import (
    Choice,
    Criterion,
    Fact,
    Gate,
    Kpi,
    Option,
    PrefilledAnswer,
    Preset,
    PresetWeight,
    ReferenceCase,
    ServiceType,
    ShowIf,
    Source,
    Step,
    Theme,
    Thresholds,
    Trigger,
    TriggerCondition,
)
from catalog.reference.replacing import replace_reference
from catalog.tables import Positions, Row, TableSync, placed, steps_of_ten
from engine import ruleset as engine

FACT_KINDS = tuple(Fact.Kind.values)


@transaction.atomic
def replace_working_copy(
    ruleset: engine.Ruleset, *, by: Any, reason: str, positions: Positions | None = None
) -> int:
    """Make the tables hold exactly this ruleset; returns how many rows were written or deleted.

    ``positions`` gives the position of service types by slug. Raises ``UnfitRowsError`` when a row
    does not fit its table.
    """
    run = TableSync(by, reason)
    _sources(run, ruleset)
    _outcomes(run, ruleset)
    themes = _themes(run, ruleset)
    criteria = _criteria(run, ruleset, themes)
    gates = _gates(run, ruleset, criteria)
    _presets(run, ruleset, themes)
    services = _services(run, ruleset, positions or {})
    _service_parts(run, ruleset, services, criteria)
    replace_reference(run, ruleset.reference, criteria, gates)
    run.finish()
    return run.written


@transaction.atomic
def replace_cases(cases: Sequence[Mapping[str, Any]], *, by: Any, reason: str) -> int:
    """Make the test cases exactly these (in the form of ``content/cases.json``)."""
    run = TableSync(by, reason)
    rows: list[Row] = [
        {
            "name": case["name"],
            "document": case["input"],
            "expected": case["expected"],
            "note": case.get("note", ""),
        }
        for case in cases
    ]
    run.sync(ReferenceCase, ["name"], placed(ReferenceCase, "name", rows), numbered=False)
    run.finish()
    return run.written


def _axes(values: Mapping[str, float]) -> Row:
    return {axis: values.get(axis, 0) for axis in engine.AXES}


def _sources(run: TableSync, ruleset: engine.Ruleset) -> None:
    rows: list[Row] = [
        {"code": row.code, "title": row.title, "where": row.where, "extent": row.extent}
        for row in ruleset.sources
    ]
    run.sync(Source, ["code"], placed(Source, "code", rows), numbered=False)


def _outcomes(run: TableSync, ruleset: engine.Ruleset) -> None:
    rows: list[Row] = [
        {
            "key": row.key,
            "name": row.name,
            "advice": row.advice,
            "definition": row.definition,
            "usual_regret": row.usual_regret,
            "keeps_inside": row.keeps_inside,
            "next_actions": list(row.next_actions),
            **_axes(row.profile),
        }
        for row in ruleset.options
    ]
    run.sync(Option, ["key"], placed(Option, "key", rows), numbered=False)
    limits = ruleset.thresholds
    texts: Row = {
        "id": 1,
        "title": ruleset.title,
        "in_play_margin": limits.in_play_margin,
        "close_margin": limits.close_margin,
        "clear_completeness": limits.clear_completeness,
        "mixed_expertise": limits.mixed_expertise,
    }
    run.sync(Thresholds, ["id"], [texts], numbered=False)


def _themes(run: TableSync, ruleset: engine.Ruleset) -> dict[str, int]:
    rows: list[Row] = [
        {"code": row.code, "name": row.name, "intro": row.intro} for row in ruleset.themes
    ]
    saved = run.sync(Theme, ["code"], placed(Theme, "code", rows), numbered=False)
    return {row.code: row.pk for row in saved}


def _criteria(run: TableSync, ruleset: engine.Ruleset, themes: Mapping[str, int]) -> dict[str, int]:
    rows = [_criterion(row, themes) for row in ruleset.criteria]
    saved = run.sync(Criterion, ["code"], placed(Criterion, "code", rows), numbered=False)
    criteria = {row.code: row.pk for row in saved}
    choices: list[Row] = [
        {
            "criterion_id": criteria[row.code],
            "number": choice.number,
            "text": choice.text,
            "is_unknown": choice.is_unknown,
            "note": choice.note,
            **_axes(choice.effects),
        }
        for row in ruleset.criteria
        for choice in row.choices
    ]
    run.sync(Choice, ["criterion_id", "number"], choices, numbered=False)
    conditions = [
        {"criterion_id": criteria[row.code], **_condition(condition, criteria)}
        for row in ruleset.criteria
        for condition in row.show_if
    ]
    run.sync(ShowIf, ["criterion_id"], conditions, numbered=True)
    return criteria


def _criterion(row: engine.Criterion, themes: Mapping[str, int]) -> Row:
    low, high = row.weight_range or (None, None)
    return {
        "code": row.code,
        "theme_id": themes[row.theme],
        "name": row.name,
        "question": row.question,
        "weight": row.weight,
        "weight_low": low,
        "weight_high": high,
        "hint": row.hint,
        "help": row.help,
        "why": row.why,
        "find_out": row.find_out,
        "quick": row.quick,
        "location_only": row.location_only,
        "per_step": row.per_step,
        "not_applicable": row.not_applicable,
        "sources": list(row.sources),
    }


def _condition(condition: engine.Condition, criteria: Mapping[str, int]) -> Row:
    return {"on_id": criteria[condition.criterion], "choices": sorted(condition.choices)}


def _gates(run: TableSync, ruleset: engine.Ruleset, criteria: Mapping[str, int]) -> dict[str, int]:
    rows: list[Row] = [
        {
            "code": row.code,
            "name": row.name,
            "severity": row.severity,
            "question": row.question,
            "fires_on": row.fires_on or "",
            "rules_out": list(row.rules_out),
            "reason": row.reason,
            "action": row.action,
            "help": row.help,
            "sources": list(row.sources),
        }
        for row in ruleset.gates
    ]
    saved = run.sync(Gate, ["code"], placed(Gate, "code", rows), numbered=False)
    pairs = [
        (gate.pk, place, trigger)
        for gate, row in zip(saved, ruleset.gates, strict=True)
        for place, trigger in zip(steps_of_ten(row.triggers), row.triggers, strict=True)
    ]
    triggers: list[Row] = [
        {
            "gate_id": gate,
            "position": place,
            "severity": trigger.severity,
            "reason": trigger.reason,
        }
        for gate, place, trigger in pairs
    ]
    kept = run.sync(Trigger, ["gate_id"], triggers, numbered=True)
    conditions = [
        {"trigger_id": row.pk, **_condition(condition, criteria)}
        for row, (_, _, trigger) in zip(kept, pairs, strict=True)
        for condition in trigger.when
    ]
    run.sync(TriggerCondition, ["trigger_id"], conditions, numbered=True)
    return {row.code: row.pk for row in saved}


def _presets(run: TableSync, ruleset: engine.Ruleset, themes: Mapping[str, int]) -> None:
    rows: list[Row] = [
        {"key": row.key, "name": row.name, "description": row.description}
        for row in ruleset.presets
    ]
    saved = run.sync(Preset, ["key"], placed(Preset, "key", rows), numbered=False)
    weights: list[Row] = [
        {"preset_id": preset.pk, "theme_id": themes[theme], "weight": weight}
        for preset, row in zip(saved, ruleset.presets, strict=True)
        for theme, weight in row.themes.items()
    ]
    run.sync(PresetWeight, ["preset_id", "theme_id"], weights, numbered=False)


def _services(run: TableSync, ruleset: engine.Ruleset, positions: Positions) -> dict[str, int]:
    rows: list[Row] = [
        {
            "slug": row.slug,
            "name": row.name,
            "family": row.family,
            "label": row.label,
            "summary": row.summary,
            "also": row.also,
            "countries": list(row.countries),
        }
        for row in ruleset.services
    ]
    in_order = placed(ServiceType, "slug", rows, positions)
    saved = run.sync(ServiceType, ["slug"], in_order, numbered=False)
    return {row.slug: row.pk for row in saved}


def _service_parts(
    run: TableSync,
    ruleset: engine.Ruleset,
    services: Mapping[str, int],
    criteria: Mapping[str, int],
) -> None:
    owned = [(services[row.slug], row) for row in ruleset.services]
    answers: list[Row] = [
        {"service_id": service, "criterion_id": criteria[code], "choice": choice}
        for service, row in owned
        for code, choice in row.prefilled.items()
    ]
    run.sync(PrefilledAnswer, ["service_id", "criterion_id"], answers, numbered=False)
    steps: list[Row] = [
        {
            "service_id": service,
            "name": step.name,
            "kept_inside": step.kept_inside,
            "position": place,
        }
        for service, row in owned
        for place, step in zip(steps_of_ten(row.steps), row.steps, strict=True)
    ]
    run.sync(Step, ["service_id"], steps, numbered=True)
    kpis: list[Row] = [
        {
            "service_id": service,
            "name": kpi.name,
            "target": kpi.target,
            "mark": kpi.mark,
            "sources": list(kpi.sources),
            "position": place,
        }
        for service, row in owned
        for place, kpi in zip(steps_of_ten(row.kpis), row.kpis, strict=True)
    ]
    run.sync(Kpi, ["service_id"], kpis, numbered=True)
    facts = [fact for service, row in owned for fact in _facts(service, row)]
    run.sync(Fact, ["service_id", "kind"], facts, numbered=True)


def _facts(service: int, row: engine.ServiceType) -> Iterable[Row]:
    for kind in FACT_KINDS:
        found: tuple[engine.Fact, ...] = getattr(row, kind)
        for place, fact in zip(steps_of_ten(found), found, strict=True):
            yield {
                "service_id": service,
                "kind": kind,
                "text": fact.text,
                "mark": fact.mark,
                "sources": list(fact.sources),
                "position": place,
            }
