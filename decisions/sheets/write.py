"""Writes a cost case as XLSX: figures as they were entered, every amount as a formula."""

from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.workbook.properties import CalcProperties
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from decisions.cost.wording import TODAY, unit_words
from decisions.sheets.compute import with_values
from decisions.sheets.formulas import HELPERS, SideSheet, helper_formula
from decisions.sheets.layout import (
    ABOUT,
    ABOUT_LINES,
    COLUMN,
    END_ROWS,
    FIRST_ROW,
    HEAD_ROW,
    LATER_ROWS,
    OPTION,
    OWN,
    OWN_KEY,
    PER_CENT,
    PLACES_ROW,
    RESULT,
    SIDE_LABELS,
    TERM_ROW,
    TERM_ROWS,
    TERMS,
    TERMS_TITLE,
    WHOLE_TERMS,
    YEAR_HEADS,
    Years,
)
from decisions.sheets.result import write_result, write_text
from engine.cost.lines import ENDS, KINDS, YEAR_FIELDS, CostCase, Line
from engine.cost.money import places
from engine.cost.priced import priced
from engine.cost.term import UNDATED
from engine.fit.case import UNSAID, Today
from report.messages import read
from report.money import headline, option_line

BOLD, ENTRY = Font(bold=True), PatternFill("solid", fgColor="FFF7E0")
WIDTHS = {"Key": 18, "Kind": 18, "Line": 32, "Own name": 20, "Unit": 26, "Note": 44, "Source": 28}


def workbook_bytes(case: CostCase, today: Today = UNSAID) -> bytes:
    """The XLSX file of a case: terms, our own side, one sheet per option, and the result. Who does the work
    ``today`` is part of its headline."""
    found = priced(case, today)
    book = Workbook()
    book.calculation = CalcProperties(fullCalcOnLoad=True)
    about = book.active
    about.title = ABOUT
    made_of = f"When this file was made: {read(headline(found))}"
    for row, words in enumerate((*ABOUT_LINES, made_of), start=1):
        write_text(about.cell(row, 1), words)
        about.cell(row, 1).alignment = Alignment(wrap_text=True, vertical="top")
    about.column_dimensions["A"].width = 110
    _terms(book.create_sheet(TERMS), case)
    years = Years(case.terms)
    own = SideSheet(OWN, case.in_house, years)
    _side(book.create_sheet(OWN), own, (OWN_KEY, TODAY, ""), case)
    computed = found.result.options if found.result else ()
    said = {row.key: read(option_line(found, row)) for row in computed}
    sides = []
    for number, option in enumerate(case.options, start=1):
        side = SideSheet(OPTION.format(number=number), option.lines, years, own)
        head = (option.key, option.name, option.deal)
        _side(book.create_sheet(side.sheet), side, head, case)
        sides.append((option.name, side, said.get(option.key, "")))
    write_result(book.create_sheet(RESULT), own, sides)
    return with_values(book)


def _terms(sheet: Worksheet, case: CostCase) -> None:
    sheet.cell(1, 1, TERMS_TITLE).font = BOLD
    for name, words, hint in (*TERM_ROWS, *LATER_ROWS, *END_ROWS):
        row = TERM_ROW[name]
        sheet.cell(row, 1, words)
        cell = sheet.cell(row, 2)
        value = getattr(case.terms, name, "likely")  # the ends that count are none of the terms
        if isinstance(value, str):
            write_text(cell, value)
        else:
            cell.value = value
            cell.number_format = "0" if name in WHOLE_TERMS else PER_CENT
        cell.fill = ENTRY
        sheet.cell(row, 3, hint)
    ends = DataValidation(type="list", formula1='"low,likely,high"', allow_blank=False)
    sheet.add_data_validation(ends)
    for name, _, _ in END_ROWS:
        ends.add(sheet.cell(TERM_ROW[name], 2))
    sheet.cell(PLACES_ROW, 1, "Decimal places of the currency")
    sheet.cell(PLACES_ROW, 2, places(case.terms.currency))
    for column, width in (("A", 34), ("B", 16), ("C", 34)):
        sheet.column_dimensions[column].width = width


