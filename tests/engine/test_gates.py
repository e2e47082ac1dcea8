"""Which gates fire, how severe they are and what they name."""

import pytest

from engine.gates import SEVERITIES, fired_gates, open_gates
from engine.model.ruleset import Condition, Trigger
from tests.engine.makers import answers_of, make_gate, make_tiny


def trigger(severity, **choices):
    when = tuple(Condition(code, frozenset(numbers)) for code, numbers in choices.items())
    return Trigger(when, severity, f"{severity} by answers")


def fire(gate, answers=None, **gates):
    return fired_gates(make_tiny(gates=(gate,)), answers or {}, gates)


def test_an_asked_gate_fires_on_its_own_answer_only():
    on_no = make_gate("KO2", fires_on="no")
    assert fire(on_no, KO2="yes") == fire(on_no, KO2="unknown") == fire(on_no) == ()
    (fired,) = fire(on_no, KO2="no")
    assert (fired.code, fired.severity, fired.answer) == ("KO2", "stop", "no")
    assert (fired.reason, fired.criteria) == ("Reason of KO2", ())
    assert fired.rules_out == ("bpo", "kpo")


def test_a_gate_that_is_not_asked_fires_by_answers_only():
    gate = make_gate("KO3", fires_on=None, triggers=(trigger("stop", A1={1}),))
    assert fire(gate, KO3="yes") == ()
    (fired,) = fire(gate, answers_of(A1=1))
    assert (fired.reason, fired.criteria, fired.answer) == ("stop by answers", ("A1",), None)


def test_all_conditions_of_a_trigger_must_hold():
    gate = make_gate("KO10", fires_on=None, triggers=(trigger("stop", A1={3}, A2={1, 2}),))
    assert fire(gate, answers_of(A1=3)) == fire(gate, answers_of(A1=3, A2=None)) == ()
    (fired,) = fire(gate, answers_of(A1=3, A2=2))
    assert fired.criteria == ("A1", "A2")


def test_a_not_known_yet_choice_can_be_named_by_a_trigger():
    gate = make_gate("KO13", fires_on=None, triggers=(trigger("caution", A2={3}),))
    assert len(fire(gate, answers_of(A2=3))) == 1


def test_the_worst_severity_wins_and_speaks():
    gate = make_gate("KO7", fires_on=None, triggers=(
        trigger("caution", A1={1}), trigger("fix_first", A2={1}), trigger("location", B1={1}),
    ))  # fmt: skip
    (fired,) = fire(gate, answers_of(A1=1, A2=1, B1=1))
    assert (fired.severity, fired.reason) == ("fix_first", "fix_first by answers")
    assert fired.criteria == ("A1", "A2", "B1")
    assert SEVERITIES == ("stop", "fix_first", "case", "location", "caution")


def test_at_equal_severity_the_asked_answer_speaks_first():
    gate = make_gate("KO1", triggers=(trigger("stop", A1={1}),))
    (fired,) = fire(gate, answers_of(A1=1), KO1="yes")
    assert (fired.reason, fired.criteria, fired.answer) == ("Reason of KO1", ("A1",), "yes")


@pytest.mark.parametrize("severity", ["case", "location", "caution"])
def test_softer_severities_rule_nothing_out(severity):
    (fired,) = fire(make_gate("KO11", severity=severity), KO11="yes")
    assert fired.rules_out == ()


def test_asked_gates_without_yes_or_no_are_open():
    ruleset = make_tiny(
        gates=(
            make_gate("KO1"),
            make_gate("KO2"),
            make_gate("KO3", fires_on=None),
            make_gate("KO4"),
        )
    )
    assert open_gates(ruleset, {"KO1": "no", "KO2": "unknown"}) == ("KO2", "KO4")
