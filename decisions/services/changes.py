"""How an assessment's row is written: never over a change that the writer has not seen."""

from collections.abc import Callable, Sequence
from contextlib import nullcontext
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import Model
from django.shortcuts import get_object_or_404
from django.utils import timezone

from accounts.models import User
from decisions.evaluation import case_of, steps_of, summary_of
from decisions.models import ANSWERS, Activity, Assessment, Part
from decisions.models.nested import add
from decisions.services.together import write_together
from engine.fit.case import Case, Step
from writing.models import Versioned

Result = TypeVar("Result")
RELOADED = (
    "name",
    "unit",
    "done_by",
    "contract_ends",
    "team",
    "edition",
    "owner",
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
    "part_versions",
)


class Stale(Exception):  # noqa: N818 - named for its reader, like Http404
    """Somebody changed the assessment after it was read."""


def in_turn(
    assessment: Assessment, work: Callable[[], Result], *, writes_once: bool = False
) -> Result:
    """Run ``work`` in one transaction, and once more on fresh rows when somebody else was faster.

    The first try takes no lock and no extra query; it needs no transaction around it where all that
    ``work`` does is one ``write``. The second locks the assessment before it reads, so it cannot be
    overtaken again. Raises ``Http404`` when the assessment was deleted meanwhile.
    """
    try:
        with nullcontext() if writes_once else transaction.atomic():
            return work()
    except Stale:
        pass
    with transaction.atomic():
        rows = Assessment.objects.live().select_for_update().only("pk")
        get_object_or_404(rows, pk=assessment.pk)
        assessment.refresh_from_db(fields=[*RELOADED, *ANSWERS, "steps"])
        return work()


def write(
    assessment: Assessment,
    *,
    by: User,
    verb: str,
    detail: dict[str, Any],
    case: Case | None = None,
    steps: Sequence[Step] | None = None,
    rows: Sequence[Model] = (),
    part: Part | None = None,
    **fields: Any,
) -> None:
    """Set ``fields`` and the copies of the recommendation, log it, and store ``rows``: all or nothing.
    The rows, and the ``part`` of the assessment that is written, take the new revision as their
    version: what was taken away and given anew has one that nobody saw.

    ``case`` and ``steps`` are what to evaluate when answers or steps change with it; otherwise the stored
    ones count. Raises ``Stale`` when the row is not as it was read.
    """
    if part:
        fields["part_versions"] = {**assessment.part_versions, part: assessment.revision + 1}
    for name, value in fields.items():
        setattr(assessment, name, value)
    after = steps_of(assessment) if steps is None else steps
    fields |= summary_of(assessment, case or case_of(assessment), after)
    fields.setdefault("updated_at", timezone.now())
    new = [row for row in rows if row._state.adding]
    for row in rows:
        if isinstance(row, Versioned):
            row.version = assessment.revision + 1
    log = Activity(assessment=assessment, who=by, verb=verb, detail=detail)
    if not write_together(assessment, fields, [log, *rows]):
        raise Stale
    assessment.revision += 1
    for name, value in fields.items():
        setattr(assessment, name, value)
    for row in new:
        add(assessment, row)
