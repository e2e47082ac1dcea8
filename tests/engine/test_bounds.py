from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from math import prod
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from catalog.content import read_content
from engine.bounds import can_still_change, turns, way_to_change
from engine.fit.case import Case, Given
from engine.fit.interview import Depth
from engine.fit.weighting import resolve
from engine.model.load import load
from engine.model.ruleset import Condition, Ruleset, Trigger
from engine.scoring import UNKNOWN, evaluate
from tests.engine.makers import (
    answers_of,
    case_of,
    make_branching,
    make_criterion,
    make_gate,
    make_ruleset,
    make_tiny,
)
from tests.engine.strategies import rulesets_with_cases

SHIPPED = load(read_content().definition)
SIDES = ({"sourcing": -1.0}, {"sourcing": 1.0})


def _open(ruleset: Ruleset, case: Case, depth: Depth) -> dict[str, list[int | None]]:
    return {
        row.code: [None, *(choice.number for choice in row.choices)]
        for row in ruleset.criteria
        if row.code not in case.answers and (row.quick or depth == "full")
    }


def _completions(ruleset: Ruleset, case: Case, depth: Depth) -> Iterator[Case]:
    """Every way to answer what is open, one after the other."""
    criteria = _open(ruleset, case, depth)
    gates = [gate.code for gate in ruleset.asked_gates() if gate.code not in case.gates]
    answers: list[list[tuple[str, str, Any]]] = [
        [("gate", code, answer) for answer in (None, "yes", "no")] for code in gates
    ]
    answers += [[("criterion", code, row) for row in rows] for code, rows in criteria.items()]
    for row in product(*answers):
        given = {code: Given(new) for kind, code, new in row if kind == "criterion" and new}
        closed = {code: new for kind, code, new in row if kind == "gate" and new}
        yield replace(case, answers={**case.answers, **given}, gates={**case.gates, **closed})


def _number_of_completions(ruleset: Ruleset, case: Case, depth: Depth) -> int:
    gates = sum(gate.code not in case.gates for gate in ruleset.asked_gates())
    ways: int = 3**gates * prod(len(row) for row in _open(ruleset, case, depth).values())
    return ways


def test_a_lead_that_the_open_answers_cannot_make_up_by_hand():
    """Three questions on sourcing, weights 3, 1, 1, so shares 0.6, 0.2, 0.2 and 50 points for 1.

    A1 = 2 gives BPO 30 points and in-house -30; A2 and A3 can take 10 + 10 from each side: 20 of 60.
    With A1 unanswered everything can still change, with A1 as one of three equal ones too: 1/3 of
    100 against 2/3. Then A3 = 1 alone makes a tie, which the first option wins: in-house.
    """
    heavy = make_ruleset(
        make_criterion("A1", *SIDES, weight=3.0), *(make_criterion(f"A{n}", *SIDES) for n in (2, 3))
    )
    case = case_of(heavy, answers_of(A1=2))
    assert not can_still_change(heavy, case)
    assert way_to_change(heavy, case) is None
    assert can_still_change(heavy, case_of(heavy, {}))
    even = replace(case, weights=dict.fromkeys(heavy.criterion, 1.0))
    assert can_still_change(heavy, even)
    turn = way_to_change(heavy, even)
    assert turn is not None
    assert (turn.advice, turn.answers, turn.gates) == ("in_house", {"A3": 1}, {})


def test_do_not_know_is_an_answer_and_leaves_nothing_open():
    ruleset = make_tiny()
    assert not can_still_change(
        ruleset, case_of(ruleset, dict.fromkeys(ruleset.criterion, UNKNOWN))
    )


def test_the_quick_depth_leaves_the_other_questions_out():
    """A2, the only open question, is not quick. B1 has all the weight but 1/100, A1 decides BPO."""
    ruleset = make_tiny()
    case = case_of(ruleset, answers_of(A1=2, B1=2))
    case = replace(case, weights={"A1": 1.0, "A2": 9.0, "B1": 1.0})
    assert can_still_change(ruleset, case, "full")
    assert not can_still_change(ruleset, case, "quick")


def test_an_open_gate_can_still_change_the_advice():
    """KPO leads for certain; only the gate can take it out. Answered (also "unknown"), nothing can."""
    ruleset = make_tiny(gates=(make_gate("KO1"),))
    answers = answers_of(A1=3, A2=2, B1=2)
    assert can_still_change(ruleset, case_of(ruleset, answers))
    assert not can_still_change(ruleset, case_of(ruleset, answers, {"KO1": "unknown"}))


