"""What a cell means: a number in the unit that is asked for, or a sentence why it cannot be one.

A spreadsheet shows 0.1 as 10 %, 52000 as 52 or 3.5 as a date; nothing of that is guessed.
"""

import re
from dataclasses import dataclass, field, replace
from typing import Literal, cast

from django.core.exceptions import ValidationError

from decisions.sheets.book import MONEY_FORMAT, UNKNOWN_FORMAT, Cell
from engine.cost.lines import Unit
from engine.cost.money import currencies
from writing.typed import read_figure

Asked = Unit | Literal["share", "year"]
"""What a cell holds: the unit of a line, a rate as a share (0.08 is 8 %), or a year."""

WORDS: dict[Asked, str] = {
    "money": "an amount of money",
    "percent": "per cents",
    "people": "a number of people",
    "hours": "a number of hours",
    "units": "a number of units",
    "months": "a number of months",
    "share": "a rate",
    "year": "a number of years",
}
PART = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|\*(?P<fill>.)|_.|\[\$(?P<money>[^\]-]*)(-[^\]]*)?\]|\[[^\]]*\]|(?P<bare>.)'
)
SECTION = re.compile(r'(?:"[^"]*"|\\.|\[[^\]]*\]|[^;])*(?:;|$)')
CONDITION = re.compile(r"\[[<>=]")
TEXT_SECTION = 3
GENERAL = re.compile("general|standard", re.IGNORECASE)
ASIDE = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!(?:h+|m+|s+)\])[^\]]*\]', re.IGNORECASE)
DAY_OR_TIME = re.compile("[dmyhs]", re.IGNORECASE)
POINT = re.compile(r"[0#?][^0#?]*[.,'\u2019]\0[^0#?]*[0#?]")
"""A point or comma that is only written between the digits; a NUL follows what is only written."""
NO_SIGN = re.compile(r"[Ee][+-]|[.,]\0?(?:[-\u2013\u2014]\0?){1,2}\s*$")
"""The sign of an exponent, and a dash in place of cents."""
LITERAL_DIGITS = "123456789"
SIGN = re.compile(r"[-\u2212\u2013\u2014(]")
NUMERIC = set("0123456789#?.,/+-() Ee@:;\u00a0")
SCALED = re.compile(r"[0#?],+(?![0#?,])")
PUNCTUATION = " \u00a0\u202f\u2019\u2013\u2014\u2212+-().,:'/"
MOST_YEARS = 100
"""A larger one is a year of the calendar."""
EXACT = 10
"""Decimals that are left after a per cent is taken times 100, without the dust of a binary number."""


class Unreadable(ValueError):  # noqa: N818 - named for its reader, like Http404
    """A cell that holds something else; the message goes on after its place."""


@dataclass(frozen=True, slots=True)
class Shown:
    """How a format shows a number: per cent signs that multiply, what it writes beside the number,
    whether it shows thousands of it, how many minus signs it writes, what of it has room for digits,
    and whether a written point stands between them."""

    percents: int = 0
    beside: frozenset[str] = field(default_factory=frozenset)
    in_thousands: bool = False
    signs: int = 0
    digits: str = "0"
    is_moved: bool = False


def number(cell: Cell, asked: Asked, currency: str = "") -> float | None:
    """The number in the unit that is asked for, None when the cell is empty.

    Raises ``Unreadable`` for whatever is no such number, or may mean another one.
    """
    found = _meant(cell, asked, currency)
    if asked == "year" and found is not None:
        if not float(found).is_integer():
            raise Unreadable(f"holds {found:g}. Enter a whole number.")
        if found > MOST_YEARS:
            raise Unreadable(f"holds {found:,.0f}. Count from the start: 1 is the first year.")
    return found


def _meant(cell: Cell, asked: Asked, currency: str) -> float | None:
    """The number of a cell in the unit that is asked for."""
    value = _plain(cell, "Enter the number itself.")
    if value is None:
        return None
    if isinstance(value, str):
        return _typed(cell, value, asked, currency)
    shown = _shown(cell.format, value)
    _check_digits(shown, value)
    if shown.in_thousands:
        raise Unreadable(f"is shown in thousands, but holds {value:,}. Give it a plain format.")
    if shown.percents > 1:
        raise Unreadable("is shown with several per cent signs. Give it a plain format.")
    literal = "%" in shown.beside
    if shown.percents or literal:
        if asked not in ("percent", "share"):
            raise Unreadable(f"is shown as per cent, but {WORDS[asked]} belongs there.")
        return _percent(value, asked, literal=literal)
    _check_beside(shown.beside, asked, currency)
    return value


def text(cell: Cell) -> str:
    """The text of a cell, "" when it is empty. Raises ``Unreadable``."""
    value = _plain(cell, "Enter the text itself.")
    if value is None:
        return ""
    if isinstance(value, str):
        _check_text(cell)
        return value
    if cell.format not in ("General", "@", "0"):
        raise Unreadable("holds a number in a format of its own. Enter it as text.")
    return str(value)


def _check_text(cell: Cell) -> None:
    sections = _sections(cell.format)
    if len(sections) > TEXT_SECTION and "@" not in sections[TEXT_SECTION]:
        raise Unreadable("holds a text that its format does not show. Give it a plain format.")


