"""Named scenarios: keeping a what-if, renaming it, removing it. The saved answers stay untouched.

A scenario is no change of the assessment: neither its revision nor its date moves. Whoever writes
first takes the assessment's row in turn, so that two people never make six of five.
"""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404

from accounts.models import User
from decisions.models import Activity, Assessment, Scenario
from decisions.services.parts import last_change
from writing.conflict import Conflict

MOST = 5
"""So many scenarios can be compared at a glance."""


class TooMany(Exception):  # noqa: N818 - named for its reader, like Http404
    """The assessment holds as many scenarios as it may."""


class NameTaken(Exception):  # noqa: N818 - named for its reader, like Http404
    """Another scenario of the assessment has this name."""


@transaction.atomic
def save_scenario(
    *, assessment: Assessment, by: User, name: str, changes: Mapping[str, Any]
) -> Scenario:
    """Keep what differs under a name. The same changes under the same name are one scenario,
    however often they are sent. Raises ``NameTaken`` and ``TooMany``."""
    kept = _kept(assessment)
    same = _named(kept, name)
    if same is not None and same.changes == changes:
        return same
    if same is not None:
        raise NameTaken
    if len(kept) >= MOST:
        raise TooMany
    _log(assessment, by, "scenario_saved", {"name": name})
    return Scenario.objects.create(
        assessment=assessment, name=name, changes=dict(changes), created_by=by
    )


@transaction.atomic
def rename_scenario(*, scenario: Scenario, by: User, name: str, seen: int) -> Conflict[str] | None:
    """Give a scenario another name, unless somebody did after the version ``seen``. The same again
    is no change. Raises ``NameTaken``, and ``Http404`` when it was removed."""
    stored, others = _found(scenario)
    if _named(others, name) is not None:
        raise NameTaken
    old = stored.name
    conflict = stored.change(
        seen=seen,
        by=lambda _: last_change(scenario.assessment, "scenario_renamed", detail__new=old),
        name=name,
    )
    if conflict is None and old != name:
        _log(scenario.assessment, by, "scenario_renamed", {"old": old, "new": name})
    return conflict


@transaction.atomic
def delete_scenario(*, scenario: Scenario, by: User, seen: int) -> bool:
    """Remove a scenario. Whether it is removed: not when it got another name after the version
    ``seen``. Raises ``Http404`` when somebody removed it first."""
    stored, _ = _found(scenario)
    if stored.version != seen:
        return False
    _log(scenario.assessment, by, "scenario_deleted", {"name": stored.name, "id": str(stored.pk)})
    stored.delete()
    return True


def _found(scenario: Scenario) -> tuple[Scenario, list[Scenario]]:
    """The scenario as it is now, and the others."""
    kept = _kept(scenario.assessment)
    stored = next((row for row in kept if row.pk == scenario.pk), None)
    if stored is None:
        raise Http404
    return stored, [row for row in kept if row is not stored]


def _kept(assessment: Assessment) -> list[Scenario]:
    """The scenarios as they are now; others who write wait. ``Http404`` when the assessment is gone."""
    rows = Assessment.objects.live().select_for_update().only("pk")
    get_object_or_404(rows, pk=assessment.pk)
    return list(Scenario.objects.filter(assessment_id=assessment.pk))


def _named(rows: list[Scenario], name: str) -> Scenario | None:
    """Names that differ only in capitals are the same to a reader."""
    return next((row for row in rows if row.name.casefold() == name.casefold()), None)


def _log(assessment: Assessment, by: User, verb: str, detail: dict[str, Any]) -> None:
    Activity.objects.create(assessment=assessment, who=by, verb=verb, detail=detail)
