"""Ask only what matters: the next question is the one that tells most about the answers.

How sure the answers are is what ``recommend`` says of the case as it is; the stop carries that very
recommendation, so it cannot promise what the result does not print.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from math import fsum, log2
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from engine.fit.answers import answer
from engine.fit.case import Case, Step, step_case
from engine.fit.interview import asked, progress
from engine.fit.weighting import weights_of
from engine.model.ruleset import Ruleset
from engine.outcome import CLEAR, Recommendation
from engine.recommendation import recommend
from engine.rounding import rounded
from engine.sensitivity.alternatives import Alternatives
from engine.sensitivity.bounds import can_still_change
from engine.sensitivity.draws import above_the_line, drawn_choices
from engine.sensitivity.information import find_out_next
from engine.sensitivity.switching import path_of
from engine.sensitivity.ways import NEVER, draw
from engine.steps import retained_by_rule

LEAST = 8
"""So many of the questions are answered before it may stop by itself."""

Reason = Literal["nothing_open", "nothing_can_change", "clear"]
Column = NDArray[np.integer[Any]]


@dataclass(frozen=True, slots=True)
class Ask:
    """The question to ask next. ``turns`` is the chance that it alone changes an answer (of the whole or of
    a step) that is clear otherwise, None while that is not why it is asked. ``recommendation`` is what the
    answers so far give."""

    code: str
    turns: float | None
    recommendation: Recommendation


@dataclass(frozen=True, slots=True)
class Stop:
    """Nothing more need be asked. "nothing_open"; "nothing_can_change": what that says; "clear": who, and
    what follows from it, are clear, and no open question has as much as one chance in ten to change an
    answer by itself.

    ``recommendation`` is what the result prints. ``further`` is the question to ask when one goes
    on all the same, None when none is open.
    """

    reason: Reason
    recommendation: Recommendation
    further: str | None


def next_question(ruleset: Ruleset, case: Case, steps: Sequence[Step] = ()) -> Ask | Stop:
    """The next question about the whole, or why to stop. Steps take its answer where they have none of
    their own. Gates that are open do not count: they are asked on a page of their own.

    The gain of a question is the mutual information of its answer and the answers on the path over
    the draws of ``recommend`` (C. E. Shannon, "A mathematical theory of communication", 1948). Ties
    go to the heavier criterion, then to the one asked first.
    """
    found = recommend(ruleset, case, steps)
    codes = open_codes(ruleset, case)
    if not codes:
        return Stop("nothing_open", found, None)
    gains, weights = gains_of(ruleset, case, codes), weights_of(ruleset, case)
    code = max(codes, key=lambda code: (gains[code], weights[code]))
    reason = _reason(ruleset, case, steps, found)
    if reason == "clear":
        turns = _turning(ruleset, _pieces(ruleset, case, steps), codes)
        turning = max(turns, key=lambda code: turns[code], default=None)
        if turning and turns[turning] >= 1 - CLEAR:
            return Ask(turning, turns[turning], found)
    return Stop(reason, found, code) if reason else Ask(code, None, found)


def nothing_can_change(
    ruleset: Ruleset, case: Case, steps: Sequence[Step] = (), codes: Iterable[str] | None = None
) -> bool:
    """Whether the headline names who should do it and no way to answer the open questions makes it
    name anything else (exact; ``codes`` as in ``can_still_change``). It may get more or less sure, as
    far as to say that it is open: that is drawn, and no sum bounds it.

    Of a process in steps only where all of it goes one way: where the ways differ, a step that gets
    less sure can make another one the headline.
    """
    found = recommend(ruleset, case, steps)
    if found.outcome in ("open", "none"):
        return False
    if steps and len({path_of(answer(ruleset, row)) for row in _pieces(ruleset, case, steps)}) > 1:
        return False
    return not can_still_change(ruleset, case, codes, steps)


def _pieces(ruleset: Ruleset, case: Case, steps: Sequence[Step]) -> list[Case]:
    """The whole, and every step that no rule retains."""
    free = (step for step in steps if not retained_by_rule(ruleset, case, step))
    return [case, *(step_case(case, step) for step in free)]


def _turning(ruleset: Ruleset, pieces: Iterable[Case], codes: Sequence[str]) -> dict[str, float]:
    """Open question -> the chance that its answer alone changes an answer of one of the pieces, the
    highest of them. A step's own answer is not open."""
    found: dict[str, float] = {}
    for piece in pieces:
        for row in find_out_next(Alternatives(ruleset, piece)):
            if row.criterion in codes and row.criterion not in piece.answers:
                found[row.criterion] = max(row.probability, found.get(row.criterion, 0.0))
    return found


def open_codes(ruleset: Ruleset, case: Case) -> tuple[str, ...]:
    """The questions that are shown and hold no answer, in order of asking."""
    return tuple(code for code in asked(ruleset, case.answers) if code not in case.answers)


def gains_of(ruleset: Ruleset, case: Case, codes: Iterable[str]) -> dict[str, float]:
    """What each question tells about the answers on the path, in bits."""
    path = _paths(ruleset, case)
    return {code: rounded(information(drawn_choices(ruleset, case, code), path)) for code in codes}


def _paths(ruleset: Ruleset, case: Case) -> Column:
    """The answers on the path in every draw, numbered: own and in one place, own and pooled,
    routine, expert."""
    row = draw(answer(ruleset, case), partial(above_the_line, ruleset, case))
    expert = NEVER if row.expert is None else row.expert
    return np.where(row.provider, 2 + expert, row.pooled).astype(np.intp)


def information(picks: Column, path: Column) -> float:
    """Mutual information, in bits, of two columns of places (from 0, one per draw): what knowing the
    one is expected to take away of the doubt about the other. 0 when they have nothing to do with
    each other, at most the entropy of either."""
    rows, columns = int(picks.max()) + 1, int(path.max()) + 1
    counts = np.bincount(picks.astype(np.intp) * columns + path, minlength=rows * columns)
    table: list[list[int]] = counts.reshape(rows, columns).tolist()
    left = fsum(sum(row) * bits(row) for row in table) / len(path)
    return max(0.0, bits([sum(column) for column in zip(*table, strict=True)]) - left)


def bits(counts: list[int]) -> float:
    """Entropy, in bits, of a distribution given by counts; 0 of none at all."""
    total = sum(counts)
    return fsum(-count / total * log2(count / total) for count in counts if count)


def _reason(
    ruleset: Ruleset, case: Case, steps: Sequence[Step], found: Recommendation
) -> Reason | None:
    """Why to stop, None to go on: not before ``LEAST`` questions, nor while the headline is open. The
    exact bounds are asked only where it is not clear anyway."""
    if progress(ruleset, case.answers).answered < LEAST or found.outcome in ("open", "none"):
        return None
    if all(_is_clear(ruleset, piece) for piece in _pieces(ruleset, case, steps)):
        return "clear"
    return "nothing_can_change" if nothing_can_change(ruleset, case, steps) else None


def _is_clear(ruleset: Ruleset, case: Case) -> bool:
    """Whether who is clear, and what follows from it."""
    found = recommend(ruleset, case)
    if found.who is None or found.confidence == "early":
        return False
    second = found.kind if found.who.answer == "provider" else found.inside
    return all(row is None or row.probability >= CLEAR for row in (found.who, second))
