"""The pictures of a result: map, bars, strip and tug of war say what its words say, on one scale."""

from itertools import combinations
from random import Random

import pytest

from engine.fit.case import Given
from engine.inputs import Inputs
from engine.outcome import in_hundred
from engine.rounding import MIDDLE
from report.document import (
    Figure,
    Paragraph,
)
from report.figures import bars_of, strip_of
from report.headline import is_by_rule
from report.hundred import ways_in_hundred
from report.map_figure import map_of
from report.messages import Message, read, say
from report.reasons import pulls_of
from report.summary import summary
from report.why import why
from tests.report.cases import subject, subjects, sure_ones
from tests.shipped import shipped


def test_the_cloud_has_a_hundred_dots_as_many_in_each_region_as_the_draws() -> None:
    seen = 0
    for row in sure_ones():
        data = map_of(row).data
        dots = {one["option"]: len(one["points"]) for one in data["dots"]}
        if not dots:
            assert row.advised.steps or row.result.is_ruled
            continue
        seen += 1
        assert sum(dots.values()) == 100
        for option, points in ((one["option"], one["points"]) for one in data["dots"]):
            assert all((x > data["line"]) is (option != "in_house") for x, _ in points)
    assert seen > 2


def test_map_and_why_are_one_scale_with_one_line() -> None:
    """The printed score of the whole, to the last digit that either shows; a tug and its readings too."""
    seen = 0
    for row in subjects():
        told = row.advised
        if told.who is None or told.kind is None or told.outcome == "split":
            continue
        data, table = map_of(row).data, map_of(row).table
        assert table is not None
        assert data["line"] == pytest.approx(told.who.score_line, abs=0.006)
        assert data["dot"][0] == pytest.approx(told.who.score, abs=0.006)
        assert 100 - data["dot"][1] == pytest.approx(told.kind.score, abs=0.006)
        if not row.shows_shares:
            continue
        parts = {part.key: part.blocks for part in why(row).sections}
        tugs = [one for key in ("who", "kind") for one in parts[key] if isinstance(one, Figure)]
        scores = [read(one.data["score_words"]) for one in tugs]
        at = row.advised.spoken_by
        first = (
            0
            if at is None
            else [one.recommendation is not None for one in told.steps][:at].count(True)
        )
        assert [read(cell.text) for cell in table.rows[first][1:]] == scores
        assert tugs[0].data["line"] == pytest.approx(data["line"], abs=0.06)
        xs = sorted(x for one in data["dots"] for x, _ in one["points"])
        assert tugs[0].data["range"] == ([xs[10], xs[89]] if xs else [])
        seen += 1
    assert seen > 5


def test_where_a_rule_decides_the_map_says_what_is_ruled_out_and_what_the_answers_alone_say() -> (
    None
):
    """Else the dot lies in the field of what is not advised; on which side it lies is said by the sum."""
    seen = 0
    for row in subjects():
        told = row.advised if row.advised.who else row.result.whole
        figure = map_of(row)
        ruled = {one.kind or "all" for one in told.fired if one.effect.startswith("rules_out")}
        closed = (
            ["bpo", "kpo"] if "all" in ruled else [key for key in ("bpo", "kpo") if key in ruled]
        )
        assert figure.data["closed"] == closed
        labels = {"bpo": figure.data["labels"]["routine"], "kpo": figure.data["labels"]["expert"]}
        assert [key for key, text in labels.items() if text == say("map.closed")] == closed
        alone = [one.text.id for one in figure.legend if one.text.id.endswith(".alone")]  # type: ignore[union-attr]
        assert bool(alone) is bool(told.ruled_by)
        if told.ruled_by and told.who and told.who.is_above:
            assert "map.side.provider" in [one.id for one in figure.alt.values["sides"].items]  # type: ignore[union-attr]
            seen += 1
    assert seen


def test_the_strip_explains_only_the_looks_that_it_has() -> None:
    for row in subjects():
        if row.advised.steps:
            figure = strip_of(row)
            note = read(figure.note) if figure.note else ""
            boxes = figure.data["boxes"]
            for key, has in (
                ("pale", any(one["state"] == "pale" for one in boxes)),
                ("kept", any(one["state"] == "kept" for one in boxes)),
                ("passes", any(one["passes"] for one in boxes)),
            ):
                assert (read(say(f"strip.note.{key}")) in note) is has


def test_a_summary_has_one_picture() -> None:
    """The strip of a split and of steps that are all kept, else the map with its steps."""
    for row in subjects():
        keys = [part.key for part in summary(row).sections]
        if row.shows_shares:
            assert ("steps" in keys) is not ("picture" in keys)
            assert ("steps" in keys) is (row.advised.outcome == "split" or row.advised.who is None)


def test_the_legend_names_what_is_on_the_map_and_nothing_else() -> None:
    """The line and where both sides are even always; readings and steps where there are any."""
    seen = set()
    for row in subjects():
        figure = map_of(row)
        keys = {one.key for one in figure.legend}
        assert {"change", "even"} <= keys
        assert ("readings" in keys) is bool(figure.data["dots"])
        assert ("steps" in keys) is ("whole" in keys) is bool(figure.data["steps"])
        assert ("you" in keys) is not ("whole" in keys)
        seen |= keys
    assert len(seen) == 6


