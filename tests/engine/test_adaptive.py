from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings

from engine.adaptive import Question, Stop, bits, information, next_informative
from engine.bounds import can_still_change
from engine.digest import digest
from engine.fit.case import Case, Given
from engine.model.ruleset import Condition, Ruleset, ServiceType, Trigger
from engine.sampling import Places
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

SIDES = ({"sourcing": -1.0}, {"sourcing": 1.0})
DRAWS = 2_000


def _next(ruleset: Ruleset, case: Case) -> Question | Stop:
    return next_informative(ruleset, case, digest("0" * 64, case), DRAWS)


def _column(*places: int) -> Places:
    return np.array(places, dtype=np.int8)


def test_a_fair_coin_is_one_bit_and_a_certainty_none():
    assert bits([5, 5]) == pytest.approx(1.0)
    assert bits([2, 2, 2, 2]) == pytest.approx(2.0)
    assert bits([7, 0]) == bits([]) == 0.0


def test_an_answer_that_is_the_advice_takes_all_doubt_and_one_that_has_nothing_to_do_with_it_none():
    coin, other = _column(0, 0, 1, 1), _column(0, 1, 0, 1)
    assert information(coin, coin) == pytest.approx(1.0)
    assert information(coin, other) == pytest.approx(0.0)


def test_an_answer_that_is_right_three_times_in_four_tells_a_fifth_of_a_bit():
    """Draws (3 1 / 1 3): 1 bit less the entropy of 3/4 and 1/4, 2 - 3/4 log2 3 = 0.8113 bits."""
    answers = _column(0, 0, 0, 0, 1, 1, 1, 1)
    advice = _column(0, 0, 0, 1, 0, 1, 1, 1)
    assert information(answers, advice) == pytest.approx(0.188722, abs=1e-6)
    assert information(answers, advice) == information(advice, answers)


def test_one_of_three_equal_votes_tells_a_fifth_of_a_bit():
    """Three questions of equal weight: the majority decides. Each vote is on its side three times in
    four, so it tells 0.1887 bits of 1; of equal ones the first is asked. With one vote known the
    others tell alike: the advice, 3/4 now, is certain if the next agrees and open if not, 0.8113
    less 1/2 bit."""
    ruleset = make_ruleset(*(make_criterion(code, *SIDES) for code in ("A1", "A2", "A3")))
    found = next_informative(ruleset, case_of(ruleset, {}), "ab" * 32)
    assert isinstance(found, Question)
    assert found.gain == pytest.approx(0.1887, abs=0.01)
    assert found.doubt == pytest.approx(1.0, abs=0.001)
    found = next_informative(ruleset, case_of(ruleset, answers_of(A1=2)), "ab" * 32)
    assert isinstance(found, Question)
    assert found.between == ("bpo", "in_house")
    assert found.chances[0] == pytest.approx(0.75, abs=0.015)
    assert found.gain == pytest.approx(0.3113, abs=0.02)


def test_the_question_that_decides_comes_first():
    """A1 weighs 9, A2 1: the advice follows A1 alone, so knowing it takes the whole bit of doubt."""
    ruleset = make_ruleset(
        make_criterion("A2", *SIDES, weight=1.0), make_criterion("A1", *SIDES, weight=9.0)
    )
    found = _next(ruleset, case_of(ruleset, {}))
    assert isinstance(found, Question)
    assert found.code == "A1"
    assert abs(found.doubt - 1.0) < 0.01
    assert abs(found.gain - found.doubt) < 1e-6
    assert set(found.between) == {"in_house", "bpo"}
    assert abs(found.decides - 0.5) < 0.05
    assert abs(sum(found.chances) - 1.0) < 1e-9


def test_it_stops_when_no_answer_can_change_the_advice():
    ruleset = make_ruleset(
        make_criterion("A2", *SIDES, weight=1.0), make_criterion("A1", *SIDES, weight=9.0)
    )
    found = _next(ruleset, case_of(ruleset, answers_of(A1=2)))
    assert found == Stop("nothing_can_change", "bpo", 1.0, further="A2")


def test_it_stops_when_nothing_is_open_whatever_is_not_known():
    ruleset = make_tiny()
    found = _next(ruleset, case_of(ruleset, dict.fromkeys(ruleset.criterion, UNKNOWN)))
    assert found == Stop("nothing_open", "in_house", 1.0, further=None)


