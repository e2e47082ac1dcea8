from collections.abc import Mapping
from dataclasses import replace
from math import isclose

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.fit.case import UNKNOWN, Case, Evidence, Given
from engine.flips import find_out_next
from engine.model.ruleset import GateAnswer, Ruleset
from engine.sensitivity.prior import chances_of
from engine.split import Split, Step, split, step_case
from engine.step_moves import SplitFlip, StepMoves, step_moves
from tests.engine.makers import answers_of, case_of, make_gate, make_tiny
from tests.engine.strategies import rulesets_with_cases

# As in test_split: with A1 = 3 and A2 = 2 the tiny ruleset gives a step to BPO (B1 = 1) or KPO (B1 = 2).
OUT = answers_of(A1=3, A2=2)
MEASURED = Given(1, evidence="measured")
GRADES: tuple[Evidence | None, ...] = ("measured", "document", "estimate", None)
YES_NO: tuple[GateAnswer, ...] = ("yes", "no")


def _moves(ruleset: Ruleset, case: Case, steps: tuple[Step, ...]) -> StepMoves:
    return step_moves(ruleset, case, split(ruleset, case, steps))


def _tiny(*steps: Step, answers: Mapping[str, Given] = OUT) -> StepMoves:
    ruleset = make_tiny()
    return _moves(ruleset, case_of(ruleset, answers), steps)


def _said(flip: SplitFlip) -> tuple[int | None, str, int, int, tuple[str, ...], str]:
    change = flip.change
    return flip.place, change.criterion, change.new, change.steps, flip.ways, flip.advice


def test_one_answer_of_a_step_undoes_the_split_by_hand():
    """Both steps ask B1 for themselves. B1 = 2 sends the first to KPO and B1 = 1 the second to BPO:
    then both go one way. For the whole, A1 = 1 takes 30 points from a provider and gives in-house
    30: 70 against 60, so nothing turns; nor does A2 = 1 with 90 against 40.
    """
    flips = _tiny(Step("One", answers_of(B1=1)), Step("Two", answers_of(B1=2))).flips
    assert [_said(flip) for flip in flips] == [
        (0, "B1", 2, 1, ("kpo", "kpo"), "kpo"),
        (1, "B1", 1, 1, ("bpo", "bpo"), "bpo"),
    ]


def test_an_answer_of_the_process_counts_for_the_steps_without_one_of_their_own():
    """Only the first step has its own B1 = 1 (BPO). For the whole nothing is known of B1: the second
    step ties BPO and KPO at 70 and goes to BPO, first in order. B1 = 2 for the whole sends it to KPO;
    A1 = 1 leaves the providers 40 and gives in-house 60. The first step has BPO 100 or 70: it stays."""
    flips = _tiny(Step("One", answers_of(B1=1)), Step("Two")).flips
    whole = [flip for flip in flips if flip.place is None]
    assert [_said(flip) for flip in whole] == [
        (None, "B1", 2, 0, ("bpo", "kpo"), "hybrid"),
        (None, "A1", 1, 2, ("bpo", "in_house"), "hybrid"),
    ]


def test_of_changes_of_equal_size_those_of_one_step_come_first():
    places = [flip.place for flip in _tiny(Step("One", {"B1": UNKNOWN}), Step("Two")).flips]
    assert places[0] == 0
    assert None in places


def test_a_step_that_is_held_alone_flips_where_no_provider_would_do_it_any_more():
    """KPO 100 would do it, a reason keeps it: hybrid. With A1 = 1, A2 = 2 and B1 = 2 KPO has 70
    still, and B1 = 1 makes it BPO: no single answer takes the provider away. Without A2 (unknown)
    KPO 95 - 30 = 65 with A1 = 1, in-house 65: in-house is first in order, so nothing is held."""
    kept = Step("Decide", answers_of(B1=2), kept_inside="The law.")
    assert _tiny(kept).flips == ()
    (flip,) = _tiny(kept, answers=answers_of(A1=3, A2=3)).flips
    assert _said(flip) == (None, "A1", 1, 2, ("in_house",), "in_house")


def test_a_weak_answer_of_a_step_is_worth_finding_out_by_hand():
    """B1 has two choices. An answer without a grade counts as an estimate: 3 in 10 for the other
    choice, which sends the step the other way. A document: 1 in 10. Measured: never. Unknown: even
    chances of two choices, one of which sends it to KPO instead of BPO."""
    found = _tiny(
        Step("Estimate", answers_of(B1=1)),
        Step("Document", {"B1": Given(2, evidence="document")}),
        Step("Measured", {"B1": MEASURED}),
        Step("Unknown", {"B1": UNKNOWN}),
        Step("Nothing of its own"),
    ).find_out_next
    assert [(row.place, row.criterion, row.known, row.probability, row.leads) for row in found] == [
        (3, "B1", False, 0.5, (("kpo", 0.5),)),
        (0, "B1", True, 0.3, (("kpo", 0.3),)),
        (1, "B1", True, 0.1, (("bpo", 0.1),)),
    ]
    assert [row.evidence for row in found] == [None, None, "document"]


def test_a_reason_leaves_nothing_to_find_out_that_could_move_the_step():
    """Whatever B1 is, a provider would do it best, so it stays in-house."""
    assert _tiny(Step("Kept", {"B1": UNKNOWN}, kept_inside="Ours.")).find_out_next == ()


