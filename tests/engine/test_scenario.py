"""What if: changes applied to a case, and two recommendations compared."""

from dataclasses import replace

import pytest

from engine.fit.case import Given, Step
from engine.fit.weighting import InvalidWeights
from engine.model.ruleset import Preset
from engine.recommendation import recommend
from engine.scenario import Move, Overrides, changed, compare
from tests.engine.makers import answers_of, case_of, make_gate, make_tiny, measured

MEASURED = {"A1": 3, "A2": 2, "B1": 2, "C5": 1, "G1": 1}


def test_no_change_gives_the_same_case() -> None:
    ruleset = make_tiny()
    case = case_of(ruleset, answers_of(A1=3), {"KO1": "passes"})
    assert changed(ruleset, case, Overrides()) == case


def test_answers_and_gates_are_laid_over_the_case() -> None:
    ruleset = make_tiny(gates=(make_gate("K1"), make_gate("K2")))
    case = case_of(ruleset, answers_of(A1=3, A2=1), {"K1": "passes"})
    found = changed(ruleset, case, Overrides({"A1": Given(1)}, {"K2": "fires"}))
    assert found.answers == {"A1": Given(1), "A2": Given(1)}
    assert found.gates == {"K1": "passes", "K2": "fires"}


def test_weights_are_laid_over_each_other() -> None:
    """The preset gives B1 5. Theme A gets 8 in the proportion 3 to 1. A2 then gets 4 by itself. C5
    stands apart from its theme C, whose weight leaves it alone."""
    ruleset = make_tiny(presets=(Preset("even", "E", "E", {}), Preset("b", "B", "B", {"B1": 5})))
    case = case_of(ruleset, {})

    def weights(changes: Overrides) -> dict[str, float]:
        return dict(changed(ruleset, case, changes).weights)

    own = {"A1": 3, "A2": 1, "B1": 2, "C5": 2, "G1": 1}
    assert weights(Overrides(preset="b")) == {**own, "B1": 5}
    assert weights(Overrides(themes={"A": 8})) == {**own, "A1": 6, "A2": 2}
    assert weights(Overrides(themes={"C": 9})) == own
    both = Overrides(preset="b", themes={"A": 8}, weights={"A2": 4})
    assert weights(both) == {**own, "A1": 6, "A2": 4, "B1": 5}


def test_a_theme_follows_the_weights_of_the_case_and_comes_back_from_nothing() -> None:
    """A1 and A2 weigh 1 and 3 in this case, so 8 is shared 2 to 6; from 0 it is shared as the
    ruleset has it, 3 to 1."""
    ruleset = make_tiny()
    case = replace(case_of(ruleset, {}), weights={"A1": 1.0, "A2": 3.0})
    one = changed(ruleset, case, Overrides(themes={"A": 8}))
    assert (one.weights["A1"], one.weights["A2"]) == (2, 6)
    nothing = changed(ruleset, case, Overrides(themes={"A": 0}))
    two = changed(ruleset, nothing, Overrides(themes={"A": 8}))
    assert (two.weights["A1"], two.weights["A2"]) == (6, 2)


def test_some_weight_must_be_left() -> None:
    ruleset = make_tiny()
    nothing = dict.fromkeys(("A1", "A2", "B1", "C5", "G1"), 0.0)
    with pytest.raises(InvalidWeights):
        changed(ruleset, case_of(ruleset, {}), Overrides(weights=nothing))


def test_steps_follow_the_whole_but_for_their_own_answers() -> None:
    """Both steps go to a provider as expert work. A1 = 1 for the whole takes the first one back; the
    second has an A1 of its own."""
    ruleset = make_tiny()
    case = case_of(ruleset, measured(**MEASURED))
    steps = (Step("One"), Step("Two", answers=measured(A1=3)))
    before = recommend(ruleset, case, steps)
    after = recommend(ruleset, changed(ruleset, case, Overrides(measured(A1=1))), steps)
    found = compare(before, after)
    assert (before.outcome, after.outcome, found.stays) == ("kpo", "split", False)
    assert found.moves == (Move(0, "kpo", "in_house"),)


def test_the_headline_stays_when_only_the_word_and_the_number_move() -> None:
    """With an asked gate open the word is leaning at most: same headline, another word."""
    ruleset = make_tiny(gates=(make_gate("K1"),))
    case = case_of(ruleset, measured(**MEASURED), {"K1": "passes"})
    before = recommend(ruleset, case)
    after = recommend(ruleset, changed(ruleset, case, Overrides(gates={"K1": "unknown"})))
    found = compare(before, after)
    assert found.stays
    assert (before.confidence, after.confidence) == ("clear", "leaning")
    assert before.probability == after.probability


def test_it_is_another_headline_when_the_decision_is_kept() -> None:
    ruleset = make_tiny(gates=(make_gate("K1", effect="keeps_decision"),))
    case = case_of(ruleset, measured(**MEASURED), {"K1": "passes"})
    after = changed(ruleset, case, Overrides(gates={"K1": "fires"}))
    one, other = recommend(ruleset, case), recommend(ruleset, after)
    assert one.outcome == other.outcome
    assert not compare(one, other).stays


def test_a_step_that_a_rule_keeps_is_in_house() -> None:
    ruleset = make_tiny()
    case = case_of(ruleset, measured(**MEASURED))
    free, kept = Step("One"), Step("One", retained="It is your money.")
    before, after = recommend(ruleset, case, [free]), recommend(ruleset, case, [kept])
    assert compare(before, after).moves == (Move(0, "kpo", "in_house"),)


def test_it_is_another_headline_when_another_number_of_steps_goes_each_way() -> None:
    """Three steps, one of them at home by its own A1 = 1; then a second one too. A split both times."""
    ruleset = make_tiny()
    case = case_of(ruleset, measured(**MEASURED))
    inside, outside = measured(A1=1), measured(A1=3)
    one = recommend(ruleset, case, (Step("1", answers=inside), Step("2"), Step("3")))
    same = recommend(ruleset, case, (Step("1"), Step("2"), Step("3", answers=inside)))
    other = recommend(
        ruleset,
        case,
        (Step("1", answers=inside), Step("2", answers=inside), Step("3", answers=outside)),
    )
    assert one.outcome == same.outcome == other.outcome == "split"
    assert compare(one, same).stays
    assert not compare(one, other).stays
