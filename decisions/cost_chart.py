"""Where the bars of the tornado and the band of the running total stand: pure numbers for SVG.

Places across are per cents of the width, heights are pixels. The charts show what
their tables say and nothing else.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from decisions.presentation.cost_shape import CostBand, CostDriver, CostOptionPart, CostPart
from report.scales import PER_CENT, place, scale, short

ROW, HEAD = 44, 26
"""Pixels per bar with its label above it, and of the scale above the first one."""


@dataclass(frozen=True, slots=True)
class Tick:
    """A line of the scale with its label."""

    label: str
    at: float
    is_zero: bool


@dataclass(frozen=True, slots=True)
class Bar:
    """One line of the case: what its low and its high figure do to the saving, from the point where
    all figures are likely. ``left`` and ``width`` per end in per cents."""

    name: str
    top: int
    low_left: float
    low_width: float
    high_left: float
    high_width: float


@dataclass(frozen=True, slots=True)
class Tornado:
    """The widest drivers first; ``middle`` is the saving with all figures likely."""

    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]
    middle: float
    height: int


@dataclass(frozen=True, slots=True)
class Band:
    """The running total of the saving over the years, 0 at the left: corners of the band that 8 of 10
    outcomes lie in, the middle line, and the marks of the years, in a square of 100 by 100."""

    corners: str
    line: str
    dots: tuple[tuple[float, float], ...]
    ticks: tuple[Tick, ...]
    years: tuple[tuple[str, float], ...]
    zero: float


@dataclass(frozen=True, slots=True)
class Charts:
    """Both charts of one option."""

    option: CostOptionPart
    tornado: Tornado | None
    band: Band


def charts(cost: CostPart | None) -> list[Charts]:
    """The charts of every computed option."""
    options = cost["options"] if cost else []
    return [Charts(row, tornado(row), band(row["bands"])) for row in options]


def tornado(option: CostOptionPart) -> Tornado | None:
    """The tornado of one option, None when no line has a range."""
    drivers = option["drivers"]
    if not drivers:
        return None
    middle = float(option["exact"])
    ends = [(float(row["exact"][0]), float(row["exact"][1])) for row in drivers]
    low, high, step = scale([middle, *(end for pair in ends for end in pair)])

    def at(amount: float) -> float:
        return place(amount, low, high)

    bars = tuple(
        _bar(row, number, at(pair[0]), at(pair[1]), at(middle))
        for number, (row, pair) in enumerate(zip(drivers, ends, strict=True))
    )
    return Tornado(bars, _ticks(low, high, step), at(middle), HEAD + len(bars) * ROW)


def _bar(row: CostDriver, number: int, low: float, high: float, middle: float) -> Bar:
    return Bar(
        name=row["name"],
        top=HEAD + number * ROW,
        low_left=min(low, middle),
        low_width=round(abs(low - middle), 2),
        high_left=min(high, middle),
        high_width=round(abs(high - middle), 2),
    )


def band(bands: Sequence[CostBand]) -> Band:
    """The running total with its range."""
    rows = [tuple(map(float, row["exact"])) for row in bands]
    low, high, step = scale([0.0, *(amount for row in rows for amount in row)])

    def at(amount: float) -> float:
        return round(PER_CENT - place(amount, low, high), 2)

    across = [round(PER_CENT * year / (len(rows) - 1), 2) for year in range(len(rows))]
    lower = [(x, at(row[0])) for x, row in zip(across, rows, strict=True)]
    middle = tuple((x, at(row[1])) for x, row in zip(across, rows, strict=True))
    upper = [(x, at(row[2])) for x, row in zip(across, rows, strict=True)]
    ticks = tuple(
        Tick(tick.label, round(PER_CENT - tick.at, 2), tick.is_zero)
        for tick in _ticks(low, high, step)
    )
    names = tuple(("Start" if not year else str(year), x) for year, x in enumerate(across))
    return Band(
        corners=_points([*upper, *reversed(lower)]),
        line=_points(middle),
        dots=middle,
        ticks=ticks,
        years=names,
        zero=at(0.0),
    )


def _points(corners: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x},{y}" for x, y in corners)


def _ticks(low: float, high: float, step: float) -> tuple[Tick, ...]:
    count = round((high - low) / step)
    levels = [low + number * step for number in range(count + 1)]
    return tuple(
        Tick(short(level), place(level, low, high), abs(level) < step / 2) for level in levels
    )
