"""Writes a backup of database and papers into one file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from config.backup import BackupError, back_up


class Command(BaseCommand):
    """``manage.py backup FILE``"""

    help = "Write all rows, as one moment has them, and all papers into one tar file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to."""
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        """Write it, and say what is in it."""
        try:
            made = back_up(file, timezone.now())
        except (BackupError, OSError) as error:
            raise CommandError(str(error)) from error
        rows = sum(table.rows for table in made.tables.values())
        self.stdout.write(f"{rows} rows and {len(made.papers)} papers in {file}.")
        for name in made.missing:
            self.stdout.write(
                f"The file {name} is gone; its paper can be made again from its version."
            )
