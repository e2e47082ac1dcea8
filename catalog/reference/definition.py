"""The tables of the content beside the questions as the engine knows them; never written here."""

from collections.abc import Iterable
from typing import cast

from catalog.models import (
    CostDefault,
    Country,
    Deal,
    DiscountRate,
    EngagementArrangement,
    EngagementForm,
    EngagementRisk,
    EngagementRule,
    PlaceRule,
    PriceMakeUp,
    ReferenceNote,
    ReferenceSettings,
    Regime,
    RegimeQuestion,
    SavingClaim,
)
from catalog.models.base import ConditionRow, Stated
from engine import cost_defaults, engagement, location, regimes
from engine.cost_lines import Prices, Range
from engine.facts import Condition, Fact, Mark, Severity
from engine.reference import Reference
from engine.should_cost import PARTS

Codes = dict[int, str]


def working_reference(criteria: Codes, gates: Codes) -> Reference:
    """The working copy of the four parts; ``criteria`` and ``gates`` give codes by primary key."""
    settings = ReferenceSettings.objects.first() or ReferenceSettings()
    notes = list(ReferenceNote.objects.all())
    return Reference(
        places=_places(settings, notes, criteria, gates),
        engagement=_engagement(settings, criteria),
        regimes=_regimes(settings),
        cost=_cost(settings, notes),
    )


def _fact(row: Stated) -> Fact:
    return Fact(row.text, cast(Mark, row.mark), tuple(row.sources))


def _notes(rows: Iterable[ReferenceNote], part: str) -> tuple[Fact, ...]:
    return tuple(_fact(row) for row in rows if row.part == part)


def _conditions(rows: Iterable[ConditionRow], criteria: Codes) -> tuple[Condition, ...]:
    return tuple(Condition(criteria[row.on_id], frozenset(row.choices)) for row in rows)


def _places(
    settings: ReferenceSettings, notes: list[ReferenceNote], criteria: Codes, gates: Codes
) -> location.Places:
    rules = list(PlaceRule.objects.all())
    limits = [row for row in rules if row.kind == PlaceRule.Kind.LIMIT]
    countries = Country.objects.prefetch_related("notes")
    return location.Places(
        checked_on=settings.places_checked_on,
        working_day=location.WorkingDay(settings.day_start, settings.day_end),
        near_hours=settings.near_hours,
        limits=tuple(_answer_limit(row, criteria[row.on_id]) for row in limits if row.on_id),
        gates=tuple(_gate_limit(row, gates[row.gate_id]) for row in limits if row.gate_id),
        cautions=_cautions(rules, PlaceRule.Kind.CAUTION, criteria),
        second_site=_cautions(rules, PlaceRule.Kind.SECOND_SITE, criteria),
        countries={row.code: _country(row) for row in countries},
        notes=_notes(notes, ReferenceNote.Part.PLACES),
    )


def _answer_limit(row: PlaceRule, code: str) -> location.AnswerLimit:
    farthest = cast(location.Distance, row.farthest)
    return location.AnswerLimit(
        code, frozenset(row.choices), farthest, _fact(row), row.same_legal_area
    )


def _gate_limit(row: PlaceRule, code: str) -> location.GateLimit:
    farthest, severity = cast(location.Distance, row.farthest), cast(Severity, row.severity)
    return location.GateLimit(code, severity, farthest, _fact(row), row.same_legal_area)


def _cautions(
    rules: Iterable[PlaceRule], kind: str, criteria: Codes
) -> tuple[location.Caution, ...]:
    return tuple(
        location.Caution(criteria[row.on_id], frozenset(row.choices), _fact(row))
        for row in rules
        if row.kind == kind and row.on_id
    )


def _country(row: Country) -> location.Country:
    rank = None
    if row.gsli_rank is not None and row.gsli_year is not None:
        rank = location.Rank(row.gsli_rank, row.gsli_year, tuple(row.gsli_sources))
    return location.Country(
        code=row.code,
        name=row.name,
        region=row.region,
        zone=row.zone,
        languages=tuple(row.languages),
        legal_area=row.legal_area,
        gsli=rank,
        usual_places=tuple(row.usual_places),
        notes=tuple(_fact(note) for note in row.notes.all()),
    )


