"""What a snapshot says: advice in words, points that add up, a case against it, nothing hidden.

The small ruleset (``tests.engine.makers.make_tiny``): one unit is 20 points. A1 = 3 moves sourcing
by +0.75, A2 = 2 by +0.25, B1 = 1 expertise by -1.5 and automation by +0.5. So A1 = 3 gives BPO and
KPO +15, in-house -15, shared service -7.5; A2 = 2 gives BPO and KPO +5; B1 = 1 gives BPO +30,
KPO -30 and automate +10.
"""

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

import pytest

from decisions import wording
from decisions.presentation import Heading, Signature, Snapshot, present
from engine.explain import explain
from engine.intake import read
from engine.load import load
from engine.ruleset import OPTIONS, Ruleset
from engine.scoring import Given, evaluate
from tests.engine.makers import (
    NOT_APPLICABLE,
    answers_of,
    case_of,
    make_branching,
    make_gate,
    make_rich,
    make_tiny,
)
from tests.people import shipped_definition

HEADING = Heading(name="Payroll", edition_number=7, edition_sha256="ab" * 32)


def shown(
    ruleset: Ruleset,
    answers: Mapping[str, Given],
    gates: Mapping[str, str] | None = None,
    heading: Heading = HEADING,
) -> Snapshot:
    """The snapshot of a case."""
    case = case_of(ruleset, answers, gates)
    evaluation = evaluate(ruleset, case)
    return present(ruleset, case, evaluation, explain(ruleset, case, evaluation), heading)


@cache
def shipped() -> Ruleset:
    """The shipped ruleset."""
    return load(shipped_definition())


def shipped_case(document: Mapping[str, Any]) -> Snapshot:
    """The snapshot of a case on the shipped ruleset, in the form of the command line."""
    case = read(shipped(), dict(document)).case
    evaluation = evaluate(shipped(), case)
    return present(shipped(), case, evaluation, explain(shipped(), case, evaluation), HEADING)


def tenths(text: str) -> int:
    """A printed number in tenths, so that sums are exact."""
    return round(float(text.replace("\u2212", "-")) * 10)


