"""``manage.py doctor`` names in a sentence what is wrong, and nothing else."""

from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from config import health
from operations.pulses import give_sign
from tests.deploy.compose import free_port
from tests.people import make_user
from tests.settings import TEST_REDIS_URL

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _all_is_well(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path, team: Any) -> None:
    """A production site: only what a test changes can be wrong."""
    settings.CELERY_TASK_ALWAYS_EAGER = False
    settings.REDIS_URL = TEST_REDIS_URL
    settings.MEDIA_ROOT = str(tmp_path / "papers")
    settings.SITE_URL, settings.ALLOWED_HOSTS = "https://d.example", ["d.example"]
    settings.SECURE_HTTPS, settings.TRUSTED_PROXY_COUNT = True, 1
    settings.EMAIL_BACKEND = "tests.config.test_doctor.smtp.EmailBackend"
    monkeypatch.setitem(health.CHECKS, "storage", health.storage)
    monkeypatch.setitem(health.CHECKS, "migrations", lambda: health.FINE)
    monkeypatch.setattr("config.management.commands.doctor.get_connection", lambda: Server())
    give_sign("mails")
    give_sign("papers")
    admin = make_user("admin@example.org")
    admin.is_superuser = True
    admin.save()


class Server:
    """A mail server that lets us in."""

    def open(self) -> None: ...
    def close(self) -> None: ...


class Refuses(Server):
    def open(self) -> None:
        raise OSError("refused")


def said() -> list[str]:
    """The sentences; the exit status must say whether there is one."""
    out, code = StringIO(), 0
    try:
        call_command("doctor", stdout=out)
    except SystemExit as stop:
        code = int(str(stop.code))
    lines = out.getvalue().splitlines()
    assert code == (0 if lines == ["All is well."] else 1)
    return lines if code else []


def test_nothing_is_said_about_what_is_well(assessment):
    assert said() == []


@pytest.mark.parametrize(
    ("values", "named"),
    [
        ({"SITE_URL": "https://other.example"}, "ALLOWED_HOSTS"),
        ({"SITE_URL": "http://d.example"}, "SECURE_HTTPS"),
        ({"SECURE_HTTPS": False}, "SECURE_HTTPS"),
        ({"SITE_URL": "https://localhost", "ALLOWED_HOSTS": ["localhost"]}, "this machine only"),
        ({"ALLOWED_HOSTS": ["*"]}, "ALLOWED_HOSTS"),
        ({"TRUSTED_PROXY_COUNT": 0}, "TRUSTED_PROXY_COUNT"),
        ({"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}, "EMAIL_BACKEND"),
        ({"CELERY_TASK_ALWAYS_EAGER": True}, "REDIS_URL"),
    ],
)
def test_a_setting_that_does_not_fit_is_named(assessment, settings, values, named):
    for name, value in values.items():
        setattr(settings, name, value)
    (sentence,) = said()
    assert named in sentence
    assert sentence.endswith(".")


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has no clock of its own")
@pytest.mark.parametrize("seconds", [-200, 200])
def test_a_clock_that_goes_wrong_is_named(assessment, monkeypatch, seconds):
    wrong = timezone.now() + timedelta(seconds=seconds)
    monkeypatch.setattr("config.management.commands.doctor.timezone.now", lambda: wrong)
    (sentence,) = said()
    assert "clocks" in sentence
    assert "NTP" in sentence


def test_servers_that_are_away_are_named(assessment, settings, monkeypatch):
    settings.REDIS_URL = f"redis://127.0.0.1:{free_port()}/0"
    monkeypatch.setattr("config.management.commands.doctor.get_connection", lambda: Refuses())
    broker, mail = said()
    assert "REDIS_URL" in broker
    assert "refused" in mail


def test_a_site_without_catalog_and_admin_is_told_what_to_run(monkeypatch):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE accounts_user SET is_superuser = false")
    assert {sentence.rpartition(" ")[2] for sentence in said()} == {
        *("load_catalog.", "createsuperuser.")
    }
