"""What happens when two people change the same: the second sees both, and nothing is overwritten."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Generic, TypeVar

from django.contrib.auth.base_user import AbstractBaseUser

Value = TypeVar("Value")
Mark = tuple[AbstractBaseUser | None, datetime | None]
"""Who saved something, and when."""


@dataclass(frozen=True, slots=True)
class Overtaken(Generic[Value]):
    """One thing that somebody saved after the writer had opened it.

    ``saved`` is what is stored now under ``version`` (None and 0 when it was taken away), ``yours``
    what was sent (None to take it away). ``who`` and ``at`` say who saved it and when, where known.
    """

    key: str
    saved: Value | None
    yours: Value | None
    version: int
    who: AbstractBaseUser | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Difference:
    """One row of the conflict page, in words.

    ``untouched``: the writer changed nothing here, and what is saved stays as it is.
    """

    name: str
    saved: str
    yours: str
    who: AbstractBaseUser | None = None
    at: datetime | None = None
    untouched: bool = False


@dataclass(frozen=True, slots=True)
class Removed:
    """What a person was writing about is gone: what it was, who removed it and when, where known."""

    what: str
    who: AbstractBaseUser | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Conflict(Generic[Value]):
    """Somebody saved something else first, and nothing was changed. The form is shown again with
    what was typed and the versions that are stored now: saving once more is a decision."""

    overtaken: tuple[Overtaken[Value], ...]

    @property
    def versions(self) -> dict[str, int]:
        """The stored version of each overtaken thing, by its key."""
        return {row.key: row.version for row in self.overtaken}

    def differences(
        self, name: Callable[[str], str], words: Callable[[str, Value | None], str]
    ) -> list[Difference]:
        """The rows of the conflict page: ``name`` of a key, and a value of it in ``words``."""
        return [
            Difference(
                name(row.key), words(row.key, row.saved), words(row.key, row.yours), row.who, row.at
            )
            for row in self.overtaken
        ]


def overtaken(row: Overtaken[Value], *, seen: int) -> Overtaken[Value] | None:
    """``row`` if it must not be written by who saw version ``seen``, else None.

    What is stored already may be sent again by anybody: a button pressed twice is no conflict.
    """
    return None if row.version == seen or row.saved == row.yours else row


def conflict_of(
    rows: Iterable[Overtaken[Value]],
    *,
    seen: Mapping[str, int],
    by: Callable[[str], Mark] = lambda key: (None, None),
) -> Conflict[Value] | None:
    """What of ``rows`` must not be written by who saw the versions ``seen`` (by key; 0 where it is
    missing), None when all may. ``by`` tells who saved a key and when: asked only when it matters.
    """
    late = [row for row in rows if overtaken(row, seen=seen.get(row.key, 0))]
    if not late:
        return None
    marked = ((row, *by(row.key)) for row in late)
    return Conflict(tuple(replace(row, who=who, at=at) for row, who, at in marked))