def _engagement(settings: ReferenceSettings, criteria: Codes) -> engagement.Engagements:
    forms = list(EngagementForm.objects.all())
    keys = {row.pk: row.key for row in forms}
    rules = EngagementRule.objects.prefetch_related("when")
    return engagement.Engagements(
        checked_on=settings.engagement_checked_on,
        forms={
            row.key: engagement.Form(row.key, row.name, row.price, row.price_text, row.text)
            for row in forms
        },
        rules=tuple(
            engagement.FormRule(
                form=keys[row.form_id],
                options=tuple(row.options),
                why=_fact(row),
                when=_conditions(row.when.all(), criteria),
                usual=row.usual,
            )
            for row in rules
        ),
        risks=tuple(
            _risk(row, criteria) for row in EngagementRisk.objects.prefetch_related("high")
        ),
        arrangements=tuple(
            engagement.Arrangement(row.operational, row.structural, keys[row.form_id], _fact(row))
            for row in EngagementArrangement.objects.all()
        ),
    )


def _risk(row: EngagementRisk, criteria: Codes) -> engagement.Risk:
    high = {part.criterion: part.choices for part in _conditions(row.high.all(), criteria)}
    return engagement.Risk(row.key, row.name, high, row.meaning, _fact(row))


def _regimes(settings: ReferenceSettings) -> regimes.Regimes:
    questions = RegimeQuestion.objects.prefetch_related("choices")
    keys = {row.pk: row.key for row in questions}
    return regimes.Regimes(
        disclaimer=settings.disclaimer,
        questions=tuple(
            regimes.Question(
                row.key, row.name, {choice.key: choice.name for choice in row.choices.all()}
            )
            for row in questions
        ),
        regimes=tuple(
            regimes.Regime(
                key=row.key,
                name=row.name,
                applies_to=row.applies_to,
                when={keys[part.question_id]: tuple(part.values) for part in row.when.all()},
                checks=tuple(row.checks),
                fact=_fact(row),
                checked_on=row.checked_on,
            )
            for row in Regime.objects.prefetch_related("when")
        ),
    )


def _cost(settings: ReferenceSettings, notes: list[ReferenceNote]) -> cost_defaults.CostContent:
    make_up = PriceMakeUp.objects.first()
    return cost_defaults.CostContent(
        checked_on=settings.cost_checked_on,
        deals=tuple(_deal(row) for row in Deal.objects.all()),
        defaults=tuple(_default(row) for row in CostDefault.objects.prefetch_related("evidence")),
        claims=tuple(
            cost_defaults.Claim(row.claim, row.low, row.high, row.unit, _fact(row), row.age)
            for row in SavingClaim.objects.all()
        ),
        rates=tuple(
            cost_defaults.DiscountRate(
                key=row.key,
                name=row.name,
                percent=row.percent,
                prices=cast(Prices, row.prices),
                fact=_fact(row),
                age=row.age,
            )
            for row in DiscountRate.objects.all()
        ),
        make_up=None if make_up is None else _make_up(make_up),
        notes=_notes(notes, ReferenceNote.Part.COST),
    )


def _deal(row: Deal) -> cost_defaults.Deal:
    years = None
    if row.years_low is not None and row.years_likely is not None and row.years_high is not None:
        years = Range(row.years_low, row.years_likely, row.years_high)
    return cost_defaults.Deal(row.key, row.name, row.text, years)


def _default(row: CostDefault) -> cost_defaults.Default:
    return cost_defaults.Default(
        kind=row.kind,
        deals=tuple(row.deals),
        low=row.low,
        likely=row.likely,
        high=row.high,
        unit=row.unit,
        mark=cast(Mark, row.mark),
        age=row.age,
        why=row.why,
        evidence=tuple(_fact(statement) for statement in row.evidence.all()),
    )


def _make_up(row: PriceMakeUp) -> cost_defaults.PriceMakeUp:
    shares: dict[str, float] = {part: getattr(row, part) for part in (*PARTS, "margin")}
    return cost_defaults.PriceMakeUp(row.name, row.age, shares, _fact(row))
