"""Evaluates cases from JSON, without pages and without storing anything."""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any, BinaryIO

from django.core.management.base import BaseCommand
from django.db import DatabaseError

from catalog.models import Edition
from decisions.documents import parse
from engine.intake import read
from engine.model.reading import InvalidInput
from report.actions import with_actions
from report.facts import day_of
from report.result import Edition as Used
from report.result import Result, answered_by_cost

LIMIT = 1_000_000
"""Bytes of one document. A full case with long notes has about 20,000."""
LONGEST_LINE = 300
BAD_INPUT = 2
LINES = (".jsonl", ".ndjson")
NO_CATALOG = (
    "There is no published decision model. "
    "Run: python manage.py migrate, then: python manage.py load_catalog"
)


class Command(BaseCommand):
    """``manage.py assess FILE``, or ``-`` for standard input. docs/assess.md has the format."""

    help = "Evaluate cases given as JSON or JSON Lines and print the results. Nothing is stored."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One file, and which edition."""
        parser.add_argument(
            "file", help="path of a JSON or JSON Lines file, or - for standard input"
        )
        parser.add_argument("--edition", type=int, help="number of the edition; else the newest")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the result, or every problem on a line of its own and exit with status 2. Of JSON
        Lines, print one result a line, and in place of a bad line what is wrong with it."""
        path, number = options["file"], options["edition"]
        try:
            with _opened(path) as file:
                head = list(_head(file))
                if _are_lines(path, head):
                    self._lines(chain(head, iter(partial(_next, file), b"")), number)
                    return
                data = b"".join(head)
                result = _evaluated(data + file.read(max(0, LIMIT + 1 - len(data))), number)
        except InvalidInput as error:
            for problem in error.problems:
                self.stderr.write(_line(problem))
            raise SystemExit(BAD_INPUT) from None
        self.stdout.write(json.dumps(result, indent=2, ensure_ascii=False, allow_nan=False))

    def _lines(self, lines: Iterable[bytes], number: int | None) -> None:
        is_good = True
        for place, data in enumerate(lines, 1):
            if not data.strip():
                continue
            try:
                result = _evaluated(data, number)
            except InvalidInput as error:
                is_good = False
                result = {"line": place, "problems": [_line(row) for row in error.problems]}
            self.stdout.write(json.dumps(result, ensure_ascii=False, allow_nan=False))
        if not is_good:
            raise SystemExit(BAD_INPUT)


def _opened(path: str) -> AbstractContextManager[BinaryIO]:
    """The file, or standard input."""
    if path == "-":
        return nullcontext(sys.stdin.buffer)
    try:
        return Path(path).open("rb")
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InvalidInput((f"{path}: the file cannot be read: {reason}",)) from None


def _next(file: BinaryIO) -> bytes:
    """The next line; of one that is too long only as much as tells so."""
    line = rest = file.readline(LIMIT + 1)
    while len(rest) > LIMIT and not rest.endswith(b"\n"):
        rest = file.readline(LIMIT + 1)
    return line


def _head(file: BinaryIO) -> Iterator[bytes]:
    """The first lines, until two of them say something or the file ends."""
    some = 0
    while some < 2 and (line := _next(file)):
        yield line
        some += bool(line.strip())


def _are_lines(path: str, head: Sequence[bytes]) -> bool:
    """Whether the file holds a document a line: by its name, or because one of its first two lines
    is a whole object and not the only line."""
    found = [line.strip() for line in head if line.strip()]
    whole = [line.startswith(b"{") and line.endswith(b"}") for line in found]
    return path.endswith(LINES) or (len(found) > 1 and any(whole))


def _evaluated(data: bytes, number: int | None) -> dict[str, Any]:
    """The facts of one document with its actions. One that holds a result goes by the edition that it names."""
    document, on = parse(data, LIMIT), None
    if isinstance(document, dict) and "input" in document:
        named, on = document.get("edition"), day_of(document)
        if number is None and type(named) is not int:
            raise InvalidInput(("edition: the number of the edition is missing beside input",))
        number = named if number is None else number
    edition = _edition(number)
    inputs = answered_by_cost(edition.ruleset, read(edition.ruleset, document))
    return with_actions(
        Result(edition.ruleset, inputs, Used(edition.number, edition.sha256), on=on)
    )


def _edition(number: int | None) -> Edition:
    """The edition of that number, or the newest."""
    try:
        rows = (
            Edition.objects.current() if number is None else Edition.objects.filter(number=number)
        )
        edition = rows.only("pk", "number", "sha256").first()
    except (DatabaseError, OverflowError):
        edition = None
    if edition is None:
        raise InvalidInput((NO_CATALOG if number is None else f"There is no edition {number}.",))
    return edition


def _line(problem: str) -> str:
    """A problem on one line that any terminal can print, whatever the input had in it."""
    text = " ".join("".join(sign if sign.isprintable() else " " for sign in problem).split())
    text = text.encode("utf-8", "backslashreplace").decode()
    return text if len(text) <= LONGEST_LINE else f"{text[: LONGEST_LINE - 3]}..."