def _plain(cell: Cell, advice: str) -> str | int | float | None:
    """The value of a cell that holds a text or a number; of a formula, what it came to."""
    value = cell.value
    if cell.is_empty:
        return None
    if cell.kind == "x":
        raise Unreadable(f"{value}. {advice}")
    if value is None:
        raise Unreadable(
            "holds a formula, and the file does not say what it comes to. Save it in Excel or "
            f"LibreOffice first. {advice}"
        )
    if cell.kind == "e":
        raise Unreadable(f"holds the error {value}. {advice}")
    if isinstance(value, bool):
        raise Unreadable(f"holds {str(value).upper()}. {advice}")
    if cell.kind == "d" or (cell.kind == "n" and is_date(cell.format)):
        raise Unreadable(f"holds a date or a time. {advice}")
    found: str | int | float = value
    return found


def is_date(code: str) -> bool:
    """Whether a format shows a number as a day or a time: with letters for their parts that stand neither
    in quotes nor in brackets, save those for elapsed time."""
    return bool(DAY_OR_TIME.search(ASIDE.sub("", GENERAL.sub("0", code))))


def _typed(cell: Cell, value: str, asked: Asked, currency: str) -> float | None:
    """A number that somebody typed into a cell of text: read like one that is typed into a page."""
    _check_text(cell)
    is_rate = asked == "share" and "%" in value
    unit: Unit = "units" if asked in ("share", "year") else cast(Unit, asked)
    unit = "percent" if is_rate else unit
    try:
        found = read_figure(value, unit=unit, currency=currency)
    except ValidationError as error:
        raise Unreadable(f"holds the text “{value[:40]}”. {error.messages[0]}") from None
    return found if found is None or not is_rate else round(found / 100, EXACT + 2)


def _percent(value: float, asked: Asked, *, literal: bool) -> float:
    """0.1 that is shown as 10 %, or 10 with a sign that only stands beside it."""
    if asked == "share":
        return round(value / 100, EXACT + 2) if literal else value
    return value if literal else round(value * 100, EXACT)


def _check_beside(beside: frozenset[str], asked: Asked, currency: str) -> None:
    """Refuse a format that says another unit, or what nobody can know."""
    for words in sorted(beside):
        is_local = words == MONEY_FORMAT[0]
        if not is_local and not currencies(words):
            raise Unreadable(f"is shown with “{words}” beside it. Give it a plain format.")
        if asked != "money":
            raise Unreadable(f"is shown as money, but {WORDS[asked]} belongs there.")
        if not is_local and currency.upper() not in currencies(words):
            raise Unreadable(f"is shown in {words}, but the case counts in {currency}.")


def _shown(code: str, value: float) -> Shown:
    """How a format shows this value. Raises ``Unreadable`` where that depends on conditions."""
    if code == UNKNOWN_FORMAT:
        raise Unreadable("has a format that cannot be read. Give it a plain one.")
    sections = _sections(code)
    if CONDITION.search(code):
        found = {_section(row) for row in sections}
        if len(found) > 1:
            raise Unreadable("is shown in a way that depends on its size. Give it a plain format.")
        return _signed(found.pop(), value)
    place = 1 if value < 0 else 2 if value == 0 else 0
    if place < len(sections):
        return _section(sections[place])
    return _signed(_section(sections[0]), value)


def _signed(shown: Shown, value: float) -> Shown:
    """A section that is not only for numbers below 0 gets a minus sign of its own for them."""
    return replace(shown, signs=shown.signs + 1) if value < 0 else shown


def _sections(code: str) -> list[str]:
    found = [row.removesuffix(";") for row in SECTION.findall(code) if row]
    return [*found, ""] if code.endswith(";") else found or ["General"]


def _check_digits(shown: Shown, value: float) -> None:
    """Refuse a format that shows another number than the value, or nothing."""
    if value == 0 and "0" not in shown.digits and not shown.signs:
        raise Unreadable("is shown as if it were empty, but holds 0. Give it a plain format.")
    if value and not re.search("[0#?]", shown.digits):
        raise Unreadable(f"is shown without its number {value:,}. Give it a plain format.")
    if value and shown.signs != (value < 0):
        raise Unreadable(
            f"is shown with another sign, but holds {value:,}. Give it a plain format."
        )
    if shown.is_moved:
        raise Unreadable(
            f"is shown with a written point, but holds {value:,}. Give it a plain format."
        )


def _section(code: str) -> Shown:
    if code.strip() == "@":
        return Shown()
    beside, digits, whole = "", "", ""
    for part in PART.finditer(GENERAL.sub("0", code)):
        names = ("quoted", "escaped", "money", "fill")
        written = next((part[name] for name in names if part[name]), "")
        bare = part["bare"] or ""
        is_numeric = bare in NUMERIC or bare == "%"
        digits += bare if is_numeric else ""
        beside += written or (" " if is_numeric and bare not in LITERAL_DIGITS else bare)
        sign = "" if part["money"] else "".join(f"{one}\0" for one in written if one not in "0#?")
        whole += sign or bare
    words = (row.strip(PUNCTUATION) or row for row in beside.split())
    said = frozenset(word for word in words if word.strip(PUNCTUATION))
    return Shown(
        digits.count("%"),
        said,
        bool(SCALED.search(digits)),
        len(SIGN.findall(NO_SIGN.sub("", whole))),
        digits,
        bool(POINT.search(whole)),
    )
