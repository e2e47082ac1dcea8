"""What people do with comments: one function per use case, each inside the transaction of whoever calls it.

Who may do it, and what a comment can be about, ``decisions`` has said before.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from uuid import UUID, uuid5

from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone

from accounts.models import Mail, User
from accounts.tasks import hand_over
from reviews.models import Comment, Guest, Mention, Request, Thread, Writer
from reviews.tasks import mail_request
from writing.conflict import Conflict, Mark, Overtaken, conflict_of

MOST_LETTERS = 5_000
MOST_MENTIONS = 25
MOST_THREADS, MOST_COMMENTS = 1_000, 500
"""Threads of an assessment, and comments of a thread."""
OF_GUESTS, OF_LINK = 2, 10
"""One of so many at most: guests never take the last place from the team, nor those of one link from others."""


class TooManyComments(ValueError):  # noqa: N818 - named for its reader, like Http404
    """There would be more threads or comments than a page can be asked to show."""


class CommentRemoved(ValueError):  # noqa: N818 - named for its reader, like Http404
    """Its writer has removed the comment."""


class UnreadReply(Exception):  # noqa: N818 - named for its reader, like Http404
    """Somebody replied after the page was made."""


@dataclass(frozen=True, slots=True)
class Target:
    """What a thread is about: the kind, a key that tells it from others of the kind, and its name now."""

    about: str
    key: str
    name: str


@dataclass(frozen=True, slots=True)
class Written:
    """A comment as it was sent. All the same under the same ``key``, by the same person, is one comment."""

    text: str
    key: UUID
    mentions: tuple[User, ...] = ()


@dataclass(frozen=True, slots=True)
class State:
    """Who a thread is assigned to, and whether it is open."""

    assigned_to: User | None
    is_open: bool


def key_of(where: UUID, by: Writer, written: Written, assigned_to: User | None = None) -> UUID:
    """The key of a comment in a thread, or of a thread about something. Whoever goes back to a form that was
    sent, and sends other words or means other people, writes another comment: nothing typed is lost."""
    people = sorted(person.pk for person in written.mentions)
    meant = assigned_to.pk if assigned_to else ""
    return uuid5(where, f"{by.pk}:{written.key}:{meant}:{people}:{written.text}")


def about_in(assessment: UUID, target: Target) -> UUID:
    """What tells the threads about one thing in an assessment from those about another."""
    return uuid5(assessment, f"{target.about}:{target.key}")


def begin(
    *,
    assessment: UUID,
    target: Target,
    by: Writer,
    written: Written,
    assigned_to: User | None = None,
    asks: bool = False,
) -> tuple[Thread, bool]:
    """A thread with its first comment, and whether it is new. Raises ``TooManyComments``."""
    key = key_of(about_in(assessment, target), by, written, assigned_to)
    threads = Thread.objects.filter(assessment=assessment)
    if found := threads.filter(pk=key).first():
        return found, False
    openings = Comment.objects.filter(thread__assessment=assessment, number=1)
    if _is_full(openings, by, MOST_THREADS):
        raise TooManyComments
    thread = Thread.objects.create(
        pk=key,
        assessment_id=assessment,
        about=target.about,
        key=target.key,
        name=target.name,
        started_by=None if isinstance(by, Guest) else by,
        assigned_to=assigned_to,
        asks=asks,
        last_at=timezone.now(),
    )
    _add(thread, by, written)
    return thread, True


def reply(*, thread: Thread, by: Writer, written: Written) -> tuple[Comment, bool]:
    """A comment at the end of a thread, and whether it is new; whoever was mentioned in the thread and
    answers has seen that. Raises ``TooManyComments``."""
    locked = _lock(thread)
    key = key_of(locked.pk, by, written)
    if found := locked.comments.filter(pk=key).first():
        return found, False
    if _is_full(locked.comments.all(), by, MOST_COMMENTS):
        raise TooManyComments
    if not isinstance(by, Guest):
        see(thread=locked, person=by)
    return _add(locked, by, written), True


def _is_full(rows: QuerySet[Comment], by: Writer, most: int) -> bool:
    """Whether one more finds no place. What guests wrote and was removed takes none, so that the team can make
    room; but one link cannot fill a page with what it wrote and removed."""
    stand = Q(removed_at=None)
    link = by.link_id if isinstance(by, Guest) else None
    found: dict[str, int] = rows.order_by().aggregate(
        all=Count("pk", filter=stand | Q(guest=None)),
        of_guests=Count("pk", filter=stand & ~Q(guest=None)),
        of_link=Count("pk", filter=stand & Q(guest__link=link)),
        ever_of_link=Count("pk", filter=Q(guest__link=link)),
    )
    if not isinstance(by, Guest):
        return found["all"] >= most
    return (
        found["all"] >= most
        or max(found["of_guests"], found["ever_of_link"]) >= most // OF_GUESTS
        or found["of_link"] >= most // OF_LINK
    )


def _add(thread: Thread, by: Writer, written: Written) -> Comment:
    thread.count += 1
    thread.last_at = timezone.now()
    thread.save(update_fields=["count", "last_at"])
    comment = Comment.objects.create(
        pk=key_of(thread.pk, by, written),
        thread=thread,
        number=thread.count,
        writer=None if isinstance(by, Guest) else by,
        guest=by if isinstance(by, Guest) else None,
        text=written.text,
    )
    Mention.objects.bulk_create(
        Mention(comment=comment, person=person) for person in written.mentions
    )
    return comment


def edit(*, comment: Comment, text: str, seen: int) -> Conflict[str] | None:
    """Give a comment another text, unless that was done after the version ``seen``. The same again is no
    change. Raises ``CommentRemoved``."""
    stored = _lock_comment(comment)
    if stored.removed_at:
        raise CommentRemoved
    before = stored.text
    mark: Mark = (stored.writer, stored.edited_at)
    conflict = stored.change(seen=seen, by=lambda _: mark, text=text)
    if conflict is None and before != text:
        stored.edited_at = timezone.now()
        stored.save(update_fields=["edited_at"])
    return conflict


def remove(*, comment: Comment, seen: int) -> bool:
    """Take the text of a comment away, and whom it mentions; its place stays. Whether it is: not when it
    was changed after the version ``seen``."""
    stored = _lock_comment(comment)
    if stored.removed_at:
        return True
    if stored.version != seen:
        return False
    stored.text, stored.removed_at = "", timezone.now()
    stored.version += 1
    stored.save(update_fields=["text", "removed_at", "version"])
    stored.mentions.all().delete()
    return True


def change(
    *,
    thread: Thread,
    by: User,
    seen: int,
    mark: Callable[[], Mark],
    read: int | None = None,
    **to: User | bool | None,
) -> tuple[State, Conflict[State] | None]:
    """Assign the thread (``assigned_to``) or resolve or reopen it (``is_open``), unless somebody did
    either after the version ``seen``; ``mark`` tells who. What it was, and the conflict. Raises
    ``UnreadReply`` where there are more comments than the first ``read``, if given."""
    stored = _lock(thread)
    if read is not None and stored.count > read:
        raise UnreadReply
    before = State(stored.assigned_to, stored.is_open)
    after = State(
        **{"assigned_to": before.assigned_to, "is_open": before.is_open} | to  # type: ignore[arg-type]
    )
    late = [Overtaken("state", before, after, stored.version)] if before != after else []
    conflict = conflict_of(late, seen={"state": seen}, by=lambda _: mark())
    if late and conflict is None:
        _put(stored, by, after)
    return before, conflict


def open_again(thread: Thread) -> bool:
    """Open a thread in which somebody has more to say who resolves nothing; whether it was resolved."""
    stored = _lock(thread)
    if stored.is_open:
        return False
    _put(stored, None, State(stored.assigned_to, is_open=True))
    return True


def _put(thread: Thread, by: User | None, state: State) -> None:
    if thread.is_open != state.is_open:
        thread.resolved_at = None if state.is_open else timezone.now()
        thread.resolved_by = None if state.is_open else by
    if thread.assigned_to != state.assigned_to:
        thread.assigned_to = state.assigned_to
        thread.assigned_at, thread.assigned_by = timezone.now(), by
    thread.version += 1
    thread.save(
        update_fields=[
            *("assigned_to", "assigned_at", "assigned_by"),
            *("resolved_at", "resolved_by", "version"),
        ]
    )


def see(*, thread: Thread, person: User, read: int | None = None) -> None:
    """Note that somebody has seen where the thread mentions them: in the first ``read`` comments, if given."""
    unseen = Mention.objects.filter(comment__thread=thread, person=person, seen_at=None)
    unseen = unseen if read is None else unseen.filter(comment__number__lte=read)
    unseen.update(seen_at=timezone.now())


def ask(
    *, assessment: UUID, target: Target, by: User, person: User, written: Written
) -> tuple[Thread, bool]:
    """Ask somebody by mail to answer one question: a thread assigned to them, open until they answer or
    somebody resolves it. Raises ``TooManyComments``."""
    thread, is_new = begin(
        assessment=assessment, target=target, by=by, written=written, assigned_to=person, asks=True
    )
    if is_new:
        request = Request.objects.create(
            thread=thread, person=person, asked_by=by, mail=Mail.QUEUED, mail_at=timezone.now()
        )
        transaction.on_commit(partial(hand_over, mail_request, request.pk))
    return thread, is_new


def answered(*, asked: Iterable[Thread], by: User) -> list[Thread]:
    """Resolve those threads that still ask this person; these."""
    done = []
    for thread in asked:
        stored = _lock(thread)
        if stored.is_open and stored.asks and stored.assigned_to_id == by.pk:
            _put(stored, by, State(stored.assigned_to, is_open=False))
            done.append(stored)
    return done


def _lock(thread: Thread) -> Thread:
    rows = Thread.objects.select_for_update(of=("self",)).select_related("assigned_to")
    return get_object_or_404(rows, pk=thread.pk)


def _lock_comment(comment: Comment) -> Comment:
    rows = Comment.objects.select_for_update(of=("self",)).select_related("writer")
    return get_object_or_404(rows, pk=comment.pk)
