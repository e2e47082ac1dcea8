"""What the shipped kinds of work may claim: suggestions, decisions that stay, and what they rest on."""

from collections.abc import Iterator
from typing import Any

from tests.shipped import shipped_definition

DEFINITION = shipped_definition()
SERVICES = DEFINITION["services"]
ASKED = {row["code"] for row in DEFINITION["criteria"] if row.get("asked", "questions") != "never"}
OURS = {"A2", "A4", "C1", "C2", "C3", "C4", "C5", "D1", "D2", "D3", "D4", "E2"}
"""Questions about the organisation, not about the kind of work: nobody can suggest an answer."""
DECISIONS = {
    "Accept",
    "Approve",
    "Award",
    "Choose",
    "Confirm",
    "Decide",
    "Own",
    "Release",
    "Set",
    "Sign",
}
SECOND_HAND = {row["code"] for row in DEFINITION["sources"] if row.get("extent") == "second hand"}


def test_only_what_is_typical_of_the_work_is_suggested():
    """How good one is, what it costs and who can be found are facts of the organisation; the hours
    in which somebody must be at work come with the work."""
    for service in SERVICES:
        codes = set(service["prefilled"])
        assert not codes & OURS, service["slug"]
        assert codes <= ASKED, service["slug"]
        assert "C6" in codes, service["slug"]


def test_only_decisions_are_retained_and_some_work_is_left_to_give_away():
    for service in SERVICES:
        retained = [row["name"] for row in service["steps"] if row.get("retained")]
        assert {name.split()[0] for name in retained} <= DECISIONS, service["slug"]
        assert 1 <= len(retained) < len(service["steps"]) / 2, service["slug"]


def facts(part: Any, path: str = "") -> Iterator[tuple[str, list[str]]]:
    """Where something is marked as verified, and on which sources."""
    if isinstance(part, dict):
        if part.get("mark") == "verified":
            yield path, part.get("sources", [])
        part = list(part.items())
    if isinstance(part, list):
        for place, row in enumerate(part):
            key, value = row if isinstance(row, tuple) else (place, row)
            yield from facts(value, f"{path}.{key}")


def test_nothing_is_verified_that_rests_on_second_hand_sources_alone():
    found = dict(facts(DEFINITION))
    assert len(found) > 100
    assert [path for path, codes in found.items() if SECOND_HAND.issuperset(codes)] == []
