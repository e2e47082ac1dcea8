"""Saving the answers to gates: with what they rest on, all or nothing, and over nothing unseen. What was
written about the check of a gate follows its answer."""

from collections.abc import Collection, Mapping

from accounts.models import User
from decisions.evaluation import case_of, gates_of, given_gate_of
from decisions.models import Assessment, GateAnswer
from decisions.services.actions import settled_checks
from decisions.services.changes import in_turn, write
from decisions.services.statements import UnknownAnswer, against, fill, marks, plain
from engine.fit.case import GivenGate
from writing.conflict import Conflict, conflict_of


def save_gates(
    *,
    assessment: Assessment,
    by: User,
    answers: Mapping[str, GivenGate],
    seen: Mapping[str, int],
) -> Conflict[GivenGate] | None:
    """Store answers to gates; gates that ``answers`` leaves out stay as they are.

    ``seen`` are the versions that the writer saw, 0 or missing for none. All or nothing; the same
    again is no change. Raises ``UnknownAnswer`` for gates that are not asked.
    """
    asked = {gate.code for gate in assessment.edition.ruleset.asked_gates()}
    for code, given in answers.items():
        check_gate(code, given, asked)
    return in_turn(assessment, lambda: _save_gates(assessment, by, answers, seen), writes_once=True)


def check_gate(code: str, given: GivenGate, asked: Collection[str]) -> None:
    """Raise ``UnknownAnswer`` unless the gate is among those ``asked``, and this an answer to it."""
    if code not in asked or given.value not in GateAnswer.Value.values:
        raise UnknownAnswer(f"{code}: {given.value}")


def _save_gates(
    assessment: Assessment,
    by: User,
    answers: Mapping[str, GivenGate],
    seen: Mapping[str, int],
) -> Conflict[GivenGate] | None:
    rows = {row.gate: row for row in assessment.gate_answers.all()}
    before = {code: given_gate_of(row) for code, row in rows.items()}
    changed = {code: given for code, given in answers.items() if before.get(code) != given}
    late = against(rows, before, changed, assessment.unsaid_version)
    conflict = conflict_of(late, seen=seen, by=marks(rows))
    if conflict or not changed:
        return conflict
    detail = {
        "old": {code: plain(before.get(code)) for code in changed},
        "new": {code: plain(given) for code, given in changed.items()},
    }
    values = {code: given.value for code, given in changed.items()}
    case = case_of(assessment, gates={**gates_of(assessment), **values})
    written = [rows.get(code) or GateAnswer(assessment=assessment, gate=code) for code in changed]
    for row in written:
        fill(row, by, changed[row.gate])
    rows_of_both = [*written, *settled_checks(assessment, by, changed)]
    write(assessment, by=by, verb="gates_answered", detail=detail, case=case, rows=rows_of_both)
    return None
