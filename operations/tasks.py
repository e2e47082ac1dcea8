"""Work for the Celery worker, one line each."""

from celery import shared_task
from django.core.management import call_command

from operations.pulses import give_sign


@shared_task
def pulse(queue: str) -> None:
    """Say that scheduler and worker are alive."""
    give_sign(queue)


@shared_task
def clear_sessions() -> None:
    """Delete the sessions whose time is over: nobody can use them, and their table grows."""
    call_command("clearsessions")
