"""Writes the JSON Schemas of the content files, for editors that check as one types."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from catalog.content import file_bytes
from catalog.schemas import NAMES, document


class Command(BaseCommand):
    """``manage.py catalog_schemas FOLDER``"""

    help = "Write the JSON Schemas of the content files (draft 2020-12)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The folder to write to; it is created when missing."""
        parser.add_argument("folder", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the files and say how many."""
        folder: Path = options["folder"]
        try:
            folder.mkdir(parents=True, exist_ok=True)
            for name in NAMES:
                (folder / f"{name}.schema.json").write_bytes(file_bytes(document(name)))
        except OSError as error:
            raise CommandError(f"Cannot write to {folder}: {error.strerror}.") from error
        self.stdout.write(f"Wrote {len(NAMES)} files to {folder}.")
