"""What a person says about steps, between the forms that read it and the services that store it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from decisions.models import Step, StepAnswer
from engine.case import Given
from engine.ruleset import GateAnswer


@dataclass(frozen=True, slots=True)
class NewStep:
    """A step to add. The same ``key`` in the same assessment is one step, however often it is sent."""

    key: UUID
    name: str
    kept_inside: str = ""


@dataclass(frozen=True, slots=True)
class Edit:
    """What a person says about a step. ``answers`` holds the questions that were shown, None for
    "as for the whole process"; ``gates`` those that are answered for this step, all others
    count as for the whole. ``seen_version`` and ``seen_answers`` are the versions that the person
    saw (0 or missing: none); the name, the reason and the gates have one version together."""

    name: str
    kept_inside: str
    answers: Mapping[str, Given | None]
    seen_version: int
    seen_answers: Mapping[str, int]
    gates: Mapping[str, GateAnswer] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StepConflict:
    """Somebody saved something else first, and nothing was changed. ``step`` has their name, reason
    and gates when those differ; ``answers`` theirs by criterion, None for "as for the whole"."""

    step: Step | None
    answers: Mapping[str, StepAnswer | None]
