"""Documents for the tests: of small rulesets that can be worked out by hand, and of the shipped one."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from decisions.elicitation import weights_named
from decisions.sample import sample
from engine.fit.case import Given, GivenGate
from engine.inputs import Inputs
from engine.intake import read
from engine.model.ruleset import Ruleset
from report.result import Edition, Result
from report.snapshot import Heading, Snapshot, snapshot
from report.subject import Depth, Subject
from report.whatif import Scenario
from tests.shipped import shipped, shipped_content

EDITION = Edition(7, "ab12cd34" * 8)
HEADING = Heading(name="Payroll")
REFERENCE_CASES: dict[str, dict[str, Any]] = {
    case["name"]: case["input"] for case in shipped_content().cases
}
"""The inputs of the reference cases by their names: full assessments with every answer."""


def small(
    ruleset: Ruleset,
    answers: Mapping[str, Given],
    gates: Mapping[str, Any] | None = None,
    depth: Depth = "full",
    **inputs: Any,
) -> Subject:
    """A case on a small ruleset; ``inputs`` as of ``engine.inputs.Inputs``."""
    given = {code: GivenGate(value) for code, value in (gates or {}).items()}
    return subject_of(Result(ruleset, Inputs(answers, given, **inputs), EDITION), depth)


def shipped_result(document: Mapping[str, Any]) -> Result:
    """A case on the shipped ruleset, in the form of the command line, worked out."""
    return Result(shipped(), read(shipped(), dict(document)), EDITION)


def shipped_case(
    document: Mapping[str, Any],
    heading: Heading = HEADING,
    depth: Depth = "full",
    scenarios: tuple[Scenario, ...] = (),
    comments: tuple[Mapping[str, Any], ...] = (),
) -> Snapshot:
    """The document of the same."""
    subject = subject_of(shipped_result(document), depth, scenarios)
    return snapshot(replace(subject, comments=comments), heading)


def subject_of(
    result: Result, depth: Depth = "full", scenarios: tuple[Scenario, ...] = ()
) -> Subject:
    """What a document of a result is about, with the name of its weights."""
    named = weights_named(result.ruleset, result.inputs.weights, {})
    return Subject(result, depth, named, scenarios)


def sample_case() -> dict[str, Any]:
    """The inputs of the finished sample, free to be changed."""
    case: dict[str, Any] = json.loads(json.dumps(sample()["case"]))
    return case


def tenths(text: str) -> int:
    """A printed number in tenths, so that sums are exact."""
    return round(float(text.replace("\u2212", "-")) * 10)
