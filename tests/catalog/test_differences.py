"""Differences between two definitions, in words."""

from copy import deepcopy
from typing import Any

import pytest

from catalog.differences import Change, Detail, compare, place_in_words
from engine.model.dump import dump
from tests.catalog.makers import make_small

OLD: dict[str, Any] = dump(make_small())


def changed() -> dict[str, Any]:
    return deepcopy(OLD)


def test_equal_definitions_have_no_changes_and_count_what_stayed():
    """5 options, 2 themes, 3 criteria, 2 gates, 2 presets, 2 services, 2 sources and a published decision: 19. Places: 2
    limits, a caution, a rule on speech, a second site, 2 countries, a note: 8. Engagement: 2 forms, 2 rules, 2 risks, a
    pair: 7. A question and a regime: 2. Cost: 2 deals, 2 ranges, a claim, a rate, a note: 7."""
    comparison = compare(OLD, changed())
    assert comparison.changes == ()
    assert comparison.unchanged == 43


def test_everything_is_new_against_nothing():
    comparison = compare({}, OLD)
    assert (comparison.added, comparison.removed, comparison.unchanged) == (43, 0, 0)
    # The title, the lines, the dates and the make-up of a price have no like before.
    assert comparison.changed == 4


def test_a_changed_effect_names_the_choice_and_the_axis():
    new = changed()
    new["criteria"][0]["choices"][1]["effects"]["sourcing"] = 2
    assert compare(OLD, new).changes == (
        Change(
            "changed",
            "Criterion A1: Name of A1",
            (Detail("choices 2, effects, sourcing", "1", "2"),),
        ),
    )


def test_a_removed_and_an_added_object_are_told_apart():
    new = changed()
    new["sources"][1] = {"code": "S3", "title": "Third book"}
    kinds = [(change.kind, change.what) for change in compare(OLD, new).changes]
    assert kinds == [("added", "Source S3: Third book"), ("removed", "Source S2: Second book")]


def test_a_fact_put_in_front_is_one_addition():
    new = changed()
    new["services"][0]["notes"].insert(0, {"text": "First.", "mark": "reported", "sources": ["S1"]})
    (change,) = compare(OLD, new).changes
    assert change.details == (
        Detail("notes: First.", "", "text: First.; mark: reported; sources: S1"),
    )


def test_a_new_order_is_a_change_of_its_own():
    new = changed()
    new["gates"].reverse()
    (change,) = compare(OLD, new).changes
    assert change == Change(
        "changed", "Order of the gates", (Detail("order", "KO1, KO2", "KO2, KO1"),)
    )


def test_switches_and_conditions_are_shown_as_words():
    new = changed()
    new["criteria"][1]["quick"] = True
    new["criteria"][1]["show_if"][0]["choices"] = [1, 2]
    new["title"] = "Renamed"
    title, criterion = compare(OLD, new).changes
    assert title == Change("changed", "Title of the model", (Detail("title", "Small", "Renamed"),))
    assert criterion.details == (
        Detail("show if 1, choices", "2", "1, 2"),
        Detail("quick", "", "yes"),
    )


@pytest.mark.parametrize(
    ("way", "words"),
    [
        (("themes", "A", "name"), "Theme A: name"),
        (("criteria", "A1", "choices", "1", "text"), "Criterion A1: choices 1, text"),
        (("services", "payroll"), "Service type payroll"),
        (("reference", "places", "countries", "PL", "hours_off"), "Country PL: hours off"),
        (("reference", "places", "near_hours"), "Dates and settings: places, near hours"),
        (("lines", "change"), "Lines: change"),
        (("title",), "Title of the model"),
        (("test cases", "Payroll", "expected"), "Test case Payroll: expected"),
    ],
)
def test_a_place_in_a_definition_is_called_as_in_the_admin(way, words):
    assert place_in_words(way) == words
