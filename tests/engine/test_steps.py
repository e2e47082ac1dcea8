"""A process in steps: what they say together, what is retained, where the work changes hands."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.fit.case import UNKNOWN, Given, Step, step_case
from engine.model.ruleset import Condition, Trigger
from engine.recommendation import recommend
from tests.engine.makers import case_of, make_criterion, make_gate, make_tiny, measured
from tests.engine.strategies import rulesets_with_cases

KEEPS = make_gate(
    "KO14",
    effect="keeps_decision",
    triggers=(
        Trigger((Condition("G1", frozenset({1})),), "keeps_decision", "A licence holder decides."),
    ),
)


OUTSIDE = measured(A1=3, A2=2, B1=1)
"""BPO in every draw."""
BPO, KPO, OWN = measured(B1=1), measured(B1=2), measured(A1=1, B1=2)
"""What makes a step of it routine work, expert work, or work for own people."""


def process(*steps, answers=OUTSIDE, gates=None, **kwargs):
    ruleset = make_tiny(gates=(KEEPS,), **kwargs)
    case = case_of(ruleset, answers, {"KO14": "passes", **(gates or {})})
    return recommend(ruleset, case, steps)


def step(answers=None, **kwargs):
    return Step("A step", answers or {}, **kwargs)


@given(rulesets_with_cases(), st.sampled_from([1, 2, 30]))
def test_identical_steps_leave_headline_word_and_number_as_they_are(drawn, number):
    ruleset, case = drawn
    whole = recommend(ruleset, case)
    parted = recommend(ruleset, case, (Step("Any"),) * number)
    assert len(parted.steps) == number
    assert replace(parted, steps=(), joint=None) == whole
    assert parted.handovers == ()
    assert (parted.joint is None) == (whole.outcome in ("open", "none"))


@given(rulesets_with_cases(), st.data())
def test_steps_that_go_the_way_of_the_whole_and_no_less_surely_change_nothing(drawn, data):
    """Those with answers of their own, those without any, and both: word, number, reasons and all."""
    ruleset, case = drawn
    whole = recommend(ruleset, case)
    code = data.draw(st.sampled_from([row.code for row in ruleset.criteria]))
    rows = [
        Step("Own", {code: Given(choice.number, evidence="measured")})
        for choice in ruleset.criterion[code].choices
    ]
    rows = [*rows, Step("As the whole")]
    words = ("none", "early", "open", "leaning", "clear")

    def strength(row):
        return words.index(row.confidence), row.probability or 0

    alike = [
        row
        for row in rows
        if (found := recommend(ruleset, step_case(case, row))).outcome == whole.outcome
        and strength(found) >= strength(whole)
    ]
    retained = [row for row in recommend(ruleset, case, rows).steps if row.retained]
    if not retained:
        parted = recommend(ruleset, case, alike)
        assert replace(parted, steps=(), joint=None) == whole


def test_steps_that_go_different_ways_are_a_split():
    """Every answer is measured and on one side: all of it is certain."""
    found = process(step(BPO), step(OWN))
    assert (found.outcome, found.confidence, found.probability) == ("split", "clear", 1)
    assert [row.recommendation.outcome for row in found.steps] == ["bpo", "in_house"]
    assert (found.who, found.inside, found.kind, found.before, found.outcomes) == (None,) * 5
    assert found.joint == 1
    assert [(row.place, row.before, row.after) for row in found.handovers] == [
        (0, "bpo", "in_house")
    ]


def test_two_kinds_are_different_ways():
    assert process(step(BPO), step(KPO)).outcome == "split"


def test_a_provider_of_some_kind_agrees_with_either_kind():
    unsure = {"B1": UNKNOWN}
    found = process(step(BPO), step(unsure))
    assert [row.recommendation.outcome for row in found.steps] == ["bpo", "provider"]
    assert found.outcome == "provider"
    assert process(step(BPO), step(unsure), step(KPO)).outcome == "split"


def test_the_word_and_the_number_are_those_of_the_weakest_step():
    """A guess on A1 may be the neutral choice instead: less sure than the measured one."""
    weak = {"A1": Given(3), "A2": Given(1, evidence="measured")}
    found = process(step(), step(weak))
    words = [row.recommendation.probability for row in found.steps]
    assert found.outcome == "bpo"
    assert words[1] < words[0]
    assert (found.probability, found.who) == (words[1], found.steps[1].recommendation.who)
    assert found.spoken_by == 1
    parted = process(step(weak), step(OWN))
    assert (parted.outcome, parted.probability) == ("split", words[1])


@pytest.mark.parametrize(("share", "outcome"), [(0.099, "bpo"), (0.1, "split"), (0.5, "split")])
def test_a_way_counts_when_it_holds_a_tenth_of_the_work(share, outcome):
    """Below, the headline of the whole stands and the step that differs is there to be named."""
    found = process(step(share=1 - share), step(OWN, share=share))
    assert found.outcome == outcome
    assert found.steps[1].recommendation.outcome == "in_house"
    assert [row.share for row in found.steps] == pytest.approx([1 - share, share])


def test_shares_are_taken_as_ratios_and_parting_a_step_in_two_changes_nothing():
    """Twelve steps of a thirteenth each hold more than a tenth together."""
    found = process(*(step(),) * 40, *(step(OWN, share=0.5),) * 12)
    assert found.outcome == "split"
    assert sum(row.share for row in found.steps) == pytest.approx(1)
    assert found.steps[0].share == pytest.approx(1 / 46)
    nothing = process(step(share=0.0), step(OWN, share=0.0))
    assert [row.share for row in nothing.steps] == [0.5, 0.5]


def test_a_step_that_is_not_even_leaning_parts_nothing():
    """A1 = 2 with A2 unknown lies near the line: open."""
    unsure = {"A1": UNKNOWN, "A2": UNKNOWN}
    found = process(step(), step(unsure))
    assert found.steps[1].recommendation.outcome == "open"
    assert (found.outcome, found.joint) == ("bpo", None)


def test_a_retained_step_parts_nothing_and_is_said():
    found = process(step(), step(OWN, retained="You release the money."))
    assert (found.outcome, found.confidence) == ("bpo", "clear")
    assert found.keeps_decision
    kept = found.steps[1]
    assert (kept.retained, kept.recommendation) == ("You release the money.", None)
    assert [(row.before, row.after) for row in found.handovers] == [("bpo", "in_house")]


def test_a_keeping_gate_retains_a_step_only_on_its_own_answer():
    inherited = process(step(), gates={"KO14": "fires"})
    assert (inherited.outcome, inherited.keeps_decision) == ("bpo", True)
    assert inherited.steps[0].retained == ""
    own = process(step(), step(gates={"KO14": "fires"}))
    assert [row.retained for row in own.steps] == ["", "Reason of KO14"]
    assert (own.outcome, own.keeps_decision) == ("bpo", True)
    answered = process(step(), step(measured(G1=1)))
    assert [row.retained for row in answered.steps] == ["", "A licence holder decides."]


def test_with_every_step_retained_the_work_stays():
    found = process(step(retained="Ours."), step(retained="Ours."))
    assert (found.outcome, found.confidence, found.probability) == ("in_house", "clear", 1)
    assert (found.who, found.joint, found.handovers) == (None, None, ())


@pytest.mark.parametrize("kept", [{"retained": "Ours."}, {"gates": {"KO14": "fires"}}])
def test_retained_steps_that_are_a_part_of_the_work_leave_the_whole_as_it_is(kept):
    """Kept decisions stop nothing else: the rest is the process. All of the work, or none said, stays."""
    whole = process()
    for shares in ((0.05,), (0.05, 0.9)):
        found = process(*(step(share=share, **kept) for share in shares))
        assert [row.share for row in found.steps] == list(shares)
        assert replace(found, steps=()) == replace(whole, keeps_decision=True)
    for shares in ((1.0,), (0.0,), (0.4, 0.6), (3.0, 1.0)):
        found = process(*(step(share=share, **kept) for share in shares))
        assert (found.outcome, found.confidence, found.who) == ("in_house", "clear", None)
        assert sum(row.share for row in found.steps) == pytest.approx(1)
    parted = process(step(BPO, share=0.1), step(share=0.1, **kept))
    assert [row.share for row in parted.steps] == [0.5, 0.5]


def test_neighbours_that_go_the_same_way_hand_nothing_over():
    found = process(step(BPO), step(BPO), step(OWN), step(retained="Ours."), step(BPO))
    assert [row.place for row in found.handovers] == [1, 3]


def test_a_provider_of_some_kind_is_no_hand_over_from_either_kind():
    """Between two kinds there is one, however many steps of some kind lie between."""
    unsure = step({"B1": UNKNOWN})
    found = process(step(BPO), unsure, step(BPO))
    assert (found.outcome, found.handovers) == ("provider", ())
    found = process(step(BPO), unsure, step(KPO), unsure, step(OWN))
    assert [(row.place, row.before, row.after) for row in found.handovers] == [
        (1, "bpo", "kpo"),
        (3, "kpo", "in_house"),
    ]


def test_software_in_half_of_the_draws_of_a_step_leaves_who_it_goes_to():
    """With G1 = 4 the sum for software is 2 - 1.97, so half of the draws: all of them go out."""
    tiny = make_tiny()
    slow = make_criterion("D1", {"automation": -1.0}, {}, weight=1.97)
    ruleset = replace(tiny, criteria=(*tiny.criteria, slow))
    case = case_of(ruleset, {**OUTSIDE, **measured(D1=1)})
    found: Any = recommend(ruleset, case, (step(BPO), step(measured(G1=4))))
    assert [row.recommendation.outcome for row in found.steps] == ["bpo", "provider"]
    assert (found.outcome, found.confidence, found.probability) == ("provider", "clear", 1)
    assert (found.joint, found.handovers) == (1, ())


def test_nothing_is_handed_over_to_a_step_that_is_open():
    """Only A1 = 2 and A2 = 1 are known of it, as estimates: no word. BPO, open, own people is one
    hand-over, from BPO to own people; open, BPO, open is none."""
    unsure = step({"A1": Given(2), "A2": Given(2), "B1": Given(1)})
    found = process(step(BPO), unsure, step(OWN))
    assert found.steps[1].recommendation.outcome == "open"
    assert [(row.place, row.before, row.after) for row in found.handovers] == [
        (1, "bpo", "in_house")
    ]
    assert process(unsure, step(BPO), unsure).handovers == ()


def test_own_people_hand_nothing_over_to_own_people():
    """With an unknown question about pooling it is even whether to pool what several units do."""
    tiny = make_tiny()
    unknown = make_criterion("D1", {"pooling": -2.0}, {"pooling": 2.0}, weight=5.0)
    ruleset = replace(tiny, criteria=(*tiny.criteria, unknown))
    steps = (step(OWN), step({**OWN, **measured(C5=2)}), step(retained="Ours."))
    found: Any = recommend(ruleset, case_of(ruleset, OUTSIDE), steps)
    assert [row.recommendation.outcome for row in found.steps[:2]] == ["in_house", "own"]
    assert (found.outcome, found.handovers) == ("own", ())


def test_the_joint_share_counts_the_draws_in_which_every_step_goes_its_way():
    """The second step's guess is right in as many draws as its own number says, and the first always
    is: the joint share is the second's. Two different guesses hold together less often."""
    guess = {"A1": Given(3), "A2": Given(1, evidence="measured")}
    one = process(step(), step(guess))
    shares = one.steps[1].recommendation.outcomes
    assert one.joint == shares["bpo"]
    other = process(step(guess), step({"B1": Given(1)}))
    alone = [row.recommendation.outcomes["bpo"] for row in other.steps]
    assert sum(alone) - 1 <= other.joint <= min(alone)


