"""Where the stored document becomes a cost case of the engine, computed, and what follows from it."""

from typing import Any
from uuid import UUID

from accounts.models import User
from decisions.models import Assessment, CostCase, CostUpload
from engine.cost import lines as cost_lines
from engine.cost.intake import plain, read_cost_case
from engine.cost.priced import Priced, priced
from engine.fit.case import Today


def stored_case(row: CostCase | CostUpload) -> cost_lines.CostCase:
    """The case as it is stored; figures may be missing."""
    return read_cost_case(row.case, computable=False)


def former_case(row: CostCase) -> cost_lines.CostCase | None:
    """The case before its last change, None where there was none."""
    return None if row.previous is None else read_cost_case(row.previous, computable=False)


def document_of(case: cost_lines.CostCase) -> dict[str, Any]:
    """What is stored of a case."""
    return plain(case)


def cost_row(assessment: Assessment) -> CostCase | None:
    """The stored cost case of an assessment with who changed it last; one query."""
    rows = CostCase.objects.filter(assessment=assessment).select_related("changed_by")
    return rows.first()


def cost_upload_of(assessment: Assessment, by: User, key: UUID) -> CostUpload | None:
    """An uploaded case that waits for the person who sent it."""
    return CostUpload.objects.filter(assessment=assessment, by=by, pk=key).first()


def priced_of(assessment: Assessment, today: Today) -> Priced | None:
    """The cost case of an assessment with its figures, None when it has none; one query."""
    row = cost_row(assessment)
    return None if row is None else priced(stored_case(row), today)
