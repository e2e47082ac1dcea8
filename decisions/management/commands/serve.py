"""Brings the database up to date and serves the site on this machine (development)."""

import fcntl
import gc
import os
import socket
from contextlib import closing
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils.autoreload import DJANGO_AUTORELOAD_ENV

HOST = "127.0.0.1"


class Command(BaseCommand):
    """``manage.py serve``"""

    help = (
        "Migrate, load the shipped catalog, add the demo and serve on PORT. For development. "
        "What was done at an earlier start is not done again."
    )
    requires_system_checks = ()  # runserver makes them

    def handle(self, *args: Any, **options: Any) -> None:
        """Prepare and serve; the process that the reloader starts only serves."""
        if os.environ.get(DJANGO_AUTORELOAD_ENV) != "true":
            if not settings.DEBUG:
                raise CommandError("This server is for development: set DEBUG=true in .env.")
            _refuse_a_taken_port(settings.PORT)
            try:
                self._prepare()
            except KeyboardInterrupt:
                raise CommandError("Stopped. The next start does the rest.") from None
        call_command("runserver", f"{HOST}:{settings.PORT}")

    def _prepare(self) -> None:
        """One start at a time: a second one waits and then finds all of it done."""
        with Path(__file__).open() as only_one:
            fcntl.flock(only_one, fcntl.LOCK_EX)
            self.stdout.write("Bringing the database up to date ...")
            self.stdout.flush()
            _migrate()
            call_command("load_catalog")
            call_command("add_demo")
            self.stdout.flush()


def _migrate() -> None:
    """Each old state of the tables is a ring of garbage: to look for it every 700 objects takes a quarter
    of the time of the first start."""
    usual = gc.get_threshold()
    gc.set_threshold(100_000, 50, 100)
    call_command("migrate", verbosity=0)
    gc.set_threshold(*usual)


def _refuse_a_taken_port(port: int) -> None:
    """Say now what the server would only find after all the rest."""
    with closing(socket.socket()) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except PermissionError:
            raise CommandError(
                f"You may not serve on port {port}. Choose one above 1023: make run PORT=8001"
            ) from None
        except OSError:
            raise CommandError(
                f"Port {port} is taken by another program. Choose another: make run PORT={port + 1}"
            ) from None
