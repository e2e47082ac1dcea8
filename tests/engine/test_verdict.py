"""What gates leave of the advice and its lead, and when a split is offered."""

from engine.model.ruleset import Thresholds
from engine.scoring import evaluate
from tests.engine.makers import (
    answers_of,
    case_of,
    make_criterion,
    make_gate,
    make_ruleset,
    make_tiny,
)


def test_a_stop_gate_rules_out_and_leaves_the_score():
    """KPO keeps its 100; shared service and automate tie at 40, the first in order is advised."""
    ruleset = make_tiny(gates=(make_gate("KO1"),))
    evaluation = evaluate(ruleset, case_of(ruleset, answers_of(A1=3, A2=2, B1=2), {"KO1": "yes"}))
    assert [row.option for row in evaluation.scores] == [
        "shared_service",
        "automate",
        "in_house",
        "kpo",
        "bpo",
    ]
    kpo = evaluation.score_of("kpo")
    assert (kpo.score, kpo.rank, kpo.ruled_out_by) == (100, 4, ("KO1",))
    assert (evaluation.advice, evaluation.runner_up) == ("shared_service", "automate")
    assert evaluation.after_fix is None


def test_an_open_gate_is_a_doubt_and_rules_nothing_out():
    ruleset = make_tiny(gates=(make_gate("KO1"),))
    for gates in ({}, {"KO1": "unknown"}):
        evaluation = evaluate(ruleset, case_of(ruleset, answers_of(A1=3, A2=2, B1=2), gates))
        assert evaluation.advice == "kpo"
        assert evaluation.open_gates == ("KO1",)
        assert evaluation.has_open_gates
    closed = evaluate(ruleset, case_of(ruleset, answers_of(A1=3, A2=2, B1=2), {"KO1": "no"}))
    assert not closed.has_open_gates


def test_a_gate_to_fix_first_says_what_would_be_advised_after_it():
    """Fixing it brings KPO back with 100; when the advice would stay, nothing is said."""
    ruleset = make_tiny(gates=(make_gate("KO8", severity="fix_first"),))
    evaluation = evaluate(ruleset, case_of(ruleset, answers_of(A1=3, A2=2, B1=2), {"KO8": "yes"}))
    assert (evaluation.advice, evaluation.after_fix) == ("shared_service", "kpo")
    assert (evaluation.margin, evaluation.has_open_gates) == (0, True)
    stays = evaluate(ruleset, case_of(ruleset, answers_of(A1=1, A2=1), {"KO8": "yes"}))
    assert (stays.advice, stays.after_fix) == ("in_house", None)


def test_the_advice_after_a_fix_stands_against_all_that_is_open_then():
    """KPO 100 waits for the fix with BPO 40; shared service 40, automate 40, in-house 30 are open
    (see the test of a stop gate). A stop keeps an option out for good."""
    fix = make_gate("KO8", severity="fix_first", rules_out=("bpo", "kpo"))
    stop = make_gate("KO1", rules_out=("bpo",))
    ruleset = make_tiny(gates=(fix, stop))
    case = case_of(ruleset, answers_of(A1=3, A2=2, B1=2), {"KO8": "yes", "KO1": "yes"})
    evaluation = evaluate(ruleset, case)
    assert evaluation.leader == "kpo"
    assert next(row.option for row in evaluation.contest) == "kpo"
    assert {row.option for row in evaluation.contest} == {
        "kpo",
        "shared_service",
        "automate",
        "in_house",
    }
    without = evaluate(ruleset, case_of(ruleset, answers_of(A1=1, A2=1), {"KO8": "yes"}))
    assert without.leader == without.advice == "in_house"
    assert {row.option for row in without.contest} == {"in_house", "shared_service", "automate"}


def test_only_one_option_left_has_no_rival():
    gate = make_gate("KO1", rules_out=("shared_service", "automate", "bpo", "kpo"))
    ruleset = make_tiny(gates=(gate,))
    evaluation = evaluate(ruleset, case_of(ruleset, answers_of(A1=3, A2=2, B1=2), {"KO1": "yes"}))
    assert (evaluation.advice, evaluation.runner_up, evaluation.margin) == ("in_house", None, 100)


def test_when_everything_is_ruled_out_the_work_stays_where_it_is():
    gate = make_gate("KO1", rules_out=("in_house", "shared_service", "automate", "bpo", "kpo"))
    ruleset = make_tiny(gates=(gate,))
    evaluation = evaluate(ruleset, case_of(ruleset, answers_of(A1=3, A2=2, B1=2), {"KO1": "yes"}))
    assert (evaluation.advice, evaluation.runner_up, evaluation.margin) == ("in_house", None, 0)


def test_a_fix_that_leaves_everything_ruled_out_promises_nothing():
    stop = make_gate("KO1", rules_out=("in_house", "shared_service", "automate", "bpo", "kpo"))
    fix = make_gate("KO8", severity="fix_first")
    ruleset = make_tiny(gates=(stop, fix))
    case = case_of(ruleset, answers_of(A1=3), {"KO1": "yes", "KO8": "yes"})
    assert evaluate(ruleset, case).after_fix is None


def expert_scale(**kwargs):
    """Two questions of weight 1: A1 sourcing -1, +1; B1 expertise -1, 0, +1. BPO and KPO reach
    1 + 1 = 2, so one unit is 25 points."""
    return make_ruleset(
        make_criterion("A1", {"sourcing": -1.0}, {"sourcing": 1.0}),
        make_criterion("B1", {"expertise": -1.0}, {}, {"expertise": 1.0}),
        **kwargs,
    )


def test_a_split_is_offered_between_routine_and_expert_while_a_provider_is_in_play():
    """A1 = 2 gives BPO and KPO 75, B1 = 2 leaves expertise at 0: between. With A1 = 1 in-house has
    75 and the providers 25: 50 behind, out of play. B1 = 3 is expert, 1 routine,
    and unanswered is no finding."""
    ruleset = expert_scale()
    for answers, offered in (
        ({"A1": 2, "B1": 2}, True),
        ({"A1": 1, "B1": 2}, False),
        ({"A1": 2, "B1": 3}, False),
        ({"A1": 2, "B1": 1}, False),
        ({"A1": 2}, False),
    ):
        evaluation = evaluate(ruleset, case_of(ruleset, answers_of(**answers)))
        assert evaluation.split_offered is offered, answers


def test_a_provider_is_in_play_while_it_is_less_than_the_in_play_margin_behind():
    """A1 = 1, B1 = 2: in-house 75, the providers 25, 50 behind."""
    for margin, offered in ((50, False), (50.5, True)):
        ruleset = expert_scale(thresholds=Thresholds(in_play_margin=margin))
        evaluation = evaluate(ruleset, case_of(ruleset, answers_of(A1=1, B1=2)))
        assert evaluation.split_offered is offered


def test_no_split_is_offered_when_gates_rule_the_providers_out():
    ruleset = expert_scale(gates=(make_gate("KO1"),))
    case = case_of(ruleset, answers_of(A1=2, B1=2), {"KO1": "yes"})
    assert not evaluate(ruleset, case).split_offered
