"""The log as people read it: with the names that people have now, filtered, and as CSV."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.db.models import Q
from django.http import StreamingHttpResponse
from django.utils import timezone

from audit.models import Event, EventQuerySet, Kind
from audit.sheet import line

HEAD = ("When", "Who", "What", "About", "About whom", "Details")
AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Line:
    """One event in words."""

    event: Event
    who: str
    person: str
    detail: str


class FilterForm(forms.Form):
    """Which events to show."""

    kind = forms.ChoiceField(
        label="What", required=False, choices=[("", "Everything"), *Kind.choices]
    )
    about = forms.CharField(label="About", required=False, max_length=200)
    person = forms.CharField(label="Person", required=False, max_length=200)
    since = forms.DateField(
        label="From", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    until = forms.DateField(
        label="To", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    def apply(self, events: EventQuerySet) -> EventQuerySet:
        """Those events that fit; what is no filter filters nothing, and the form says so."""
        asked: dict[str, Any] = self.cleaned_data if self.is_valid() else {}
        if asked.get("kind"):
            events = events.filter(kind=asked["kind"])
        if asked.get("about"):
            events = events.filter(subject__icontains=asked["about"])
        if asked.get("person"):
            events = with_person(events, asked["person"])
        if asked.get("since"):
            events = events.since(asked["since"])
        if asked.get("until"):
            events = events.until(asked["until"])
        return events


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
    return StreamingHttpResponse(
        _rows(events),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{file_name}"'},
    )


def _rows(events: EventQuerySet) -> Iterator[str]:
    yield line(HEAD)
    some: list[Event] = []
    for event in events.iterator(chunk_size=AT_ONCE):
        some.append(event)
        if len(some) == AT_ONCE:
            yield from map(_cells, in_words(some))
            some = []
    yield from map(_cells, in_words(some))


def _cells(said: Line) -> str:
    event = said.event
    at = timezone.localtime(event.at).isoformat(timespec="seconds")
    kind = event.get_kind_display()
    return line((at, said.who, kind, event.subject, said.person, said.detail))


def _name(key: int | None, names: dict[int, str]) -> str:
    """The name that a person has now; the key of one who is gone."""
    if key is None:
        return ""
    return names.get(key, f"Person {key}, deleted")


def _detail(event: Event) -> str:
    return ", ".join(
        f"{name.replace('_', ' ')}: {value}" for name, value in sorted(event.detail.items())
    )
