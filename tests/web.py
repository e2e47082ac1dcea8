"""The web server of the container, as a process of its own on the database of the tests."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.deploy.compose import start_web
from tests.worker.lane import database_url


@contextmanager
def web_server(**environment: str) -> Iterator[int]:
    """The port of a gunicorn that is started as the container starts it, with one process. It sees what
    a test commits: such a test asks for ``transactional_db``."""
    with tempfile.TemporaryDirectory() as folder:
        web, port = start_web(Path(folder), {"DATABASE_URL": database_url(), **environment})
        try:
            yield port
        finally:
            web.stop()
