"""Keeping a state of an assessment for good: numbered, named, with the fingerprint of its inputs."""

from typing import Any, cast

from django.db import transaction
from django.shortcuts import get_object_or_404
from django.utils import timezone

from accounts.models import User
from decisions.models import Activity, Assessment, Version
from decisions.results import snapshot_of
from engine.inputs import fingerprint, input_digest
from report.action_words import touched
from report.snapshot import Snapshot

ALIKE = ("name", "unit")
"""What of a heading makes another version, besides the inputs: a paper carries it."""


@transaction.atomic
def save_version(*, assessment: Assessment, by: User, name: str = "") -> Version:
    """The version that holds what the assessment shows now.

    The same inputs again, under the same name of the assessment, with the same scenarios and the same
    written about its actions, are the same version, whoever asks. Numbers count up per assessment; two people at once wait for each
    other. Raises ``Http404`` when it was deleted.
    """
    rows = Assessment.objects.live().select_for_update(of=("self",))
    rows = rows.select_related("team", "owner", "edition").defer("edition__definition")
    locked = get_object_or_404(rows, pk=assessment.pk)
    shown = snapshot_of(locked)
    digest = shown["facts"]["digest"]
    for kept in locked.versions.filter(digest=digest):
        if _is_alike(kept.snapshot, shown):
            return kept
    last = locked.versions.values_list("number", flat=True).first() or 0
    shown["version"] = {
        "number": last + 1,
        "name": name,
        "saved_by": str(by),
        # By the clock of the site, whoever saves it.
        "saved_at": timezone.localtime(timezone=timezone.get_default_timezone()).isoformat(
            timespec="seconds"
        ),
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
        facts_sha256=fingerprint(shown["facts"]),
        created_by=by,
    )


def is_current(version: Version) -> bool:
    """Whether its assessment still says what the version says, in all that a paper carries."""
    shown = snapshot_of(version.assessment)
    return version.digest == shown["facts"]["digest"] and _is_alike(version.snapshot, shown)


def _is_alike(kept: dict[str, Any], shown: Snapshot) -> bool:
    """Whether a kept document of the same inputs also says the same around them. The proposals of the
    advice follow from the inputs; what people wrote about them does not."""
    same = kept["scenarios"] == shown["scenarios"]
    same = same and touched(kept.get("actions", ())) == touched(shown["actions"])
    return same and all(kept["heading"][key] == shown["heading"][key] for key in ALIKE)


def problems_of(version: Version) -> list[str]:
    """What no longer agrees in a stored version: "facts" that are not those that were kept, "inputs"
    that do not have the digest of the version. Empty when it is as it was."""
    facts = version.snapshot.get("facts") or {}
    found = [] if fingerprint(facts) == version.facts_sha256 else ["facts"]
    same = input_digest(facts.get("edition_sha256", ""), facts.get("input", {})) == version.digest
    return found if same else [*found, "inputs"]
