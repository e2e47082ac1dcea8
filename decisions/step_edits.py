"""What a person says about steps, between the forms that read it and the services that store it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from engine.fit.case import Given, GivenGate

DESCRIPTION = "description"
"""The key of name, reason and share among the keys of a step's answers."""


@dataclass(frozen=True, slots=True)
class NewStep:
    """A step to add. The same ``key`` in the same assessment is one step, however often it is sent."""

    key: UUID
    name: str
    retained: str = ""


@dataclass(frozen=True, slots=True)
class Description:
    """What has one version together: the name, the reason why no provider may do it, and the share of
    the work, up to 1."""

    name: str
    retained: str = ""
    share: float | None = None


Said = Description | Given | GivenGate


@dataclass(frozen=True, slots=True)
class Edit:
    """What a person says about a step. ``answers`` and ``gates`` hold the questions and the gates that
    were shown, None for "as for the whole process". ``seen`` are the versions that the person saw,
    0 or missing for none: by ``DESCRIPTION``, by the code of a question, and by ``gate_key``."""

    description: Description
    answers: Mapping[str, Given | None] = field(default_factory=dict)
    gates: Mapping[str, GivenGate | None] = field(default_factory=dict)
    seen: Mapping[str, int] = field(default_factory=dict)


def gate_key(code: str) -> str:
    """The key of a gate among the keys of a step's answers: a question may have the same code."""
    return f"gate-{code}"
