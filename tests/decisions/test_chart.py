"""The geometry of the charts, by hand."""

from typing import Any

from decisions import chart, drawing
from decisions.presentation.shape import MapPart, WeightRow

SHOWN: MapPart = {
    "across": 0.5,
    "up": -0.25,
    "line": 0.125,
    "cloud": [[1.0, 1.0], [-1.0, 0.0]],
    "words": "",
}


def step(place: int, across: float, up: float, retained: str = "") -> Any:
    """A step as a document has it, as far as the map draws it."""
    return {
        "place": place,
        "name": f"Step {place}",
        "option": "bpo",
        "retained": retained,
        "across": across,
        "up": up,
    }


def weight_row(code: str, share: float) -> WeightRow:
    """A weight that holds at any share."""
    return {
        "code": code,
        "name": code,
        "of": "who",
        "share": share,
        "low": 0.0,
        "high": 100.0,
        "range_words": "any",
        "near": False,
        "words": "",
    }


def test_places_are_per_cents_cut_at_the_edge() -> None:
    """0 is the middle; half of the extent is three quarters; beyond the edge is the edge."""
    assert [chart.place(value, 2) for value in (-9, -2, 0, 1, 2, 3)] == [0, 0, 50, 75, 100, 100]


def test_an_interval_is_cut_where_its_scale_ends() -> None:
    """5 to 30 on a scale to 20, now at 10: from a quarter to the end, the mark in the middle."""
    assert chart.interval(5.0, 30.0, 10.0, 20.0) == chart.Interval(25.0, 75.0, 50.0)
    assert chart.interval(0.0, 10.0, 5.0, 20.0) == chart.Interval(0.0, 50.0, 25.0)


def test_a_scale_has_room_for_twice_the_largest_share() -> None:
    """22 needs 44, so 50; small ones still get 10."""
    assert chart.scale([22.0, 9.0]) == 50
    assert chart.scale([3.0]) == 10
    assert chart.scale([]) == 10


def test_dots_are_strokes_without_length() -> None:
    """One piece of path per point."""
    assert chart.dots([(1.0, 2.5), (100.0, 0.0)]) == "M1.00 2.50h0M100.00 0.00h0"


def test_the_map_is_drawn_in_per_cents_from_the_left_and_the_top() -> None:
    """Across 0.5 is 75% from the left; up -0.25 is 62.5% from the top; the line at an eighth of the
    reach is 56.25% from the left, and names stand in the middle of their side."""
    plane = drawing.plane(SHOWN)
    assert plane is not None
    assert plane.dot == (75.0, 62.5)
    assert (plane.line, plane.rest) == (56.25, 43.75)
    assert (plane.own_at, plane.provider_at) == (28.12, 78.12)
    assert plane.cloud == "M100.00 0.00h0M0.00 50.00h0"
    assert plane.table == (("All of it", "+50", "\u221225"),)


def test_steps_stand_on_the_map_but_those_that_a_rule_keeps() -> None:
    """The second is retained: it has no place that anything decides by."""
    plane = drawing.plane(SHOWN, [step(1, 1, 0), step(2, 1, 1, "The law."), step(3, 0, -1)])
    assert plane is not None
    assert [(row.place, row.x, row.y) for row in plane.stops] == [(1, 100, 50), (3, 50, 100)]
    assert [name for name, _, _ in plane.table] == ["All of it", "1. Step 1", "3. Step 3"]


def test_without_a_map_nothing_is_drawn() -> None:
    """A split and what is early have none."""
    assert drawing.plane(None, [step(1, 1, 0)]) is None


def test_all_weights_have_bars_on_one_scale() -> None:
    """Twice the largest share has room: 9 and 4 stand on a scale to 20."""
    bars = drawing.weight_bars([weight_row("A1", 9.0), weight_row("B1", 4.0)])
    assert bars.full == 20
    assert [(row["code"], bar.at) for row, bar in bars.rows] == [("A1", 45.0), ("B1", 20.0)]
