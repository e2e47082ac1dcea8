"""The reference cases: what a sound model must advise for sixteen well-known situations.

Each file in ``cases`` says in ``why`` which answers were given and for what reason. Under
``expected``, lists hold what is acceptable; ``gates`` and ``fix_first`` are exact. ``verdict`` is the
word for the answers as they stand, without evidence, ``verdict_documented`` the word once every
answer rests on a document; cases without them may be as clear as they like.
"""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from catalog.content import read_content
from engine.digest import digest
from engine.fit.case import Case
from engine.intake import read
from engine.model.load import load
from engine.robustness import certainty
from engine.scoring import Evaluation, evaluate

CASES = {path.stem: path for path in sorted((Path(__file__).parent / "cases").glob("*.json"))}
RULESET = load(read_content().definition)

every_case = pytest.mark.parametrize("name", CASES)


def _document(name: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(CASES[name].read_text(encoding="utf-8"))
    return document


def _expected(name: str) -> dict[str, Any]:
    expected: dict[str, Any] = _document(name)["expected"]
    return expected


def _verdict(case: Case) -> str:
    verdict, _ = certainty(RULESET, case, evaluate(RULESET, case), digest("", case))
    return verdict


def _evaluated(name: str) -> tuple[Evaluation, dict[str, Any]]:
    document = _document(name)
    evaluation = evaluate(RULESET, read(RULESET, document["input"]).case)
    return evaluation, _expected(name)


def test_there_are_sixteen_reference_cases():
    assert len(CASES) == 16


@every_case
def test_a_reference_case_answers_everything_and_says_why(name):
    document = _document(name)
    assert document["title"]
    assert document["why"]
    assert set(document["input"]["answers"]) == set(RULESET.criterion)
    assert set(document["input"]["gates"]) == {gate.code for gate in RULESET.asked_gates()}


@every_case
def test_a_reference_case_gets_the_advice_an_expert_would_give(name):
    evaluation, expected = _evaluated(name)
    assert evaluation.advice in expected["advice"]
    assert evaluation.runner_up in expected.get("runner_up", [evaluation.runner_up])
    assert evaluation.after_fix in expected["after_fix"]


@pytest.mark.parametrize("name", [name for name in CASES if "verdict" in _expected(name)])
def test_a_reference_case_is_as_clear_as_its_evidence_allows(name):
    given = read(RULESET, _document(name)["input"]).case
    answers = {code: replace(row, evidence="document") for code, row in given.answers.items()}
    expected = _expected(name)
    assert _verdict(given) == expected["verdict"]
    assert _verdict(replace(given, answers=answers)) == expected["verdict_documented"]


@every_case
def test_a_reference_case_fires_exactly_the_expected_gates(name):
    evaluation, expected = _evaluated(name)
    assert [gate.code for gate in evaluation.fired] == expected["gates"]
    fix_first = [gate.code for gate in evaluation.fired if gate.severity == "fix_first"]
    assert fix_first == expected["fix_first"]


@every_case
def test_a_split_is_offered_only_where_routine_and_judgement_mix(name):
    evaluation, expected = _evaluated(name)
    assert evaluation.split_offered is expected["split_offered"]
