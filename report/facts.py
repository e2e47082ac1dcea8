"""A result as facts: the JSON object of format 2, the same for every reader.

``/result.json``, ``manage.py assess``, a version and the file inside a paper are this object.
docs/assess.md describes it. No sentence but those typed or in the edition, no
address; shares from 0 to 1; at most six decimals.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from engine.cost.report import report_cost
from engine.inputs import FORMAT, plain
from engine.location.report import report_place
from engine.outcome import Before, HandOver, Question, Recommendation, StepRecommendation
from engine.precedents import Near
from engine.rounding import rounded
from engine.sensitivity.information import Lookup
from engine.sensitivity.switching import Flip
from engine.sensitivity.weight_intervals import Interval
from report.result import Result


def facts(result: Result) -> dict[str, Any]:
    """The whole object. ``digest`` is that of the inputs, ``fingerprint`` gives that of the facts."""
    advised = result.recommendation
    return {
        "format": FORMAT,
        "digest": result.digest,
        "edition": result.edition.number,
        "edition_sha256": result.edition.sha256,
        "input": plain(result.inputs),
        **advice(advised),
        "gates": _gates(advised),
        "flips": None if advised.outcome == "split" else [_flip(row) for row in result.flips],
        "weight_intervals": [_interval(row) for row in result.weight_intervals],
        "find_out_next": [_lookup(row) for row in result.find_out_next],
        "steps": [
            {**_step(row), "flips": [_flip(one) for one in found]}
            for row, found in zip(advised.steps, result.step_flips, strict=True)
        ]
        or None,
        "hand_overs": [_hand_over(row) for row in advised.handovers],
        "cost": _cost(result),
        "place": result.location and report_place(result.location),
        "precedents": [_near(row) for row in result.precedents],
    }


def _cost(result: Result) -> dict[str, Any] | None:
    """The cost case, and what does not go with it: the answer to its question, and the advice."""
    found = result.priced and report_cost(result.priced)
    if not found:
        return None
    code = result.contradicted and result.contradicted.code
    return {**found, "contradicts": code, "against_advice": result.money_against}


def day_of(found: Mapping[str, Any]) -> date | None:
    """The day on which clocks were read and the age of checks was counted, of facts that were told
    before; None when they name none."""
    place = found.get("place")
    day = place.get("on") if isinstance(place, Mapping) else None
    try:
        return date.fromisoformat(day) if isinstance(day, str) else None
    except ValueError:
        return None


def advice(advised: Recommendation) -> dict[str, Any]:
    """The recommendation with its questions and outcomes: of the whole, or of one step."""
    head = {
        "outcome": advised.outcome,
        "keeps_decision": advised.keeps_decision,
        "confidence": advised.confidence,
        "probability": rounded(advised.probability),
    }
    if advised.steps:
        head["joint"] = rounded(advised.joint)
    return {
        "recommendation": head,
        "questions": _questions(advised),
        "outcomes": advised.outcomes
        and {key: rounded(share) for key, share in advised.outcomes.items()},
    }


def _questions(advised: Recommendation) -> dict[str, Any] | None:
    if advised.who is None:
        return None
    return {
        "who": _question(advised, advised.who),
        "inside": _question(advised, advised.inside),
        "kind": _question(advised, advised.kind),
        "before": _before(advised.before),
    }


def _question(advised: Recommendation, row: Question | None) -> dict[str, Any] | None:
    if row is None:
        return None
    return {
        "answer": row.answer,
        "probability": rounded(row.probability),
        "confidence": advised.word_of(row),
        "value": rounded(row.value),
        "reach": rounded(row.reach),
        "line": rounded(row.line),
        "score": rounded(row.score),
        "score_line": rounded(row.score_line),
        "contributions": [
            {"criterion": one.criterion, "points": rounded(one.points)} for one in row.contributions
        ],
    }


def _before(row: Before | None) -> dict[str, Any] | None:
    if row is None:
        return None
    return {
        "fix": list(row.fix),
        "automate": row.automate,
        "probability": rounded(row.probability),
    }


def _flip(row: Flip) -> dict[str, Any]:
    what: dict[str, Any] = (
        {"gate": row.gate, "state": row.state}
        if row.gate
        else {"criterion": row.criterion, "choices": list(row.choices)}
    )
    return {
        "question": row.question,
        **what,
        "to": row.to,
        "plausibility": rounded(row.plausibility),
    }


def _interval(row: Interval) -> dict[str, Any]:
    return {
        "criterion": row.criterion,
        "weight": rounded(row.weight),
        "low": rounded(row.low),
        "high": rounded(row.high),
    }


def _lookup(row: Lookup) -> dict[str, Any]:
    return {"criterion": row.criterion, "probability": rounded(row.probability)}


def _gates(advised: Recommendation) -> dict[str, list[str]]:
    return {"fired": [row.code for row in advised.fired], "open": list(advised.open_gates)}


def _step(row: StepRecommendation) -> dict[str, Any]:
    base = {
        "name": row.step.name,
        "share": rounded(row.share),
        "retained": row.retained or None,
    }
    if row.recommendation is None:
        return {**base, "recommendation": None, "questions": None, "outcomes": None, "gates": None}
    return {**base, **advice(row.recommendation), "gates": _gates(row.recommendation)}


def _hand_over(row: HandOver) -> dict[str, Any]:
    return {"after_step": row.place + 1, "from": row.before, "to": row.after}


def _near(row: Near) -> dict[str, Any]:
    return {"id": row.precedent.id, "distance": rounded(row.distance)}
