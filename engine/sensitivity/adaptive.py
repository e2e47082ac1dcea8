"""Ask only what matters: the next question is the one that tells most about the answers.

How sure the answers are is what ``recommend`` says of the case as it is; the stop carries that very
recommendation, so it cannot promise what the result does not print.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import fsum, log2
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from engine.fit.case import Case, hidden_codes
from engine.fit.weighting import weights_of
from engine.model.ruleset import Ruleset
from engine.outcome import CLEAR, Recommendation
from engine.recommendation import recommend
from engine.sensitivity.bounds import can_still_change
from engine.sensitivity.draws import drawn_choices

LEAST = 8
"""So many questions are asked before it may stop by itself."""

Reason = Literal["nothing_open", "nothing_can_change", "clear"]
Ordinals = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Ask:
    """The question to ask next. ``gain`` is the doubt about the answers on the path that knowing it
    is expected to take away, in bits; ``recommendation`` what the answers so far give."""

    code: str
    gain: float
    recommendation: Recommendation


@dataclass(frozen=True, slots=True)
class Stop:
    """Nothing more need be asked. "nothing_open"; "nothing_can_change": no way to answer what is
    open changes an answer on the path (exact); "clear": who, and what follows from it, are clear.

    ``recommendation`` is what the result prints. ``further`` is the question to ask when one goes
    on all the same, None when none is open.
    """

    reason: Reason
    recommendation: Recommendation
    further: str | None


def next_question(ruleset: Ruleset, case: Case) -> Ask | Stop:
    """The next question, or why to stop. Gates that are open do not count: they are asked on a page
    of their own.

    The gain of a question is the mutual information of its answer and the answers on the path over
    the draws of ``recommend`` (C. E. Shannon, "A mathematical theory of communication", 1948). Ties
    go to the heavier criterion, then to the one asked first.
    """
    found = recommend(ruleset, case)
    codes = open_codes(ruleset, case)
    if not codes:
        return Stop("nothing_open", found, None)
    gains = gains_of(ruleset, case, codes)
    weights = weights_of(ruleset, case)
    code = max(codes, key=lambda code: (gains[code], weights[code]))
    reason = _reason(ruleset, case, found)
    return Stop(reason, found, code) if reason else Ask(code, gains[code], found)


def open_codes(ruleset: Ruleset, case: Case) -> tuple[str, ...]:
    """The questions that are shown and hold no answer, in order of asking."""
    hidden = hidden_codes(ruleset, case.answers)
    return tuple(
        row.code
        for row in ruleset.criteria
        if row.asked == "questions" and row.code not in hidden and row.code not in case.answers
    )
