"""What to find out next: the chance that knowing an answer changes an answer on the path."""

from dataclasses import replace

import pytest
from hypothesis import given

from engine.fit.answers import answer
from engine.fit.case import Case, known_choice
from engine.model.ruleset import Ruleset
from engine.sensitivity.alternatives import Alternatives, with_choice
from engine.sensitivity.information import find_out_next
from engine.sensitivity.switching import path_of, plausibilities
from tests.engine.makers import answers_of, case_of, make_tiny
from tests.engine.strategies import rulesets_with_cases


def test_the_chance_is_that_of_all_choices_that_change_an_answer() -> None:
    """A1 = 3, A2 = 2, B1 = 2 on the tiny ruleset: a provider for expert work. A1 = 1 or 2 keeps it:
    (0.3 + 0.09) / 1.39. B1 = 1 makes it routine: 0.3 / 1.3. G1 is open, and two of its four choices
    say that software could do some or most of it first. A2 and C5 change nothing."""
    ruleset = make_tiny()
    found = find_out_next(Alternatives(ruleset, case_of(ruleset, answers_of(A1=3, A2=2, B1=2))))
    assert [(row.criterion, row.known) for row in found] == [
        ("G1", False),
        ("A1", True),
        ("B1", True),
    ]
    chances = [row.probability for row in found]
    assert chances == pytest.approx([0.5, 0.39 / 1.39, 0.3 / 1.3])


def test_what_is_measured_need_not_be_found_out() -> None:
    ruleset = make_tiny()
    case = case_of(ruleset, answers_of(A1=3, A2=2, B1=2, G1=2))
    grades = {code: replace(row, evidence="measured") for code, row in case.answers.items()}
    grades["B1"] = case.answers["B1"]
    assert [row.criterion for row in find_out_next(Alternatives(ruleset, case))] == [
        "A1",
        "B1",
        "G1",
    ]
    found = find_out_next(Alternatives(ruleset, replace(case, answers=grades)))
    assert [row.criterion for row in found] == ["B1"]


def test_nothing_is_to_be_found_out_before_the_first_answer() -> None:
    ruleset = make_tiny()
    assert find_out_next(Alternatives(ruleset, case_of(ruleset, {}))) == ()


@given(rulesets_with_cases())
def test_chances_are_those_of_trying_every_choice(drawn: tuple[Ruleset, Case]) -> None:
    ruleset, case = drawn
    now = path_of(answer(ruleset, case))
    found = find_out_next(Alternatives(ruleset, case))
    assert [row.probability for row in found] == sorted(
        (row.probability for row in found), reverse=True
    )
    for row in found:
        criterion = ruleset.criterion[row.criterion]
        given_number = known_choice(criterion, case.answers.get(row.criterion))
        chances = plausibilities(ruleset, case, row.criterion)
        turning = [
            chances[choice.number]
            for choice in criterion.choices
            if choice.number != given_number
            and path_of(answer(ruleset, with_choice(case, row.criterion, choice.number))) != now
        ]
        assert row.probability == pytest.approx(sum(turning))
        assert 0 < row.probability <= 1 + 1e-9


@given(rulesets_with_cases())
def test_no_answer_and_unknown_are_worth_the_same(drawn: tuple[Ruleset, Case]) -> None:
    ruleset, case = drawn
    open_only = {code: row for code, row in case.answers.items() if row.status != "unknown"}
    assert find_out_next(Alternatives(ruleset, case)) == find_out_next(
        Alternatives(ruleset, replace(case, answers=open_only))
    )
