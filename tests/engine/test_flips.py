from collections.abc import Mapping
from dataclasses import replace
from itertools import combinations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.content import read_content
from engine.exact import Book, millionths
from engine.fit.case import Case, Given
from engine.fit.weighting import resolve
from engine.flips import find_out_next, flips
from engine.model.load import load
from engine.model.ruleset import Ruleset, ServiceType
from engine.scoring import UNKNOWN, evaluate
from engine.sensitivity.prior import chances_of
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

SHIPPED = load(read_content().definition)


def _changed(case: Case, changes: Mapping[str, int]) -> Case:
    answers = {code: Given(number) for code, number in changes.items()}
    return replace(case, answers={**case.answers, **answers})


def _advice(ruleset: Ruleset, case: Case, changes: Mapping[str, int]) -> str:
    return evaluate(ruleset, _changed(case, changes)).advice


def _alternatives(ruleset: Ruleset, case: Case) -> list[tuple[str, int]]:
    """Every other known choice of every asked criterion, found by hand."""
    evaluation = evaluate(ruleset, case)
    known = {row.criterion: row.given if row.known else None for row in evaluation.contributions}
    return [
        (code, choice.number)
        for code, given in known.items()
        for choice in ruleset.criterion[code].choices
        if not choice.is_unknown and (given is None or given.choice != choice.number)
    ]


def test_millionths_round_as_python_rounds():
    """0.1234565 lies a little below the half in binary, 2.5e-6 and 3.5e-6 beside it: whatever
    ``round`` makes of them counts, since ``evaluate`` uses it."""
    numbers = [0.1234565, 2.5e-6, 3.5e-6, -2.5e-6, 1.0000005, 17.123456500000001, -49.9999995]
    expected = [round(round(number, 6) * 1_000_000) for number in numbers]
    assert millionths(np.array(numbers)).tolist() == expected


@given(rulesets_with_cases())
def test_the_exact_form_has_the_scores_of_the_evaluation(drawn):
    ruleset, case = drawn
    evaluation = evaluate(ruleset, case)
    state = Book(ruleset, case.weights).state(case)
    scores = [50 + max(-50, min(50, total / 1_000_000)) for total in state.total.tolist()]
    expected = {row.option: row.score for row in evaluation.scores}
    assert [round(score, 6) for score in scores] == [expected[key] for key in ruleset.option]
    assert tuple(ruleset.option)[state.advice] == evaluation.advice


def test_one_answer_flips_the_advice_by_hand():
    """Tiny ruleset, A1 = 3 (+15), A2 = 2 (+5), B1 = 2 (expertise +1.5, automation -0.5: 30, -10).

    KPO leads with 100. B1 = 1 turns that round: BPO 100, KPO 40. A1 = 2 leaves KPO 50 + 5 + 30 = 85,
    A1 = 1 70 (in-house 50 + 15 - 5 = 60), A2 = 1 gives 50 + 15 - 5 + 30 = 90. So B1 alone flips.
    """
    ruleset = make_tiny()
    found = flips(ruleset, case_of(ruleset, answers_of(A1=3, A2=2, B1=2)))
    (flip,) = found.singles
    (change,) = flip.changes
    assert (change.criterion, change.old, change.new, change.steps) == ("B1", 2, 1, 1)
    assert flip.advice == "bpo"
    assert found.pair is None


def test_the_smallest_flips_come_first_and_an_unknown_answer_costs_no_step():
    """A1 alone moves sourcing: 1 to 5 in-house to provider; A1 = 5 with B1 unknown: BPO before KPO
    (equal, in order). A1 = 3 ties all at 50 (in-house, first in order), as do lower ones lead to
    in-house: two steps. B1 = 2 (expert) makes KPO lead without giving up anything known."""
    scale = [{"sourcing": float(size)} for size in (-2, -1, 0, 1, 2)]
    ruleset = make_ruleset(
        make_criterion("A1", *scale), make_criterion("B1", {"expertise": -1.0}, {"expertise": 1.0})
    )
    found = flips(ruleset, case_of(ruleset, answers_of(A1=5)))
    listed = [
        (flip.changes[0].criterion, flip.changes[0].new, flip.steps, flip.advice)
        for flip in found.singles
    ]
    assert listed == [
        ("B1", 2, 0, "kpo"),
        ("A1", 3, 2, "in_house"),
        ("A1", 2, 3, "in_house"),
        ("A1", 1, 4, "in_house"),
    ]


