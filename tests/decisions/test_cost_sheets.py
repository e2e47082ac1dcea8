"""The spreadsheet of a cost case: lossless both ways, recomputed by another program, hostile files."""

import subprocess
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from decisions.sheets import Sheet, UnusableSheet, read_workbook, workbook_bytes
from decisions.sheets.layout import COLUMN, FIRST_ROW, HEAD_ROW, OWN, TERM_ROW, TERMS, Years
from decisions.sheets.result import FIGURES, ROWS, figure_cell, head_row, year_cell
from decisions.sheets.unpack import LARGEST_FILE
from engine.cost.evaluate import evaluate
from engine.cost.intake import read_cost_case
from engine.cost.lines import CostCase as Case
from engine.cost.lines import CostOption, Line, Range, Terms
from engine.cost.priced import priced
from engine.cost.result import CostResult, Table
from report.messages import read
from report.money import option_line
from tests.decisions.cost_book import edited
from tests.people import COST_CASE
from tools.programs import OFFICE


def certain(kind: str, figure: float | None = None, **more) -> Line:
    """A line whose figure is certain, or that is not estimated."""
    amount = None if figure is None else Range(figure, figure, figure)
    return Line(more.pop("key", kind), kind, amount, **more)


OWN_LINES = (
    Line("people", "people", Range(9, 10, 12.5)),
    certain("hours", 1_720.5),
    certain("productive", 71.5),
    certain("volume", 100_000),
    certain("volume_growth", 3),
    certain("wage_growth", 2.5),
    Line("pay", "pay", Range(48_000.55, 50_000.1, 60_000)),
    certain("pay_per_hour", 3.33),
    certain("contract", 12_345.67, last_year=2),
    certain("loading", 32.5, mark="verified", source="Payroll 2025"),
    certain("tools", 3_000.01, first_year=2, last_year=3),
    certain("quality", 1_000, note="=HYPERLINK(1) is only a note\nover two lines"),
    certain("investment", 90_000, year=2),
    Line("improvement", "improvement", None, Range(0, 5, 15)),
    certain("other_in_house", 777.77, key="other_in_house-2", name="Räume & „mehr“"),
)
THEIRS = (
    certain("provider_people", 8),
    certain("outcomes", 120),
    certain("price_per_person", 31_000.33),
    certain("price_per_hour", 2.05),
    certain("price_per_unit", 0.0123),
    certain("minimum_units", 105_000),
    certain("minimum_hours", 100),
    certain("remaining", 12.5),
    certain("price_per_outcome", 9.99),
    certain("price_fixed", 20_000, last_year=1),
    certain("price_fixed", 18_500.5, key="price_fixed-2", first_year=2, last_year=3),
    Line("indexation", "indexation", None, Range(2, 3.5, 7)),
    certain("scope_creep", 3),
    certain("set_up", 8_000.5),
    certain("selection", 4),
    certain("transition", 10),
    certain("parallel", 3),
    certain("dip_year_1", 15),
    certain("dip_year_2", 8),
    certain("governance", 7),
    certain("currency", -2),
    certain("travel", 5_000),
    certain("provider_tools", 2_000),
    certain("retained", 1_500),
    certain("stranded", 4_000, last_year=1),
    certain("severance", 60_000, year=1),
    certain("income_yearly", 1_234.56, first_year=2),
    certain("income_once", 999.99, year=2),
    certain("exit", 6),
    certain("optimism", 10),
    certain("other_yearly"),
    certain("other_once", 4_321, year=3),
)
FEWER = tuple(line for line in THEIRS if line.kind not in ("currency", "exit", "price_fixed"))
TERMS_OF = {
    "nominal euro": Terms("EUR", 5, 0.08, inflation=0.02),
    "real yen, mid-year, tax": Terms(
        "JPY", 3, 0.1, "mid", "real", inflation=0.03, tax=0.25, staff_follows_volume=0.5
    ),
    "ten years of dinar": Terms("KWD", 10, 0.035, "mid", shape="pert"),
    "41 months of euro": Terms("EUR", 3, 0.09, "mid", "real", inflation=0.025, months=5),
}


