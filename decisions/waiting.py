"""What needs a person today, in all assessments that they may read."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import User
from decisions.access import readable
from decisions.activity import action_words
from decisions.models import ActionItem, Assessment, Paper
from reviews.reading import Waiting, waiting_for

SOON = timedelta(days=7)
"""An action is told of so long before its day, and a paper so long after it was made."""
AT_MOST = 8
"""So many rows of a kind; the pages behind have all."""


@dataclass(frozen=True, slots=True)
class Due:
    """An action of the person's that is due soon or was."""

    item: ActionItem
    words: str
    is_overdue: bool


@dataclass(frozen=True, slots=True)
class Today:
    """What needs the person, newest or most urgent first; and the assessments they have open."""

    said: Waiting
    due: list[Due]
    papers: list[Paper]
    open: list[Assessment] = field(default_factory=list)

    @property
    def is_quiet(self) -> bool:
        """Whether nothing waits."""
        said = self.said
        return not (said.mentions or said.assigned or said.asked or self.due or self.papers)


def today_for(person: User, on: date) -> Today:
    """All of it in a handful of queries, however many assessments there are."""
    mine = readable(person)
    return Today(
        said=waiting_for(person),
        due=_due(person, mine, on),
        papers=_papers(person, mine),
        open=list(
            mine.filter(owner=person, finished_at=None)
            .select_related("edition")
            .defer("weights", "edition__definition")
            .order_by("-updated_at", "id")[:AT_MOST]
        ),
    )


def _due(person: User, mine: QuerySet[Assessment], on: date) -> list[Due]:
    rows = ActionItem.objects.overdue(on + SOON).filter(member=person, assessment__in=mine)
    rows = rows.select_related("assessment__edition").defer("assessment__edition__definition")
    return [
        Due(row, action_words(row.assessment.edition.ruleset, row.key, row.text), row.due < on)
        for row in rows.order_by("due", "id")[:AT_MOST]
        if row.due
    ]


def _papers(person: User, mine: QuerySet[Assessment]) -> list[Paper]:
    """Papers that the person asked for: those under way, and those of the last days."""
    rows = Paper.objects.filter(
        requested_by=person,
        version__assessment__in=mine,
        queued_at__gte=timezone.now() - SOON,
    )
    rows = rows.select_related("version__assessment").defer("version__snapshot")
    return list(rows.order_by("-queued_at")[:AT_MOST])
