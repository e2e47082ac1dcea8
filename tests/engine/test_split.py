from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.content import read_content
from engine.fit.case import UNKNOWN, Case, Given
from engine.model.load import load
from engine.model.ruleset import OPTIONS, Ruleset
from engine.scoring import evaluate
from engine.split import Split, Step, split, step_case
from tests.engine.makers import answers_of, case_of, make_gate, make_tiny
from tests.engine.strategies import rulesets_with_cases

SHIPPED = load(read_content().definition)
# The tiny ruleset with A1 = 3, A2 = 2 (towards a provider): B1 = 1 makes BPO lead with 100, B1 = 2
# KPO with 100. A1 = 1 and A2 = 1 (against): in-house 70, whatever B1 says, but B1 = 1: automate 60.
OUT = answers_of(A1=3, A2=2)
ROUTINE = Step("Routine", answers_of(B1=1))
EXPERT = Step("Expert", answers_of(B1=2))
OURS = Step("Ours", answers_of(A1=1, A2=1, B1=2))
OPEN = Step("Open", {"B1": UNKNOWN})
DECISION = Step("Decide", answers_of(B1=2), kept_inside="The law wants our officer.")


def _split(*steps: Step, ruleset: Ruleset | None = None) -> Split:
    ruleset = ruleset or make_tiny()
    return split(ruleset, case_of(ruleset, OUT), steps)


def _kinds(found: Split) -> list[tuple[str, int | None]]:
    return [(row.kind, row.place) for row in found.kept]


def test_steps_that_differ_make_a_hybrid():
    found = _split(ROUTINE, EXPERT)
    assert (found.advice, found.why, found.is_hybrid) == ("hybrid", "steps_differ", True)
    assert [row.advice for row in found.steps] == ["bpo", "kpo"]
    assert [(group.option, group.places) for group in found.groups] == [
        ("bpo", (0,)),
        ("kpo", (1,)),
    ]
    assert found.handovers == 1


def test_steps_that_agree_are_no_hybrid():
    found = _split(ROUTINE, replace(ROUTINE, name="More routine"))
    assert (found.advice, found.why, found.handovers) == ("bpo", "steps_agree", 0)
    assert [group.places for group in found.groups] == [(0, 1)]
    assert _kinds(found) == [("retained_team", None), ("quality_gate", 1)]


def test_a_single_step_is_no_hybrid():
    found = _split(EXPERT)
    assert (found.advice, found.why, found.is_hybrid) == ("kpo", "single_step", False)


def test_a_single_step_that_must_stay_is_a_hybrid_when_a_provider_would_do_it():
    """Held by a reason it stays in-house, also where shared service scores more (40 against 30)."""
    found = _split(DECISION)
    assert (found.advice, found.why) == ("hybrid", "held_inside")
    (step,) = found.steps
    assert (step.advice, step.free_advice, step.is_held) == ("in_house", "kpo", True)
    first, team = found.kept
    assert (first.kind, first.place, first.reason) == ("decision_rights", 0, DECISION.kept_inside)
    assert (team.kind, team.option) == ("retained_team", "kpo")


def test_a_single_step_that_would_stay_anyway_is_no_hybrid_for_a_reason():
    found = _split(replace(OURS, kept_inside="The law."))
    assert (found.advice, found.why, found.kept) == ("in_house", "single_step", ())


def test_a_held_step_among_steps_that_go_out_makes_a_hybrid():
    """All would be KPO; the decision in the middle stays: two quality gates, one before it."""
    found = _split(EXPERT, DECISION, EXPERT)
    assert (found.advice, found.why, found.handovers) == ("hybrid", "held_inside", 2)
    assert _kinds(found) == [
        ("decision_rights", 1),
        ("retained_team", None),
        ("quality_gate", 0),
        ("quality_gate", 2),
    ]


def test_a_gate_of_one_step_holds_it_and_is_named():
    ruleset = make_tiny(gates=(make_gate("KO1"),))
    stopped = replace(EXPERT, name="Stopped", gates={"KO1": "yes"})
    found = _split(EXPERT, stopped, ruleset=ruleset)
    assert (found.advice, found.why) == ("hybrid", "held_inside")
    assert found.steps[1].held_by == ("KO1",)
    (kept, *_) = found.kept
    assert (kept.kind, kept.place, kept.gates) == ("decision_rights", 1, ("KO1",))


def test_a_gate_that_can_be_fixed_holds_no_step():
    """For all of the work KO4 is to be fixed first: that parts nothing, so it makes no hybrid."""
    ruleset = make_tiny(gates=(make_gate("KO4", severity="fix_first"),))
    found = split(ruleset, case_of(ruleset, OUT, {"KO4": "yes"}), (EXPERT,))
    assert (found.advice, found.why) == ("kpo", "single_step")
    (step,) = found.steps
    assert (step.evaluation.after_fix, step.held_by, step.is_held) == ("kpo", (), False)


def test_the_options_too_close_to_the_advice_of_a_step_are_named():
    """Without B1 both providers score 50 + 20 = 70: BPO comes first only by its place."""
    found = _split(ROUTINE, EXPERT, OPEN)
    assert [row.close for row in found.steps] == [("bpo",), ("kpo",), ("bpo", "kpo")]
    assert found.steps[2].allowed == ("bpo", "kpo", "automate", "shared_service", "in_house")


