"""Loads the shipped catalog and publishes it; safe to run at every start."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from catalog.content import FOLDER, InvalidContentError, read_content
from catalog.offers import merge_offered
from catalog.services import Loaded, PublishRefusedError, load_content


class Command(BaseCommand):
    """``manage.py load_catalog [FOLDER] [--replace | --merge]``"""

    help = (
        "Load the shipped catalog and publish it as an edition. "
        "A working copy that was edited in the admin is left alone; newer content waits to be merged."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """A folder to read, and permission to overwrite."""
        parser.add_argument("folder", nargs="?", type=Path, default=FOLDER)
        parser.add_argument(
            "--replace",
            action="store_true",
            help="replace the working copy even when it was edited in the admin",
        )
        parser.add_argument(
            "--merge",
            action="store_true",
            help="merge newer content into an edited working copy, where nothing is to be decided",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, load, publish; say in one line what happened."""
        try:
            loaded = load_content(read_content(options["folder"]), replace=options["replace"])
            if loaded.waits and options["merge"]:
                count = merge_offered(take=(), over=None, by=None)
                loaded = Loaded(f"Merged into the working copy; {count} rows changed. Publish it.")
        except InvalidContentError as error:
            raise CommandError("\n".join(error.problems)) from error
        except PublishRefusedError as error:
            raise CommandError("\n".join(error.sentences)) from error
        if loaded.waits:
            self.stderr.write(self.style.WARNING(loaded.sentence))
        else:
            self.stdout.write(loaded.sentence)
