"""A copy of an assessment: another decision that starts from the answers of this one."""

from collections.abc import Iterable
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Model, UUIDField

from accounts.models import User
from decisions.evaluation import case_of, steps_of, summary_of
from decisions.models import (
    Activity,
    Answer,
    Assessment,
    CostCase,
    GateAnswer,
    Part,
    Scenario,
)
from decisions.services.changes import in_turn
from decisions.services.parts import change_part
from writing.conflict import Conflict
from writing.models import Versioned
from writing.sent import sent_once

OF_ITSELF = {
    "id", "start_key", "created_at", "updated_at", "finished_at", "deleted_at", "deleted_by", "revision",
    "part_versions", "is_template",
}  # fmt: skip
"""The fields that say which assessment it is and what became of it: no copy has them."""
PARTS: tuple[type[Model], ...] = (Answer, GateAnswer, Scenario, CostCase)


@transaction.atomic
def copy_assessment(*, assessment: Assessment, by: User, name: str, start_key: UUID) -> Assessment:
    """A new assessment in the same team, on the same edition, with the same answers, steps, weights,
    place, scenarios and cost case. Versions, papers, actions, comments and the history stay with the old one."""
    fields = [field for field in Assessment._meta.concrete_fields if field.name not in OF_ITSELF]
    same = {field.attname: getattr(assessment, field.attname) for field in fields}
    copy, is_new = Assessment.objects.get_or_create(
        start_key=sent_once(start_key, by.pk, name),
        defaults=same | {"name": name, "owner_id": by.pk},
    )
    if not is_new:
        return copy
    for model in PARTS:
        _insert(model._default_manager.filter(assessment=assessment), assessment=copy)
    _copy_steps(assessment, copy)
    detail = {"from": assessment.name, "edition": assessment.edition.number}
    Activity.objects.create(assessment=copy, who=by, verb="copied", detail=detail)
    return copy


def mark_as_template(
    *, assessment: Assessment, by: User, is_template: bool, seen: int
) -> Conflict[bool] | None:
    """Let others in the team start from the assessment, or no more."""
    return in_turn(
        assessment,
        lambda: change_part(
            assessment,
            part=Part.TEMPLATE,
            seen=seen,
            by=by,
            verb="template_marked",
            old=assessment.is_template,
            new=is_template,
            is_template=is_template,
        ),
        writes_once=True,
    )


FROM_TEMPLATE = (
    "team_id", "edition_id", "unit", "service", "service_chosen", "depth", "weights", "elicitation",
    "place",
)  # fmt: skip
"""The fields that a template gives to what starts from it."""


@transaction.atomic
def start_from_template(
    *, template: Assessment, by: User, name: str, start_key: UUID
) -> Assessment:
    """A new assessment in the team of the template, on its edition, with its answers, steps, weights and
    place. What people wrote about that other process stays there: notes, reasons, what answers rest on,
    figures, and what its cost case answered."""
    same = {field: getattr(template, field) for field in FROM_TEMPLATE}
    made, is_new = Assessment.objects.get_or_create(
        start_key=sent_once(start_key, by.pk, name),
        defaults=same | {"name": name, "owner_id": by.pk},
    )
    if not is_new:
        return made
    answers = template.answers.filter(origin=Answer.Origin.PERSON)
    bare = {"answered_by": by, "note": "", "evidence": ""}
    _insert(answers, assessment=made, reason="", **bare)
    _insert(template.gate_answers.all(), assessment=made, **bare)
    made.step_count = _copy_steps(template, made, **bare)
    fields = {"step_count": made.step_count}
    fields |= summary_of(made, case_of(made), steps_of(made))
    for field, value in fields.items():
        setattr(made, field, value)
    made.save(update_fields=list(fields))
    detail = {"from": template.name, "edition": template.edition.number}
    Activity.objects.create(assessment=made, who=by, verb="started_from_template", detail=detail)
    return made


def _copy_steps(of: Assessment, to: Assessment, **said: object) -> int:
    """The same steps with their own answers, of which ``said`` is otherwise; how many."""
    steps = list(of.steps.prefetch_related("answers", "gate_answers"))
    reason = {"reason": ""} if said else {}
    for step in steps:
        answers, gates = list(step.answers.all()), list(step.gate_answers.all())
        (new,) = _insert([step], assessment=to)
        _insert(answers, step=new, **said, **reason)
        _insert(gates, step=new, **said)
    return len(steps)


def _insert(rows: Iterable[Model], **to: object) -> list[Model]:
    """The same rows once more, as new ones that belong to another."""
    found = list(rows)
    for row in found:
        row.pk = uuid4() if isinstance(row._meta.pk, UUIDField) else None
        row._state.adding = True
        for name, owner in to.items():
            setattr(row, name, owner)
        if isinstance(row, Versioned):
            row.version = 1
        if isinstance(row, CostCase):
            row.previous = None
    return type(found[0])._default_manager.bulk_create(found) if found else []
