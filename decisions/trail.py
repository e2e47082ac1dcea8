"""The trail of an assessment as people and programs read it: who, when, what, and each value before and
now."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import StreamingHttpResponse
from django.utils import timezone

from accounts.models import User
from audit.reading import Cells, csv_file
from decisions.activity import sentence
from decisions.changed import Change, changes, members_of
from decisions.models import Activity, Assessment
from engine.model.ruleset import Ruleset

HEAD = ("When", "Who", "What", "Value", "Before", "Now")


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry in words."""

    row: Activity
    words: str
    changes: list[Change]


def entries(ruleset: Ruleset, rows: Iterable[Activity]) -> list[Entry]:
    """The entries in words; one query for the members that any of them names."""
    rows = list(rows)
    keys = {key for row in rows for key in members_of(row)}
    people = User.objects.filter(pk__in=keys) if keys else ()
    names = {person.pk: str(person) for person in people}
    return [Entry(row, sentence(ruleset, row), changes(ruleset, row, names)) for row in rows]


def as_data(assessment: Assessment) -> list[dict[str, Any]]:
    """The whole trail for a program, oldest first."""
    rows = assessment.activities.select_related("who", "guest").order_by("at", "pk")
    return [
        {
            "at": row.row.at.isoformat(timespec="seconds"),
            "who": row.row.who_name,
            "what": row.row.verb,
            "words": row.words,
            "changes": [
                {"name": one.name, "before": one.old, "now": one.new} for one in row.changes
            ],
        }
        for row in entries(assessment.edition.ruleset, rows)
    ]


def as_csv(ruleset: Ruleset, rows: QuerySet[Activity], file_name: str) -> StreamingHttpResponse:
    """The entries as a CSV file: a line for each value that changed, one for an entry without any."""
    return csv_file(
        HEAD, rows.select_related("who", "guest"), lambda some: _cells(ruleset, some), file_name
    )


def _cells(ruleset: Ruleset, rows: list[Activity]) -> Iterator[Cells]:
    for entry in entries(ruleset, rows):
        at = timezone.localtime(entry.row.at).isoformat(timespec="seconds")
        for one in entry.changes or [Change("", "", "")]:
            yield (at, entry.row.who_name, entry.words, one.name, one.old, one.new)