def test_it_stops_when_nearly_all_likely_completions_agree():
    """Five even questions with five choices -2 to 2 and one decisive one: only if the five all lean
    the other way would the advice change. That can happen, so it is settled, not impossible."""
    scale = [{"sourcing": float(size)} for size in (-2, -1, 0, 1, 2)]
    ruleset = make_ruleset(
        make_criterion("A1", *scale, weight=4.0),
        *(make_criterion(f"B{place}", *scale) for place in range(5)),
    )
    case = case_of(ruleset, answers_of(A1=5))
    found = _next(ruleset, case)
    assert isinstance(found, Stop)
    assert (found.reason, found.advice) == ("settled", "bpo")
    assert 0.97 <= found.chance <= 1.0
    assert found.further in {f"B{place}" for place in range(5)}
    assert can_still_change(ruleset, case)


def test_it_goes_on_while_the_answers_so_far_advise_something_else_than_what_is_likely():
    """Six even questions whose fifth choice, the strongest for a provider, is usual: BPO is all but
    sure. Yet nothing is answered, so the result would still read in-house, the first of equals. Only
    when an answer speaks for BPO too is it settled. BPO and KPO tie, the first of equals wins."""
    scale = [{"sourcing": float(size)} for size in (-2, -1, 0, 1, 2)]
    codes = [f"B{place}" for place in range(1, 7)]
    usual = ServiceType(
        "usual", "Usual", "transactional", "bpo", "What is usual.", dict.fromkeys(codes, 5)
    )
    ruleset = make_ruleset(*(make_criterion(code, *scale) for code in codes), services=(usual,))
    case = replace(case_of(ruleset, {}), service=usual.slug)
    assert evaluate(ruleset, case).advice == "in_house"
    assert isinstance(_next(ruleset, case), Question)
    found = _next(ruleset, replace(case, answers=answers_of(B1=5)))
    assert isinstance(found, Stop)
    assert (found.reason, found.advice) == ("settled", "bpo")


def test_a_question_whose_answer_may_fire_a_gate_is_worth_asking():
    """B1 has no weight, but one of its two choices stops the providers that A1 speaks for."""
    stop = Trigger((Condition("B1", frozenset({2})),), "stop", "Stop.")
    gate = make_gate("KO1", fires_on=None, triggers=(stop,))
    ruleset = make_ruleset(
        make_criterion("A1", *SIDES), make_criterion("B1", {"expertise": -1.0}, {}), gates=(gate,)
    )
    case = replace(case_of(ruleset, answers_of(A1=2)), weights={"A1": 1.0, "B1": 0.0})
    found = _next(ruleset, case)
    assert isinstance(found, Question)
    assert found.code == "B1"


def test_a_hidden_question_is_not_asked():
    """A1 = 1 hides A2, the heaviest; B1 outweighs A1 and decides."""
    ruleset = make_branching()
    case = case_of(ruleset, answers_of(A1=1))
    found = _next(ruleset, replace(case, weights={"A1": 1.0, "A2": 9.0, "B1": 3.0}))
    assert isinstance(found, Question)
    assert found.code == "B1"


@settings(max_examples=40)
@given(rulesets_with_cases())
def test_asking_on_always_ends_with_the_advice_of_the_full_questionnaire(drawn):
    """Answer everything that is asked with its first choice: it ends, never asks twice, and where it
    stops for certain the advice is that of the case with all open questions answered."""
    ruleset, case = drawn
    asked: list[str] = []
    found = next_informative(ruleset, case, digest("0" * 64, case), 200)
    while isinstance(found, Question):
        assert found.code not in case.answers
        assert 0 <= found.gain <= found.doubt + 1e-6
        asked.append(found.code)
        first = Given(ruleset.criterion[found.code].choices[0].number)
        case = replace(case, answers={**case.answers, found.code: first})
        found = next_informative(ruleset, case, digest("0" * 64, case), 200)
    assert len(asked) == len(set(asked))
    assert (found.further is None) is (found.reason == "nothing_open")
    assert found.further not in case.answers
    if found.reason != "settled":
        assert found.advice == evaluate(ruleset, case).advice


@settings(max_examples=20)
@given(rulesets_with_cases())
def test_equal_inputs_give_the_same_next_question(drawn):
    ruleset, case = drawn
    assert _next(ruleset, case) == _next(ruleset, case)
