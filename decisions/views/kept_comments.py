"""The comments that a version keeps: what was open and what was resolved when it was saved."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.http import AuthenticatedHttpRequest
from decisions.access import Action, version_or_404
from reviews.models import About

MOMENTS = ("written_at", "edited_at", "removed_at")


@require_safe
@never_cache
def version_comments(request: AuthenticatedHttpRequest, version_id: UUID) -> HttpResponse:
    """All threads as they were then, whatever was said, changed or removed since."""
    access = version_or_404(request.user, version_id, Action.VIEW)
    threads = [told(row) for row in access.version.snapshot.get("comments", [])]
    context = {
        "assessment": access.assessment,
        "version": access.version,
        "threads": sorted(threads, key=lambda row: not row["is_open"]),
        "open": sum(row["is_open"] for row in threads),
    }
    return render(request, "decisions/version_comments.html", context)


def told(row: dict[str, Any]) -> dict[str, Any]:
    """A thread with its kind in words and its moments as moments."""
    comments = [
        {**said, **{key: _moment(said[key]) for key in MOMENTS}} for said in row["comments"]
    ]
    kind = About(row["about"]).label
    return {**row, "kind": kind, "comments": comments, "resolved_at": _moment(row["resolved_at"])}


def _moment(text: str) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
