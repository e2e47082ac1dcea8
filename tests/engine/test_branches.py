"""Hidden questions: their answers are kept and never counted."""

from dataclasses import replace

import pytest

from engine.model.load import InvalidRuleset, dump, load
from engine.model.ruleset import Condition, Trigger
from engine.scoring import evaluate
from tests.engine.makers import (
    NOT_APPLICABLE,
    answers_of,
    case_of,
    make_branching,
    make_criterion,
    make_gate,
    make_ruleset,
)


def test_a_hidden_answer_is_set_aside_and_counts_again_only_when_shown_again():
    """Trap 1. A1 = 1 hides A2; its answer stays where it is, moves nothing and is named.

    With A1 = 1 and B1 = 3 on equal weights, A2 hidden: shares 1/2 each, in-house (0.5 - 0.5) = 0.
    """
    ruleset = make_branching()
    hidden = evaluate(ruleset, case_of(ruleset, answers_of(A1=1, A2=2, B1=3)))
    assert (hidden.hidden, hidden.set_aside) == (("A2",), ("A2",))
    assert [row.criterion for row in hidden.contributions] == ["A1", "B1"]
    assert hidden.score_of("in_house").score == 50
    assert hidden.completeness == 1
    shown = evaluate(ruleset, case_of(ruleset, answers_of(A1=2, A2=2, B1=3)))
    assert (shown.hidden, shown.set_aside) == ((), ())
    assert [row.criterion for row in shown.contributions] == ["A1", "A2", "B1"]


def test_a_hidden_question_counts_as_unanswered_for_the_next_condition():
    """A2 = 1 hides B1. Once A1 = 1 hides A2, that answer hides nothing any more."""
    ruleset = make_branching()
    assert evaluate(ruleset, case_of(ruleset, answers_of(A1=2, A2=1))).hidden == ("B1",)
    assert evaluate(ruleset, case_of(ruleset, answers_of(A1=1, A2=1))).hidden == ("A2",)


def test_not_knowing_and_not_applying_hide_nothing():
    ruleset = make_branching()
    for answer in (answers_of(A1=None)["A1"], NOT_APPLICABLE):
        assert evaluate(ruleset, case_of(ruleset, {"A1": answer})).hidden == ()


def test_a_hidden_answer_fires_no_gate():
    trigger = Trigger((Condition("A2", frozenset({2})),), "stop", "Because of A2.")
    gate = make_gate("KO3", fires_on=None, triggers=(trigger,))
    ruleset = replace(make_branching(), gates=(gate,))
    shown = evaluate(ruleset, case_of(ruleset, answers_of(A1=2, A2=2)))
    assert [row.code for row in shown.fired] == ["KO3"]
    assert evaluate(ruleset, case_of(ruleset, answers_of(A1=1, A2=2))).fired == ()
    away = case_of(ruleset, {**answers_of(A1=2), "A2": NOT_APPLICABLE})
    assert evaluate(ruleset, away).fired == ()


def test_a_circle_of_conditions_hides_nothing_forever_and_cannot_be_loaded():
    ruleset = make_ruleset(
        make_criterion("A1", {}, {}, show_if=(Condition("A2", frozenset({1})),)),
        make_criterion("A2", {}, {}, show_if=(Condition("A1", frozenset({1})),)),
    )
    assert len(evaluate(ruleset, case_of(ruleset, answers_of(A1=2, A2=2))).hidden) < 2
    with pytest.raises(InvalidRuleset) as refused:
        load(dump(ruleset))
    assert [(row.id, row.path) for row in refused.value.problems] == [
        ("R013", "criteria[0].show_if[0].criterion")
    ]
