"""Numbers for print: one decimal, whole scores, true minus signs, and sums that still hold."""

from collections.abc import Mapping

from engine.rounding import deal_out

MILLION = 1_000_000
MINUS = "\u2212"


def signed(value: float) -> str:
    """One decimal with its sign: "+4.2", "0.0", and negative numbers with a true minus."""
    text = f"{value:.1f}"
    if text in ("0.0", "-0.0"):
        return "0.0"
    return f"+{text}" if value > 0 else text.replace("-", MINUS)


def whole_signed(value: int) -> str:
    """A whole number with its sign: "+4", "0", and negative numbers with a true minus."""
    return f"+{value}" if value > 0 else str(value).replace("-", MINUS)


def whole(value: float) -> int:
    """The nearest whole number; a half goes up, as readers expect."""
    return int(value + 0.5) if value >= 0 else -int(0.5 - value)


def percent(share: float) -> int:
    """A share from 0 to 1 in percent: 100 only when it is all, 0 only when it is nothing."""
    number = whole(share * 100)
    if number == 100 and share < 1:
        return 99
    return 1 if number == 0 and share > 0 else number


def shares(found: Mapping[str, float]) -> dict[str, int]:
    """Shares that add up to 1 as whole per cents that add up to 100, by largest remainder."""
    return deal_out({key: round(share * 100 * MILLION) for key, share in found.items()}, MILLION)


def dealt(points: Mapping[str, float]) -> dict[str, float]:
    """Points with one decimal that add up to their rounded sum, by largest remainder."""
    units = deal_out({key: round(value * MILLION) for key, value in points.items()}, MILLION // 10)
    return {key: unit / 10 for key, unit in units.items()}
