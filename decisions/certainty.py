"""How sure the advice is that people are shown: one rule for the page and for the lists.

Where something must be fixed first, people are shown the advice after the fix, so the chances are
those of a decision model in which everything that can be fixed is fixed.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from engine.digest import digest
from engine.fit.case import Case
from engine.model.ruleset import Gate, Itself, Ruleset
from engine.robustness import HowSure, Verdict, certainty, doubts_of, how_sure, verdict_of
from engine.scoring import Evaluation, evaluate
from engine.split import Split, step_case

FIX_FIRST = "fix first"
"""The verdict of an assessment whose best option waits for something to be fixed."""
RULED_OUT = "ruled out"
"""The verdict when gates leave no option at all."""
CLOSE = "too close to call"
LEANING = "leaning"
CLEAR = "clear"
LEAST_SURE_FIRST = (RULED_OUT, FIX_FIRST, CLOSE, LEANING, CLEAR)
LIMITS = (100, 90, 65)
"""Whole per cents that rounding must not reach: certainty, and where a verdict's word changes."""


def sure_of(ruleset: Ruleset, case: Case, evaluation: Evaluation, sha256: str) -> HowSure:
    """Everything about the certainty of ``evaluation.leader``; ``sha256`` is the edition's. The same
    inputs give the same figures, to the digit."""
    seed = digest(sha256, case)
    if evaluation.after_fix is None:
        return how_sure(ruleset, case, evaluation, seed)
    fixed = once_fixed(ruleset)
    found = how_sure(fixed, case, evaluate(fixed, case), seed)
    doubts = doubts_of(ruleset, evaluation, found.probability)
    return replace(found, doubts=doubts, verdict=verdict_of(found.probability, doubts))


def summed_up(
    ruleset: Ruleset, case: Case, evaluation: Evaluation, sha256: str
) -> tuple[str, float | None]:
    """The word for lists and the chance behind it (0 to 1; None where there is no advice to be sure
    of): from the same draws as ``sure_of``, at a third of its cost."""
    fixed, seen = ruleset, evaluation
    if evaluation.after_fix is not None:
        fixed = once_fixed(ruleset)
        seen = evaluate(fixed, case)
    if not seen.answered or is_blocked(evaluation):
        return word_of(evaluation, CLOSE), None
    verdict, probability = _drawn(_Sampled(fixed.itself, digest(sha256, case), case, seen))
    return word_of(evaluation, verdict), probability


@dataclass(frozen=True, slots=True)
class _Sampled:
    """One case on one decision model: the same where everything is that decides the draws."""

    ruleset: Itself
    digest: str
    case: Case = field(compare=False)
    evaluation: Evaluation = field(compare=False)


@lru_cache(maxsize=128)
def _drawn(key: _Sampled) -> tuple[Verdict, float]:
    """The steps of a result are those of its table of scenarios, and what-if shows the saved result
    beside every change: each is drawn once."""
    return certainty(key.ruleset.ruleset, key.case, key.evaluation, key.digest)


def steps_sure(
    ruleset: Ruleset, case: Case, parted: Split, sha256: str
) -> list[tuple[str, float | None]]:
    """The word for every step of a process with the chance behind it, by the same rule and the same
    kind of draws."""
    return [
        summed_up(ruleset, step_case(case, row.step), row.evaluation, sha256)
        for row in parted.steps
    ]


def step_words(ruleset: Ruleset, case: Case, parted: Split, sha256: str) -> list[str]:
    """Only the words of ``steps_sure``."""
    return [word for word, _ in steps_sure(ruleset, case, parted, sha256)]


def split_word(evaluation: Evaluation, parted: Split, words: Sequence[str]) -> str:
    """The word for a process divided into steps; ``words`` are those of its steps.

    A hybrid is too close to call when one option would nearly do for every step, and clear when
    every step is that nothing holds inside. Steps that agree are as sure as the least sure one.
    """
    if evaluation.after_fix is not None:
        return FIX_FIRST
    found = {word for row, word in zip(parted.steps, words, strict=True) if not row.is_held}
    if parted.is_hybrid and found:
        if parted.common:
            return CLOSE
        return CLEAR if found == {CLEAR} else LEANING
    return next((word for word in LEAST_SURE_FIRST if word in found), CLEAR)


def word_of(evaluation: Evaluation, verdict: str) -> str:
    """The word that people read; ``verdict`` is the sampled one."""
    if evaluation.after_fix is not None:
        return FIX_FIRST
    if is_blocked(evaluation):
        return RULED_OUT
    return verdict if evaluation.answered else CLOSE


def is_blocked(evaluation: Evaluation) -> bool:
    """Whether gates rule out every option, and no fix opens one."""
    return evaluation.after_fix is None and all(row.ruled_out_by for row in evaluation.scores)


def once_fixed(ruleset: Ruleset) -> Ruleset:
    """The same decision model where nothing waits for a fix any more. The last few are kept, with
    all that was worked out for them."""
    return _once_fixed(ruleset.itself)


@lru_cache(maxsize=8)
def _once_fixed(key: Itself) -> Ruleset:
    ruleset = key.ruleset
    return replace(ruleset, gates=tuple(_fixed(gate) for gate in ruleset.gates))


def _fixed(gate: Gate) -> Gate:
    return replace(
        gate,
        fires_on=None if gate.severity == "fix_first" else gate.fires_on,
        triggers=tuple(row for row in gate.triggers if row.severity != "fix_first"),
    )


def in_hundred(probability: float) -> int:
    """A chance in whole per cent. Rounding never lifts it over a limit that it did not reach, and
    never down to nothing, so that the number and the word always agree."""
    percent = int(probability * 100 + 0.5)
    for limit in LIMITS:
        if probability * 100 < limit <= percent:
            return limit - 1
    return 1 if percent == 0 and probability > 0 else percent