def every_kind(terms: Terms) -> Case:
    """A case with every kind of line, and two options."""
    options = (
        CostOption("bpo", "P & Q", THEIRS, "bpo"),
        CostOption("kpo-2", "=A name", FEWER, "kpo"),
    )
    return Case(terms, OWN_LINES, options)


def recalculated(data: bytes, folder: Path) -> bytes:
    """A file, opened and saved by LibreOffice."""
    office = OFFICE.find()
    assert office, OFFICE.advice
    source = folder / "case.xlsx"
    source.write_bytes(data)
    command = [office, "--headless", f"-env:UserInstallation=file://{folder}/profile"]
    kind = "xlsx:Calc MS Excel 2007 XML"
    outdir = folder / "out"
    subprocess.run(
        [*command, "--convert-to", kind, "--outdir", str(outdir), str(source)],
        check=True,
        capture_output=True,
        timeout=120,
    )
    return (outdir / "case.xlsx").read_bytes()


@pytest.mark.parametrize("name", TERMS_OF)
def test_another_program_recomputes_every_amount_and_loses_nothing(name: str, tmp_path: Path):
    """Every printed amount, total, saving and headline figure of the engine stands in the file that
    LibreOffice recalculated, to the smallest unit of the currency; read back it is the same case. What
    our own file stores beside its formulas is the same."""
    case = every_kind(TERMS_OF[name])
    result = evaluate(case, seed=1)
    data = recalculated(workbook_bytes(case), tmp_path)
    assert read_workbook(data).case == case
    book = load_workbook(BytesIO(data), data_only=True)
    compare_stored(workbook_bytes(case), book)
    compare_side(book[OWN], case, case.in_house, result.improved)
    for number, option in enumerate(case.options):
        compare_side(book[f"Option {number + 1}"], case, option.lines, result.options[number].table)
        compare_result(book["Result"], number, result)
    today = book[OWN][f"{Years(case.terms).amount(1)}{FIRST_ROW + len(case.in_house) + 1}"].value
    assert same(today, result.today.totals[1])


@pytest.mark.parametrize("ends", [("high", "low"), ("low", "high")])
def test_the_ends_of_ranges_count_where_somebody_chooses_them(
    ends: tuple[str, str], tmp_path: Path
):
    """Our figures high beside theirs low and the reverse: what LibreOffice works out is what the engine says of a
    case with these figures for certain. It is the same case when it comes back."""
    case = every_kind(TERMS_OF["nominal euro"])
    book = load_workbook(BytesIO(workbook_bytes(case)))
    for name, end in zip(("our end", "their end"), ends, strict=True):
        book[TERMS].cell(TERM_ROW[name], 2).value = end
    stream = BytesIO()
    book.save(stream)
    data = recalculated(stream.getvalue(), tmp_path)
    assert read_workbook(data).case == case
    assert read_workbook(data).unread == ()
    ours, theirs = ends
    certain_case = replace(
        case,
        in_house=at_end(case.in_house, ours),
        options=tuple(replace(row, lines=at_end(row.lines, theirs)) for row in case.options),
    )
    worked_out = load_workbook(BytesIO(data), data_only=True)
    result = evaluate(certain_case, seed=1)
    for number, option in enumerate(case.options):
        compare_side(
            worked_out[f"Option {number + 1}"], case, option.lines, result.options[number].table
        )
        compare_result(worked_out["Result"], number, result)


def at_end(lines: tuple[Line, ...], end: str) -> tuple[Line, ...]:
    """The lines with one end of their range for certain."""

    def certainly(found: Range | None) -> Range | None:
        return None if found is None else Range(*[getattr(found, end)] * 3)

    return tuple(
        replace(line, amount=certainly(line.amount), fallback=certainly(line.fallback))
        for line in lines
    )


