"""What if: changes applied to a case, and two recommendations compared."""

from dataclasses import replace

import pytest

from engine.fit.case import Given, Step, Today
from engine.fit.weighting import InvalidWeights
from engine.model.ruleset import Preset
from engine.recommendation import recommend
from engine.scenario import Changes, Move, StepChanges, changed, compare
from tests.engine.makers import answers_of, case_of, make_gate, make_tiny

MEASURED = {"A1": 3, "A2": 2, "B1": 2, "C5": 1, "G1": 1}


def measured(**choices: int) -> dict[str, Given]:
    return {code: Given(number, evidence="measured") for code, number in choices.items()}


def test_no_change_gives_the_same_case() -> None:
    ruleset = make_tiny()
    case, steps = case_of(ruleset, answers_of(A1=3)), (Step("One", answers_of(A2=1)),)
    assert not Changes()
    assert changed(ruleset, case, Changes(), steps) == (case, steps)


def test_answers_gates_and_today_are_laid_over_the_case() -> None:
    ruleset = make_tiny(gates=(make_gate("K1"), make_gate("K2")))
    case = case_of(ruleset, answers_of(A1=3, A2=1), {"K1": "passes"})
    today = Today("provider")
    changes = Changes({"A1": Given(1), "A2": None}, {"K2": "fires"}, today=today)
    whole, _ = changed(ruleset, case, changes)
    assert whole.answers == {"A1": Given(1)}
    assert whole.gates == {"K1": "passes", "K2": "fires"}
    assert whole.today == today
    assert changed(ruleset, whole, Changes())[0].today == today


def test_weights_are_laid_over_each_other() -> None:
    """The preset gives B1 5. Theme A gets 8 in the proportion 3 to 1. A2 then gets 4 by itself. C5
    stands apart from its theme C, whose weight leaves it alone."""
    ruleset = make_tiny(presets=(Preset("even", "E", "E", {}), Preset("b", "B", "B", {"B1": 5})))
    case = case_of(ruleset, {})

    def weights(changes: Changes) -> dict[str, float]:
        return dict(changed(ruleset, case, changes)[0].weights)

    own = {"A1": 3, "A2": 1, "B1": 2, "C5": 2, "G1": 1}
    assert weights(Changes(preset="b")) == {**own, "B1": 5}
    assert weights(Changes(themes={"A": 8})) == {**own, "A1": 6, "A2": 2}
    assert weights(Changes(themes={"C": 9})) == own
    both = Changes(preset="b", themes={"A": 8}, weights={"A2": 4})
    assert weights(both) == {**own, "A1": 6, "A2": 4, "B1": 5}


def test_a_theme_follows_the_weights_of_the_case_and_comes_back_from_nothing() -> None:
    """A1 and A2 weigh 1 and 3 in this case, so 8 is shared 2 to 6; from 0 it is shared as the
    ruleset has it, 3 to 1."""
    ruleset = make_tiny()
    case = replace(case_of(ruleset, {}), weights={"A1": 1.0, "A2": 3.0})
    one, _ = changed(ruleset, case, Changes(themes={"A": 8}))
    assert (one.weights["A1"], one.weights["A2"]) == (2, 6)
    nothing, _ = changed(ruleset, case, Changes(themes={"A": 0}))
    two, _ = changed(ruleset, nothing, Changes(themes={"A": 8}))
    assert (two.weights["A1"], two.weights["A2"]) == (6, 2)


def test_some_weight_must_be_left() -> None:
    ruleset = make_tiny()
    nothing = dict.fromkeys(("A1", "A2", "B1", "C5", "G1"), 0.0)
    with pytest.raises(InvalidWeights):
        changed(ruleset, case_of(ruleset, {}), Changes(weights=nothing))


def test_steps_follow_the_whole_but_for_their_own_answers() -> None:
    """Both steps go to a provider as expert work. A1 = 1 for the whole keeps both; the second one
    then gets an A1 of its own, and the first one a gate."""
    ruleset = make_tiny(gates=(make_gate("K1"),))
    case = case_of(ruleset, measured(**MEASURED), {"K1": "passes"})
    steps = (Step("One"), Step("Two", answers=measured(A2=1)))
    before = recommend(ruleset, case, steps)
    assert [row.recommendation and row.recommendation.outcome for row in before.steps] == [
        "kpo"
    ] * 2

    whole = changed(ruleset, case, Changes(measured(A1=1)), steps)
    moved = compare(before, recommend(ruleset, *whole))
    assert not moved.stays
    assert (moved.before.outcome, moved.after.outcome) == ("kpo", "in_house")
    assert moved.moves == (Move(0, "kpo", "in_house"), Move(1, "kpo", "in_house"))

    own = Changes(steps={0: StepChanges(gates={"K1": "fires"}), 1: StepChanges({"A2": None})})
    parts = changed(ruleset, case, own, steps)
    assert parts[1][0].gates == {"K1": "fires"}
    assert parts[1][1].answers == {}
    split = compare(before, recommend(ruleset, *parts))
    assert (split.after.outcome, split.moves) == ("split", (Move(0, "kpo", "in_house"),))


def test_the_headline_stays_when_only_the_word_and_the_number_move() -> None:
    """With an asked gate open the word is leaning at most: same headline, another word."""
    ruleset = make_tiny(gates=(make_gate("K1"),))
    case = case_of(ruleset, measured(**MEASURED), {"K1": "passes"})
    before = recommend(ruleset, case)
    after = recommend(ruleset, changed(ruleset, case, Changes(gates={"K1": "unknown"}))[0])
    found = compare(before, after)
    assert found.stays
    assert (found.before.confidence, found.after.confidence) == ("clear", "leaning")
    assert found.before.probability == found.after.probability == before.probability


def test_it_is_another_headline_when_the_decision_is_kept() -> None:
    ruleset = make_tiny(gates=(make_gate("K1", effect="keeps_decision"),))
    case = case_of(ruleset, measured(**MEASURED), {"K1": "passes"})
    after, _ = changed(ruleset, case, Changes(gates={"K1": "fires"}))
    found = compare(recommend(ruleset, case), recommend(ruleset, after))
    assert found.before.outcome == found.after.outcome
    assert not found.stays


def test_a_step_that_a_rule_keeps_is_in_house() -> None:
    ruleset = make_tiny()
    case = case_of(ruleset, measured(**MEASURED))
    free, kept = Step("One"), Step("One", retained="It is your money.")
    before, after = recommend(ruleset, case, [free]), recommend(ruleset, case, [kept])
    assert compare(before, after).moves == (Move(0, "kpo", "in_house"),)
