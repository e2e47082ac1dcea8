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
"""So many rows of a kind; how many more wait is said."""
EVERYTHING = 1_000
"""So many where somebody asks for all."""


@dataclass(frozen=True, slots=True)
class Due:
    """An action of the person's that is due soon or was."""

    item: ActionItem
    words: str
    is_overdue: bool


@dataclass(frozen=True, slots=True)
class Today:
    """What needs the person, newest or most urgent first, at most so many of a kind; and the assessments
    they have open."""

    said: Waiting
    due: list[Due]
    more_due: int
    papers: list[Paper]
    open: list[Assessment] = field(default_factory=list)
    at_most: int = AT_MOST

    @property
    def more_asked(self) -> int:
        """How many questions are asked beside those that are listed."""
        return max(len(self.said.asked) - self.at_most, 0)

    @property
    def more_said(self) -> int:
        """The same of comments."""
        lists = (self.said.assigned, self.said.mentions, self.said.by_link)
        return sum(max(len(rows) - self.at_most, 0) for rows in lists)

    @property
    def is_quiet(self) -> bool:
        """Whether nothing waits."""
        said = self.said
        waits = (said.mentions, said.assigned, said.asked, said.by_link, self.due, self.papers)
        return not any(waits)


def today_for(person: User, on: date, at_most: int = AT_MOST) -> Today:
    """All of it in a handful of queries, however many assessments there are."""
    mine = readable(person)
    due, more = _due(person, mine, on, at_most)
    return Today(
        said=waiting_for(person),
        due=due,
        more_due=more,
        papers=_papers(person, mine, at_most),
        open=list(
            mine.filter(owner=person, finished_at=None)
            .select_related("edition")
            .defer("weights", "edition__definition")
            .order_by("-updated_at", "id")[:at_most]
        ),
        at_most=at_most,
    )


def _due(person: User, mine: QuerySet[Assessment], on: date, at_most: int) -> tuple[list[Due], int]:
    """The most urgent, and how many there are beside these."""
    rows = ActionItem.objects.overdue(on + SOON).filter(member=person, assessment__in=mine)
    rows = rows.select_related("assessment__edition").defer("assessment__edition__definition")
    found = [
        Due(row, action_words(row.assessment.edition.ruleset, row.key, row.text), row.due < on)
        for row in rows.order_by("due", "id")[:at_most]
        if row.due
    ]
    return found, rows.count() - at_most if len(found) == at_most else 0


def _papers(person: User, mine: QuerySet[Assessment], at_most: int) -> list[Paper]:
    """Papers that the person asked for: those under way, and those of the last days."""
    rows = Paper.objects.filter(
        requested_by=person,
        version__assessment__in=mine,
        queued_at__gte=timezone.now() - SOON,
    )
    rows = rows.select_related("version__assessment").defer("version__snapshot")
    return list(rows.order_by("-queued_at")[:at_most])
