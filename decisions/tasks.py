"""Work for the Celery worker, one line each; the work itself is in ``decisions.papers`` and
``decisions.digests``."""

from uuid import UUID

from celery import Task, shared_task
from django.utils import timezone

from accounts import mails
from accounts.tasks import PAUSES, hand_over, until_taken
from decisions.deleted import remove_old, remove_old_links
from decisions.digests import deliver_digest, queue_digests
from decisions.papers import clear_out, complete, requeue_lost
from reviews.models import Digest


@shared_task(bind=True)
def render_paper(self: "Task[[str], None]", paper_id: str) -> None:
    """Make the paper. Safe to run twice."""
    complete(paper_id, redelivered=bool((self.request.delivery_info or {}).get("redelivered")))


@shared_task
def sweep_papers() -> None:
    """Send the papers again whose message or run was lost."""
    for paper_id in requeue_lost(timezone.now()):
        render_paper.delay(paper_id)


@shared_task
def clear_papers() -> None:
    """Remove the files of papers that nobody needs any more."""
    clear_out(timezone.now())


@shared_task
def remove_deleted() -> None:
    """Remove for good what was deleted, and links that ended, long enough ago."""
    remove_old(timezone.now())
    remove_old_links(timezone.now())


@shared_task(bind=True, max_retries=len(PAUSES))
def mail_digest(self: "Task[[str], None]", digest_id: str) -> None:
    """Mail to one person what is new about one assessment. Safe to run twice."""
    until_taken(self, lambda last_try: deliver_digest(digest_id, last_try=last_try))


@shared_task
def mail_digests() -> None:
    """Queue the daily mails of all people for whom it is 7 o'clock or later."""
    queue_digests(timezone.now(), _hand_over)


def _hand_over(digest: UUID) -> None:
    hand_over(mail_digest, digest)


@shared_task
def sweep_digests() -> None:
    """Send the daily mails again whose message or run was lost."""
    for digest_id in mails.requeue_lost(Digest.objects.due(), timezone.now()):
        mail_digest.delay(str(digest_id))
