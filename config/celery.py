"""The Celery application. Without a broker, jobs run in the web process (eager mode)."""

import os
import sys
from logging.config import dictConfig
from pathlib import Path
from tempfile import gettempdir
from typing import Any

from celery import Celery
from celery.signals import (
    beat_init,
    before_task_publish,
    celeryd_init,
    heartbeat_sent,
    setup_logging,
)
from django.conf import settings
from django_structlog.celery.steps import DjangoStructLogInitStep

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("sourcing_decisions")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.steps["worker"].add(DjangoStructLogInitStep)

ALIVE = Path(gettempdir(), "alive")
"""Touched by a worker that reaches the broker, and by a scheduler that sends: the health checks of
their containers look how old it is."""


@setup_logging.connect
def _log_as_the_site_does(**kwargs: Any) -> None:
    dictConfig(settings.LOGGING)


@celeryd_init.connect
@beat_init.connect
def _stop_without_a_broker(**kwargs: Any) -> None:
    """It would wait for jobs that never come."""
    if not settings.REDIS_URL:
        sys.exit(
            "REDIS_URL is empty: jobs run in the web process, and nothing is left for a worker."
        )


def _touch(**kwargs: Any) -> None:
    ALIVE.touch()


heartbeat_sent.connect(_touch)


@beat_init.connect
def _touch_when_sending(**kwargs: Any) -> None:
    before_task_publish.connect(_touch)
