"""What would change an answer: sets of choices, gates, and how plausible they are."""

import random
from dataclasses import replace
from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.fit.answers import answer
from engine.fit.case import Case, Given, Step
from engine.fit.counting import applying
from engine.model.ruleset import Condition, Effect, Ruleset, Trigger
from engine.recommendation import recommend
from engine.sensitivity.alternatives import Alternatives, of_steps, with_choice, with_gate
from engine.sensitivity.otherwise import Otherwise
from engine.sensitivity.switching import (
    Flip,
    flips,
    flips_of_process,
    is_free,
    path_of,
    plausibilities,
)
from tests.engine.makers import (
    NOT_APPLICABLE,
    answers_of,
    case_of,
    make_branching,
    make_gate,
    make_rich,
    make_tiny,
)
from tests.engine.strategies import rulesets_with_cases
from tests.shipped import shipped
from tools.adaptive_curve import SPREADS, organisation


def said(ruleset: Ruleset, case: Case) -> dict[str, str | None]:
    """The answers that the recommendation prints; without a question, work stays in one place."""
    found = recommend(ruleset, case)
    before = found.before
    return {
        "who": found.who.answer if found.who else None,
        "kind": found.kind.answer if found.kind else None,
        "inside": found.inside.answer if found.inside else "in_house",
        "before": before.automate if before else None,
    }


def by_criterion(found: tuple[Flip, ...]) -> dict[tuple[str, str, str], tuple[int, ...]]:
    return {(row.question, row.criterion, row.to): row.choices for row in found if row.criterion}


def test_a_set_of_choices_gives_the_other_answer() -> None:
    """A1 = 3, A2 = 2, B1 = 2 on the tiny ruleset: (3 x 2 + 1 x 0.5 + 0) / 6 = 6.5 / 6, above the
    line of 8.5 / 48: provider. With A1 = 2 the sum is 0.5, below 8.5 / 8 = 1.0625, with A1 = 1 it is
    -5.5: own. A2 = 1 leaves 6 - 2 = 4, above. B1 = 1 gives 8.5: provider, but routine.
    """
    ruleset = make_tiny()
    found = flips(Alternatives(ruleset, case_of(ruleset, answers_of(A1=3, A2=2, B1=2))))
    assert by_criterion(found) == {
        ("who", "A1", "own"): (1, 2),
        ("kind", "B1", "bpo"): (1,),
        ("before", "G1", "part"): (3,),
        ("before", "G1", "most"): (4,),
    }


def test_nothing_would_change_what_is_not_said() -> None:
    ruleset = make_tiny(gates=(make_gate("K1"),))
    assert flips(Alternatives(ruleset, case_of(ruleset, {}))) == ()
    assert flips(Alternatives(ruleset, case_of(ruleset, {"A1": NOT_APPLICABLE}))) == ()


def test_units_and_software_decide_by_their_answer_too() -> None:
    """Own, because A1 = 1. C5 = 2: the pooling sum is 1 of 2, above an eighth: pooled. C5 = 3 as
    well. G1 = 3 (value 1): part of it, G1 = 4: most of it. Both are not answered."""
    ruleset = make_tiny()
    found = by_criterion(
        flips(Alternatives(ruleset, case_of(ruleset, answers_of(A1=1, A2=2, B1=2))))
    )
    assert found["inside", "C5", "shared_service"] == (2, 3)
    assert found["before", "G1", "part"] == (3,)
    assert found["before", "G1", "most"] == (4,)


def test_choices_that_close_a_branch_count_without_what_it_hides() -> None:
    """A1 = 3, A2 = 1, B1 hidden: 1 - 1 = 0, own. A1 = 1 hides A2, so B1 is asked again and its 3
    counts: -1 + 1 = 0, own. A2 = 2 shows B1: 1 + 1 + 1 of 3: provider."""
    ruleset = make_branching()
    case = case_of(ruleset, answers_of(A1=3, A2=1, B1=3))
    assert by_criterion(flips(Alternatives(ruleset, case))) == {("who", "A2", "provider"): (2,)}


@pytest.mark.parametrize(
    ("evidence", "spread"), [("measured", 0.02), ("document", 0.1), ("estimate", 0.3), (None, 0.3)]
)
def test_each_further_choice_is_less_plausible_by_what_the_answer_rests_on(
    evidence: str, spread: float
) -> None:
    """Given the first of three: 1, s, s^2 over their sum."""
    ruleset = make_tiny()
    case = case_of(ruleset, {"A1": Given(1, evidence=evidence)})  # type: ignore[arg-type]
    total = 1 + spread + spread**2
    assert plausibilities(ruleset, case, "A1") == pytest.approx(
        {1: 1 / total, 2: spread / total, 3: spread**2 / total}
    )


