"""Threads as they are read: counted, listed, as data, and what waits for a person."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import CharField, Count, Exists, OuterRef, Prefetch, Q, QuerySet, UUIDField
from django.utils import timezone

from accounts.models import User
from reviews.models import About, Comment, Guest, Mention, Thread
from writing.prepared import Prepared, Slot


@dataclass(frozen=True, slots=True)
class Counts:
    """How many threads an assessment has: all, open ones, and open ones assigned to a person."""

    total: int
    open: int
    mine: int


def counts(assessment: UUID, person: User) -> Counts:
    """Of all threads of an assessment, in one query."""
    is_open = Q(resolved_at=None)
    found = Thread.objects.filter(assessment=assessment).aggregate(
        total=Count("pk"),
        open=Count("pk", filter=is_open),
        mine=Count("pk", filter=is_open & Q(assigned_to=person.pk)),
    )
    return Counts(**found)


def open_counts(assessment: UUID, about: About) -> dict[str, int]:
    """How many open threads there are about each thing of a kind, by its key, in one query."""
    rows = Thread.objects.open().filter(assessment=assessment, about=about).order_by()
    return dict(rows.values_list("key").annotate(found=Count("pk")))


def open_about(assessment: UUID, about: About, key: str) -> list[Thread]:
    """The open threads about one thing, in one query."""
    return list(_OPEN_ABOUT.all(assessment=assessment, about=about, key=key))


def _open_about() -> QuerySet[Thread]:
    rows = Thread.objects.open().filter(assessment=Slot("assessment", UUIDField()))
    return rows.about(Slot("about", CharField()), Slot("key", CharField()))


_OPEN_ABOUT = Prepared(_open_about)


def with_openings(threads: Iterable[Thread]) -> list[Thread]:
    """The threads, each with its first comment as ``opening``, in one query for all."""
    found = list(threads)
    rows = Comment.objects.filter(thread__in=found, number=1).select_related("writer", "guest")
    first = {row.thread_id: row for row in rows}
    for thread in found:
        thread.opening = first.get(thread.pk)  # type: ignore[attr-defined]
    return found


def comments_of(thread: Thread) -> list[Comment]:
    """All comments of a thread, with their writers and whom they mention."""
    mentions = Prefetch("mentions", Mention.objects.select_related("person"))
    return list(thread.comments.select_related("writer", "guest").prefetch_related(mentions))


def as_data(assessment: UUID) -> list[dict[str, Any]]:
    """Every thread of an assessment with its comments as plain data, first begun first: for JSON, versions
    and papers. Three queries, however many there are."""
    mentions = Prefetch("mentions", Mention.objects.select_related("person"))
    comments = Comment.objects.select_related("writer", "guest").prefetch_related(mentions)
    rows = Thread.objects.filter(assessment=assessment)
    rows = rows.select_related("started_by", "assigned_to", "resolved_by")
    rows = rows.prefetch_related(Prefetch("comments", comments)).order_by("started_at", "id")
    return [
        {
            "about": row.about,
            "key": row.key,
            "name": row.name,
            "asks": row.asks,
            "assigned_to": _name(row.assigned_to),
            "is_open": row.is_open,
            "resolved_by": _name(row.resolved_by),
            "resolved_at": _text(row.resolved_at),
            "comments": [_plain(comment) for comment in row.comments.all()],
        }
        for row in rows
    ]


def _plain(row: Comment) -> dict[str, Any]:
    return {
        "writer": str(row.by),
        # Only of a guest: what members said is the same data as before there were any.
        **_plain_link(row.guest),
        "written_at": _text(row.written_at),
        "edited_at": _text(row.edited_at),
        "removed_at": _text(row.removed_at),
        "text": row.text,
        "mentions": [str(mention.person) for mention in row.mentions.all()],
    }


def _plain_link(guest: Guest | None) -> dict[str, Any]:
    if guest is None:
        return {}
    version = {"on_version": guest.version_number} if guest.version_number else {}
    return {"by_link": guest.link_name, **version}


def _name(person: User | None) -> str:
    return str(person) if person else ""


def _text(moment: datetime | None) -> str:
    """By the clock of the site, whoever reads it."""
    zone = timezone.get_default_timezone()
    return timezone.localtime(moment, zone).isoformat(timespec="seconds") if moment else ""


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for a person, newest first: comments that mention them and were not seen, open threads
    that are assigned to them, those of these that ask them to answer a question, and what guests wrote last
    in open threads that nobody takes care of."""

    mentions: list[Mention]
    assigned: list[Thread]
    asked: list[Thread]
    by_link: list[Comment]


def waiting_for(person: User) -> Waiting:
    """All of it, in assessments that the person can read now; each row comes with its assessment. Three
    queries, however many there are. A guest waits for whoever owns the assessment and whoever made the link."""
    readable = Thread.objects.open().readable_by(person)
    mentions = Mention.objects.filter(
        person=person, seen_at=None, comment__thread__in=readable.order_by().values("pk")
    )
    mentions = mentions.select_related("comment__writer", "comment__thread__assessment")
    threads = list(readable.filter(assigned_to=person).select_related("started_by", "assessment"))
    return Waiting(
        mentions=list(mentions.order_by("-comment__written_at", "-pk")),
        assigned=[thread for thread in threads if not thread.asks],
        asked=[thread for thread in threads if thread.asks],
        by_link=_by_link(readable.filter(assigned_to=None), person),
    )


def _by_link(threads: QuerySet[Thread], person: User) -> list[Comment]:
    later = Comment.objects.filter(
        thread=OuterRef("thread"), number__gt=OuterRef("number"), removed_at=None
    )
    rows = Comment.objects.filter(
        ~Exists(later),
        Q(thread__assessment__owner=person) | Q(guest__link__made_by=person),
        thread__in=threads.order_by().values("pk"),
        writer=None,
        removed_at=None,
    )
    rows = rows.select_related("guest", "thread__assessment")
    return list(rows.order_by("-written_at", "-pk"))