def test_the_result_says_what_the_outcomes_were_when_the_file_was_made():
    case = read_cost_case(COST_CASE)
    sheet = load_workbook(BytesIO(workbook_bytes(case)))["Result"]
    said = str(sheet.cell(head_row(0), 2).value)
    found = priced(case)
    assert found.best
    assert read(option_line(found, found.best)) in said


def compare_stored(data: bytes, worked_out: Workbook) -> None:
    """What is stored beside every formula is what it comes to: a preview, Excel's protected view and
    pandas show the same figures."""
    stored = load_workbook(BytesIO(data), data_only=True)
    formulas = [
        (sheet.title, cell.coordinate)
        for sheet in load_workbook(BytesIO(data))
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    ]
    assert len(formulas) > 500
    for sheet, place in formulas:
        ours, theirs = (book[sheet][place].value for book in (stored, worked_out))
        assert (ours or 0) == pytest.approx(theirs or 0, rel=1e-9, abs=1e-9), (sheet, place)


def compare_side(sheet: Worksheet, case: Case, lines: tuple[Line, ...], table: Table) -> None:
    """Every printed amount and the totals."""
    years = Years(case.terms)
    rows = {line.key: FIRST_ROW + place for place, line in enumerate(lines)}
    for year in years.all:
        column = years.amount(year)
        for row in table.rows:
            if row.amounts is not None:
                cell = sheet[f"{column}{rows[row.key]}"]
                assert same(cell.value, row.amounts[year]), (row.key, year)
        assert same(sheet[f"{column}{FIRST_ROW + len(lines)}"].value, table.totals[year]), year


def compare_result(sheet: Worksheet, number: int, result: CostResult) -> None:
    """Savings by year, and the headline figures."""
    found = result.options[number]
    by_year = ((ROWS[2], found.saving), (ROWS[3], found.cumulative), (ROWS[5], found.discounted))
    for row, amounts in by_year:
        for year, amount in enumerate(amounts):
            assert same(sheet[year_cell(number, row, year)].value, amount), (row, year)
    own, theirs, saving, share, month = (
        sheet[figure_cell(number, figure)].value for figure in FIGURES
    )
    assert same(own, result.improved_npv)
    assert same(theirs, found.cost_npv)
    assert same(saving, found.saving_npv)
    assert share == pytest.approx(found.saving_share, abs=1e-12)
    assert month == found.break_even_month


def same(cell, amount) -> bool:
    """Equal to the smallest unit of any currency."""
    return isinstance(cell, int | float) and abs(float(cell) - float(amount)) < 1e-4


def test_writing_and_reading_loses_nothing():
    for terms in TERMS_OF.values():
        case = every_kind(terms)
        assert read_workbook(workbook_bytes(case)) == Sheet(case)


def test_a_case_that_never_pays_back_says_so_in_the_sheet(tmp_path: Path):
    case = read_cost_case(COST_CASE)
    dear = tuple(
        replace(line, amount=Range(90_000, 90_000, 90_000))
        if line.kind == "price_per_person"
        else line
        for line in case.options[0].lines
    )
    case = replace(case, options=(replace(case.options[0], lines=dear),))
    book = load_workbook(BytesIO(recalculated(workbook_bytes(case), tmp_path)), data_only=True)
    assert book["Result"][figure_cell(0, "Break-even month")].value == "never"
    assert evaluate(case, seed=1).options[0].break_even_month is None


def changed(change) -> bytes:
    """The file of the example after somebody changed it."""
    return edited(change, case=read_cost_case(COST_CASE))


def set_cell(sheet: str, head: str, row: int, value):
    def change(book: Workbook) -> None:
        book[sheet][f"{COLUMN[head]}{row}"] = value

    return change


def test_a_new_row_and_an_empty_row_are_read():
    def change(book: Workbook) -> None:
        sheet = book["Option 1"]
        for row in range(FIRST_ROW + 5, FIRST_ROW + 9):
            for letter in COLUMN.values():
                sheet[f"{letter}{row}"] = None
        row = FIRST_ROW + 7
        sheet[f"{COLUMN['Kind']}{row}"] = "travel"
        sheet[f"{COLUMN['Likely']}{row}"] = 900

    case = read_workbook(changed(change)).case
    assert case.options[0].lines[-1] == Line("travel", "travel", Range(900, 900, 900))


