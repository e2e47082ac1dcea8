"""Reads a cost case from an uploaded XLSX file that may be anything."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any
from zipfile import BadZipFile, ZipFile

from openpyxl import load_workbook
from openpyxl.workbook.workbook import Workbook

from decisions.sheets.layout import (
    COLUMN,
    DEAL_ROW,
    FIRST_ROW,
    FIRST_TERM,
    HEAD_ROW,
    HEADS,
    KEY_ROW,
    MOST_ROWS,
    NAME_ROW,
    OWN,
    TERM_ROWS,
    TERMS,
)
from engine.cost_check import problems
from engine.cost_intake import MOST_OPTIONS, read_cost_case
from engine.cost_lines import KINDS, CostCase
from engine.intake import InvalidInput

LARGEST_FILE, LARGEST_INSIDE, MOST_PARTS = 1_000_000, 8_000_000, 200
NOT_A_SHEET = "This is not an XLSX file. Save it as “Excel workbook (.xlsx)” without a password."
MACROS = "The file holds macros or links to other programs. Save it as a plain .xlsx workbook."
HUGE = "Unpacked, the file is larger than a cost case can be."
MOST_SENTENCES = 30
Cells = list[tuple[Any, ...]]


class UnusableSheet(ValueError):  # noqa: N818 - named for its reader, like Http404
    """The file cannot be used; ``problems`` has one sentence each."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


def read_workbook(data: bytes) -> CostCase:
    """The case in the file. Amounts by year are formulas, and are not read: they follow.

    Raises ``UnusableSheet`` with every problem, each with its sheet and cell.
    """
    if len(data) > LARGEST_FILE:
        raise UnusableSheet((f"The file is larger than {LARGEST_FILE:,} bytes.",))
    _look_inside(data)
    book = _opened(data)
    reader = _Reader()
    document = reader.document(book)
    if reader.problems:
        raise UnusableSheet(tuple(reader.problems[:MOST_SENTENCES]))
    try:
        case = read_cost_case(document, computable=False)
    except InvalidInput as error:
        raise UnusableSheet(error.problems[:MOST_SENTENCES]) from None
    wrong = [f"{row.path}: {row.sentence}" for row in problems(case) if not row.is_missing]
    if wrong:
        raise UnusableSheet(tuple(wrong[:MOST_SENTENCES]))
    return case


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


def _opened(data: bytes) -> Workbook:
    try:
        return load_workbook(BytesIO(data), read_only=True, data_only=False, keep_links=False)
    except Exception:
        # A broken workbook fails in as many ways as there are parts of it.
        raise UnusableSheet((NOT_A_SHEET,)) from None


