"""Statements with what they rest on, and conditions on answers: what all parts of a model share."""

from dataclasses import dataclass
from typing import Literal

Mark = Literal["verified", "reported", "assumption"]


@dataclass(frozen=True, slots=True)
class Fact:
    """One sentence of content with what it rests on; an assumption is shown as an assumption."""

    text: str
    mark: Mark = "assumption"
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Condition:
    """True when the criterion is answered with one of the choices."""

    criterion: str
    choices: frozenset[int]
