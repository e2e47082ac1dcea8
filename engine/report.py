"""The result as plain data for JSON: the same numbers that the page and the paper show."""

from typing import Any

from engine.case import Case
from engine.digest import digest
from engine.ruleset import Ruleset
from engine.scoring import Evaluation, FiredGate


def report(
    ruleset: Ruleset, case: Case, evaluation: Evaluation, *, number: int, sha256: str
) -> dict[str, Any]:
    """The JSON object of one evaluation; ``number`` and ``sha256`` name the edition.

    All numbers have at most six decimals; 50 plus an option's contributions is its score.
    """
    return {
        "advice": evaluation.advice,
        "verdict": evaluation.verdict,
        "margin": evaluation.margin,
        "runner_up": evaluation.runner_up,
        "doubts": list(evaluation.doubts),
        "after_fix": evaluation.after_fix,
        "scores": {row.option: row.score for row in evaluation.scores},
        "ranges": {row.option: [row.low, row.high] for row in evaluation.scores},
        "ruled_out": {
            row.option: list(row.ruled_out_by) for row in evaluation.scores if row.ruled_out_by
        },
        "contributions": {row.criterion: dict(row.points) for row in evaluation.contributions},
        "axes": {
            axis: {"value": row.value, "low": row.low, "high": row.high}
            for axis, row in evaluation.axes.items()
        },
        "gates": [_gate(ruleset, gate) for gate in evaluation.fired],
        "open_gates": list(evaluation.open_gates),
        "completeness": evaluation.completeness,
        "answered": evaluation.answered,
        "asked": evaluation.asked,
        "hidden": list(evaluation.hidden),
        "set_aside": list(evaluation.set_aside),
        "split": {"offered": evaluation.split_offered},
        "edition": {"number": number, "sha256": sha256},
        "digest": digest(sha256, case),
    }


def _gate(ruleset: Ruleset, gate: FiredGate) -> dict[str, Any]:
    return {
        "code": gate.code,
        "name": ruleset.gate[gate.code].name,
        "severity": gate.severity,
        "reason": gate.reason,
        "rules_out": list(gate.rules_out),
        "criteria": list(gate.criteria),
        "answer": gate.answer,
    }
