"""What stands in a file beside the figures that are read: named, or refused where it changes a meaning."""

import re
from collections.abc import Mapping, Sequence

from decisions.sheets.book import Cell, Page
from decisions.sheets.layout import END_ROWS, HEADS, LATER_ROWS, PLACE, PLACES_ROW
from engine.cost.lines import KINDS

HINT_COLUMN, SHOWN = 3, 5
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


def beside_lines(page: Page, kinds: Mapping[int, str]) -> list[str]:
    """What was written into columns that follow from others, for the lines in these rows."""
    found = []
    for (row, column), cell in sorted(page.cells.items()):
        if row not in kinds:
            continue
        is_derived = column == PLACE["Counts"] or column > len(HEADS)
        is_other_name = column == PLACE["Line"] and cell.value != KINDS[kinds[row]].name
        if (is_derived and not cell.is_formula) or is_other_name:
            found.append(cell.place)
    return _named(found)


def beside_terms(page: Page, decimals: int) -> list[str]:
    """What was written beside the terms, or over the decimals that follow from the currency."""
    found = [
        cell.place
        for (row, column), cell in sorted(page.cells.items())
        if column > HINT_COLUMN or (row > PLACES_ROW and page.at(row, 1).value not in LATER)
    ]
    places = page.at(PLACES_ROW, 2)
    return _named(found + [places.place] * (places.value not in (None, decimals)))


def listed(cells: Sequence[str]) -> str:
    """The first of some cells, and how many more there are."""
    more = f" and {len(cells) - SHOWN} more" if len(cells) > SHOWN else ""
    return ", ".join(cells[:SHOWN]) + more


def _named(cells: Sequence[str]) -> list[str]:
    return [f"What stands in {listed(cells)}: it follows from other cells."] if cells else []
