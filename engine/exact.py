"""The additive form in whole millionths of a point: what any change of answers does, exactly.

``engine.scoring`` prints six decimals. Counted in millionths, sums of contributions have no rounding
left in them, so a predicted advice is the advice that ``evaluate`` gives for the changed case.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from engine.fit.case import Case, Given, hidden_codes, known_choice, picked
from engine.gates import RULING, STOPPING
from engine.model.ruleset import IN_HOUSE, Condition, Criterion, GateAnswer, Itself, Ruleset
from engine.points import MIDDLE, Row, form_of

MILLION = 1_000_000
FULL = int(MIDDLE) * MILLION
"""The furthest a score can lie from the middle."""

Whole = NDArray[np.int64]
Flags = NDArray[np.bool_]
Answers = Mapping[str, Given]
Rows = Mapping[str, Mapping[int, Row]]


@dataclass(frozen=True, slots=True)
class Grid:
    """Points of every known choice of one criterion: one row per choice, one column per option, in
    millionths, as ``evaluate`` rounds them."""

    numbers: tuple[int, ...]
    rows: Whole

    def of(self, number: int | None) -> Whole:
        """The row of a choice; nothing for an answer that is not known."""
        if number is None:
            return np.zeros(self.rows.shape[1], dtype=np.int64)
        row: Whole = self.rows[self.numbers.index(number)]
        return row


@dataclass(frozen=True, slots=True)
class Rulings:
    """What rules options out: combinations of conditions on answers, as columns of truth values.

    ``triggers`` holds, for every trigger that rules something out, the places of its conditions and
    the options it rules out (one flag per option); ``stops`` those of them that no fix can close.
    """

    conditions: tuple[Condition, ...]
    triggers: tuple[tuple[NDArray[np.intp], Flags], ...]
    stops: tuple[tuple[NDArray[np.intp], Flags], ...]

    def truths(self, picks: Mapping[str, int]) -> Flags:
        """One flag per condition; ``picks`` are the choices of asked criteria."""
        return np.array(
            [picks.get(row.criterion) in row.choices for row in self.conditions], dtype=np.bool_
        )

    def out(self, truths: Flags, asked: Flags, *, fixed: bool = False) -> Flags:
        """Flags per option (last axis): ruled out by ``asked`` or by a trigger that holds (with
        ``fixed`` only by one that no fix closes). ``asked`` is one row of flags, or one for every
        row of ``truths``."""
        flags = np.broadcast_to(asked, (*truths.shape[:-1], asked.shape[-1])).copy()
        for places, ruled in self.stops if fixed else self.triggers:
            holds = np.asarray(np.take(truths, places, axis=-1).all(axis=-1, keepdims=True))
            flags |= holds & ruled
        return flags


def rulings_of(ruleset: Ruleset) -> Rulings:
    """The triggers of a ruleset that rule options out."""
    conditions: dict[Condition, int] = {}
    triggers, stops = [], []
    for gate in ruleset.gates:
        ruled = _flags(ruleset, gate.rules_out)
        for trigger in gate.triggers:
            if trigger.severity in RULING and ruled.any():
                places = [conditions.setdefault(row, len(conditions)) for row in trigger.when]
                triggers.append((np.array(places, dtype=np.intp), ruled))
                if trigger.severity in STOPPING:
                    stops.append(triggers[-1])
    return Rulings(tuple(conditions), tuple(triggers), tuple(stops))


def asked_out(ruleset: Ruleset, gates: Mapping[str, GateAnswer], *, fixed: bool = False) -> Flags:
    """One flag per option: ruled out by the answer to an asked gate (with ``fixed`` only where no
    fix closes it)."""
    severities = STOPPING if fixed else RULING
    flags = np.zeros(len(ruleset.options), dtype=np.bool_)
    for gate in ruleset.asked_gates():
        if gates.get(gate.code) == gate.fires_on and gate.severity in severities:
            flags |= _flags(ruleset, gate.rules_out)
    return flags


def _flags(ruleset: Ruleset, options: Iterable[str]) -> Flags:
    return np.array([row.key in options for row in ruleset.options], dtype=np.bool_)


class Book:
    """A ruleset with one set of weights: all that the cases of it have in common."""

    def __init__(self, ruleset: Ruleset, weights: Mapping[str, float]) -> None:
        self.ruleset = ruleset
        self.weights = weights
        self.rulings = rulings_of(ruleset)
        self.inside = tuple(ruleset.option).index(IN_HOUSE)
        self.branching = frozenset(
            condition.criterion for row in ruleset.criteria for condition in row.show_if
        )
        self.counting = self.branching.union(
            (code for code, table in ruleset.centred.items() if table),
            (row.criterion for row in self.rulings.conditions),
        )

    def state(self, case: Case) -> "State":
        """The exact form of a case that has the weights of this book."""
        hidden = hidden_codes(self.ruleset, case.answers)
        asked = [row for row in self.ruleset.criteria if counts(row, case.answers, hidden)]
        moving = tuple(row.code for row in asked if self.ruleset.centred[row.code])
        grids, scale = points_of(self.ruleset.itself, moving, tuple(self.weights.items()))
        known = {row.code: known_choice(row, case.answers.get(row.code)) for row in asked}
        picks = {
            row.code: choice.number
            for row in asked
            if (choice := picked(row, case.answers.get(row.code))) is not None
        }
        total = np.zeros(len(self.ruleset.options), dtype=np.int64)
        for code, number in known.items():
            if number is not None and code in grids:
                total += grids[code].of(number)
        by_gates = asked_out(self.ruleset, case.gates)
        truths = self.rulings.truths(picks)
        out = self.rulings.out(truths, by_gates)
        return State(
            book=self,
            case=case,
            hidden=hidden,
            known=known,
            grids=grids,
            scale=scale,
            total=total,
            truths=truths,
            asked_out=by_gates,
            out=out,
            advice=int(self.leaders(total, out)),
        )

    def leaders(self, totals: Whole, out: Flags) -> NDArray[np.intp]:
        """The place of the advice for every row of totals (options on the last axis): the best that
        is not ruled out, ties in order; in-house when everything is ruled out."""
        scores = np.where(out, -MILLION * MILLION, np.clip(totals, -FULL, FULL))
        return np.where(out.all(axis=-1), self.inside, scores.argmax(axis=-1))


def counts(row: Criterion, answers: Answers, hidden: frozenset[str]) -> bool:
    """Whether a criterion is asked and not answered "does not apply"."""
    given = answers.get(row.code)
    return row.code not in hidden and (given is None or given.status != "not_applicable")


@lru_cache(maxsize=32)
def points_of(
    key: Itself, moving: tuple[str, ...], weights: tuple[tuple[str, float], ...]
) -> tuple[Mapping[str, Grid], float]:
    """The points of the asked criteria that move an axis, and points per unit on the axes.

    Only these set the scale, so an answer that hides a question without effects needs no new
    points. 32 sets are kept, and their rulesets alive.
    """
    form = form_of(key.ruleset, moving, dict(weights))
    return _grids(form.rows), form.scale


def _grids(rows: Rows) -> dict[str, Grid]:
    """Rows of points as whole millionths."""
    if not rows:
        return {}
    flat = millionths(np.array([row for grid in rows.values() for row in grid.values()]))
    found, start = {}, 0
    for code, grid in rows.items():
        found[code] = Grid(tuple(grid), flat[start : start + len(grid)])
        start += len(grid)
    return found


def millionths(points: NDArray[np.float64]) -> Whole:
    """Whole millionths, rounded exactly as Python's ``round(x, 6)`` rounds."""
    scaled = points * MILLION
    whole = np.rint(scaled)
    doubtful = np.abs(np.abs(scaled - whole) - 0.5) < 1e-3
    for place in zip(*np.nonzero(doubtful), strict=True):
        whole[place] = round(round(float(points[place]), 6) * MILLION)
    return whole.astype(np.int64)


