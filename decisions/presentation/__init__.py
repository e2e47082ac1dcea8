"""What a reader is shown, as plain data: one truth for page, JSON, version and paper.

``decisions.presentation.shape`` documents the snapshot key by key. ``present`` is pure: the same
inputs give the same snapshot to the last digit. ``snapshot`` feeds it from an assessment's rows.
"""

from decisions.presentation.actions import actions_of, foremost
from decisions.presentation.build import present
from decisions.presentation.material import Heading, Signature
from decisions.presentation.shape import Snapshot
from decisions.presentation.stored import (
    cost_now,
    place_now,
    result_of,
    snapshot,
    subject_of,
)

__all__ = [
    "Heading",
    "Signature",
    "Snapshot",
    "actions_of",
    "cost_now",
    "foremost",
    "place_now",
    "present",
    "result_of",
    "snapshot",
    "subject_of",
]