def test_a_pair_is_named_where_no_single_answer_is_enough():
    """Three equal yes-or-no questions on sourcing, all for a provider: each carries 50/3 points.
    One of them turned leaves BPO 50 + 50/3 ahead of in-house; two turned make in-house lead."""
    sides = ({"sourcing": -1.0}, {"sourcing": 1.0})
    ruleset = make_ruleset(*(make_criterion(code, *sides) for code in ("A1", "A2", "A3")))
    found = flips(ruleset, case_of(ruleset, answers_of(A1=2, A2=2, A3=2)))
    assert found.singles == ()
    assert found.pair is not None
    assert [(change.criterion, change.new) for change in found.pair.changes] == [
        ("A1", 1),
        ("A2", 1),
    ]
    assert (found.pair.advice, found.pair.steps) == ("in_house", 2)


def test_an_answer_to_a_gate_can_flip_the_advice():
    ruleset = make_tiny(gates=(make_gate("KO1"), make_gate("KO2", severity="caution")))
    case = case_of(ruleset, answers_of(A1=3, A2=2, B1=2), {"KO1": "no"})
    (flip,) = flips(ruleset, case).gates
    assert (flip.gate, flip.old, flip.new) == ("KO1", "no", "yes")
    changed = replace(case, gates={"KO1": "yes"})
    assert flip.advice == evaluate(ruleset, changed).advice != "kpo"


def test_what_does_not_apply_and_what_is_hidden_is_never_a_flip():
    ruleset = make_branching()
    case = case_of(ruleset, {"A1": Given(1), "A2": Given(2), "B1": NOT_APPLICABLE})
    codes = {flip.changes[0].criterion for flip in flips(ruleset, case).singles}
    assert codes <= {"A1"}


@given(rulesets_with_cases())
def test_single_flips_are_exactly_the_changes_that_change_the_advice(drawn):
    ruleset, case = drawn
    now = evaluate(ruleset, case).advice
    expected = {}
    for code, number in _alternatives(ruleset, case):
        advice = _advice(ruleset, case, {code: number})
        if advice != now:
            expected[code, number] = advice
    found = flips(ruleset, case).singles
    assert {(row.changes[0].criterion, row.changes[0].new): row.advice for row in found} == expected
    assert [row.steps for row in found] == sorted(row.steps for row in found)


@given(rulesets_with_cases())
def test_gate_flips_are_exactly_the_gate_answers_that_change_the_advice(drawn):
    ruleset, case = drawn
    now = evaluate(ruleset, case).advice
    expected = {}
    for gate in ruleset.asked_gates():
        for answer in ("yes", "no"):
            changed = replace(case, gates={**case.gates, gate.code: answer})
            if evaluate(ruleset, changed).advice != now:
                expected[gate.code, answer] = evaluate(ruleset, changed).advice
    found = flips(ruleset, case).gates
    assert {(row.gate, row.new): row.advice for row in found} == expected


@given(rulesets_with_cases())
def test_the_pair_is_the_smallest_of_all_that_change_the_advice(drawn):
    """Brute force: two changes at once, the second chosen from what is asked after the first."""
    ruleset, case = drawn
    found = flips(ruleset, case)
    if found.singles:
        assert found.pair is None
        return
    now = evaluate(ruleset, case).advice
    sizes = []
    for code, number in _alternatives(ruleset, case):
        for other, second in _alternatives(ruleset, _changed(case, {code: number})):
            if other != code and _advice(ruleset, case, {code: number, other: second}) != now:
                sizes.append(_steps(ruleset, case, {code: number, other: second}))
    if found.pair is None:
        assert sizes == []
    else:
        pair = {change.criterion: change.new for change in found.pair.changes}
        assert len(pair) == 2
        assert _advice(ruleset, case, pair) == found.pair.advice != now
        assert found.pair.steps == min(sizes)


