"""What is new for people in comments: who mentioned them, who answered them, what was given to them, and what
guests wrote who came by a link of theirs or to an assessment of theirs."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from django.db.models import F, Max, QuerySet

from reviews.models import Comment, Guest, Thread, Writer

Pair = tuple[int, UUID]
"""A person and an assessment, by their keys."""


@dataclass(frozen=True, slots=True)
class News:
    """One thing that somebody else did, and when: a comment with a number in its thread, or the thread itself
    was assigned."""

    kind: Literal["mention", "reply", "assigned", "by_link"]
    at: datetime
    by: Writer
    thread: Thread
    number: int = 0


def news_after(moment: datetime, of: UUID | None = None) -> dict[Pair, list[News]]:
    """What is new since then in open threads for each person and assessment, oldest first, and was not seen;
    of one assessment where one is given. Four queries, however many there are.

    Whether the person may read it is not asked here.
    """
    threads = Thread.objects.open().filter(assessment__deleted_at=None)
    if of:
        threads = threads.filter(assessment=of)
    found: dict[Pair, list[News]] = defaultdict(list)
    for person, row in (*_comments(threads, moment), *_assigned(threads, moment)):
        found[person, row.thread.assessment_id].append(row)
    for rows in found.values():
        rows.sort(key=lambda row: (row.at, row.number))
    return dict(found)


def _assigned(threads: QuerySet[Thread], moment: datetime) -> Iterator[tuple[int, News]]:
    rows = threads.filter(assigned_at__gt=moment).exclude(assigned_to=None)
    for row in rows.exclude(assigned_by=F("assigned_to")).select_related("assigned_by"):
        if row.assigned_to_id and row.assigned_at and row.assigned_by:
            yield row.assigned_to_id, News("assigned", row.assigned_at, row.assigned_by, row)


def _comments(threads: QuerySet[Thread], moment: datetime) -> Iterator[tuple[int, News]]:
    rows = Comment.objects.filter(thread__in=threads.order_by().values("pk"), removed_at=None)
    rows = rows.filter(written_at__gt=moment).order_by("written_at", "pk")
    last = _last_of(rows)
    rows = rows.select_related("writer", "guest__link", "thread").prefetch_related("mentions")
    rows = rows.annotate(owner=F("thread__assessment__owner"))
    for row in rows.defer("text"):  # which is told to nobody
        seen = {mention.person_id: mention.seen_at for mention in row.mentions.all()}
        for person, at in seen.items():
            if at is None and person != row.writer_id:
                yield person, News("mention", row.written_at, row.by, row.thread, row.number)
        answered = _answered_by(row, last[row.thread_id]) - seen.keys()
        for person in answered:
            yield person, News("reply", row.written_at, row.by, row.thread, row.number)
        for person in _hosts_of(row, last[row.thread_id]) - answered:
            yield person, News("by_link", row.written_at, row.by, row.thread, row.number)


def _hosts_of(row: Comment, last: dict[int, int]) -> set[int]:
    """Whom a guest's comment is for, also where nobody else has written: who owns the assessment and who made
    the link, if they have not written since."""
    if not isinstance(row.by, Guest):
        return set()
    link = row.by.link
    owner: int = row.owner  # type: ignore[attr-defined]
    hosts = {owner} | ({link.made_by_id} if link else set())
    return {person for person in hosts if last.get(person, 0) < row.number}


def _last_of(comments: QuerySet[Comment]) -> dict[UUID, dict[int, int]]:
    """Of the threads of these comments, which members wrote in them, and the number of what they wrote last."""
    threads = comments.order_by().values("thread")
    rows = Comment.objects.filter(thread__in=threads).exclude(writer=None).order_by()
    last: dict[UUID, dict[int, int]] = defaultdict(dict)
    found = rows.values("thread", "writer").annotate(last=Max("number"))
    for thread, writer, number in found.values_list("thread", "writer", "last"):
        last[thread][writer] = number
    return last


def _answered_by(row: Comment, last: dict[int, int]) -> set[int]:
    """Whom this comment answers: those who wrote before it and not since, and whoever had the thread then."""
    thread, number = row.thread, row.number
    if number == 1:
        return set()
    people = {person for person, mine in last.items() if mine < number}
    mine, since = thread.assigned_to_id, thread.assigned_at
    if mine and last.get(mine, 0) < number and (since is None or since < row.written_at):
        people.add(mine)
    return {person for person in people if person != row.writer_id}
