"""Writes the working copy as content files, ready for the repository."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from catalog.services import export_content


class Command(BaseCommand):
    """``manage.py export_catalog FOLDER``"""

    help = "Write the working copy as content files (ruleset, sources, cases, services)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The folder to write to; it is created when missing."""
        parser.add_argument("folder", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the files and say how many."""
        folder: Path = options["folder"]
        try:
            count = export_content(folder)
        except OSError as error:
            raise CommandError(f"Cannot write to {folder}: {error.strerror}.") from error
        self.stdout.write(f"Wrote {count} files to {folder}.")
