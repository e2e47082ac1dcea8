"""The JSON result and the digest of the inputs."""

import json
from dataclasses import replace
from hashlib import sha256
from math import fsum

import pytest
from hypothesis import given

from engine.digest import digest
from engine.report import report
from engine.scoring import Case, Given, evaluate
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
        "split",
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
