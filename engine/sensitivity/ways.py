"""In which draws a case goes which way."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from engine.fit.answers import Answers
from engine.fit.gates import KINDS
from engine.outcome import Outcome
from engine.rounding import rounded
from engine.sensitivity.draws import Flags
from engine.sensitivity.weight_draws import DRAWS

Above = Callable[[Mapping[str, float]], Mapping[str, Flags]]
"""Axis -> its line, for those wanted, to where each lies above it: ``draws.above_the_line`` of a case."""

NEVER: Flags = np.zeros(DRAWS, dtype=np.bool_)
NEVER.setflags(write=False)


@dataclass(frozen=True, slots=True)
class Drawn:
    """The answers in every draw: software first (most of it), a provider, expert work, pooled. Expert
    work is None when nothing acts on it."""

    automate: Flags
    provider: Flags
    expert: Flags | None
    pooled: Flags
    above: Mapping[str, Flags]

    def way(self, outcome: Outcome) -> Flags | None:
        """In which draws the case goes this way; None for what is no way. The five options share the
        draws among them; "provider" and "own" answer *who* alone, whatever software could do."""
        match outcome:
            case "automate":
                return self.automate
            case "provider":
                return self.provider
            case "own":
                return ~self.provider
            case "bpo":
                return ~self.automate & self.provider & ~self._expert
            case "kpo":
                return ~self.automate & self.provider & self._expert
            case "in_house":
                return ~(self.automate | self.provider | self.pooled)
            case "shared_service":
                return ~(self.automate | self.provider) & self.pooled
            case _:
                return None

    @property
    def _expert(self) -> Flags:
        return NEVER if self.expert is None else self.expert

    def share(self, outcome: Outcome, closed: frozenset[str]) -> float:
        """The share of the draws that go this way, for an option its joint share; without a kind that
        of a provider stands half at either that is open."""
        if self.expert is None and outcome in KINDS:
            part = 0 if outcome in closed else 1 / len(KINDS - closed)
            return rounded(fraction(~self.automate & self.provider) * part)
        return fraction(self.way(outcome))


def draw(found: Answers, of: Above) -> Drawn:
    """The answers of a case in every draw, of the axes that it turns on. Gates, units and what software
    could do are taken from the record."""
    wanted = {
        "sourcing": True,
        "expertise": True,
        "pooling": found.inside is not None,
        "automation": found.automation != "none",
    }
    above = of({axis: row.line for axis, row in found.axes.items() if wanted[axis]})
    expert = above.get("expertise")
    provider = NEVER if found.closed == KINDS else above.get("sourcing", NEVER)
    if expert is not None and "bpo" in found.closed:
        provider = provider & expert
    if expert is not None and "kpo" in found.closed:
        provider = provider & ~expert
    automate = above.get("automation", NEVER) if found.automation == "most" else NEVER
    unasked = ~NEVER if found.inside is None and found.place == "shared_service" else NEVER
    return Drawn(automate, provider, expert, above.get("pooling", unasked), above)


def fraction(flags: Flags | None) -> float:
    """The part of the draws with the flag."""
    return 0.0 if flags is None else int(np.count_nonzero(flags)) / DRAWS
