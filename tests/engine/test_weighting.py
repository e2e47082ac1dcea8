"""Weights from presets, themes or criteria, and what is refused."""

import pytest

from engine.fit.weighting import InvalidWeights, resolve
from engine.model.ruleset import Preset
from tests.engine.makers import make_criterion, make_ruleset, make_tiny

PRESETS = (
    Preset("first", "First", "Mostly A.", {"A": 20.0, "B": 10.0}),
    Preset("even", "Even", "Both alike.", {"A": 1.0, "B": 1.0}),
)


def test_a_theme_weight_is_shared_out_in_the_proportion_of_its_criteria():
    """A1 to A2 is 3 to 1: 20 becomes 15 and 5. B1 is alone: 10."""
    ruleset = make_tiny(presets=PRESETS)
    assert resolve(ruleset, "first") == {"A1": 15, "A2": 5, "B1": 10}
    assert resolve(ruleset, "even") == {"A1": 0.75, "A2": 0.25, "B1": 1}


def test_without_a_choice_the_first_preset_counts():
    ruleset = make_tiny(presets=PRESETS)
    assert resolve(ruleset) == resolve(ruleset, {}) == resolve(ruleset, "first")


def test_without_any_preset_the_criteria_weigh_what_they_say():
    assert resolve(make_tiny(presets=())) == {"A1": 3, "A2": 1, "B1": 2}


def test_what_is_left_out_keeps_its_weight_from_the_first_preset():
    ruleset = make_tiny(presets=PRESETS)
    assert resolve(ruleset, {"A": 40}) == {"A1": 30, "A2": 10, "B1": 10}
    assert resolve(ruleset, {"A2": 7.5}) == {"A1": 15, "A2": 7.5, "B1": 10}


def test_a_theme_whose_criteria_weigh_nothing_gives_nothing():
    ruleset = make_ruleset(
        make_criterion("A1", {}, {}, weight=0.0), make_criterion("B1", {}, {}), presets=PRESETS
    )
    assert resolve(ruleset) == {"A1": 0, "B1": 10}


@pytest.mark.parametrize(
    ("spec", "problems"),
    [
        ("other", ["weights: 'other' is not one of the presets (first, even)"]),
        ({"Z": 1}, ["weights.Z: there is no such theme or criterion"]),
        ({"A": -1}, ["weights.A: -1 is not a number from 0 to 1000000"]),
        ({"A": True}, ["weights.A: true is not a number from 0 to 1000000"]),
        ({"A": "5"}, ["weights.A: '5' is not a number from 0 to 1000000"]),
        ({"A": None}, ["weights.A: null is not a number from 0 to 1000000"]),
        ({"A": float("nan")}, ["weights.A: nan is not a number from 0 to 1000000"]),
        ({"A": float("inf")}, ["weights.A: inf is not a number from 0 to 1000000"]),
        ({"A": 1_000_001}, ["weights.A: 1000001 is not a number from 0 to 1000000"]),
        (
            {"A": 1, "B1": 1},
            ["weights: give weights to themes (A) or to criteria (B1), not both"],
        ),
        ({"A": 0, "B": 0}, ["weights: at least one weight must be above 0"]),
        ({"A1": 0, "A2": 0, "B1": 0}, ["weights: at least one weight must be above 0"]),
        (
            {"Z": 1, "A": -2},
            [
                "weights.Z: there is no such theme or criterion",
                "weights.A: -2 is not a number from 0 to 1000000",
            ],
        ),
    ],
)
def test_weights_that_cannot_be_used_are_refused_with_a_sentence_each(spec, problems):
    """Trap 7: a negative weight is an error, not an answer turned around."""
    with pytest.raises(InvalidWeights) as refused:
        resolve(make_tiny(presets=PRESETS), spec)
    assert list(refused.value.problems) == problems


def test_a_number_too_long_for_a_float_is_refused():
    with pytest.raises(InvalidWeights, match=r"weights\.A"):
        resolve(make_tiny(presets=PRESETS), {"A": 10**400})


def test_the_smallest_and_the_largest_weight_are_accepted():
    ruleset = make_tiny(presets=PRESETS)
    assert resolve(ruleset, {"A": 5e-324, "B": 1_000_000})["B1"] == 1_000_000