class _Reader:
    """Collects the problems of one workbook."""

    def __init__(self) -> None:
        self.problems: list[str] = []

    def document(self, book: Workbook) -> dict[str, Any]:
        """The JSON document of ``engine.cost_intake``; parts with problems are left out."""
        missing = [name for name in (TERMS, OWN) if name not in book.sheetnames]
        if missing:
            self.problems.append(
                f"The sheet “{missing[0]}” is missing. Start from an exported file."
            )
            return {}
        names = [name for name in book.sheetnames if name.startswith("Option ")]
        if len(names) > MOST_OPTIONS:
            self.problems.append(f"There may be up to {MOST_OPTIONS} options.")
            names = names[:MOST_OPTIONS]
        return {
            "terms": self._terms(_cells(book, TERMS)),
            "in_house": self._lines(OWN, _cells(book, OWN), "in_house"),
            "options": [self._option(name, _cells(book, name)) for name in names],
        }

    def _terms(self, cells: Cells) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for row, (name, words, _) in enumerate(TERM_ROWS, start=FIRST_TERM):
            value = _at(cells, row, 2)
            place = f"{TERMS}!B{row} ({words})"
            if name in ("currency", "timing", "prices", "shape"):
                found[name] = self._text(place, value).strip()
            else:
                number = self._number(place, value)
                found[name] = 0 if number is None else number
                if number is None and not self.problems:
                    self.problems.append(f"{place}: enter a number.")
        return found

    def _option(self, sheet: str, cells: Cells) -> dict[str, Any]:
        key, name, deal = (
            self._text(f"{sheet}!B{row}", _at(cells, row, 2))
            for row in (KEY_ROW, NAME_ROW, DEAL_ROW)
        )
        return {
            "key": key,
            "name": name,
            "deal": deal,
            "lines": self._lines(sheet, cells, "provider"),
        }

    def _lines(self, sheet: str, cells: Cells, side: str) -> list[dict[str, Any]]:
        heads = tuple(_at(cells, HEAD_ROW, place) for place in range(1, len(HEADS) + 1))
        if heads != HEADS:
            self.problems.append(
                f"Sheet “{sheet}”: row {HEAD_ROW} must have the columns {', '.join(HEADS)}."
            )
            return []
        rows = range(FIRST_ROW, len(cells) + 1)
        found = [self._line(sheet, cells, row, side) for row in rows]
        lines = [line for line in found if line]
        taken = {line["key"] for line in lines if line["key"]}
        for line in lines:
            line["key"] = line["key"] or _free(line["kind"], taken)
            taken.add(line["key"])
        return lines

    def _line(self, sheet: str, cells: Cells, row: int, side: str) -> dict[str, Any] | None:
        values = {head: _at(cells, row, place) for place, head in enumerate(HEADS, start=1)}
        kind = values["Kind"]
        if kind in (None, ""):
            if any(values[head] not in (None, "") for head in ("Key", "Low", "Likely", "High")):
                self.problems.append(f"{sheet}!B{row}: this row has figures, but no kind of line.")
            return None
        if not isinstance(kind, str) or kind not in KINDS or KINDS[kind].side != side:
            self.problems.append(
                f"{sheet}!B{row}: “{str(kind)[:40]}” is no kind of line of this side."
            )
            return None

        def number(head: str) -> float | None:
            return self._number(f"{sheet}!{COLUMN[head]}{row}", values[head])

        def text(head: str) -> str:
            return self._text(f"{sheet}!{COLUMN[head]}{row}", values[head])

        return {
            "key": text("Key"),
            "kind": kind,
            "amount": self._range(sheet, row, [number(head) for head in ("Low", "Likely", "High")]),
            "fallback": self._range(
                sheet, row, [number(f"Published {end}") for end in ("low", "likely", "high")]
            ),
            "first_year": _default(number("From year"), 1),
            "last_year": number("To year"),
            "year": _default(number("Due in year"), 0),
            "name": text("Own name"),
            "note": text("Note"),
            "source": text("Source"),
            "mark": text("Mark").strip() or "assumption",
        }

    def _range(self, sheet: str, row: int, figures: list[float | None]) -> list[float] | None:
        low, likely, high = figures
        if likely is None:
            if low is not None or high is not None:
                self.problems.append(f"{sheet}, row {row}: enter the likely figure too.")
            return None
        return [likely if low is None else low, likely, likely if high is None else high]

    def _number(self, place: str, value: Any) -> float | None:
        if value is None or value == "":
            return None
        if isinstance(value, bool) or not isinstance(value, int | float):
            what = "a formula" if isinstance(value, str) and value.startswith("=") else "no number"
            self.problems.append(f"{place} holds {what}. Enter the number itself.")
            return None
        return value

    def _text(self, place: str, value: Any) -> str:
        if value is None:
            return ""
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            self.problems.append(f"{place} holds no text.")
            return ""
        return str(value)


def _cells(book: Workbook, name: str) -> Cells:
    """The values of the rows and columns that can matter; a sheet may claim a million rows."""
    sheet = book[name]
    if not hasattr(sheet, "iter_rows"):
        return []
    rows: Iterator[tuple[Any, ...]] = sheet.iter_rows(
        min_row=1, max_row=MOST_ROWS, max_col=len(HEADS), values_only=True
    )
    return list(rows)


def _at(cells: Cells, row: int, column: int) -> Any:
    if row > len(cells) or column > len(cells[row - 1]):
        return None
    return cells[row - 1][column - 1]


def _default(value: float | None, default: int) -> float:
    return default if value is None else value


def _free(kind: str, taken: set[str]) -> str:
    key, number = kind, 1
    while key in taken:
        number += 1
        key = f"{kind}-{number}"
    return key
