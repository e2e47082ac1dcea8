"""The geometry of the charts, by hand."""

from typing import Any, Literal

import pytest

from decisions import chart, drawing
from decisions.presentation.sure_shape import WeightRow
from decisions.presentation.tables import AxisPart, MapPart

# In-house, BPO and KPO of the small ruleset of the engine's tests.
PROFILES = {"in_house": (-1.0, 0.0), "bpo": (1.0, -1.0), "kpo": (1.0, 1.0)}


def area(corners: list[chart.Point]) -> float:
    """Area of a polygon (shoelace formula)."""
    pairs = zip(corners, [*corners[1:], corners[0]], strict=True)
    return abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairs)) / 2


def score(option: str, point: chart.Point) -> float:
    """The part of the score that the plane decides."""
    return PROFILES[option][0] * point[0] + PROFILES[option][1] * point[1]


def test_the_borders_are_the_lines_of_equal_score() -> None:
    """BPO and KPO tie where y = 0, and both beat in-house only right of the middle. In-house and
    BPO tie where -x = x - y, so y = 2x: at the lower edge y = -1 that is x = -0.5."""
    found = chart.borders(PROFILES, 1, 1)
    assert {frozenset(line) for line in found.values()} == {
        frozenset({(0.0, 0.0), (1.0, 0.0)}),
        frozenset({(0.0, 0.0), (-0.5, -1.0)}),
        frozenset({(0.0, 0.0), (-0.5, 1.0)}),
    }
    for (one, two), line in found.items():
        for point in line:
            assert score(one, point) == pytest.approx(score(two, point))


def test_the_areas_fill_the_map_and_each_belongs_to_its_option() -> None:
    """In-house: the left half (2) less two triangles of base 0.5 and height 1 (0.25 each)."""
    found = chart.regions(PROFILES, 1, 1)
    assert area(found["in_house"]) == pytest.approx(1.5)
    assert area(found["bpo"]) == area(found["kpo"]) == pytest.approx(1.25)
    for option, corners in found.items():
        middle = (
            sum(x for x, _ in corners) / len(corners),
            sum(y for _, y in corners) / len(corners),
        )
        assert max(PROFILES, key=lambda key: score(key, middle)) == option


def test_an_option_that_is_never_first_has_no_area() -> None:
    """Half of BPO's profile wins nowhere: BPO or in-house is always ahead."""
    weak = {**PROFILES, "weak": (0.5, 0.0)}
    assert "weak" not in chart.regions(weak, 1, 1)


def test_two_equal_profiles_do_not_cut_each_other() -> None:
    """The same profile twice: no border between them, and both keep the area."""
    twins = {"one": (1.0, 0.0), "two": (1.0, 0.0)}
    assert chart.borders(twins, 1, 1) == {}
    assert area(chart.regions(twins, 1, 1)["one"]) == pytest.approx(4)


def test_places_are_per_cents_cut_at_the_edge() -> None:
    """0 is the middle; half of the extent is three quarters; beyond the edge is the edge."""
    assert [chart.place(value, 2) for value in (-9, -2, 0, 1, 2, 3)] == [0, 0, 50, 75, 100, 100]


def test_the_extent_is_the_next_half() -> None:
    """1.2 needs 1.5, exactly 1 needs 1, and nothing still draws a map of a half."""
    assert (chart.extent(-1.2, 0.3), chart.extent(1.0), chart.extent()) == (1.5, 1.0, 0.5)


def test_the_staircase_ends_at_the_score() -> None:
    """50 + 10 - 4 = 56. The scale runs from 50 to 60: 10 points are all of it, 56 is at 60%."""
    stairs = chart.staircase([("Up", "+10.0", 10.0), ("Down", "-4.0", -4.0)])
    assert [level for level, _ in stairs.ticks] == [50, 55, 60]
    up, down = stairs.steps
    assert (up.left, up.width, up.end_at, up.rises) == (0, 100, 100, True)
    assert (down.left, down.width, down.end_at, down.rises) == (60, 40, 60, False)
    assert stairs.end_at == 60


def test_a_staircase_without_steps_still_has_a_scale() -> None:
    """Nothing moves: the scale shows two steps of five."""
    stairs = chart.staircase([])
    assert stairs.steps == ()
    assert len(stairs.ticks) >= 2


