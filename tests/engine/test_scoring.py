"""Hand-derived scores of a ruleset of three questions, and the traps of other products."""

import pytest

from engine.scoring import AxisValue, Case, Given, choice_points, evaluate
from tests.engine.makers import (
    NOT_APPLICABLE,
    answers_of,
    case_of,
    make_criterion,
    make_ruleset,
    make_tiny,
)


def scores(evaluation):
    return {row.option: row.score for row in evaluation.scores}


def test_three_known_answers_give_the_scores_worked_out_by_hand():
    """One unit is 20 points (see make_tiny).

    A1 = 3: sourcing 0.75 x +1 -> in-house -15, shared -7.5, BPO +15, KPO +15.
    A2 = 2: sourcing 0.25 x +1 -> in-house -5, shared -2.5, BPO +5, KPO +5.
    B1 = 2: expertise 1 x +1.5 -> BPO -30, KPO +30; automation 1 x -0.5 -> automate -10.
    Sums: in-house 30, shared 40, automate 40, BPO 40, KPO 100. KPO leads by 60.
    """
    ruleset = make_tiny()
    evaluation = evaluate(ruleset, case_of(ruleset, answers_of(A1=3, A2=2, B1=2)))
    assert scores(evaluation) == {
        "in_house": 30,
        "shared_service": 40,
        "automate": 40,
        "bpo": 40,
        "kpo": 100,
    }
    assert [dict(row.points) for row in evaluation.contributions] == [
        {"in_house": -15, "shared_service": -7.5, "automate": 0, "bpo": 15, "kpo": 15},
        {"in_house": -5, "shared_service": -2.5, "automate": 0, "bpo": 5, "kpo": 5},
        {"in_house": 0, "shared_service": 0, "automate": -10, "bpo": -30, "kpo": 30},
    ]
    assert (evaluation.advice, evaluation.runner_up, evaluation.margin) == (
        "kpo",
        "shared_service",
        60,
    )
    assert not evaluation.has_open_gates
    assert [row.weight_share for row in evaluation.contributions] == [3 / 6, 1 / 6, 2 / 6]


def test_the_axes_are_the_weighted_centred_effects():
    """Sourcing 0.75 x 1 + 0.25 x 1 = 1, expertise 1.5, pooling nothing, automation -0.5."""
    ruleset = make_tiny()
    axes = evaluate(ruleset, case_of(ruleset, answers_of(A1=3, A2=2, B1=2))).axes
    assert axes == {
        "sourcing": AxisValue(1, 1, 1),
        "expertise": AxisValue(1.5, 1.5, 1.5),
        "pooling": AxisValue(0, 0, 0),
        "automation": AxisValue(-0.5, -0.5, -0.5),
    }


def test_open_questions_leave_a_range_and_a_tie_goes_to_the_first_option():
    """A1 = 3 alone: BPO and KPO 65. A2 could still move BPO by -5 to +5 and B1 by -30 to +30, so
    30 to 100; sourcing is 0.75 and A2 could move it by 0.25. Known weight 3 of 6 is half."""
    ruleset = make_tiny()
    evaluation = evaluate(ruleset, case_of(ruleset, answers_of(A1=3, A2=None)))
    bpo = evaluation.score_of("bpo")
    assert (bpo.score, bpo.low, bpo.high, bpo.rank) == (65, 30, 100, 1)
    assert (evaluation.advice, evaluation.runner_up, evaluation.margin) == ("bpo", "kpo", 0)
    assert evaluation.axes["sourcing"] == AxisValue(0.75, 0.5, 1)
    assert (evaluation.completeness, evaluation.answered, evaluation.asked) == (0.5, 1, 3)


def test_a_not_known_yet_choice_counts_as_unknown_under_its_number():
    """A2 = 3 reads "not known yet": no points, range -5 to +5 for BPO, not in the completeness."""
    ruleset = make_tiny()
    evaluation = evaluate(ruleset, case_of(ruleset, answers_of(A1=3, A2=3, B1=2)))
    row = evaluation.contributions[1]
    assert row.given == Given(3)
    assert not row.known
    assert (row.points["bpo"], row.low["bpo"], row.high["bpo"]) == (0, -5, 5)
    assert evaluation.completeness == pytest.approx(5 / 6, abs=1e-6)


def test_does_not_apply_gives_its_weight_to_the_others():
    """Without A2 the share of A1 on sourcing is 1. Reach of BPO: 1 + 1.5 = 2.5, so still 20 points
    a unit: A1 = 3 gives BPO +20 instead of +15."""
    ruleset = make_tiny()
    answers = {**answers_of(A1=3), "A2": NOT_APPLICABLE}
    evaluation = evaluate(ruleset, case_of(ruleset, answers))
    assert evaluation.score_of("bpo").score == 70
    assert [row.criterion for row in evaluation.contributions] == ["A1", "B1"]
    assert evaluation.completeness == pytest.approx(3 / 5)


def test_an_empty_case_scores_50_everywhere_and_advises_nothing_in_earnest():
    """Trap 8: nothing is prefilled, so nothing counts as answered."""
    ruleset = make_tiny()
    evaluation = evaluate(ruleset, case_of(ruleset, {}))
    assert set(scores(evaluation).values()) == {50}
    assert (evaluation.completeness, evaluation.answered) == (0, 0)
    assert evaluation.margin == 0
    assert not evaluation.split_offered


