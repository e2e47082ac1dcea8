"""Makes the tables of the content beside the questions hold exactly one ``Reference``."""

from collections.abc import Sequence

from catalog.models import (
    CostDefault,
    CostEvidence,
    Country,
    CountryNote,
    Deal,
    DiscountRate,
    EngagementArrangement,
    EngagementCondition,
    EngagementForm,
    EngagementRisk,
    EngagementRule,
    PlaceRule,
    PriceMakeUp,
    ReferenceNote,
    ReferenceSettings,
    Regime,
    RegimeChoice,
    RegimeCondition,
    RegimeQuestion,
    RiskCondition,
    SavingClaim,
)
from catalog.reference.rows import (
    Keys,
    conditions,
    country,
    deal,
    in_order,
    limit,
    parts,
    place_rule,
    stated,
)
from catalog.tables import Row, TableSync, placed
from engine.cost_defaults import CostContent
from engine.engagement import Engagements
from engine.facts import Condition
from engine.location import Places
from engine.reference import Reference
from engine.regimes import Regimes


def replace_reference(run: TableSync, content: Reference, criteria: Keys, gates: Keys) -> None:
    """Create, update and delete; ``criteria`` and ``gates`` give primary keys by code."""
    _settings(run, content)
    _places(run, content.places, criteria, gates)
    _engagement(run, content.engagement, criteria)
    _regimes(run, content.regimes)
    _cost(run, content.cost)


def _settings(run: TableSync, content: Reference) -> None:
    row: Row = {
        "id": 1,
        "places_checked_on": content.places.checked_on,
        "day_start": content.places.working_day.start,
        "day_end": content.places.working_day.end,
        "near_hours": content.places.near_hours,
        "engagement_checked_on": content.engagement.checked_on,
        "disclaimer": content.regimes.disclaimer,
        "cost_checked_on": content.cost.checked_on,
    }
    run.sync(ReferenceSettings, ["id"], [row], numbered=False)
    notes = [
        {"part": part, **row}
        for part, facts in (("places", content.places.notes), ("cost", content.cost.notes))
        for row in in_order(map(stated, facts))
    ]
    run.sync(ReferenceNote, ["part"], notes, numbered=True)


def _places(run: TableSync, part: Places, criteria: Keys, gates: Keys) -> None:
    kinds = (
        ("limits", [limit(row, criteria, gates) for row in part.all_limits]),
        ("cautions", [place_rule(criteria, row.criterion, row) for row in part.cautions]),
        ("second_site", [place_rule(criteria, row.criterion, row) for row in part.second_site]),
    )
    rules = [{"kind": kind, **row} for kind, rows in kinds for row in in_order(rows)]
    run.sync(PlaceRule, ["kind"], rules, numbered=True)
    countries = [part.countries[code] for code in sorted(part.countries)]
    saved = run.sync(Country, ["code"], [country(row) for row in countries], numbered=False)
    notes = [
        (row.pk, map(stated, known.notes)) for row, known in zip(saved, countries, strict=True)
    ]
    run.sync(CountryNote, ["country_id"], parts("country_id", notes), numbered=True)


def _engagement(run: TableSync, part: Engagements, criteria: Keys) -> None:
    rows: list[Row] = [
        {
            "key": row.key,
            "name": row.name,
            "price": row.price,
            "price_text": row.price_text,
            "text": row.text,
        }
        for row in part.forms.values()
    ]
    saved = run.sync(EngagementForm, ["key"], placed(EngagementForm, "key", rows), numbered=False)
    forms = {row.key: row.pk for row in saved}
    _form_rules(run, part, forms, criteria)
    _risks(run, part, criteria)
    pairs: list[Row] = [
        {
            "operational": row.operational,
            "structural": row.structural,
            "form_id": forms[row.form],
            **stated(row.why),
        }
        for row in part.arrangements
    ]
    names = ["operational", "structural"]
    run.sync(EngagementArrangement, names, in_order(pairs), numbered=False)


