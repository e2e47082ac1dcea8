"""Keeping a state of an assessment for good: numbered, named, with a fingerprint of its content."""

import json
from hashlib import sha256
from typing import Any, cast

from django.db import transaction
from django.shortcuts import get_object_or_404
from django.utils import timezone

from accounts.models import User
from decisions.models import Activity, Assessment, Version
from decisions.presentation import Snapshot, snapshot

TIMES = frozenset({"at", "started_at", "changed_at", "finished_at"})
"""Keys that are no content: the same answers given again later are the same version."""


def content_digest(shown: Snapshot) -> str:
    """SHA-256 (64 hex digits) of the canonical JSON of a snapshot, without times and version."""
    content = {key: value for key, value in shown.items() if key != "version"}
    text = json.dumps(_timeless(content), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return sha256(text.encode()).hexdigest()


def _timeless(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _timeless(part) for key, part in value.items() if key not in TIMES}
    if isinstance(value, list):
        return [_timeless(part) for part in value]
    return value


@transaction.atomic
def save_version(*, assessment: Assessment, by: User, name: str = "") -> Version:
    """The version that holds what the assessment shows now.

    The same content again is the same version, whoever asks and under whatever name. Numbers count
    up per assessment; two people at once wait for each other. Raises ``Http404`` when it was deleted.
    """
    rows = Assessment.objects.select_for_update(of=("self",))
    rows = rows.select_related("team", "owner", "edition").defer("edition__definition")
    locked = get_object_or_404(rows, pk=assessment.pk)
    shown = snapshot(locked)
    digest = content_digest(shown)
    kept = locked.versions.filter(digest=digest).first()
    if kept is not None:
        return kept
    last = locked.versions.values_list("number", flat=True).first() or 0
    shown["version"] = {
        "number": last + 1,
        "name": name,
        "saved_by": str(by),
        "saved_at": timezone.localtime().isoformat(timespec="seconds"),
        "digest": digest,
    }
    Activity.objects.create(
        assessment=locked, who=by, verb="version_saved", detail={"number": last + 1, "name": name}
    )
    return Version.objects.create(
        assessment=locked,
        number=last + 1,
        name=name,
        snapshot=cast(dict[str, Any], shown),
        digest=digest,
        created_by=by,
    )
