"""Gates fire on answers on record, apart from every score."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given

from engine.fit.answers import answer
from engine.fit.case import Case, Given
from engine.fit.gates import fired_gates, open_gates, step_gates
from engine.model.facts import EFFECTS
from engine.model.ruleset import Condition, Trigger
from engine.outcome import Recommendation
from engine.recommendation import recommend
from tests.engine.makers import (
    NOT_APPLICABLE,
    answers_of,
    case_of,
    make_branching,
    make_criterion,
    make_gate,
    make_ruleset,
    make_tiny,
)
from tests.engine.strategies import rulesets_with_cases


def trigger(code, number, effect="rules_out_providers"):
    return Trigger((Condition(code, frozenset({number})),), effect, f"{code} is {number}.")


def codes(ruleset, answers=None, gates=None):
    return [row.code for row in fired_gates(ruleset, Case(answers or {}, gates or {}))]


def test_an_asked_gate_fires_on_fires_alone():
    ruleset = make_tiny(gates=(make_gate("KO1"),))
    assert codes(ruleset, gates={"KO1": "fires"}) == ["KO1"]
    for value in ("passes", "unknown"):
        assert codes(ruleset, gates={"KO1": value}) == []
    assert codes(ruleset) == []


def test_a_gate_that_is_not_asked_fires_by_its_triggers_alone():
    gate = make_gate("KO3", asked=False, triggers=(trigger("A1", 1),))
    ruleset = make_tiny(gates=(gate,))
    assert codes(ruleset, gates={"KO3": "fires"}) == []
    (fired,) = fired_gates(ruleset, Case(answers_of(A1=1), {}))
    assert (fired.effect, fired.criteria, fired.answer) == ("rules_out_providers", ("A1",), None)
    assert fired.reason == "A1 is 1."


@pytest.mark.parametrize("given_", [None, Given(None, "unknown"), NOT_APPLICABLE, Given(2)])
def test_what_is_not_that_answer_fires_nothing(given_):
    ruleset = make_tiny(gates=(make_gate("KO3", asked=False, triggers=(trigger("A1", 1),)),))
    assert codes(ruleset, {"A1": given_} if given_ else {}) == []


def test_a_hidden_answer_and_a_retired_one_fire_nothing():
    """A1 = 1 hides A2."""
    gate = make_gate("KO3", asked=False, triggers=(trigger("A2", 1),))
    branching = make_branching()
    ruleset = make_ruleset(*branching.criteria, gates=(gate,))
    assert codes(ruleset, answers_of(A1=1, A2=1)) == []
    assert codes(ruleset, answers_of(A1=2, A2=1)) == ["KO3"]
    retired = make_criterion("A2", {}, {}, asked="never")
    assert codes(make_ruleset(retired, gates=(gate,)), answers_of(A2=1)) == []


def test_the_strongest_effect_speaks_and_at_equal_effect_the_asked_answer():
    both = make_gate("KO5", effect="warns", triggers=(trigger("A1", 1), trigger("A1", 1, "warns")))
    (fired,) = fired_gates(make_tiny(gates=(both,)), Case(answers_of(A1=1), {"KO5": "fires"}))
    assert (fired.effect, fired.reason, fired.answer) == (
        "rules_out_providers",
        "A1 is 1.",
        "fires",
    )
    same = make_gate("KO5", triggers=(trigger("A1", 1),))
    (fired,) = fired_gates(make_tiny(gates=(same,)), Case(answers_of(A1=1), {"KO5": "fires"}))
    assert fired.reason == "Reason of KO5"


def test_open_are_the_asked_gates_of_which_nobody_knows():
    gates = (make_gate("KO1"), make_gate("KO2"), make_gate("KO3", asked=False), make_gate("KO4"))
    ruleset = make_tiny(gates=gates)
    assert open_gates(ruleset, {"KO1": "passes", "KO2": "unknown"}) == ("KO2", "KO4")


def test_a_step_may_answer_every_gate_that_does_more_than_warn():
    gates = tuple(
        make_gate(f"KO{place}", effect=effect, kind="bpo" if effect == "rules_out_kind" else "")
        for place, effect in enumerate(EFFECTS)
    )
    asked = step_gates(make_tiny(gates=gates))
    assert [row.effect for row in asked] == [row for row in EFFECTS if row != "warns"]


PROVIDER = answers_of(A1=3, A2=2, B1=1)
"""A provider of routine work: sourcing at its reach, expertise -1."""


def advised(gate, answers=PROVIDER) -> tuple[Any, Any]:
    ruleset = make_tiny(gates=(gate,))
    case = case_of(ruleset, answers, {gate.code: "fires"})
    return answer(ruleset, case), recommend(ruleset, case)


def test_a_gate_that_rules_providers_out_sets_own_for_certain():
    found, advice = advised(make_gate("KO1"))
    assert (found.who, found.kind) == ("own", "bpo")
    assert (advice.outcome, advice.confidence, advice.probability) == ("in_house", "clear", 1)
    assert advice.outcomes["bpo"] == advice.outcomes["kpo"] == 0


def test_it_does_so_however_little_is_answered():
    """A2 alone is a sixth of the weight of who."""
    ruleset = make_tiny(gates=(make_gate("KO1"),))
    early = recommend(ruleset, case_of(ruleset, answers_of(A2=2), {"KO1": "passes"}))
    assert (early.outcome, early.confidence) == ("open", "early")
    ruled = recommend(ruleset, case_of(ruleset, answers_of(A2=2), {"KO1": "fires"}))
    assert (ruled.outcome, ruled.confidence) == ("in_house", "clear")


def test_a_provider_of_a_kind_that_is_ruled_out_counts_as_own():
    """Kind keeps its own answer; where the draws say expert work, a provider is still possible."""
    found, advice = advised(make_gate("KO1", effect="rules_out_kind", kind="bpo"))
    assert (found.who, found.kind) == ("own", "bpo")
    assert advice.outcomes["bpo"] == 0
    assert 0 < advice.outcomes["kpo"] < 0.5
    assert advice.who.probability == pytest.approx(1 - advice.outcomes["kpo"])
    found, advice = advised(make_gate("KO1", effect="rules_out_kind", kind="kpo"))
    assert (found.who, advice.outcomes["kpo"]) == ("provider", 0)


def test_ruling_out_a_kind_of_which_nothing_is_asked_leaves_the_other():
    ruleset = make_ruleset(
        make_criterion("A1", {"sourcing": -1.0}, {"sourcing": 1.0}),
        gates=(make_gate("KO1", effect="rules_out_kind", kind="bpo"),),
    )
    advice: Any = recommend(ruleset, Case({"A1": Given(2, evidence="measured")}, {"KO1": "fires"}))
    assert (advice.outcome, advice.kind) == ("provider", None)
    assert (advice.outcomes["bpo"], advice.outcomes["kpo"]) == (0, 1)


def test_ruling_out_every_provider_needs_no_kind():
    ruleset = make_ruleset(
        make_criterion("A1", {"sourcing": -1.0}, {"sourcing": 1.0}), gates=(make_gate("KO1"),)
    )
    advice: Any = recommend(ruleset, Case({"A1": Given(2, evidence="measured")}, {"KO1": "fires"}))
    assert (advice.outcome, advice.probability, advice.outcomes["bpo"]) == ("in_house", 1, 0)


def test_a_gate_to_fix_first_comes_before_and_moves_nothing():
    found, advice = advised(make_gate("KO4", effect="fix_first"))
    _, passing = advised(make_gate("KO4", effect="warns"))
    assert found.fix == advice.before.fix == ("KO4",)
    assert (advice.outcome, advice.who, advice.kind) == (passing.outcome, passing.who, passing.kind)


def test_a_gate_that_keeps_the_decision_moves_nothing_either():
    _, advice = advised(make_gate("KO14", effect="keeps_decision"))
    _, warned = advised(make_gate("KO14", effect="warns"))
    assert (advice.keeps_decision, warned.keeps_decision) == (True, False)
    assert (advice.who, advice.kind, advice.outcome) == (warned.who, warned.kind, warned.outcome)


@given(rulesets_with_cases())
def test_no_draw_lets_a_gate_fire_that_is_not_answered(drawn):
    """Without the gates whose answer or trigger is not on record all figures are the same; only what
    is named as not known may differ."""
    ruleset, case = drawn
    fired = {row.code for row in fired_gates(ruleset, case)}
    kept = tuple(row for row in ruleset.gates if row.code in fired or row.asked)
    bare = make_ruleset(
        *ruleset.criteria, gates=kept, lines=ruleset.lines, services=ruleset.services
    )
    assert _but_unknown(recommend(bare, case)) == _but_unknown(recommend(ruleset, case))


def _but_unknown(found: Recommendation) -> Recommendation:
    return replace(found, before=found.before and replace(found.before, unknown=()))
