"""From a snapshot to the places of its charts; ``decisions.chart`` has the geometry."""

from collections.abc import Sequence
from dataclasses import dataclass

from decisions import chart
from decisions.presentation.figures import signed
from decisions.presentation.tables import ContributionsPart, MapPart, Region

CLEARANCE = 8.0
"""Per cents of the height that a name keeps from the point."""


@dataclass(frozen=True, slots=True)
class Label:
    """A name on the map, in percent from the left and from the top."""

    option: str
    name: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Plane:
    """The map in percent from the left and from the top: ``dot``, the lines through it that unknown
    answers leave open (left to right, top to bottom), areas as the points of polygons."""

    dot: chart.Point
    across: tuple[float, float] | None
    up: tuple[float, float] | None
    regions: tuple[tuple[str, str], ...]
    borders: tuple[tuple[chart.Point, chart.Point], ...]
    labels: tuple[Label, ...]


def plane(shown: MapPart) -> Plane:
    """The geometry of a snapshot's map."""
    across, up = shown["across"], shown["up"]

    def at(x: float, y: float) -> chart.Point:
        return chart.place(x, across["extent"]), round(100 - chart.place(y, up["extent"]), 2)

    dot = at(across["value"], up["value"])
    left, top = at(across["low"], up["high"])
    right, bottom = at(across["high"], up["low"])
    shapes = [(row, [at(*corner) for corner in row["corners"]]) for row in shown["regions"]]
    return Plane(
        dot=dot,
        across=(left, right) if across["low"] < across["high"] else None,
        up=(top, bottom) if up["low"] < up["high"] else None,
        regions=tuple(
            (row["option"], " ".join(f"{x},{y}" for x, y in corners)) for row, corners in shapes
        ),
        borders=tuple((at(*row["start"]), at(*row["end"])) for row in shown["borders"]),
        labels=tuple(_label(row, corners, dot) for row, corners in shapes),
    )


def _label(row: Region, corners: Sequence[chart.Point], dot: chart.Point) -> Label:
    """A name stands in the middle between the corners of its area that lie on the frame, and out
    of the way of the line through the point."""
    outer = [corner for corner in corners if corner != (50.0, 50.0)] or list(corners)
    xs, ys = [x for x, _ in outer], [y for _, y in outer]
    x, y = (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2
    if abs(y - dot[1]) < CLEARANCE:
        y -= CLEARANCE
    return Label(row["option"], row["name"], x, y)


BARS = 12
"""How many answers have a bar of their own."""


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
    return chart.staircase(bars)
