"""The inputs of a decision as JSON: written, read back, and their fingerprint."""

import json
from dataclasses import fields, replace
from datetime import date
from typing import Any

import pytest

from engine.fit.case import Given, GivenGate, Today
from engine.inputs import Inputs, digest, fingerprint, plain
from engine.intake import read
from engine.location.advice import PlaceAnswers
from tests.engine.cost_cases import make_case
from tests.engine.makers import make_asked

FULL: dict[str, Any] = {
    "service": "payroll",
    "today": {"done_by": "mixed", "contract_ends": "2027-03-31"},
    "answers": {
        "A1": {"choice": 3, "evidence": "measured", "note": "Zähl mal: ١٢ \u200b"},
        "A2": {"choice": 1, "chances": [0.25, 0.75]},
        "B1": "unknown",
        "C5": {"choice": "not_applicable", "reason": "One firm."},
    },
    "gates": {"KO1": {"value": "passes", "note": "Asked."}},
    "weights": {"A1": 7, "B1": 0.1},
    "steps": [{"name": "Scan", "share": 0.3, "answers": {"A1": 1}, "gates": {"KO2": "fires"}}],
}
BASE = read(make_asked(), FULL)
ANSWERS, STEP = BASE.answers, BASE.steps[0]


def test_what_is_written_reads_back_as_the_same_inputs_with_the_same_digest():
    ruleset = make_asked()
    inputs = read(ruleset, FULL)
    written = json.loads(json.dumps(plain(inputs)))
    assert list(written) == [
        *("service", "today", "answers", "gates", "weights", "steps", "cost", "place"),
    ]
    for document in (written, {"format": 2, "edition": 1, "digest": "x", "input": written}):
        again = read(ruleset, document)
        assert again == inputs
        assert digest("ab", again) == digest("ab", inputs)


OTHERS: dict[str, Any] = {
    "answers": [
        {**ANSWERS, "A1": Given(3, evidence="document")},
        {**ANSWERS, "A1": Given(3, evidence="measured", note="x")},
    ],
    "gates": [{"KO1": GivenGate("passes")}, {}],
    "weights": [{"A1": 8}, "usual", None],
    "service": [None],
    "today": [Today("own"), Today("mixed")],
    "steps": [(), (replace(STEP, share=0.4),), (replace(STEP, name="Scan twice"),)],
    "cost": [make_case()],
    "place": [PlaceAnswers(home="DE"), PlaceAnswers(zone="Europe/Berlin")],
    "on": [date(2026, 11, 22)],
}
"""Field -> other values of it."""


@pytest.mark.parametrize("name", [row.name for row in fields(Inputs)])
def test_another_value_of_any_field_is_another_digest(name: str) -> None:
    """A field that is added without values here fails."""
    others = [replace(BASE, **{name: value}) for value in OTHERS[name]]
    assert len({digest("ab", row) for row in (BASE, *others)}) == len(others) + 1


def test_the_same_inputs_on_another_edition_have_another_digest() -> None:
    assert digest("ab", BASE) != digest("cd", BASE)


def test_a_fingerprint_is_the_same_however_numbers_and_keys_are_written():
    """A database may turn 9.0 into 9, minus zero into zero, 1e2 into 100, and keys around."""
    one = {"b": [1.0, -0.0, 1e2, 0.1, 1e-7], "a": {"x": None, "y": True}}
    other = json.loads('{"a": {"y": true, "x": null}, "b": [1, 0, 100, 0.10, 0.0000001]}')
    assert fingerprint(one) == fingerprint(other)
    assert fingerprint({"a": 1}) != fingerprint({"a": True})
    assert fingerprint({"a": "1"}) != fingerprint({"a": 1})
