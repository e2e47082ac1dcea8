"""``Reference`` -> the part ``reference`` of a definition, in its one canonical form.

Empty parts and empty values are left out; countries are in the order of their codes.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from engine.cost_defaults import Claim, CostContent, Deal, Default, DiscountRate, PriceMakeUp
from engine.dump_facts import conditions, fact, facts, filled, plain_number
from engine.engagement import Arrangement, Engagements, Form, FormRule, Risk
from engine.facts import Condition
from engine.location import Caution, Country, Limit, Places, Rank
from engine.reference import Reference
from engine.regimes import Question, Regime, Regimes

Json = dict[str, Any]


def dump_reference(reference: Reference) -> Json:
    """The four parts, those without content left out."""
    empty = Reference()
    parts = {
        "places": (reference.places, empty.places, _places),
        "engagement": (reference.engagement, empty.engagement, _engagement),
        "regimes": (reference.regimes, empty.regimes, _regimes),
        "cost": (reference.cost, empty.cost, _cost),
    }
    written: Mapping[str, tuple[Any, Any, Any]] = parts
    return {key: write(part) for key, (part, none, write) in written.items() if part != none}


def _places(part: Places) -> Json:
    start, end = part.day
    checked_on = part.checked_on.isoformat() if part.checked_on else ""
    clocks = {
        "working_day": {"start": start, "end": end},
        "near_hours": plain_number(part.near_hours),
    }
    by_gate = [row for row in part.limits if _is_gate(row)]
    lists = {
        "limits": [_answer_limit(row) for row in part.limits if not _is_gate(row)],
        "gates": [_gate_limit(row) for row in by_gate],
        "cautions": [_caution(row) for row in part.cautions],
        "second_site": [_caution(row) for row in part.second_site],
        "countries": [_country(part.countries[code]) for code in sorted(part.countries)],
        "notes": facts(part.notes),
    }
    return {**filled({}, {"checked_on": checked_on}), **clocks, **filled({}, lists)}


def _is_gate(row: Limit) -> bool:
    return any(isinstance(trigger, str) for trigger in row.trigger)


def _answer_limit(row: Limit) -> Json:
    return {"criterion": row.code, "choices": sorted(row.trigger, key=int), **_limit(row)}


def _gate_limit(row: Limit) -> Json:
    return {"gate": row.code, "severity": next(iter(row.trigger)), **_limit(row)}


def _limit(row: Limit) -> Json:
    required = {"farthest": row.farthest, "fact": fact(row.fact)}
    return filled(required, {"same_legal_area": row.same_legal_area})


def _caution(row: Caution) -> Json:
    return {
        "criterion": row.criterion,
        "choices": sorted(row.choices),
        "fact": fact(row.fact),
    }


def _country(row: Country) -> Json:
    required = {
        "code": row.code,
        "name": row.name,
        "region": row.region,
        "zone": row.zone,
        "languages": list(row.languages),
        "legal_area": row.legal_area,
    }
    optional = {
        "gsli": {} if row.gsli is None else _rank(row.gsli),
        "usual_places": list(row.usual_places),
        "notes": facts(row.notes),
    }
    return filled(required, optional)


def _rank(row: Rank) -> Json:
    return filled({"rank": row.rank, "year": row.year}, {"sources": list(row.sources)})


def _engagement(part: Engagements) -> Json:
    return filled(
        {},
        {
            "checked_on": part.checked_on.isoformat() if part.checked_on else "",
            "forms": [_form(row) for row in part.forms.values()],
            "rules": [_rule(row) for row in part.rules],
            "risks": [_risk(row) for row in part.risks],
            "arrangements": [_arrangement(row) for row in part.arrangements],
        },
    )


def _form(row: Form) -> Json:
    return {
        "key": row.key,
        "name": row.name,
        "price": row.price,
        "price_text": row.price_text,
        "text": row.text,
    }


def _rule(row: FormRule) -> Json:
    required = {"form": row.form, "options": list(row.options), "why": fact(row.why)}
    return filled(required, {"when": conditions(row.when), "usual": row.usual})


def _risk(row: Risk) -> Json:
    high = (Condition(code, choices) for code, choices in row.high.items())
    return {
        "key": row.key,
        "name": row.name,
        "high": conditions(high),
        "text": row.text,
        "fact": fact(row.fact),
    }


def _arrangement(row: Arrangement) -> Json:
    return {
        "operational": row.operational,
        "structural": row.structural,
        "form": row.form,
        "why": fact(row.why),
    }


def _regimes(part: Regimes) -> Json:
    return filled(
        {},
        {
            "disclaimer": part.disclaimer,
            "questions": [_question(row) for row in part.questions],
            "regimes": [_regime(row, part.questions) for row in part.regimes],
        },
    )


def _question(row: Question) -> Json:
    choices = [{"key": key, "name": name} for key, name in row.choices.items()]
    return {"key": row.key, "name": row.name, "choices": choices}


def _regime(row: Regime, questions: Iterable[Question]) -> Json:
    """Conditions in their own order, the values of each in the order of the question."""
    order = {question.key: list(question.choices) for question in questions}
    when = [
        {"question": key, "values": _in_order(values, order.get(key, []))}
        for key, values in row.when.items()
    ]
    return {
        "key": row.key,
        "name": row.name,
        "applies_to": row.applies_to,
        "when": when,
        "checks": list(row.checks),
        "fact": fact(row.fact),
        "checked_on": row.checked_on.isoformat(),
    }


def _in_order(values: frozenset[str], order: list[str]) -> list[str]:
    known = [value for value in order if value in values]
    return [*known, *sorted(set(values) - set(order))]


def _cost(part: CostContent) -> Json:
    return filled(
        {},
        {
            "checked_on": part.checked_on.isoformat() if part.checked_on else "",
            "deals": [_deal(row) for row in part.deals],
            "defaults": [_default(row) for row in part.defaults],
            "claims": [_claim(row) for row in part.claims],
            "rates": [_rate(row) for row in part.rates],
            "make_up": {} if part.make_up is None else _make_up(part.make_up),
            "notes": facts(part.notes),
        },
    )


def _range(low: float, likely: float, high: float) -> Json:
    return {
        "low": plain_number(low),
        "likely": plain_number(likely),
        "high": plain_number(high),
    }


def _deal(row: Deal) -> Json:
    years = {} if row.years is None else _range(row.years.low, row.years.likely, row.years.high)
    return filled({"key": row.key, "name": row.name, "text": row.text}, {"years": years})


def _default(row: Default) -> Json:
    amount = _range(row.amount.low, row.amount.likely, row.amount.high)
    required = {
        "kind": row.kind,
        **amount,
        "unit": row.unit,
        "mark": row.mark,
        "age": row.age,
        "why": row.why,
    }
    return filled(required, {"deals": list(row.deals), "evidence": facts(row.evidence)})


def _claim(row: Claim) -> Json:
    return {
        "claim": row.claim,
        "low": plain_number(row.low),
        "high": plain_number(row.high),
        "unit": row.unit,
        "fact": fact(row.fact),
        "age": row.age,
    }


def _rate(row: DiscountRate) -> Json:
    return {
        "key": row.key,
        "name": row.name,
        "percent": plain_number(row.percent),
        "prices": row.prices,
        "fact": fact(row.fact),
        "age": row.age,
    }


def _make_up(row: PriceMakeUp) -> Json:
    shares = {key: plain_number(share) for key, share in row.shares.items()}
    return {"name": row.name, "age": row.age, "shares": shares, "fact": fact(row.fact)}
