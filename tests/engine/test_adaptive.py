"""Which question next, and when to stop: on the very recommendation that the result prints."""

import random
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from numpy.typing import NDArray

from engine.fit.answers import answer
from engine.fit.case import Case, Given, Step
from engine.model.ruleset import Ruleset
from engine.outcome import CLEAR
from engine.recommendation import recommend
from engine.sensitivity.adaptive import (
    LEAST,
    Ask,
    Stop,
    bits,
    gains_of,
    information,
    next_question,
    open_codes,
)
from engine.sensitivity.alternatives import Alternatives
from engine.sensitivity.bounds import can_still_change
from engine.sensitivity.information import find_out_next
from tests.engine.makers import (
    answers_of,
    case_of,
    make_branching,
    make_criterion,
    make_gate,
    make_ruleset,
)
from tests.engine.strategies import rulesets_with_cases
from tests.shipped import shipped
from tools.adaptive_curve import SPREADS, organisation

SIDES = ({"sourcing": -1.0}, {"sourcing": 1.0})


@pytest.fixture(name="shipped")
def _shipped() -> Ruleset:
    return shipped()


def _column(*places: int) -> NDArray[np.int8]:
    return np.array(places, dtype=np.int8)


def test_a_fair_coin_is_one_bit_and_a_certainty_none() -> None:
    assert bits([5, 5]) == pytest.approx(1.0)
    assert bits([2, 2, 2, 2]) == pytest.approx(2.0)
    assert bits([7, 0]) == bits([]) == 0.0


def test_an_answer_tells_all_or_nothing_or_a_part() -> None:
    """Draws (3 1 / 1 3): 1 bit less the entropy of 3/4 and 1/4, 2 - 3/4 log2 3 = 0.8113 bits."""
    coin, other = _column(0, 0, 1, 1), _column(0, 1, 0, 1)
    assert information(coin, coin) == pytest.approx(1.0)
    assert information(coin, other) == pytest.approx(0.0)
    votes, path = _column(0, 0, 0, 0, 1, 1, 1, 1), _column(0, 0, 0, 1, 0, 1, 1, 1)
    assert information(votes, path) == pytest.approx(0.188722, abs=1e-6)
    assert information(votes, path) == information(path, votes)


def test_the_heavier_question_tells_more_and_is_asked_first() -> None:
    ruleset = make_ruleset(
        make_criterion("A1", *SIDES, weight=1.0), make_criterion("A2", *SIDES, weight=2.0)
    )
    case = case_of(ruleset, {})
    gains = gains_of(ruleset, case, ["A1", "A2"])
    found = next_question(ruleset, case)
    assert isinstance(found, Ask)
    assert found.code == "A2"
    assert gains["A2"] > gains["A1"] > 0


def test_of_questions_that_tell_nothing_the_heavier_and_then_the_first_is_asked() -> None:
    """Every provider is ruled out and one unit does the work, so nothing can tell anything."""
    rows = [make_criterion(code, {}, {}, weight=weight) for code, weight in [("A1", 1), ("A2", 2)]]
    ruleset = make_ruleset(*rows, make_criterion("A3", {}, {}, weight=2.0))
    case = case_of(ruleset, {})
    assert set(gains_of(ruleset, case, ruleset.criterion).values()) == {0}
    found = next_question(ruleset, case)
    assert isinstance(found, Ask)
    assert found.code == "A2"


def test_a_kind_that_is_ruled_out_stops_nothing_where_no_question_tells_kinds_apart() -> None:
    """The recommendation leaves the provider alone there, and so does what is asked next."""
    gate = make_gate("K1", effect="rules_out_kind", kind="bpo")
    ruleset = make_ruleset(
        make_criterion("A1", *SIDES), make_criterion("A2", *SIDES), gates=(gate,)
    )
    free, ruled = (
        gains_of(ruleset, case_of(ruleset, {}, {"K1": state}), ["A1"])
        for state in ("passes", "fires")
    )
    assert ruled == free
    assert ruled["A1"] > 0


def test_hidden_questions_are_not_open() -> None:
    ruleset = make_branching()
    assert open_codes(ruleset, case_of(ruleset, answers_of(A1=1))) == ("B1",)
    assert open_codes(ruleset, case_of(ruleset, answers_of(A1=3, A2=1))) == ()
    assert open_codes(ruleset, case_of(ruleset, answers_of(A1=None))) == ("A2", "B1")


def test_it_stops_when_nothing_is_open_however_few_there_are() -> None:
    ruleset = make_branching()
    case = case_of(ruleset, answers_of(A1=3, A2=1))
    assert next_question(ruleset, case) == Stop("nothing_open", recommend(ruleset, case), None)


@given(rulesets_with_cases())
def test_what_it_carries_is_the_recommendation_of_the_case_as_it_is(
    drawn: tuple[Ruleset, Case],
) -> None:
    ruleset, case = drawn
    found = next_question(ruleset, case)
    assert found.recommendation == recommend(ruleset, case)
    code = found.code if isinstance(found, Ask) else found.further
    assert code in open_codes(ruleset, case) or (code is None and not open_codes(ruleset, case))
    assert next_question(ruleset, case) == found


def _asked(ruleset: Ruleset, whole: Case) -> tuple[list[Case], Stop]:
    """Every case on the way, and the stop."""
    cases = [replace(whole, answers={})]
    while isinstance(found := next_question(ruleset, cases[-1]), Ask):
        answers = {**cases[-1].answers, found.code: whole.answers[found.code]}
        cases.append(replace(whole, answers=answers))
    return cases, found


