"""Workbooks of other programs: named parts, strict namespaces, stored values, formulas, texts, languages."""

from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from decisions.sheets import read_workbook, workbook_bytes
from decisions.sheets.layout import FIRST_TERM, OWN, TERM_ROWS, TERMS, TEXT_TERMS
from engine.cost.lines import KINDS, Range
from tests.decisions.cost_book import (
    CASE,
    OF_UNIT,
    amount_in,
    cell_of,
    edited,
    figures,
    refused,
    typed,
)
from tests.decisions.workbooks import Parts, parts_of, with_shared_texts, zipped

STRICT = {
    b"http://schemas.openxmlformats.org/spreadsheetml/2006/main": b"http://purl.oclc.org/ooxml/spreadsheetml/main",
    b"http://schemas.openxmlformats.org/officeDocument/2006/relationships": b"http://purl.oclc.org/ooxml/officeDocument/relationships",
}


def remade(change: Callable[[Parts], Parts], data: bytes = b"") -> bytes:
    """The file of the case with other parts."""
    return zipped(change(parts_of(data or workbook_bytes(CASE))))


def web_made(parts: Parts) -> Parts:
    """As Excel on the web names its parts; others write them relative, or with capitals."""
    there = {
        "xl/workbook.xml": "xl/workbook2.xml",
        "xl/_rels/workbook.xml.rels": "xl/_rels/workbook2.xml.rels",
    }
    told = {
        name: content.replace(b"xl/workbook.xml", b"xl/workbook2.xml")
        for name, content in parts.items()
    }
    return {there.get(name, name): content for name, content in told.items()}


def strict(parts: Parts) -> Parts:
    """As “Strict Open XML Spreadsheet”."""
    for old, new in STRICT.items():
        parts = {name: content.replace(old, new) for name, content in parts.items()}
    return parts


def relative_and_capital(parts: Parts) -> Parts:
    rels = "xl/_rels/workbook.xml.rels"
    parts = parts | {rels: parts[rels].replace(b'"/xl/worksheets/', b'"Worksheets/')}
    return {
        name.replace("xl/", "XL\\") if "sheet4" in name else name: row
        for name, row in parts.items()
    }


@pytest.mark.parametrize("change", [web_made, strict, relative_and_capital, with_shared_texts])
def test_a_workbook_of_another_program_is_read(change: Callable[[Parts], Parts]):
    assert read_workbook(remade(change)).case == CASE


@pytest.mark.parametrize(
    ("change", "word"),
    [
        (lambda parts: {"mimetype": b"application/vnd.oasis", "content.xml": b"<a/>"}, ".ods"),
        (
            lambda parts: {
                name: content.replace(b"xl/workbook.xml", b"xl/workbook.bin")
                for name, content in parts.items()
            },
            ".xlsb",
        ),
    ],
)
def test_what_is_no_xlsx_is_called_what_it_is(change: Callable[[Parts], Parts], word: str):
    assert word in refused(remade(change))[0]


def test_sheets_that_were_renamed_are_known_by_what_is_in_them():
    def rename(book: Workbook) -> None:
        for name in (TERMS, OWN, "Option 1"):
            book[name].title = f"{name} of ours"

    assert read_workbook(edited(rename)).case == CASE


def test_the_sheet_of_todays_way_names_nobody_and_is_known_by_its_former_name():
    """A provider may do the work today: the sheet was called in-house."""
    names: list[str] = []

    def rename(book: Workbook) -> None:
        names.extend(book.sheetnames)
        book[OWN].title = "In-house"

    assert read_workbook(edited(rename)).case == CASE
    assert "In-house" not in names


def test_sheets_that_are_missing_are_named_with_those_that_are_there():
    def drop(book: Workbook) -> None:
        del book[TERMS], book[OWN]

    (sentence,) = refused(edited(drop))
    assert all(f"“{name}”" in sentence for name in (TERMS, OWN, "Option 1", "Result"))


def with_value(sheet: str, cell: str, formula: str, value: Any) -> Callable[[Parts], Parts]:
    """A formula in a cell, with what it came to; None for a file that does not say."""

    def change(parts: Parts) -> Parts:
        names = ["Read me", TERMS, OWN, "Option 1", "Result"]
        part = f"xl/worksheets/sheet{names.index(sheet) + 1}.xml"
        before, found, after = parts[part].partition(b'<c r="%s"' % cell.encode())
        assert found
        rest = (
            after[after.index(b"</c>") :]
            if b"/>" not in after[: after.index(b">") + 1]
            else b"</c>" + after[after.index(b">") + 1 :]
        )
        sort = ' t="str"' if isinstance(value, str) else ""
        told = "" if value is None else f"<v>{value}</v>"
        made = f'<c r="{cell}"{sort}><f>{formula}</f>{told}'.encode()
        return parts | {part: before + made + rest}

    return change


def test_what_a_formula_came_to_is_read_and_said():
    """In a figure, a rate, a text; the formula is gone afterwards, so the cells are named."""
    data = workbook_bytes(CASE)
    changes = [
        (*cell_of("tools"), "1000*1.5", 1500),
        (*cell_of("tools", "High"), "1000*2", 2000),
        (TERMS, f"B{FIRST_TERM + 2}", "4%*2", 0.08),
        (*cell_of("tools", "Own name"), '"A"&amp;"B"', "AB"),
    ]
    for sheet, cell, formula, value in changes:
        data = remade(with_value(sheet, cell, formula, value), data)
    found = read_workbook(data)
    line = next(row for row in found.case.in_house if row.kind == "tools")
    assert (line.amount, line.name, found.case.terms.rate) == (Range(1, 1500, 2000), "AB", 0.08)
    (said,) = found.unread
    assert all(f"{sheet}!{cell}" in said for sheet, cell, _, _ in changes)


