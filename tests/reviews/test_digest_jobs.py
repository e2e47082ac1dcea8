"""The job of the daily mail where something goes wrong, and the mail as it arrives."""

import re
from collections import Counter
from datetime import timedelta
from functools import partial
from unittest.mock import patch
from uuid import UUID

import pytest
from django.conf import settings as site
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.mails import LOST_IN_QUEUE, LOST_WHILE_SENDING, claim, requeue_lost
from accounts.models import Invitation, Mail, Role
from config.celery import app
from decisions.digests import deliver_digest, queue_digests
from decisions.tasks import mail_digests, sweep_digests
from reviews.models import Digest, Muted, Request
from tests.accounts.test_races import _needs_row_locks, at_once
from tests.mail_server import mail_server
from tests.people import PASSWORD
from tests.reviews.digests import BEFORE, SEVEN, WORDS, leave, parsed, written_at
from tests.worker.lane import broker

pytestmark = pytest.mark.django_db(transaction=True)
needs_row_locks = pytest.mark.usefixtures(_needs_row_locks.__name__)
A_DAY_AGO = timedelta(days=1)


@pytest.fixture
def bob(bob_as):
    return bob_as(Role.EDITOR)


@pytest.fixture
def mentioned(begin, bob):
    return written_at(begin(WORDS, bob), BEFORE)


@pytest.fixture
def queued(mentioned) -> Digest:
    assert queue_digests(SEVEN, leave) == 1
    return Digest.objects.get()


@needs_row_locks
def test_two_runs_at_once_queue_one_row_and_send_one_mail(mentioned):
    handed: list[UUID] = []
    runs = at_once(*[partial(queue_digests, SEVEN, handed.append)] * 3)
    assert Counter(runs) == {0: 2, 1: 1}
    assert handed == [Digest.objects.get().pk]
    at_once(*[partial(deliver_digest, str(handed[0]), last_try=True)] * 3)
    assert len(mail.outbox) == 1


def test_a_run_that_is_killed_anywhere_is_taken_up_by_the_sweep(queued):
    """Before the mail server has said yes; after it, before that is noted; in the queue."""
    for place in ("_message", "note"):
        killed = patch(f"decisions.digests.{place}", side_effect=KeyboardInterrupt)
        with killed, pytest.raises(KeyboardInterrupt):
            deliver_digest(str(queued.pk), last_try=True)
        queued.refresh_from_db()
        assert queued.mail == Mail.SENDING
        sweep_digests()  # it may still run
        assert Digest.objects.get().mail == Mail.SENDING
        Digest.objects.update(mail=Mail.QUEUED)
    sent = len(mail.outbox)
    assert sent == 1  # of the second run, which could not note it
    Digest.objects.update(mail=Mail.SENDING, mail_at=timezone.now() - LOST_WHILE_SENDING * 2)
    sweep_digests()
    assert Digest.objects.get().mail == Mail.SENT
    assert len(mail.outbox) == sent + 1
    Digest.objects.update(mail=Mail.QUEUED, mail_at=timezone.now() - LOST_IN_QUEUE * 2)
    sweep_digests()
    sweep_digests()
    assert len(mail.outbox) == sent + 2


def test_without_a_broker_it_waits_and_the_sweep_sends_it(begin, bob, caplog):
    written_at(begin(WORDS, bob), timezone.now() - A_DAY_AGO)
    bob.time_zone = next(
        zone
        for zone in ("UTC", "Pacific/Kiritimati", "Pacific/Pago_Pago")
        if timezone.now().astimezone(type(bob)(time_zone=zone).zone).hour >= 7
    )
    bob.save()
    with broker("redis://127.0.0.1:1/0", max_retries=0, socket_connect_timeout=0.2):
        mail_digests()
    assert "The broker does not answer" in caplog.text
    assert Digest.objects.get().mail == Mail.QUEUED
    Digest.objects.update(mail_at=timezone.now() - LOST_IN_QUEUE * 2)
    sweep_digests()
    assert Digest.objects.get().mail == Mail.SENT
    assert len(mail.outbox) == 1


def test_digests_wait_behind_no_paper_and_are_looked_for_each_hour():
    routes = {name: app.amqp.router.route({}, name)["queue"].name for name in app.tasks}
    digests = {f"decisions.tasks.{name}" for name in site.DIGESTS}
    assert {routes[name] for name in digests} == {"mails"}
    assert routes["decisions.tasks.render_paper"] == "papers"
    plans = {row["task"]: row for row in site.CELERY_BEAT_SCHEDULE.values()}
    hourly = plans["decisions.tasks.mail_digests"]["schedule"]
    assert (len(hourly.hour), len(hourly.minute)) == (24, 1)
    assert "decisions.tasks.sweep_digests" in plans


def test_a_real_mail_leads_through_signing_in_to_the_thread_and_stops_by_one_click(
    queued, mentioned, bob, assessment, settings
):
    settings.SITE_URL = "https://decide.example.org"
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    with mail_server() as (mails, port):
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        assert deliver_digest(str(queued.pk), last_try=True)
    sent = parsed(*mails)
    assert (sent["To"], sent["Auto-Submitted"]) == (bob.email, "auto-generated")
    text, html = (part.get_content() for part in sent.iter_parts())
    thread = reverse("thread", args=[assessment.pk, mentioned.pk])
    (link,) = re.findall(rf"https://decide[.]example[.]org({thread}\S*)", text)
    assert f'"https://decide.example.org{link}"' in html

    browser = Client()
    login = browser.get(link.partition("#")[0])["Location"]
    page = browser.post(login, {"login": bob.email, "password": PASSWORD}, follow=True)
    assert (page.status_code, page.request["PATH_INFO"]) == (200, thread)

    address = sent["List-Unsubscribe"].strip().strip("<>")
    assert address in text
    assert address in html
    assert sent["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    stop = address.removeprefix("https://decide.example.org")
    program = Client(enforce_csrf_checks=True)
    clicked = program.post(
        stop, {"List-Unsubscribe": "One-Click"}, headers={"Origin": "https://mail.example"}
    )
    assert clicked.status_code == 200
    assert program.cookies.keys() == set()
    assert Muted.objects.get().assessment == assessment
    Digest.objects.all().delete()
    assert queue_digests(SEVEN, leave) == 0


@needs_row_locks
def test_what_a_run_may_take_stands_beside_the_key_where_it_is_written(queued):
    """In a subquery PostgreSQL does not ask again after waiting: two runs took one mail."""
    waiting = (Digest.objects.due(), Request.objects.due(), Invitation.objects.open())
    with CaptureQueriesContext(connection) as asked:
        for rows in waiting:
            claim(rows)
            requeue_lost(rows, timezone.now() + A_DAY_AGO)
    written = [row["sql"] for row in asked if row["sql"].startswith("UPDATE")]
    assert written
    assert [sql for sql in written if "SELECT" in sql] == []
