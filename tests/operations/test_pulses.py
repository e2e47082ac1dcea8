"""Pages say what is true while nobody works in the background."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings as site
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Invitation, Mail, Role, Team, User
from decisions.models import Assessment, Paper
from decisions.services.versions import save_version
from operations.models import Pulse
from operations.pulses import SILENT_AFTER, USUAL_WAIT, silence_of
from operations.tasks import pulse

pytestmark = pytest.mark.django_db
LONG_AGO = SILENT_AFTER + timedelta(seconds=1)


@pytest.fixture(autouse=True)
def _with_a_broker(settings: Any) -> None:
    settings.CELERY_TASK_ALWAYS_EAGER = False


@pytest.fixture
def paper(assessment: Assessment, alice: User) -> Paper:
    version = save_version(assessment=assessment, by=alice)
    waits = timezone.now() - USUAL_WAIT - timedelta(seconds=1)
    return Paper.objects.create(version=version, requested_by=alice, queued_at=waits)


def state(client: Client, paper: Paper) -> str:
    text = client.get(reverse("paper", args=[paper.pk])).text
    return text.partition('class="status ')[2].partition("</p>")[0].partition(">")[2]


def test_a_paper_in_a_queue_that_is_served_waits_for_its_turn(alices, paper):
    pulse("papers")
    assert state(alices, paper) == "Queued"


def test_a_paper_that_nobody_will_make_says_so_and_since_when(alices, paper):
    seen = timezone.now() - LONG_AGO
    Pulse.objects.create(queue="papers", at=seen)
    assert state(alices, paper) == "Waiting"
    assert f"{seen:%H:%M}" in alices.get(reverse("paper", args=[paper.pk])).text
    Paper.objects.update(queued_at=timezone.now() - timedelta(minutes=6))
    text = alices.get(reverse("paper", args=[paper.pk])).text
    assert "tried again by itself" not in text
    assert reverse("paper_retry", args=[paper.pk]) in text


def test_the_open_page_of_a_paper_hears_of_a_silence(alices, paper):
    pulse("papers")
    page = alices.get(reverse("paper", args=[paper.pk])).text
    ask = page.partition('hx-get="')[2].partition('"')[0]
    htmx = {"HX-Request": "true"}
    assert alices.get(ask, headers=htmx).status_code == 204
    Pulse.objects.update(at=timezone.now() - LONG_AGO)
    assert alices.get(ask, headers=htmx).status_code == 200


@pytest.mark.parametrize("hours", [-2, 2])
def test_a_worker_whose_clock_is_wrong_is_taken_for_alive_as_long_as_it_is(monkeypatch, hours):
    """Signs are given and read by the clock of the database."""
    wrong = timezone.now() + timedelta(hours=hours)
    with monkeypatch.context() as patch:
        patch.setattr(timezone, "now", lambda: wrong)
        pulse("papers")
        assert silence_of("papers") is None
    assert silence_of("papers") is None
    Pulse.objects.update(at=timezone.now() - LONG_AGO)
    assert silence_of("papers") is not None


def test_a_paper_just_asked_for_is_not_told_of_a_silence(alices, paper):
    Paper.objects.update(queued_at=timezone.now())
    assert state(alices, paper) == "Queued"


def test_a_mail_that_nobody_will_send_says_so(alices, alice: User, team: Team):
    Invitation.objects.create(
        team=team,
        email="dana@example.org",
        role=Role.EDITOR,
        invited_by=alice,
        expires_at=timezone.now() + timedelta(days=7),
        mail=Mail.QUEUED,
        mail_at=timezone.now() - timedelta(minutes=2),
    )
    page = reverse("team", args=[team.pk])
    assert "Mail waits" in alices.get(page).text
    pulse("mails")
    assert "Mail on its way" in alices.get(page).text


def test_the_scheduler_asks_each_queue_for_a_sign():
    schedule: dict[str, dict[str, Any]] = site.CELERY_BEAT_SCHEDULE
    sent = [job for job in schedule.values() if job["task"] == "operations.tasks.pulse"]
    assert {(*job["args"], job["options"]["queue"]) for job in sent} == {
        ("mails", "mails"),
        ("papers", "papers"),
    }
    assert all(timedelta(seconds=job["schedule"]) < SILENT_AFTER / 2 for job in sent)
