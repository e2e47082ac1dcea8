"""From a document to the places of its charts; ``decisions.chart`` has the geometry."""

from collections.abc import Sequence
from dataclasses import dataclass

from decisions import chart
from decisions.presentation.shape import MapPart, WeightRow
from decisions.presentation.step_tables import StepRow
from report.numbers import whole, whole_signed


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
    """The map in percent from the left and from the top: the ``line`` from which on a provider is
    worth the change, the ``dot`` of the whole, the cloud as a path, the steps as dots of their own,
    where names stand, and the same places as a table of whole numbers from -100 to 100."""

    line: float
    rest: float
    own_at: float
    provider_at: float
    dot: chart.Point
    cloud: str
    stops: tuple[Stop, ...]
    table: tuple[tuple[str, str, str], ...]


def plane(shown: MapPart | None, steps: Sequence[StepRow] = ()) -> Plane | None:
    """The geometry of a document's map; None without one."""
    if shown is None:
        return None

    def at(x: float, y: float) -> chart.Point:
        return chart.place(x, 1.0), round(100 - chart.place(y, 1.0), 2)

    line = chart.place(shown["line"], 1.0)
    free = [row for row in steps if not row["retained"]]
    rows = [("All of it", shown["across"], shown["up"])]
    rows += [(f"{row['place']}. {row['name']}", row["across"], row["up"]) for row in free]
    return Plane(
        line=line,
        rest=round(100 - line, 2),
        own_at=round(line / 2, 2),
        provider_at=round((100 + line) / 2, 2),
        dot=at(shown["across"], shown["up"]),
        cloud=chart.dots([at(x, y) for x, y in shown["cloud"]]),
        stops=tuple(
            Stop(row["place"], row["name"], row["option"], *at(row["across"], row["up"]))
            for row in free
        ),
        table=tuple(
            (name, whole_signed(whole(100 * x)), whole_signed(whole(100 * y)))
            for name, x, y in rows
        ),
    )


@dataclass(frozen=True, slots=True)
class WeightBars:
    """The intervals of all weights on one scale from 0 to ``full`` per cent."""

    full: int
    rows: tuple[tuple[WeightRow, chart.Interval], ...]


def weight_bars(rows: Sequence[WeightRow]) -> WeightBars:
    """The bars beside the table of weights."""
    full = chart.scale([row["share"] for row in rows])
    bars = [chart.interval(row["low"], row["high"], row["share"], full) for row in rows]
    return WeightBars(full, tuple(zip(rows, bars, strict=True)))
