"""The steps of a process: added, described, answered, moved, removed; never overwritten unseen.

Nobody but these functions writes steps. Each counts as one change of the assessment, so two people
who change its steps at once wait for each other, and the later one works on the newer state.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any, TypeVar
from uuid import UUID, uuid5

from django.db.models import Model
from django.http import Http404

from accounts.models import User
from decisions.evaluation import as_steps, given_gate_of, given_of
from decisions.models import Assessment, Part, Statement, Step, StepAnswer, StepGateAnswer
from decisions.services.answers import check_given
from decisions.services.changes import in_turn, write
from decisions.services.gates import check_gate
from decisions.services.parts import last_change
from decisions.services.statements import UnknownAnswer, against, fill, marks, plain
from decisions.step_edits import DESCRIPTION, Description, Edit, NewStep, Said, gate_key
from engine.fit.case import GivenGate
from engine.fit.case import Step as EngineStep
from engine.fit.gates import step_gates
from writing.conflict import Conflict, Mark, conflict_of

MOST_STEPS = 20
Value = TypeVar("Value")


class TooManySteps(ValueError):  # noqa: N818 - named for its reader, like Http404
    """The process would have more than ``MOST_STEPS`` steps."""


def add_steps(*, assessment: Assessment, by: User, steps: Sequence[NewStep]) -> int:
    """Add steps at the end; how many are new. Raises ``TooManySteps``, and then adds none."""
    return in_turn(assessment, lambda: _add_steps(assessment, by, steps))


def add_again(*, assessment: Assessment, by: User, gone: UUID, edit: Edit) -> Conflict[Said] | None:
    """Add at the end, with all that was said about it, the step ``gone`` that somebody removed. It is
    one step, however often it is sent: not over what another added for it, if nobody saw that.

    Raises ``UnknownAnswer`` as ``save_step`` does, and ``TooManySteps``.
    """
    _check(assessment, edit)
    new = NewStep(gone, edit.description.name, edit.description.retained)

    def work() -> Conflict[Said] | None:
        is_new = _add_steps(assessment, by, [new])
        said = replace(edit, seen={}) if is_new else edit
        return _save_step(assessment, by, _id_of(assessment, new), said)

    return in_turn(assessment, work)


def _add_steps(assessment: Assessment, by: User, steps: Sequence[NewStep]) -> int:
    rows = _rows(assessment)
    known = {row.pk for row in rows}
    last = rows[-1].position if rows else 0
    new = [
        Step(
            id=_id_of(assessment, step),
            assessment=assessment,
            position=last + place,
            name=step.name,
            retained=step.retained,
        )
        for place, step in enumerate(steps, start=1)
    ]
    new = [row for row in new if row.pk not in known]
    if not new:
        return 0
    if len(rows) + len(new) > MOST_STEPS:
        raise TooManySteps
    write(
        assessment,
        by=by,
        verb="steps_added",
        detail={"names": [row.name for row in new]},
        steps=as_steps(assessment.edition.ruleset, [*rows, *new]),
        rows=new,
        part=Part.STEPS,
    )
    return len(new)


def _id_of(assessment: Assessment, new: NewStep) -> UUID:
    return uuid5(assessment.pk, str(new.key))


def save_step(
    *, assessment: Assessment, by: User, step_id: UUID, edit: Edit
) -> Conflict[Said] | None:
    """Store the description of one step, its gates and answers, all or nothing.

    The same again is no change. Raises ``UnknownAnswer`` for what the edition does not ask per
    step, and ``Http404`` when the step is gone.
    """
    _check(assessment, edit)
    return in_turn(assessment, lambda: _save_step(assessment, by, step_id, edit))


def _check(assessment: Assessment, edit: Edit) -> None:
    """Raise ``UnknownAnswer`` for what the edition does not ask per step."""
    ruleset = assessment.edition.ruleset
    asked = {row.code for row in ruleset.step_criteria()}
    for code, given in edit.answers.items():
        if code not in asked:
            raise UnknownAnswer(f"{code} is not asked per step.")
        if given is not None:
            check_given(ruleset, code, given)
    gates = {gate.code for gate in step_gates(ruleset)}
    for code, answer in edit.gates.items():
        check_gate(code, answer or GivenGate("unknown"), gates)


def _save_step(
    assessment: Assessment, by: User, step_id: UUID, edit: Edit
) -> Conflict[Said] | None:
    rows = _rows(assessment)
    step = _find(rows, step_id)
    own = _own(step)
    before = _said(step)
    gates = {gate_key(code): given for code, given in edit.gates.items()}
    sent: dict[str, Said | None] = {DESCRIPTION: edit.description, **edit.answers, **gates}
    changed = {key: new for key, new in sent.items() if before.get(key) != new}
    stored = {DESCRIPTION: step, **own}
    conflict = conflict_of(
        against(stored, before, changed, assessment.unsaid_version),
        seen=edit.seen,
        by=lambda key: _mark(assessment, step, own, key),
    )
    if conflict or not changed:
        return conflict
    detail = _detail(step, edit, before)
    gone, kept = _written(step, _blank(step, edit) | own, by, changed)
    after = [
        _after(now, edit) if row is step else now
        for row, now in zip(rows, as_steps(assessment.edition.ruleset, rows), strict=True)
    ]
    write(assessment, by=by, verb="step_saved", detail=detail, steps=after, rows=kept)
    for row in gone:
        row.delete()
    return None


def _written(
    step: Step,
    rows: Mapping[str, StepAnswer | StepGateAnswer],
    by: User,
    changed: Mapping[str, Said | None],
) -> tuple[list[Model], list[Model]]:
    """The rows to take away, and those to store with what is said now in them."""
    gone: list[Model] = []
    kept: list[Model] = []
    for key, new in changed.items():
        if isinstance(new, Description):
            step.name, step.retained, step.share = new.name, new.retained, new.share
            kept.append(step)
        elif new is None:
            gone.append(rows[key])
        else:
            fill(rows[key], by, new)
            kept.append(rows[key])
    return gone, kept


def _blank(step: Step, edit: Edit) -> dict[str, StepAnswer | StepGateAnswer]:
    """A new row for everything that the step may answer for itself, by key."""
    answers = {code: StepAnswer(step=step, criterion=code) for code in edit.answers}
    gates = {gate_key(code): StepGateAnswer(step=step, gate=code) for code in edit.gates}
    return {**answers, **gates}


def _own(step: Step) -> dict[str, StepAnswer | StepGateAnswer]:
    """What the step answers for itself, by key."""
    answers = {row.criterion: row for row in step.answers.all()}
    gates = {gate_key(row.gate): row for row in step.gate_answers.all()}
    return {**answers, **gates}


def _mark(assessment: Assessment, step: Step, own: Mapping[str, Statement], key: str) -> Mark:
    """Who saved what has this key, and when."""
    if key == DESCRIPTION:
        return last_change(assessment, "step_saved", detail__new__name=step.name)
    return marks(own)(key)


def _said(step: Step) -> dict[str, Said]:
    """What is stored about the step, by key."""
    answers = {row.criterion: given_of(row) for row in step.answers.all()}
    gates = {gate_key(row.gate): given_gate_of(row) for row in step.gate_answers.all()}
    return {DESCRIPTION: Description(step.name, step.retained, step.share), **answers, **gates}


def _after(now: EngineStep, edit: Edit) -> EngineStep:
    """The step as it will be: described anew already, with the answers that it had."""
    values = {code: given.value if given else None for code, given in edit.gates.items()}
    return replace(
        now, answers=_merged(now.answers, edit.answers), gates=_merged(now.gates, values)
    )


def _merged(old: Mapping[str, Value], new: Mapping[str, Value | None]) -> dict[str, Value]:
    return {key: value for key, value in {**old, **new}.items() if value is not None}


def _detail(step: Step, edit: Edit, before: Mapping[str, Said]) -> dict[str, Any]:
    """Old and new of all that changes, for the trail."""
    return {
        "step": step.name,
        "old": asdict(before[DESCRIPTION]),
        "new": asdict(edit.description),
        "answers": [
            {"criterion": code, "old": plain(before.get(code)), "new": plain(new)}
            for code, new in edit.answers.items()
            if before.get(code) != new
        ],
        "gates": [
            {"gate": code, "old": plain(before.get(gate_key(code))), "new": plain(new)}
            for code, new in edit.gates.items()
            if before.get(gate_key(code)) != new
        ],
    }


def move_step(*, assessment: Assessment, by: User, step_id: UUID, up: bool, seen: int) -> bool:
    """Move a step one place up or down; whether it moved.

    It stays where the steps or their order are others than the person saw (version ``seen``), also
    after the same move was sent twice. Raises ``Http404`` when the step is gone.
    """

    def work() -> bool:
        rows = _rows(assessment)
        step = _find(rows, step_id)
        here = rows.index(step)
        there = here - 1 if up else here + 1
        if assessment.version_of(Part.STEPS) != seen or not 0 <= there < len(rows):
            return False
        rows.insert(there, rows.pop(here))
        for position, row in enumerate(rows, start=1):
            row.position = position
        detail = {"step": step.name, "old": here + 1, "new": there + 1}
        after = as_steps(assessment.edition.ruleset, rows)
        write(assessment, by=by, verb="step_moved", detail=detail, steps=after, part=Part.STEPS)
        Step.objects.bulk_update(rows, ["position"])
        return True

    return in_turn(assessment, work)


def remove_step(*, assessment: Assessment, by: User, step_id: UUID, seen: int) -> bool:
    """Remove a step with its answers; the trail keeps them. Whether it is removed: not when somebody
    said something about it after its ``newest_version`` was ``seen``. Raises ``Http404`` when it is
    gone."""

    def work() -> bool:
        rows = _rows(assessment)
        step = _find(rows, step_id)
        if step.newest_version != seen:
            return False
        detail = {
            "step": step.name,
            "id": str(step_id),
            "retained": step.retained,
            "share": step.share,
            "answers": [
                {"criterion": row.criterion, "old": plain(given_of(row))}
                for row in step.answers.all()
            ],
            "gates": [
                {"gate": row.gate, "old": plain(given_gate_of(row))}
                for row in step.gate_answers.all()
            ],
        }
        after = as_steps(assessment.edition.ruleset, [row for row in rows if row is not step])
        write(assessment, by=by, verb="step_removed", detail=detail, steps=after, part=Part.STEPS)
        step.delete()
        return True

    return in_turn(assessment, work)


def _rows(assessment: Assessment) -> list[Step]:
    """The steps with their answers as they are now, whatever was loaded before."""
    rows = Step.objects.filter(assessment=assessment)
    return list(rows.prefetch_related("answers", "gate_answers"))


def _find(rows: Sequence[Step], step_id: UUID) -> Step:
    for row in rows:
        if row.pk == step_id:
            return row
    raise Http404
