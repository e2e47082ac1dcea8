"""Money and shares as people read them: whole units in tables, two figures in sentences."""

from decimal import ROUND_HALF_UP, Decimal

from decisions.presentation.figures import MINUS, whole
from engine.cost.money import places

SIZES = (
    (Decimal(10) ** 12, " trillion"),
    (Decimal(10) ** 9, " billion"),
    (Decimal(10) ** 6, " million"),
)
FIGURES = 2


def exact(amount: Decimal) -> str:
    """To the last cent, for prices and programs: "1,234.50", "\u22121,234"."""
    return f"{amount:,}".replace("-", MINUS)


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


def plainly(number: float) -> str:
    """A figure as it was entered: "50,000", "3.5", "\u221210"."""
    text = f"{Decimal(repr(number)):,f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return text.replace("-", MINUS)


def share_words(share: float) -> str:
    """A share in percent: one decimal below 10, else whole; "3.5%", "17%", "\u22124.2%"."""
    percent = share * 100
    text = f"{percent:.1f}" if abs(percent) < 10 else str(whole(percent))
    text = "0" if text in ("0.0", "-0.0") else text
    return f"{text.replace('-', MINUS)}%"
