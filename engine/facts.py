"""Reads facts, sentences with what they rest on, from content files."""

from collections.abc import Mapping
from typing import Any

from engine.ruleset import Fact


def read_fact(row: Mapping[str, Any]) -> Fact:
    """One fact. Raises ``KeyError`` when its text or its mark is missing."""
    return Fact(row["text"], row["mark"], tuple(row.get("sources", ())))
