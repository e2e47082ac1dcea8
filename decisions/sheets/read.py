"""Reads a cost case from the sheets of an uploaded file; each problem with its sheet and cell."""

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from decisions.cost.wording import TODAY, unit_words
from decisions.sheets.beside import (
    beside_about,
    beside_lines,
    beside_result,
    beside_terms,
    is_another_unit,
    listed,
    moved,
)
from decisions.sheets.book import Cell, Page, UnusableSheet, pages_of
from decisions.sheets.cells import Asked, Unreadable, number, text
from decisions.sheets.layout import (
    ABOUT,
    DEAL_ROW,
    DERIVED,
    FIRST_ROW,
    HEAD_ROW,
    HEADS,
    KEY_ROW,
    LATER_ROWS,
    MOST_ROWS,
    NAME_ROW,
    OPTION,
    OWN,
    OWN_KEY,
    PLACE,
    PLACES_ROW,
    RESULT,
    SIDE_LABELS,
    TERM_LABELS,
    TERM_ROW,
    TERM_ROWS,
    TERMS,
    TERMS_TITLE,
    TEXT_TERMS,
    WHOLE_TERMS,
    YEAR_HEADS,
)
from engine.cost.check import problems
from engine.cost.intake import MOST_OPTIONS, read_cost_case
from engine.cost.lines import ENDS, KINDS, OWN_WAYS, CostCase
from engine.cost.money import currencies, places
from engine.cost.term import UNDATED
from engine.model.reading import InvalidInput

