"""Work for the Celery worker; the work itself is in ``accounts.mails``."""

from celery import Task, shared_task
from django.utils import timezone

from accounts.mails import deliver, requeue_lost

PAUSES = (10, 20, 40, 80, 160)
"""Seconds before each further try while the mail server does not take a mail."""


@shared_task(bind=True, max_retries=len(PAUSES))
def mail_invitation(self: "Task[[str], None]", invitation_id: str) -> None:
    """Mail the invitation. Safe to run twice. Without a broker nobody waits for a second try."""
    tried = self.request.retries
    last_try = bool(self.request.is_eager) or tried >= len(PAUSES)
    if not deliver(invitation_id, last_try=last_try):
        raise self.retry(countdown=PAUSES[tried])


@shared_task
def sweep_invitations() -> None:
    """Send the mails again whose message or run was lost."""
    for invitation_id in requeue_lost(timezone.now()):
        mail_invitation.delay(str(invitation_id))
