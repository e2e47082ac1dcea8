"""The JSON result and the digest of the inputs."""

import json
from dataclasses import replace
from hashlib import sha256
from math import fsum

import pytest
from hypothesis import given

from engine.digest import digest
from engine.report import report
from engine.robustness import certainty, how_sure
from engine.scoring import Case, Given, evaluate
from engine.split import Step, split, step_case
from tests.engine.makers import answers_of, case_of, make_gate, make_tiny
from tests.engine.strategies import rulesets_with_cases

EDITION = "e" * 64


def test_the_report_holds_the_whole_result_in_a_fixed_order():
    """The numbers are those of test_scoring: KPO 100 is kept out by the gate, shared service 40."""
    ruleset = make_tiny(gates=(make_gate("KO1"),))
    case = case_of(ruleset, answers_of(A1=3, A2=2, B1=2), {"KO1": "yes"})
    result = report(ruleset, case, evaluate(ruleset, case), number=7, sha256=EDITION)
    assert list(result) == [
        "advice",
        "verdict",
        "probability_best",
        "margin",
        "runner_up",
        "doubts",
        "after_fix",
        "scores",
        "ranges",
        "ruled_out",
        "contributions",
        "axes",
        "gates",
        "open_gates",
        "completeness",
        "answered",
        "asked",
        "hidden",
        "set_aside",
        "flips",
        "weight_intervals",
        "find_out_next",
        "can_still_change",
        "way_to_change",
        "split",
        "place",
        "edition",
        "digest",
    ]
    assert result["advice"] == "shared_service"
    assert result["runner_up"] == "automate"
    assert result["scores"]["kpo"] == 100
    assert result["ranges"]["kpo"] == [100, 100]
    assert result["ruled_out"] == {"kpo": ["KO1"], "bpo": ["KO1"]}
    assert result["contributions"]["B1"]["kpo"] == 30
    assert result["axes"]["expertise"] == {"value": 1.5, "low": 1.5, "high": 1.5}
    assert result["gates"] == [
        {
            "code": "KO1",
            "name": "Name of KO1",
            "severity": "stop",
            "reason": "Reason of KO1",
            "rules_out": ["bpo", "kpo"],
            "criteria": [],
            "answer": "yes",
        }
    ]
    assert result["split"] == {"offered": False}
    assert result["edition"] == {"number": 7, "sha256": EDITION}
    assert result["digest"] == digest(EDITION, case)


def test_the_report_says_how_sure_it_is_and_what_would_change_it():
    """A1 = 3 and B1 = 2 are measured, A2 is open. One unit is 20 points: KPO 50 + 20 x (0.75 + 1.5)
    = 95, shared service behind it 50 - 20 x 0.5 x 0.75 = 42.5. A2 moves KPO by 5 at most: nothing.
    """
    ruleset = make_tiny()
    case = case_of(ruleset, answers_of(A1=3, B1=2))
    case = replace(
        case,
        answers={code: replace(row, evidence="measured") for code, row in case.answers.items()},
    )
    evaluation = evaluate(ruleset, case)
    result = report(ruleset, case, evaluation, number=1, sha256=EDITION)
    assert result["probability_best"]["kpo"] == 1.0
    assert sum(result["probability_best"].values()) == 1.0
    assert next(iter(result["probability_best"])) == result["advice"] == "kpo"
    assert (result["verdict"], result["doubts"]) == ("leaning", ["completeness"])
    assert result["flips"]["singles"][0] == {
        "changes": [{"criterion": "B1", "from": 2, "to": 1, "steps": 1}],
        "advice": "bpo",
    }
    assert (result["flips"]["gates"], result["flips"]["pair"]) == ([], None)
    assert list(result["weight_intervals"]["criteria"]) == ["A1", "A2", "B1"]
    assert list(result["weight_intervals"]["themes"]) == ["A", "B"]
    assert result["weight_intervals"]["criteria"]["A1"]["weight"] == 3
    (look,) = result["find_out_next"]
    assert (look["criterion"], look["known"], look["probability"]) == ("A2", False, 0)
    assert (result["can_still_change"], result["way_to_change"]) == (False, None)


def test_the_report_names_one_way_in_which_open_questions_change_the_advice():
    """B1 alone is answered, KPO leads; A1 = 1 alone would make in-house lead or automate."""
    ruleset = make_tiny()
    case = case_of(ruleset, answers_of(B1=2))
    result = report(ruleset, case, evaluate(ruleset, case), number=1, sha256=EDITION)
    assert result["can_still_change"] is True
    way = result["way_to_change"]
    answers = {code: Given(number) for code, number in way["answers"].items()}
    then = evaluate(ruleset, replace(case, answers={**case.answers, **answers}))
    assert then.advice == way["advice"] != result["advice"]


