"""Results that were worked out, kept by what they depend on: inputs, edition and day.

A reader turns eight pages of the same result. What costs time is worked out for the first of them.
Nothing is ever emptied by hand: other inputs are another key, so what is kept cannot be stale.
"""

from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from engine.inputs import Inputs, digest
from engine.model.ruleset import Ruleset
from report.result import Edition, Result

KEPT = 32
"""Results that a process keeps, the last ones that were read: up to some 100 kB each."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a result depends on. The fingerprint speaks for inputs and content of the edition."""

    digest: str
    edition: Edition
    on: date | None
    inputs: Inputs = field(compare=False)
    ruleset: Ruleset = field(compare=False)


def worked_out(ruleset: Ruleset, inputs: Inputs, edition: Edition, on: date | None) -> Result:
    """The result of the inputs on the edition, on that day; the same object for the same ones."""
    return _result(_Asked(digest(edition.sha256, inputs), edition, on, inputs, ruleset))


@lru_cache(maxsize=KEPT)
def _result(asked: _Asked) -> Result:
    return Result(asked.ruleset, asked.inputs, asked.edition, on=asked.on)
