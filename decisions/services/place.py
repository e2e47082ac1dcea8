"""Saving what is said about place and rules; never over what somebody else said unseen."""

from collections.abc import Callable

from accounts.models import User
from decisions.evaluation import said_of
from decisions.models import Assessment, Part
from decisions.services.changes import in_turn
from decisions.services.parts import change_part
from engine.location.advice import Said
from engine.location.intake import plain
from writing.conflict import Conflict

Change = Callable[[Said], Said]
"""From what is stored now to what a form wants: it may not ask everything that is stored."""


def save_place(
    *, assessment: Assessment, by: User, change: Change, seen: int
) -> Conflict[Said] | None:
    """Store what ``change`` makes of the stored state, unless somebody saved another after the
    version ``seen``. The same again is no change."""

    def work() -> Conflict[Said] | None:
        before = said_of(assessment)
        after = change(before)
        old, new = plain(before), plain(after)
        return change_part(
            assessment,
            part=Part.PLACE,
            seen=seen,
            by=by,
            verb="place_saved",
            old=before,
            new=after,
            detail={"old": old, "new": new},
            place=new,
        )

    return in_turn(assessment, work, writes_once=True)