def _form_rules(run: TableSync, part: Engagements, forms: Keys, criteria: Keys) -> None:
    rows: list[Row] = [
        {
            "form_id": forms[row.form],
            "options": list(row.options),
            "usual": row.usual,
            **stated(row.why),
        }
        for row in part.rules
    ]
    saved = run.sync(EngagementRule, [], in_order(rows), numbered=True)
    owned = [(row.pk, rule.when) for row, rule in zip(saved, part.rules, strict=True)]
    rows = conditions("rule_id", owned, criteria)
    run.sync(EngagementCondition, ["rule_id"], rows, numbered=True)


def _risks(run: TableSync, part: Engagements, criteria: Keys) -> None:
    rows: list[Row] = [
        {"key": row.key, "name": row.name, "meaning": row.text, **stated(row.fact)}
        for row in part.risks
    ]
    saved = run.sync(EngagementRisk, ["key"], placed(EngagementRisk, "key", rows), numbered=False)
    owned = [
        (row.pk, [Condition(code, choices) for code, choices in risk.high.items()])
        for row, risk in zip(saved, part.risks, strict=True)
    ]
    rows = conditions("risk_id", owned, criteria)
    run.sync(RiskCondition, ["risk_id"], rows, numbered=True)


def _regimes(run: TableSync, part: Regimes) -> None:
    rows: list[Row] = [{"key": row.key, "name": row.name} for row in part.questions]
    saved = run.sync(RegimeQuestion, ["key"], placed(RegimeQuestion, "key", rows), numbered=False)
    questions = {row.key: row.pk for row in saved}
    choices = (
        (questions[row.key], ({"key": key, "name": name} for key, name in row.choices.items()))
        for row in part.questions
    )
    names = ["question_id", "key"]
    run.sync(RegimeChoice, names, parts("question_id", choices), numbered=False)
    regimes: list[Row] = [
        {
            "key": row.key,
            "name": row.name,
            "applies_to": row.applies_to,
            "checks": list(row.checks),
            "checked_on": row.checked_on,
            **stated(row.fact),
        }
        for row in part.regimes
    ]
    kept = run.sync(Regime, ["key"], placed(Regime, "key", regimes), numbered=False)
    conditions: list[Row] = [
        {
            "regime_id": row.pk,
            "question_id": questions[key],
            "values": list(values),
        }
        for row, regime in zip(kept, part.regimes, strict=True)
        for key, values in regime.when.items()
    ]
    run.sync(RegimeCondition, ["regime_id"], conditions, numbered=True)


def _cost(run: TableSync, part: CostContent) -> None:
    deals = [deal(row) for row in part.deals]
    run.sync(Deal, ["key"], placed(Deal, "key", deals), numbered=False)
    _defaults(run, part)
    claims: list[Row] = [
        {
            "claim": row.claim,
            "low": row.low,
            "high": row.high,
            "unit": row.unit,
            "age": row.age,
            **stated(row.fact),
        }
        for row in part.claims
    ]
    run.sync(SavingClaim, [], in_order(claims), numbered=True)
    rates: list[Row] = [
        {
            "key": row.key,
            "name": row.name,
            "percent": row.percent,
            "prices": row.prices,
            "age": row.age,
            **stated(row.fact),
        }
        for row in part.rates
    ]
    run.sync(DiscountRate, ["key"], placed(DiscountRate, "key", rates), numbered=False)
    make_up = part.make_up
    shown: list[Row] = []
    if make_up is not None:
        shares = dict(make_up.shares)
        shown = [
            {"id": 1, "name": make_up.name, "age": make_up.age, **shares, **stated(make_up.fact)}
        ]
    run.sync(PriceMakeUp, ["id"], shown, numbered=False)


def _defaults(run: TableSync, part: CostContent) -> None:
    rows: Sequence[Row] = [
        {
            "kind": row.kind,
            "deals": list(row.deals),
            "low": row.low,
            "likely": row.likely,
            "high": row.high,
            "unit": row.unit,
            "mark": row.mark,
            "age": row.age,
            "why": row.why,
        }
        for row in part.defaults
    ]
    saved = run.sync(CostDefault, ["kind"], in_order(rows), numbered=True)
    evidence = (
        (row.pk, map(stated, default.evidence))
        for row, default in zip(saved, part.defaults, strict=True)
    )
    run.sync(CostEvidence, ["default_id"], parts("default_id", evidence), numbered=True)
