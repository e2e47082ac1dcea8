"""Figures as people type them, in a field or a cell: commas or points as decimal marks, with or without
separators.

A figure that can be read in two ways is never guessed: the person is asked.
"""

import re
import unicodedata
from collections.abc import Iterable
from decimal import Decimal

from django.core.exceptions import ValidationError

from engine.cost.lines import Unit
from engine.cost.money import currencies
from engine.rounding import unmistakable

LONGEST, LONGEST_TYPED = 40, 200
"""Of a number, and of all that was typed around it, seen or not."""
DECIMALS = 6
DIGITS = 15
"""What a binary number keeps exactly."""
NO_NUMBER = "Enter a number, for example 50,000 or 12.5."
SPACES = dict.fromkeys(map(ord, "\u00a0\u2007\u2009\u202f'\u2019\u066c_"), " ")
SIGNS = dict(zip(map(ord, "\u2212\uff0d\u066b\uff0e\uff0c\u066a\uff05"), "--..,%%", strict=True))
"""Minus, marks and per cent as other scripts write them."""
AROUND = re.compile(
    r"^([A-Z]{3}(?![A-Za-z])|[€$£¥₹])?\s*(.*?)\s*((?<![A-Za-z])[A-Z]{3}|[€$£¥₹%])?$"
)
EITHER = re.compile(r"([1-9]\d{0,2})(?:\.(\d{3})|,(?!000)(\d{3}))")
"""What may be thousands or decimals. No one writes three noughts behind a comma but for thousands."""

GROUPS = r"\d{{1,3}}(?:{mark}\d{{3}})+|\d{{1,2}}(?:{mark}\d{{2}})+{mark}\d{{3}}"
"""Thousands, or as in India hundreds of them: both in one figure are two figures."""


def read_figure(
    text: str, *, unit: Unit = "money", currency: str = "", decimals: int = DECIMALS
) -> float | None:
    """The number in ``text``, None when it is empty. Raises ``ValidationError`` with what to do.

    A sign of the unit (per cent, or the ``currency``, any when it is not known yet) and spaces or
    apostrophes between thousands are fine; a sign of another one is asked about. One point or comma
    before three digits is asked about, but for a percentage, where it is a decimal mark, and for
    50,000.
    """
    percent = unit == "percent"
    plain, marks = _plain(text)
    if problem := marks_problem(marks, unit, currency):
        raise ValidationError(problem)
    if not plain:
        return None
    if len(plain) > LONGEST:
        raise ValidationError("This number is too long.")
    sign = "-" if plain[0] == "-" else ""
    body = plain[1:].strip() if plain[0] in "+-" else plain
    body = re.sub(r"^0+(?=\d)", "", body)  # "050,000" is no other number than "50,000"
    found = EITHER.fullmatch(body)
    if found and not percent:
        whole, rest = found[1], found[2] or found[3]
        less = rest.rstrip("0") or "0"
        point = f"{whole}.{less}0" if len(less) == len(rest) else f"{whole}.{less}"
        raise ValidationError(
            f"Is this {whole},{rest} or {whole}.{rest}? Write {whole}{rest} or {point}."
        )
    number = Decimal(sign + _digits(body, percent=percent))
    if number.as_tuple().exponent < -decimals:  # type: ignore[operator]
        raise ValidationError(f"Use up to {decimals} decimals.")
    if len(number.as_tuple().digits) > DIGITS:
        raise ValidationError(f"Use up to {DIGITS} digits.")
    return float(number) + 0.0


def _plain(text: str) -> tuple[str, tuple[str, ...]]:
    """Digits of any script as 0 to 9, one kind of space, nothing that cannot be seen; and the signs of
    a currency or per cent that stood around them."""
    if len(text) > LONGEST_TYPED:
        return text, ()  # no number; looking for signs around long runs of spaces takes minutes
    seen = (sign for sign in text if unicodedata.category(sign) != "Cf")
    digits = "".join(str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in seen)
    found = AROUND.match(digits.translate(SPACES | SIGNS).strip())
    if not found:
        return digits.strip(), ()
    return found[2], tuple(mark for mark in (found[1], found[3]) if mark)


def money_marks(text: str) -> tuple[str, ...]:
    """The currency signs and codes around a typed number."""
    return tuple(mark for mark in _plain(text)[1] if mark != "%")


def marks_problem(marks: Iterable[str], unit: Unit, currency: str) -> str:
    """What is wrong with a sign that stands beside a number, "" for nothing."""
    for mark in marks:
        if mark == "%" and unit != "percent":
            return "This is no percentage: enter it without a per cent sign."
        if mark != "%" and unit != "money":
            return "This is no amount of money: enter it without a currency."
        if mark != "%" and currency and currency.upper() not in currencies(mark):
            return f"This is in {mark}, but the case counts in {currency}."
    return ""


def _digits(body: str, *, percent: bool) -> str:
    """The same number with a point as decimal mark and nothing between thousands."""
    found = re.match(rf"(?:{GROUPS.format(mark=' ')})(?![\d ])", body)
    if found:
        body = found[0].replace(" ", "") + body[found.end() :]
    place = max(body.rfind(","), body.rfind("."))
    mark, whole, rest = body[place : place + 1], body[: max(place, 0)], body[place + 1 :]
    if place < 0 or _is_grouped(body, mark, percent=percent):
        whole, rest = body.replace(mark, "") if mark else body, ""
    else:
        other = "." if mark == "," else ","
        whole = whole.replace(other, "") if _is_grouped(whole, other) else whole
    if not (whole + rest).isdecimal():
        raise ValidationError(NO_NUMBER)
    return f"{whole or 0}.{rest}" if rest else whole


def _is_grouped(text: str, mark: str, *, percent: bool = False) -> bool:
    """Whether the mark separates thousands: twice or more, or a comma that no percentage needs."""
    if text.startswith("0") or not re.fullmatch(GROUPS.format(mark=re.escape(mark)), text):
        return False
    return text.count(mark) > 1 or not percent


def written(number: float | None, *, percent: bool = False) -> str:
    """A stored number as ``read_figure`` reads it again: "50,000", "52500", "3.5", "1.1250"."""
    if number is None:
        return ""
    exact = Decimal(repr(float(number)))
    text = f"{exact:f}" if percent else f"{exact:,f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    if percent or not EITHER.fullmatch(text.lstrip("-")):
        return text
    return unmistakable(number)
