"""Named scenarios: keeping a what-if, renaming it, removing it. The saved answers stay untouched.

A scenario is no change of the assessment: neither its revision nor its date moves. Whoever writes
first takes the assessment's row in turn, so that two people never make six of five.
"""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.shortcuts import get_object_or_404

from accounts.models import User
from decisions.models import Activity, Assessment, Scenario

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
def rename_scenario(*, scenario: Scenario, by: User, name: str) -> None:
    """Give a scenario another name. Raises ``NameTaken``."""
    others = [row for row in _kept(scenario.assessment) if row.pk != scenario.pk]
    if _named(others, name) is not None:
        raise NameTaken
    if scenario.name == name:
        return
    _log(scenario.assessment, by, "scenario_renamed", {"old": scenario.name, "new": name})
    scenario.name = name
    scenario.save(update_fields=["name"])


@transaction.atomic
def delete_scenario(*, scenario: Scenario, by: User) -> None:
    """Remove a scenario; doing it again changes nothing."""
    assessment, name = scenario.assessment, scenario.name
    if any(row.pk == scenario.pk for row in _kept(assessment)):
        _log(assessment, by, "scenario_deleted", {"name": name})
        scenario.delete()


def _kept(assessment: Assessment) -> list[Scenario]:
    """The scenarios as they are now; others who write wait. ``Http404`` when the assessment is gone."""
    get_object_or_404(Assessment.objects.select_for_update().only("pk"), pk=assessment.pk)
    return list(Scenario.objects.filter(assessment_id=assessment.pk))


def _named(rows: list[Scenario], name: str) -> Scenario | None:
    """Names that differ only in capitals are the same to a reader."""
    return next((row for row in rows if row.name.casefold() == name.casefold()), None)


def _log(assessment: Assessment, by: User, verb: str, detail: dict[str, Any]) -> None:
    Activity.objects.create(assessment=assessment, who=by, verb=verb, detail=detail)
