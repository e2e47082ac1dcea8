"""What stands in a file beside the figures that are read: named, or refused where it changes a meaning."""

import re
from collections.abc import Mapping, Sequence

from decisions.sheets.book import Cell, Page
from decisions.sheets.layout import (
    ABOUT_LINES,
    END_ROWS,
    FIRST_ROW,
    HEAD_ROW,
    HEADS,
    LATER_ROWS,
    PLACE,
    PLACES_ROW,
)
from decisions.sheets.result import BLOCK, FIGURES, FIRST, ROWS, YEARS_ROW
from engine.cost.lines import KINDS

VALUE, HINT_COLUMN, SHOWN = 2, 3, 5
FOLLOWS, NOT_READ = "it follows from other cells", "nothing is read from there"
LABELS = (*ROWS, *FIGURES)
LATER = [words for _, words, _ in (*LATER_ROWS, *END_ROWS)]
CODE = re.compile(r"\b[A-Z]{3}\b")


def moved(page: Page, labels: Mapping[int, str]) -> list[str]:
    """A problem for each row that is not where it was: values are known by where they stand."""
    cells = ((page.at(row, 1), words) for row, words in labels.items())
    return [
        f"{cell.place} must say “{words}”: keep these rows in place."
        for cell, words in cells
        if cell.value != words
    ]


def is_another_unit(cell: Cell, unit: str) -> bool:
    """Whether the words say another unit than the one of the line. Another currency is none: no amount
    is converted when the currency of the case changes."""
    return not cell.is_empty and CODE.sub("", str(cell.value)) != CODE.sub("", unit)


def beside_lines(page: Page, kinds: Mapping[int, str], fixed: Mapping[int, str]) -> list[str]:
    """What was written into columns that follow from others, for the lines in these rows; and what stands
    where nothing is read. ``fixed`` are the values of rows above the lines that are no part of the case."""
    found, aside = [], []
    for (row, column), cell in sorted(page.cells.items()):
        if row not in kinds:
            is_beside = (
                column > len(HEADS) if row >= FIRST_ROW else column > VALUE and row < HEAD_ROW
            )
            is_other = column == VALUE and row in fixed and cell.value != fixed[row]
            if (is_beside and not cell.is_formula) or is_other:
                aside.append(cell.place)
            continue
        is_derived = column == PLACE["Counts"] or column > len(HEADS)
        is_other_name = column == PLACE["Line"] and cell.value != KINDS[kinds[row]].name
        if (is_derived and not cell.is_formula) or is_other_name:
            found.append(cell.place)
    return _named(found, FOLLOWS) + _named(aside, NOT_READ)


def beside_terms(page: Page, decimals: int) -> list[str]:
    """What was written beside the terms, or over the decimals that follow from the currency."""
    aside = [
        cell.place
        for (row, column), cell in sorted(page.cells.items())
        if column > HINT_COLUMN or (row > PLACES_ROW and page.at(row, 1).value not in LATER)
    ]
    places = page.at(PLACES_ROW, 2)
    is_other = places.value not in (None, decimals)
    return _named([places.place] * is_other, FOLLOWS) + _named(aside, NOT_READ)


def beside_result(page: Page) -> list[str]:
    """What was written on the sheet with the result over what follows from the others, or beside it."""
    found, aside = [], []
    for (row, column), cell in sorted(page.cells.items()):
        block, place = divmod(row - FIRST, BLOCK)
        if cell.is_formula or (row, column) == (1, 1):
            continue
        if block < 0 or place == 0:  # the years; an option with what its outcomes said
            is_ours = cell.kind == "s" and (row == YEARS_ROW or (place == 0 and column <= VALUE))
        else:
            label = LABELS[place - 1] if place <= len(LABELS) else None
            is_ours = column == 1 and cell.value == label
            if label and column > 1:
                found.append(cell.place)
                continue
        if not is_ours:
            aside.append(cell.place)
    return _named(found, FOLLOWS) + _named(aside, NOT_READ)


def beside_about(page: Page) -> list[str]:
    """What was written beside or below our words on the first sheet."""
    last = len(ABOUT_LINES) + 1
    return _named(
        [
            cell.place
            for (row, column), cell in sorted(page.cells.items())
            if column > 1 or row > last
        ],
        NOT_READ,
    )


def listed(cells: Sequence[str]) -> str:
    """The first of some cells, and how many more there are."""
    more = f" and {len(cells) - SHOWN} more" if len(cells) > SHOWN else ""
    return ", ".join(cells[:SHOWN]) + more


def _named(cells: Sequence[str], why: str) -> list[str]:
    return [f"What stands in {listed(cells)}: {why}."] if cells else []
