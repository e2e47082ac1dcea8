"""The answers themselves, gates and completeness, and every answer's points for every option."""

from decisions import wording
from decisions.presentation.figures import percent, signed, tenths
from decisions.presentation.material import Material, Signature
from decisions.presentation.shape import Cause, FiredPart, OpenGate
from decisions.presentation.tables import (
    AnswerPart,
    Cell,
    CompletenessPart,
    ContributionRow,
    ContributionsPart,
    GateAnswerPart,
    ThemeAnswers,
)
from engine.gates import SEVERITIES
from engine.points import MIDDLE
from engine.rounding import MILLIONTHS, deal_out
from engine.scoring import Contribution, FiredGate

NOBODY = Signature()


def listed_codes(material: Material) -> list[str]:
    """The questions to list: those the depth asks, and others that were answered earlier."""
    hidden = set(material.evaluation.hidden)
    return [
        row.code
        for row in material.ruleset.criteria
        if row.code in material.shown
        or (row.code in material.case.answers and row.code not in hidden)
    ]


def not_asked(material: Material) -> int:
    """How many questions a quick screen leaves out."""
    open_codes = len(material.ruleset.criteria) - len(material.evaluation.hidden)
    return open_codes - len(listed_codes(material))


def answers(material: Material) -> list[ThemeAnswers]:
    """The answers by theme, in order of asking."""
    codes = listed_codes(material)
    themes: list[ThemeAnswers] = []
    for theme in material.ruleset.themes:
        rows = [code for code in codes if material.ruleset.criterion[code].theme == theme.code]
        if rows:
            parts = [answer(material, code) for code in rows]
            themes.append({"code": theme.code, "name": theme.name, "answers": parts})
    return themes


def answer(material: Material, code: str) -> AnswerPart:
    """One answer with what it rests on, who gave it and when."""
    criterion = material.ruleset.criterion[code]
    given = material.case.answers.get(code)
    choice = criterion.choice(given.choice) if given and given.choice is not None else None
    evidence = (given.evidence or "") if given else ""
    signature = material.heading.answered_by.get(code, NOBODY)
    return {
        "criterion": code,
        "name": criterion.name,
        "question": criterion.question,
        "status": given.status if given else "unanswered",
        "choice": given.choice if given else None,
        "answer": material.answer(code),
        "remark": choice.note if choice else "",
        "evidence": evidence,
        "evidence_words": wording.EVIDENCE[evidence] if choice else "",
        "note": given.note if given else "",
        "reason": given.reason if given else "",
        "by": signature.by,
        "at": signature.at,
        "by_case": signature.by_case,
    }


def set_aside(material: Material) -> list[AnswerPart]:
    """Answers that a branch hides now: kept, never counted."""
    return [answer(material, code) for code in material.evaluation.set_aside]


def gates_fired(material: Material) -> list[FiredPart]:
    """The gates that fired, worst first."""
    fired = sorted(material.evaluation.fired, key=lambda gate: SEVERITIES.index(gate.severity))
    return [_fired(material, gate) for gate in fired]


def _fired(material: Material, fired: FiredGate) -> FiredPart:
    gate = material.ruleset.gate[fired.code]
    causes: list[Cause] = [
        {
            "criterion": code,
            "question": material.ruleset.criterion[code].question,
            "answer": material.answer(code),
        }
        for code in fired.criteria
    ]
    if fired.answer is not None and fired.answer == gate.fires_on:
        answer = wording.GATE_ANSWERS[fired.answer]
        causes.insert(0, {"criterion": "", "question": gate.question, "answer": answer})
    return {
        "code": fired.code,
        "name": gate.name,
        "severity": fired.severity,
        "severity_words": wording.SEVERITY[fired.severity],
        "reason": fired.reason,
        "action": gate.action,
        "rules_out": [material.choosable(option) for option in fired.rules_out],
        "causes": causes,
    }