def _side(sheet: Worksheet, side: SideSheet, head: tuple[str, str, str], case: CostCase) -> None:
    for (row, words), value in zip(SIDE_LABELS.items(), head, strict=True):
        sheet.cell(row, 1, words).font = BOLD
        write_text(sheet.cell(row, 2), value)
    for name, letter in COLUMN.items():
        cell = sheet[f"{letter}{HEAD_ROW}"]
        cell.value, cell.font = name, BOLD
        cell.alignment = Alignment(wrap_text=True, vertical="bottom")
        sheet.column_dimensions[letter].width = WIDTHS.get(name, 11)
    for year in side.years.all:
        for letter, words in (
            (side.years.amount(year), f"Year {year}"),
            (side.years.exact(year), f"Year {year}, exact"),
        ):
            sheet[f"{letter}{HEAD_ROW}"] = words
            sheet[f"{letter}{HEAD_ROW}"].font = BOLD
            sheet.column_dimensions[letter].width = 16
    for line in side.lines:
        _line(sheet, side, line, case)
    _totals(sheet, side)
    if side.own is None:
        _helpers(sheet, side)
    sheet.freeze_panes = f"D{FIRST_ROW}"


def _line(sheet: Worksheet, side: SideSheet, line: Line, case: CostCase) -> None:
    row, kind = side.row(line), KINDS[line.kind]
    texts = {
        "Key": line.key,
        "Kind": line.kind,
        "Line": kind.name,
        "Own name": line.name,
        "Unit": unit_words(kind.basis, kind.unit, case.terms.currency),
        "Note": line.note,
        "Source": line.source,
        "Mark": line.mark,
    }
    for name, value in texts.items():
        write_text(sheet[f"{COLUMN[name]}{row}"], value)
    dated = YEAR_FIELDS.get(kind.basis, ())
    figures: dict[str, Any] = {
        YEAR_HEADS[name]: getattr(line, name) for name in UNDATED if name in dated
    }
    for start, found in (("", line.amount), ("Published ", line.fallback)):
        for end in ENDS:
            name = f"{start}{end}" if start else end.capitalize()
            figures[name] = None if found is None else getattr(found, end)
    for name, figure in figures.items():
        sheet[f"{COLUMN[name]}{row}"] = figure
    for name in ("Low", "Likely", "High"):
        sheet[f"{COLUMN[name]}{row}"].fill = ENTRY
    sheet[f"{COLUMN['Counts']}{row}"] = f"={side.counted(line)}"
    for year in side.years.all:
        if exact := side.exact(line, year):
            used = side.used(line)
            sheet[f"{side.years.exact(year)}{row}"] = f'=IF({used}="",0,{exact})'
            sheet[f"{side.years.amount(year)}{row}"] = f"={side.amount(line, year)}"


def _totals(sheet: Worksheet, side: SideSheet) -> None:
    """The sum of the printed amounts; for our own side also without the improvement."""
    row = side.after
    sheet[f"{COLUMN['Line']}{row}"] = "Total" if side.own else "Total, improved"
    for year in side.years.all:
        letter = side.years.amount(year)
        last = max(row - 1, FIRST_ROW)
        found = f"SUM({letter}{FIRST_ROW}:{letter}{last})" if side.lines else "0"
        sheet[f"{letter}{row}"] = f"={found}"
        if side.own is None:
            gone = "".join(f"-N({letter}{side.row(line)})" for line in side.of(("improvement",)))
            sheet[f"{COLUMN['Line']}{row + 1}"] = "Total, today"
            sheet[f"{letter}{row + 1}"] = f"={letter}{row}{gone}"


def _helpers(sheet: Worksheet, own: SideSheet) -> None:
    """What the formulas of both sides build on."""
    for place, name in enumerate(HELPERS):
        row = own.after + 3 + place
        sheet[f"{COLUMN['Line']}{row}"] = f"For the formulas: {name}"
        for year in own.years.all:
            sheet[f"{own.years.exact(year)}{row}"] = f"={helper_formula(own, name, year)}"
