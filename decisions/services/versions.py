"""Keeping a state of an assessment for good: numbered, named, with the fingerprint of its inputs."""

from collections.abc import Mapping
from typing import Any, cast

from django.db import transaction
from django.shortcuts import get_object_or_404
from django.utils import timezone

from accounts.models import User
from decisions.models import Activity, Assessment, Version
from decisions.results import around_of, snapshot_of
from decisions.services.parts import last_change
from engine.inputs import fingerprint, input_digest
from report.action_words import touched
from writing.conflict import Conflict, Mark

ALIKE = ("name", "unit", "owner")
"""What of a heading makes another version, besides the inputs: a paper carries it."""


@transaction.atomic
def save_version(
    *,
    assessment: Assessment,
    by: User,
    name: str = "",
    origin: str = "",
    whatever_was_said: bool = False,
) -> Version:
    """The version that holds what the assessment shows now; ``origin`` is what keeps it by itself.

    The same inputs again, under the same name of the assessment, with the same scenarios, comments and the
    same written about its actions, are the same version, whoever asks; for who asks for one
    ``whatever_was_said``, also with other comments. Numbers count up per assessment; two people at once
    wait for each other. Raises ``Http404`` when it was deleted.
    """
    rows = Assessment.objects.live().select_for_update(of=("self",))
    rows = rows.select_related("team", "owner", "edition").defer("edition__definition")
    locked = get_object_or_404(rows, pk=assessment.pk)
    with timezone.override(
        None
    ):  # by the clock of the site, whoever saves it: papers of it have one day
        shown, now = snapshot_of(locked), timezone.localtime()
    digest = shown["facts"]["digest"]
    for kept in locked.versions.filter(digest=digest):
        same = whatever_was_said or kept.snapshot.get("comments", []) == shown["comments"]
        if same and _is_alike(kept.snapshot, shown):
            return kept
    number = (locked.versions.values_list("number", flat=True).first() or 0) + 1
    shown["version"] = {
        "number": number,
        "name": name,
        "saved_by": str(by),
        "saved_at": now.isoformat(timespec="seconds"),
        "digest": digest,
    }
    Activity.objects.create(
        assessment=locked, who=by, verb="version_saved", detail={"number": number, "name": name}
    )
    return Version.objects.create(
        assessment=locked,
        number=number,
        name=name,
        origin=origin,
        snapshot=cast(dict[str, Any], shown),
        digest=digest,
        facts_sha256=fingerprint(shown["facts"]),
        step_keys=[str(key) for key in locked.steps.values_list("pk", flat=True)],
        created_by=by,
    )


def is_current(version: Version) -> bool:
    """Whether its assessment still says what the version says, in all that a paper carries; what the team
    says about it does not change what it says."""
    subject, shown = around_of(version.assessment)
    same = version.digest == subject.result.digest
    return same and _is_alike(version.snapshot, shown)


@transaction.atomic
def name_version(
    *, version: Version, by: User, name: str, seen: int
) -> Conflict[dict[str, str]] | None:
    """Give a version another name, or none. What it holds stays; so do the papers made of it."""
    rows = Version.objects.select_for_update(of=("self",)).defer("snapshot")
    locked = get_object_or_404(rows, pk=version.pk, assessment__deleted_at=None)
    before = locked.name
    number = locked.number

    def mark(_: str) -> Mark:
        return last_change(locked.assessment, "version_named", detail__number=number)

    conflict = locked.change(seen=seen, by=mark, name=name)
    if conflict is None and before != name:
        detail = {"number": number, "old": before, "new": name}
        Activity.objects.create(
            assessment_id=locked.assessment_id, who=by, verb="version_named", detail=detail
        )
    return conflict


def _is_alike(kept: Mapping[str, Any], shown: Mapping[str, Any]) -> bool:
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