def test_an_unknown_answer_is_as_plausible_as_its_prior() -> None:
    """Payroll usually answers A1 with 3 of three: 0.2 even, 0.5 there, 0.3 beside."""
    ruleset = make_rich()
    case = replace(case_of(ruleset, answers_of(A1=None)), service="payroll")
    even = 0.2 / 3
    expected = {1: even, 2: even + 0.3, 3: even + 0.5}
    assert plausibilities(ruleset, case, "A1") == pytest.approx(expected)
    assert plausibilities(ruleset, replace(case, answers={}), "A1") == pytest.approx(expected)


def test_the_most_plausible_comes_first_and_gates_last() -> None:
    ruleset = make_tiny(gates=(make_gate("K1"), make_gate("K2", effect="fix_first")))
    case = case_of(ruleset, answers_of(A1=3, A2=2, B1=2))
    found = flips(Alternatives(ruleset, case))
    likely = [row.plausibility for row in found if row.plausibility is not None]
    assert likely == sorted(likely, reverse=True)
    assert [(row.question, row.gate, row.state, row.to) for row in found[len(likely) :]] == [
        ("who", "K1", "fires", "own"),
        ("before", "K2", "fires", "fix"),
    ]


def test_a_gate_that_fires_names_what_passing_it_gives() -> None:
    ruleset = make_tiny(gates=(make_gate("K1"),))
    case = case_of(ruleset, answers_of(A1=3, A2=2, B1=2), {"K1": "fires"})
    passing = [row for row in flips(Alternatives(ruleset, case)) if row.gate]
    assert [(row.state, row.to) for row in passing] == [("passes", "provider")]


def test_a_choice_that_fires_a_rule_by_itself_is_found() -> None:
    """A2 = 1 leaves the sum above the line, but rules providers out; or it only asks for a fix."""
    when = (Condition("A2", frozenset({1})),)
    effects: dict[Effect, tuple[str, str, str]] = {
        "rules_out_providers": ("who", "A2", "own"),
        "fix_first": ("before", "A2", "fix"),
    }
    for effect, expected in effects.items():
        gate = make_gate("K1", asked=False, triggers=(Trigger(when, effect, "So."),))
        ruleset = make_tiny(gates=(gate,))
        found = flips(Alternatives(ruleset, case_of(ruleset, answers_of(A1=3, A2=2, B1=2))))
        assert by_criterion(found)[expected] == (1,)


def test_a_choice_that_leaves_nothing_known_changes_no_answer() -> None:
    """A1 = 1, which counts nothing here, hides A2, all that is known: nothing is said of that."""
    ruleset = make_branching()
    case = case_of(ruleset, answers_of(A1=3, A2=2))
    case = replace(case, weights={**case.weights, "A1": 0.0})
    assert said(ruleset, case)["who"] == "provider"
    assert said(ruleset, with_choice(case, "A1", 1))["who"] is None
    assert {row.criterion for row in flips(Alternatives(ruleset, case))} == {"A2", "B1"}


def test_nothing_sends_a_step_another_way_that_a_rule_retains() -> None:
    """Nor does it take the place of what changes the headline: only so many are tried."""
    ruleset = make_tiny()
    case = case_of(ruleset, answers_of(A1=3, A2=2, B1=2))
    retained, free = Step("Sign", retained="The law."), Step("Do")
    known = Alternatives(ruleset, case)
    assert not is_free(retained, known)
    assert is_free(free, known)


def test_what_does_not_apply_stays_so() -> None:
    ruleset = make_tiny()
    case = case_of(ruleset, {**answers_of(A1=3, A2=2, B1=2), "A1": NOT_APPLICABLE})
    assert "A1" not in Alternatives(ruleset, case).others


@given(rulesets_with_cases())
def test_applying_what_is_printed_gives_exactly_the_printed_answer(
    drawn: tuple[Ruleset, Case],
) -> None:
    """Also for gates, hidden branches and the answers that decide on units and software."""
    ruleset, case = drawn
    fixed = answer(ruleset, case).fix
    for row in flips(Alternatives(ruleset, case)):
        changed = [with_choice(case, row.criterion, number) for number in row.choices]
        for other in changed or [with_gate(case, row.gate, row.state or "unknown")]:
            if row.to == "fix":
                before = recommend(ruleset, other).before
                assert before is not None
                assert set(before.fix) - set(fixed)
            else:
                assert said(ruleset, other)[row.question] == row.to


