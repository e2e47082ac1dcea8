"""What people do with comments on an assessment: the rules are in ``reviews``, each leaves a line in the trail.

A line names what was commented, never a word of a comment: that goes when its writer removes it.
Comments are no inputs of the decision and no change of the assessment.
"""

from collections.abc import Callable, Iterable
from typing import Any

from django.db import transaction
from django.shortcuts import get_object_or_404

from accounts.models import User
from decisions.models import Activity, Assessment
from decisions.services.parts import last_change
from reviews import services
from reviews.models import Comment, Guest, Thread, Writer
from reviews.services import State, Target, Written
from writing.conflict import Conflict, Mark

CHANGES = ("comments_assigned", "comments_resolved", "comments_reopened")
"""What changes the version of a thread."""


@transaction.atomic
def write_comment(
    *, assessment: Assessment, by: Writer, target: Target, written: Written
) -> Thread:
    """A new thread about ``target``. Raises ``TooManyComments``, and ``Http404`` when the assessment was
    deleted meanwhile."""
    _lock(assessment)
    thread, is_new = services.begin(assessment=assessment.pk, target=target, by=by, written=written)
    if is_new:
        _note(assessment, by, thread, verb="comment_written")
    return thread


@transaction.atomic
def reply(*, assessment: Assessment, by: Writer, thread: Thread, written: Written) -> Comment:
    """A reply in a thread; that of a guest opens it again, so that it reaches somebody. Raises
    ``TooManyComments``."""
    comment, is_new = services.reply(thread=thread, by=by, written=written)
    if is_new:
        _note(assessment, by, thread, verb="comment_replied")
        if isinstance(by, Guest) and services.open_again(thread):
            _note(assessment, by, thread, verb="comments_reopened")
    return comment


@transaction.atomic
def edit_comment(
    *, assessment: Assessment, by: Writer, comment: Comment, text: str, seen: int
) -> Conflict[str] | None:
    """Another text for one's own comment. Raises ``CommentRemoved``."""
    conflict = services.edit(comment=comment, text=text, seen=seen)
    if conflict is None and comment.text != text:
        _note(assessment, by, comment.thread, verb="comment_edited")
    return conflict


@transaction.atomic
def remove_comment(*, assessment: Assessment, by: Writer, comment: Comment, seen: int) -> bool:
    """Take the text of a comment away: of one's own, or of a guest's. Whether it is."""
    removed = services.remove(comment=comment, seen=seen)
    if removed and comment.removed_at is None:
        _note(assessment, by, comment.thread, verb="comment_removed")
    return removed


@transaction.atomic
def assign(
    *, assessment: Assessment, by: User, thread: Thread, person: User | None, seen: int
) -> Conflict[State] | None:
    """Give a thread to somebody, or to nobody."""
    before, conflict = services.change(
        thread=thread, by=by, seen=seen, mark=_mark(assessment, thread), assigned_to=person
    )
    if conflict is None and before.assigned_to != person:
        _note(
            assessment, by, thread, verb="comments_assigned", **_sides(before.assigned_to, person)
        )
    return conflict


@transaction.atomic
def resolve(
    *,
    assessment: Assessment,
    by: User,
    thread: Thread,
    is_open: bool,
    seen: int,
    read: int | None = None,
) -> Conflict[State] | None:
    """Resolve a thread, or open it again. Raises ``UnreadReply`` for more comments than were ``read``."""
    before, conflict = services.change(
        thread=thread, by=by, seen=seen, mark=_mark(assessment, thread), read=read, is_open=is_open
    )
    if conflict is None and before.is_open != is_open:
        if is_open:
            _note(assessment, by, thread, verb="comments_reopened")
        else:
            _note(assessment, by, thread, verb="comments_resolved")
    return conflict


@transaction.atomic
def ask_colleague(
    *, assessment: Assessment, by: User, target: Target, person: User, written: Written
) -> Thread:
    """Ask somebody by mail to answer one question. Raises ``TooManyComments``."""
    _lock(assessment)
    thread, is_new = services.ask(
        assessment=assessment.pk, target=target, by=by, person=person, written=written
    )
    if is_new:
        _note(assessment, by, thread, verb="colleague_asked", **_sides(None, person))
    return thread


@transaction.atomic
def note_answered(*, assessment: Assessment, by: User, asked: Iterable[Thread]) -> None:
    """Resolve the threads that asked this person for an answer that is given now."""
    for thread in services.answered(asked=asked, by=by):
        _note(assessment, by, thread, verb="request_answered")


def _sides(old: User | None, new: User | None) -> dict[str, Any]:
    """Who took care and who does, by key: whoever is erased is named nowhere."""
    return {side: {"member": person and person.pk} for side, person in (("old", old), ("new", new))}


def _note(assessment: Assessment, by: Writer, thread: Thread, *, verb: str, **more: Any) -> None:
    detail = {"thread": str(thread.pk), "about": thread.about, "key": thread.key}
    detail |= {"name": thread.name, **more}
    who = {"guest": by} if isinstance(by, Guest) else {"who": by}
    Activity.objects.create(assessment=assessment, verb=verb, detail=detail, **who)


def _mark(assessment: Assessment, thread: Thread) -> Callable[[], Mark]:
    """Tells who changed the thread last, and when."""
    return lambda: last_change(assessment, *CHANGES, detail__thread=str(thread.pk))


def _lock(assessment: Assessment) -> None:
    rows = Assessment.objects.live().select_for_update().only("pk")
    get_object_or_404(rows, pk=assessment.pk)
