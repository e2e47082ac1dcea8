"""The signs of life of scheduler and workers: given every minute, missed after five.

The scheduler sends each queue a job that does nothing but say when it was done. It overtakes
what waits, so a queue that is long is not taken for one that nobody serves.
"""

from datetime import datetime, timedelta
from typing import NamedTuple

from django.conf import settings
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone

from operations.models import Pulse

SILENT_AFTER = timedelta(minutes=5)
"""Longer than a job may take (two minutes), in which a worker with one process gives no sign."""

USUAL_WAIT = timedelta(seconds=30)


class Silence(NamedTuple):
    """A queue that nobody serves, and when somebody last did; never where that is None."""

    queue: str
    since: datetime | None


def give_sign(queue: str) -> None:
    """Note that a job of this queue was sent and done. The clock is that of the database: those of the
    machines that give signs and of those that look may differ."""
    Pulse.objects.update_or_create(queue=queue, defaults={"at": Now()})


def silence_of(queue: str) -> Silence | None:
    """Since when nobody does the jobs of this queue; None as long as somebody does, and where jobs
    are done in the web process."""
    if settings.CELERY_TASK_ALWAYS_EAGER:
        return None
    seen = Pulse.objects.annotate(lately=Q(at__gte=Now() - SILENT_AFTER))
    last, lately = seen.filter(pk=queue).values_list("at", "lately").first() or (None, False)
    return None if lately else Silence(queue, last)


def silence_met(queue: str, waits_since: datetime | None) -> Silence | None:
    """The silence that keeps somebody waiting who has waited longer than a job usually does."""
    if waits_since is None or waits_since > timezone.now() - USUAL_WAIT:
        return None
    return silence_of(queue)


def silences() -> list[Silence]:
    """All queues that nobody serves."""
    queues = [queue.name for queue in settings.CELERY_TASK_QUEUES]
    return [found for queue in queues if (found := silence_of(queue))]
