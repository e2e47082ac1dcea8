"""Numbers for print: one decimal, whole scores, two figures of money, and sums that still hold."""

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from math import floor

from engine.cost.money import places
from engine.rounding import MILLIONTHS, deal_out

MINUS = "\u2212"
SIZES = (
    (Decimal(10) ** 12, " trillion"),
    (Decimal(10) ** 9, " billion"),
    (Decimal(10) ** 6, " million"),
)
DIGITS = 15
"""A figure of so many is kept exactly."""
FIGURES = 2
"""Of an amount in a sentence."""


def signed(value: float) -> str:
    """One decimal with its sign: "+4.2", "0.0", and negative numbers with a true minus."""
    text = f"{value:.1f}"
    if text in ("0.0", "-0.0"):
        return "0.0"
    return f"+{text}" if value > 0 else text.replace("-", MINUS)


def whole(value: float) -> int:
    """The nearest whole number; a half goes up, as readers expect."""
    return int(value + 0.5) if value >= 0 else -int(0.5 - value)


def tenth(score: float) -> float:
    """A score with one decimal; a half goes up, as in the sum of the points that are printed."""
    return floor(round(score * 10, 4) + 0.5) / 10


def percent(share: float) -> int:
    """A share from 0 to 1 in percent: 100 only when it is all, 0 only when it is nothing."""
    number = whole(share * 100)
    if number == 100 and share < 1:
        return 99
    return 1 if number == 0 and share > 0 else number


def shares(found: Mapping[str, float]) -> dict[str, int]:
    """Shares that add up to 1 as whole per cents that add up to 100, by largest remainder."""
    return deal_out(
        {key: round(share * 100 * MILLIONTHS) for key, share in found.items()}, MILLIONTHS
    )


def dealt(points: Mapping[str, float]) -> dict[str, float]:
    """Points with one decimal that add up to their rounded sum, by largest remainder."""
    units = deal_out(
        {key: round(value * MILLIONTHS) for key, value in points.items()}, MILLIONTHS // 10
    )
    return {key: unit / 10 for key, unit in units.items()}


def in_table(amount: int) -> str:
    """Whole units of money, for tables: "1,234", "\u22121,234"."""
    return f"{amount:,}".replace("-", MINUS)


def rounded(amount: Decimal, currency: str) -> str:
    """Two significant figures with the currency, without a sign: "EUR 340,000", "EUR 1.2 million".

    Nothing is more exact than the currency: 7.26 yen are 7 yen.
    """
    size = abs(amount)
    digits = -size.adjusted() - 1 + FIGURES if size else 0
    step = Decimal(1).scaleb(-min(digits, places(currency)))
    near = size.quantize(step, ROUND_HALF_UP) if step <= 1 else _to_tens(size, step)
    for unit, word in SIZES:
        if near >= unit:
            return f"{currency} {_short(near / unit)}{word}"
    return f"{currency} {_short(near)}"


def _to_tens(size: Decimal, step: Decimal) -> Decimal:
    return (size / step).quantize(Decimal(1), ROUND_HALF_UP) * step


def _short(number: Decimal) -> str:
    text = f"{number:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def exact(number: float) -> Decimal:
    """A figure as it was entered, without the last digits that a computed one has too many of: 48,000 times 1.15
    is 55,200."""
    return Decimal(f"{number:.{DIGITS}g}")


def plainly(number: float) -> str:
    """A figure as it was entered: "50,000", "3.5", "\u221210"."""
    text = f"{exact(number):,f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return text.replace("-", MINUS)


def share_words(share: float) -> str:
    """A share in percent: one decimal below 10, else whole; "3.5%", "17%", "\u22124.2%"."""
    percent = share * 100
    text = f"{percent:.1f}" if abs(percent) < 10 else str(whole(percent))
    text = "0" if text in ("0.0", "-0.0") else text
    return f"{text.replace('-', MINUS)}%"


def share_entered(share: float) -> str:
    """A share that was entered, as it was: "12.5%"."""
    return f"{plainly(round(share * 100, 10))}%"


def multiple_words(multiple: float) -> str:
    """A multiple in percent: "166%", "1,200%"."""
    return f"{multiple * 100:,.0f}%"
