"""The working copy as a ruleset and as JSON: read from the tables, never written here."""

import json
from collections.abc import Iterable
from hashlib import sha256
from typing import Any, Literal, cast

from catalog.models import (
    Criterion,
    Fact,
    Gate,
    Option,
    Preset,
    ServiceType,
    Source,
    Theme,
    Thresholds,
)
from catalog.models.base import ConditionRow
from catalog.reference.definition import working_reference
from engine import ruleset as engine
from engine.dump import dump

Json = dict[str, Any]


def working_ruleset() -> engine.Ruleset:
    """The working copy as it stands, checked or not. About forty queries, whatever its size."""
    codes = dict(Criterion.objects.values_list("pk", "code"))
    gates = dict(Gate.objects.values_list("pk", "code"))
    themes = dict(Theme.objects.values_list("pk", "code"))
    texts = Thresholds.objects.first()
    return engine.Ruleset(
        title=texts.title if texts else "",
        options=tuple(_option(row) for row in Option.objects.all()),
        themes=tuple(
            engine.Theme(code=row.code, name=row.name, intro=row.intro)
            for row in Theme.objects.all()
        ),
        criteria=tuple(
            _criterion(row, themes, codes)
            for row in Criterion.objects.prefetch_related("choices", "show_if")
        ),
        gates=tuple(
            _gate(row, codes) for row in Gate.objects.prefetch_related("triggers__conditions")
        ),
        presets=tuple(_preset(row, themes) for row in Preset.objects.prefetch_related("weights")),
        thresholds=_thresholds(texts),
        services=tuple(
            _service(row, codes)
            for row in ServiceType.objects.prefetch_related("prefilled", "steps", "kpis", "facts")
        ),
        sources=tuple(
            engine.Source(code=row.code, title=row.title, where=row.where, extent=row.extent)
            for row in Source.objects.all()
        ),
        reference=working_reference(codes, gates),
    )


def working_definition() -> Json:
    """The working copy in the canonical JSON form of an edition."""
    return dump(working_ruleset())


def fingerprint(definition: Json) -> str:
    """SHA-256 (64 hex digits) of a definition.

    Taken over UTF-8 JSON with sorted keys and without spaces, because the database does not keep
    the order of keys.
    """
    text = json.dumps(
        definition, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False
    )
    return sha256(text.encode()).hexdigest()


def _option(row: Option) -> engine.Option:
    return engine.Option(
        key=row.key,
        name=row.name,
        advice=row.advice,
        definition=row.definition,
        profile=row.profile(),
        usual_regret=row.usual_regret,
        keeps_inside=row.keeps_inside,
        next_actions=tuple(row.next_actions),
    )


def _criterion(row: Criterion, themes: dict[int, str], codes: dict[int, str]) -> engine.Criterion:
    spread = None
    if row.weight_low is not None and row.weight_high is not None:
        spread = (row.weight_low, row.weight_high)
    return engine.Criterion(
        code=row.code,
        theme=themes[row.theme_id],
        name=row.name,
        question=row.question,
        weight=row.weight,
        choices=tuple(
            engine.Choice(
                number=choice.number,
                text=choice.text,
                effects=choice.effects(),
                is_unknown=choice.is_unknown,
                note=choice.note,
            )
            for choice in row.choices.all()
        ),
        hint=row.hint,
        help=row.help,
        why=row.why,
        find_out=row.find_out,
        quick=row.quick,
        location_only=row.location_only,
        per_step=row.per_step,
        not_applicable=row.not_applicable,
        weight_range=spread,
        show_if=_conditions(row.show_if.all(), codes),
        sources=tuple(row.sources),
    )


def _conditions(
    rows: Iterable[ConditionRow], codes: dict[int, str]
) -> tuple[engine.Condition, ...]:
    return tuple(
        engine.Condition(criterion=codes[row.on_id], choices=frozenset(row.choices)) for row in rows
    )


def _gate(row: Gate, codes: dict[int, str]) -> engine.Gate:
    return engine.Gate(
        code=row.code,
        name=row.name,
        severity=cast(engine.Severity, row.severity),
        question=row.question,
        fires_on=cast(Literal["yes", "no"], row.fires_on) if row.fires_on else None,
        rules_out=tuple(row.rules_out),
        reason=row.reason,
        action=row.action,
        help=row.help,
        triggers=tuple(
            engine.Trigger(
                when=_conditions(trigger.conditions.all(), codes),
                severity=cast(engine.Severity, trigger.severity),
                reason=trigger.reason,
            )
            for trigger in row.triggers.all()
        ),
        sources=tuple(row.sources),
    )


def _preset(row: Preset, themes: dict[int, str]) -> engine.Preset:
    return engine.Preset(
        key=row.key,
        name=row.name,
        description=row.description,
        themes={themes[weight.theme_id]: weight.weight for weight in row.weights.all()},
    )


def _thresholds(row: Thresholds | None) -> engine.Thresholds:
    if row is None:
        return engine.Thresholds()
    return engine.Thresholds(
        in_play_margin=row.in_play_margin,
        close_margin=row.close_margin,
        clear_completeness=row.clear_completeness,
        mixed_expertise=row.mixed_expertise,
    )


def _service(row: ServiceType, codes: dict[int, str]) -> engine.ServiceType:
    facts: dict[str, list[engine.Fact]] = {kind: [] for kind in Fact.Kind.values}
    for fact in row.facts.all():
        facts[fact.kind].append(
            engine.Fact(
                text=fact.text, mark=cast(engine.Mark, fact.mark), sources=tuple(fact.sources)
            )
        )
    return engine.ServiceType(
        slug=row.slug,
        name=row.name,
        family=cast(Literal["transactional", "expert"], row.family),
        label=cast(Literal["bpo", "kpo", "borderline"], row.label),
        summary=row.summary,
        prefilled={codes[answer.criterion_id]: answer.choice for answer in row.prefilled.all()},
        also=row.also,
        steps=tuple(
            engine.TypicalStep(name=step.name, kept_inside=step.kept_inside)
            for step in row.steps.all()
        ),
        kpis=tuple(
            engine.Kpi(
                name=kpi.name,
                target=kpi.target,
                mark=cast(engine.Mark, kpi.mark),
                sources=tuple(kpi.sources),
            )
            for kpi in row.kpis.all()
        ),
        countries=tuple(row.countries),
        **{kind: tuple(found) for kind, found in facts.items()},
    )
