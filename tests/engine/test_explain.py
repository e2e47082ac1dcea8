"""Reasons, counter-reasons and next steps, with points derived by hand."""

import pytest

from engine.explain import Action, Counter, Reason, explain
from engine.model.ruleset import Condition, Trigger
from engine.scoring import evaluate
from tests.engine.makers import (
    answers_of,
    case_of,
    make_branching,
    make_criterion,
    make_gate,
    make_ruleset,
    make_tiny,
)


def explained(ruleset, gates=None, **choices):
    case = case_of(ruleset, answers_of(**choices), gates)
    return explain(ruleset, case, evaluate(ruleset, case))


def why_not_of(explanation):
    """The block of every option that has one; each has no more than one."""
    found = {row.option: row for row in explanation.why_not}
    assert len(found) == len(explanation.why_not)
    return found


def test_reasons_are_the_answers_that_gave_the_advice_points():
    """A1 = 3 gives KPO +15, A2 = 1 gives -5, B1 = 2 gives +30 (see test_scoring)."""
    explanation = explained(make_tiny(), A1=3, A2=1, B1=2)
    assert explanation.reasons_for == (Reason("B1", 30), Reason("A1", 15))
    assert explanation.against == (Reason("A2", -5),)


def test_why_not_names_what_favoured_and_what_decided():
    """KPO 90 against in-house: A1 = 3 gives KPO 15 and in-house -15 (30 apart for KPO), A2 = 1
    gives KPO -5 and in-house +5 (10 apart for in-house), B1 = 2 gives KPO 30 and in-house 0.
    Margin 30 + 30 - 10 = 50 (in-house 50 - 15 + 5 = 40)."""
    why_not = why_not_of(explained(make_tiny(), A1=3, A2=1, B1=2))["in_house"]
    assert why_not.margin == 50
    assert why_not.decided == (Reason("A1", 30), Reason("B1", 30))
    assert why_not.favoured == (Reason("A2", 10),)
    assert why_not.ruled_out_by == ()


def test_the_advice_itself_has_no_why_not():
    others = why_not_of(explained(make_tiny(), A1=3, A2=1, B1=2))
    assert sorted(others) == ["automate", "bpo", "in_house", "shared_service"]


def test_the_case_against_lists_answers_rivals_unknowns_gates_and_regret_in_that_order():
    """Unknown A2 (choices worth KPO -5 / +5, in-house +5 / -5). A1 = 1: in-house +15, shared +7.5,
    KPO -15; B1 = 2: KPO +30, automate -10. KPO 65, in-house 65: the first in order is advised, so
    in-house over KPO by 0. A1 gives in-house +15 and KPO -15. B1 = 2 favours KPO by 30.
    A2 can cost in-house 5 and give KPO 5: 10. The gate for A1 = 1 is a caution."""
    caution = make_gate(
        "KO5",
        fires_on=None,
        severity="location",
        triggers=(Trigger((Condition("A1", frozenset({1})),), "location", "Stay near."),),
    )
    ruleset = make_tiny(gates=(make_gate("KO1"), caution))
    explanation = explained(ruleset, A1=1, A2=None, B1=2)
    assert explanation.case_against == (
        Counter("runner_up", criterion="B1", option="kpo", points=30),
        Counter("unknown", criterion="A2", points=-10),
        Counter("open_gate", gate="KO1"),
        Counter("caution", gate="KO5"),
        Counter("usual_regret", option="in_house"),
    )


def test_answers_against_the_advice_come_first_the_strongest_at_the_top():
    """BPO has 50 + 15 - 5 + 30 = 90; against it speaks A2 = 1 with -5."""
    explanation = explained(make_tiny(), A1=3, A2=1, B1=1)
    assert explanation.case_against[0] == Counter("against", criterion="A2", points=-5)


def test_the_case_against_names_a_better_option_that_only_a_gate_keeps_out():
    """KPO has 100, shared service is advised with 40: 60 better, kept out by KO1."""
    ruleset = make_tiny(gates=(make_gate("KO1"),))
    explanation = explained(ruleset, {"KO1": "yes"}, A1=3, A2=2, B1=2)
    assert Counter("ruled_out", option="kpo", gate="KO1", points=60) in explanation.case_against
    why_not = why_not_of(explanation)["kpo"]
    assert (why_not.margin, why_not.ruled_out_by) == (-60, ("KO1",))


