"""From a snapshot to the places of its charts; ``decisions.chart`` has the geometry."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import dist

from decisions import chart
from decisions.presentation.figures import signed
from decisions.presentation.step_tables import StepRow
from decisions.presentation.sure_shape import Chance, WeightRow
from decisions.presentation.tables import Cell, ContributionsPart, MapPart, Region

CLEARANCE = 8.0
"""Per cents of the height that a name keeps from the point and from the steps."""
REACH = 24.0
"""Per cents of the width to either side of its middle that a name may cover on a phone."""
MOVES = (0.0, -1.0, 1.0, -2.0, 2.0, -3.0, 3.0, -4.0, 4.0)
"""Where a name may go instead, in clearances down from the middle of its area."""


@dataclass(frozen=True, slots=True)
class Label:
    """A name on the map, in percent from the left and from the top."""

    option: str
    name: str
    x: float
    y: float


BESIDE = 6.0
"""Marks that are closer than this, in percent of the map, lie on each other on a phone."""


@dataclass(frozen=True, slots=True)
class Stop:
    """One step of the process on the map, in percent from the left and from the top."""

    place: int
    name: str
    option: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Plane:
    """The map in percent from the left and from the top: ``dot``, the lines through it that unknown
    answers leave open (left to right, top to bottom), areas as the points of polygons, the cloud of
    readings as a path, the steps of the process as dots of their own."""

    dot: chart.Point
    across: tuple[float, float] | None
    up: tuple[float, float] | None
    regions: tuple[tuple[str, str], ...]
    borders: tuple[tuple[chart.Point, chart.Point], ...]
    labels: tuple[Label, ...]
    cloud: str = ""
    stops: tuple[Stop, ...] = ()
    at_dot: tuple[Stop, ...] = ()
    """Steps at or beside the point of the whole process: a mark of their own would hide it."""


def plane(
    shown: MapPart, cloud: Sequence[Sequence[float]] = (), steps: Sequence[StepRow] = ()
) -> Plane:
    """The geometry of a snapshot's map; ``cloud`` are points (sourcing, expertise)."""
    across, up = shown["across"], shown["up"]

    def at(x: float, y: float) -> chart.Point:
        return chart.place(x, across["extent"]), round(100 - chart.place(y, up["extent"]), 2)

    dot = at(across["value"], up["value"])
    left, top = at(across["low"], up["high"])
    right, bottom = at(across["high"], up["low"])
    shapes = [(row, [at(*corner) for corner in row["corners"]]) for row in shown["regions"]]
    stops = [
        Stop(row["place"], row["name"], row["option"], *at(row["across"], row["up"]))
        for row in steps
    ]
    marks = [(stop.x, stop.y) for stop in stops]
    beside = {stop.place for stop in stops if dist((stop.x, stop.y), dot) < BESIDE}
    return Plane(
        dot=dot,
        across=(left, right) if across["low"] < across["high"] else None,
        up=(top, bottom) if up["low"] < up["high"] else None,
        regions=tuple(
            (row["option"], " ".join(f"{x},{y}" for x, y in corners)) for row, corners in shapes
        ),
        borders=tuple((at(*row["start"]), at(*row["end"])) for row in shown["borders"]),
        labels=tuple(_label(row, corners, dot, marks) for row, corners in shapes),
        cloud=chart.dots([at(x, y) for x, y in cloud]),
        stops=tuple(stop for stop in stops if stop.place not in beside),
        at_dot=tuple(stop for stop in stops if stop.place in beside),
    )


def _label(
    row: Region, corners: Sequence[chart.Point], dot: chart.Point, marks: Sequence[chart.Point]
) -> Label:
    """A name stands in the middle between the corners of its area that lie on the frame, or above
    or below it, out of the way of the line through the point and of the steps near by."""
    outer = [corner for corner in corners if corner != (50.0, 50.0)] or list(corners)
    xs, ys = [x for x, _ in outer], [y for _, y in outer]
    x, middle = (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2
    taken = [dot[1], *(down for across, down in marks if abs(across - x) < REACH)]
    lowest, highest = min(ys) + CLEARANCE, max(ys) - CLEARANCE
    places = [middle + move * CLEARANCE for move in MOVES]
    free = [
        y
        for y in places
        if lowest <= y <= highest and all(abs(y - other) >= CLEARANCE for other in taken)
    ]
    crowded = middle - CLEARANCE if abs(middle - dot[1]) < CLEARANCE else middle
    return Label(row["option"], row["name"], x, free[0] if free else crowded)


BARS = 12
"""How many answers have a bar of their own."""
LOOSE = 5
"""How many answers that are not known have a line of their own."""


def staircase_of(shown: ContributionsPart, option: str) -> chart.Staircase:
    """The staircase of one option: its strongest answers, and all others together."""
    place = [column["option"] for column in shown["columns"]].index(option)
    cells = [(row["name"], row["cells"][place]) for row in shown["rows"]]
    moved = sorted(
        ((name, cell) for name, cell in cells if cell["points"]),
        key=lambda item: -abs(item[1]["points"]),
    )
    strongest = sorted(moved[:BARS], key=lambda item: -item[1]["points"])
    bars = [(name, cell["signed"], cell["points"]) for name, cell in strongest]
    if rest := moved[BARS:]:
        points = round(sum(cell["points"] for _, cell in rest), 1) + 0.0
        bars.append((f"{len(rest)} smaller answers", signed(points), points))
    return chart.staircase(bars, _loose(cells))


def _loose(cells: Sequence[tuple[str, Cell]]) -> list[tuple[str, str, float, float]]:
    """The answers that are not known and could move the option most. Snapshots of format 1 do not
    hold their ranges as numbers."""
    found = [
        (name, cell["open"], cell["low"], cell["high"])
        for name, cell in cells
        if cell["open"] and "low" in cell
    ]
    return sorted(found, key=lambda row: row[2] - row[3])[:LOOSE]


@dataclass(frozen=True, slots=True)
class ChanceBars:
    """The chances below each other: each with its place from the top in pixels."""

    rows: tuple[tuple[int, Chance], ...]
    height: int


def chance_bars(rows: Sequence[Chance]) -> ChanceBars:
    """One bar per option; the bars are per cents of the width as they are."""
    places = tuple((chart.HEAD + number * chart.ROW, row) for number, row in enumerate(rows))
    return ChanceBars(places, chart.HEAD + len(rows) * chart.ROW)


@dataclass(frozen=True, slots=True)
class WeightBars:
    """The intervals of all themes, or of all criteria, on one scale from 0 to ``full`` per cent."""

    kind: str
    full: int
    rows: tuple[tuple[WeightRow, chart.Interval], ...]


def weight_bars(rows: Sequence[WeightRow]) -> tuple[WeightBars, ...]:
    """The bars beside the table of weights: themes, then criteria."""
    groups = []
    for kind in ("theme", "criterion"):
        mine = [row for row in rows if row["kind"] == kind]
        full = chart.scale([row["share"] for row in mine])
        bars = [chart.interval(row["low"], row["high"], row["share"], full) for row in mine]
        groups.append(WeightBars(kind, full, tuple(zip(mine, bars, strict=True))))
    return tuple(groups)