def test_certainty_at_hand_gives_the_same_report_as_working_it_out():
    ruleset = make_tiny(gates=(make_gate("KO1"),))
    case = case_of(ruleset, answers_of(A1=2, B1=2))
    evaluation = evaluate(ruleset, case)
    sure = how_sure(ruleset, case, evaluation, digest(EDITION, case))
    one = report(ruleset, case, evaluation, number=1, sha256=EDITION, how_sure=sure)
    assert one == report(ruleset, case, evaluation, number=1, sha256=EDITION)


def test_steps_give_the_split_and_another_digest_but_the_same_chances():
    """B1 = 1 is BPO's, B1 = 2 KPO's; the third is kept inside (see test_split)."""
    ruleset = make_tiny()
    case = case_of(ruleset, answers_of(A1=3, A2=2, B1=2))
    evaluation = evaluate(ruleset, case)
    steps = (
        Step("Routine", answers_of(B1=1)),
        Step("Expert"),
        Step("Decide", kept_inside="The law."),
    )
    whole = report(ruleset, case, evaluation, number=1, sha256=EDITION)
    result = report(
        ruleset, case, evaluation, number=1, sha256=EDITION, parted=split(ruleset, case, steps)
    )
    parts = result["split"]
    assert (parts["advice"], parts["why"], parts["handovers"]) == ("hybrid", "steps_differ", 2)
    assert [(row["name"], row["advice"], row["free_advice"]) for row in parts["steps"]] == [
        ("Routine", "bpo", "bpo"),
        ("Expert", "kpo", "kpo"),
        ("Decide", "in_house", "kpo"),
    ]
    sure = [
        certainty(ruleset, own, evaluate(ruleset, own), digest(EDITION, own))
        for own in (step_case(case, step) for step in steps[:2])
    ]
    assert [(row["verdict"], row["probability"]) for row in parts["steps"]] == [*sure, (None, None)]
    assert [row["close"] for row in parts["steps"]] == [["bpo"], ["kpo"], ["in_house"]]
    assert parts["groups"][0] == {"option": "bpo", "steps": [0]}
    assert parts["kept"][0] == {
        "kind": "decision_rights",
        "step": 2,
        "option": "in_house",
        "reason": "The law.",
        "gates": [],
    }
    assert result["digest"] == digest(EDITION, case, steps) != whole["digest"]
    assert result["probability_best"] == whole["probability_best"]


def test_names_of_steps_decide_nothing_their_order_does():
    one, two = Step("One", answers_of(B1=1)), Step("Two", answers_of(B1=2))
    renamed = replace(one, name="Uno")
    assert digest("abc", CASE, (one, two)) == digest("abc", CASE, (renamed, two))
    assert digest("abc", CASE, (one, two)) != digest("abc", CASE, (two, one))
    assert digest("abc", CASE, (one,)) != digest("abc", CASE, (replace(one, kept_inside="Law"),))
    assert digest("abc", CASE, ()) == digest("abc", CASE)


@given(rulesets_with_cases())
def test_in_the_report_the_contributions_add_up_to_the_score(drawn):
    ruleset, case = drawn
    result = json.loads(
        json.dumps(report(ruleset, case, evaluate(ruleset, case), number=1, sha256=EDITION))
    )
    for option, score in result["scores"].items():
        total = fsum(row[option] for row in result["contributions"].values())
        assert abs(50 + total - score) < 1e-6


CASE = Case(
    answers={"A1": Given(2, evidence="estimate", note="Ask."), "B1": Given(None, "unknown")},
    gates={"KO1": "no"},
    weights={"A1": 9.0, "B1": 0.5},
    service="payroll",
)


def test_the_digest_is_the_hash_of_the_canonical_json():
    """Written out: keys sorted, no spaces, whole numbers without a point."""
    text = (
        '{"answers":{"A1":["choice",2,"estimate"],"B1":["unknown",null,null]},'
        '"edition":"abc","gates":{"KO1":"no"},"service":"payroll","weights":{"A1":9,"B1":0.5}}'
    )
    assert digest("abc", CASE) == sha256(text.encode()).hexdigest()


def test_the_order_of_answering_and_the_words_around_it_do_not_change_the_digest():
    turned = replace(CASE, answers=dict(reversed(list(CASE.answers.items()))))
    noted = replace(CASE, answers={**CASE.answers, "A1": Given(2, evidence="estimate")})
    assert digest("abc", turned) == digest("abc", noted) == digest("abc", CASE)


@pytest.mark.parametrize(
    "other",
    [
        replace(CASE, service=None),
        replace(CASE, gates={"KO1": "yes"}),
        replace(CASE, weights={"A1": 9.0, "B1": 0.25}),
        replace(CASE, answers={**CASE.answers, "A1": Given(3, evidence="estimate")}),
        replace(CASE, answers={**CASE.answers, "A1": Given(2, evidence="measured")}),
        replace(CASE, answers={**CASE.answers, "B1": Given(None, "not_applicable")}),
    ],
)
def test_every_input_that_decides_changes_the_digest(other):
    assert digest("abc", other) != digest("abc", CASE)


def test_another_edition_has_another_digest():
    assert digest("abd", CASE) != digest("abc", CASE)
