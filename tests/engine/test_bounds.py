"""Whether the open questions together can still change an answer: by trying every way."""

from dataclasses import replace
from itertools import product
from typing import Literal

from hypothesis import assume, given
from hypothesis import strategies as st

from engine.fit.case import Case, Given, Step, Today, hidden_codes
from engine.model.ruleset import Condition, Ruleset, Trigger
from engine.sensitivity.bounds import answered, can_still_change, settings_of, told
from tests.engine.makers import (
    answers_of,
    case_of,
    make_branching,
    make_criterion,
    make_gate,
    make_tiny,
)
from tests.engine.strategies import rulesets, rulesets_with_cases

OPEN = 4
"""So many questions are open where each way is tried."""


def tried(ruleset: Ruleset, case: Case) -> bool:
    """The same by brute force: every choice, or none, for every open question."""
    rows = [row for row in ruleset.criteria if row.code not in case.answers]
    now = told(ruleset, case)
    for numbers in product(*([None, *(choice.number for choice in row.choices)] for row in rows)):
        given_now = {
            row.code: Given(number)
            for row, number in zip(rows, numbers, strict=True)
            if number is not None
        }
        done = replace(case, answers={**case.answers, **given_now})
        if told(ruleset, done) != now:
            return True
    return False


def test_what_is_open_cannot_reach_the_line() -> None:
    """A1 = 1 is -6 of at least 8.5 / 8; the rest adds 0.5 + 2 at most: own for good. C5 = 1 and
    G1 = 2 settle that it is one unit and no software. With A1 = 2 the rest could reach the line."""
    ruleset = make_tiny()
    assert not can_still_change(ruleset, case_of(ruleset, answers_of(A1=1, C5=1, G1=2)))
    assert can_still_change(ruleset, case_of(ruleset, answers_of(A1=2, C5=1, G1=2)))


def test_only_the_questions_that_may_be_asked_count() -> None:
    ruleset = make_tiny()
    case = case_of(ruleset, answers_of(A1=1))
    assert can_still_change(ruleset, case)
    assert not can_still_change(ruleset, case, ["A2", "B1"])
    assert can_still_change(ruleset, case, ["A2", "C5"])


def test_a_branch_that_may_open_counts() -> None:
    """A1 = 3 and A2 = 1 give 0, own; B1 is hidden. Open, A2 = 2 shows B1 and gives 2 and more."""
    ruleset = make_branching()
    assert not can_still_change(ruleset, case_of(ruleset, answers_of(A1=3, A2=1)))
    assert can_still_change(ruleset, case_of(ruleset, answers_of(A1=3)))


def test_an_open_answer_that_rules_providers_out_counts_and_an_open_gate_does_not() -> None:
    """A1 = 3 and A2 = 2 are 6.5 and D1 can only add to that: a provider. But a rule can say that the
    middle choice of D1, the least and the most of nothing, closes the way out."""
    row = make_criterion("D1", {}, {"sourcing": 0.5}, {"sourcing": 1.0})
    when = (Condition("D1", frozenset({2})),)
    rule = make_gate("K1", asked=False, triggers=(Trigger(when, "rules_out_providers", "So."),))
    answers = answers_of(A1=3, A2=2, B1=1, C5=1, G1=2)
    for gate, expected in ((make_gate("K2"), False), (rule, True)):
        tiny = make_tiny(gates=(gate,))
        ruleset = replace(tiny, criteria=(*tiny.criteria, row))
        assert can_still_change(ruleset, case_of(ruleset, answers)) is expected


@given(rulesets_with_cases(), st.sampled_from(["", "provider"]))
def test_it_says_what_trying_every_way_says(
    drawn: tuple[Ruleset, Case], done_by: Literal["", "provider"]
) -> None:
    """Rules, branches, units, software, closed kinds and a provider of today included."""
    ruleset, case = drawn
    case = replace(case, today=Today(done_by))
    assert can_still_change(ruleset, case) == tried(ruleset, case)


@given(rulesets_with_cases(), st.sampled_from(["", "provider"]))
def test_what_moved_sums_tell_is_what_the_answers_tell(
    drawn: tuple[Ruleset, Case], done_by: Literal["", "provider"]
) -> None:
    """Way by way, and a way asks what its setting asks."""
    ruleset, case = drawn
    case = replace(case, today=Today(done_by))
    for here in settings_of(ruleset, case, ruleset.criterion):
        for picks, then in zip(here.ways(), here.told(), strict=True):
            done = answered(case, picks)
            assert then == told(ruleset, done)
            assert hidden_codes(ruleset, done.answers) == hidden_codes(ruleset, here.case.answers)


@given(rulesets(), st.data())
def test_with_one_kind_closed_all_ways_to_trade_are_known(
    ruleset: Ruleset, data: st.DataObject
) -> None:
    """The hard case: who needs the kind that is left, and one answer moves both. Four questions are open
    at most: with six there are up to 46,656 ways to try."""
    kind = data.draw(st.sampled_from(["bpo", "kpo"]))
    gate = make_gate("KX", effect="rules_out_kind", kind=kind)
    ruleset = replace(ruleset, gates=(*ruleset.gates, gate))
    known = {row.code: Given(row.choices[-1].number) for row in ruleset.criteria[OPEN:]}
    case = case_of(ruleset, known, {"KX": "fires"})
    assume(len(ruleset.criteria) > 2)
    assert can_still_change(ruleset, case) == tried(ruleset, case)


def test_with_a_provider_today_a_balance_that_may_get_too_weak_counts() -> None:
    """A1 = 2 and B1 = 2 are 0 and A2 adds -2 to 0.5: own for good, of at least 8.5 / 8. As far below
    nothing, -2 would bring the work back from a provider, and 0 leaves that in question."""
    ruleset = make_tiny()
    case = case_of(ruleset, answers_of(A1=2, B1=2, C5=1, G1=2))
    assert not can_still_change(ruleset, case)
    assert can_still_change(ruleset, replace(case, today=Today("provider")))
    assert not can_still_change(ruleset, replace(case, today=Today("mixed")))


def test_steps_count_with_the_answers_that_they_take_from_the_whole() -> None:
    """A1 = 1 is own for good; the step with A1 = 2 and B1 = 1 hangs on A2 (0 or 2.5 against 8.5 / 8), unless its
    own answer settles that."""
    ruleset = make_tiny()
    case = case_of(ruleset, answers_of(A1=1, C5=1, G1=2))
    step = Step("Check", answers_of(A1=2, B1=1))
    assert not can_still_change(ruleset, case)
    assert can_still_change(ruleset, case, steps=[step])
    assert not can_still_change(ruleset, case, steps=[replace(step, retained="The law.")])
    settled = replace(step, answers=answers_of(A1=2, B1=1, A2=2))
    assert not can_still_change(ruleset, case, steps=[settled])
