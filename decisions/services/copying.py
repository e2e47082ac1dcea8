"""A copy of an assessment: another decision that starts from the answers of this one."""

from collections.abc import Iterable
from uuid import UUID, uuid4, uuid5

from django.db import transaction
from django.db.models import Model, UUIDField

from accounts.models import User
from decisions.models import (
    Activity,
    Answer,
    Assessment,
    CostCase,
    GateAnswer,
    Scenario,
)
from writing.models import Versioned

OF_ITSELF = {
    "id", "start_key", "created_at", "updated_at", "finished_at", "deleted_at", "deleted_by", "revision",
    "part_versions",
}  # fmt: skip
"""The fields that say which assessment it is and what became of it: no copy has them."""
PARTS: tuple[type[Model], ...] = (Answer, GateAnswer, Scenario, CostCase)


@transaction.atomic
def copy_assessment(*, assessment: Assessment, by: User, name: str, start_key: UUID) -> Assessment:
    """A new assessment in the same team, on the same edition, with the same answers, steps, weights,
    place, scenarios and cost case. Versions, papers, actions, comments and the history stay with the old one. The
    same ``start_key`` of the same person is one copy, however often its form is sent."""
    fields = [field for field in Assessment._meta.concrete_fields if field.name not in OF_ITSELF]
    same = {field.attname: getattr(assessment, field.attname) for field in fields}
    copy, is_new = Assessment.objects.get_or_create(
        start_key=uuid5(start_key, str(by.pk)),
        defaults=same | {"name": name, "owner_id": by.pk},
    )
    if not is_new:
        return copy
    for model in PARTS:
        _insert(model._default_manager.filter(assessment=assessment), assessment=copy)
    for step in assessment.steps.prefetch_related("answers", "gate_answers"):
        answers, gates = list(step.answers.all()), list(step.gate_answers.all())
        (new,) = _insert([step], assessment=copy)
        for rows in (answers, gates):
            _insert(rows, step=new)
    detail = {"from": assessment.name, "edition": assessment.edition.number}
    Activity.objects.create(assessment=copy, who=by, verb="copied", detail=detail)
    return copy


def _insert(rows: Iterable[Model], **to: Model) -> list[Model]:
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
