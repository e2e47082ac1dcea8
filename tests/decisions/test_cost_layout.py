"""Sheets, rows and cells of a cost workbook that somebody renamed, copied, moved, broke or wrote beside."""

import re
from io import BytesIO
from zipfile import ZipFile

import pytest
from openpyxl import Workbook, load_workbook

from decisions.sheets import UnusableSheet, read_workbook
from decisions.sheets.layout import (
    ABOUT,
    COLUMN,
    FIRST_ROW,
    FIRST_TERM,
    MOST_ROWS,
    OWN,
    RESULT,
    TERMS,
)
from tests.decisions.cost_book import CASE, cell_of, edited, exported, refused, rename, typed

pytestmark = pytest.mark.usefixtures("unpacked_here")


def test_nothing_below_or_beside_what_is_read_goes_unsaid():
    """A line below the last row that is read is refused; a note without a kind too; another sheet and a
    number over a formula are named."""
    low = edited(typed(OWN, f"B{MOST_ROWS + 1}", "tools"), typed(OWN, f"G{MOST_ROWS + 1}", 9))
    assert f"below row {MOST_ROWS}" in refused(low)[0]
    note = edited(typed(OWN, f"{COLUMN['Note']}{FIRST_ROW + 100}", "Ask Bob"))
    assert refused(note)[0].startswith(f"{OWN}!B{FIRST_ROW + 100}")
    total = f"U{FIRST_ROW}"
    told = read_workbook(edited(lambda book: book.create_sheet("My notes"), typed(OWN, total, 99)))
    assert told.case == CASE
    assert len(told.unread) == 2
    assert "My notes" in told.unread[0]
    assert f"{OWN}!{total}" in told.unread[1]
    beside = [(OWN, f"Z{FIRST_ROW + 100}", 99), (OWN, "D1", "Mine"), (OWN, "B2", "Our team")]
    beside += [(TERMS, "A20", "Mine"), (TERMS, "D3", "Mine")]
    told = read_workbook(edited(*(typed(*one) for one in beside)))
    assert told.case == CASE
    assert sorted(re.findall(r"[\w-]+![A-Z]+\d+", " ".join(told.unread))) == sorted(
        f"{sheet}!{cell}" for sheet, cell, _ in beside
    )


@pytest.mark.parametrize(
    ("part", "old", "new"),
    [
        ("xl/worksheets/sheet3.xml", b'r="G6"', b'r="6G"'),
        ("xl/worksheets/sheet3.xml", b'r="G6"', b'r="ZZZZZZ99999999"'),
        ("xl/worksheets/sheet3.xml", b'r="G6"', b'r="G6" t="s"'),
        ("xl/worksheets/sheet3.xml", b"<v>1</v>", b"<v>one</v>"),
        ("xl/worksheets/sheet3.xml", b"</sheetData>", b""),
        ("xl/worksheets/sheet3.xml", b' s="2"', b' s="99999"'),
        ("xl/styles.xml", b"</styleSheet>", b""),
    ],
)
def test_a_broken_part_of_a_file_is_refused_and_never_an_error(part: str, old: bytes, new: bytes):
    """Cells are read late, so what is broken in them must not escape."""
    stream = BytesIO()
    with ZipFile(BytesIO(exported())) as source, ZipFile(stream, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            assert name != part or old in content
            target.writestr(name, content.replace(old, new, 1) if name == part else content)
    assert refused(stream.getvalue())


def test_an_option_is_known_by_its_sheet_and_not_by_the_name_of_it():
    assert read_workbook(edited(rename)).case == CASE


@pytest.mark.parametrize("name", [RESULT, ABOUT])
def test_an_option_that_has_the_name_of_a_sheet_of_ours_is_read(name: str):
    def take_the_name(book: Workbook) -> None:
        if name in book.sheetnames:
            del book[name]
        book["Option 1"].title = name

    assert read_workbook(edited(take_the_name)).case == CASE


def copy(book: Workbook) -> None:
    book.copy_worksheet(book["Option 1"]).title = "Acme again"


def test_a_copied_sheet_with_the_same_key_is_refused_with_its_cell():
    assert [row.partition(":")[0] for row in refused(edited(copy))] == ["Acme again!B1"]


def test_a_kind_of_deal_that_nobody_published_is_refused_with_its_cell():
    data = edited(typed("Option 1", "B3", "bpoo"))
    with pytest.raises(UnusableSheet) as caught:
        read_workbook(data, deals=["bpo"])
    assert caught.value.problems[0].startswith("Option 1!B3: ")


@pytest.mark.parametrize(
    ("sheet", "cells"),
    [(TERMS, (f"A{FIRST_TERM + 2}", f"A{FIRST_TERM + 5}")), ("Option 1", ("A1", "A2"))],
)
def test_rows_that_were_moved_are_refused(sheet: str, cells: tuple[str, str]):
    """Sorted by name, the tax would stand where the rate is read."""
    names = [load_workbook(BytesIO(exported()))[sheet][cell].value for cell in cells]
    moved = [typed(sheet, cell, name) for cell, name in zip(cells, reversed(names), strict=True)]
    found = [row.partition(" must say")[0] for row in refused(edited(*moved))]
    assert found == [f"{sheet}!{cell}" for cell in cells]


@pytest.mark.parametrize(
    ("sheet", "cell"),
    [
        *(
            (RESULT, cell)
            for cell in ("B5", "C8", "B14", "A9", "B4", "C2", "A3", "E4", "H40", "A300")
        ),
        *((ABOUT, cell) for cell in ("B1", "A12")),
    ],
)
def test_what_is_typed_on_a_sheet_that_is_not_read_is_named(sheet: str, cell: str):
    """Over a saving, its label, a year, and where the sheet has nothing."""
    told = read_workbook(edited(typed(sheet, cell, 7)))
    assert told.case == CASE
    assert [f"{sheet}!{cell}" in row for row in told.unread] == [True]


def test_words_and_numbers_that_follow_from_other_cells_are_named():
    places = [cell_of("tools", "Line"), (TERMS, "B11"), (TERMS, "E20"), (OWN, "AC8")]
    told = read_workbook(edited(*(typed(*place, 7) for place in places)))
    assert told.case == CASE
    for place in places:
        assert any("!".join(place) in row for row in told.unread), place
