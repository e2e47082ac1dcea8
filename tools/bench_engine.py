"""The engine's part of the bench: a whole result with everything that says how sure it is.

The yardstick is the arithmetic that no evaluation by draws can do without (``floor``). Cases in a file
are evaluated by the command itself, one process for all of them.
"""

import json
from collections.abc import Callable, Iterable
from dataclasses import replace
from io import StringIO
from itertools import count
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import numpy as np
from django.core.management import call_command
from numpy.typing import NDArray

from catalog.models import Edition
from engine.fit.axes import fit
from engine.fit.case import Given, GivenGate
from engine.inputs import Inputs, StepInputs, plain
from engine.model.ruleset import AXES, Ruleset
from engine.sensitivity.adaptive import next_question
from engine.sensitivity.bounds import can_still_change
from engine.sensitivity.weight_draws import DRAWS
from report import result
from report.facts import facts
from report.result import Result
from tools.measuring import Row, Spent, medians, timed

BUDGET = 5
LEFT_OPEN = 6
"""Questions without an answer in the case that is measured."""
ROUNDS = 100
"""Each with other answers, so that nothing is measured that only a repetition would save."""
SHAPE = 6.0
"""Of the gamma numbers of a question of middling weight."""
STEPS = 8
STEPS_BUDGET = 10
"""Milliseconds of the processor for the advice on so many steps."""
CASES = 1_000
CASES_BUDGET = 60
"""Seconds by the clock for so many cases in one file."""


