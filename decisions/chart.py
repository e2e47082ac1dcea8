"""The geometry of the charts: pure numbers, so that templates only write them into SVG."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

Point = tuple[float, float]

HAIR = 1e-9


def place(value: float, half: float) -> float:
    """A position from -half to half in percent from the left (or from below), cut at the edge."""
    return round(50 + 50 * max(-1.0, min(1.0, value / half)), 2)


@dataclass(frozen=True, slots=True)
class Interval:
    """A stretch of a scale from 0 to ``full``, with a mark on it: all in percent of the scale."""

    left: float
    width: float
    at: float


def interval(low: float, high: float, now: float, full: float) -> Interval:
    """The places of one stretch."""
    left, right, at = (round(100 * min(part, full) / full, 2) for part in (low, high, now))
    return Interval(left, round(right - left, 2), at)


def scale(values: Sequence[float], step: int = 10) -> int:
    """The end of a scale on which twice the largest value still has its place, in whole steps."""
    return max(step, ceil(2 * max(values, default=0.0) / step - HAIR) * step)


def dots(points: Sequence[Point]) -> str:
    """Points as the path of an SVG: strokes without length, which round ends turn into dots."""
    return "".join(f"M{x:.2f} {y:.2f}h0" for x, y in points)