def make_axis(value: float, low: float, high: float) -> AxisPart:
    """An axis of a snapshot that reaches from -2 to 2."""
    return {
        "axis": "a",
        "name": "A",
        "value": value,
        "low": low,
        "high": high,
        "extent": 2.0,
        "less": "Less",
        "more": "More",
    }


def test_the_map_is_drawn_in_per_cents_from_the_left_and_the_top() -> None:
    """Across 1 of 2 is 75% from the left; up 1 of 2 is 25% from the top. A known axis has no
    line, an open one from 0 to 1.5 runs from 50% up to 12.5%. The name would stand on the point at
    25% and moves up by 8."""
    shown: MapPart = {
        "across": make_axis(1, 1, 1),
        "up": make_axis(1, 0, 1.5),
        "regions": [
            {"option": "kpo", "name": "KPO", "corners": [[0, 0], [2, 0], [2, 2], [0, 2]]},
        ],
        "borders": [{"between": ["bpo", "kpo"], "start": [0, 0], "end": [2, 0]}],
        "flags": [],
        "words": "",
    }
    plane = drawing.plane(shown)
    assert plane.dot == (75.0, 25.0)
    assert [plane.across, plane.up] == [None, (12.5, 50.0)]
    assert plane.borders == (((50.0, 50.0), (100.0, 50.0)),)
    assert plane.regions == (("kpo", "50.0,50.0 100.0,50.0 100.0,0.0 50.0,0.0"),)
    assert (plane.labels[0].x, plane.labels[0].y) == (75, 17)


def test_a_name_on_the_map_keeps_out_of_the_way_of_the_steps() -> None:
    """The area is the quarter at the bottom right, so its name would stand at 75% and 75%. The point
    stands there (up -1 of 2), a step 8 above it at 67% (up -0.68) and one 8 below at 83% (up -1.32):
    16 above the middle is 59%, the first place that is free. The step far to the left (across 0.5 is
    62.5%, so within reach) is at 59.4% (up -0.376): then 16 below, 91%."""
    corner: Any = {"option": "bpo", "name": "BPO", "corners": [[0, 0], [2, 0], [2, -2], [0, -2]]}
    shown: MapPart = {
        "across": make_axis(1, 1, 1),
        "up": make_axis(-1, -1, -1),
        "regions": [corner],
        "borders": [],
        "flags": [],
        "words": "",
    }
    steps: list[Any] = [
        {"place": place, "name": "Step", "option": "bpo", "across": across, "up": up}
        for place, across, up in ((1, 1, -0.68), (2, 1, -1.32), (3, 0.5, -0.376))
    ]
    assert drawing.plane(shown, steps=steps[:2]).labels[0].y == 59
    assert drawing.plane(shown, steps=steps).labels[0].y == 91


def test_what_is_open_is_drawn_from_the_end_of_the_staircase() -> None:
    """50 + 5 = 55 is the end; -10 to +5 reaches from 45 to 60, which is the whole scale."""
    found = chart.staircase([("One", "+5.0", 5.0)], [("Two", "-10.0 to +5.0", -10.0, 5.0)])
    (line,) = found.whiskers
    assert (line.label, line.left, line.right) == ("Two", 0.0, 100.0)
    assert line.top == chart.HEAD + chart.ROW
    assert found.height == chart.HEAD + 2 * chart.ROW
    assert [level for level, _ in found.ticks] == [45, 50, 55, 60]


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


def test_themes_and_questions_have_bars_on_scales_of_their_own() -> None:
    """Themes weigh more than single questions."""
    rows: list[WeightRow] = [weight_row("theme", "A", 22.0), weight_row("criterion", "A1", 9.0)]
    themes, questions = drawing.weight_bars(rows)
    assert (themes.kind, themes.full) == ("theme", 50)
    assert (questions.kind, questions.full) == ("criterion", 20)
    assert [bar.at for _, bar in (*themes.rows, *questions.rows)] == [44.0, 45.0]


def weight_row(kind: Literal["theme", "criterion"], code: str, share: float) -> WeightRow:
    """A weight that holds at any share."""
    return {
        "kind": kind,
        "code": code,
        "name": code,
        "share": share,
        "low": 0.0,
        "high": 100.0,
        "share_words": f"{share}%",
        "range_words": "any",
        "below": None,
        "above": None,
        "near": False,
        "words": "",
        "try_below": "",
        "try_above": "",
    }
