"""How an assessment's row is written: never over a change that the writer has not seen."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import F
from django.shortcuts import get_object_or_404
from django.utils import timezone

from accounts.models import User
from decisions.evaluation import PREFETCH, case_of, steps_of, summary_of
from decisions.models import Activity, Assessment
from engine.case import Case
from engine.split import Step

Result = TypeVar("Result")
RELOADED = (
    "name",
    "unit",
    "team",
    "service",
    "service_chosen",
    "depth",
    "weights",
    "elicitation",
    "place",
    "step_count",
    "updated_at",
    "finished_at",
    "revision",
)


class Stale(Exception):  # noqa: N818 - named for its reader, like Http404
    """Somebody changed the assessment after it was read."""


def in_turn(assessment: Assessment, work: Callable[[], Result]) -> Result:
    """Run ``work`` in one transaction, and once more on fresh rows when somebody else was faster.

    The first try takes no lock and no extra query. The second locks the assessment before it reads,
    so it cannot be overtaken again. Raises ``Http404`` when the assessment was deleted meanwhile.
    """
    try:
        with transaction.atomic():
            return work()
    except Stale:
        pass
    with transaction.atomic():
        rows = Assessment.objects.select_for_update().only("pk")
        get_object_or_404(rows, pk=assessment.pk)
        assessment.refresh_from_db(fields=[*RELOADED, *PREFETCH, "steps"])
        return work()


def write(
    assessment: Assessment,
    *,
    by: User,
    verb: str,
    detail: dict[str, Any],
    case: Case | None = None,
    steps: Sequence[Step] | None = None,
    **fields: Any,
) -> None:
    """Set ``fields`` and the copies of the evaluation, and log it. Part of a transaction.

    ``case`` and ``steps`` are what to evaluate when answers or steps change with it; otherwise the
    stored ones count.
    Raises ``Stale`` when the row is not as it was read.
    """
    for name, value in fields.items():
        setattr(assessment, name, value)
    after = steps_of(assessment) if steps is None else steps
    fields |= summary_of(assessment, case or case_of(assessment), after)
    fields.setdefault("updated_at", timezone.now())
    unchanged = Assessment.objects.filter(pk=assessment.pk, revision=assessment.revision)
    if not unchanged.update(revision=F("revision") + 1, **fields):
        raise Stale
    assessment.revision += 1
    for name, value in fields.items():
        setattr(assessment, name, value)
    Activity.objects.create(assessment=assessment, who=by, verb=verb, detail=detail)
