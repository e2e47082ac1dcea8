"""How far a weight may move: exact, and no further."""

from dataclasses import replace

import pytest
from hypothesis import given

from engine.fit.answers import answer
from engine.fit.case import Case
from engine.model.ruleset import Ruleset
from engine.recommendation import recommend
from engine.sensitivity.alternatives import Alternatives
from engine.sensitivity.information import find_out_next
from engine.sensitivity.switching import flips, path_of
from engine.sensitivity.weight_intervals import Interval, intervals
from tests.engine.makers import NOT_APPLICABLE, answers_of, case_of, make_gate, make_tiny
from tests.engine.strategies import rulesets_with_cases

NEAR = 1e-6


def with_weight(case: Case, code: str, weight: float) -> Case:
    return replace(case, weights={**case.weights, code: weight})


def test_each_interval_ends_where_the_sum_meets_the_line() -> None:
    """A1 = 3, A2 = 1, B1 = 2 on the tiny ruleset. With the weights a, b, c of A1, A2, B1 the answer
    is a provider while 2a - 2b > (2a + 0.5b + c) / 8, that is 1.75a > 2.0625b + 0.125c: with 3, 1
    and 2 while a > 1.321429, b < 2.424242 and c < 25.5. Expert work is left as long as B1 weighs
    anything. No unit and no software is known, so C5 and G1 may weigh what they like.
    """
    ruleset = make_tiny()
    found = intervals(ruleset, case_of(ruleset, answers_of(A1=3, A2=1, B1=2)))
    assert [(row.criterion, row.weight) for row in found] == [
        ("A1", 3.0),
        ("A2", 1.0),
        ("B1", 2.0),
        ("C5", 2.0),
        ("G1", 1.0),
    ]
    assert [row.low for row in found] == pytest.approx([2.3125 / 1.75, 0, 0, 0, 0])
    assert [row.high for row in found] == [
        None,
        pytest.approx(5 / 2.0625),
        pytest.approx(25.5),
        None,
        None,
    ]


def test_where_nothing_is_answered_no_weight_is_told() -> None:
    """As little as what would change it, or what to find out."""
    ruleset = make_tiny()
    for answers in ({}, answers_of(A1=None), dict.fromkeys(ruleset.criterion, NOT_APPLICABLE)):
        case = case_of(ruleset, answers)
        assert recommend(ruleset, case).outcome == "none"
        known = Alternatives(ruleset, case)
        assert [intervals(ruleset, case), flips(known), find_out_next(known)] == [()] * 3


def test_where_a_gate_decides_no_weight_does() -> None:
    ruleset = make_tiny(gates=(make_gate("K1"),))
    case = case_of(ruleset, answers_of(A1=3, A2=1, B1=2, C5=1), {"K1": "fires"})
    assert {(row.low, row.high) for row in intervals(ruleset, case)} == {(0.0, None)}


def test_a_closed_kind_lets_the_weight_of_kind_decide_who() -> None:
    """Routine providers are ruled out, the work is expert by B1 = 2 and a second question on
    expertise pulls back: below some weight of B1 the kind turns, and who with it."""
    gate = make_gate("K1", effect="rules_out_kind", kind="bpo")
    tiny = make_tiny(gates=(gate,))
    second = replace(tiny.criterion["B1"], code="B2", weight=1.0)
    ruleset = replace(tiny, criteria=(*tiny.criteria, second))
    case = case_of(ruleset, answers_of(A1=3, A2=2, B1=2, B2=1), {"K1": "fires"})
    found = {row.criterion: row for row in intervals(ruleset, case)}
    assert answer(ruleset, case).who == "provider"
    assert found["B1"].low == pytest.approx(0.5)
    assert found["B2"].high == pytest.approx(4.0)


def test_where_no_answer_can_speak_for_a_provider_no_weight_does() -> None:
    """Every effect on sourcing is below 0, so the reach is 0 and not below it: unknown answers lie on
    the line and stay there, whatever the questions weigh."""
    tiny = make_tiny()
    only_against = tuple(
        replace(
            row,
            choices=tuple(
                replace(one, effects={"sourcing": -abs(one.effects.get("sourcing", 0.0)) - 0.5})
                for one in row.choices
            ),
        )
        if "sourcing" in tiny.effects[row.code]
        else row
        for row in tiny.criteria
    )
    ruleset = replace(tiny, criteria=only_against)
    case = with_weight(case_of(ruleset, answers_of(G1=1)), "A1", 0.0)
    assert answer(ruleset, case).who == "own"
    assert answer(ruleset, case).axes["sourcing"].reach == 0
    found = {row.criterion: (row.low, row.high) for row in intervals(ruleset, case)}
    assert (found["A1"], found["A2"]) == ((0.0, None), (0.0, None))


def _moved(row: Interval, total: float) -> tuple[list[float], list[float]]:
    """Weights well inside the interval, and just outside, where ``total`` is that of all weights."""
    top = row.high if row.high is not None else 10 * row.weight + 1
    gap = NEAR * max(1.0, total, top)
    spots = (row.low + gap, row.low + (top - row.low) / 3, top - gap, row.weight)
    inside = [spot for spot in spots if row.low + gap <= spot <= top - gap and spot > 0]
    outside = [row.low - gap] if row.low > gap else []
    return inside, outside + ([row.high + gap] if row.high is not None else [])


@given(rulesets_with_cases())
def test_inside_every_answer_stays_and_just_outside_one_changes(
    drawn: tuple[Ruleset, Case],
) -> None:
    """By computing the whole case with other weights."""
    ruleset, case = drawn
    now = path_of(answer(ruleset, case))
    for row in intervals(ruleset, case):
        assert row.low <= row.weight
        assert row.high is None or row.weight <= row.high
        inside, outside = _moved(row, sum(case.weights.values()))
        for weight in inside:
            assert path_of(answer(ruleset, with_weight(case, row.criterion, weight))) == now
        for weight in outside:
            assert path_of(answer(ruleset, with_weight(case, row.criterion, weight))) != now


@given(rulesets_with_cases())
def test_a_common_factor_of_all_weights_scales_the_intervals(drawn: tuple[Ruleset, Case]) -> None:
    ruleset, case = drawn
    doubled = replace(case, weights={code: 2 * weight for code, weight in case.weights.items()})
    assert intervals(ruleset, doubled) == tuple(
        replace(
            row,
            weight=2 * row.weight,
            low=2 * row.low,
            high=None if row.high is None else 2 * row.high,
        )
        for row in intervals(ruleset, case)
    )
