"""The result as plain data for JSON: the same numbers that the page and the paper show."""

from collections.abc import Sequence
from typing import Any

from engine import robustness
from engine.bounds import way_to_change
from engine.changing import Change, Flip
from engine.digest import digest
from engine.fit.case import Case
from engine.flips import Flips, Lookup
from engine.handovers import spared
from engine.location.advice import Where
from engine.location.report import report_place
from engine.model.ruleset import Ruleset
from engine.ranges import WeightRange
from engine.robustness import HowSure, Verdict
from engine.scoring import Evaluation, FiredGate
from engine.split import Kept, Split, StepAdvice, step_case
from engine.step_moves import SplitFlip, StepLookup, StepMoves, step_moves


def report(
    ruleset: Ruleset,
    case: Case,
    evaluation: Evaluation,
    *,
    number: int,
    sha256: str,
    how_sure: HowSure | None = None,
    parted: Split | None = None,
    steps_sure: Sequence[tuple[Verdict, float] | None] = (),
    moves: StepMoves | None = None,
    where: Where | None = None,
) -> dict[str, Any]:
    """The JSON object of one evaluation; ``number`` and ``sha256`` name the edition.

    ``where`` is the advice about place, form and rules, None when there is nothing to say.
    ``how_sure`` is the certainty of the evaluation, seeded with the digest of the case; it is worked
    out here when it is not at hand. ``parted`` are the steps of the process, None without steps;
    ``steps_sure`` the verdict and chance of each, ``moves`` what would send them another way, both
    worked out here where they are not at hand.
    Chances are from 0 to 1. All numbers have at most six decimals; 50 plus an option's contributions
    is its score.
    """
    sure = how_sure or robustness.how_sure(ruleset, case, evaluation, digest(sha256, case))
    steps = tuple(row.step for row in parted.steps) if parted else ()
    sure_steps = _sure_steps(ruleset, case, parted, sha256, steps_sure) if parted else []
    moving = (moves or step_moves(ruleset, case, parted)) if parted else None
    turn = way_to_change(ruleset, case)
    return {
        "advice": evaluation.advice,
        "verdict": sure.verdict,
        "probability_best": {row.option: _rounded(row.probability) for row in sure.chances.options},
        "margin": evaluation.margin,
        "runner_up": evaluation.runner_up,
        "doubts": list(sure.doubts),
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
        "flips": _flips(sure.flips),
        "weight_intervals": _intervals(sure.weight_ranges),
        "find_out_next": [_lookup(ruleset, row) for row in sure.find_out_next],
        "can_still_change": turn is not None,
        "way_to_change": turn
        and {"advice": turn.advice, "answers": dict(turn.answers), "gates": dict(turn.gates)},
        "split": {
            "offered": evaluation.split_offered,
            **_split(parted, sure_steps),
            **_moves(ruleset, moving),
        },
        "place": where and report_place(where),
        "edition": {"number": number, "sha256": sha256},
        "digest": digest(sha256, case, steps),
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


def _flips(found: Flips) -> dict[str, Any]:
    return {
        "singles": [_flip(row) for row in found.singles],
        "gates": [
            {"gate": row.gate, "from": row.old, "to": row.new, "advice": row.advice}
            for row in found.gates
        ],
        "pair": found.pair and _flip(found.pair),
    }


def _flip(flip: Flip) -> dict[str, Any]:
    return {"changes": [_change(row) for row in flip.changes], "advice": flip.advice}


def _change(row: Change) -> dict[str, Any]:
    return {"criterion": row.criterion, "from": row.old, "to": row.new, "steps": row.steps}


def _intervals(rows: tuple[WeightRange, ...]) -> dict[str, Any]:
    def of(kind: str) -> dict[str, Any]:
        return {row.code: _interval(row) for row in rows if row.kind == kind}

    return {"criteria": of("criterion"), "themes": of("theme")}


def _interval(row: WeightRange) -> dict[str, Any]:
    return {
        "weight": _rounded(row.weight),
        "low": _rounded(row.low),
        "high": None if row.high is None else _rounded(row.high),
        "low_advice": row.low_advice,
        "high_advice": row.high_advice,
    }


def _lookup(ruleset: Ruleset, row: Lookup) -> dict[str, Any]:
    return {
        "criterion": row.criterion,
        "known": row.known,
        "evidence": row.evidence,
        "probability": row.probability,
        "leads": dict(row.leads),
        "swing": row.swing,
        "find_out": ruleset.criterion[row.criterion].find_out,
    }


def _sure_steps(
    ruleset: Ruleset,
    case: Case,
    parted: Split,
    sha256: str,
    given: Sequence[tuple[Verdict, float] | None],
) -> list[tuple[Verdict, float] | None]:
    """The verdict and the chance of the advice for each step; None where it is not the best option
    of the step as it stands, because a reason keeps it inside or something must be fixed first."""
    known = dict(enumerate(given))
    rows: list[tuple[Verdict, float] | None] = []
    for place, row in enumerate(parted.steps):
        if row.advice != row.evaluation.advice:
            rows.append(None)
        elif (at_hand := known.get(place)) is not None:
            rows.append(at_hand)
        else:
            own = step_case(case, row.step)
            rows.append(robustness.certainty(ruleset, own, row.evaluation, digest(sha256, own)))
    return rows


def _split(parted: Split | None, sure: Sequence[tuple[Verdict, float] | None]) -> dict[str, Any]:
    if parted is None:
        return {}
    return {
        "advice": parted.advice,
        "why": parted.why,
        "steps": [_step(row, found) for row, found in zip(parted.steps, sure, strict=True)],
        "groups": [{"option": row.option, "steps": list(row.places)} for row in parted.groups],
        "kept": [_kept(row) for row in parted.kept],
        "handovers": parted.handovers,
        "spared": [
            {"steps": list(row.places), "option": row.option, "handovers": row.handovers}
            for row in spared(parted)
        ],
    }


def _moves(ruleset: Ruleset, moves: StepMoves | None) -> dict[str, Any]:
    if moves is None:
        return {}
    return {
        "flips": [_split_flip(row) for row in moves.flips],
        "find_out_next": [_step_lookup(ruleset, row) for row in moves.find_out_next],
    }


def _split_flip(row: SplitFlip) -> dict[str, Any]:
    return {
        "step": row.place,
        "changes": [_change(row.change)],
        "advice": row.advice,
        "ways": list(row.ways),
    }


def _step_lookup(ruleset: Ruleset, row: StepLookup) -> dict[str, Any]:
    return {
        "step": row.place,
        "criterion": row.criterion,
        "known": row.known,
        "evidence": row.evidence,
        "probability": row.probability,
        "leads": dict(row.leads),
        "find_out": ruleset.criterion[row.criterion].find_out,
    }


def _step(row: StepAdvice, sure: tuple[Verdict, float] | None) -> dict[str, Any]:
    verdict, probability = sure or (None, None)
    return {
        "name": row.step.name,
        "advice": row.advice,
        "verdict": verdict,
        "probability": probability if probability is None else _rounded(probability),
        "free_advice": row.free_advice,
        "kept_inside": row.step.kept_inside,
        "held_by": list(row.held_by),
        "gates": [gate.code for gate in row.evaluation.fired],
        "open_gates": list(row.evaluation.open_gates),
        "after_fix": row.evaluation.after_fix,
        "close": list(row.close),
        "margin": row.evaluation.margin,
        "scores": {score.option: score.score for score in row.evaluation.scores},
        "axes": {axis: value.value for axis, value in row.evaluation.axes.items()},
    }


def _kept(row: Kept) -> dict[str, Any]:
    return {
        "kind": row.kind,
        "step": row.place,
        "option": row.option,
        "reason": row.reason,
        "gates": list(row.gates),
    }


def _rounded(number: float) -> float:
    return round(number, 6)