def without_sheet(book: Workbook) -> None:
    del book[TERMS]


def other_columns(book: Workbook) -> None:
    book[OWN][f"A{HEAD_ROW}"] = "Schlüssel"


def huge_dimension(book: Workbook) -> None:
    book[OWN]["A1048576"] = "far away"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (set_cell(OWN, "Likely", FIRST_ROW, "=6+4"), "Today!G6 holds a formula"),
        (set_cell(OWN, "Likely", FIRST_ROW, "ten"), "Today!G6 holds the text “ten”"),
        (set_cell(OWN, "High", FIRST_ROW, True), "Today!H6 holds TRUE"),
        (set_cell(OWN, "Likely", FIRST_ROW, None), "Today!G6: enter the likely figure too"),
        (
            set_cell(OWN, "Likely", FIRST_ROW, 1e308),
            "Today!G6: Enter a number from 0 to",
        ),
        (set_cell(OWN, "High", FIRST_ROW, 1e13), "Enter a number from 0 to 1,000,000,000,000."),
        (set_cell(OWN, "Low", FIRST_ROW, -1), "Today!F6: Enter a number from 0"),
        (set_cell(OWN, "Kind", FIRST_ROW, "governance"), "no kind of line of this side"),
        (set_cell(OWN, "Kind", FIRST_ROW, None), "has figures or words, but no kind of line"),
        (set_cell(OWN, "From year", FIRST_ROW, -3), "Today!M6: “Full-time people” has no years"),
        (
            set_cell(OWN, "Mark", FIRST_ROW, "sure"),
            "Today!R6: line people: 'sure' is not one of",
        ),
        (without_sheet, "The sheet “Terms” is missing"),
        (other_columns, "must have the columns Key, Kind"),
    ],
)
def test_a_changed_file_that_cannot_be_used_says_why(change, words: str):
    with pytest.raises(UnusableSheet) as caught:
        read_workbook(changed(change))
    assert any(words in sentence for sentence in caught.value.problems), caught.value.problems


def test_a_sheet_that_claims_a_million_rows_is_read_as_far_as_it_matters():
    assert read_workbook(changed(huge_dimension)).case == read_cost_case(COST_CASE)


def zipped(**parts: bytes) -> bytes:
    stream = BytesIO()
    with ZipFile(stream, "w", ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return stream.getvalue()


def with_part(name: str, content: bytes) -> bytes:
    stream = BytesIO(workbook_bytes(read_cost_case(COST_CASE)))
    with ZipFile(stream, "a", ZIP_DEFLATED) as file:
        file.writestr(name, content)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "not an XLSX file"),
        (b"Key;Kind;Line\n", "not an XLSX file"),
        (b"PK\x03\x04 broken", "The end of this file is missing"),
        (zipped(xl__workbook_xml=b"<a/>")[:-1], "The end of this file is missing"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 with a password", "not an XLSX file"),
        (zipped(readme_xml=b"<a/>"), "not an XLSX file"),
        (zipped(xl__workbook_xml=b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"), "not an XLSX file"),
        (with_part("xl/vbaProject.bin", b"Sub AutoOpen"), "macros"),
        (with_part("xl/externalLinks/externalLink1.xml", b"<a/>"), "macros or links"),
        (with_part("xl/bomb.xml", b"0" * 50_000_000), "larger than a cost case"),
        (b"PK" + b"0" * (LARGEST_FILE + 1), "larger than 1,000,000 bytes"),
    ],
    ids=["empty", "csv", "broken", "cut", "old", "zip", "xml", "macros", "links", "bomb", "large"],
)
def test_a_file_that_is_no_cost_case_is_refused_with_a_sentence(data: bytes, words: str):
    with pytest.raises(UnusableSheet) as caught:
        read_workbook(data)
    assert words in caught.value.problems[0]
