"""What gates make of the advice: ruled out, fix first, open. ``tests.decisions.snapshots`` says what
the small ruleset does."""

from engine.model.ruleset import OPTIONS
from tests.decisions.snapshots import measured, shown
from tests.engine.makers import answers_of, make_gate, make_rich, make_tiny


def test_a_fired_gate_names_the_answers_and_what_it_rules_out() -> None:
    """A1 = 1 fires KO3, which rules BPO and KPO out; they keep their scores, behind the others."""
    snapshot = shown(make_rich(), answers_of(A1=1, B1=1))
    (gate,) = snapshot["gates_fired"]
    assert (gate["code"], gate["severity_words"], gate["reason"]) == (
        "KO3",
        "Stop",
        "No provider.",
    )
    assert [row["option"] for row in gate["rules_out"]] == ["bpo", "kpo"]
    assert gate["causes"] == [
        {"criterion": "A1", "question": "Question A1?", "answer": "A1 choice 1"}
    ]
    last = snapshot["options"][-2:]
    assert {row["option"] for row in last} == {"bpo", "kpo"}
    assert last[0]["words"] == "Ruled out by Name of KO3 (KO3)"
    assert all(row["score"] for row in last if row["option"] == "bpo")


def test_one_option_left_wins_over_nobody() -> None:
    """A gate rules four options out."""
    gate = make_gate("KO1", rules_out=("shared_service", "automate", "bpo", "kpo"))
    snapshot = shown(make_tiny(gates=(gate,)), measured(A1=3, A2=2, B1=1), {"KO1": "yes"})
    assert snapshot["advice"]["verdict_words"] == "Clear: gates rule out every other option."
    assert snapshot["options"][0]["words"] == "The only option that no gate rules out"
    assert snapshot["gates_fired"][0]["causes"][0]["answer"] == "Yes"
    counters = " ".join(row["words"] for row in snapshot["case_against"])
    assert "Name of bpo scores 70 points more. Ruled out by Name of KO1 (KO1)." in counters


def test_everything_ruled_out_advises_nothing() -> None:
    """A gate rules all five options out."""
    gate = make_gate("KO1", rules_out=OPTIONS)
    snapshot = shown(make_tiny(gates=(gate,)), answers_of(A1=3), {"KO1": "yes"})
    assert snapshot["advice"]["state"] == "blocked"
    assert snapshot["advice"]["headline"] == "No option is open at the moment"
    assert [row["text"] for row in snapshot["next_actions"]] == ["Act on KO1"]


def test_a_gate_to_fix_first_comes_before_the_advice_that_waits_for_it() -> None:
    """A1 = 3, A2 = 2, B1 = 1: BPO 50 + 15 + 5 + 30 = 100, automate 60, KPO 40, shared service 40,
    in-house 30. The gate rules BPO and KPO out, so automate leads what is open; after the fix BPO
    leads by 40."""
    gate = make_gate("KO4", severity="fix_first")
    snapshot = shown(make_tiny(gates=(gate,)), measured(A1=3, A2=2, B1=1), {"KO4": "yes"})
    advice = snapshot["advice"]
    assert advice["headline"] == "Fix first, then advice of bpo"
    assert advice["lead"].startswith("First settle \u201cName of KO4\u201d (KO4).")
    assert (advice["option"], advice["verdict_label"]) == ("bpo", "Fix first")
    assert advice["verdict_rest"] == (
        "then in all plausible readings of your answers, \u201cName of bpo\u201d is best."
    )
    assert advice["because"].startswith("What counts most: ")
    after = advice["after_fix"]
    assert after is not None
    assert (after["option"], after["until"]) == (
        "bpo",
        {"option": "automate", "name": "Name of automate"},
    )
    assert after["words"] == (
        "Until then the work stays where it is. Of what is open now, \u201cName of automate\u201d "
        "fits best."
    )
    words = {row["option"]: row["words"] for row in snapshot["options"]}
    assert words["bpo"] == "Best fit once \u201cName of KO4\u201d (KO4) is settled"
    assert words["automate"] == "40 points behind"
    assert [row["option"] for row in snapshot["options"]][:2] == ["bpo", "automate"]
    assert words["kpo"] == "Ruled out by Name of KO4 (KO4)"


def test_all_reasons_are_about_the_advice_after_the_fix() -> None:
    """As above: A1 and A2 and B1 all speak for BPO; automate is the first to be compared."""
    gate = make_gate("KO4", severity="fix_first")
    snapshot = shown(make_tiny(gates=(gate,)), measured(A1=3, A2=2, B1=1), {"KO4": "yes"})
    assert [part["option"] for part in snapshot["reasons"]] == ["bpo"]
    assert next(row["option"] for row in snapshot["why_not"]) == "automate"
    assert "bpo" not in [row["option"] for row in snapshot["why_not"]]
    assert snapshot["case_against"][-1]["words"].endswith("regret of bpo")
    assert next(row["text"] for row in snapshot["next_actions"]) == "Act on KO4"


def test_until_the_fix_the_work_may_simply_stay_inside() -> None:
    """Four options wait for the fix, as with a broken process; in-house is what is open."""
    gate = make_gate(
        "KO8", severity="fix_first", rules_out=("shared_service", "automate", "bpo", "kpo")
    )
    snapshot = shown(make_tiny(gates=(gate,)), measured(A1=3, A2=2, B1=1), {"KO8": "yes"})
    after = snapshot["advice"]["after_fix"]
    assert after is not None
    assert after["words"] == "Until then, advice of in_house."
    assert snapshot["advice"]["headline"] == "Fix first, then advice of bpo"


def test_a_fix_that_opens_a_draw_names_no_winner() -> None:
    """A1 = 3 alone: BPO and KPO 65 each, both ruled out; automate 50 leads what is open."""
    gate = make_gate("KO4", severity="fix_first")
    snapshot = shown(make_tiny(gates=(gate,)), answers_of(A1=3), {"KO4": "yes"})
    advice = snapshot["advice"]
    assert advice["state"] == "close"
    assert advice["headline"].startswith("Fix first, then choose: Name of ")
    assert {row["option"] for row in advice["contenders"]} == {"bpo", "kpo"}
    assert advice["lead"].startswith("First settle \u201cName of KO4\u201d (KO4). After")


def test_what_nothing_but_a_fix_opens_is_not_called_blocked() -> None:
    """Everything is ruled out, all of it until the fix: the best one is named as what comes then."""
    gate = make_gate("KO8", severity="fix_first", rules_out=OPTIONS)
    snapshot = shown(make_tiny(gates=(gate,)), measured(A1=3, A2=2, B1=1), {"KO8": "yes"})
    after = snapshot["advice"]["after_fix"]
    assert after is not None
    assert after["until"] is None
    assert after["words"] == "Until then the work stays where it is."
    assert snapshot["advice"]["headline"] == "Fix first, then advice of bpo"


def test_an_open_gate_is_a_doubt_and_the_first_thing_to_find_out() -> None:
    """ "I don't know" leaves a gate open, like no answer."""
    ruleset = make_tiny(gates=(make_gate("KO1"),))
    snapshot = shown(ruleset, measured(A1=3, A2=2, B1=1), {"KO1": "unknown"})
    assert snapshot["advice"]["state"] == "leaning"
    assert snapshot["advice"]["doubts"] == ["1 gate has no yes or no yet."]
    assert snapshot["find_out_next"][0]["gate"] == "KO1"
    assert snapshot["gates_open"][0]["answer"] == "I don't know"
