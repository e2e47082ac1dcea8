"""Numbers for print: one decimal, whole scores, true minus signs, and sums that still hold."""

from collections.abc import Sequence

MINUS = "\u2212"


def tenths(value: float) -> str:
    """One decimal without a sign in front of positive numbers: "61.4"."""
    return f"{value:.1f}".replace("-", MINUS)


def signed(value: float) -> str:
    """One decimal with its sign: "+4.2", "0.0", and negative numbers with a true minus."""
    text = f"{value:.1f}"
    if text in ("0.0", "-0.0"):
        return "0.0"
    return f"+{text}" if value > 0 else text.replace("-", MINUS)


def whole(value: float) -> int:
    """The nearest whole number; a half goes up, as readers expect."""
    return int(value + 0.5) if value >= 0 else -int(0.5 - value)


def percent(share: float) -> int:
    """A share from 0 to 1 in percent: 100 only when it is all, 0 only when it is nothing."""
    number = whole(share * 100)
    if number == 100 and share < 1:
        return 99
    return 1 if number == 0 and share > 0 else number


def apportioned(values: Sequence[float], total: int) -> list[int]:
    """The values in proportion, as whole numbers that add up to ``total`` (largest remainder)."""
    whole_sum = sum(values)
    if not whole_sum:
        return [0] * len(values)
    exact = [value * total / whole_sum for value in values]
    floors = [int(value) for value in exact]
    order = sorted(range(len(exact)), key=lambda place: floors[place] - exact[place])
    for place in order[: total - sum(floors)]:
        floors[place] += 1
    return floors