def _turning(ruleset: Ruleset, case: Case) -> list[str]:
    """The open questions that change an answer by themselves with a chance of a tenth or more."""
    rows = find_out_next(Alternatives(ruleset, case))
    codes = open_codes(ruleset, case)
    return [row.criterion for row in rows if row.criterion in codes and row.probability >= 0.1]


def test_on_the_shipped_model_it_stops_when_it_may_and_not_before(shipped: Ruleset) -> None:
    """For every third service type: at least eight questions; clear is clear, who and what follows;
    where nothing can change, no way to answer the rest changes an answer; and it went on before."""
    rng = random.Random(1)  # noqa: S311 - a simulation
    reasons = set()
    for service in shipped.services[::3]:
        whole = organisation(shipped, service, SPREADS["mixed"], rng)
        cases, stop = _asked(shipped, whole)
        case, found = cases[-1], stop.recommendation
        reasons.add(stop.reason)
        assert len(case.answers) >= LEAST
        assert found == recommend(shipped, case)
        assert found.confidence != "early"
        assert found.who is not None
        if stop.reason == "clear":
            assert found.who.probability >= CLEAR
            second = found.kind if found.who.answer == "provider" else found.inside
            assert second is None or second.probability >= CLEAR
            assert not _turning(shipped, case)
        elif stop.reason == "nothing_can_change":
            assert not can_still_change(shipped, case)
            full = answer(shipped, whole)
            assert full.who == found.who.answer
        for before in cases[LEAST:-1]:
            seen = recommend(shipped, before)
            assert seen.who is not None
            second = seen.kind if seen.who.answer == "provider" else seen.inside
            unclear = [row for row in (seen.who, second) if row and row.probability < CLEAR]
            assert unclear or _turning(shipped, before) or seen.confidence == "early"
    assert "clear" in reasons


def test_open_gates_do_not_count(shipped: Ruleset) -> None:
    """The word of the result is leaning at most while a gate is open; the questions end all the same."""
    rng = random.Random(2)  # noqa: S311 - a simulation
    whole = organisation(shipped, shipped.services[0], SPREADS["typical"], rng)
    passing = {row.code: "passes" for row in shipped.asked_gates()}
    closed, closed_stop = _asked(shipped, replace(whole, gates=passing))  # type: ignore[arg-type]
    left_open, open_stop = _asked(shipped, replace(whole, gates={}))
    assert [tuple(case.answers) for case in closed] == [tuple(case.answers) for case in left_open]
    assert closed_stop.reason == open_stop.reason == "clear"
    assert closed_stop.recommendation.confidence == "clear"
    assert open_stop.recommendation.confidence == "leaning"


@pytest.mark.parametrize(
    ("wanted", "core", "code"),
    [
        ("own", {"A1": 5, "A2": 4, "A3": 2, "B1": 1, "C1": 4, "C3": 5, "G1": 1}, "C5"),
        ("provider", {"A1": 1, "A2": 1, "A3": 1, "B1": 1, "C4": 4, "D4": 4, "G1": 1}, "F1"),
        ("provider", {"A1": 1, "A2": 1, "A3": 1, "B1": 1, "C4": 4, "D4": 4, "D1": 5}, "G1"),
    ],
)
def test_what_decides_by_itself_is_asked_before_it_is_clear(
    shipped: Ruleset, wanted: str, core: dict[str, int], code: str
) -> None:
    """How many units do the work, data that the law keeps inside, software that could do most of it:
    no sum says how they turn out."""
    answers = {
        row.code: Given(core.get(row.code, 3), evidence="measured")
        for row in shipped.criteria
        if row.asked == "questions" and row.code not in (code, "F4")
    }
    case = Case(answers, {}, {})
    who = recommend(shipped, case).who
    assert who is not None
    assert (who.answer, who.probability >= CLEAR) == (wanted, True)
    found = next_question(shipped, case)
    assert isinstance(found, Ask)
    assert found.code == code
    assert found.turns is not None
    assert found.turns >= 0.1
    known = replace(case, answers={**answers, code: Given(1, evidence="measured")})
    assert isinstance(next_question(shipped, known), Stop)


def test_answers_about_the_place_and_retired_ones_are_none_of_the_least(shipped: Ruleset) -> None:
    """Seven questions that make it clear, with G2, G3 and B5 on record, are still seven."""
    rng = random.Random(3)  # noqa: S311 - a simulation
    whole = organisation(shipped, shipped.services[0], SPREADS["typical"], rng)
    cases, _ = _asked(shipped, whole)
    assert len(cases[-1].answers) == LEAST
    elsewhere = {"G2": Given(2), "G3": Given(2), "B5": Given(2)}
    assert all(shipped.criterion[code].asked != "questions" for code in elsewhere)
    for case in cases[:-1]:
        more = replace(case, answers={**case.answers, **elsewhere})
        assert isinstance(next_question(shipped, more), Ask)
    stop = replace(cases[-1], answers={**cases[-1].answers, **elsewhere})
    assert isinstance(next_question(shipped, stop), Stop)


def test_a_step_that_is_not_settled_keeps_it_asking(shipped: Ruleset) -> None:
    """The whole is clear; a step with other answers to some of its questions is not."""
    rng = random.Random(1)  # noqa: S311 - a simulation
    whole = organisation(shipped, shipped.services[3], SPREADS["mixed"], rng)
    case = _asked(shipped, whole)[0][-1]
    step = Step("Decide", {code: Given(1) for code in ("A1", "A2", "B3", "C2")})
    assert isinstance(next_question(shipped, case), Stop)
    assert isinstance(next_question(shipped, case, [Step("Same")]), Stop)
    found = next_question(shipped, case, [step])
    assert isinstance(found, Ask)
    assert found.recommendation == recommend(shipped, case, [step])
    assert isinstance(next_question(shipped, case, [replace(step, retained="The law.")]), Stop)
