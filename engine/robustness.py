"""How sure the advice is: the chance that each option is best, and the word for it.

``how_sure`` gathers everything: the chances from common random draws (``engine.sampling``), and,
exactly, what would change the advice (``engine.flips``, ``engine.ranges``).
"""

from dataclasses import dataclass
from itertools import combinations
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from engine.exact import Book
from engine.fit.case import Case
from engine.flips import Flips, Lookup, flips_of, lookups_of
from engine.model.ruleset import AXES, IN_HOUSE, Ruleset
from engine.ranges import WeightRange, ranges_of
from engine.sampling import Draws, Places, sample
from engine.scoring import Evaluation
from engine.sensitivity.weight_draws import Single

Verdict = Literal["clear", "leaning", "too close to call"]

CLEAR = 0.9
"""An advice is clear when it is best in at least this share of the draws ..."""
LEANING = 0.65
"""... and leaning from this share on."""
COVER = 0.8
"""Contenders are the likeliest options that together are best in this share of the draws."""
DOTS = 240
"""Points of the cloud that are drawn on the map."""
OUT = np.float32(1000.0)
"""Taken off the score of an option that is ruled out, so that it ranks behind all others."""


@dataclass(frozen=True, slots=True)
class OptionChance:
    """One option over all draws.

    ``probability`` is the share of draws in which it is the advice (gates applied). ``ranks`` holds
    the shares of the draws in which it ranks first, second ... (gates applied; they add up to 1).
    ``p10`` to ``p90`` are percentiles of its score in points.
    """

    option: str
    probability: float
    ranks: tuple[float, ...]
    p10: float
    p50: float
    p90: float


@dataclass(frozen=True, slots=True)
class Chances:
    """All options over all draws, likeliest first (ties in order of the ruleset).

    ``cloud`` are points (sourcing, expertise) in units of effect, a fixed part of the draws.
    """

    options: tuple[OptionChance, ...]
    cloud: tuple[tuple[float, float], ...]

    def of(self, option: str) -> OptionChance:
        """One option; ``KeyError`` when there is no such option."""
        return {row.option: row for row in self.options}[option]


@dataclass(frozen=True, slots=True)
class HowSure:
    """Everything about the certainty of one advice.

    ``probability`` is that of the advice. ``doubts`` says why the verdict is not clear:
    "probability", "completeness", "open_gate" (an asked gate has neither yes nor no, or a gate to fix
    first fired).
    """

    verdict: Verdict
    probability: float
    doubts: tuple[str, ...]
    chances: Chances
    flips: Flips
    weight_ranges: tuple[WeightRange, ...]
    find_out_next: tuple[Lookup, ...]


def how_sure(ruleset: Ruleset, case: Case, evaluation: Evaluation, seed: str) -> HowSure:
    """How sure the advice of ``evaluation`` is. ``seed`` is the case's digest (hexadecimal): equal
    inputs give equal results, to the digit."""
    state = Book(ruleset, case.weights).state(case)
    changes = state.changes()
    chances = chances_of_draws(sample(state, seed))
    probability = chances.of(evaluation.advice).probability
    doubts = doubts_of(ruleset, evaluation, probability)
    return HowSure(
        verdict=verdict_of(probability, doubts),
        probability=probability,
        doubts=doubts,
        chances=chances,
        flips=flips_of(state, changes),
        weight_ranges=ranges_of(state),
        find_out_next=lookups_of(state, changes),
    )


def certainty(
    ruleset: Ruleset, case: Case, evaluation: Evaluation, seed: str
) -> tuple[Verdict, float]:
    """Only the verdict and the probability of the advice, for lists: the same draws and the same
    words as ``how_sure``, at a third of its cost."""
    drawn = sample(Book(ruleset, case.weights).state(case), seed)
    place = drawn.options.index(evaluation.advice)
    probability = float(np.count_nonzero(leaders(drawn) == place) / drawn.raw.shape[1])
    return verdict_of(probability, doubts_of(ruleset, evaluation, probability)), probability


