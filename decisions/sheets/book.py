"""Takes plain cells from an uploaded file that may be anything: read by a process of its own with little
memory and time (``unpack``), so that whatever is wrong with the file ends there."""

import json
import logging
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from openpyxl.styles.numbers import BUILTIN_FORMATS, BUILTIN_FORMATS_MAX_SIZE
from openpyxl.utils import get_column_letter

from decisions.sheets import unpack
from decisions.sheets.layout import MOST_COLUMNS, MOST_ROWS, ROWS_LOOKED_AT
from decisions.sheets.unpack import LARGEST_FILE

log = logging.getLogger(__name__)
COMMAND = (sys.executable, "-I", "-S", unpack.__file__, str(ROWS_LOOKED_AT), str(MOST_COLUMNS))
PATIENCE = 10
"""Seconds by the clock: on a busy machine its two of the processor take longer."""
SAVE_AS = "Save it as “Excel workbook (.xlsx)” without a password."
HUGE = "Unpacked, the file is larger than a cost case can be."
REFUSED: Mapping[str, str] = {
    "no_sheet": f"This is not an XLSX file. {SAVE_AS}",
    "cut": "The end of this file is missing, as if it was cut while it was saved or sent. Save it anew, and choose it "
    "again.",
    "old": f"This is a file of an older Excel, or one with a password, and not an XLSX file. {SAVE_AS}",
    "binary": f"This is a binary workbook (.xlsb) and not an XLSX file. {SAVE_AS}",
    "open_document": f"This is an OpenDocument spreadsheet (.ods) and not an XLSX file. {SAVE_AS}",
    "macros": "The file holds macros or links to other programs. Save it as a plain .xlsx workbook.",
    "huge": HUGE,
}
EXHAUSTED = f"{HUGE} Start from an exported file."
NOT_NOW = "The file could not be read just now. Try it again in a minute."
UNKNOWN_FORMAT = "?"
LOCAL_MONEY = (5, 6, 7, 8, 41, 42, 43, 44)
"""Built-in formats of money; their sign is that of whoever looks at them."""
MONEY_FORMAT = "¤0"


class UnusableSheet(ValueError):  # noqa: N818 - named for its reader, like Http404
    """The file cannot be used; ``problems`` has one sentence each."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in one cell: its value, the kind of it as the file says ("n" for a number, "s" a text,
    "b", "e" an error, "d" a date, "x" for what is broken), how it is shown, and whether a formula made
    it: then the value is what it came to when the file was saved, None where the file does not say."""

    place: str
    value: Any = None
    kind: str = "n"
    format: str = "General"
    is_formula: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether nothing can be seen in it."""
        if self.value is None:
            return not self.is_formula
        return isinstance(self.value, str) and not self.value.strip()


@dataclass(frozen=True, slots=True)
class Page:
    """One sheet: the cells that are not empty by row and column, from 1."""

    name: str
    cells: dict[tuple[int, int], Cell]

    def at(self, row: int, column: int) -> Cell:
        """The cell there, which may be empty."""
        return self.cells.get((row, column)) or Cell(_place(self.name, row, column))

    @property
    def rows(self) -> range:
        """The rows that are read."""
        last = max((row for row, _ in self.cells), default=0)
        return range(1, min(last, MOST_ROWS) + 1)

    @property
    def unread(self) -> list[Cell]:
        """What stands further down than is read."""
        return [cell for (row, _), cell in self.cells.items() if row > MOST_ROWS]


def pages_of(data: bytes) -> list[Page]:
    """Every sheet of the file in its order. Raises ``UnusableSheet``."""
    if len(data) > LARGEST_FILE:
        raise UnusableSheet((f"The file is larger than {LARGEST_FILE:,} bytes.",))
    return pages_from(_unpacked(data))


def pages_from(found: Mapping[str, Any]) -> list[Page]:
    """The sheets that ``unpack`` found. Raises ``UnusableSheet``."""
    if reason := found.get("refused"):
        raise UnusableSheet((REFUSED[reason],))
    problems = tuple(_problem(page) for page in found["pages"] if "problem" in page)
    if problems:
        raise UnusableSheet(problems)
    return [_page(page) for page in found["pages"]]


def _unpacked(data: bytes) -> dict[str, Any]:
    """What the other process makes of the file. Raises ``UnusableSheet`` where it came to its end."""
    try:
        done = subprocess.run(  # noqa: S603 - our own program, nothing of the file is in the command
            COMMAND, input=data, capture_output=True, timeout=PATIENCE, check=True
        )
        found: dict[str, Any] = json.loads(done.stdout)
    except subprocess.TimeoutExpired:
        raise UnusableSheet((EXHAUSTED,)) from None
    except subprocess.CalledProcessError as end:
        log.warning("Reading a spreadsheet ended with %s: %s", end.returncode, end.stderr[-500:])
        raise UnusableSheet((EXHAUSTED,)) from None
    except OSError as error:
        log.exception("Reading a spreadsheet could not begin")
        raise UnusableSheet((NOT_NOW,)) from error
    return found


def _problem(page: Mapping[str, Any]) -> str:
    """What is wrong with a whole sheet, and behind which cell."""
    cells = page["cells"]
    behind = f" (after {_place(page['name'], *cells[-1][:2])})" if cells else ""
    return f"The sheet “{page['name']}” {page['problem']}{behind}. Save it anew in Excel or LibreOffice."


def _page(page: Mapping[str, Any]) -> Page:
    name = page["name"]
    return Page(
        name,
        {
            (row, column): Cell(_place(name, row, column), value, kind, _format(*style), is_formula)
            for row, column, kind, value, style, is_formula in page["cells"]
        },
    )


def _format(number: int, code: str | None) -> str:
    """A format of the file's own, or one of those that every program knows by number."""
    if code is not None and (number >= BUILTIN_FORMATS_MAX_SIZE or number in LOCAL_MONEY):
        return code
    if number in LOCAL_MONEY:
        return MONEY_FORMAT
    known = BUILTIN_FORMATS.get(number, UNKNOWN_FORMAT)
    return known if code in (None, known) else UNKNOWN_FORMAT


def _place(sheet: str, row: int, column: int) -> str:
    return f"{sheet}!{get_column_letter(column)}{row}"