def test_questions_that_all_do_not_apply_leave_50_and_no_completeness():
    ruleset = make_tiny()
    answers = dict.fromkeys(ruleset.criterion, NOT_APPLICABLE)
    evaluation = evaluate(ruleset, case_of(ruleset, answers))
    assert set(scores(evaluation).values()) == {50}
    assert (evaluation.completeness, evaluation.asked) == (0, 0)


def test_a_huge_weight_moves_the_ceiling_too_and_scores_stay_in_range():
    """Trap 7: with A1 a thousand times heavier BPO still reaches exactly 100 and no more, and the
    other answers keep a say: A1 = 3, A2 = 2, B1 = 1 is the best case of BPO, A2 = 1 less."""
    ruleset = make_tiny()
    weights = {"A1": 3000.0, "A2": 1.0, "B1": 2.0}
    best = Case(answers_of(A1=3, A2=2, B1=1), {}, weights)
    assert evaluate(ruleset, best).score_of("bpo").score == 100
    less = Case(answers_of(A1=3, A2=1, B1=1), {}, weights)
    assert evaluate(ruleset, less).score_of("bpo").score == pytest.approx(100 - 40 / 3001, abs=1e-6)


def test_rounding_never_carries_a_score_past_100():
    """Three equal shares of 50 points are 16.666667 each, in sum 50.000001: one of them gives way.
    Seven are 7.142857 each, in sum 49.999999, and stay."""
    for count in range(1, 61):
        ruleset = make_ruleset(
            *(make_criterion(f"A{n}", {"sourcing": -1.0}, {"sourcing": 1.0}) for n in range(count))
        )
        answers = {code: Given(2) for code in ruleset.criterion}
        evaluation = evaluate(ruleset, case_of(ruleset, answers))
        assert 99.9999 < evaluation.score_of("bpo").score <= 100
        assert 0 <= evaluation.score_of("in_house").score < 0.0001
        total = sum(row.points["bpo"] for row in evaluation.contributions)
        assert 50 + total == pytest.approx(evaluation.score_of("bpo").score, abs=1e-9)


def test_the_way_down_sets_the_scale_when_it_is_the_longer_one():
    """Automation -2, 0, 0 has the mean -2/3: centred -4/3, 2/3, 2/3. Only automate uses the axis, so
    the furthest way is its 4/3 down: S = 37.5. Choice 1 leads to 0, choice 2 to 50 + 25."""
    ruleset = make_ruleset(make_criterion("A1", {"automation": -2.0}, {}, {}))
    for number, score in ((1, 0), (2, 75)):
        evaluation = evaluate(ruleset, case_of(ruleset, answers_of(A1=number)))
        assert evaluation.score_of("automate").score == score


def test_extreme_weights_neither_overflow_nor_vanish():
    ruleset = make_tiny()
    answers = answers_of(A1=3, A2=2, B1=2)
    usual = evaluate(ruleset, case_of(ruleset, answers))
    for factor in (2.0**1022, 2.0**-1070):
        weights = {row.code: row.weight * factor for row in ruleset.criteria}
        assert evaluate(ruleset, Case(answers, {}, weights)) == usual


def test_weights_of_zero_leave_every_score_at_50():
    ruleset = make_tiny()
    case = Case(answers_of(A1=3, A2=2, B1=2), {}, dict.fromkeys(ruleset.criterion, 0.0))
    evaluation = evaluate(ruleset, case)
    assert set(scores(evaluation).values()) == {50}
    assert evaluation.completeness == 0
    assert not evaluation.split_offered


@pytest.mark.parametrize("weight", [-1.0, float("nan"), float("inf"), None])
def test_weights_that_are_no_weights_are_refused(weight):
    ruleset = make_tiny()
    weights = {"A1": 1.0, "A2": 1.0} | ({} if weight is None else {"B1": weight})
    with pytest.raises(ValueError, match="B1: weight"):
        evaluate(ruleset, Case({}, {}, weights))


def test_answers_the_ruleset_does_not_have_are_refused():
    """Trap 9: a number outside the choices is an error, never the nearest choice."""
    ruleset = make_tiny()
    for answers in ({"A1": Given(9)}, {"A1": Given(0)}, {"A1": Given(None)}):
        with pytest.raises(ValueError, match=r"A1: .* is not one of its choices"):
            evaluate(ruleset, case_of(ruleset, answers))
    with pytest.raises(ValueError, match="Z9: no such criterion"):
        evaluate(ruleset, case_of(ruleset, {"Z9": Given(1)}))


def test_choice_points_list_every_known_choice():
    """B1 of the tiny ruleset: choice 1 BPO +30, KPO -30, automate +10; choice 2 the opposite."""
    ruleset = make_tiny()
    table = choice_points(ruleset, case_of(ruleset, {}))
    assert set(table["A2"]) == {1, 2}
    assert table["B1"][1] == {
        "in_house": 0,
        "shared_service": 0,
        "automate": 10,
        "bpo": 30,
        "kpo": -30,
    }


def test_what_is_kept_for_one_ruleset_is_not_taken_for_another():
    """Two rulesets of the same name and questions, and of the same weights: A1 = 1 speaks for keeping
    the work in one and for a provider in the other. Equal rulesets are not compared to find out."""
    keep, give = (
        make_ruleset(make_criterion("A1", *sides))
        for sides in (
            ({"sourcing": -1.0}, {"sourcing": 1.0}),
            ({"sourcing": 1.0}, {"sourcing": -1.0}),
        )
    )
    advice = [evaluate(row, case_of(row, answers_of(A1=1))).advice for row in (keep, give, keep)]
    assert advice == ["in_house", "bpo", "in_house"]
    assert keep.itself == keep.itself
    assert make_tiny().itself != make_tiny().itself
