"""The sheet with the result: savings by year, present value, share and break-even month."""

import re
from collections.abc import Sequence

from openpyxl.cell.cell import Cell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from decisions.sheets.formulas import SideSheet
from decisions.sheets.layout import OWN, term

BOLD = Font(bold=True)
ROWS = (
    "Today's way, improved",
    "This way",
    "Saving, after tax",
    "Running total",
    "Today's money, exact",
    "Running total in today's money",
    "Crosses zero after years",
)
FIGURES = (
    "Today's way, improved, in today's money",
    "This way in today's money",
    "Saving in today's money",
    "Saving as a share of today's way",
    "Break-even month",
)
BLOCK = len(ROWS) + len(FIGURES) + 3
YEARS_ROW, FIRST = 2, 4
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""What no XML may hold: among it the line break of a paragraph in Word, which comes along when text is pasted."""


def head_row(number: int) -> int:
    """The row with the name of an option, by its number from 0."""
    return FIRST + number * BLOCK


def figure_cell(number: int, name: str) -> str:
    """The cell of one figure of an option."""
    return f"B{head_row(number) + len(ROWS) + 1 + FIGURES.index(name)}"


def year_cell(number: int, name: str, year: int) -> str:
    """The cell of one amount by year of an option."""
    return f"{get_column_letter(2 + year)}{head_row(number) + 1 + ROWS.index(name)}"


def write_text(cell: Cell, value: str) -> None:
    """A text that is never taken for a formula, whatever it starts with; spaces for signs that no file may hold."""
    cell.value = UNWRITABLE.sub(" ", value)
    if value:
        cell.data_type = "s"


def write_result(
    sheet: Worksheet, own: SideSheet, sides: Sequence[tuple[str, SideSheet, str]]
) -> None:
    """One block of rows per option, headed by what its 10,000 outcomes said when the file was made."""
    title = sheet.cell(
        1, 1, "Result, with the figures that count by the sheet Terms: the likely ones at first"
    )
    title.font = BOLD
    sheet.column_dimensions["A"].width = 36
    for year in own.years.all:
        letter = get_column_letter(2 + year)
        sheet[f"{letter}{YEARS_ROW}"] = f"Year {year}"
        sheet.column_dimensions[letter].width = 18
    for number, (name, side, words) in enumerate(sides):
        cell = sheet.cell(head_row(number), 1)
        write_text(cell, name)
        cell.font = BOLD
        if words:
            said = sheet.cell(head_row(number), 2)
            write_text(said, f"10,000 outcomes when this file was made: {words}")
        for row, words in enumerate((*ROWS, *FIGURES), start=head_row(number) + 1):
            sheet.cell(row, 1, words)
        for year in own.years.all:
            for words, formula in _year(number, own, side, year):
                sheet[year_cell(number, words, year)] = f"={formula}"
        for words, formula in _figures(number, own):
            sheet[figure_cell(number, words)] = f"={formula}"


def _year(number: int, own: SideSheet, side: SideSheet, year: int) -> list[tuple[str, str]]:
    ours, theirs, saving, _, present, _ = (year_cell(number, name, year) for name in ROWS[:-1])
    column, before = own.years.amount(year), max(0, year - 1)
    exact_before = _sum(number, before)
    crosses = f'IF(AND({exact_before}<0,{_sum(number, year)}>=0),{before}-{own.helper("part", year)}*{exact_before}/{present},"")'
    return [
        ("Today's way, improved", f"'{OWN}'!{column}{own.after}"),
        ("This way", f"'{side.sheet}'!{column}{side.after}"),
        ("Saving, after tax", f"ROUND(({ours}-{theirs})*(1-{term('tax')}),{term('places')})"),
        (
            "Running total",
            f"{saving}+{year_cell(number, 'Running total', before)}" if year else saving,
        ),
        ("Today's money, exact", f"{saving}/(1+{term('rate')})^{own.helper('time', year)}"),
        ("Running total in today's money", f"ROUND({_sum(number, year)},{term('places')})"),
        ("Crosses zero after years", crosses if year else '""'),
    ]


def _sum(number: int, year: int) -> str:
    first = year_cell(number, "Today's money, exact", 0)
    return f"SUM({first}:{year_cell(number, ROWS[4], year)})"


def _figures(number: int, own: SideSheet) -> list[tuple[str, str]]:
    last = own.years.terms.periods
    saved, ours = (figure_cell(number, name) for name in (FIGURES[2], FIGURES[0]))
    kept = f"{ours}*(1-{term('tax')})"
    crossed = f"{year_cell(number, ROWS[6], 0)}:{year_cell(number, ROWS[6], last)}"
    lowest = f"MIN({_running(number, own)})"
    return [
        (FIGURES[0], _present(number, own, ROWS[0])),
        (FIGURES[1], _present(number, own, ROWS[1])),
        (FIGURES[2], f"ROUND({_sum(number, last)},{term('places')})"),
        (FIGURES[3], f'IF({kept}=0,"",{saved}/({kept}))'),
        (
            FIGURES[4],
            f'IF(COUNT({crossed})>0,ROUNDUP(ROUND(MIN({crossed})*12,6),0),IF({lowest}<0,"never",0))',
        ),
    ]


def _running(number: int, own: SideSheet) -> str:
    return ",".join(_sum(number, year) for year in own.years.all)


def _present(number: int, own: SideSheet, row: str) -> str:
    """The value today of a row of printed amounts."""
    parts = (
        f"{year_cell(number, row, year)}/(1+{term('rate')})^{own.helper('time', year)}"
        for year in own.years.all
    )
    return f"ROUND({'+'.join(parts)},{term('places')})"
