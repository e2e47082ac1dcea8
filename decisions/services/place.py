"""Saving what is said about place and rules; never over what somebody else said unseen."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256

from accounts.models import User
from decisions.evaluation import said_of
from decisions.models import Assessment
from decisions.services.changes import in_turn, write
from engine.place import Said
from engine.place_intake import plain

Change = Callable[[Said], Said]
"""From what is stored now to what a form wants: it may not ask everything that is stored."""


@dataclass(frozen=True, slots=True)
class PlaceSaved:
    """It is stored."""


@dataclass(frozen=True, slots=True)
class PlaceConflict:
    """Somebody saved something else first; ``theirs`` is stored, ``mine`` is not. Nothing changed."""

    theirs: Said
    mine: Said


def fingerprint(said: Said) -> str:
    """What a page remembers of the state that it shows; "" while nothing was said."""
    document = plain(said)
    text = json.dumps(document, sort_keys=True, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()[:16] if document else ""


def save_place(
    *, assessment: Assessment, by: User, change: Change, seen: str
) -> PlaceSaved | PlaceConflict:
    """Store what ``change`` makes of the stored state. ``seen`` is the fingerprint of the state that
    the writer saw. The same again is no change."""

    def work() -> PlaceSaved | PlaceConflict:
        before = said_of(assessment)
        after = change(before)
        old, new = plain(before), plain(after)
        if old == new:
            return PlaceSaved()
        if fingerprint(before) != seen:
            return PlaceConflict(before, after)
        detail = {"old": old, "new": new}
        write(assessment, by=by, verb="place_saved", detail=detail, place=new)
        return PlaceSaved()

    return in_turn(assessment, work)
