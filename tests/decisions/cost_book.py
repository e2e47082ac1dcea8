"""The workbook of a case with one line of every kind, changed cell by cell as people do, and read back."""

from collections.abc import Callable
from functools import cache
from io import BytesIO
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from decisions.sheets import UnusableSheet, read_workbook, workbook_bytes
from decisions.sheets.layout import COLUMN, FIRST_ROW, OWN
from engine.cost.lines import KINDS, CostCase, CostOption, Line, Range
from engine.cost.lines import Terms as CaseTerms

CASE = CostCase(
    CaseTerms("EUR", 3, 0.1),
    tuple(
        Line(kind.key, kind.key, Range(1, 1, 1))
        for kind in KINDS.values()
        if kind.owner == "in_house"
    ),
    (
        CostOption(
            "a",
            "A",
            tuple(
                Line(kind.key, kind.key, Range(1, 1, 1))
                for kind in KINDS.values()
                if kind.owner == "provider"
            ),
        ),
    ),
)
"""One line of every kind, so of every unit; each sheet has its lines in the order of the kinds."""


def cell_of(kind: str, head: str = "Likely") -> tuple[str, str]:
    """The sheet and the cell of a line of ``CASE``."""
    lines = CASE.in_house if KINDS[kind].owner == "in_house" else CASE.options[0].lines
    sheet = OWN if KINDS[kind].owner == "in_house" else "Option 1"
    return sheet, f"{COLUMN[head]}{FIRST_ROW + [line.kind for line in lines].index(kind)}"


@cache
def exported(case: CostCase = CASE) -> bytes:
    """The file as we write it."""
    return workbook_bytes(case)


def edited(*changes: Callable[[Workbook], None], case: CostCase = CASE) -> bytes:
    """The file of the case after somebody changed it."""
    book = load_workbook(BytesIO(exported(case)))
    for change in changes:
        change(book)
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def typed(sheet: str, cell: str, value: Any, shown: str = "General") -> Callable[[Workbook], None]:
    """Somebody types a value that is shown in a format."""

    def change(book: Workbook) -> None:
        book[sheet][cell].value = value
        book[sheet][cell].number_format = shown

    return change


def figures(kind: str, value: Any, shown: str) -> list[Callable[[Workbook], None]]:
    """Low, likely and high of a line."""
    return [typed(*cell_of(kind, head), value, shown) for head in ("Low", "Likely", "High")]


def amount_in(data: bytes, kind: str) -> Range | None:
    case = read_workbook(data).case
    lines = (*case.in_house, *case.options[0].lines)
    return next(line.amount for line in lines if line.kind == kind)


def refused(data: bytes) -> tuple[str, ...]:
    with pytest.raises(UnusableSheet) as caught:
        read_workbook(data)
    return caught.value.problems


OF_UNIT = {kind.unit: kind.key for kind in KINDS.values() if kind.owner == "provider"}


def rename(book: Workbook) -> None:
    book["Option 1"].title = "Acme Ltd"