Value = TypeVar("Value")
MOST_SENTENCES = 30
HEAD_OF = {
    **{end: end.capitalize() for end in ENDS},
    **YEAR_HEADS,
    "amount": "Likely",
    "fallback": "Published likely",
    "kind": "Kind",
    "key": "Key",
    "name": "Own name",
    "note": "Note",
    "source": "Source",
    "mark": "Mark",
}
"""The column of each key of a line in the document."""
ROW_OF = {"key": KEY_ROW, "name": NAME_ROW, "deal": DEAL_ROW}
STEP = re.compile(r"[^.\[\]]+")
SIGNS = {TERMS: (1, 1, TERMS_TITLE), OWN: (KEY_ROW, 2, OWN_KEY)}
"""By what a sheet of ours is known when it was renamed: a cell, and what it says."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """The case in a file, and in sentences what the file holds beside it, which is not read."""

    case: CostCase
    unread: tuple[str, ...] = ()


def read_workbook(data: bytes, deals: Collection[str] | None = None) -> Sheet:
    """The case in the file. Amounts by year are formulas, and are not read: they follow.

    ``deals`` are the kinds of deal that may be named, None for any. Raises ``UnusableSheet`` with
    every problem, each with its sheet and cell.
    """
    return read_pages(pages_of(data), deals)


def read_pages(pages: Sequence[Page], deals: Collection[str] | None = None) -> Sheet:
    """The case in the sheets of a file that was opened. Raises ``UnusableSheet``."""
    reader = _Reader()
    document = reader.document(pages)
    if reader.problems:
        raise UnusableSheet(tuple(reader.problems[:MOST_SENTENCES]))
    try:
        case = read_cost_case(document, computable=False)
    except InvalidInput as error:
        found = (reader.at_its_cell(*row.split(": ", 1)) for row in error.problems)
        raise UnusableSheet(tuple(found)[:MOST_SENTENCES]) from None
    wrong = [
        reader.at_its_cell(row.path, row.sentence) for row in problems(case) if not row.is_missing
    ]
    known = ", ".join((*OWN_WAYS, *(deals or ())))
    wrong += [
        reader.at_its_cell(f"options.{option.key}.deal", f"the kinds of deal are {known}.")
        for option in case.options
        if option.deal and deals is not None and option.deal not in (*OWN_WAYS, *deals)
    ]
    if wrong:
        raise UnusableSheet(tuple(wrong[:MOST_SENTENCES]))
    return Sheet(case, tuple(reader.unread))


class _Reader:
    """Collects the problems of one workbook, and where each part of the document stands in it."""

    def __init__(self) -> None:
        self.problems: list[str] = []
        self.unread: list[str] = []
        self.currency = ""
        self.other_currency: list[str] = []
        self.computed: list[str] = []
        self.places: dict[str, tuple[Page, int]] = {}

    def document(self, pages: Sequence[Page]) -> dict[str, Any]:
        """The JSON document of ``engine.cost.intake``; parts with problems are left out."""
        found = {name: _known(name, pages) for name in (TERMS, OWN)}
        own_pages = {name: page for name, page in found.items() if page is not None}
        if len(own_pages) < len(found):
            missing = ", ".join(f"“{name}”" for name in found if name not in own_pages)
            there = ", ".join(f"“{page.name}”" for page in pages) or "none"
            self.problems.append(
                f"The sheet {missing} is missing; the file has {there}. Start from an exported file."
            )
            return {}
        options = self._options([page for page in pages if page not in own_pages.values()])
        terms = self._terms(own_pages[TERMS])
        if self.currency not in currencies(self.currency):
            sentence = "Enter a currency as three letters, for example EUR."
            self.problems.append(self.at_its_cell("terms.currency", sentence))
            return {}  # nothing can be said about amounts and units
        document = {
            "terms": terms,
            "in_house": self._lines(own_pages[OWN], "in_house", "in_house"),
            "options": [self._option(page, place) for place, page in enumerate(options)],
        }
        if self.computed:
            self.unread.append(
                f"The formulas in {listed(self.computed)}: read is what they came to when the file was "
                "saved, and the formulas are not kept."
            )
        if self.other_currency:
            cells = listed(self.other_currency)
            self.unread.append(
                f"The currency in {cells}: every amount is read as {self.currency}, and none converted."
            )
        return document

    def _options(self, pages: Sequence[Page]) -> list[Page]:
        """The sheets of options, known by what is in them: their names may be changed."""
        found = [page for page in pages if _is_option(page)]
        self.unread += [
            f"The sheet “{page.name}”."
            for page in pages
            if page not in found and page.name not in (RESULT, ABOUT)
        ]
        for page in pages:
            if page not in found and page.name in (RESULT, ABOUT):
                self.unread += beside_result(page) if page.name == RESULT else beside_about(page)
        if len(found) > MOST_OPTIONS:
            self.problems.append(f"There may be up to {MOST_OPTIONS} options.")
        return found[:MOST_OPTIONS]

    def at_its_cell(self, path: str, sentence: str) -> str:
        """A problem of the document with the cell that it comes from."""
        steps = STEP.findall(path)
        for known in range(len(steps), 0, -1):
            found = self.places.get(".".join(steps[:known]))
            if found is not None:
                page, row = found
                return f"{page.at(row, _column(page, row, steps[known:])).place}: {sentence}"
        return f"{path}: {sentence}"

    def _terms(self, page: Page) -> dict[str, Any]:
        self.problems += moved(page, TERM_LABELS)
        found: dict[str, Any] = {}
        for name, words, _ in (*TERM_ROWS, *LATER_ROWS):
            row = TERM_ROW[name]
            cell = page.at(row, 2)
            self.places[f"terms.{name}"] = (page, row)
            if name in TEXT_TERMS:
                found[name] = (self._read(cell, text) or "").strip().lower()
                if name == "currency":
                    found[name] = self.currency = found[name].upper()
                continue
            if row > PLACES_ROW and page.at(row, 1).value != words:
                continue
            if cell.is_empty and row < PLACES_ROW:
                self.problems.append(f"{cell.place} ({words}): enter a number.")
            found[name] = self._number(cell, "year" if name in WHOLE_TERMS else "share") or 0
        self.unread += beside_terms(page, places(self.currency))
        return found

    def _option(self, page: Page, place: int) -> dict[str, Any]:
        values = {name: self._read(page.at(row, 2), text) or "" for name, row in ROW_OF.items()}
        if not values["key"].strip() and page.at(KEY_ROW, 2).is_empty:
            self.problems.append(
                f"{page.at(KEY_ROW, 2).place}: enter a short name of the option that no other one has."
            )
        for start in (f"options.{values['key']}", f"options.{place}"):
            self.places |= {f"{start}.{name}": (page, row) for name, row in ROW_OF.items()}
            self.places[start] = (page, KEY_ROW)
        lines = self._lines(page, "provider", f"options.{values['key']}", f"options.{place}.lines")
        return {**values, "lines": lines}

    def _lines(self, page: Page, side: str, start: str, listed: str = "") -> list[dict[str, Any]]:
        heads = tuple(page.at(HEAD_ROW, place).value for place in range(1, len(HEADS) + 1))
        if heads != HEADS:
            self.problems.append(
                f"Sheet “{page.name}”: row {HEAD_ROW} must have the columns {', '.join(HEADS)}."
            )
            return []
        self.problems += moved(page, SIDE_LABELS)
        if page.unread:
            self.problems.append(
                f"{page.unread[0].place} lies below row {MOST_ROWS}, the last one that is read."
            )
        rows = [(row, self._line(page, row, side)) for row in page.rows if row >= FIRST_ROW]
        lines = [(row, line) for row, line in rows if line]
        fixed = {NAME_ROW: TODAY, DEAL_ROW: ""} if side == OWN_KEY else {}
        self.unread += beside_lines(page, {row: line["kind"] for row, line in lines}, fixed)
        taken = {line["key"] for _, line in lines if line["key"]}
        for place, (row, line) in enumerate(lines):
            line["key"] = line["key"] or _free(line["kind"], taken)
            taken.add(line["key"])
            self.places[f"{start}.{line['key']}"] = (page, row)
            self.places[f"{listed or start}.{place}"] = (page, row)
        return [line for _, line in lines]

    def _line(self, page: Page, row: int, side: str) -> dict[str, Any] | None:
        cells = {head: page.at(row, place) for head, place in PLACE.items()}
        kind = self._read(cells["Kind"], text)
        if kind is None:
            return None
        kind = kind.strip()
        if not kind:
            said = [cell for head, cell in cells.items() if head not in DERIVED]
            if any(not cell.is_empty for cell in said):
                self.problems.append(
                    f"{cells['Kind'].place}: this row has figures or words, but no kind of line."
                )
            return None
        if kind not in KINDS or KINDS[kind].owner != side:
            self.problems.append(
                f"{cells['Kind'].place}: “{kind[:40]}” is no kind of line of this side."
            )
            return None
        self._check_unit(cells["Unit"], kind)
        words = {
            name: self._read(cells[HEAD_OF[name]], text) or ""
            for name in ("key", "name", "note", "source", "mark")
        }
        years = {name: self._number(cells[head], "year") for name, head in YEAR_HEADS.items()}
        return {
            **words,
            "kind": kind,
            "mark": words["mark"].strip().lower() or "assumption",
            "amount": self._range([cells[head] for head in ("Low", "Likely", "High")], kind),
            "fallback": self._range([cells[f"Published {end}"] for end in ENDS], kind),
            **{name: UNDATED[name] if year is None else year for name, year in years.items()},
        }

    def _range(self, cells: Sequence[Cell], kind: str) -> list[float] | None:
        low, likely, high = (self._number(cell, KINDS[kind].unit) for cell in cells)
        if likely is None:
            if cells[1].is_empty and not (cells[0].is_empty and cells[2].is_empty):
                self.problems.append(f"{cells[1].place}: enter the likely figure too.")
            return None
        return [likely if low is None else low, likely, likely if high is None else high]

    def _check_unit(self, cell: Cell, kind: str) -> None:
        unit = unit_words(KINDS[kind].basis, KINDS[kind].unit, self.currency)
        if is_another_unit(cell, unit):
            self.problems.append(
                f"{cell.place} says “{str(cell.value)[:40]}”, but this line counts in “{unit}”."
            )
        elif not cell.is_empty and cell.value != unit:
            self.other_currency.append(cell.place)

    def _number(self, cell: Cell, asked: Asked) -> float | None:
        return self._read(cell, lambda one: number(one, asked, self.currency))

    def _read(self, cell: Cell, meaning: Callable[[Cell], Value]) -> Value | None:
        """What the cell means; None after noting what is wrong with it."""
        try:
            found = meaning(cell)
            if cell.is_formula:
                self.computed.append(cell.place)
            return found
        except Unreadable as problem:
            self.problems.append(f"{cell.place} {problem}")
            return None


def _known(name: str, pages: Sequence[Page]) -> Page | None:
    """The sheet of terms, or that of our own side: by its name, or by what is in it."""
    named = [page for page in pages if page.name == name]
    row, column, words = SIGNS[name]
    alike = [page for page in pages if page.at(row, column).value == words]
    return next(iter(named or alike), None)


def _is_option(page: Page) -> bool:
    """Whether a sheet is meant for an option, by its head or by its name."""
    heads = (page.at(KEY_ROW, 1).value, page.at(NAME_ROW, 1).value)
    return heads == ("Key", "Name") or page.name.startswith(OPTION.format(number=""))


def _column(page: Page, row: int, steps: Sequence[str]) -> int:
    """The column that the rest of a path leads to."""
    if not steps:
        return 2
    head = HEAD_OF.get(steps[0], "Kind")
    published = f"Published {steps[0]}"
    if published in PLACE and page.at(row, PLACE["Likely"]).is_empty:
        head = published
    return PLACE[head]


def _free(kind: str, taken: set[str]) -> str:
    key, number = kind, 1
    while key in taken:
        number += 1
        key = f"{kind}-{number}"
    return key
