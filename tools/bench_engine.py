"""The engine's part of the bench: a whole result with everything that says how sure it is.

The yardstick is a loop of a general weighted-sum model: for each of the same 10,000 draws a matrix of
alternatives x criteria is put together and weighed with NumPy, and the alternatives are ranked. That is
what one writes around a general package of decision analysis; a package adds checks and
normalisations to every one of these steps, so against one the ratio is higher
(docs/robustness.md has a figure).
"""

from collections.abc import Callable
from dataclasses import replace
from itertools import count, cycle
from statistics import median
from time import perf_counter

import numpy as np
from numpy.typing import NDArray

from engine.adaptive import next_informative
from engine.bounds import can_still_change
from engine.case import Case, Given
from engine.digest import digest
from engine.exact import Book
from engine.explain import explain
from engine.robustness import HowSure, Verdict, certainty, how_sure
from engine.ruleset import Ruleset
from engine.sampling import DRAWS, Draws, sample
from engine.scoring import evaluate
from engine.split import Step, split, step_case
from engine.step_moves import step_moves
from engine.weight_draws import concentration, gammas
from engine.weighting import resolve

Row = tuple[str, str, str, str]
Timer = Callable[[Callable[[], object], int], float]
LEFT_OPEN = 6
"""Questions without an answer in the case that is measured."""
TURNS = 20
"""Cases with other answers, so that nothing is measured that only a repetition would save."""


