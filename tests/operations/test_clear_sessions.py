"""Sessions whose time is over go by themselves, once a day."""

from collections import Counter
from copy import copy
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from celery.schedules import crontab, maybe_schedule
from django.conf import settings
from django.contrib.sessions.models import Session
from django.utils import timezone

from accounts.retention import clear_out_daily
from decisions.tasks import clear_papers, remove_deleted
from operations.tasks import clear_sessions


@pytest.mark.django_db
def test_sessions_go_when_their_time_is_over_and_not_before(alices, bobs):
    over = Session.objects.get(session_key=alices.session.session_key)
    Session.objects.filter(pk=over.pk).update(expire_date=timezone.now() - timedelta(seconds=1))
    clear_sessions()
    assert [row.pk for row in Session.objects.all()] == [bobs.session.session_key]


DAILY = {task.name for task in (clear_sessions, clear_papers, clear_out_daily, remove_deleted)}


def _copy_of(schedule: Any) -> Any:
    return copy(maybe_schedule(schedule))


@pytest.mark.parametrize("hours", [1, 5, 24, 100])
def test_the_scheduler_clears_out_every_day_however_often_it_is_replaced(hours):
    """One that is started anew, in a container that remembers nothing, counts from its start. Ten days
    of schedulers that live so long, looked at every ten minutes, do each job ten times."""
    begun = datetime(2026, 11, 30, 9, 35, tzinfo=UTC)
    done = Counter[str]()
    for job in settings.CELERY_BEAT_SCHEDULE.values():
        schedule, now = _copy_of(job["schedule"]), begun
        schedule.nowfun = lambda: now  # noqa: B023 - asked at once
        last = begun
        for minutes in range(0, 10 * 24 * 60, 10):
            now = begun + timedelta(minutes=minutes)
            if job["task"] in DAILY and schedule.is_due(last).is_due:
                done[job["task"]] += 1
                last = now
            if minutes % (hours * 60) == 0:
                last = now
    assert done == dict.fromkeys(DAILY, 10)


def test_nothing_that_is_sent_often_piles_up_where_nobody_takes_it():
    jobs = settings.CELERY_BEAT_SCHEDULE.values()
    often = [job for job in jobs if job["task"] not in DAILY]
    assert often
    for job in often:
        is_hourly = isinstance(job["schedule"], crontab)
        assert job["options"]["expires"] < (3_600 if is_hourly else 301), job["task"]
