"""Work for the Celery worker, one line each; the work itself is in ``reviews.mails``."""

from celery import Task, shared_task
from django.utils import timezone

from accounts.mails import requeue_lost
from accounts.tasks import PAUSES, until_taken
from reviews.mails import deliver_request
from reviews.models import Request


@shared_task(bind=True, max_retries=len(PAUSES))
def mail_request(self: "Task[[str], None]", request_id: str) -> None:
    """Mail that somebody is asked to answer a question. Safe to run twice."""
    until_taken(self, lambda last_try: deliver_request(request_id, last_try=last_try))


@shared_task
def sweep_requests() -> None:
    """Send those mails again whose message or run was lost."""
    for request_id in requeue_lost(Request.objects.due(), timezone.now()):
        mail_request.delay(str(request_id))
