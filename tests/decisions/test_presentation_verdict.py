"""The advice in words: clear, leaning, too close to call, or nothing to advise.
``tests.decisions.snapshots`` says what the small ruleset does."""

import pytest

from decisions import wording
from decisions.presentation import verdict_wording
from tests.decisions.snapshots import measured, shown
from tests.engine.makers import NOT_APPLICABLE, answers_of, make_tiny


def test_a_clear_advice_is_said_as_it_is() -> None:
    """BPO 50 + 15 + 5 + 30 = 100, automate 50 + 10 = 60, KPO 50 + 15 + 5 - 30 = 40, shared service
    50 - 7.5 - 2.5 = 40, in-house 50 - 15 - 5 = 30: 40 points ahead, everything known."""
    snapshot = shown(make_tiny(), measured(A1=3, A2=2, B1=1))
    advice = snapshot["advice"]
    assert (advice["state"], advice["headline"]) == ("clear", "Advice of bpo")
    assert (advice["verdict"], advice["margin"]) == ("clear", 40)
    assert advice["verdict_words"] == (
        "Clear: in all plausible readings of your answers, \u201cName of bpo\u201d is best."
    )
    assert advice["because"] == (
        "What counts most: Name of B1 (+30.0), Name of A1 (+15.0) and Name of A2 (+5.0)."
    )
    assert snapshot["completeness"]["words"] == (
        "3 of 3 questions answered, 100% of the weight known."
    )
    assert [(row["option"], row["score"]) for row in snapshot["options"]] == [
        ("bpo", 100),
        ("automate", 60),
        ("shared_service", 40),
        ("kpo", 40),
        ("in_house", 30),
    ]
    assert snapshot["options"][1]["words"] == "40 points behind"
    assert snapshot["find_out_next"] == []


def test_a_leaning_advice_says_so_in_its_heading() -> None:
    """B1 = 1 is an estimate: in 3 of 10 readings it is 2, and then KPO is as far ahead as BPO is
    now. Measured answers on A1 and A2 never change. So BPO is best in 7 of 10."""
    snapshot = shown(make_tiny(), {**measured(A1=3, A2=2), **answers_of(B1=1)})
    advice = snapshot["advice"]
    assert advice["headline"] == "Leaning: advice of bpo"
    sure = snapshot["how_sure"]
    assert sure is not None
    percent = sure["probability"]
    assert percent == pytest.approx(70, abs=1)
    assert advice["verdict_words"] == (
        f"Leaning: in {percent} of 100 plausible readings of your answers, "
        "\u201cName of bpo\u201d is best."
    )
    assert advice["doubts"] == [
        f"A clear advice is best in at least 90 of 100 readings; this one is in {percent}."
    ]


def test_what_is_not_known_is_a_doubt_of_its_own() -> None:
    """Only B1 = 1 is known and measured: 2 of 6 weight."""
    snapshot = shown(make_tiny(), measured(B1=1))
    assert snapshot["completeness"]["words"] == (
        "1 of 3 questions answered, 33% of the weight known, 2 still open."
    )
    assert snapshot["advice"]["doubts"][-1] == (
        "Answers are known for 33% of the weight. A clear advice needs 85%."
    )
    assert [row["criterion"] for row in snapshot["find_out_next"]] == ["A1", "A2"]


def test_too_close_to_call_names_no_winner() -> None:
    """Only A1 = 3 is known: B1 decides between BPO and KPO, and nothing is known of it."""
    snapshot = shown(make_tiny(), measured(A1=3))
    advice = snapshot["advice"]
    assert advice["state"] == "close"
    assert advice["headline"].startswith("Too close to call: Name of ")
    assert {row["option"] for row in advice["contenders"]} == {"bpo", "kpo"}
    assert advice["verdict_words"].startswith("Too close to call: \u201cName of ")
    assert advice["because"] == ""
    assert {part["option"] for part in snapshot["reasons"]} == {"bpo", "kpo"}
    assert all(
        row["words"].startswith("Best in ") and row["words"].endswith(" of 100 readings")
        for row in snapshot["options"][:2]
    )
    actions = [row["text"] for row in snapshot["next_actions"]]
    assert not any("act of bpo" in text for text in actions)


def test_many_contenders_are_counted_not_listed() -> None:
    """Four names would be no heading."""
    names = ["One", "Two", "Three", "Four"]
    assert verdict_wording.headline_close(names) == "Too close to call between 4 options"
    assert verdict_wording.headline_close(names[:3]) == "Too close to call: One, Two or Three"


def test_all_unknown_advises_nothing() -> None:
    """Three times "I don't know": every option at 50 with its whole range."""
    snapshot = shown(make_tiny(), answers_of(A1=None, A2=None, B1=None))
    assert snapshot["advice"]["headline"] == "Too little is known to advise anything"
    assert {row["score"] for row in snapshot["options"]} == {50}
    assert snapshot["completeness"]["unknown"] == 3
    bpo = next(row for row in snapshot["options"] if row["option"] == "bpo")
    assert (bpo["low"], bpo["high"], bpo["open_words"]) == (0, 100, "0 to 100 possible")
    assert bpo["words"] == "No answer moves it yet"
    assert snapshot["how_sure"] is None
    assert [row["criterion"] for row in snapshot["find_out_next"]] == ["B1", "A1", "A2"]


def test_nothing_answered_is_no_advice() -> None:
    """No answer and no gate."""
    snapshot = shown(make_tiny(), {})
    assert snapshot["advice"]["state"] == "empty"
    assert snapshot["advice"]["headline"] == "Nothing is answered yet"


@pytest.mark.parametrize(
    ("sentence", "behind_a_word"),
    [
        ("Your people do it.", "your people do it."),
        ("A provider does it.", "a provider does it."),
        ("BPO fits.", "BPO fits."),
        ("", ""),
        ("A", "A"),
    ],
)
def test_a_sentence_goes_on_in_small_letters(sentence: str, behind_a_word: str) -> None:
    assert wording.continued(sentence) == behind_a_word


def test_when_nothing_applies_the_page_says_so() -> None:
    """All three questions do not apply: every option stands at 50, and that is no close race."""
    ruleset = make_tiny()
    snapshot = shown(ruleset, dict.fromkeys(ruleset.criterion, NOT_APPLICABLE))
    advice = snapshot["advice"]
    assert advice["headline"] == "Nothing that was asked applies to this work"
    assert "stand at 50" in advice["lead"]
    assert {row["score"] for row in snapshot["options"]} == {50}
    assert snapshot["completeness"]["words"] == "No question is left that applies."
    assert snapshot["case_against"]