def _steps(ruleset: Ruleset, case: Case, changes: Mapping[str, int]) -> int:
    total = 0
    for code, new in changes.items():
        known = [row.number for row in ruleset.criterion[code].choices if not row.is_unknown]
        old = case.answers.get(code)
        if old is not None and old.choice in known:
            total += abs(known.index(new) - known.index(old.choice))
    return total


def test_two_steering_answers_can_open_a_branch_only_together():
    """C1 is asked when A1 = 2 and B1 = 2; both are 1, and C1 = 2 is on record, set aside.

    A1 and B1 pull nothing (their effects lie on automation 0.5, alike for both choices of pooling),
    so neither alone changes the advice; together they bring C1 back, which speaks for a provider.
    """
    first = make_criterion("A1", {"pooling": 0.5}, {}, weight=0.0)
    second = make_criterion("B1", {"pooling": 0.5}, {}, weight=0.0)
    third = make_criterion("C1", {"sourcing": -1.0}, {"sourcing": 1.0})
    from_a = make_branching().criteria[1].show_if[0]
    conditions = (
        replace(from_a, criterion="A1", choices=frozenset({2})),
        replace(from_a, criterion="B1", choices=frozenset({2})),
    )
    ruleset = make_ruleset(first, second, replace(third, show_if=conditions))
    found = flips(ruleset, case_of(ruleset, answers_of(A1=1, B1=1, C1=2)))
    assert found.singles == ()
    assert found.pair is not None
    assert {change.criterion for change in found.pair.changes} == {"A1", "B1"}
    assert found.pair.advice == "bpo"


def test_find_out_next_adds_up_the_chances_of_the_choices_that_flip():
    """A1 = 5 as an estimate, choices -2 to 2 on sourcing: 70 % stays, 30 % is 4: BPO either way, and
    KPO, its closest rival, moves with it: nothing to find out. B1 unknown, two choices: 1/2 routine
    (BPO stays), 1/2 expert (KPO). B1 alone moves expertise by 1, A1 sourcing by 2, so 3 = 50 points
    and the lead of BPO over KPO spans 2 x 2 x 50/3 = 200/3 points."""
    scale = [{"sourcing": float(size)} for size in (-2, -1, 0, 1, 2)]
    ruleset = make_ruleset(
        make_criterion("A1", *scale), make_criterion("B1", {"expertise": -1.0}, {"expertise": 1.0})
    )
    case = case_of(ruleset, {"A1": Given(5, evidence="estimate"), "B1": UNKNOWN})
    (found,) = find_out_next(ruleset, case)
    assert (found.criterion, found.known, found.evidence) == ("B1", False, None)
    assert (found.probability, found.leads) == (0.5, (("kpo", 0.5),))
    assert abs(found.swing - 200 / 3) < 1e-5


def test_a_weak_answer_that_cannot_flip_comes_last_with_its_swing():
    """BPO 50 + 15 (A1 = 3) + 30 (B1 = 1) = 95, next automate 50 + 10 = 60, which sourcing leaves alone.

    A1 as an estimate may be 2: 15 points. A2 unknown: from -5 to +5, 10 points. Neither reaches 35.
    """
    ruleset = make_tiny()
    answers = {
        "A1": Given(3, evidence="estimate"),
        "A2": UNKNOWN,
        "B1": Given(1, evidence="measured"),
    }
    case = case_of(ruleset, answers)
    found = [(row.criterion, row.probability, row.swing) for row in find_out_next(ruleset, case)]
    assert found == [("A1", 0.0, 15.0), ("A2", 0.0, 10.0)]


def test_a_measured_answer_is_not_worth_finding_out():
    ruleset = make_tiny()
    case = case_of(ruleset, {code: Given(1, evidence="measured") for code in ("A1", "A2", "B1")})
    assert find_out_next(ruleset, case) == ()


