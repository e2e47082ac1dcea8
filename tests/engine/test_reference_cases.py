"""The reference cases: what a sound model must advise for sixteen well-known situations.

They are content (``catalog/content/cases.json``): answers, the outcomes that are acceptable and the
reason. What comes before and which rules fire is added here, by the order of the file.
"""

from typing import Any

import pytest

from engine.inputs import case_of
from engine.intake import read
from engine.outcome import Recommendation
from engine.recommendation import recommend
from tests.shipped import shipped, shipped_content

RULESET = shipped()
CASES = shipped_content().cases
every_case = pytest.mark.parametrize("row", CASES, ids=lambda row: row["name"])

BEFORE = {
    "Accounts payable, 80,000 invoices a year, mostly paper": ("part", []),
    "Review of standard confidentiality agreements": ("part", []),
    "Data entry without any written procedure": ("part", ["KO4"]),
    "Payroll of a firm with 20 staff": ("most", []),
    "Running a custom planning system that only its maker could take over": ("none", ["KO7"]),
}
"""How much to automate first, and what to fix first."""
CLOSE = {
    "Accounts payable, 80,000 invoices a year, mostly paper",
    "Review of standard confidentiality agreements",
}
"""Cases that must not be called clear: too little speaks for either side."""
KIND_IS_OPEN = {"Customer care with many hard complaints", "Medical coding for a hospital"}
"""Cases on the border between routine and expert work."""


def recommended(row: dict[str, Any]) -> Recommendation:
    return recommend(RULESET, case_of(RULESET, read(RULESET, row["input"])))


def test_there_are_sixteen_reference_cases():
    assert len(CASES) == 16
    assert {*BEFORE, *CLOSE, *KIND_IS_OPEN} <= {row["name"] for row in CASES}


@every_case
def test_a_reference_case_answers_everything_that_is_asked_and_says_why(row):
    given = row["input"]["answers"]
    hidden = {"A4", "C6"} - set(given)
    assert set(given) | hidden == {c.code for c in RULESET.criteria if c.asked != "never"}
    assert set(row["input"]["gates"]) == {gate.code for gate in RULESET.asked_gates()}
    assert row["note"]


@every_case
def test_a_reference_case_gets_the_advice_an_expert_would_give(row):
    assert recommended(row).outcome in row["expected"]


@every_case
def test_a_reference_case_says_what_comes_first(row):
    before = recommended(row).before
    assert before is not None
    automate, fix = BEFORE.get(row["name"], (before.automate, []))
    assert (before.automate, list(before.fix)) == (automate, fix)


@every_case
def test_a_close_case_is_not_called_clear_and_a_mixed_kind_is_not_either(row):
    found = recommended(row)
    assert found.kind is not None
    if row["name"] in CLOSE:
        assert found.confidence != "clear"
    if row["name"] in KIND_IS_OPEN:
        assert found.kind.confidence != "clear"


def test_the_officers_decision_stays_with_the_officer():
    """The rule keeps the decision; the answers alone already keep the work."""
    row = next(row for row in CASES if row["input"]["gates"]["KO14"] == "fires")
    found = recommended(row)
    assert found.keeps_decision
    assert "rules_out_providers" not in {gate.effect for gate in found.fired}