@dataclass(frozen=True, slots=True)
class Changes:
    """Answers that could be changed, one by one: the criterion and its new choice, the totals and
    truth values that follow, and the places of the advice."""

    codes: tuple[str, ...]
    numbers: tuple[int, ...]
    totals: Whole
    truths: Flags
    advice: NDArray[np.intp]
    branches: tuple[bool, ...]
    """Whether the change opens or closes a branch, so that all points change with it."""


@dataclass(frozen=True, slots=True)
class State:
    """One case in exact form. ``known`` covers the asked criteria; ``total`` is the sum of the known
    contributions (one per option); ``scale`` is points per unit on the axes; ``truths`` belong to the book's conditions. ``asked_out`` flags the
    options that gate answers rule out, ``out`` all that are ruled out; ``advice`` is a place among
    the options."""

    book: Book
    case: Case
    hidden: frozenset[str]
    known: Mapping[str, int | None]
    grids: Mapping[str, Grid]
    scale: float
    total: Whole
    truths: Flags
    asked_out: Flags
    out: Flags
    advice: int

    def changed(self, changes: Mapping[str, int]) -> "State":
        """The state with other choices given."""
        answers = {**self.case.answers, **{code: Given(new) for code, new in changes.items()}}
        return self.book.state(replace(self.case, answers=answers))

    def changes(self) -> Changes:
        """Every other known choice of every asked criterion, with the advice that follows."""
        codes = self.known
        found = [
            (code, choice.number)
            for code in codes
            for choice in self.book.ruleset.criterion[code].choices
            if not choice.is_unknown and choice.number != codes[code]
        ]
        totals = self._totals(found)
        truths = self._truths(found)
        steering = self.book.branching
        branches = [code in steering and self.branches({code: new}) for code, new in found]
        for place, moved in enumerate(branches):
            if moved:
                other = self.changed(dict([found[place]]))
                totals[place], truths[place] = other.total, other.truths
        advice = self.book.leaders(totals, self.book.rulings.out(truths, self.asked_out))
        return Changes(
            codes=tuple(code for code, _ in found),
            numbers=tuple(number for _, number in found),
            totals=totals,
            truths=truths,
            advice=advice,
            branches=tuple(branches),
        )

    def branches(self, changes: Mapping[str, int]) -> bool:
        """Whether other choices hide or show a question that counts: one that moves an axis, can
        rule an option out or steers another branch."""
        if self.book.branching.isdisjoint(changes):
            return False
        answers = {**self.case.answers, **{code: Given(new) for code, new in changes.items()}}
        moved = hidden_codes(self.book.ruleset, answers) ^ self.hidden
        return not moved.isdisjoint(self.book.counting)

    def _totals(self, found: list[tuple[str, int]]) -> Whole:
        """Totals after each change, as if none of them opened or closed a branch."""
        numbers: dict[str, list[int]] = {}
        for code, number in found:
            numbers.setdefault(code, []).append(number)
        blocks = [self._moved(code, new) for code, new in numbers.items()]
        moved = np.concatenate(blocks) if blocks else np.empty((0, len(self.total)), np.int64)
        return self.total + moved

    def _moved(self, code: str, numbers: list[int]) -> Whole:
        """What other choices of one criterion add to the totals, one row each."""
        grid = self.grids.get(code)
        if grid is None:
            return np.zeros((len(numbers), len(self.total)), dtype=np.int64)
        moved: Whole = grid.rows[[grid.numbers.index(number) for number in numbers]]
        return moved - grid.of(self.known[code])

    def _truths(self, found: list[tuple[str, int]]) -> Flags:
        truths = np.tile(self.truths, (len(found), 1))
        for column, condition in enumerate(self.book.rulings.conditions):
            for place, (code, number) in enumerate(found):
                if code == condition.criterion:
                    truths[place, column] = number in condition.choices
        return truths