def test_an_open_answer_that_fires_a_gate_can_still_change_the_advice():
    """A2 has no weight at all, but its second choice stops providers."""
    stop = Trigger((Condition("A2", frozenset({2})),), "stop", "Stop.")
    ruleset = make_tiny(gates=(make_gate("KO1", fires_on=None, triggers=(stop,)),))
    case = replace(
        case_of(ruleset, answers_of(A1=3, B1=2)), weights={"A1": 3.0, "A2": 0.0, "B1": 2.0}
    )
    (turn, *_) = list(turns(ruleset, case))
    assert turn.answers["A2"] == 2
    assert not can_still_change(replace(ruleset, gates=()), case)


def test_two_answers_that_only_together_fire_a_gate_are_seen():
    """A2 = 2 and C1 = 2 together stop providers; neither has any weight."""
    both = (Condition("A2", frozenset({2})), Condition("C1", frozenset({2})))
    gate = make_gate("KO1", fires_on=None, triggers=(Trigger(both, "stop", "Stop."),))
    tiny = make_tiny()
    ruleset = make_ruleset(*tiny.criteria, make_criterion("C1", *SIDES), gates=(gate,))
    case = replace(
        case_of(ruleset, answers_of(A1=3, B1=2)),
        weights={"A1": 3.0, "A2": 0.0, "B1": 2.0, "C1": 0.0},
    )
    assert can_still_change(ruleset, case)
    assert not can_still_change(ruleset, replace(case, answers={**case.answers, "C1": Given(1)}))


def test_an_open_answer_that_closes_a_branch_can_still_change_the_advice():
    """A2 = 2 and B1 = 1 are given and cancel out for a provider: A1 open. A1 = 1 hides A2."""
    ruleset = make_branching()
    case = case_of(ruleset, answers_of(A2=2, B1=3))
    assert evaluate(ruleset, case).advice == "bpo"
    assert can_still_change(ruleset, case) is any(
        evaluate(ruleset, full).advice != "bpo" for full in _completions(ruleset, case, "full")
    )


@settings(max_examples=150)
@given(rulesets_with_cases(), st.sampled_from(["full", "quick"]))
def test_the_bounds_agree_with_trying_every_completion(drawn, depth):
    ruleset, case = drawn
    assume(_number_of_completions(ruleset, case, depth) <= 400)
    now = evaluate(ruleset, case).advice
    reached = {evaluate(ruleset, full).advice for full in _completions(ruleset, case, depth)}
    assert can_still_change(ruleset, case, depth) is bool(reached - {now})
    turn = way_to_change(ruleset, case, depth)
    assert (turn.advice if turn else now) in (reached - {now} or {now})


@given(rulesets_with_cases())
def test_every_turn_is_what_the_evaluation_says(drawn):
    ruleset, case = drawn
    now = evaluate(ruleset, case).advice
    for turn in turns(ruleset, case):
        given = {code: Given(number) for code, number in turn.answers.items()}
        assert not set(given) & set(case.answers)
        full = replace(case, answers={**case.answers, **given}, gates={**case.gates, **turn.gates})
        assert evaluate(ruleset, full).advice == turn.advice != now


@given(rulesets_with_cases())
def test_a_way_to_change_the_advice_names_nothing_that_is_not_needed(drawn):
    ruleset, case = drawn
    turn = way_to_change(ruleset, case)
    assert (turn is not None) is can_still_change(ruleset, case)
    if turn is None:
        return
    given = {code: Given(number) for code, number in turn.answers.items()}
    gates = {**case.gates, **turn.gates}

    def advised(answers):
        return evaluate(
            ruleset, replace(case, answers={**case.answers, **answers}, gates=gates)
        ).advice

    assert advised(given) == turn.advice
    for code in given:
        assert advised({key: row for key, row in given.items() if key != code}) != turn.advice


@settings(max_examples=15)
@given(st.data())
def test_when_nothing_can_change_no_random_completion_of_the_shipped_ruleset_does(data):
    """Answers lean to one side, so that the advice is often decided before the end."""
    side = data.draw(st.integers(0, 4))
    answers = {
        row.code: Given(row.choices[min(side, len(row.choices) - 1)].number)
        for row in SHIPPED.criteria
        if data.draw(st.integers(0, 9)) < 8
    }
    gates: dict[str, Any] = {gate.code: "unknown" for gate in SHIPPED.asked_gates()}
    case = Case(answers, gates, resolve(SHIPPED))
    now = evaluate(SHIPPED, case).advice
    if not can_still_change(SHIPPED, case):
        for _ in range(20):
            rest = {
                row.code: Given(data.draw(st.sampled_from(row.choices)).number)
                for row in SHIPPED.criteria
                if row.code not in answers
            }
            full = replace(case, answers={**answers, **rest})
            assert evaluate(SHIPPED, full).advice == now
