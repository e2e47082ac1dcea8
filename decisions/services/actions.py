"""What people write about the next actions: set, added, put back; never over what nobody saw.

Nobody but these functions writes them, except that the answer to a gate settles its check. Each counts
as a change of the assessment; none of them is an input of the decision.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid5

from django.http import Http404

from accounts.models import User
from decisions.action_items import UNTOUCHED, ActionEdit, edit_of, item_id, key_of
from decisions.models import ActionItem, Assessment
from decisions.services.changes import in_turn, write
from engine.fit.case import GivenGate
from report.actions import Proposal
from writing.conflict import Conflict, Mark, Overtaken, conflict_of

MOST_OWN = 50
"""So many actions of their own people may add to an assessment."""


class TooManyActions(ValueError):  # noqa: N818 - named for its reader, like Http404
    """The assessment would have more than ``MOST_OWN`` actions of people's own."""


def save_action(
    *, assessment: Assessment, by: User, key: str, edit: ActionEdit, seen: int
) -> Conflict[ActionEdit] | None:
    """Store what is said about the action with this key, unless somebody did after the version
    ``seen``, 0 for none. The same again is no change. Raises ``Http404`` for an own action that is
    gone."""

    def work() -> Conflict[ActionEdit] | None:
        row = _find(assessment, key)
        if row is None and Proposal.of(key).kind == "own":
            raise Http404
        before = edit_of(row)
        version = row.version if row else 0
        late = Overtaken(key, before, edit, version)
        conflict = conflict_of([late], seen={key: seen}, by=lambda _: _mark(row))
        if conflict or before == edit:
            return conflict
        made = row or ActionItem(pk=item_id(assessment, key), assessment=assessment, key=key)
        _fill(made, by, edit)
        detail = {"key": key, "old": plain(before), "new": plain(edit)}
        write(assessment, by=by, verb="action_saved", detail=detail, rows=[made])
        return None

    return in_turn(assessment, work)


def add_action(*, assessment: Assessment, by: User, key: UUID, edit: ActionEdit) -> UUID:
    """Add an action of people's own; its id. The same ``key`` in the same assessment is one action,
    however often it is sent. Raises ``TooManyActions``."""
    made = ActionItem(pk=uuid5(assessment.pk, str(key)), assessment=assessment)
    _fill(made, by, edit)

    def work() -> UUID:
        own = ActionItem.objects.filter(assessment=assessment, key="").values_list("pk", flat=True)
        if made.pk in own:
            return made.pk
        if len(own) >= MOST_OWN:
            raise TooManyActions
        detail = {"key": key_of(made), "new": plain(edit)}
        write(assessment, by=by, verb="action_added", detail=detail, rows=[made])
        return made.pk

    return in_turn(assessment, work)


def remove_action(*, assessment: Assessment, by: User, key: str, seen: int) -> bool:
    """Take away what people wrote about an action: their own is gone, a proposal is as proposed. Whether
    it is: not when somebody changed it after the version ``seen``. Raises ``Http404`` when nothing
    is written about it."""

    def work() -> bool:
        row = _find(assessment, key)
        if row is None:
            raise Http404
        if row.version != seen:
            return False
        detail = {"key": key, "id": str(row.pk), "old": plain(edit_of(row))}
        write(assessment, by=by, verb="action_removed", detail=detail)
        row.delete()
        return True

    return in_turn(assessment, work)


def settled_checks(
    assessment: Assessment, by: User, answers: Mapping[str, GivenGate]
) -> list[ActionItem]:
    """The touched actions that these answers to gates settle or open again, changed but not stored: a
    check is done when its gate is answered, and to do when that is taken back."""
    keys = {Proposal("check", (code,)).key: given.value for code, given in answers.items()}
    found = []
    for row in ActionItem.objects.filter(assessment=assessment, key__in=keys):
        is_open, is_done = keys[row.key] == "unknown", row.status == ActionItem.Status.DONE
        if is_open == is_done:
            row.status = ActionItem.Status.TODO if is_open else ActionItem.Status.DONE
            row.changed_by = by
            found.append(row)
    return found


def plain(edit: ActionEdit) -> dict[str, Any]:
    """What is said, for the log, without what is empty. A member stands there by key: whoever is
    erased is named nowhere."""
    said = {
        "text": edit.text,
        "member": edit.member and edit.member.pk,
        "name": edit.name,
        "due": edit.due and edit.due.isoformat(),
        "status": edit.status if edit.status != UNTOUCHED.status else "",
        "note": edit.note,
    }
    return {name: value for name, value in said.items() if value}


def _find(assessment: Assessment, key: str) -> ActionItem | None:
    """The row as it is now, whatever was loaded before."""
    rows = ActionItem.objects.select_related("member", "changed_by")
    return rows.filter(assessment=assessment, pk=item_id(assessment, key)).first()


def _mark(row: ActionItem | None) -> Mark:
    return (row.changed_by, row.changed_at) if row else (None, None)


def _fill(row: ActionItem, by: User, edit: ActionEdit) -> None:
    row.text, row.member, row.name = edit.text, edit.member, edit.name
    row.due, row.status, row.note = edit.due, edit.status, edit.note
    row.changed_by = by