def test_the_case_against_is_not_empty_even_when_nothing_speaks_against():
    (only,) = explained(expert(), A1=2, B1=2).case_against
    assert only == Counter("usual_regret", option="kpo")


def expert():
    """Two questions that both push KPO and nothing that could favour another option."""
    return make_ruleset(
        make_criterion("A1", {"sourcing": -1.0}, {"sourcing": 1.0}),
        make_criterion("B1", {"expertise": -1.0}, {"expertise": 1.0}),
    )


def test_find_out_next_ranks_open_questions_by_how_far_they_move_the_margin():
    """A1 = 3 alone: BPO and KPO tie at 65, BPO is advised. B1 moves BPO over KPO by +60 or -60;
    A2 moves both alike and cannot change the order, so it is left out."""
    (only,) = explained(make_tiny(), A1=3).find_out_next
    assert (only.criterion, only.worst, only.best, only.swing) == ("B1", -60, 60, 120)
    assert only.could_flip


def test_the_question_that_moves_most_comes_first():
    """A2 has three times the weight of A1, both on sourcing."""
    ends = ({"sourcing": -1.0}, {"sourcing": 1.0})
    ruleset = make_ruleset(make_criterion("A1", *ends), make_criterion("A2", *ends, weight=3.0))
    explanation = explained(ruleset)
    assert [row.criterion for row in explanation.find_out_next] == ["A2", "A1"]


def test_a_question_that_cannot_close_the_lead_flips_nothing():
    """A1 = 3, B1 = 2: KPO 95, shared service 42.5: KPO leads by 52.5. A2 moves KPO by 5 and shared
    service by 2.5 the other way: 7.5 either way."""
    (only,) = explained(make_tiny(), A1=3, B1=2).find_out_next
    assert (only.criterion, only.worst, only.best, only.could_flip) == ("A2", -7.5, 7.5, False)


def test_with_one_option_left_the_best_of_the_rest_is_the_rival():
    """Only in-house is left. A1 = 3 and B1 = 2 make KPO, ruled out, the best of the rest: in-house
    35 - 95 = -60. A2 moves that by 10 either way, and flips nothing while the gate stands."""
    gate = make_gate("KO1", rules_out=("shared_service", "automate", "bpo", "kpo"))
    explanation = explained(make_tiny(gates=(gate,)), {"KO1": "yes"}, A1=3, B1=2)
    (only,) = explanation.find_out_next
    assert (only.criterion, only.worst, only.best, only.could_flip) == ("A2", -10, 10, False)
    assert not [row for row in explanation.case_against if row.kind == "runner_up"]


def test_a_hidden_question_is_nothing_to_find_out():
    codes = [row.criterion for row in explained(make_branching(), A1=1).find_out_next]
    assert codes == ["B1"]


def test_next_actions_start_with_the_gates_the_worst_first():
    gates = (make_gate("KO8", severity="fix_first", rules_out=()), make_gate("KO1", rules_out=()))
    explanation = explained(make_tiny(gates=gates), {"KO1": "yes", "KO8": "yes"}, A1=3, A2=2, B1=2)
    assert explanation.next_actions == (
        Action("gate", "KO1", "Act on KO1"),
        Action("gate", "KO8", "Act on KO8"),
        Action("option", "kpo", "First act of kpo"),
        Action("option", "kpo", "Second act of kpo"),
    )


@pytest.mark.parametrize("count", [5, 7])
def test_at_least_five_reasons_are_there_when_that_many_speak_for_the_advice(count):
    ruleset = make_ruleset(
        *(make_criterion(f"A{n}", {"sourcing": -1.0}, {"sourcing": 1.0}) for n in range(count))
    )
    answers = dict.fromkeys(ruleset.criterion, 1)
    assert len(explained(ruleset, **answers).reasons_for) == count