def test_a_formula_that_the_file_does_not_work_out_is_refused_with_its_cell():
    sheet, cell = cell_of("tools")
    (sentence,) = refused(remade(with_value(sheet, cell, "1000*1.5", None)))
    assert sentence.startswith(f"{sheet}!{cell} holds a formula")


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("1,234,567.50", 1_234_567.5), ("1.234.567,5", 1_234_567.5), ("1 234,5", 1_234.5), ("12.5", 12.5),
        ("\u200b50000 ", 50_000), ("EUR 50,000", 50_000), ("50,000 €", 50_000), ("\u0665\u0660", 50), ("1\u2019500", 1_500),
    ],
)  # fmt: skip
def test_a_number_that_is_a_text_is_read_as_it_is_on_the_pages(text: str, meant: float):
    for shown in ("General", "@", "0%"):
        assert amount_in(edited(*figures("tools", text, shown)), "tools") == Range(
            meant, meant, meant
        )


def test_a_per_cent_that_is_a_text_is_read_where_per_cents_belong():
    """7 % in a line that counts in per cent is 7; in a rate it is 0.07, and in other units refused."""
    assert amount_in(edited(*figures("governance", "7 %", "@")), "governance") == Range(7, 7, 7)
    rows = [row[0] for row in TERM_ROWS]
    rates = [name for name in rows if name not in (*TEXT_TERMS, "years")]
    data = edited(
        *(typed(TERMS, f"B{FIRST_TERM + rows.index(name)}", "7 %", "@") for name in rates)
    )
    assert {getattr(read_workbook(data).case.terms, name) for name in rates} == {0.07}
    for unit, kind in OF_UNIT.items():
        if unit != "percent":
            assert refused(edited(*figures(kind, "7 %", "@")))[0].startswith(cell_of(kind)[0])


@pytest.mark.parametrize(
    "text",
    [
        "1.000",
        "1.125",
        "1,125",
        "1000-",
        "(1000)",
        "ten",
        "12 apples",
        "5²",
        "½",
        "USD 5",
        "3/5",
        "1e5",
        "--5",
    ],
)
def test_a_text_that_may_mean_something_else_is_refused_with_its_cell(text: str):
    sheet, cell = cell_of("tools")
    (sentence,) = refused(edited(typed(sheet, cell, text)))
    assert sentence.startswith(f"{sheet}!{cell} holds the text")


@pytest.mark.parametrize(
    ("old", "new", "cell"),
    [
        (b"<v>1</v>", b"<v>one</v>", "Today!F6"),
        (b"<v>1</v>", b"<v>1e999</v>", "Today!F6"),
        (b'<c r="G6" s="3"', b'<c r="G6" s="999"', "Today!G6"),
        (b'<c r="G6" s="3" t="n"', b'<c r="G6" s="3" t="s"', "Today!G6"),
        (b'<c r="G6" s="3" t="n"', b'<c r="G6" s="3" t="d"', "Today!G6"),
        (b"</sheetData>", b"", "Today"),
        (b'<c r="G6"', b'<c r="6G"', "Today"),
        (b'<c r="G6"', b'<c r="F6"', "Today"),
    ],
)
def test_what_is_broken_in_a_sheet_is_told_at_its_cell_or_sheet(old: bytes, new: bytes, cell: str):
    part = "xl/worksheets/sheet3.xml"

    def change(parts: Parts) -> Parts:
        assert old in parts[part]
        return parts | {part: parts[part].replace(old, new, 1)}

    assert any(cell in sentence for sentence in refused(remade(change)))


def test_our_own_file_says_nothing_about_its_formulas_when_it_comes_back():
    assert read_workbook(workbook_bytes(CASE)).unread == ()


def test_every_kind_of_line_and_every_number_of_lines_has_its_values():
    """Also a case of nothing, of which nothing can be worked out."""
    empty = replace(CASE, in_house=(), options=(replace(CASE.options[0], lines=()),))
    for case in (empty, replace(CASE, options=()), CASE):
        book = load_workbook(BytesIO(workbook_bytes(case)), data_only=True)
        shown = [cell.value for sheet in book for row in sheet.iter_rows() for cell in row]
        assert not any(isinstance(value, str) and value.startswith("#") for value in shown)
    assert {kind.owner for kind in KINDS.values()} == {"in_house", "provider"}


@pytest.mark.parametrize("sign", ["\x0b", "\x1f", "\ufffe"], ids=ascii)
def test_signs_that_no_workbook_may_hold_keep_nobody_from_taking_it(sign: str):
    """A note pasted from Word has them, the page keeps it; in the file there is a space."""
    words = f"Two{sign}lines"
    (option,) = CASE.options
    lines = tuple(replace(line, name=words) for line in option.lines)
    own = tuple(replace(line, note=words, source=words) for line in CASE.in_house)
    case = replace(CASE, in_house=own, options=(replace(option, name=words, lines=lines),))
    found = read_workbook(workbook_bytes(case)).case
    assert {(line.note, line.source) for line in found.in_house} == {("Two lines", "Two lines")}
    assert found.options[0].name == "Two lines"
    assert {line.name for line in found.options[0].lines} == {"Two lines"}