def gates_open(material: Material) -> list[OpenGate]:
    """The asked gates that have neither yes nor no."""
    return [
        {
            "code": code,
            "name": material.ruleset.gate[code].name,
            "question": material.ruleset.gate[code].question,
            "answer": _gate_answer(material, code),
            "words": wording.find_gate(
                [material.name(option) for option in material.ruleset.gate[code].rules_out]
            ),
        }
        for code in material.evaluation.open_gates
    ]


def _gate_answer(material: Material, code: str) -> str:
    given = material.case.gates.get(code)
    return wording.GATE_ANSWERS[given] if given else wording.UNANSWERED


def gate_answers(material: Material) -> list[GateAnswerPart]:
    """The answers to the gates that are asked."""
    fired = {gate.code for gate in material.evaluation.fired}
    rows: list[GateAnswerPart] = []
    for gate in material.ruleset.asked_gates():
        signature = material.heading.gates_by.get(gate.code, NOBODY)
        given = material.heading.gates.get(gate.code)
        evidence = (given.evidence or "") if given else ""
        rows.append(
            {
                "code": gate.code,
                "name": gate.name,
                "question": gate.question,
                "answer": _gate_answer(material, gate.code),
                "evidence": evidence,
                "evidence_words": wording.EVIDENCE[evidence] if evidence else "",
                "note": given.note if given else "",
                "fired": gate.code in fired,
                "by": signature.by,
                "at": signature.at,
            }
        )
    return rows


def completeness(material: Material) -> CompletenessPart:
    """How much is known. A quick screen is measured by its questions and all of the weight."""
    codes = set(listed_codes(material))
    rows = [row for row in material.evaluation.contributions if row.criterion in codes]
    known = sum(row.known for row in rows)
    unanswered = sum(row.given is None for row in rows)
    unknown = len(rows) - known - unanswered
    share = percent(material.evaluation.completeness)
    given = material.case.answers
    return {
        "percent": share,
        "answered": known,
        "asked": len(rows),
        "unknown": unknown,
        "unanswered": unanswered,
        "not_applicable": sum(
            code in given and given[code].status == "not_applicable" for code in codes
        ),
        "words": wording.completeness(
            known, len(rows), share, unknown, unanswered, quick=material.quick
        ),
    }


def contributions(material: Material) -> ContributionsPart:
    """Every asked criterion with its points for every option; the columns add up."""
    evaluation = material.evaluation
    order = [row.option for row in evaluation.scores]
    weights = {
        row.criterion: round(row.weight_share * 100 * MILLIONTHS)
        for row in evaluation.contributions
    }
    shares = deal_out(weights, MILLIONTHS // 10)
    return {
        "start": tenths(MIDDLE),
        "columns": [
            {
                **material.choosable(option),
                "score": material.score(option),
                "total": tenths(material.printed[option].score),
            }
            for option in order
        ],
        "rows": [
            _row(material, row, order, shares[row.criterion] / 10)
            for row in evaluation.contributions
        ],
    }


def _row(material: Material, row: Contribution, order: list[str], share: float) -> ContributionRow:
    criterion = material.ruleset.criterion[row.criterion]
    return {
        "criterion": row.criterion,
        "theme": criterion.theme,
        "name": criterion.name,
        "question": criterion.question,
        "answer": material.answer(row.criterion),
        "known": row.known,
        "share": f"{share:.1f}%",
        "cells": [_cell(material, row, option) for option in order],
    }


def _cell(material: Material, row: Contribution, option: str) -> Cell:
    points = material.printed[option].points[row.criterion]
    low, high = row.low[option], row.high[option]
    is_open = not row.known and low != high
    return {
        "option": option,
        "points": points,
        "low": round(low, 1) + 0.0 if is_open else points,
        "high": round(high, 1) + 0.0 if is_open else points,
        "signed": signed(points),
        "open": f"{signed(low)} to {signed(high)}" if is_open else "",
    }
