"""Weights from presets, themes or criteria, and what is refused."""

import pytest

from engine.fit.case import Case
from engine.fit.weighting import InvalidWeights, resolve, scaled_by_theme, weights_of
from engine.model.ruleset import Preset
from tests.engine.makers import make_criterion, make_ruleset, make_tiny

PRESETS = (
    Preset("first", "First", "As it is.", {}),
    Preset("cost", "Cost", "Mostly A2.", {"A2": 9.0}),
)
OWN = {"A1": 3, "A2": 1, "B1": 2, "C5": 2, "G1": 1}


def test_without_a_choice_the_criteria_weigh_what_they_say():
    ruleset = make_tiny(presets=PRESETS)
    assert resolve(ruleset) == resolve(ruleset, {}) == resolve(ruleset, "first") == OWN
    assert resolve(make_tiny(presets=())) == OWN


def test_a_preset_is_laid_over_the_criteria_s_own_weights():
    assert resolve(make_tiny(presets=PRESETS), "cost") == {**OWN, "A2": 9}


def test_a_theme_weight_is_shared_out_in_the_proportion_of_its_criteria():
    """A1 to A2 is 3 to 1: 40 becomes 30 and 10. The other themes keep theirs."""
    assert resolve(make_tiny(presets=PRESETS), {"A": 40}) == {**OWN, "A1": 30, "A2": 10}


def test_a_theme_weight_leaves_out_what_stands_apart_and_what_is_no_question():
    ruleset = make_ruleset(
        make_criterion("A1", {"sourcing": 1.0}, {}, weight=2.0),
        make_criterion("A2", {"pooling": 1.0}, {}, weight=5.0, apart=True),
        make_criterion("A3", {}, {}, weight=7.0, asked="place"),
    )
    assert resolve(ruleset, {"A": 8}) == {"A1": 8, "A2": 5, "A3": 7}
    assert [row.code for row in scaled_by_theme(ruleset, "A")] == ["A1"]


def test_a_criterion_s_own_weight_replaces_that_of_the_ruleset_and_of_no_other():
    assert resolve(make_tiny(presets=PRESETS), {"A2": 7.5}) == {**OWN, "A2": 7.5}


def test_a_theme_whose_criteria_weigh_nothing_gives_nothing():
    ruleset = make_ruleset(
        make_criterion("A1", {}, {}, weight=0.0), make_criterion("B1", {"sourcing": 1.0}, {})
    )
    assert resolve(ruleset, {"A": 9}) == {"A1": 0, "B1": 1}


def test_a_case_without_a_weight_for_a_criterion_has_that_of_the_ruleset():
    assert weights_of(make_tiny(), Case({}, {}, {"A2": 0.0})) == {**OWN, "A2": 0}


@pytest.mark.parametrize(
    ("spec", "problems"),
    [
        ("other", ["weights: 'other' is not one of the presets (first, cost)"]),
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
        (
            {"A1": 0, "A2": 0, "B1": 0, "C5": 0, "G1": 0},
            ["weights: at least one weight must be above 0"],
        ),
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