def inputs_of(ruleset: Ruleset, turn: int = 0) -> Inputs:
    """A case as it comes: most answers given, none graded, every gate passed. Cases of another
    ``turn`` have other answers and other questions left open; none comes twice in a run."""
    random = Random(turn)  # noqa: S311 - the same cases in every run
    answers = {
        row.code: Given(random.choice(row.choices).number)
        for place, row in enumerate(ruleset.criteria)
        if (place + turn) % (len(ruleset.criteria) // LEFT_OPEN)
    }
    gates = {row.code: GivenGate("passes") for row in ruleset.asked_gates()}
    service = ruleset.services[turn % len(ruleset.services)].slug
    return Inputs(answers=answers, gates=gates, service=service)


def in_steps(ruleset: Ruleset, turn: int = 0) -> Inputs:
    """The same of a process in eight steps that differ."""
    random, rows = Random(turn), ruleset.step_criteria()  # noqa: S311
    steps = tuple(
        StepInputs(
            str(step),
            {row.code: Given(random.choice(row.choices).number) for row in rows},
        )
        for step in range(STEPS)
    )
    return replace(inputs_of(ruleset, turn), steps=steps)


def measure(edition: Edition) -> Iterable[Row]:
    """How long the engine takes, and how long what it cannot do without."""
    ruleset = edition.ruleset
    used = result.Edition(edition.number, edition.sha256)

    def make(inputs: Inputs) -> Result:
        return Result(ruleset, inputs, used)

    others = (make(inputs_of(ruleset, turn)) for turn in count(1))
    fresh = (make(reweighed(ruleset, turn)) for turn in count(1))
    steps = (make(in_steps(ruleset, turn)) for turn in count(1))
    effects = effects_of(ruleset, make(inputs_of(ruleset)))
    found = medians(
        {
            "whole": lambda: timed_on(next(others), everything),
            "floor": lambda: timed(lambda: floor(effects)),
            "drawn": lambda: timed(lambda: floor(effects, draws_weights=True)),
            "first": lambda: timed_on(next(fresh), everything),
            "steps": lambda: timed_on(next(steps), lambda one: one.recommendation),
        },
        ROUNDS,
    )
    base, drawn = found["floor"].cpu, found["drawn"].cpu
    yield Row("floor: random bits, axis sums and a sort with NumPy", str(found["floor"]))
    yield Row("floor with weights: gamma numbers of each question on top", str(found["drawn"]))
    yield _against_floor(
        f"recommend with everything, {DRAWS:,} draws, other answers each time",
        found["whole"].cpu / base,
        str(found["whole"]),
    )
    yield _against_floor(
        "the same, with weights never met before, against the floor with weights",
        found["first"].cpu / drawn,
        str(found["first"]),
    )
    yield Row(
        f"recommend {STEPS} steps, other answers each time",
        str(found["steps"]),
        budget=f"{STEPS_BUDGET} ms CPU",
        holds=found["steps"].cpu <= STEPS_BUDGET,
    )
    for what, (works_on, work) in parts(ruleset).items():
        cases = (make(works_on(ruleset, turn)) for turn in count(CASES))
        once = {"": lambda cases=cases, work=work: timed_on(next(cases), work)}
        yield Row(what, str(medians(once, ROUNDS // 5)[""]))
    yield many_cases(ruleset)


def _against_floor(what: str, ratio: float, figure: str) -> Row:
    return Row(what, figure, f"{ratio:.1f}x CPU", f"{BUDGET}x CPU", ratio <= BUDGET)


def timed_on(one: Result, work: Callable[[Result], object]) -> Spent:
    """One piece of work on one case; to make the case is not counted."""
    return timed(lambda: work(one))


def parts(
    ruleset: Ruleset,
) -> dict[str, tuple[Callable[[Ruleset, int], Inputs], Callable[[Result], object]]]:
    """Single calls on other answers each time, for who wonders where the time goes."""
    size = sum(1 for row in ruleset.criteria if ruleset.effects[row.code])
    gates = len(ruleset.gates)
    return {
        f"the sums of {size} questions, {gates} gates, without draws": (
            inputs_of,
            lambda one: fit(ruleset, one.case),
        ),
        "only the recommendation, for lists": (inputs_of, lambda one: one.recommendation),
        "what would change it": (inputs_of, lambda one: one.flips),
        "how far each weight can move": (inputs_of, lambda one: one.weight_intervals),
        "what to find out next": (inputs_of, lambda one: one.find_out_next),
        "the facts of a whole result, as JSON data": (inputs_of, facts),
        f"the facts of {STEPS} steps": (in_steps, facts),
        "the next question that tells most": (early, lambda one: next_question(ruleset, one.case)),
        "can anything still change the answers": (
            early,
            lambda one: can_still_change(ruleset, one.case),
        ),
    }


def early(ruleset: Ruleset, turn: int) -> Inputs:
    """A case of which eight questions are answered."""
    inputs = inputs_of(ruleset, turn)
    return replace(inputs, answers=dict(list(inputs.answers.items())[:8]))


def everything(found: Result) -> object:
    """A whole result: recommendation, what would change it, weights, what to find out next."""
    return found.recommendation, found.flips, found.weight_intervals, found.find_out_next


def effects_of(ruleset: Ruleset, found: Result) -> list[dict[int, NDArray[np.float32]]]:
    """For every question that counts, the axes on which it acts with four effects of its answers."""
    codes = {
        row.criterion: None for axis in fit(ruleset, found.case).values() for row in axis.asked
    }
    return [
        {
            AXES.index(axis): np.resize(np.array(list(table.values()), dtype=np.float32), 4)
            for axis, table in ruleset.effects[code].items()
        }
        for code in codes
    ]


def floor(
    effects: list[dict[int, NDArray[np.float32]]], *, draws_weights: bool = False
) -> NDArray[np.float32]:
    """What no evaluation by draws can do without, and nothing else: sixteen random bits for each
    answer, as chances are no eighths, that pick one of four; on each axis sums of weights and of
    weighted effects over the questions that act there; and the sums in order, so that a share of the
    draws lies on either side of any line. Weights are drawn on top, as NumPy draws gamma numbers, where
    the case has them to draw; no branches, gates, priors, flips."""
    bits = np.random.PCG64(7)
    generator = np.random.Generator(bits)
    reaches = np.zeros((len(AXES), DRAWS), dtype=np.float32)
    totals = np.zeros_like(reaches)
    weights = np.ones(DRAWS, dtype=np.float32)
    for tables in effects:
        picks = bits.random_raw(DRAWS // 4).view(np.uint16) >> 14
        if draws_weights:
            weights = generator.standard_gamma(SHAPE, DRAWS, np.float32)
        for axis, table in tables.items():
            reaches[axis] += weights
            totals[axis] += weights * table.take(picks)
    ordered: NDArray[np.float32] = np.sort(totals / reaches, axis=1)
    return ordered


def reweighed(ruleset: Ruleset, turn: int) -> Inputs:
    """A case with weights that no other turn has: nothing about them is known yet."""
    weights = {row.code: row.weight + turn / 1000 for row in ruleset.criteria if row.weight}
    return replace(inputs_of(ruleset, turn), weights=weights)


def many_cases(ruleset: Ruleset) -> Row:
    """So many cases as JSON Lines through ``manage.py assess``, every eighth of them in steps."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "cases.jsonl"
        with path.open("w", encoding="utf-8") as file:
            for turn in range(CASES):
                inputs = (inputs_of if turn % STEPS else in_steps)(ruleset, turn)
                file.write(json.dumps(plain(inputs)) + "\n")
        out = StringIO()
        spent = timed(lambda: call_command("assess", str(path), stdout=out))
    answered = len(out.getvalue().splitlines())
    if answered != CASES:
        raise RuntimeError(f"{CASES} cases, {answered} results")
    return Row(
        f"manage.py assess, {CASES:,} cases of other answers as JSON Lines",
        f"{spent.wall / 1000:.1f} / {spent.cpu / 1000:.1f} s",
        budget=f"{CASES_BUDGET} s",
        holds=spent.wall <= 1000 * CASES_BUDGET,
    )
