"""Mails sent by a real worker through a mail server that comes up late."""

import re
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from redis import Redis

from accounts.models import Invitation, Mail, Team, User
from tests.mail_server import mail_server
from tests.settings import TEST_REDIS_URL
from tests.worker.lane import Worker, broker, wait_for

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def port(monkeypatch: pytest.MonkeyPatch) -> int:
    """A free port, which the worker takes for that of the mail server."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        number = int(probe.getsockname()[1])
    monkeypatch.setenv("EMAIL_BACKEND", "django.core.mail.backends.smtp.EmailBackend")
    monkeypatch.setenv("EMAIL_HOST", "127.0.0.1")
    monkeypatch.setenv("EMAIL_PORT", str(number))
    return number


@pytest.fixture
def start_mail_server(port: int) -> Iterator[Callable[[], list[str]]]:
    """Start the mail server; the list of the mails it takes."""
    with ExitStack() as stack:
        yield lambda: stack.enter_context(mail_server(port))[0]


@pytest.fixture
def worker(port: int, tmp_path: Path) -> Iterator[Worker]:
    """A worker on an empty broker."""
    redis = Redis.from_url(TEST_REDIS_URL)
    redis.flushdb()
    worker = Worker(TEST_REDIS_URL, tmp_path / "papers", tmp_path / "worker.log")
    with broker(TEST_REDIS_URL):
        yield worker
    worker.kill()
    redis.flushdb()
    redis.close()


def test_a_mail_is_tried_again_until_the_mail_server_is_there(
    team: Team, alices: Client, worker: Worker, start_mail_server: Callable[[], list[str]]
) -> None:
    answer = alices.post(
        reverse("invite", args=[team.pk]),
        {"email": "dana@example.org", "role": "editor"},
        follow=True,
    )
    assert "Mail on its way" in answer.text
    wait_for(lambda: "could not be sent" in worker.log.read_text("utf-8"), worker.log)
    mails = start_mail_server()
    wait_for(lambda: Invitation.objects.get().mail == Mail.SENT, worker.log)
    (mail,) = mails
    assert "To: dana@example.org" in mail
    assert str(Invitation.objects.get().pk) in mail.replace("=\r\n", "")
    assert "Mail sent" in alices.get(reverse("team", args=[team.pk])).text


def test_a_link_to_a_new_password_is_tried_again_and_stands_in_no_log(
    alice: User, client: Client, worker: Worker, start_mail_server: Callable[[], list[str]]
) -> None:
    answer = client.post(reverse("account_reset_password"), {"email": alice.email})
    assert answer.status_code == 302
    wait_for(lambda: "could not be sent" in worker.log.read_text("utf-8"), worker.log)
    mails = start_mail_server()
    wait_for(lambda: bool(mails), worker.log)
    (mail,) = mails
    assert f"To: {alice.email}" in mail
    link = re.search(r"/reset/key/(\S+)/", mail.replace("=\r\n", ""))
    assert link
    assert link[1] not in worker.log.read_text("utf-8")
