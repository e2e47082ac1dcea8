"""What must hold for every document: sums, order, plain JSON, the same text every time."""

import json
from typing import Any

import pytest

from decisions.presentation import Snapshot
from tests.decisions.snapshots import REFERENCE_CASES, sample_case, shipped_case, tenths

CASES: dict[str, dict[str, Any]] = {
    "nothing": {},
    "payroll": {"service": "payroll", "use_prefilled": True},
    "growth": {"service": "market-research", "use_prefilled": True, "weights": "growth_led"},
    "no market": {
        "service": "fraud-investigation",
        "use_prefilled": True,
        "answers": {"E1": 1, "D2": 1},
    },
    "own weights": {
        "service": "data-entry",
        "use_prefilled": True,
        "weights": {"A1": 12, "G1": 0.5},
    },
    "a few": {"answers": {"A1": "unknown", "A2": 3, "C4": 6, "B3": "not_applicable"}},
    "gates": {"answers": {"C3": 1, "C2": 3}, "gates": {"KO1": "fires", "KO12": "unknown"}},
    "all unknown": {"answers": dict.fromkeys(("A1", "A2", "A3", "B1", "E1"), "unknown")},
    "sample": sample_case(),
    **REFERENCE_CASES,
}
every_case = pytest.mark.parametrize("name", CASES)


def document(name: str) -> Snapshot:
    return shipped_case(CASES[name])


@every_case
def test_the_printed_points_of_every_question_add_up_to_its_score(name: str) -> None:
    """50.0 + the printed points = the printed score, in tenths; each point says its side, and no
    rounding turns one round."""
    for part in document(name)["questions"]:
        points = sum(tenths(row["signed"]) for row in part["reasons"])
        assert 500 + points == round(part["score"] * 10)
        sides = {True: part["towards"], False: part["away"]}
        for row in part["reasons"]:
            if row["points"]:
                assert row["side"] == sides[row["points"] > 0]
            assert tenths(row["signed"]) == round(row["points"] * 10)


@every_case
def test_the_answer_of_a_question_is_that_of_its_printed_score(name: str) -> None:
    """Above the line the second answer, unless a gate decided, or the two are printed alike."""
    found = document(name)
    if any(row["effect"].startswith("rules_out") for row in found["gates_fired"]):
        return
    for part in found["questions"]:
        if part["score"] != part["line"]:
            is_second = part["answer"] in ("provider", "shared_service", "kpo")
            assert is_second is (part["score"] > part["line"])


@every_case
def test_the_percents_of_the_outcomes_add_up_to_a_hundred(name: str) -> None:
    """All five, whole numbers; or none are shown."""
    found = document(name)
    shows = found["advice"]["shows_numbers"] and found["advice"]["outcome"] != "split"
    assert bool(found["outcomes"]) is shows
    if shows:
        assert sum(row["percent"] for row in found["outcomes"]) == 100
        assert len(found["outcomes"]) == 5


@every_case
def test_no_share_is_told_while_it_is_early_or_nothing_is_answered(name: str) -> None:
    """Neither in the headline nor anywhere beside it."""
    found = document(name)
    if found["advice"]["confidence"] in ("early", "none"):
        assert " of 100" not in found["advice"]["headline"]
        assert (found["advice"]["percent"], found["outcomes"], found["questions"]) == (0, [], [])
        assert (found["sure"], found["map"], found["against"]) == (None, None, [])


@every_case
def test_the_word_and_the_number_agree(name: str) -> None:
    """Clear from 90, leaning from 65; only a cap keeps a word below its number."""
    advice = document(name)["advice"]
    if advice["confidence"] == "clear":
        assert advice["percent"] >= 90
    if advice["confidence"] == "leaning":
        assert advice["percent"] >= 65
        assert (advice["percent"] >= 90) is bool(advice["cap"])


@every_case
def test_a_document_is_plain_json_and_the_same_every_time(name: str) -> None:
    """Through JSON and back nothing changes, and a second run gives the same text."""
    first, second = document(name), document(name)
    text = json.dumps(first, allow_nan=False)
    assert json.loads(text) == first
    assert json.dumps(second, allow_nan=False) == text


@every_case
def test_weights_are_percentages_of_what_is_asked(name: str) -> None:
    """Whole per cents that add up to 100."""
    assert sum(theme["percent"] for theme in document(name)["weights"]["themes"]) == 100


@every_case
def test_every_sentence_is_one(name: str) -> None:
    """Capital, full stop, no gap, no word of the program in it."""
    found = document(name)
    texts = [*found["advice"]["before"], *found["against"], found["advice"]["lead"]]
    texts += [part["words"] for part in found["questions"]]
    texts += [row["words"] for row in (*found["find_out_next"], *found["gates_open"])]
    texts += [row["text"] for row in found["next_actions"]]
    if found["sure"]:
        sure = found["sure"]
        texts += [row["words"] for row in (*sure["flips"], *sure["unlikely"])]
        texts += [row["words"] for row in sure["weights"] if row["near"]]
    for text in texts:
        assert text[0].isupper() or text[0] in "\u201c0123456789", text
        assert text[-1] in ".?\u201d", text
        bad = ("  ", "..", "?.", "in_house", "shared_service", "not_applicable")
        assert not [row for row in bad if row in text], text


@every_case
def test_the_document_says_what_its_facts_say(name: str) -> None:
    """Headline, word, probability and every answer: one and the same recommendation."""
    found = document(name)
    facts = found["facts"]
    head, advice = facts["recommendation"], found["advice"]
    assert (head["outcome"], head["confidence"]) == (advice["outcome"], advice["confidence"])
    assert found["digest"] == facts["digest"]
    for part in found["questions"]:
        row = facts["questions"][part["question"]]
        assert row["answer"] == part["answer"]
        assert abs(row["score"] - part["score"]) <= 0.0500001
        assert {one["criterion"] for one in part["reasons"]} <= {
            one["criterion"] for one in row["contributions"]
        }
