"""The shipped content, read once in a process. Nobody changes it: who needs it otherwise takes a copy."""

from functools import cache
from typing import Any

from catalog.content import Content, read_content
from engine.model.load import load
from engine.model.ruleset import Ruleset


@cache
def shipped_content() -> Content:
    """The files as one."""
    return read_content()


def shipped_definition() -> dict[str, Any]:
    """The decision model as plain data."""
    return shipped_content().definition


@cache
def shipped() -> Ruleset:
    """The decision model, loaded."""
    return load(shipped_definition())