def test_a_gate_to_fix_first_hides_no_way_of_a_step():
    """KO4 waits to be fixed. The step goes to BPO after that, and to KPO with B1 = 2."""
    ruleset = make_tiny(gates=(make_gate("KO4", severity="fix_first"),))
    case = case_of(ruleset, OUT, {"KO4": "yes"})
    (flip,) = [
        row
        for row in _moves(ruleset, case, (Step("One", answers_of(B1=1)),)).flips
        if row.place == 0
    ]
    assert (flip.ways, flip.advice) == (("kpo",), "kpo")


def _steps(data: st.DataObject, ruleset: Ruleset) -> tuple[Step, ...]:
    found = []
    for place in range(data.draw(st.integers(1, 3))):
        rows = data.draw(st.lists(st.sampled_from(ruleset.criteria), max_size=2))
        grades: st.SearchStrategy[Evidence | None] = st.sampled_from(GRADES)
        answers = {
            row.code: data.draw(
                st.sampled_from(
                    [
                        UNKNOWN,
                        *(
                            Given(choice.number, evidence=data.draw(grades))
                            for choice in row.choices
                        ),
                    ]
                )
            )
            for row in rows
        }
        gates = {gate.code: data.draw(st.sampled_from(YES_NO)) for gate in ruleset.asked_gates()}
        some = gates if data.draw(st.booleans()) else {}
        reason = data.draw(st.sampled_from(["", "", "Ours."]))
        found.append(Step(f"Step {place}", answers, some, reason))
    return tuple(found)


def _answered(steps: tuple[Step, ...], place: int, code: str, number: int) -> tuple[Step, ...]:
    step = steps[place]
    changed = replace(step, answers={**step.answers, code: Given(number)})
    return (*steps[:place], changed, *steps[place + 1 :])


def _ways(parted: Split) -> tuple[str, tuple[str, ...]]:
    return parted.advice, tuple(row.advice for row in parted.steps)


def _other_choices(ruleset: Ruleset, case: Case) -> list[tuple[str, int]]:
    """Every other known choice of every question that is asked in a case."""
    asked = split(ruleset, case, (Step("It"),)).steps[0].evaluation.contributions
    known = {row.criterion: row.given.choice if row.given and row.known else None for row in asked}
    return [
        (code, choice.number)
        for code, number in known.items()
        for choice in ruleset.criterion[code].choices
        if not choice.is_unknown and choice.number != number
    ]


@given(st.data(), rulesets_with_cases())
@settings(max_examples=150)
def test_flips_are_exactly_the_answers_that_make_it_another_split(data, drawn):
    """Brute force: every other answer of every step and of the process, split again."""
    ruleset, case = drawn
    steps = _steps(data, ruleset)
    parted = split(ruleset, case, steps)
    asked = {row.code for row in ruleset.step_criteria()}
    expected: dict[tuple[int | None, str, int], tuple[str, tuple[str, ...]]] = {}
    for place, step in enumerate(steps):
        for code, number in _other_choices(ruleset, step_case(case, step)):
            if code in asked or code in step.answers:
                found = _ways(split(ruleset, case, _answered(steps, place, code, number)))
                if found != _ways(parted):
                    expected[place, code, number] = found
    for code, number in _other_choices(ruleset, case):
        other = replace(case, answers={**case.answers, code: Given(number)})
        if (found := _ways(split(ruleset, other, steps))) != _ways(parted):
            expected[None, code, number] = found
    flips = step_moves(ruleset, case, parted).flips
    assert {
        (row.place, row.change.criterion, row.change.new): (row.advice, row.ways) for row in flips
    } == expected
    assert len(flips) == len(expected)
    assert [row.change.steps for row in flips] == sorted(row.change.steps for row in flips)


@given(st.data(), rulesets_with_cases())
@settings(max_examples=150)
def test_what_is_worth_finding_out_is_the_chance_that_the_step_goes_another_way(data, drawn):
    """For every own answer of every step: the chances of its choices that give another advice for
    that step, added up by splitting again. What cannot change it is not listed; the list for the
    process is what it is without steps."""
    ruleset, case = drawn
    before = find_out_next(ruleset, case)
    steps = _steps(data, ruleset)
    parted = split(ruleset, case, steps)
    expected = {}
    for place, (step, row) in enumerate(zip(steps, parted.steps, strict=True)):
        own = step_case(case, step)
        hidden = row.evaluation.hidden
        for code in step.answers:
            if code in hidden or own.answers[code].status == "not_applicable":
                continue
            chances = chances_of(ruleset, own, code)
            total = 0.0
            for number, chance in zip(chances.numbers, chances.chances, strict=True):
                moved = split(ruleset, case, _answered(steps, place, code, number)).steps[place]
                if chance and number != own.answers[code].choice and moved.advice != row.advice:
                    total += chance
            if total:
                expected[place, code] = total
    found = step_moves(ruleset, case, parted).find_out_next
    assert {(lookup.place, lookup.criterion) for lookup in found} == set(expected)
    for lookup in found:
        assert isclose(lookup.probability, expected[lookup.place, lookup.criterion], abs_tol=1e-6)
        assert isclose(sum(share for _, share in lookup.leads), lookup.probability, abs_tol=1e-5)
    ranked = [lookup.probability for lookup in found]
    assert ranked == sorted(ranked, reverse=True)
    assert find_out_next(ruleset, case) == before


@given(rulesets_with_cases())
def test_steps_without_answers_of_their_own_leave_nothing_to_find_out_for_them(drawn):
    ruleset, case = drawn
    assert _moves(ruleset, case, (Step("One"), Step("Two"))).find_out_next == ()
