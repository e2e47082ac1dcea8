"""What a person says about an action, between the forms that read it, the services that store it and the
result that lists it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import cast
from uuid import UUID, uuid5

from accounts.models import User
from decisions.models import ActionItem, Assessment
from report.actions import Status, Written

OWN = "own:"
"""How the keys of people's own actions begin, before the id."""
FIELDS = {"text": "What", "who": "Who", "due": "By when", "status": "Status", "note": "Note"}
"""What of an action people change, by the name that a reader sees."""


@dataclass(frozen=True, slots=True)
class ActionEdit:
    """What a person says about an action; by itself, a proposal that nobody touched. ``text`` is ""
    where the proposal's words stand; ``member`` does it, or whoever has this ``name``."""

    text: str = ""
    member: User | None = None
    name: str = ""
    due: date | None = None
    status: Status = "todo"
    note: str = ""

    @property
    def who(self) -> str:
        """Who does it by name, "" for nobody yet."""
        return str(self.member) if self.member else self.name


UNTOUCHED = ActionEdit()


def item_id(assessment: Assessment, key: str) -> UUID:
    """The id of the action with this key, whether somebody touched it yet or not."""
    if key.startswith(OWN):
        return UUID(key.removeprefix(OWN))
    return uuid5(assessment.pk, key)


def key_of(row: ActionItem) -> str:
    """The key of a stored action; people's own have one by their id."""
    return row.key or f"{OWN}{row.pk}"


def edit_of(row: ActionItem | None) -> ActionEdit:
    """What is stored about an action; nothing while nobody touched it."""
    if row is None:
        return UNTOUCHED
    status = cast(Status, row.status)
    return ActionEdit(row.text, row.member, row.name, row.due, status, row.note)


def written_of(rows: Iterable[ActionItem]) -> tuple[Written, ...]:
    """Stored actions as the result lists them."""
    return tuple(
        Written(key_of(row), row.text, row.who, row.due, cast(Status, row.status), row.note)
        for row in rows
    )
