"""The web server of the container, as a process of its own on the database of the tests."""

import json
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from tests.worker.lane import database_url


def free_port() -> int:
    """A port that nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@contextmanager
def web_server(**environment: str) -> Iterator[int]:
    """The port of a gunicorn that is started as the container starts it, with one process. It sees what
    a test commits: such a test asks for ``transactional_db``."""
    root = Path(settings.BASE_DIR)
    command = re.search(r"^CMD (\[.*\])$", (root / "Dockerfile").read_text(), re.MULTILINE)
    assert command
    program, *arguments = json.loads(command[1])
    assert program == "gunicorn"
    port = free_port()
    arguments[arguments.index("--bind") + 1] = f"127.0.0.1:{port}"
    server = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", *arguments, "--workers", "1"],
        cwd=root,
        env=os.environ | {"DATABASE_URL": database_url()} | environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        deadline = time.monotonic() + 60
        while True:
            assert server.poll() is None
            assert time.monotonic() < deadline
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                time.sleep(0.05)
        yield port
    finally:
        server.terminate()
        server.wait(timeout=30)
