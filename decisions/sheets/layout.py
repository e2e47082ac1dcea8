"""Where everything stands in the spreadsheet: one truth for writing and for reading."""

from dataclasses import dataclass

from openpyxl.utils import get_column_letter

from engine.cost_lines import Terms

TERMS, OWN, RESULT, ABOUT = "Terms", "In-house", "Result", "Read me"
OPTION = "Option {number}"
TERM_ROWS: tuple[tuple[str, str, str], ...] = (
    ("currency", "Currency", "three letters"),
    ("years", "Years", "1 to 10"),
    ("rate", "Discount rate", "a share: 0.08 is 8 % a year"),
    ("timing", "Payments count at", "end or mid of each year"),
    ("prices", "Prices", "nominal or real"),
    ("inflation", "Inflation", "a share"),
    ("tax", "Tax", "a share, 0 for none"),
    ("shape", "Figures spread as", "triangular or pert"),
    ("staff_follows_volume", "Our people follow volume", "0 to 1"),
)
FIRST_TERM = 2
"""The row of the first term; names stand in column A, values in B."""
PLACES_ROW = FIRST_TERM + len(TERM_ROWS)
HEADS = (
    "Key", "Kind", "Line", "Own name", "Unit", "Low", "Likely", "High",
    "Published low", "Published likely", "Published high", "Counts",
    "From year", "To year", "Due in year", "Note", "Source", "Mark",
)  # fmt: skip
COLUMN = {head: get_column_letter(place) for place, head in enumerate(HEADS, start=1)}
KEY_ROW, NAME_ROW, DEAL_ROW, HEAD_ROW = 1, 2, 3, 5
FIRST_ROW = HEAD_ROW + 1
MOST_ROWS = 400
"""Rows of a sheet that are read."""


@dataclass(frozen=True, slots=True)
class Years:
    """The two blocks of year columns: printed amounts, and the same before rounding."""

    terms: Terms

    @property
    def all(self) -> range:
        """Year 0 to the last one."""
        return range(self.terms.years + 1)

    def amount(self, year: int) -> str:
        """The column of a printed amount."""
        return str(get_column_letter(len(HEADS) + 1 + year))

    def exact(self, year: int) -> str:
        """The column of the same amount before rounding."""
        return str(get_column_letter(len(HEADS) + self.terms.years + 3 + year))


def term(name: str) -> str:
    """The cell of a term, from any sheet."""
    names = [row[0] for row in TERM_ROWS]
    row = PLACES_ROW if name == "places" else FIRST_TERM + names.index(name)
    return f"{TERMS}!$B${row}"