def test_the_usual_answer_of_the_service_type_weighs_more_than_others():
    """Half the chance lies on what is usual, 0.3 beside it, 0.2 is even: of three choices
    0.5 + 0.2/3 = 17/30, 0.3 + 0.2/3 = 11/30 and 2/30; without a service type 1/3 each."""
    service = ServiceType("x", "X", "expert", "kpo", "X.", {"A1": 3})
    ruleset = make_tiny(services=(service,))
    case = case_of(ruleset, {})
    assert chances_of(ruleset, case, "A1").chances == (1 / 3, 1 / 3, 1 / 3)
    usual = chances_of(ruleset, replace(case, service="x"), "A1").chances
    assert [round(chance, 9) for chance in usual] == [round(n / 30, 9) for n in (2, 11, 17)]


def test_a_weak_answer_may_be_its_neighbour():
    """Document: 10 % beside it, half each way, all of it inwards at an end; measured: none."""
    ruleset = make_tiny()
    for choice, expected in ((1, (0.9, 0.1, 0.0)), (2, (0.05, 0.9, 0.05)), (3, (0.0, 0.1, 0.9))):
        case = case_of(ruleset, {"A1": Given(choice, evidence="document")})
        assert chances_of(ruleset, case, "A1").chances == expected
    sure = case_of(ruleset, {"A1": Given(2, evidence="measured")})
    assert chances_of(ruleset, sure, "A1").chances == (0.0, 1.0, 0.0)


@given(rulesets_with_cases())
def test_find_out_next_is_the_sum_over_the_choices(drawn):
    ruleset, case = drawn
    now = evaluate(ruleset, case).advice
    found = {row.criterion: row for row in find_out_next(ruleset, case)}
    for row in evaluate(ruleset, case).contributions:
        chances = chances_of(ruleset, case, row.criterion)
        expected = sum(
            chance
            for number, chance in zip(chances.numbers, chances.chances, strict=True)
            if chance and _advice(ruleset, case, {row.criterion: number}) != now
        )
        got = found[row.criterion].probability if row.criterion in found else 0.0
        assert abs(got - expected) < 1e-5


@settings(max_examples=20)
@given(st.data())
def test_flips_of_the_shipped_ruleset_hold_with_all_its_gates_and_branches(data):
    answers = {
        row.code: Given(data.draw(st.sampled_from([choice.number for choice in row.choices])))
        for row in SHIPPED.criteria
    }
    case = Case(answers, {gate.code: "unknown" for gate in SHIPPED.asked_gates()}, resolve(SHIPPED))
    found = flips(SHIPPED, case)
    now = evaluate(SHIPPED, case).advice
    listed = {(row.changes[0].criterion, row.changes[0].new): row.advice for row in found.singles}
    for code, number in _alternatives(SHIPPED, case):
        expected = _advice(SHIPPED, case, {code: number})
        assert listed.get((code, number), now) == expected
    if found.pair is not None:
        new = {change.criterion: change.new for change in found.pair.changes}
        assert _advice(SHIPPED, case, new) == found.pair.advice


def test_of_independent_pairs_the_smallest_is_found_by_trying_all():
    """Five questions of the shipped kind, brute force over all pairs of changes."""
    scale = [{"sourcing": float(size)} for size in (-2, -1, 0, 1, 2)]
    ruleset = make_ruleset(*(make_criterion(f"A{place}", *scale) for place in range(5)))
    case = case_of(ruleset, {f"A{place}": Given(4) for place in range(5)})
    found = flips(ruleset, case)
    assert found.singles == ()
    sizes = [
        _steps(ruleset, case, dict(pair))
        for pair in combinations(_alternatives(ruleset, case), 2)
        if pair[0][0] != pair[1][0] and _advice(ruleset, case, dict(pair)) != "bpo"
    ]
    assert found.pair is not None
    assert found.pair.steps == min(sizes)
