"""One sum against one line: values, reach, lines and printed scores, derived by hand."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.fit.axes import TINY, fit
from engine.fit.case import Case, Given
from engine.model.ruleset import Condition, Lines
from tests.engine.makers import (
    NOT_APPLICABLE,
    answers_of,
    case_of,
    make_branching,
    make_criterion,
    make_ruleset,
    make_tiny,
)
from tests.engine.strategies import WEIGHTS, rulesets_with_cases


def sourcing(ruleset, **choices):
    return fit(ruleset, case_of(ruleset, answers_of(**choices)))["sourcing"]


def test_a_value_is_the_weighted_mean_of_the_effects_as_they_stand():
    """A1 = 3 gives 3 x 2, A2 = 1 gives 1 x -2, B1 = 1 gives 2 x 1: (6 - 2 + 2) / 6 = 1."""
    found = sourcing(make_tiny(), A1=3, A2=1, B1=1)
    assert found.value == 1
    assert [row.effect for row in found.asked] == [2, -2, 1]


def test_an_unknown_answer_counts_nothing_and_keeps_its_weight():
    """A1 = 3 alone: 3 x 2 / 6 = 1, whether the others are unanswered or "I don't know"."""
    assert sourcing(make_tiny(), A1=3).value == sourcing(make_tiny(), A1=3, A2=None).value == 1
    assert sourcing(make_tiny(), A1=3).known_share == 0.5


def test_what_does_not_apply_or_is_hidden_is_left_out():
    """Without A2 the weights are 3 + 2: 6 / 5. In the branching ruleset A1 = 1 hides A2."""
    ruleset = make_tiny()
    case = case_of(ruleset, {**answers_of(A1=3), "A2": NOT_APPLICABLE})
    assert fit(ruleset, case)["sourcing"].value == pytest.approx(6 / 5)
    branching = make_branching()
    hidden = sourcing(branching, A1=1, A2=2, B1=3)
    assert [row.criterion for row in hidden.asked] == ["A1", "B1"]
    assert hidden.value == 0


def test_only_the_questions_act():
    ruleset = make_ruleset(
        make_criterion("A1", {"sourcing": 1.0}, {"sourcing": -1.0}),
        make_criterion("A2", {}, {}, asked="never"),
        make_criterion("A3", {}, {}, asked="place"),
    )
    assert [row.criterion for row in sourcing(ruleset, A1=1, A2=1, A3=1).asked] == ["A1"]


def test_an_axis_without_a_question_is_not_there():
    ruleset = make_ruleset(make_criterion("A1", {"sourcing": 1.0}, {}))
    assert list(fit(ruleset, Case({}, {}))) == ["sourcing"]
    assert not fit(ruleset, Case({"A1": NOT_APPLICABLE}, {}))
    assert not fit(ruleset, Case({}, {}, {"A1": 0.0}))


def test_the_reach_is_the_largest_value_and_the_line_a_share_of_it():
    """8.5 / 6 (see ``make_tiny``); nothing known is below the line, A2 = 2 alone too: 0.5 / 6 = 0.083
    against 8.5 / 48 = 0.177; B1 = 1 is above: 2 / 6."""
    ruleset = make_tiny()
    assert sourcing(ruleset).reach == pytest.approx(8.5 / 6)
    assert sourcing(ruleset).line == 0.125
    above = [sourcing(ruleset, **row).is_above for row in ({}, {"A2": 2}, {"B1": 1})]
    assert above == [False, False, True]


def test_a_tie_does_not_pass_the_line():
    """A1 weighs 7 and is neutral, A2 weighs 1 and gives 1; the reach is (7 + 1) / 8 = 1, the line
    an eighth of it, and the value (0 + 1) / 8 the same."""
    ruleset = make_ruleset(
        make_criterion("A1", {}, {"sourcing": 1.0}, weight=7.0),
        make_criterion("A2", {}, {"sourcing": 1.0}, weight=1.0),
    )
    assert not sourcing(ruleset, A1=1, A2=2).is_above
    lower = replace(ruleset, lines=Lines(0.12))
    assert sourcing(lower, A1=1, A2=2).is_above


def test_without_any_answer_that_pulls_up_the_reach_is_nothing():
    ruleset = make_ruleset(make_criterion("A1", {"sourcing": -1.0}, {"sourcing": -2.0}))
    assert sourcing(ruleset, A1=1).reach == 0
    assert not sourcing(ruleset).is_above


def test_kind_and_automation_turn_at_nothing_pooling_at_its_own_line():
    ruleset = make_tiny(lines=Lines(0.2, 0.3))
    found = fit(ruleset, Case({}, {}))
    assert {axis: row.line for axis, row in found.items()} == {
        "sourcing": 0.2,
        "expertise": 0.0,
        "pooling": 0.3,
        "automation": 0.0,
    }


def test_a_printed_score_is_50_plus_the_points_of_the_answers():
    """R is 8.5 (8 on the other side). A1 = 3: 50 x 6 / 8.5 = 35.294118; A2 = 1: 50 x -2 / 8.5 =
    -11.764706; the score 50 + 200 / 8.5 = 73.529412; the line 50 + 50 x (8.5 / 8) / 8.5 = 56.25."""
    found = sourcing(make_tiny(), A1=3, A2=1)
    assert list(found.points.values()) == [35.294118, -11.764706, 0]
    assert (found.score, found.score_line) == (73.529412, 56.25)


def test_an_unknown_answer_pulls_less_than_any_choice_and_no_score_leaves_its_scale():
    """A1 pulls 3 x -2 and A2, all of whose choices pull up, is not known: -6, not -6 + 2 x 1, is the
    least that there can be. R = max(2 x 2, 6) = 6, the score 50 - 50 x 6 / 6 = 0."""
    first = make_criterion("A1", {"sourcing": -2.0}, {"sourcing": 0.0}, weight=3.0)
    second = make_criterion("A2", {"sourcing": 1.0}, {"sourcing": 2.0}, weight=2.0)
    ruleset = make_ruleset(first, second)
    row = fit(ruleset, Case({"A1": Given(1)}, {}))["sourcing"]
    assert row.score == 0


@given(rulesets_with_cases())
def test_points_add_up_exactly_and_scores_and_values_tell_the_same(drawn):
    ruleset, case = drawn
    for row in fit(ruleset, case).values():
        assert sum(round(one * 1e6) for one in row.points.values()) == round((row.score - 50) * 1e6)
        assert 0 <= row.score <= 100
        if abs(row.score - row.score_line) > 1e-4:
            assert (row.score > row.score_line) == row.is_above


@given(rulesets_with_cases(), st.sampled_from([0.5, 3.0, 1e-6, 7.7]))
def test_only_the_ratios_of_weights_count(drawn, factor):
    ruleset, case = drawn
    scaled = replace(case, weights={code: w * factor for code, w in case.weights.items()})
    for one, two in zip(fit(ruleset, case).values(), fit(ruleset, scaled).values(), strict=True):
        assert two.value == pytest.approx(one.value)
        assert two.is_above == one.is_above
        assert two.score == one.score


@given(rulesets_with_cases(branches=False), st.randoms())
def test_the_order_of_questions_and_answers_changes_nothing(drawn, random):
    ruleset, case = drawn
    rows, answers = list(ruleset.criteria), list(case.answers.items())
    random.shuffle(rows)
    random.shuffle(answers)
    later = fit(replace(ruleset, criteria=tuple(rows)), replace(case, answers=dict(answers)))
    for axis, row in fit(ruleset, case).items():
        assert (later[axis].value, later[axis].score) == (row.value, row.score)
        assert set(later[axis].asked) == set(row.asked)


@given(rulesets_with_cases(branches=False), WEIGHTS)
def test_a_larger_effect_never_lowers_the_value(drawn, weight):
    """Every choice of every question in turn, all else as it is."""
    ruleset, case = drawn
    for code, axes in ruleset.effects.items():
        for axis, effects in axes.items():
            values = {}
            for number, effect in effects.items():
                answers = {**case.answers, code: Given(number)}
                weights = {**case.weights, code: weight}
                found = fit(ruleset, replace(case, answers=answers, weights=weights)).get(axis)
                if found:
                    values[effect] = found.value
            ordered = [values[effect] for effect in sorted(values)]
            assert all(b >= a - TINY for a, b in pairwise(ordered))


@given(rulesets_with_cases())
def test_with_another_effect_a_value_lies_above_its_line_where_its_sum_anew_does(drawn):
    for axis in fit(*drawn).values():
        for code in ("none of them", *(row.criterion for row in axis.asked)):
            for effect in (-2.0, -1.0, 0.0, 0.5, 1.0, 2.0):
                anew = axis.with_choice(code, 1, effect)
                assert axis.would_be_above(code, effect) == anew.is_above


@given(rulesets_with_cases(branches=False))
def test_an_answer_moves_only_the_axes_it_acts_on(drawn):
    ruleset, case = drawn
    for row in ruleset.criteria:
        bare = {code: given for code, given in case.answers.items() if code != row.code}
        before = fit(ruleset, replace(case, answers=bare))
        answered = {**bare, row.code: Given(row.choices[-1].number)}
        after = fit(ruleset, replace(case, answers=answered))
        for axis in set(before) - set(ruleset.effects[row.code]):
            assert after[axis] == before[axis]


def test_a_condition_on_a_hidden_question_shows():
    """B1 wants A2 = 2; A2 is hidden by A1 = 1, so B1 is asked whatever A2 holds."""
    ruleset = make_branching()
    assert ruleset.criteria[2].show_if == (Condition("A2", frozenset({2})),)
    assert "B1" in {row.criterion for row in sourcing(ruleset, A1=1, A2=1).asked}
