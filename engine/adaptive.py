"""Ask only what matters: the next question is the one expected to reduce doubt most.

Doubt is about what the whole questionnaire would advise. The open questions are drawn ten thousand
times from what is likely (``engine.sensitivity.prior``), the answers on record stay, and the questionnaire is
completed in every draw. The share of draws in which an option leads is the chance that it will be the
advice in the end.
"""

from dataclasses import dataclass
from math import fsum, log2
from typing import Literal

import numpy as np

from engine.bounds import can_still_change
from engine.exact import Book, State
from engine.fit.case import Case
from engine.model.ruleset import Ruleset
from engine.robustness import leaders
from engine.sampling import DRAWS, Draws, Places, sample

SETTLED = 0.97
"""Enough is known when this share of all likely completions leads to one advice, and the answers
given so far advise it too."""

Reason = Literal["nothing_open", "nothing_can_change", "settled"]


@dataclass(frozen=True, slots=True)
class Question:
    """The question to ask next and why.

    ``gain`` is the doubt it is expected to take away, in bits of what is left (``doubt``); ``between``
    the two options that are likeliest to be the advice, ``chances`` how likely they are now.
    ``decides`` is the chance that its answer makes another option the likeliest.
    """

    code: str
    gain: float
    doubt: float
    between: tuple[str, str]
    chances: tuple[float, float]
    decides: float


@dataclass(frozen=True, slots=True)
class Stop:
    """Why nothing more need be asked: "nothing_open"; "nothing_can_change" (exact: no completion
    changes the advice); "settled" (``chance`` of the likely completions lead to ``advice``, which is
    also what the answers given so far advise).

    ``further`` is the question to ask when one goes on all the same, None when none is open.
    """

    reason: Reason
    advice: str
    chance: float
    further: str | None


@dataclass(frozen=True, slots=True)
class Outlook:
    """What the whole questionnaire may advise: the share of likely completions per option."""

    shares: tuple[tuple[str, float], ...]

    @property
    def advice(self) -> str:
        """The likeliest option."""
        return self.shares[0][0]


def next_informative(
    ruleset: Ruleset, case: Case, seed: str, draws: int = DRAWS
) -> Question | Stop:
    """The next question, or why to stop. ``seed`` is the case's digest (hexadecimal).

    The gain of a question is the mutual information of its answer and the final advice over the
    draws: the entropy of the advice now, less what is expected to be left when the answer is known
    (C. E. Shannon, "A mathematical theory of communication", 1948). Ties go to the heavier criterion,
    then to the one asked first.
    """
    state = Book(ruleset, case.weights).state(case)
    drawn = sample(state, seed, draws, only_open=True)
    best = leaders(drawn)
    found = _outlook(drawn, best)
    open_codes = [code for code in state.known if code not in case.answers]
    reason = _reason(state, found, open_codes)
    if reason == "nothing_open":
        return Stop(reason, _advice(state), 1.0, None)
    asked = _most_telling(drawn, best, found, {code: case.weights[code] for code in open_codes})
    if reason is None:
        return asked
    if reason == "nothing_can_change":
        return Stop(reason, _advice(state), 1.0, asked.code)
    return Stop(reason, found.advice, found.shares[0][1], asked.code)


def _most_telling(
    drawn: Draws, best: Places, found: Outlook, open_weights: dict[str, float]
) -> Question:
    """The open question of the highest gain; ``open_weights`` stand in order of asking."""
    gains = {code: round(_gain(drawn, best, code), 6) for code in open_weights}
    # Of equal ones max takes the first, which is asked first.
    code = max(gains, key=lambda code: (gains[code], open_weights[code]))
    (first, second), chances = _leading(found)
    return Question(
        code=code,
        gain=gains[code],
        doubt=round(bits(np.bincount(best).tolist()), 6),
        between=(first, second),
        chances=chances,
        decides=round(_decides(drawn, best, code), 6),
    )


def _advice(state: State) -> str:
    return state.book.ruleset.options[state.advice].key


def _reason(state: State, found: Outlook, open_codes: list[str]) -> Reason | None:
    """Why to stop, None to go on. The exact bounds are only asked when no draw speaks against them.

    It is not settled while the answers given so far advise something else by themselves: who stops
    is shown what they advise, and must not be promised another option.
    """
    if not open_codes:
        return "nothing_open"
    share = found.shares[0][1]
    if share == 1.0 and not can_still_change(state.book.ruleset, state.case):
        return "nothing_can_change"
    return "settled" if share >= SETTLED and found.advice == _advice(state) else None


def _outlook(drawn: Draws, best: Places) -> Outlook:
    counted = np.bincount(best, minlength=len(drawn.options)) / len(best)
    rows = zip(drawn.options, counted.tolist(), strict=True)
    return Outlook(tuple(sorted(rows, key=lambda row: -row[1])))


def _leading(found: Outlook) -> tuple[tuple[str, str], tuple[float, float]]:
    (first, much), (second, less) = found.shares[:2]
    return (first, second), (much, less)


def information(picks: Places, best: Places) -> float:
    """Mutual information, in bits, of two columns of places (from 0, one per draw): what knowing the
    one is expected to take away of the doubt about the other. 0 when they have nothing to do with
    each other, at most the entropy of either."""
    counts = _counts(picks, best)
    left = fsum(sum(row) * bits(row) for row in counts) / len(best)
    return max(0.0, bits([sum(column) for column in zip(*counts, strict=True)]) - left)


def bits(counts: list[int]) -> float:
    """Entropy, in bits, of a distribution given by counts; 0 of none at all."""
    total = sum(counts)
    return fsum(-count / total * log2(count / total) for count in counts if count)


def _counts(picks: Places, best: Places) -> list[list[int]]:
    """Draws per choice (rows) and final advice (columns)."""
    rows, columns = int(picks.max()) + 1, int(best.max()) + 1
    cells = picks.astype(np.intp) * columns + best
    counts: list[list[int]] = (
        np.bincount(cells, minlength=rows * columns).reshape(rows, columns).tolist()
    )
    return counts


def _gain(drawn: Draws, best: Places, code: str) -> float:
    """What a question tells about the final advice, 0 when the answer was not drawn."""
    return information(drawn.picks[code], best) if code in drawn.picks else 0.0


def _decides(drawn: Draws, best: Places, code: str) -> float:
    """Share of the draws whose answer makes another option the likeliest than now."""
    if code not in drawn.picks:
        return 0.0
    counts = _counts(drawn.picks[code], best)
    total = [sum(column) for column in zip(*counts, strict=True)]
    now = total.index(max(total))
    return sum(sum(row) for row in counts if row[now] < max(row)) / len(best)
