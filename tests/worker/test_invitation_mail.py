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


def test_mails_are_tried_again_until_the_mail_server_is_there_and_their_links_stand_in_no_log(
    team: Team,
    alice: User,
    alices: Client,
    client: Client,
    worker: Worker,
    start_mail_server: Callable[[], list[str]],
) -> None:
    """An invitation, and a link to a new password."""
    answer = alices.post(
        reverse("invite", args=[team.pk]),
        {"email": "dana@example.org", "role": "editor"},
        follow=True,
    )
    assert "Mail on its way" in answer.text
    answer = client.post(reverse("account_reset_password"), {"email": alice.email})
    assert answer.status_code == 302
    wait_for(lambda: worker.log.read_text("utf-8").count("could not be sent") > 1, worker.log)
    mails = start_mail_server()
    wait_for(lambda: len(mails) == 2, worker.log)
    wait_for(lambda: Invitation.objects.get().mail == Mail.SENT, worker.log)
    found = {mail.partition("\nTo: ")[2].split()[0]: mail.replace("=\r\n", "") for mail in mails}
    assert str(Invitation.objects.get().pk) in found["dana@example.org"]
    assert "Mail sent" in alices.get(reverse("team", args=[team.pk])).text
    link = re.search(r"/reset/key/(\S+)/", found[alice.email])
    assert link
    assert link[1] not in worker.log.read_text("utf-8")
