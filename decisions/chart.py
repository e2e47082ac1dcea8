"""The geometry of the charts: pure numbers, so that templates only write them into SVG.

The map has sourcing across and expertise up, in units of effect, 0 in the middle. A score is
50 + a factor x (profile . position), so two options score the same on a straight line through the
middle, and each option is first in a cone: no sampling, no grid.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil, floor

Point = tuple[float, float]
Profiles = Mapping[str, Point]
"""Option -> its factors for (across, up)."""

HAIR = 1e-9


def regions(profiles: Profiles, across: float, up: float) -> dict[str, list[Point]]:
    """Option -> corners of where it scores highest inside -across..across x -up..up.

    Corners go round in one direction; an option that is first nowhere is left out.
    """
    found = {}
    for option, mine in profiles.items():
        corners = [(-across, -up), (across, -up), (across, up), (-across, up)]
        for other in profiles.values():
            if other != mine:
                corners = _cut(corners, (mine[0] - other[0], mine[1] - other[1]))
        if len(corners) > 2:
            found[option] = corners
    return found


def _cut(corners: Sequence[Point], normal: Point) -> list[Point]:
    """What is left of a convex shape where normal . point >= 0 (Sutherland and Hodgman, 1974)."""
    kept: list[Point] = []
    for place, end in enumerate(corners):
        start = corners[place - 1]
        before, after = _dot(normal, start), _dot(normal, end)
        if (before > HAIR and after < -HAIR) or (before < -HAIR and after > HAIR):
            share = before / (before - after)
            kept.append(
                (start[0] + share * (end[0] - start[0]), start[1] + share * (end[1] - start[1]))
            )
        if after >= -HAIR:
            kept.append(end)
    return kept


def borders(profiles: Profiles, across: float, up: float) -> dict[tuple[str, str], list[Point]]:
    """Pair of options -> the piece of line where both score the same and no other scores more."""
    names = list(profiles)
    found = {}
    for place, one in enumerate(names):
        for two in names[place + 1 :]:
            piece = _border(profiles, one, two, across, up)
            if piece is not None:
                found[one, two] = piece
    return found


def _border(profiles: Profiles, one: str, two: str, across: float, up: float) -> list[Point] | None:
    """Along the line t x (direction), from the least to the largest t that is allowed."""
    mine, other = profiles[one], profiles[two]
    direction = (other[1] - mine[1], mine[0] - other[0])
    if abs(direction[0]) < HAIR and abs(direction[1]) < HAIR:
        return None
    reach = min(
        limit / abs(part)
        for limit, part in zip((across, up), direction, strict=True)
        if abs(part) > HAIR
    )
    least, most = -reach, reach
    for option, third in profiles.items():
        if option in (one, two):
            continue
        slope = _dot((mine[0] - third[0], mine[1] - third[1]), direction)
        if slope > HAIR:
            least = max(least, 0.0)
        elif slope < -HAIR:
            most = min(most, 0.0)
    if most - least < HAIR:
        return None
    return [
        (least * direction[0], least * direction[1]),
        (most * direction[0], most * direction[1]),
    ]


def _dot(one: Point, two: Point) -> float:
    return one[0] * two[0] + one[1] * two[1]


def extent(*reaches: float) -> float:
    """The half width of the map: the furthest reach, rounded up to a half, at least a half."""
    return max(0.5, ceil(max(map(abs, reaches), default=0.0) * 2 - HAIR) / 2)


def place(value: float, half: float) -> float:
    """A position from -half to half in percent from the left (or from below), cut at the edge."""
    return round(50 + 50 * max(-1.0, min(1.0, value / half)), 2)


@dataclass(frozen=True, slots=True)
class Step:
    """One bar of the staircase: ``left`` and ``width`` in percent, ``top`` in pixels; ``start`` and
    ``end`` are the running score before and after, ``end_at`` its place in percent."""

    label: str
    signed: str
    rises: bool
    start: float
    end: float
    left: float
    width: float
    end_at: float
    top: int


@dataclass(frozen=True, slots=True)
class Whisker:
    """What an answer that is not known could do from the end of the staircase: a line from ``left``
    to ``right``, in percent, ``top`` in pixels."""

    label: str
    words: str
    left: float
    right: float
    top: int


@dataclass(frozen=True, slots=True)
class Staircase:
    """From 50 to the score, one bar per answer, then what is open; all places in percent, heights
    in pixels."""

    steps: tuple[Step, ...]
    whiskers: tuple[Whisker, ...]
    ticks: tuple[tuple[int, float], ...]
    end_at: float
    height: int


ROW = 36
"""Pixels per bar, with its label above it."""
HEAD = 26
"""Pixels for the scale above the first bar."""
TICK = 5
WIDE = 40
"""From this span on, every second tick is enough."""


def staircase(
    bars: Sequence[tuple[str, str, float]],
    loose: Sequence[tuple[str, str, float, float]] = (),
    middle: float = 50.0,
) -> Staircase:
    """The staircase of ``bars`` (label, signed text, points), drawn in the order given, and below
    it the ranges of ``loose`` answers (label, text, lowest and highest points).

    The scale starts and ends at the nearest multiples of 5 around everything drawn.
    """
    levels = [middle]
    for _, _, points in bars:
        levels.append(round(levels[-1] + points, 6))
    end = levels[-1]
    drawn = [*levels, *(end + points for row in loose for points in row[2:])]
    low = floor(min(drawn) / TICK + HAIR) * TICK
    high = max(ceil(max(drawn) / TICK - HAIR) * TICK, low + 2 * TICK)

    def at(level: float) -> float:
        return round(100 * (level - low) / (high - low), 2)

    def step(number: int, label: str, text: str, start: float, after: float) -> Step:
        left, width = at(min(start, after)), round(abs(at(after) - at(start)), 2)
        rises, top = after >= start, HEAD + number * ROW
        return Step(label, text, rises, start, after, left, width, at(after), top)

    steps = tuple(
        step(number, label, text, levels[number], levels[number + 1])
        for number, (label, text, _) in enumerate(bars)
    )
    whiskers = tuple(
        Whisker(label, words, at(end + least), at(end + most), HEAD + number * ROW)
        for number, (label, words, least, most) in enumerate(loose, start=len(steps))
    )
    stride = TICK if high - low <= WIDE else 2 * TICK
    ticks = tuple((level, at(level)) for level in range(low, high + 1, stride))
    height = HEAD + (len(steps) + len(whiskers)) * ROW
    return Staircase(steps, whiskers, ticks, at(end), height)


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
