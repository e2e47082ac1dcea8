"""Makes the tables of the content beside the questions hold exactly one ``Reference``."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

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
from catalog.tables import Row, TableSync, placed, steps_of_ten
from engine.cost_defaults import CostContent
from engine.cost_defaults import Deal as EngineDeal
from engine.engagement import Engagements
from engine.facts import Condition, Fact
from engine.location import Country as EngineCountry
from engine.location import Limit, Places
from engine.reference import Reference
from engine.regimes import Regimes

Keys = Mapping[str, int]


def replace_reference(run: TableSync, content: Reference, criteria: Keys, gates: Keys) -> None:
    """Create, update and delete; ``criteria`` and ``gates`` give primary keys by code."""
    _settings(run, content)
    _places(run, content.places, criteria, gates)
    _engagement(run, content.engagement, criteria)
    _regimes(run, content.regimes)
    _cost(run, content.cost)


def _stated(fact: Fact) -> Row:
    return {"text": fact.text, "mark": fact.mark, "sources": list(fact.sources)}


def _in_order(rows: Iterable[Row]) -> list[Row]:
    """The rows with the positions 10, 20, 30."""
    found = list(rows)
    places = zip(steps_of_ten(found), found, strict=True)
    return [{**row, "position": place} for place, row in places]


def _parts(owner: str, owned: Iterable[tuple[int, Iterable[Row]]]) -> list[Row]:
    """The rows of several owners, each numbered among its own."""
    return [{owner: key, **row} for key, rows in owned for row in _in_order(rows)]


def _settings(run: TableSync, content: Reference) -> None:
    start, end = content.places.day
    row: Row = {
        "id": 1,
        "places_checked_on": content.places.checked_on,
        "day_start": start,
        "day_end": end,
        "near_hours": content.places.near_hours,
        "engagement_checked_on": content.engagement.checked_on,
        "disclaimer": content.regimes.disclaimer,
        "cost_checked_on": content.cost.checked_on,
    }
    run.sync(ReferenceSettings, ["id"], [row], numbered=False)
    notes = [
        {"part": part, **row}
        for part, facts in (("places", content.places.notes), ("cost", content.cost.notes))
        for row in _in_order(map(_stated, facts))
    ]
    run.sync(ReferenceNote, ["part"], notes, numbered=True)


def _places(run: TableSync, part: Places, criteria: Keys, gates: Keys) -> None:
    kinds = (
        ("limits", [_limit(row, criteria, gates) for row in part.limits]),
        ("cautions", [_rule(criteria, row.criterion, row) for row in part.cautions]),
        ("second_site", [_rule(criteria, row.criterion, row) for row in part.second_site]),
    )
    rules = [{"kind": kind, **row} for kind, rows in kinds for row in _in_order(rows)]
    run.sync(PlaceRule, ["kind"], rules, numbered=True)
    countries = [part.countries[code] for code in sorted(part.countries)]
    saved = run.sync(Country, ["code"], [_country(row) for row in countries], numbered=False)
    notes = [
        (row.pk, map(_stated, country.notes)) for row, country in zip(saved, countries, strict=True)
    ]
    run.sync(CountryNote, ["country_id"], _parts("country_id", notes), numbered=True)


def _rule(criteria: Keys, code: str, row: Any) -> Row:
    return {
        "on_id": criteria[code],
        "choices": sorted(row.choices),
        "gate_id": None,
        "severity": "",
        "farthest": "",
        "same_legal_area": False,
        **_stated(row.fact),
    }


def _limit(row: Limit, criteria: Keys, gates: Keys) -> Row:
    numbers = sorted(number for number in row.trigger if isinstance(number, int))
    severities = sorted(word for word in row.trigger if isinstance(word, str))
    return {
        "on_id": criteria[row.code] if numbers else None,
        "choices": numbers,
        "gate_id": None if numbers else gates[row.code],
        "severity": "".join(severities),
        "farthest": row.farthest,
        "same_legal_area": row.same_legal_area,
        **_stated(row.fact),
    }


def _country(row: EngineCountry) -> Row:
    return {
        "code": row.code,
        "name": row.name,
        "region": row.region,
        "zone": row.zone,
        "languages": list(row.languages),
        "legal_area": row.legal_area,
        "usual_places": list(row.usual_places),
        "gsli_rank": row.gsli.rank if row.gsli else None,
        "gsli_year": row.gsli.year if row.gsli else None,
        "gsli_sources": list(row.gsli.sources) if row.gsli else [],
    }


def _conditions(
    owner: str, owned: Iterable[tuple[int, Iterable[Condition]]], criteria: Keys
) -> list[Row]:
    return [
        {owner: key, "on_id": criteria[row.criterion], "choices": sorted(row.choices)}
        for key, rows in owned
        for row in rows
    ]


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
            **_stated(row.why),
        }
        for row in part.arrangements
    ]
    names = ["operational", "structural"]
    run.sync(EngagementArrangement, names, _in_order(pairs), numbered=False)


def _form_rules(run: TableSync, part: Engagements, forms: Keys, criteria: Keys) -> None:
    rows: list[Row] = [
        {
            "form_id": forms[row.form],
            "options": list(row.options),
            "usual": row.usual,
            **_stated(row.why),
        }
        for row in part.rules
    ]
    saved = run.sync(EngagementRule, [], _in_order(rows), numbered=True)
    owned = [(row.pk, rule.when) for row, rule in zip(saved, part.rules, strict=True)]
    conditions = _conditions("rule_id", owned, criteria)
    run.sync(EngagementCondition, ["rule_id"], conditions, numbered=True)


def _risks(run: TableSync, part: Engagements, criteria: Keys) -> None:
    rows: list[Row] = [
        {"key": row.key, "name": row.name, "meaning": row.text, **_stated(row.fact)}
        for row in part.risks
    ]
    saved = run.sync(EngagementRisk, ["key"], placed(EngagementRisk, "key", rows), numbered=False)
    owned = [
        (row.pk, [Condition(code, choices) for code, choices in risk.high.items()])
        for row, risk in zip(saved, part.risks, strict=True)
    ]
    conditions = _conditions("risk_id", owned, criteria)
    run.sync(RiskCondition, ["risk_id"], conditions, numbered=True)


def _regimes(run: TableSync, part: Regimes) -> None:
    rows: list[Row] = [{"key": row.key, "name": row.name} for row in part.questions]
    saved = run.sync(RegimeQuestion, ["key"], placed(RegimeQuestion, "key", rows), numbered=False)
    questions = {row.key: row.pk for row in saved}
    choices = (
        (questions[row.key], ({"key": key, "name": name} for key, name in row.choices.items()))
        for row in part.questions
    )
    names = ["question_id", "key"]
    run.sync(RegimeChoice, names, _parts("question_id", choices), numbered=False)
    regimes: list[Row] = [
        {
            "key": row.key,
            "name": row.name,
            "applies_to": row.applies_to,
            "checks": list(row.checks),
            "checked_on": row.checked_on,
            **_stated(row.fact),
        }
        for row in part.regimes
    ]
    kept = run.sync(Regime, ["key"], placed(Regime, "key", regimes), numbered=False)
    order = {row.key: list(row.choices) for row in part.questions}
    conditions: list[Row] = [
        {
            "regime_id": row.pk,
            "question_id": questions[key],
            "values": [value for value in order[key] if value in values],
        }
        for row, regime in zip(kept, part.regimes, strict=True)
        for key, values in regime.when.items()
    ]
    run.sync(RegimeCondition, ["regime_id"], conditions, numbered=True)


def _cost(run: TableSync, part: CostContent) -> None:
    deals = [_deal(row) for row in part.deals]
    run.sync(Deal, ["key"], placed(Deal, "key", deals), numbered=False)
    _defaults(run, part)
    claims: list[Row] = [
        {
            "claim": row.claim,
            "low": row.low,
            "high": row.high,
            "unit": row.unit,
            "age": row.age,
            **_stated(row.fact),
        }
        for row in part.claims
    ]
    run.sync(SavingClaim, [], _in_order(claims), numbered=True)
    rates: list[Row] = [
        {
            "key": row.key,
            "name": row.name,
            "percent": row.percent,
            "prices": row.prices,
            "age": row.age,
            **_stated(row.fact),
        }
        for row in part.rates
    ]
    run.sync(DiscountRate, ["key"], placed(DiscountRate, "key", rates), numbered=False)
    make_up = part.make_up
    shown: list[Row] = []
    if make_up is not None:
        shares = dict(make_up.shares)
        shown = [
            {"id": 1, "name": make_up.name, "age": make_up.age, **shares, **_stated(make_up.fact)}
        ]
    run.sync(PriceMakeUp, ["id"], shown, numbered=False)


def _deal(row: EngineDeal) -> Row:
    return {
        "key": row.key,
        "name": row.name,
        "text": row.text,
        "years_low": row.years.low if row.years else None,
        "years_likely": row.years.likely if row.years else None,
        "years_high": row.years.high if row.years else None,
    }


def _defaults(run: TableSync, part: CostContent) -> None:
    rows: Sequence[Row] = [
        {
            "kind": row.kind,
            "deals": list(row.deals),
            "low": row.amount.low,
            "likely": row.amount.likely,
            "high": row.amount.high,
            "unit": row.unit,
            "mark": row.mark,
            "age": row.age,
            "why": row.why,
        }
        for row in part.defaults
    ]
    saved = run.sync(CostDefault, ["kind"], _in_order(rows), numbered=True)
    evidence = (
        (row.pk, map(_stated, default.evidence))
        for row, default in zip(saved, part.defaults, strict=True)
    )
    run.sync(CostEvidence, ["default_id"], _parts("default_id", evidence), numbered=True)
