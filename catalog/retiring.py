"""Retiring pages of the working copy and restoring them: set aside instead of deleted."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from catalog.models.base import Page


@transaction.atomic
def retire(*, pages: Iterable[Page], by: Any) -> int:
    """Set pages aside with all their parts; returns how many were not before."""
    return _mark(pages, by, retired=True, reason="Retired")


@transaction.atomic
def restore(*, pages: Iterable[Page], by: Any) -> int:
    """Bring retired pages back as they were; returns how many were retired."""
    return _mark(pages, by, retired=False, reason="Restored")


def _mark(pages: Iterable[Any], by: Any, *, retired: bool, reason: str) -> int:
    changed = [page for page in pages if page.retired != retired]
    for page in changed:
        page.retired = retired
        page._history_user = by
        page._change_reason = reason
        page.save(update_fields=["retired"])
    return len(changed)
