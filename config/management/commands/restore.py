"""Fills an empty database and storage from a backup, and checks every fingerprint."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from config.backup import BackupError, restore


class Command(BaseCommand):
    """``manage.py restore FILE``"""

    help = "Fill an empty database and storage from a backup, then check all versions and papers."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where from."""
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        """Restore and check."""
        try:
            made = restore(file)
        except (BackupError, OSError) as error:
            raise CommandError(str(error)) from error
        rows = sum(table.rows for table in made.tables.values())
        self.stdout.write(f"{rows} rows and {len(made.papers)} papers of {made.made_at} are back.")
        call_command("check_versions", stdout=self.stdout)