CASES: list[dict[str, Any]] = [
    {},
    {"service": "payroll", "use_prefilled": True},
    {"service": "market-research", "use_prefilled": True, "weights": "growth_led"},
    {"service": "fraud-investigation", "use_prefilled": True, "answers": {"E1": 1, "D2": 1}},
    {"service": "data-entry", "use_prefilled": True, "weights": {"A1": 12, "G1": 0.5}},
    {"answers": {"A1": "unknown", "A2": 3, "C4": 6, "B3": "not_applicable"}},
    {"answers": {"C3": 1, "C2": 3, "G2": 5, "G3": 2}, "gates": {"KO1": "yes", "KO12": "unknown"}},
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_printed_points_of_every_column_add_up_to_the_printed_score(
    case: dict[str, Any],
) -> None:
    """50.0 + the printed points = the printed total, in tenths; the score is the total rounded."""
    table = shipped_case(case)["contributions"]
    for place, column in enumerate(table["columns"]):
        points = sum(tenths(row["cells"][place]["signed"]) for row in table["rows"])
        assert tenths(table["start"]) + points == tenths(column["total"])
        assert abs(column["score"] * 10 - tenths(column["total"])) <= 5


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_listed_reasons_and_the_rest_add_up_too(case: dict[str, Any]) -> None:
    """50.0 + those for + those against + the rest = the total of the option."""
    for part in shipped_case(case)["reasons"]:
        listed = sum(tenths(row["signed"]) for row in (*part["pro"], *part["contra"]))
        rest = tenths(part["rest"]) if part["rest_count"] else 0
        assert 500 + listed + rest == tenths(part["total"])


@pytest.mark.parametrize("case", CASES, ids=str)
def test_there_is_always_a_case_against_the_advice(case: dict[str, Any]) -> None:
    """Even the clearest advice has what people who took it usually regret."""
    against = shipped_case(case)["case_against"]
    assert against
    assert all(row["words"] for row in against)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_snapshot_is_plain_json_and_the_same_every_time(case: dict[str, Any]) -> None:
    """Through JSON and back nothing changes, and a second run gives the same text."""
    first, second = shipped_case(case), shipped_case(case)
    text = json.dumps(first, allow_nan=False)
    assert json.loads(text) == first
    assert json.dumps(second, allow_nan=False) == text


@pytest.mark.parametrize("case", CASES, ids=str)
def test_weights_are_percentages_of_what_is_asked(case: dict[str, Any]) -> None:
    """Whole per cents that add up to 100."""
    assert sum(theme["percent"] for theme in shipped_case(case)["weights"]["themes"]) == 100


def test_a_clear_advice_is_said_as_it_is() -> None:
    """BPO 50 + 15 + 5 + 30 = 100, automate 50 + 10 = 60, KPO 50 + 15 + 5 - 30 = 40, shared service
    50 - 7.5 - 2.5 = 40, in-house 50 - 15 - 5 = 30: 40 points ahead, everything known."""
    snapshot = shown(make_tiny(), answers_of(A1=3, A2=2, B1=1))
    advice = snapshot["advice"]
    assert (advice["state"], advice["headline"]) == ("clear", "Advice of bpo")
    assert advice["verdict_words"] == "Clear: 40 points ahead of Name of automate."
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
    """Only B1 = 1 is known: BPO 80, automate 60; 2 of 6 weight known, so it cannot be clear."""
    snapshot = shown(make_tiny(), answers_of(B1=1))
    assert snapshot["advice"]["headline"] == "Leaning: advice of bpo"
    assert snapshot["completeness"]["words"] == (
        "1 of 3 questions answered, 33% of the weight known, 2 still open."
    )
    assert snapshot["advice"]["doubts"] == [
        "Answers are known for 33% of the weight. A clear advice needs 85%."
    ]
    assert [row["criterion"] for row in snapshot["find_out_next"]] == ["A1", "A2"]


def test_too_close_to_call_names_no_winner() -> None:
    """Only A1 = 3: BPO and KPO both 65."""
    snapshot = shown(make_tiny(), answers_of(A1=3))
    advice = snapshot["advice"]
    assert advice["headline"] == "Too close to call: Name of bpo or Name of kpo"
    assert advice["verdict_words"] == (
        "Too close to call: Name of bpo and Name of kpo score the same."
    )
    assert [row["option"] for row in advice["contenders"]] == ["bpo", "kpo"]
    assert advice["because"] == ""
    assert [part["option"] for part in snapshot["reasons"]] == ["bpo", "kpo"]
    assert [row["words"] for row in snapshot["options"][:2]] == [
        "Too close to the first place to rule out"
    ] * 2
    actions = [row["text"] for row in snapshot["next_actions"]]
    assert not any("act of bpo" in text for text in actions)


def test_many_contenders_are_counted_not_listed() -> None:
    """A1 = 2 moves nothing: all five stand at 50."""
    snapshot = shown(make_tiny(), answers_of(A1=2))
    assert snapshot["advice"]["headline"] == "Too close to call between 5 options"


def test_all_unknown_advises_nothing() -> None:
    """Three times "I don't know": every option at 50 with its whole range."""
    snapshot = shown(make_tiny(), answers_of(A1=None, A2=None, B1=None))
    assert snapshot["advice"]["headline"] == "Too little is known to advise anything"
    assert {row["score"] for row in snapshot["options"]} == {50}
    assert snapshot["completeness"]["unknown"] == 3
    bpo = next(row for row in snapshot["options"] if row["option"] == "bpo")
    assert (bpo["low"], bpo["high"], bpo["open_words"]) == (0, 100, "0 to 100 possible")


def test_nothing_answered_is_no_advice() -> None:
    """No answer and no gate."""
    snapshot = shown(make_tiny(), {})
    assert snapshot["advice"]["state"] == "empty"
    assert snapshot["advice"]["headline"] == "Nothing is answered yet"


def test_a_fired_gate_names_the_answers_and_what_it_rules_out() -> None:
    """A1 = 1 fires KO3, which rules BPO and KPO out; they keep their scores, behind the others."""
    snapshot = shown(make_rich(), answers_of(A1=1, B1=1))
    (gate,) = snapshot["gates_fired"]
    assert (gate["code"], gate["severity_words"], gate["reason"]) == (
        "KO3",
        "Knock-out",
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
    snapshot = shown(make_tiny(gates=(gate,)), answers_of(A1=3, A2=2, B1=1), {"KO1": "yes"})
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
    snapshot = shown(make_tiny(gates=(gate,)), answers_of(A1=3, A2=2, B1=1), {"KO4": "yes"})
    advice = snapshot["advice"]
    assert advice["headline"] == "Fix first, then advice of bpo"
    assert advice["lead"].startswith("First settle \u201cName of KO4\u201d (KO4).")
    assert (advice["option"], advice["verdict_label"]) == ("bpo", "Fix first")
    assert advice["verdict_rest"] == "then 40 points ahead of Name of automate."
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
    snapshot = shown(make_tiny(gates=(gate,)), answers_of(A1=3, A2=2, B1=1), {"KO4": "yes"})
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
    snapshot = shown(make_tiny(gates=(gate,)), answers_of(A1=3, A2=2, B1=1), {"KO8": "yes"})
    after = snapshot["advice"]["after_fix"]
    assert after is not None
    assert after["words"] == "Until then, advice of in_house."
    assert snapshot["advice"]["headline"] == "Fix first, then advice of bpo"


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


def test_a_fix_that_opens_a_draw_names_no_winner() -> None:
    """A1 = 3 alone: BPO and KPO 65 each, both ruled out; automate 50 leads what is open."""
    gate = make_gate("KO4", severity="fix_first")
    snapshot = shown(make_tiny(gates=(gate,)), answers_of(A1=3), {"KO4": "yes"})
    advice = snapshot["advice"]
    assert advice["state"] == "close"
    assert advice["headline"] == "Fix first, then choose: Name of bpo or Name of kpo"
    assert [row["option"] for row in advice["contenders"]] == ["bpo", "kpo"]
    assert advice["lead"].startswith("First settle \u201cName of KO4\u201d (KO4). After")


def test_what_nothing_but_a_fix_opens_is_not_called_blocked() -> None:
    """Everything is ruled out, all of it until the fix: the best one is named as what comes then."""
    gate = make_gate("KO8", severity="fix_first", rules_out=OPTIONS)
    snapshot = shown(make_tiny(gates=(gate,)), answers_of(A1=3, A2=2, B1=1), {"KO8": "yes"})
    after = snapshot["advice"]["after_fix"]
    assert after is not None
    assert after["until"] is None
    assert after["words"] == "Until then the work stays where it is."
    assert snapshot["advice"]["headline"] == "Fix first, then advice of bpo"


def test_an_open_gate_is_a_doubt_and_the_first_thing_to_find_out() -> None:
    """ "I don't know" leaves a gate open, like no answer."""
    ruleset = make_tiny(gates=(make_gate("KO1"),))
    snapshot = shown(ruleset, answers_of(A1=3, A2=2, B1=1), {"KO1": "unknown"})
    assert snapshot["advice"]["state"] == "leaning"
    assert snapshot["advice"]["doubts"] == ["1 knock-out question has no yes or no yet."]
    assert snapshot["find_out_next"][0]["gate"] == "KO1"
    assert snapshot["gates_open"][0]["answer"] == "I don't know"


def test_the_quick_screen_is_an_early_indication() -> None:
    """A1 and B1 are quick; A2 is left out and said to be."""
    heading = Heading(name="Payroll", edition_number=1, edition_sha256="", depth="quick")
    snapshot = shown(make_tiny(), answers_of(A1=3, B1=1), heading=heading)
    assert snapshot["heading"]["early"]
    assert snapshot["not_asked"] == 1
    assert snapshot["completeness"]["words"] == (
        "2 of 2 quick questions answered, 83% of the weight of all questions known."
    )
    assert snapshot["next_actions"][0]["text"] == (
        "Answer the 1 question that the quick screen leaves out. Your answers stay."
    )


def test_answers_set_aside_are_shown_apart_and_never_counted() -> None:
    """A1 = 1 closes A2, which holds an answer; B1 is asked as if A2 had none."""
    snapshot = shown(make_branching(), answers_of(A1=1, A2=2, B1=3))
    assert [row["criterion"] for row in snapshot["set_aside"]] == ["A2"]
    listed = [row["criterion"] for theme in snapshot["answers"] for row in theme["answers"]]
    assert listed == ["A1", "B1"]
    assert [row["criterion"] for row in snapshot["contributions"]["rows"]] == ["A1", "B1"]


def test_does_not_apply_is_listed_with_its_reason_and_counts_nothing() -> None:
    """A2 does not apply: two questions are left, both known."""
    given = {**answers_of(A1=3, B1=1), "A2": NOT_APPLICABLE}
    snapshot = shown(make_tiny(), given)
    row = snapshot["answers"][0]["answers"][1]
    assert (row["answer"], row["reason"]) == ("Does not apply", "There is none.")
    counts = snapshot["completeness"]
    assert (counts["asked"], counts["answered"], counts["not_applicable"]) == (2, 2, 1)
    assert counts["percent"] == 100


def test_an_answer_carries_evidence_note_person_and_time() -> None:
    """What the annex of the paper prints."""
    heading = Heading(
        name="Payroll",
        edition_number=1,
        edition_sha256="",
        answered_by={"A1": Signature("Alice", "2026-11-22T10:00:00+00:00")},
    )
    given = {"A1": Given(3, evidence="measured", note="Counted in May.")}
    row = shown(make_tiny(), given, heading=heading)["answers"][0]["answers"][0]
    assert (row["evidence_words"], row["note"]) == ("Measured data", "Counted in May.")
    assert (row["by"], row["at"]) == ("Alice", "2026-11-22T10:00:00+00:00")


def test_facts_of_the_service_type_say_what_they_rest_on() -> None:
    """A reported measure, a verified rule and their one source."""
    ruleset = make_rich()
    case = read(ruleset, {"service": "payroll", "answers": {"A1": 3}}).case
    evaluation = evaluate(ruleset, case)
    snapshot = present(ruleset, case, evaluation, explain(ruleset, case, evaluation), HEADING)
    service = snapshot["service"]
    assert service is not None
    assert service["kpis"][0]["mark_words"] == "Reported by S1"
    assert service["rules"][0]["mark_words"] == "Verified in S1"
    assert [row["title"] for row in service["sources"]] == ["A source"]


def test_why_not_gives_the_difference_between_two_options() -> None:
    """B1 = 1: BPO +30, automate +10, so it favours BPO by 20; A1 = 3: 15 against 0."""
    snapshot = shown(make_tiny(), answers_of(A1=3, A2=2, B1=1))
    automate = snapshot["why_not"][0]
    assert automate["option"] == "automate"
    assert automate["words"] == "It scores 40 points less than Name of bpo."
    assert [(row["criterion"], row["signed"]) for row in automate["against"]] == [
        ("B1", "+20.0"),
        ("A1", "+15.0"),
        ("A2", "+5.0"),
    ]
    assert automate["favoured_title"] == "Speaks for \u201cName of automate\u201d too"
    assert [(row["criterion"], row["signed"]) for row in automate["favoured"]] == [("B1", "+10.0")]


def test_the_map_has_the_point_and_its_range() -> None:
    """A1 = 3 is +0.75 of sourcing; A2 is open (-0.25 to +0.25); B1 = 1 is -1.5 of expertise."""
    plane = shown(make_tiny(), answers_of(A1=3, B1=1))["map"]
    across, up = plane["across"], plane["up"]
    assert (across["value"], across["low"], across["high"]) == (0.75, 0.5, 1.0)
    assert (up["value"], up["low"], up["high"], up["extent"]) == (-1.5, -1.5, -1.5, 1.5)
    assert {row["option"] for row in plane["flags"]} == {"automate", "shared_service"}
    assert plane["words"].endswith("in the area of Name of bpo.")
