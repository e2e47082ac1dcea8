"""What the team said in comments: the open threads, then the resolved ones, each with who said it and when."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from report.document import Block, Heading, Paragraph, Section
from report.messages import Message, ShortDay, joined, say
from report.subject import Subject

Thread = Mapping[str, Any]
"""As ``reviews.reading.as_data`` gives it."""


def comments(subject: Subject) -> Iterator[Section]:
    """All threads; nothing where nobody said anything."""
    rows = subject.comments
    for key, some in (
        ("open", [row for row in rows if row["is_open"]]),
        ("resolved", [row for row in rows if not row["is_open"]]),
    ):
        if some:
            blocks = [block for row in some for block in _thread(row)]
            yield Section(f"comments-{key}", say(f"comments.{key}", count=len(some)), blocks)


def _thread(row: Thread) -> Iterator[Block]:
    kind = say(f"comments.about.{row['about']}", name=row["name"])
    yield Heading(kind)
    if state := _state(row):
        yield Paragraph(joined(state), look="note")
    for said in row["comments"]:
        yield Paragraph(_head(said), look="note")
        lines = [line for line in said["text"].split("\n") if line.strip()]
        yield from (Paragraph(line) for line in lines)


def _state(row: Thread) -> Sequence[Message]:
    """Who takes care of it, and who resolved it."""
    found = []
    if row["assigned_to"]:
        key = "asked" if row["asks"] else "assigned"
        found.append(say(f"comments.{key}", who=row["assigned_to"]))
    if not row["is_open"]:
        day = _day(row["resolved_at"])
        found.append(say("comments.done", who=row["resolved_by"], day=day))
    return found


def _head(said: Mapping[str, Any]) -> Message:
    when = {"day": _day(said["written_at"]), "time": said["written_at"][11:16]}
    if said["removed_at"]:
        key = "taken_away" if said.get("by_link") else "removed"
        return say(f"comments.{key}", who=said["writer"], **when)
    key = "edited" if said["edited_at"] else "said"
    return say(f"comments.{key}", who=said["writer"], **when)


def _day(moment: str) -> ShortDay:
    return ShortDay(date.fromisoformat(moment[:10]))
