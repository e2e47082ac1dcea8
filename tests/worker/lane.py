"""A real Celery worker in a process of its own, on the broker and the database of the tests."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection

from config.celery import app

PATIENCE = 180
WORKER = ["-m", "celery", "--app", "config", "worker", "--concurrency", "1", "--loglevel", "INFO"]
ALONE = ["--without-gossip", "--without-mingle", "--without-heartbeat"]


@contextmanager
def broker(url: str, **transport: object) -> Iterator[None]:
    """Send jobs to this broker instead of running them at once. Afterwards Celery looks into the settings
    again: what a test has set there meanwhile goes with the test."""
    app.conf.get("broker_url")  # before the first look there is nothing yet that can be changed
    changes = app.conf.changes
    assert changes is not None
    before = dict(changes)
    options = {**app.conf.broker_transport_options, **transport}
    app.conf.update(task_always_eager=False, broker_url=url, broker_transport_options=options)
    _forget_connections()
    try:
        yield
    finally:
        changes.clear()
        changes.update(before)
        _forget_connections()


def _forget_connections() -> None:
    """Celery keeps connections to the broker it used first; this is what it does after a fork."""
    app._after_fork()  # type: ignore[attr-defined]


def database_url() -> str:
    """The address of the database that the running test uses."""
    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite":
        assert "memory" not in name, "A worker cannot see a database in another process's memory."
        return f"sqlite:///{name}"
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()


class Worker:
    """One worker with one child process. Its output is kept for the message of a failed test."""

    def __init__(self, broker_url: str, files: Path, log: Path) -> None:
        environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "DATABASE_URL": database_url(),
            "REDIS_URL": broker_url,
            "MEDIA_ROOT": str(files),
            "LOG_LEVEL": "INFO",
        }
        self.log = log
        with log.open("ab") as output:
            self.process = subprocess.Popen(
                [sys.executable, *WORKER, *ALONE],
                cwd=settings.BASE_DIR,
                env=environment,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )

    def kill(self) -> None:
        """End the worker and its child at once, as a power cut would."""
        with suppress(ProcessLookupError):  # both are gone
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def wait_for(happened: Callable[[], bool], log: Path) -> None:
    """Look again and again until it happened; fail with the worker's output when it does not."""
    deadline = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < deadline, log.read_text() if log.exists() else "no worker"
        time.sleep(0.02)