def test_an_option_that_would_nearly_do_for_every_step_is_named():
    assert (_split(OPEN, EXPERT).advice, _split(OPEN, EXPERT).common) == ("hybrid", ("kpo",))
    assert _split(OPEN, EXPERT, ROUTINE).common == ()
    assert _split(OPEN, OPEN).common == ("bpo", "kpo")
    assert _split().common == ()


def test_a_reason_leaves_only_in_house_where_a_provider_would_do_it():
    (step,) = _split(DECISION).steps
    assert (step.allowed, step.close) == (("in_house",), ("in_house",))


def test_a_reason_changes_nothing_where_no_provider_would_do_it_anyway():
    """A1 = 1, A2 = 1, B1 = 1: in-house 50 + 20 = 70, automate 50 + 10 = 60, shared service 60."""
    (step,) = _split(replace(OURS, answers=answers_of(A1=1, A2=1, B1=1), kept_inside="Law.")).steps
    assert (step.is_held, step.free_advice, step.advice) == (False, "in_house", "in_house")
    assert set(step.allowed) == {"in_house", "shared_service", "automate"}


def test_a_reason_leaves_what_gates_leave():
    """Should a gate close in-house too, the best that is left inside does it."""
    ruleset = make_tiny(gates=(make_gate("KO1", rules_out=("in_house",)),))
    (step,) = _split(replace(DECISION, gates={"KO1": "yes"}), ruleset=ruleset).steps
    assert (step.advice, step.is_held) == ("shared_service", True)


def test_a_step_that_is_better_kept_is_named_beside_those_that_go_out():
    found = _split(ROUTINE, OURS)
    assert found.advice == "hybrid"
    assert [row.advice for row in found.steps] == ["bpo", "in_house"]
    assert _kinds(found) == [("step", 1), ("retained_team", None), ("quality_gate", 0)]


def test_steps_that_all_stay_inside_leave_nothing_to_name():
    ruleset = make_tiny()
    found = split(ruleset, case_of(ruleset, answers_of(A1=1, A2=1)), (OURS, OURS))
    assert (found.advice, found.kept) == ("in_house", ())


def test_when_gates_rule_everything_out_the_step_stays_in_house():
    ruleset = make_tiny(gates=(make_gate("KO1", rules_out=OPTIONS),))
    found = _split(replace(EXPERT, gates={"KO1": "yes"}), ruleset=ruleset)
    assert found.steps[0].advice == "in_house"


def test_without_steps_the_process_is_one():
    ruleset = make_tiny()
    case = case_of(ruleset, {**OUT, **answers_of(B1=2)})
    found = split(ruleset, case, ())
    assert (found.advice, found.why, found.steps) == ("kpo", "no_steps", ())


def test_a_step_inherits_what_it_does_not_answer_itself():
    case = Case({"A1": Given(1), "B1": Given(2)}, {"KO1": "no", "KO2": "yes"}, {"A1": 1.0})
    own = step_case(case, Step("S", {"B1": Given(1)}, {"KO1": "yes"}))
    assert own.answers == {"A1": Given(1), "B1": Given(1)}
    assert own.gates == {"KO1": "yes", "KO2": "yes"}
    assert own.weights == case.weights


@given(rulesets_with_cases(), st.integers(0, 3), st.data())
def test_hybrid_means_that_steps_differ_or_one_is_held(drawn, number, data):
    ruleset, case = drawn
    steps = [_any_step(data, ruleset, place) for place in range(number)]
    found = split(ruleset, case, steps)
    advised = [row.advice for row in found.steps]
    if found.is_hybrid:
        assert len(set(advised)) > 1 or (number == 1 and found.steps[0].is_held)
    elif advised:
        assert set(advised) == {found.advice}
    else:
        assert found.advice == evaluate(ruleset, case).advice
    assert [place for group in found.groups for place in group.places] == list(range(number))
    for row in found.steps:
        assert not (row.step.kept_inside and row.advice in ("bpo", "kpo"))
        if not row.step.kept_inside:
            assert row.advice == evaluate(ruleset, step_case(case, row.step)).leader


def _any_step(data: st.DataObject, ruleset: Ruleset, place: int) -> Step:
    row = data.draw(st.sampled_from(ruleset.criteria))
    choice = data.draw(st.sampled_from(row.choices))
    reason = data.draw(st.sampled_from(["", "Ours."]))
    return Step(f"Step {place}", {row.code: Given(choice.number)}, {}, reason)


@pytest.mark.parametrize("slug", ["payroll"])
def test_a_shipped_service_type_splits_by_its_typical_steps(slug):
    """All usual answers given, no gate: the step that the catalog keeps inside never goes out."""
    service = SHIPPED.service[slug]
    answers = {code: Given(number) for code, number in service.prefilled.items()}
    case = Case(answers, {}, {row.code: row.weight for row in SHIPPED.criteria}, slug)
    steps = [Step(row.name, kept_inside=row.kept_inside) for row in service.steps]
    found = split(SHIPPED, case, steps)
    for row in found.steps:
        assert not row.step.kept_inside or row.advice not in ("bpo", "kpo")