def test_a_step_is_the_case_with_its_own_answers_over_it():
    ruleset = make_tiny(gates=(KEEPS,))
    case = case_of(ruleset, OUTSIDE, {"KO14": "passes"})
    one = step(KPO, gates={"KO14": "unknown"})
    found: Any = recommend(ruleset, case, (one,)).steps[0].recommendation
    assert found == recommend(ruleset, step_case(case, one))
    assert found.kind.answer == "kpo"


@given(rulesets_with_cases(), st.data())
def test_any_steps_give_a_headline_that_they_can_carry(drawn, data):
    ruleset, case = drawn
    codes = st.sampled_from(list(ruleset.criterion))
    steps = []
    for _ in range(data.draw(st.integers(1, 4))):
        row = ruleset.criterion[data.draw(codes)]
        number = data.draw(st.sampled_from([choice.number for choice in row.choices]))
        retained = data.draw(st.sampled_from(["", "", "", "Ours."]))
        steps.append(Step("A step", {row.code: Given(number)}, retained=retained))
    found: Any = recommend(ruleset, case, steps)
    free = [row.recommendation for row in found.steps if row.recommendation]
    assert sum(row.share for row in found.steps) == pytest.approx(1)
    assert len(found.handovers) < len(steps)
    if found.outcome == "split":
        assert len({row.outcome for row in free}) > 1
        assert found.probability == min(
            row.probability for row in free if (row.confidence, row.probability) == _weakest(free)
        )
    if found.joint is not None:
        assert found.joint <= 1


def _weakest(rows):
    order = ("none", "early", "open", "leaning", "clear")
    weakest = min(rows, key=lambda row: (order.index(row.confidence), row.probability or 0))
    return weakest.confidence, weakest.probability
