"""Saving answers: nothing typed is lost, and nobody overwrites what they have not seen."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from accounts.models import User
from decisions.evaluation import answers_of, case_of, gates_of
from decisions.models import Answer, Assessment, GateAnswer
from decisions.services.changes import in_turn, write
from engine import interview
from engine.case import Given
from engine.ruleset import GateAnswer as GateValue
from engine.ruleset import Ruleset
from writing.conflict import Conflict, Overtaken, conflict_of


class UnknownAnswer(ValueError):  # noqa: N818 - named for its reader, like Http404
    """The pinned edition has no such question, choice or gate."""


@dataclass(frozen=True, slots=True)
class Saved:
    """The answer is stored. ``set_aside`` are answered questions that are no longer asked because
    of it, ``brought_back`` earlier answers that count again."""

    set_aside: tuple[str, ...] = ()
    brought_back: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class GateConflict:
    """Somebody answered these gates otherwise first: code to their answer. Nothing was changed."""

    stored: Mapping[str, GateValue]


def save_answer(
    *, assessment: Assessment, by: User, code: str, given: Given, seen_version: int
) -> Saved | Conflict[Given]:
    """Store one answer. ``seen_version`` is the version that the writer saw, 0 for none.

    The same answer twice is one change. Raises ``UnknownAnswer`` for what the edition does not ask.
    """
    check_given(assessment.edition.ruleset, code, given)
    return in_turn(
        assessment,
        lambda: _save_answer(assessment, by, code, given, seen_version),
        writes_once=True,
    )


def check_given(ruleset: Ruleset, code: str, given: Given) -> None:
    """Raise ``UnknownAnswer`` unless the edition has such a question and such an answer to it."""
    criterion = ruleset.criterion.get(code)
    if criterion is None:
        raise UnknownAnswer(f"There is no question {code}.")
    if given.status == "not_applicable" and not criterion.not_applicable:
        raise UnknownAnswer(f"{code} always applies.")
    if (given.choice is not None) != (given.status == "choice"):
        raise UnknownAnswer(f"{code}: a choice goes with the status choice, and only with it.")
    if given.choice is not None and criterion.choice(given.choice) is None:
        raise UnknownAnswer(f"{code} has no answer {given.choice}.")


def _save_answer(
    assessment: Assessment, by: User, code: str, given: Given, seen_version: int
) -> Saved | Conflict[Given]:
    before = answers_of(assessment)
    stored = next((row for row in assessment.answers.all() if row.criterion == code), None)
    if before.get(code) == given:
        return Saved()
    version = stored.version if stored else 0
    conflict = conflict_of(
        [Overtaken(code, before.get(code), given, version)],
        seen={code: seen_version},
        by=lambda _: (stored.answered_by, stored.answered_at) if stored else (None, None),
    )
    if conflict:
        return conflict
    after = {**before, code: given}
    effects = interview.consequences(assessment.edition.ruleset, before, code, given)
    saved = Saved(set_aside=effects.set_aside, brought_back=effects.brought_back)
    detail = {
        "criterion": code,
        "old": plain(before.get(code)),
        "new": plain(given),
        "set_aside": saved.set_aside,
        "brought_back": saved.brought_back,
    }
    case = case_of(assessment, answers=after)
    row = filled(stored or Answer(assessment=assessment, criterion=code), by, given)
    write(assessment, by=by, verb="answered", detail=detail, case=case, rows=[row])
    return saved


def filled(
    row: Answer, by: User, given: Given, origin: Answer.Origin = Answer.Origin.PERSON
) -> Answer:
    """The row, new or not, with the answer in it; to be stored with the write that evaluates it."""
    row.status = given.status
    row.choice = given.choice
    row.evidence = given.evidence or ""
    row.reason = given.reason
    row.note = given.note
    row.origin = origin
    row.answered_by = by
    return row


def plain(given: Given | None) -> dict[str, Any] | None:
    """An answer for the log, without what is empty."""
    if given is None:
        return None
    parts = {
        "status": given.status,
        "choice": given.choice,
        "evidence": given.evidence,
        "reason": given.reason,
        "note": given.note,
    }
    return {name: value for name, value in parts.items() if value}


def save_gates(
    *,
    assessment: Assessment,
    by: User,
    values: Mapping[str, GateValue],
    seen: Mapping[str, GateValue],
) -> Saved | GateConflict:
    """Store answers to gates; gates that ``values`` leaves out stay as they are.

    ``seen`` is what the writer saw before. Raises ``UnknownAnswer`` for gates that are not asked.
    """
    asked = {gate.code for gate in assessment.edition.ruleset.asked_gates()}
    for code, value in values.items():
        if code not in asked or value not in GateAnswer.Value.values:
            raise UnknownAnswer(f"{code}: {value}")
    return in_turn(assessment, lambda: _save_gates(assessment, by, values, seen), writes_once=True)


def _save_gates(
    assessment: Assessment,
    by: User,
    values: Mapping[str, GateValue],
    seen: Mapping[str, GateValue],
) -> Saved | GateConflict:
    before = gates_of(assessment)
    changed = {code: value for code, value in values.items() if before.get(code) != value}
    overtaken = {
        code: before[code] for code in changed if code in before and before[code] != seen.get(code)
    }
    if overtaken:
        return GateConflict(overtaken)
    if not changed:
        return Saved()
    detail = {"old": {code: before.get(code) for code in changed}, "new": changed}
    case = case_of(assessment, gates={**before, **changed})
    stored = {row.gate: row for row in assessment.gate_answers.all()}
    rows = []
    for code, value in changed.items():
        row = stored.get(code) or GateAnswer(assessment=assessment, gate=code)
        row.value, row.answered_by = value, by
        rows.append(row)
    write(assessment, by=by, verb="gates_answered", detail=detail, case=case, rows=rows)
    return Saved()
