"""How an assessment's row is written: never over a change that the writer has not seen."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import F
from django.shortcuts import get_object_or_404
from django.utils import timezone

from accounts.models import User
from decisions.evaluation import PREFETCH, case_of, summary_of
from decisions.models import Activity, Assessment
from engine.case import Case

Result = TypeVar("Result")
RELOADED = (
    "name",
    "unit",
    "team",
    "service",
    "service_chosen",
    "depth",
    "weights",
    "weighing",
    "place",
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
        assessment.refresh_from_db(fields=[*RELOADED, "finished_at", *PREFETCH])
        return work()


def write(
    assessment: Assessment,
    *,
    by: User,
    verb: str,
    detail: dict[str, Any],
    case: Case | None = None,
    **fields: Any,
) -> None:
    """Set ``fields`` and the copies of the evaluation, and log it. Part of a transaction.

    ``case`` is what to evaluate when answers change with it; otherwise the stored answers count.
    Raises ``Stale`` when the row is not as it was read.
    """
    for name, value in fields.items():
        setattr(assessment, name, value)
    fields |= summary_of(assessment, case or case_of(assessment))
    fields.setdefault("updated_at", timezone.now())
    unchanged = Assessment.objects.filter(pk=assessment.pk, revision=assessment.revision)
    if not unchanged.update(revision=F("revision") + 1, **fields):
        raise Stale
    assessment.revision += 1
    for name, value in fields.items():
        setattr(assessment, name, value)
    Activity.objects.create(assessment=assessment, who=by, verb=verb, detail=detail)
