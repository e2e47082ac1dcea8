"""The engine's part of the bench: a whole result with everything that says how sure it is.

The yardstick is the arithmetic that no evaluation by draws can do without (``floor``). Beside it stands
a loop of a general weighted-sum model: for each of the same 10,000 draws a matrix of alternatives x
criteria is put together and weighed with NumPy, and the alternatives are ranked. That is what one
writes around a general package of decision analysis; a package adds checks and normalisations to every
one of these steps, so against one the ratio is higher (docs/robustness.md has a figure).
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from itertools import count, cycle

import numpy as np
from numpy.typing import NDArray

from engine.adaptive import next_informative
from engine.bounds import can_still_change
from engine.digest import digest
from engine.exact import Book
from engine.explain import explain
from engine.fit.case import Case, Given
from engine.fit.weighting import resolve
from engine.model.ruleset import AXES, Ruleset
from engine.robustness import HowSure, Verdict, certainty, how_sure
from engine.sampling import DRAWS, Draws, sample
from engine.scoring import evaluate
from engine.sensitivity.weight_draws import concentration, gammas
from engine.split import Step, split, step_case
from engine.step_moves import step_moves
from tools.measuring import Row, medians, timed

BUDGET = 5
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


def measure(ruleset: Ruleset) -> Iterable[Row]:
    """How long the engine takes, and how long what it cannot do without."""
    case = case_of(ruleset)
    others = cycle([case_of(ruleset, turn) for turn in range(TURNS)])
    fresh = (reweighed(case, turn) for turn in count(1))
    drawn = sample(Book(ruleset, case.weights).state(case), digest("0" * 64, case))
    found = medians(
        {
            "whole": lambda: timed(lambda: everything(ruleset, next(others))),
            "floor": lambda: timed(lambda: floor(ruleset, drawn)),
            "first": lambda: timed(lambda: everything(ruleset, next(fresh))),
        },
        5 * TURNS,
    )
    loop = medians({"": lambda: timed(lambda: weighted_sums(ruleset, case, drawn))}, 2)[""]
    ratio = found["whole"].cpu / found["floor"].cpu
    yield Row("floor: random bits, axis sums and a sort with NumPy", str(found["floor"]))
    yield Row(
        f"evaluate with everything, {DRAWS:,} draws, other answers each time",
        str(found["whole"]),
        f"{ratio:.1f}x CPU",
        f"{BUDGET}x CPU",
        ratio <= BUDGET,
    )
    yield Row("the same, with weights never met before", str(found["first"]))
    beyond = loop.cpu / found["whole"].cpu
    yield Row("a loop of weighted sums, same draws", str(loop), f"{beyond:.0f}x CPU")
    for what, work in parts(ruleset, case).items():
        yield Row(what, str(medians({"": lambda work=work: timed(work)}, 10)[""]))  # type: ignore[misc]


def parts(ruleset: Ruleset, case: Case) -> dict[str, Callable[[], object]]:
    """Single calls, for who wonders where the time goes."""
    seed = digest("0" * 64, case)
    result = evaluate(ruleset, case)
    fewer = Case(dict(list(case.answers.items())[:8]), case.gates, case.weights, case.service)
    divided = split(ruleset, case, eight(ruleset))
    size = f"{len(ruleset.criteria)} criteria, {len(ruleset.gates)} gates"
    return {
        f"evaluate {size}, without draws": lambda: evaluate(ruleset, case),
        "explain the result": lambda: explain(ruleset, case, result),
        "only verdict and chance, for lists": lambda: certainty(ruleset, case, result, seed),
        "advice and certainty of 8 steps": lambda: eight_steps(ruleset, case),
        "what would make it another split of 8 steps": lambda: step_moves(ruleset, case, divided),
        "the next question that tells most": lambda: next_informative(ruleset, fewer, seed),
        "can anything still change the advice": lambda: can_still_change(ruleset, fewer),
    }


def floor(ruleset: Ruleset, drawn: Draws) -> NDArray[np.float32]:
    """What no evaluation by draws can do without, and nothing else: sixteen random bits for each
    answer, as chances are no eighths, that pick one of four; sums of weights and of weighted effects
    on the axes on which a question acts; the scores of all options, and their order for the
    percentiles. No branches, gates, chances or flips."""
    generator = np.random.PCG64(7)
    above, below = np.zeros_like(drawn.axes), np.zeros_like(drawn.axes)
    weights = drawn.axes[0]
    for code in drawn.chances:
        picks = generator.random_raw(DRAWS // 4).view(np.uint16) >> 14
        for axis, effects in ruleset.centred[code].items():
            table = np.resize(np.array(list(effects.values()), dtype=np.float32), 4)
            below[AXES.index(axis)] += weights
            above[AXES.index(axis)] += weights * table.take(picks)
    values = above / below
    raw = np.zeros_like(drawn.raw)
    for place, option in enumerate(ruleset.options):
        for axis, factor in option.profile.items():
            raw[place] += np.float32(factor) * values[AXES.index(axis)]
    ordered: NDArray[np.float32] = np.sort(raw, axis=1)
    return ordered


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
