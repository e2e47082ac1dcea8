"""How a line comes into the log. Whatever is written in the transaction that it is about is there if
and only if that happened."""

from typing import Any
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db.models import Model

from audit.models import Event, Kind

LONGEST = 200


def record(
    kind: Kind,
    *,
    by: Model | AnonymousUser | None,
    subject: object = "",
    person: Model | None = None,
    team: UUID | None = None,
    other_team: UUID | None = None,
    **detail: Any,
) -> None:
    """Note what ``by`` did; None is the program itself, or somebody who is not known. ``subject`` is the
    name of what it is about, as it is now, and never one of a person."""
    Event.objects.create(
        kind=kind,
        by=by.pk if by else None,
        person=person.pk if person else None,
        team=team,
        other_team=other_team,
        subject=str(subject)[:LONGEST],
        detail=detail,
    )
