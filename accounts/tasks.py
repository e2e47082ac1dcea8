"""Work for the Celery worker; the work itself is in ``accounts.mails``."""

from collections.abc import Callable
from typing import Any

from celery import Task, shared_task
from django.utils import timezone

from accounts.mails import deliver, requeue_lost, send_text

PAUSES = (10, 20, 40, 80, 160)
"""Seconds before each further try while the mail server does not take a mail."""


@shared_task(bind=True, max_retries=len(PAUSES))
def mail_invitation(self: "Task[[str], None]", invitation_id: str) -> None:
    """Mail the invitation. Safe to run twice."""
    _until_taken(self, lambda last_try: deliver(invitation_id, last_try=last_try))


@shared_task(bind=True, max_retries=len(PAUSES))
def mail_text(self: "Task[[str, str, str], None]", subject: str, body: str, address: str) -> None:
    """Mail a text about signing in."""
    _until_taken(self, lambda last_try: send_text(subject, body, address, last_try=last_try))


@shared_task
def sweep_invitations() -> None:
    """Send the mails again whose message or run was lost."""
    for invitation_id in requeue_lost(timezone.now()):
        mail_invitation.delay(str(invitation_id))


def _until_taken(task: "Task[Any, None]", send: Callable[[bool], bool]) -> None:
    """Try now, and later when that failed. Without a broker nobody waits for a second try."""
    tried = task.request.retries
    last_try = bool(task.request.is_eager) or tried >= len(PAUSES)
    if not send(last_try):
        raise task.retry(countdown=PAUSES[tried])
