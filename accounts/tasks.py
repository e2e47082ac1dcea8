"""Work for the Celery worker; the work itself is in ``accounts.mails``."""

import logging
from collections.abc import Callable
from typing import Any
from uuid import UUID

from celery import Task, shared_task
from django.utils import timezone
from kombu.exceptions import OperationalError

from accounts.mails import deliver, deliver_letter, requeue_lost
from accounts.models import Invitation, Letter

log = logging.getLogger(__name__)

PAUSES = (10, 20, 40, 80, 160)
"""Seconds before each further try while the mail server does not take a mail."""


@shared_task(bind=True, max_retries=len(PAUSES))
def mail_invitation(self: "Task[[str], None]", invitation_id: str) -> None:
    """Mail the invitation. Safe to run twice."""
    until_taken(self, lambda last_try: deliver(invitation_id, last_try=last_try))


@shared_task(bind=True, max_retries=len(PAUSES))
def mail_letter(self: "Task[[str], None]", letter_id: str) -> None:
    """Mail a letter about signing in. Safe to run twice."""
    until_taken(self, lambda last_try: deliver_letter(letter_id, last_try=last_try))


@shared_task
def sweep_mails() -> None:
    """Send the mails again whose message or run was lost."""
    now = timezone.now()
    for invitation_id in requeue_lost(Invitation.objects.open(), now):
        mail_invitation.delay(str(invitation_id))
    for letter_id in requeue_lost(Letter.objects.all(), now):
        mail_letter.delay(str(letter_id))


def hand_over(job: "Task[[str], None]", key: UUID) -> None:
    """Give a job that is a row to a worker. Where the broker does not answer it waits for the sweep."""
    try:
        job.delay(str(key))
    except OperationalError:
        log.exception("The broker does not answer; mail %s waits for the sweep", key)


def until_taken(task: "Task[Any, None]", send: Callable[[bool], bool]) -> None:
    """Try now, and later when that failed. Without a broker nobody waits for a second try, and the mail is
    made while somebody waits for a page: it tells its days by the clock of the site all the same."""
    tried = task.request.retries
    last_try = bool(task.request.is_eager) or tried >= len(PAUSES)
    with timezone.override(None):
        is_done = send(last_try)
    if not is_done:
        raise task.retry(countdown=PAUSES[tried])
