"""Loads the shipped catalog and publishes it; safe to run at every start."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from catalog.content import FOLDER, InvalidContentError, read_content
from catalog.services import PublishRefusedError, load_content


class Command(BaseCommand):
    """``manage.py load_catalog [FOLDER] [--replace]``"""

    help = (
        "Load the shipped catalog and publish it as an edition. "
        "A working copy that was edited in the admin is left alone."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """A folder to read, and permission to overwrite."""
        parser.add_argument("folder", nargs="?", type=Path, default=FOLDER)
        parser.add_argument(
            "--replace",
            action="store_true",
            help="replace the working copy even when it was edited in the admin",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, load, publish; say in one line what happened."""
        try:
            loaded = load_content(read_content(options["folder"]), replace=options["replace"])
        except InvalidContentError as error:
            raise CommandError("\n".join(error.problems)) from error
        except PublishRefusedError as error:
            raise CommandError("\n".join(error.sentences)) from error
        self.stdout.write(loaded.sentence)
