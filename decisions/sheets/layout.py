"""Where everything stands in the spreadsheet: one truth for writing and for reading."""

from dataclasses import dataclass

from openpyxl.utils import get_column_letter

from engine.cost.lines import LONGEST, Terms

TERMS, OWN, RESULT, ABOUT = "Terms", "Today", "Result", "Read me"
OPTION = "Option {number}"
ABOUT_LINES = (
    "A cost case from Sourcing Decisions. Change the yellow cells; every amount is a formula.",
    "A line without figures is not estimated: it is in no sum. Where only published figures stand, "
    "they count.",
    "Rates on the sheet Terms are per cents (8 %). In a line that counts in per cent, 7 and 7 % are both "
    "7 %.",
    "Costs are positive; a saving is today's way, improved, less the other way: positive for the other way.",
    "The formulas count with the likely figures, or with the low or the high ones of each side: choose them on "
    "the sheet Terms. High of today's way beside low of the others is the best that can come out, and the reverse "
    "the worst; both are far less likely than what 8 of 10 outcomes lie between.",
    "Middles, ranges and chances come from 10,000 outcomes, computed by the product and not by this file: on the sheet "
    "Result they are those of the day on which it was made.",
    "Upload the file again to bring changes back. New lines need a kind from the column Kind.",
)
"""What the first sheet says; a line with the result of the day stands below."""
TERMS_TITLE, OWN_KEY = "What holds for the whole case", "in_house"
TERM_ROWS: tuple[tuple[str, str, str], ...] = (
    ("currency", "Currency", "three letters"),
    ("years", "Years", "1 to 10"),
    ("rate", "Discount rate", "per cent a year"),
    ("timing", "Payments count at", "end or mid of each year"),
    ("prices", "Prices", "nominal or real"),
    ("inflation", "Inflation", "per cent a year"),
    ("tax", "Tax", "per cent of a saving, 0 for none"),
    ("shape", "Figures spread as", "triangular or pert"),
    ("staff_follows_volume", "Our people follow volume", "0 to 100 %"),
)
TEXT_TERMS = ("currency", "timing", "prices", "shape")
LATER_ROWS: tuple[tuple[str, str, str], ...] = (("months", "and months", "0 to 11"),)
"""Terms that older files do not have; they stand below the decimals, and may be empty."""
END_ROWS: tuple[tuple[str, str, str], ...] = (
    ("our end", "Figures of today's way that count", "low, likely or high"),
    ("their end", "Figures of the other ways that count", "low, likely or high"),
)
"""Which end of each range the formulas of this file count with; no part of the case."""
WHOLE_TERMS = ("years", "months")
PER_CENT = "0.00##%"
"""How rates are shown: what somebody types there is per cent in every program."""
FIRST_TERM = 2
"""The row of the first term; names stand in column A, values in B."""
PLACES_ROW = FIRST_TERM + len(TERM_ROWS)
TERM_ROW = {name: row for row, (name, _, _) in enumerate(TERM_ROWS, start=FIRST_TERM)} | {
    name: row for row, (name, _, _) in enumerate((*LATER_ROWS, *END_ROWS), start=PLACES_ROW + 1)
}
HEADS = (
    "Key", "Kind", "Line", "Own name", "Unit", "Low", "Likely", "High",
    "Published low", "Published likely", "Published high", "Counts",
    "From year", "To year", "Due in year", "Note", "Source", "Mark",
)  # fmt: skip
YEAR_HEADS = {"year": "Due in year", "first_year": "From year", "last_year": "To year"}
COLUMN = {head: get_column_letter(place) for place, head in enumerate(HEADS, start=1)}
PLACE = {head: place for place, head in enumerate(HEADS, start=1)}
DERIVED = ("Line", "Unit", "Counts")
"""Columns that follow from the others; all others are read."""
KEY_ROW, NAME_ROW, DEAL_ROW, HEAD_ROW = 1, 2, 3, 5
FIRST_ROW = HEAD_ROW + 1
SIDE_LABELS = {KEY_ROW: "Key", NAME_ROW: "Name", DEAL_ROW: "Kind of deal"}
TERM_LABELS = {row: words for row, (_, words, _) in enumerate(TERM_ROWS, start=FIRST_TERM)}
"""Row -> what stands in column A beside its value."""
MOST_ROWS, ROWS_LOOKED_AT = 400, 2_000
"""Rows of a sheet that are read; what stands further down, as far as anybody looks, is refused."""
MOST_COLUMNS = len(HEADS) + 2 * (LONGEST + 2)


@dataclass(frozen=True, slots=True)
class Years:
    """The two blocks of year columns: printed amounts, and the same before rounding."""

    terms: Terms

    @property
    def all(self) -> range:
        """Year 0 to the last one."""
        return range(self.terms.periods + 1)

    def amount(self, year: int) -> str:
        """The column of a printed amount."""
        return str(get_column_letter(len(HEADS) + 1 + year))

    def exact(self, year: int) -> str:
        """The column of the same amount before rounding."""
        return str(get_column_letter(len(HEADS) + self.terms.periods + 3 + year))


def term(name: str) -> str:
    """The cell of a term, from any sheet."""
    row = PLACES_ROW if name == "places" else TERM_ROW[name]
    return f"{TERMS}!$B${row}"