def doubts_of(ruleset: Ruleset, evaluation: Evaluation, probability: float) -> tuple[str, ...]:
    """Why the advice is not clear; empty when it is."""
    found = {
        "probability": probability < CLEAR,
        "completeness": evaluation.completeness < ruleset.thresholds.clear_completeness,
        "open_gate": evaluation.has_open_gates,
    }
    return tuple(doubt for doubt, is_so in found.items() if is_so)


def verdict_of(probability: float, doubts: tuple[str, ...]) -> Verdict:
    """The word: clear without any doubt, else leaning from 65 % on, else too close to call."""
    if not doubts:
        return "clear"
    return "leaning" if probability >= LEANING else "too close to call"


def contenders(chances: Chances, advice: str) -> tuple[str, ...]:
    """The options to name while it is too close to call, likeliest first, because nobody should call
    one of them the winner: those that together are best in 80 % of the draws, and the advice."""
    found: list[str] = []
    covered = 0.0
    for row in chances.options:
        if covered < COVER or row.option == advice:
            found.append(row.option)
        covered += row.probability
    return tuple(found)


def chances_of_draws(draws: Draws) -> Chances:
    """Counts the draws."""
    ruled = _ruled(draws)
    placed = _ranks(ruled)
    best = np.bincount(_advice(draws, ruled), minlength=len(draws.options)) / placed.shape[1]
    ranks = _shares(placed)
    percentiles = _percentiles(draws.raw)
    rows = [
        OptionChance(option, float(best[place]), tuple(ranks[place].tolist()), *scores)
        for place, (option, scores) in enumerate(zip(draws.options, percentiles, strict=True))
    ]
    plane = draws.axes[[AXES.index("sourcing"), AXES.index("expertise")], :DOTS]
    return Chances(
        options=tuple(sorted(rows, key=lambda row: -row.probability)),
        cloud=tuple((x, y) for x, y in plane.T.astype(np.float64).round(3).tolist()),
    )


def leaders(draws: Draws) -> Places:
    """The place of the advice in every draw: the best that is not ruled out, ties in order;
    in-house where everything is ruled out."""
    return _advice(draws, _ruled(draws))


def _ruled(draws: Draws) -> Single:
    """Scores of which those that are ruled out lie behind all others."""
    return draws.raw - np.multiply(draws.out, OUT, dtype=np.float32)


def _advice(draws: Draws, ruled: Single) -> Places:
    best = _first(ruled)
    best[np.broadcast_to(draws.out.all(axis=0), best.shape)] = draws.options.index(IN_HOUSE)
    return best


def _first(scores: Single) -> Places:
    """The place of the best option in every draw; of equal scores the first option wins."""
    best = np.zeros(scores.shape[1], dtype=np.int8)
    top = scores[0].copy()
    for place in range(1, len(scores)):
        ahead = scores[place] > top
        np.maximum(best, ahead.view(np.int8) * np.int8(place), out=best)
        np.maximum(top, scores[place], out=top)
    return best


def _ranks(scores: Single) -> Places:
    """The rank of every option in every draw, from 0; of equal scores the first option wins."""
    ranks = np.zeros(scores.shape, dtype=np.int8)
    for one, two in combinations(range(len(scores)), 2):
        ahead = scores[one] >= scores[two]
        ranks[two] += ahead
        ranks[one] += ~ahead
    return ranks


def _shares(ranks: Places) -> NDArray[np.float64]:
    """Share of the draws per option (rows) and rank (columns)."""
    counted = np.array([[np.count_nonzero(row == r) for r in range(len(ranks))] for row in ranks])
    shares: NDArray[np.float64] = counted / ranks.shape[1]
    return shares


def _percentiles(scores: Single) -> list[list[float]]:
    """The 10th, 50th and 90th percentile of every option's points, 0 to 100, one decimal."""
    ordered = np.sort(scores, axis=1)
    places = [round(share * (scores.shape[1] - 1)) for share in (0.1, 0.5, 0.9)]
    picked = np.clip(ordered[:, places].astype(np.float64), 0.0, 100.0)
    rows: list[list[float]] = np.round(picked, 1).tolist()
    return rows
