"""Takes plain cells from an uploaded file that may be anything; whatever is wrong with it ends here."""

import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from zipfile import BadZipFile, ZipFile

from openpyxl import load_workbook
from openpyxl.cell.read_only import ReadOnlyCell
from openpyxl.styles.numbers import BUILTIN_FORMATS, BUILTIN_FORMATS_MAX_SIZE
from openpyxl.utils import get_column_letter

from decisions.sheets.layout import MOST_COLUMNS, MOST_ROWS, ROWS_LOOKED_AT

LARGEST_FILE, LARGEST_INSIDE, MOST_PARTS = 1_000_000, 8_000_000, 200
NOT_A_SHEET = "This is not an XLSX file. Save it as “Excel workbook (.xlsx)” without a password."
MACROS = "The file holds macros or links to other programs. Save it as a plain .xlsx workbook."
HUGE = "Unpacked, the file is larger than a cost case can be."
MOST_SHEETS = 40
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
    """What stands in one cell: its value, the kind of it as the file says ("n" for a number, "f" a
    formula, "e" an error ...), and how it is shown."""

    place: str
    value: Any = None
    kind: str = "n"
    format: str = "General"

    @property
    def is_empty(self) -> bool:
        """Whether nothing can be seen in it."""
        return self.value is None or (isinstance(self.value, str) and not self.value.strip())


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
    _look_inside(data)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what it warns of is read as an error of its cell
            book = load_workbook(BytesIO(data), read_only=True, data_only=False, keep_links=False)
            if len(book.sheetnames) > MOST_SHEETS:
                raise UnusableSheet((HUGE,))
            return [Page(name, dict(_cells(book[name], name))) for name in book.sheetnames]
    except UnusableSheet:
        raise
    except Exception:
        # A broken workbook fails in as many ways as there are parts of it.
        raise UnusableSheet((NOT_A_SHEET,)) from None


def _look_inside(data: bytes) -> None:
    """Refuse what is no workbook, has macros, or unpacks to far more than it is."""
    try:
        with ZipFile(BytesIO(data)) as parts:
            rows = parts.infolist()
    except (BadZipFile, ValueError, OSError, NotImplementedError):
        raise UnusableSheet((NOT_A_SHEET,)) from None
    names = [row.filename.lower() for row in rows]
    if not any(name.endswith("workbook.xml") for name in names):
        raise UnusableSheet((NOT_A_SHEET,))
    if any(word in name for name in names for word in ("vbaproject", "externallink", "activex")):
        raise UnusableSheet((MACROS,))
    if len(rows) > MOST_PARTS or sum(row.file_size for row in rows) > LARGEST_INSIDE:
        raise UnusableSheet((HUGE,))


def _cells(sheet: Any, name: str) -> Iterator[tuple[tuple[int, int], Cell]]:
    """The cells of the rows and columns that can matter; a sheet may claim a million rows."""
    if not hasattr(sheet, "iter_rows"):
        return
    rows = sheet.iter_rows(min_row=1, max_row=ROWS_LOOKED_AT, max_col=MOST_COLUMNS)
    for row, cells in enumerate(rows, start=1):
        for column, cell in enumerate(cells, start=1):
            if cell.value is not None:
                found = Cell(_place(name, row, column), cell.value, cell.data_type, _format(cell))
                yield (row, column), found


def _format(cell: ReadOnlyCell) -> str:
    number = cell.style_array.numFmtId
    if number in LOCAL_MONEY:
        return MONEY_FORMAT
    if number < BUILTIN_FORMATS_MAX_SIZE and number not in BUILTIN_FORMATS:
        return UNKNOWN_FORMAT
    return str(cell.number_format)


def _place(sheet: str, row: int, column: int) -> str:
    return f"{sheet}!{get_column_letter(column)}{row}"