def test_words_bars_and_dots_count_the_same_readings() -> None:
    """The number of *who* is that of its bars and of its dots, also where it is open and printed by the
    bars alone; where software comes first, its own number."""
    seen = {"open": 0, "bars": 0, "dots": 0}
    for row in subjects():
        advised, figure = row.advised, bars_of(row)
        if figure is None or advised.who is None:
            continue
        ways = ways_in_hundred(advised)
        assert sum(ways.values()) == sum(one["percent"] for one in figure.data["rows"]) == 100
        out = ways["bpo"] + ways["kpo"]
        if "automate" in ways:
            assert ways["automate"] == in_hundred((advised.outcomes or {})["automate"])
            continue
        number = in_hundred(advised.who.probability)
        assert out == (number if advised.who.answer == "provider" else 100 - number)
        shown = {one["option"]: one["percent"] for one in figure.data["rows"]}
        if advised.outcome not in ways:
            assert shown.get("provider", 0) == out
        seen["bars"] += 1
        if advised.confidence == "open" and advised.who.probability < 0.65:
            assert max(out, 100 - out) < 65
            seen["open"] += 1
        dots = {one["option"]: len(one["points"]) for one in map_of(row).data["dots"]}
        if dots:
            assert (dots.get("bpo", 0), dots.get("kpo", 0)) == (ways["bpo"], ways["kpo"])
            seen["dots"] += 1
    assert all(seen.values())


def test_the_bars_are_as_deep_as_the_headline_and_add_up() -> None:
    """One bar an option where the headline names one, else provider and own people stacked."""
    for row in subjects():
        figure = bars_of(row)
        if figure is None:
            assert not row.advised.outcomes or not row.shows_shares or is_by_rule(row.advised)
            continue
        rows = figure.data["rows"]
        assert sum(one["percent"] for one in rows) == 100
        percents = ways_in_hundred(row.advised)
        options = {one["option"] for one in rows}
        is_named = row.advised.outcome in percents and row.advised.outcome != "automate"
        if is_named and not row.leaves_place_open:
            assert options == {key for key, percent in percents.items() if percent}
        else:
            assert options <= {"provider", "own", "automate"}
        for one in rows:
            assert sum(part["width"] for part in one["parts"]) == one["percent"]


def test_the_strip_has_every_step_in_its_way_and_numbers_the_hand_overs() -> None:
    seen = 0
    for row in subjects():
        if not row.advised.steps:
            continue
        boxes = strip_of(row).data["boxes"]
        assert [box["name"] for box in boxes] == [one.step.name for one in row.advised.steps]
        passes = [box["place"] - 2 for box in boxes if box["passes"]]
        assert passes == [one.place for one in row.advised.handovers]
        for box, one in zip(boxes, row.advised.steps, strict=True):
            kept = one.recommendation is None
            clear = not kept and one.recommendation.confidence == "clear"  # type: ignore[union-attr]
            assert box["state"] == ("kept" if kept else "sure" if clear else "pale")
        seen += 1
    assert seen > 10


def test_steps_that_would_lie_on_one_another_stand_as_the_first_of_them() -> None:
    seen = 0
    for row in subjects():
        if not row.advised.steps or row.result.is_ruled:
            continue
        shown = map_of(row).data["steps"]
        for one, other in combinations(shown, 2):
            assert abs(one["x"] - other["x"]) >= 7 or abs(one["y"] - other["y"]) >= 8
        free = sum(step.recommendation is not None for step in row.advised.steps)
        seen += len(shown) < free
        assert any(one["place"].endswith("+") for one in shown) is (len(shown) < free)
    assert seen


def test_a_score_is_told_once_in_words_and_picture() -> None:
    """Of every question on Why: the sentence, the picture and its text name the same whole number."""
    seen = 0
    for row in subjects():
        if row.advised.outcome == "split":
            continue
        for part in why(row).sections:
            figures = [one for one in part.blocks if isinstance(one, Figure)]
            for figure in figures:
                (said, *_) = part.blocks
                assert isinstance(said, Paragraph)
                assert isinstance(said.text, Message)
                assert isinstance(figure.alt, Message)
                for value in ("score", "line"):
                    told = {
                        read(say("score", score=one.values[value]))
                        for one in (said.text, figure.alt)
                    }
                    assert len(told) == 1
                    seen += 1
    assert seen > 40


def test_a_score_is_rounded_once_and_alike_on_map_why_and_answers() -> None:
    """Of 300 cases those whose second digit or tie decides: the table of the map, the sums of Why, and the annex."""
    random, seen = Random(20261201), 0  # noqa: S311 - chance, no secret
    codes = [row for row in shipped().criteria if row.asked == "questions"]
    for _ in range(300):
        found = {row.code: Given(random.choice(row.choices).number) for row in codes}
        row = subject(Inputs(answers=found))
        told = row.advised
        if told.who is None or told.kind is None:
            continue
        table = map_of(row).table
        assert table is not None
        printed = [read(cell.text) for cell in table.rows[0][1:]]
        sums = []
        for key in ("who", "kind"):
            question = getattr(told, key)
            points = sum(pull.points for pull in pulls_of(key, question, row.spoken))
            sums.append(f"{MIDDLE + points:.1f}")
            is_near = f"{round(question.score, 2):.1f}" != f"{question.score:.1f}"
            seen += is_near
        assert printed == sums
    assert seen
