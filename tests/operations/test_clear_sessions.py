"""Sessions whose time is over go by themselves, once a day."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.utils import timezone

from accounts.retention import clear_out_daily
from decisions.tasks import clear_papers
from operations.tasks import clear_sessions


@pytest.mark.django_db
def test_sessions_go_when_their_time_is_over_and_not_before(alices, bobs):
    over = Session.objects.get(session_key=alices.session.session_key)
    Session.objects.filter(pk=over.pk).update(expire_date=timezone.now() - timedelta(seconds=1))
    clear_sessions()
    assert [row.pk for row in Session.objects.all()] == [bobs.session.session_key]


def test_the_scheduler_clears_out_once_a_day():
    jobs = settings.CELERY_BEAT_SCHEDULE.values()
    daily = {job["task"] for job in jobs if job["schedule"] == 86_400.0}
    assert daily >= {clear_sessions.name, clear_papers.name, clear_out_daily.name}
