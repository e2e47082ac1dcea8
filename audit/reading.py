"""The log as people read it: with the names that people have now, filtered, and as CSV."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any, TypeVar

from django import forms
from django.contrib.auth import get_user_model
from django.db.models import Model, Q, QuerySet
from django.http import QueryDict, StreamingHttpResponse
from django.utils import timezone

from audit.models import Event, EventQuerySet, Kind
from audit.sheet import line

Row = TypeVar("Row", bound=Model)
Rows = TypeVar("Rows", bound=QuerySet[Any])
Cells = Sequence[object]
HEAD = ("When", "Who", "What", "About", "About whom", "Details")
AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Line:
    """One event in words."""

    event: Event
    who: str
    person: str
    detail: str


class DaysForm(forms.Form):
    """From which day to which."""

    since = forms.DateField(
        label="From", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    until = forms.DateField(
        label="To", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    @property
    def asked(self) -> dict[str, Any]:
        """What is asked for; what is no filter filters nothing, and the form says so."""
        return self.cleaned_data if self.is_valid() else {}

    def within(self, rows: Rows) -> Rows:
        """Those that happened on these days, by the reader's clock."""
        if self.asked.get("since"):
            rows = rows.filter(at__date__gte=self.asked["since"])
        if self.asked.get("until"):
            rows = rows.filter(at__date__lte=self.asked["until"])
        return rows


class FilterForm(DaysForm):
    """Which events to show."""

    field_order = ("kind", "about", "person", "since", "until")
    kind = forms.ChoiceField(
        label="What", required=False, choices=[("", "Everything"), *Kind.choices]
    )
    about = forms.CharField(label="About", required=False, max_length=200)
    person = forms.CharField(label="Person", required=False, max_length=200)

    def apply(self, events: EventQuerySet) -> EventQuerySet:
        """Those events that fit."""
        asked = self.asked
        if asked.get("kind"):
            events = events.filter(kind=asked["kind"])
        if asked.get("about"):
            events = events.filter(subject__icontains=asked["about"])
        if asked.get("person"):
            events = with_person(events, asked["person"])
        return self.within(events)


def with_person(events: Any, name: str) -> Any:
    """Those by or about people who are called so now: by their name, or by the begin of the address of one
    who has none."""
    called = Q(name__icontains=name) | Q(name="", email__istartswith=name)
    people = get_user_model().objects.filter(called).values("pk")
    return events.filter(Q(by__in=people) | Q(person__in=people))


def in_words(events: Iterable[Event]) -> list[Line]:
    """The events with the names of the people they are about, in one query for all."""
    events = list(events)
    keys = {key for event in events for key in (event.by, event.person) if key is not None}
    names = {person.pk: str(person) for person in get_user_model().objects.filter(pk__in=keys)}
    return [
        Line(event, _name(event.by, names), _name(event.person, names), _detail(event))
        for event in events
    ]


def as_csv(events: EventQuerySet, file_name: str) -> StreamingHttpResponse:
    """All of the events as a file, line by line."""
    return csv_file(HEAD, events, lambda some: map(_cells, in_words(some)), file_name)


def csv_file(
    head: Cells,
    rows: QuerySet[Row],
    cells: Callable[[list[Row]], Iterable[Cells]],
    file_name: str,
) -> StreamingHttpResponse:
    """The rows as a CSV file, sent while they are read; ``cells`` makes lines of some of them at a time."""

    def lines() -> Iterator[str]:
        yield line(head)
        found = rows.iterator(chunk_size=AT_ONCE)
        while some := list(islice(found, AT_ONCE)):
            yield from map(line, cells(some))

    return StreamingHttpResponse(
        lines(),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{file_name}"'},
    )


def a_page(rows: QuerySet[Row], asked: QueryDict, most: int) -> tuple[list[Row], str, int | None]:
    """The newest of the rows, by their keys, or those older than the one that the address names in
    ``before``; the filters of the address; and what it must name for still older ones, None without any."""
    before = asked.get("before", "")
    if before.isascii() and before.isdecimal() and len(before) < len(str(2**63)):
        rows = rows.filter(pk__lt=int(before))
    found = list(rows.order_by("-pk")[: most + 1])
    query = asked.copy()
    query.pop("before", None)
    last = found[most - 1].pk if len(found) > most else None
    return found[:most], query.urlencode(), last


def _cells(said: Line) -> Cells:
    event = said.event
    at = timezone.localtime(event.at).isoformat(timespec="seconds")
    kind = event.get_kind_display()
    return (at, said.who, kind, event.subject, said.person, said.detail)


def _name(key: int | None, names: dict[int, str]) -> str:
    """The name that a person has now; the key of one who is gone."""
    if key is None:
        return ""
    return names.get(key, f"Person {key}, deleted")


def _detail(event: Event) -> str:
    return ", ".join(
        f"{name.replace('_', ' ')}: {_said(value)}" for name, value in sorted(event.detail.items())
    )


def _said(value: Any) -> Any:
    """A moment by the reader's clock, everything else as it was noted."""
    try:
        moment = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        return value
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}" if moment.tzinfo else value
