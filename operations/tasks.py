"""Work for the Celery worker, one line each."""

from celery import shared_task

from operations.pulses import give_sign


@shared_task
def pulse(queue: str) -> None:
    """Say that scheduler and worker are alive."""
    give_sign(queue)
