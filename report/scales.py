"""Scales of figures: of amounts with round ends, round steps and short labels, and of shares."""

from collections.abc import Sequence
from math import ceil, floor, log10

from report.numbers import MINUS

TICKS = 5
PER_CENT = 100.0
SMALLEST = 1e-4
"""The smallest unit of any currency: amounts that are nearer to each other are one amount."""
SIZES = ((1e12, "T"), (1e9, "bn"), (1e6, "m"), (1e3, "k"))


def scale(amounts: Sequence[float]) -> tuple[float, float, float]:
    """Round ends around all amounts, and a round step with about five lines between them."""
    low, high = min(amounts), max(amounts)
    width = next(width for width in (high - low, abs(high), 1.0) if width >= SMALLEST)
    rough = width / TICKS
    size = 10.0 ** floor(log10(rough))
    step = next(size * factor for factor in (1, 2, 5, 10) if size * factor >= rough)
    return floor(low / step) * step, max(ceil(high / step), floor(low / step) + 1) * step, step


def across(share: float) -> float:
    """A place from -1 to 1 in per cent from the left, cut at the edge."""
    return round(50 + 50 * max(-1.0, min(1.0, share)), 2)


def place(amount: float, low: float, high: float) -> float:
    """An amount in per cents between the ends of the scale."""
    return round(PER_CENT * (amount - low) / (high - low), 2)


def short(amount: float) -> str:
    """An amount for a scale: "0", "250k", "\u22121.5m"."""
    size = abs(amount)
    unit, word = next(((unit, word) for unit, word in SIZES if size >= unit), (1.0, ""))
    text = f"{size / unit:.4g}{word}"
    return f"{MINUS}{text}" if amount < 0 and text != "0" else text
