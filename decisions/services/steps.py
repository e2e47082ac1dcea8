"""The steps of a process: added, described, answered, moved, removed; never overwritten unseen.

Nobody but these functions writes steps. Each counts as one change of the assessment, so two people
who change its steps at once wait for each other, and the later one works on the newer state.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid5

from django.http import Http404

from accounts.models import User
from decisions.evaluation import as_step, given_of
from decisions.models import Assessment, GateAnswer, Step, StepAnswer
from decisions.services.answers import UnknownAnswer, check_given, plain
from decisions.services.changes import in_turn, write
from decisions.step_edits import Edit, NewStep, StepConflict
from engine import split
from engine.case import Given
from engine.gates import step_gates

MOST_STEPS = 20


class TooManySteps(ValueError):  # noqa: N818 - named for its reader, like Http404
    """The process would have more than ``MOST_STEPS`` steps."""


@dataclass(frozen=True, slots=True)
class Saved:
    """Everything is stored."""


def add_steps(*, assessment: Assessment, by: User, steps: Sequence[NewStep]) -> int:
    """Add steps at the end; how many are new. Raises ``TooManySteps``, and then adds none."""

    def work() -> int:
        rows = _rows(assessment)
        known = {row.pk for row in rows}
        last = rows[-1].position if rows else 0
        new = [
            Step(
                id=uuid5(assessment.pk, str(step.key)),
                assessment=assessment,
                position=last + place,
                name=step.name,
                kept_inside=step.kept_inside,
            )
            for place, step in enumerate(steps, start=1)
        ]
        new = [row for row in new if row.pk not in known]
        if not new:
            return 0
        if len(rows) + len(new) > MOST_STEPS:
            raise TooManySteps
        after = [as_step(row) for row in rows]
        after += [split.Step(row.name, kept_inside=row.kept_inside) for row in new]
        detail = {"names": [row.name for row in new]}
        write(assessment, by=by, verb="steps_added", detail=detail, steps=after)
        Step.objects.bulk_create(new)
        return len(new)

    return in_turn(assessment, work)


def save_step(
    *, assessment: Assessment, by: User, step_id: UUID, edit: Edit
) -> Saved | StepConflict:
    """Store the name, the reason to stay inside, the gates and answers of one step, all or nothing.

    The same again is no change. Raises ``UnknownAnswer`` for what the edition does not ask per
    step, and ``Http404`` when the step is gone.
    """
    ruleset = assessment.edition.ruleset
    asked = {row.code for row in ruleset.step_criteria()}
    for code, given in edit.answers.items():
        if code not in asked:
            raise UnknownAnswer(f"{code} is not asked per step.")
        if given is not None:
            check_given(ruleset, code, given)
    unknown = edit.gates.keys() - {gate.code for gate in step_gates(ruleset)}
    if unknown or not set(edit.gates.values()) <= set(GateAnswer.Value.values):
        raise UnknownAnswer(f"The gates {dict(edit.gates)} are not asked per step like this.")
    return in_turn(assessment, lambda: _save_step(assessment, by, step_id, edit))


def _save_step(assessment: Assessment, by: User, step_id: UUID, edit: Edit) -> Saved | StepConflict:
    rows = _rows(assessment)
    step = _find(rows, step_id)
    own = {row.criterion: row for row in step.answers.all()}
    before = {code: given_of(own[code]) if code in own else None for code in edit.answers}
    changed = {code: given for code, given in edit.answers.items() if before[code] != given}
    is_described = _described(step) != _described(edit)
    overtaken = {
        code: own.get(code)
        for code in changed
        if (own[code].version if code in own else 0) != edit.seen_answers.get(code, 0)
    }
    is_overtaken = is_described and step.version != edit.seen_version
    if overtaken or is_overtaken:
        return StepConflict(step if is_overtaken else None, overtaken)
    if not changed and not is_described:
        return Saved()
    _log(
        assessment, by, rows, step, edit, {code: (before[code], changed[code]) for code in changed}
    )
    if is_described:
        step.name, step.kept_inside, step.gates = edit.name, edit.kept_inside, dict(edit.gates)
        step.version += 1
        step.save(update_fields=["name", "kept_inside", "gates", "version"])
    for code, given in changed.items():
        _store(assessment, by, own.get(code) or StepAnswer(step=step, criterion=code), given)
    return Saved()


def _log(
    assessment: Assessment,
    by: User,
    rows: Sequence[Step],
    step: Step,
    edit: Edit,
    changes: Mapping[str, tuple[Given | None, Given | None]],
) -> None:
    """Writes the assessment and the trail: old and new of all that changes."""
    detail: dict[str, Any] = {
        "step": step.name,
        "old": _described(step),
        "new": _described(edit),
        "answers": [
            {"criterion": code, "old": plain(old), "new": plain(new)}
            for code, (old, new) in changes.items()
        ],
    }
    answers = dict(as_step(step).answers)
    for code, (_, new) in changes.items():
        answers.pop(code, None)
        if new is not None:
            answers[code] = new
    saved = split.Step(edit.name, answers, edit.gates, edit.kept_inside)
    after = [saved if row.pk == step.pk else as_step(row) for row in rows]
    write(assessment, by=by, verb="step_saved", detail=detail, steps=after)


def _described(step: Step | Edit) -> dict[str, Any]:
    """What has one version together."""
    return {"name": step.name, "kept_inside": step.kept_inside, "gates": dict(step.gates)}


def _store(assessment: Assessment, by: User, row: StepAnswer, given: Given | None) -> None:
    """The assessment's revision is the version: an answer that was taken back and given anew never
    has a version that somebody saw before."""
    if given is None:
        row.delete()
        return
    row.status = given.status
    row.choice = given.choice
    row.reason = given.reason
    row.evidence = given.evidence or ""
    row.note = given.note
    row.version = assessment.revision
    row.answered_by = by
    row.save()


def move_step(
    *, assessment: Assessment, by: User, step_id: UUID, place: int, up: bool
) -> int | None:
    """Move a step that stands at ``place`` (from 0) one place up or down; its new place.

    None when it does not stand there any more: the order is another than the person saw, also
    after the same move was sent twice. Raises ``Http404`` when the step is gone.
    """

    def work() -> int | None:
        rows = _rows(assessment)
        step = _find(rows, step_id)
        here = rows.index(step)
        there = here - 1 if up else here + 1
        if here != place or not 0 <= there < len(rows):
            return None
        rows.insert(there, rows.pop(here))
        detail = {"step": step.name, "old": here + 1, "new": there + 1}
        after = [as_step(row) for row in rows]
        write(assessment, by=by, verb="step_moved", detail=detail, steps=after)
        for position, row in enumerate(rows, start=1):
            row.position = position
        Step.objects.bulk_update(rows, ["position"])
        return there

    return in_turn(assessment, work)


def remove_step(*, assessment: Assessment, by: User, step_id: UUID) -> None:
    """Remove a step with its answers; the trail keeps them. Raises ``Http404`` when it is gone."""

    def work() -> None:
        rows = _rows(assessment)
        step = _find(rows, step_id)
        detail = {
            "step": step.name,
            "kept_inside": step.kept_inside,
            "gates": dict(step.gates),
            "answers": [
                {"criterion": row.criterion, "old": plain(given_of(row))}
                for row in step.answers.all()
            ],
        }
        after = [as_step(row) for row in rows if row is not step]
        write(assessment, by=by, verb="step_removed", detail=detail, steps=after)
        step.delete()

    in_turn(assessment, work)


def _rows(assessment: Assessment) -> list[Step]:
    """The steps with their answers as they are now, whatever was loaded before."""
    return list(Step.objects.filter(assessment=assessment).prefetch_related("answers"))


def _find(rows: Sequence[Step], step_id: UUID) -> Step:
    for row in rows:
        if row.pk == step_id:
            return row
    raise Http404
