"""The form of engagement on the shipped content, row by row of its table."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.location.engagement import Engagements, advise_engagement
from tests.shipped import shipped

SHIPPED = shipped()
CONTENT = SHIPPED.reference.engagement
NUMBERS = {row.code: {choice.number for choice in row.choices} for row in SHIPPED.criteria}


def advise(option, **choices):
    return advise_engagement(CONTENT, option, choices)


def form(option, **choices):
    return advise(option, **choices).suggestion.form.key


def test_a_rule_has_conditions_unless_it_is_the_usual_one():
    for rule in CONTENT.rules:
        assert rule.usual is not bool(rule.when)


def test_pooling_is_argued_with_several_units_only_where_several_units_were_named():
    """C5 asks for the units that do this work apart: one, or not known, is no reason to pool."""
    assert advise("shared_service", C5=2).suggestion.criteria == ("C5",)
    for choices in ({"C5": 1}, {}):
        assert advise("shared_service", **choices).suggestion.criteria == ()


def test_without_content_there_is_no_form():
    assert advise_engagement(Engagements(), "bpo", {}) is None


@pytest.mark.parametrize(
    ("option", "choices", "expected"),
    [
        ("kpo", {"C3": 1, "B4": 3}, "project"),
        ("kpo", {"C3": 1, "B4": 5, "A3": 4}, "staff_augmentation"),
        ("bpo", {"C3": 2, "A3": 5}, "staff_augmentation"),
        ("bpo", {"B1": 2, "B4": 1, "C1": 3}, "managed_service"),
        ("kpo", {"B1": 5, "B4": 4}, "kpo_retainer"),
        ("bpo", {"C1": 5, "B3": 4, "C3": 5, "C4": 4}, "captive"),
        ("shared_service", {}, "shared_service"),
        ("bpo", {"B1": 1, "B4": 1, "C1": 1}, "by_the_case"),
        ("bpo", {"C1": 1, "C3": 1, "B4": 1}, "project"),
        ("bpo", {"C1": 2}, "managed_service"),
        ("bpo", {}, "managed_service"),
        ("kpo", {}, "kpo_retainer"),
    ],
)
def test_each_row_of_the_table_gives_its_form(option, choices, expected):
    assert form(option, **choices) == expected


@pytest.mark.parametrize("option", ["in_house", "automate"])
def test_without_anybody_else_there_is_no_form(option):
    assert advise(option, C3=1, B4=1) is None


def test_a_second_row_that_holds_is_an_alternative():
    """Needed once with a defined result, but directed daily: a project first, people second."""
    advice = advise("kpo", C3=1, B4=2, A3=4)
    assert advice.suggestion.form.key == "project"
    assert [row.form.key for row in advice.alternatives] == ["staff_augmentation"]
    assert advice.suggestion.form.price == "Fixed price"


def test_unknown_answers_that_could_change_the_form_are_named():
    assert advise("kpo", C3=1).suggestion.open_codes == ("B4", "A3", "B1", "C1")
    assert advise("kpo", C3=5, C1=1, B1=4, B4=4).suggestion.open_codes == ()
    steps = advise(
        "kpo", C3=1, B4=None, C1=None
    ).suggestion  # these are answered in more than one way
    assert (steps.open_codes, steps.differing) == (("A3", "B1"), ("B4", "C1"))


@pytest.mark.parametrize(
    ("choices", "expected"),
    [
        ({"B1": 4, "B4": 4, "E2": 4, "B3": 4, "D2": 4}, "in_house"),
        ({"B1": 1, "B4": 1, "E2": 4, "B3": 4, "D2": 4}, "extended_organisation"),
        ({"B1": 4, "B4": 1, "E2": 1, "B3": 1, "D2": 4}, "close_provider"),
    ],
)
def test_high_risks_call_for_another_arrangement(choices, expected):
    assert advise("bpo", **choices).arrangement.form.key == expected


def test_low_or_unknown_risks_call_for_nothing():
    low = advise("bpo", B1=1, B4=1, E2=1, B3=1, D2=5)
    assert (low.risks, low.arrangement) == ({"operational": "low", "structural": "low"}, None)
    unknown = advise("bpo", B1=5, B4=5)
    assert (unknown.risks["structural"], unknown.arrangement) == ("unknown", None)


@pytest.mark.parametrize(
    ("choices", "level", "pointing"),
    [
        ({"E2": 1, "B3": 2, "D2": 1}, "raised", ("D2",)),
        ({"E2": 4, "B3": 2, "D2": 4}, "raised", ("E2",)),
        ({"E2": 4, "B3": 2, "D2": 2}, "high", ("E2", "D2")),
        ({"E2": 1, "B3": 2, "D2": 3}, "low", ()),
        ({"D2": 1}, "high", ("D2",)),
        ({}, "unknown", ()),
    ],
)
def test_a_risk_is_low_only_where_no_answer_points_to_it(choices, level, pointing):
    """High from half of the known answers on; of steps that go there, where it is not the same, that it differs."""
    advice = advise("bpo", **choices)
    assert advice.risks["structural"] == level
    assert advice.pointing["structural"] == pointing
    low = {"E2": 1, "B3": 1, "D2": 5}
    parted = advise_engagement(CONTENT, "bpo", {}, [low, choices])
    assert parted is not None
    assert parted.risks["structural"] == ("low" if level == "low" else "differs")
    assert parted.pointing["structural"] == pointing


LOOKED_AT = sorted({row.criterion for rule in CONTENT.rules for row in rule.when})


@given(st.fixed_dictionaries(dict.fromkeys(LOOKED_AT, st.none() | st.integers(1, 5))))
def test_no_form_of_one_kind_of_work_is_named_for_the_other(choices):
    """Experts by name are no form for routine work, whatever single answers say."""
    advice = advise_engagement(CONTENT, "bpo", choices)
    assert advice is not None
    named = {advice.suggestion.form.key, *(row.form.key for row in advice.alternatives)}
    assert not {key for key in named if key.startswith("kpo")}


def test_pooling_inside_is_not_judged_by_the_risks_of_a_provider():
    high = {"B1": 4, "B4": 4, "E2": 4, "B3": 4, "D2": 4}
    assert advise("shared_service", **high).arrangement is None
    assert advise("kpo", **high).arrangement is not None


@given(
    st.sampled_from(["bpo", "kpo", "shared_service"]),
    st.dictionaries(st.sampled_from(sorted(NUMBERS)), st.none() | st.integers(1, 5)),
)
def test_every_option_with_somebody_else_has_a_form_with_a_price(option, choices):
    advice = advise_engagement(CONTENT, option, choices)
    assert advice is not None
    assert advice.suggestion.form.price_text
    assert advice.suggestion.form not in [row.form for row in advice.alternatives]
