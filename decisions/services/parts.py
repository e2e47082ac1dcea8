"""Changing a part of an assessment that has a version of its own; never over what nobody saw."""

from typing import Any, TypeVar

from accounts.models import User
from decisions.models import Assessment, Part
from decisions.services.changes import write
from writing.conflict import Conflict, Mark, Overtaken, conflict_of

Value = TypeVar("Value")


def change_part(
    assessment: Assessment,
    *,
    part: Part,
    seen: int,
    by: User,
    verb: str,
    old: Value,
    new: Value,
    detail: dict[str, Any] | None = None,
    **fields: Any,
) -> Conflict[Value] | None:
    """Set ``fields``, which turn ``old`` into ``new``, unless somebody changed the part after the
    version ``seen``. The same again is no change. The work of ``in_turn``."""
    if old == new:
        return None
    conflict = conflict_of(
        [Overtaken(part, old, new, assessment.version_of(part))],
        seen={part: seen},
        by=lambda _: last_change(assessment, verb),
    )
    if conflict is None:
        said = {"old": old, "new": new} if detail is None else detail
        write(assessment, by=by, verb=verb, detail=said, part=part, **fields)
    return conflict


def last_change(assessment: Assessment, *verbs: str, **detail: object) -> Mark:
    """Who did something of these kinds last, and when, from the trail."""
    found = assessment.activities.filter(verb__in=verbs, **detail).select_related("who").first()
    return (found.who, found.at) if found else (None, None)
