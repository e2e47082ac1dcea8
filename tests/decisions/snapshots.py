"""Snapshots for the tests: of small rulesets that can be worked out by hand, and of the shipped one.

The small ruleset (``tests.engine.makers.make_tiny``): one unit is 20 points. A1 = 3 moves sourcing
by +0.75, A2 = 2 by +0.25, B1 = 1 expertise by -1.5 and automation by +0.5. So A1 = 3 gives BPO and
KPO +15, in-house -15, shared service -7.5; A2 = 2 gives BPO and KPO +5; B1 = 1 gives BPO +30,
KPO -30 and automate +10.
"""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from decisions.presentation import Heading, Snapshot, present
from engine.intake import read
from engine.model.load import load
from engine.model.ruleset import Ruleset
from engine.scoring import Given
from tests.engine.makers import case_of
from tests.people import shipped_definition

HEADING = Heading(name="Payroll", edition_number=7, edition_sha256="ab" * 32)
REFERENCE_CASES = {
    path.stem: path
    for path in sorted((Path(__file__).parents[1] / "engine" / "cases").glob("*.json"))
}


def shown(
    ruleset: Ruleset,
    answers: Mapping[str, Given],
    gates: Mapping[str, str] | None = None,
    heading: Heading = HEADING,
) -> Snapshot:
    """The snapshot of a case."""
    case = case_of(ruleset, answers, gates)
    return present(ruleset, case, heading)


def measured(**choices: int) -> dict[str, Given]:
    """Answers that are measured, so that no reading draws another in their place."""
    return {code: Given(number, evidence="measured") for code, number in choices.items()}


@cache
def shipped() -> Ruleset:
    """The shipped ruleset."""
    return load(shipped_definition())


def shipped_case(document: Mapping[str, Any]) -> Snapshot:
    """The snapshot of a case on the shipped ruleset, in the form of the command line."""
    case = read(shipped(), dict(document)).case
    return present(shipped(), case, HEADING)


def reference_input(name: str) -> dict[str, Any]:
    """The input of one reference case."""
    document: dict[str, Any] = json.loads(REFERENCE_CASES[name].read_text(encoding="utf-8"))
    found: dict[str, Any] = document["input"]
    return found


def tenths(text: str) -> int:
    """A printed number in tenths, so that sums are exact."""
    return round(float(text.replace("\u2212", "-")) * 10)
