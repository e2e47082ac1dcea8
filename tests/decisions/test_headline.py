"""A recommendation as one sentence: every part that is named carries its own word and number."""

import re
from typing import Any

import pytest

from decisions import headline as say
from decisions.headline import headline
from engine.fit.case import Step, Today
from engine.outcome import Question, Recommendation, StepRecommendation

SURE = re.compile(r"\((clear|leaning|open)(?:, (\d+) of 100)?\)")


def question(answer: Any, probability: float, confidence: Any) -> Question:
    return Question(answer, probability, confidence, 0.4, 1.0, 0.125, 60.0, 55.0, (), {})


WHO = question("provider", 0.97, "clear")
OWN = question("own", 0.71, "leaning")
KPO = question("kpo", 0.7449, "leaning")
POOLED = question("shared_service", 0.92, "clear")


def advised(outcome: Any, **more: Any) -> Recommendation:
    values: dict[str, Any] = {
        "outcome": outcome,
        "keeps_decision": False,
        "confidence": "clear",
        "probability": 0.97,
        "who": WHO,
        "inside": None,
        "kind": KPO,
        "before": None,
        "outcomes": None,
        "fired": (),
        "open_gates": (),
        "known_share": 1.0,
    }
    return Recommendation(**(values | more))


def said(sentence: str) -> list[tuple[str, str]]:
    """Word and number of every part, in order."""
    return [(word, number) for word, number in SURE.findall(sentence)]


def test_who_and_kind_have_a_word_and_a_number_each() -> None:
    sentence = headline(advised("kpo"))
    assert sentence == (
        "Give it to a provider (clear, 97 of 100), as expert work (leaning, 74 of 100)"
    )
    assert said(sentence) == [("clear", "97"), ("leaning", "74")]


def test_a_part_that_is_open_is_named_as_open_and_has_no_number() -> None:
    """Outcome provider: the kind is not sure enough to be named."""
    sentence = headline(advised("provider", kind=question("kpo", 0.55, "open")))
    assert said(sentence) == [("clear", "97")]
    assert say.OPEN_KIND in sentence
    assert say.OPEN_KIND not in headline(advised("provider", kind=None))
    known = headline(advised("provider", kind=KPO))
    assert (said(known), say.OPEN_KIND in known) == ([("clear", "97")], False)


@pytest.mark.parametrize(
    ("outcome", "inside", "numbers"),
    [
        ("shared_service", POOLED, [("leaning", "71"), ("clear", "92")]),
        ("in_house", None, [("leaning", "71")]),
        ("own", question("in_house", 0.6, "open"), [("leaning", "71")]),
    ],
)
def test_own_people_and_where(outcome: str, inside: Any, numbers: Any) -> None:
    found = advised(
        outcome, who=OWN, inside=inside, kind=KPO, confidence="leaning", probability=0.71
    )
    sentence = headline(found)
    assert said(sentence) == numbers


def test_what_is_automated_first_says_what_becomes_of_the_rest() -> None:
    found = advised("automate", who=OWN, probability=0.95)
    assert said(headline(found)) == [("clear", "95"), ("leaning", "71")]
    assert say.REST["own"] in headline(found)
    doubtful = advised("automate", who=question("own", 0.5, "open"), probability=0.95)
    assert say.OPEN_REST in headline(doubtful)


def steps(*outcomes: str) -> tuple[StepRecommendation, ...]:
    rows = [advised(outcome, who=OWN if outcome == "in_house" else WHO) for outcome in outcomes]
    return tuple(StepRecommendation(Step("A step"), 0.5, "", row) for row in rows)


@pytest.mark.parametrize(
    ("outcome", "more", "counts"),
    [
        ("kpo", {}, 1),
        ("provider", {}, 1),
        ("in_house", {}, 0),
        ("own", {}, 0),
        ("automate", {"who": WHO}, 1),
        ("automate", {"who": OWN}, 0),
        ("split", {"who": None, "steps": steps("in_house", "kpo")}, 1),
        ("split", {"who": None, "steps": steps("in_house", "automate")}, 1),
        ("split", {"who": None, "steps": steps("in_house", "shared_service")}, 0),
    ],
)
def test_a_decision_that_stays_is_told_wherever_the_work_leaves(
    outcome: str, more: dict[str, Any], counts: int
) -> None:
    sentence = headline(advised(outcome, keeps_decision=True, **more))
    assert sentence.count(say.KEEPS_DECISION) == counts


@pytest.mark.parametrize(
    ("outcome", "confidence", "words"),
    [
        ("none", "none", say.NOTHING),
        ("open", "early", say.EARLY),
        ("open", "open", say.OPEN),
    ],
)
def test_what_is_not_recommended_shows_no_number(outcome: str, confidence: str, words: str) -> None:
    sentence = headline(advised(outcome, confidence=confidence, probability=0.55))
    assert sentence == words
    assert not re.search(r"\d", sentence)


@pytest.mark.parametrize("outcome", ["kpo", "in_house"])
def test_who_does_it_today_changes_the_words_and_no_number(outcome: str) -> None:
    found = advised(outcome, inside=None)
    sentences = {
        done_by: headline(found, Today(done_by))
        for done_by in ("", "own", "provider", "mixed", "nobody")
    }
    assert len({tuple(said(sentence)) for sentence in sentences.values()}) == 1
    assert sentences["nobody"] == sentences[""]
    assert sentences["provider"] != sentences[""]
    assert len(set(sentences.values())) >= 3