def case_of(ruleset: Ruleset, turn: int = 0) -> Case:
    """A case as it comes: most answers given, none graded, every gate answered. Cases of another
    ``turn`` have other answers and other questions left open."""
    answers = {
        row.code: Given(1 + (place + turn) % 4)
        for place, row in enumerate(ruleset.criteria)
        if (place + turn) % (len(ruleset.criteria) // LEFT_OPEN)
    }
    gates = {row.code: "no" if row.fires_on == "yes" else "yes" for row in ruleset.asked_gates()}
    service = ruleset.services[0].slug if ruleset.services else None
    return Case(answers, gates, resolve(ruleset), service)  # type: ignore[arg-type]


def measure(ruleset: Ruleset, milliseconds: Timer) -> list[Row]:
    """Rows of what, figure, ratio and budget."""
    case = case_of(ruleset)
    seed = digest("0" * 64, case)
    result = evaluate(ruleset, case)
    fewer = Case(dict(list(case.answers.items())[:8]), case.gates, case.weights, case.service)
    others = cycle([case_of(ruleset, turn) for turn in range(TURNS)])
    best, whole = spread(lambda: everything(ruleset, next(others)))
    fresh = (reweighed(case, turn) for turn in count(1))
    first = milliseconds(lambda: everything(ruleset, next(fresh)), TURNS)
    parted = milliseconds(lambda: eight_steps(ruleset, case), 10)
    divided = split(ruleset, case, eight(ruleset))
    moving = milliseconds(lambda: step_moves(ruleset, case, divided), 10)
    drawn = sample(Book(ruleset, case.weights).state(case), seed)
    loop = median(milliseconds(lambda: weighted_sums(ruleset, case, drawn), 1) for _ in range(3))
    scoring = milliseconds(lambda: evaluate(ruleset, case), 40)
    explaining = milliseconds(lambda: explain(ruleset, case, result), 40)
    light = milliseconds(lambda: certainty(ruleset, case, result, seed), 20)
    asking = milliseconds(lambda: next_informative(ruleset, fewer, seed), 20)
    bounds = milliseconds(lambda: can_still_change(ruleset, fewer), 20)
    size = f"{len(ruleset.criteria)} criteria, {len(ruleset.gates)} gates"
    return [
        (f"evaluate {size}", f"{scoring:.2f} ms", "", ""),
        ("explain the result", f"{explaining:.2f} ms", "", ""),
        (
            "evaluate with everything, 10,000 draws",
            f"{best:.1f} ms at best, {whole:.1f} median",
            "",
            "10 ms",
        ),
        ("a loop of weighted sums, same draws", f"{loop:.0f} ms", f"{loop / whole:.0f}x", "20x"),
        ("the same, with weights never met before", f"{first:.1f} ms", "", ""),
        ("advice and certainty of 8 steps", f"{parted:.1f} ms", "", ""),
        ("what would make it another split of 8 steps", f"{moving:.1f} ms", "", ""),
        ("only verdict and chance, for lists", f"{light:.1f} ms", "", ""),
        ("the next question that tells most", f"{asking:.1f} ms", "", ""),
        ("can anything still change the advice", f"{bounds:.1f} ms", "", ""),
    ]


def spread(work: Callable[[], object]) -> tuple[float, float]:
    """The shortest and the median time of one call in milliseconds. What only computes takes the
    same time at every call, so all above the shortest is what else the machine does."""
    work()
    times = []
    for _ in range(5 * TURNS):
        started = perf_counter()
        work()
        times.append(1000 * (perf_counter() - started))
    return min(times), median(times)


def everything(ruleset: Ruleset, case: Case) -> HowSure:
    """A whole result: scores, gates, chances, flips, weight ranges, what to find out next."""
    return how_sure(ruleset, case, evaluate(ruleset, case), digest("0" * 64, case))


def reweighed(case: Case, turn: int) -> Case:
    """The case with weights that no other turn has: nothing about them is known yet."""
    weights = {code: weight + turn / 1000 for code, weight in case.weights.items()}
    return replace(case, weights=weights)


def eight(ruleset: Ruleset) -> list[Step]:
    """Eight steps that differ."""
    codes = [row.code for row in ruleset.step_criteria()]
    return [
        Step(str(turn), {code: Given(1 + (place + turn) % 4) for place, code in enumerate(codes)})
        for turn in range(8)
    ]


def eight_steps(ruleset: Ruleset, case: Case) -> list[tuple[Verdict, float]]:
    """The advice for eight steps that differ, and how sure each is."""
    found = []
    for row in split(ruleset, case, eight(ruleset)).steps:
        own = step_case(case, row.step)
        found.append(certainty(ruleset, own, row.evaluation, digest("0" * 64, own)))
    return found


def weighted_sums(ruleset: Ruleset, case: Case, drawn: Draws) -> NDArray[np.intp]:
    """How often every option (rows) has every rank (columns), draw by draw."""
    codes = [code for code in drawn.chances if ruleset.centred[code]]
    tables = [_values(ruleset, code) for code in codes]
    places = [_places(drawn, code) for code in codes]
    total = sum(case.weights[code] for code in codes)
    whole = concentration([1.0] * len(ruleset.themes))
    weights = gammas(tuple(whole * case.weights[code] / total for code in codes), DRAWS)
    counts = np.zeros((len(ruleset.options), len(ruleset.options)), dtype=np.intp)
    rows = np.arange(len(ruleset.options))
    for draw in range(DRAWS):
        matrix = np.array(
            [table[place[draw]] for table, place in zip(tables, places, strict=True)]
        ).T
        weight = weights[:, draw] / weights[:, draw].sum()
        ranks = np.argsort(np.argsort(-(matrix @ weight)))
        counts[rows, ranks] += 1
    return counts


def _values(ruleset: Ruleset, code: str) -> NDArray[np.float64]:
    """The value of every known choice (rows) for every option (columns)."""
    axes = np.array([list(rows.values()) for rows in ruleset.pulls[code].values()])
    values: NDArray[np.float64] = axes.sum(axis=0)
    return values


def _places(drawn: Draws, code: str) -> NDArray[np.intp]:
    """The place of the choice in every draw."""
    if code in drawn.picks:
        return drawn.picks[code].astype(np.intp)
    return np.full(DRAWS, int(np.argmax(drawn.chances[code].chances)), dtype=np.intp)