@given(rulesets_with_cases())
def test_every_choice_that_changes_an_answer_is_printed(drawn: tuple[Ruleset, Case]) -> None:
    """By trying all of them. A question without an answer is no other answer."""
    ruleset, case = drawn
    now = answer(ruleset, case)
    expected = set()
    for row in applying(ruleset, case) if now.says_something else ():
        for number in (choice.number for choice in row.choices):
            then = said(ruleset, with_choice(case, row.code, number))
            expected |= {
                (question, row.code, number, then[question])
                for question, here in path_of(now)
                if then[question] not in (here, None)
            }
    printed = flips(Alternatives(ruleset, case))
    assert expected == {
        (row.question, row.criterion, number, row.to)
        for row in printed
        for number in row.choices
        if row.to != "fix"
    }


@given(rulesets_with_cases(), st.data())
def test_the_recommendation_prints_the_answer_of_any_choice(
    drawn: tuple[Ruleset, Case], data: st.DataObject
) -> None:
    """What is predicted for a choice with one term replaced is what the whole computation says."""
    ruleset, case = drawn
    others = [
        (code, number) for code, row in Alternatives(ruleset, case).others.items() for number in row
    ]
    if others:
        code, number = data.draw(st.sampled_from(others))
        then = Alternatives(ruleset, case).others[code][number]
        printed = said(ruleset, with_choice(case, code, number))
        if printed["who"] is not None:
            assert printed == {
                "who": then.who,
                "kind": then.kind,
                "inside": then.inside or "in_house",
                "before": then.automate,
            }


@given(rulesets_with_cases())
def test_plausibilities_add_up_to_one(drawn: tuple[Ruleset, Case]) -> None:
    ruleset, case = drawn
    for row in ruleset.criteria:
        assert sum(plausibilities(ruleset, case, row.code).values()) == pytest.approx(1)


def test_on_the_shipped_model_every_printed_change_gives_its_answer() -> None:
    """Organisations of eight kinds of work, answered in whole or by half."""
    ruleset = shipped()
    rng = random.Random(4)  # noqa: S311 - a simulation
    tried = 0
    for place, service in enumerate(ruleset.services[::6]):
        case = organisation(ruleset, service, SPREADS["mixed"], rng)
        if place % 2:
            case = replace(case, answers=dict(list(case.answers.items())[::2]))
        for row in flips(Alternatives(ruleset, case)):
            changed = [with_choice(case, row.criterion, number) for number in row.choices]
            for other in changed or [with_gate(case, row.gate, row.state or "unknown")]:
                if row.to != "fix":
                    tried += 1
                    assert said(ruleset, other)[row.question] == row.to
    assert tried > 50


def test_of_steps_it_is_what_changes_their_headline() -> None:
    """Two steps; one answers A2 for itself. All go to a provider as expert work; A1 = 1 or 2 for the
    whole keeps it, B1 = 1 makes it routine, G1 = 4 has software do most of it first, K1 keeps it."""
    ruleset = make_tiny(gates=(make_gate("K1"), make_gate("K2", effect="fix_first")))
    answers = {
        code: Given(row.choice, evidence="measured")
        for code, row in answers_of(A1=3, A2=2, B1=2, C5=1, G1=1).items()
    }
    case = case_of(ruleset, answers, {"K1": "passes", "K2": "passes"})
    steps = (Step("One"), Step("Two", answers={"A2": Given(1, evidence="measured")}))
    now = recommend(ruleset, case, steps)
    assert now.outcome == "kpo"
    known = Alternatives(ruleset, case)
    parts = [flips(row) for row in of_steps(known, steps)]
    rows = chain(flips(known), *parts)
    found = flips_of_process(Otherwise(ruleset, case, steps), now.outcome, known, rows)
    assert {row.criterion or row.gate for row in found} == {"A1", "B1", "G1", "K1"}
    for row in found:
        changed = [with_choice(case, row.criterion, number) for number in row.choices]
        for other in changed or [with_gate(case, row.gate, row.state or "unknown")]:
            then = recommend(ruleset, other, steps)
            assert (row.question, row.to) == ("headline", then.outcome)
