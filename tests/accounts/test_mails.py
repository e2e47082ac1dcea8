"""The invitation as it arrives, and the job that mails it."""

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from accounts import services
from accounts.mails import LOST_IN_QUEUE, LOST_WHILE_SENDING, deliver
from accounts.models import Invitation, Letter, Mail, Role
from accounts.tasks import PAUSES, mail_invitation, mail_letter, sweep_mails
from tests.people import STRANGE_NAMES
from tests.worker.lane import broker

pytestmark = pytest.mark.django_db
SUBJECT = "Invitation to a team on Sourcing Decisions"


def queue(team, alice) -> Invitation:
    return services.invite(
        team=team, email="dana@example.org", role=Role.EDITOR, invited_by=alice
    ).invitation


def invite(team, alice):
    invitation = queue(team, alice)
    mail_invitation.delay(str(invitation.pk))
    return invitation, mail.outbox[0]


@pytest.fixture
def queued(team, alice) -> Invitation:
    return queue(team, alice)


@pytest.fixture
def server_is_down(settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1


def set_to(invitation: Invitation, **fields) -> None:
    Invitation.objects.filter(pk=invitation.pk).update(**fields)


def state(invitation: Invitation) -> str:
    invitation.refresh_from_db()
    return invitation.mail


def test_the_mail_says_who_invites_to_what_as_what_and_until_when(team, alice, settings):
    settings.SITE_URL = "https://decide.example.org"
    invitation, message = invite(team, alice)
    link = "https://decide.example.org" + reverse("invitation", args=[invitation.pk])
    html = message.alternatives[0][0]
    assert message.to == ["dana@example.org"]
    assert message.reply_to == ["alice@example.org"]
    assert message.subject == SUBJECT
    for text in (message.body, html):
        assert "Alice Adams" in text
        assert "Finance operations" in text
        assert "as editor" in text
        assert link in text
        assert f"{invitation.expires_at:%Y}" in text


@pytest.mark.parametrize("name", STRANGE_NAMES)
def test_names_of_every_script_arrive_as_they_are_and_never_as_markup(team, alice, name):
    team.name = alice.name = name
    team.save()
    alice.save()
    _, message = invite(team, alice)
    assert message.subject == SUBJECT
    assert name in message.body
    assert "<script>" not in message.alternatives[0][0]
    message.message()


def test_a_line_break_in_a_name_cannot_add_a_header(team, alice):
    """Names are tidied by the forms; the mail does not rely on it."""
    team.name = "Finance\r\nBcc: everybody@example.org"
    team.save()
    _, message = invite(team, alice)
    assert message.subject == SUBJECT
    assert message.recipients() == ["dana@example.org"]


def test_a_job_that_runs_twice_mails_once(queued):
    mail_invitation.delay(str(queued.pk))
    mail_invitation.delay(str(queued.pk))
    assert state(queued) == Mail.SENT
    assert len(mail.outbox) == 1


def test_an_address_that_no_mail_can_have_is_given_up_at_once(queued):
    """Its host is too long in the letters of the network, which no form sees: a job that broke off over it
    was taken for lost and begun anew every two minutes, for good."""
    set_to(queued, email=f"dana@{'ä' * 60}.example")
    mail_invitation.delay(str(queued.pk))
    assert state(queued) == Mail.NOT_SENT
    letter = Letter.objects.create(
        address=queued.email, subject="s", body="b", mail=Mail.QUEUED, mail_at=timezone.now()
    )
    mail_letter.delay(str(letter.pk))
    assert not Letter.objects.exists()
    assert mail.outbox == []


def test_a_job_leaves_alone_what_another_one_sends(queued):
    set_to(queued, mail=Mail.SENDING, mail_at=timezone.now())
    assert deliver(str(queued.pk), last_try=True)
    assert state(queued) == Mail.SENDING
    assert not mail.outbox


@pytest.mark.parametrize("closed", ["accepted_at", "withdrawn_at", "expires_at"])
def test_a_closed_invitation_is_not_mailed_any_more(queued, closed):
    set_to(queued, **{closed: timezone.now()})
    mail_invitation.delay(str(queued.pk))
    assert not mail.outbox


def test_a_deleted_invitation_is_no_error(queued):
    Invitation.objects.all().delete()
    assert deliver(str(queued.pk), last_try=False)


@pytest.mark.usefixtures("server_is_down")
def test_a_mail_that_is_not_taken_waits_for_another_try(queued, settings):
    assert not deliver(str(queued.pk), last_try=False)
    assert state(queued) == Mail.QUEUED
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert deliver(str(queued.pk), last_try=False)
    assert state(queued) == Mail.SENT


@pytest.mark.usefixtures("server_is_down")
def test_after_the_last_try_the_mail_counts_as_not_sent(queued):
    assert deliver(str(queued.pk), last_try=True)
    assert state(queued) == Mail.NOT_SENT


def test_a_pause_between_two_tries_does_not_look_like_a_lost_message():
    assert timedelta(seconds=max(PAUSES)) < LOST_IN_QUEUE


@pytest.mark.parametrize(
    ("left", "age"), [(Mail.QUEUED, LOST_IN_QUEUE), (Mail.SENDING, LOST_WHILE_SENDING)]
)
def test_the_sweep_sends_what_was_lost_and_nothing_younger(queued, left, age):
    set_to(queued, mail=left, mail_at=timezone.now() - age + timedelta(seconds=30))
    sweep_mails.delay()
    assert not mail.outbox
    set_to(queued, mail_at=timezone.now() - age - timedelta(seconds=1))
    sweep_mails.delay()
    assert state(queued) == Mail.SENT
    assert len(mail.outbox) == 1


def test_the_sweep_leaves_alone_what_was_sent_or_given_up(queued):
    for final in (Mail.SENT, Mail.NOT_SENT):
        set_to(queued, mail=final, mail_at=timezone.now() - timedelta(days=1))
        sweep_mails.delay()
    assert not mail.outbox


@pytest.mark.django_db(transaction=True)
def test_a_broker_that_is_down_keeps_the_mail_waiting_and_the_page_says_so(team, alices, caplog):
    with broker("redis://127.0.0.1:1/0", max_retries=0, socket_connect_timeout=0.2):
        answer = alices.post(
            reverse("invite", args=[team.pk]),
            {"email": "dana@example.org", "role": "editor"},
            follow=True,
        )
    assert "is on its way" in answer.text
    assert "Mail on its way" in answer.text
    assert "The broker does not answer" in caplog.text
    assert Invitation.objects.get().mail == Mail.QUEUED
