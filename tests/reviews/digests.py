"""What the tests of daily mails share: a clock, and what happened by it."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any
from uuid import UUID, uuid4

from django.utils import timezone

from accounts.models import User
from decisions.digests import deliver_digest, queue_digests
from decisions.models import ActionItem, Assessment
from decisions.services import comments as services
from reviews.models import Comment, Digest, Thread
from reviews.services import Written

SEVEN = datetime(2027, 3, 10, 7, tzinfo=UTC)
"""7 o'clock where people have no clock of their own."""
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
BEFORE = SEVEN - HOUR
WORDS = "Ms Ortmann earns 81,300"
"""What a comment says, and no mail."""


def written_at(thread: Thread, moment: datetime) -> Thread:
    """Let the last comment of the thread have been written then."""
    last = Comment.objects.filter(thread=thread).order_by("-number")[:1].values("pk")
    Comment.objects.filter(pk__in=last).update(written_at=moment)
    return thread


def reply(thread: Thread, by: User, moment: datetime = BEFORE, *mentions: User) -> Thread:
    """Reply in a thread at a moment."""
    services.reply(
        assessment=thread.assessment,
        by=by,
        thread=thread,
        written=Written(WORDS, uuid4(), mentions),
    )
    return written_at(thread, moment)


def assign(thread: Thread, by: User, person: User, moment: datetime = BEFORE) -> Thread:
    """Give the thread to somebody at a moment."""
    thread.refresh_from_db()
    conflict = services.assign(
        assessment=thread.assessment, by=by, thread=thread, person=person, seen=thread.version
    )
    assert conflict is None
    Thread.objects.filter(pk=thread.pk).update(assigned_at=moment)
    return thread


def action(assessment: Assessment, member: User, due: date, **fields: Any) -> ActionItem:
    """An action of the assessment's own for a member."""
    given = {"text": "Ask HR", "changed_by": member} | fields
    return ActionItem.objects.create(assessment=assessment, member=member, due=due, **given)


def next_morning() -> datetime:
    """7 o'clock tomorrow where people have no clock of their own: whatever the time is now, what was written
    an hour ago is news then, and a mail is due."""
    tomorrow = timezone.now().astimezone(UTC).date() + DAY
    return datetime.combine(tomorrow, SEVEN.timetz())


def leave(key: UUID) -> None:
    """Hand nothing over: the mail waits."""


def send_now(key: UUID) -> None:
    """Send it at once."""
    deliver_digest(str(key), last_try=True)


def mails_at(
    now: datetime,
    run: Callable[..., Any],
    hand_over: Callable[[UUID], None] = send_now,
) -> int:
    """What the scheduler does at a moment: how many mails are queued, and handed over."""
    with run(execute=True):
        made = queue_digests(now, hand_over)
    # The row is claimed by the clock of the machine; what is sent on a day is sent at this moment.
    just_now = (timezone.now() - HOUR, timezone.now())
    Digest.objects.filter(mail_at__range=just_now).update(mail_at=now)
    return made


def html_of(sent: Any) -> str:
    """The second form of a mail in the outbox."""
    return str(sent.alternatives[0][0])


def parsed(text: str) -> EmailMessage:
    """A mail as a mail program reads it."""
    found = message_from_bytes(text.encode(), policy=default)
    assert isinstance(found, EmailMessage)
    return found
