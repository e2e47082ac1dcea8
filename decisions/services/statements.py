"""What all that people say has in common: how it is stored, told to the log, and kept from others."""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any, TypeVar

from accounts.models import User
from decisions.models import Statement
from decisions.step_edits import Said
from engine.fit.case import Given, GivenGate
from writing.conflict import Mark, Overtaken
from writing.models import Versioned

Value = TypeVar("Value")


class UnknownAnswer(ValueError):  # noqa: N818 - named for its reader, like Http404
    """The pinned edition has no such question, choice or gate."""


def fill(row: Statement, by: User, given: Given | GivenGate) -> None:
    """Put what was said, and by whom, into its row."""
    for name, value in (asdict(given) | {"evidence": given.evidence or ""}).items():
        setattr(row, name, value)
    row.answered_by = by


def plain(given: Said | None) -> dict[str, Any] | None:
    """What was said, for the log, without what is empty."""
    if given is None:
        return None
    return {name: value for name, value in asdict(given).items() if value}


def against(
    rows: Mapping[str, Versioned],
    before: Mapping[str, Value],
    changed: Mapping[str, Value | None],
    unsaid: int,
) -> list[Overtaken[Value]]:
    """What is stored beside what shall be stored, by key; ``unsaid`` is the version of what is not."""
    return [
        Overtaken(key, before.get(key), yours, rows[key].version if key in rows else unsaid)
        for key, yours in changed.items()
    ]


def marks(rows: Mapping[str, Statement]) -> Callable[[str], Mark]:
    """Who gave the stored answers, and when."""
    return lambda key: (
        (rows[key].answered_by, rows[key].answered_at) if key in rows else (None, None)
    )
