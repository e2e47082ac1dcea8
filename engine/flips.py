"""Which answers would change the advice: one alone, two together, and what is worth finding out.

Everything here is exact: it adds up whole millionths (``engine.exact``) and samples nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import fsum

import numpy as np

from engine.changing import Flip, change_of, smallest_pair
from engine.exact import MILLION, Book, Changes, State, asked_out
from engine.fit.case import Case, Evidence
from engine.model.ruleset import GateAnswer, Ruleset
from engine.sensitivity.prior import Chances, chances_of


@dataclass(frozen=True, slots=True)
class GateFlip:
    """Another answer to an asked gate that makes ``advice`` the advice."""

    gate: str
    old: GateAnswer | None
    new: GateAnswer
    advice: str


@dataclass(frozen=True, slots=True)
class Flips:
    """Everything that would change the advice.

    ``singles`` has, smallest first, every choice of every asked criterion that alone changes the
    advice; ``gates`` the same for asked gates. ``pair`` is the smallest pair of answers, only looked
    for when no single answer is enough; None when no pair is.
    """

    singles: tuple[Flip, ...]
    gates: tuple[GateFlip, ...]
    pair: Flip | None


@dataclass(frozen=True, slots=True)
class Lookup:
    """An answer worth finding out. ``probability`` is the chance that knowing it for certain, all
    else as it is, changes the advice; ``leads`` the options that could then lead, likeliest first;
    ``swing`` how many points of lead over the runner-up its likely choices span."""

    criterion: str
    known: bool
    evidence: Evidence | None
    probability: float
    leads: tuple[tuple[str, float], ...]
    swing: float


def flips(ruleset: Ruleset, case: Case) -> Flips:
    """All flips of a case: the advice of each is what ``evaluate`` gives for the changed case.

    Changes are from one known choice to another (or from nothing known to a choice); "does not
    apply" stays as it is. Equal steps come in order of asking.
    """
    return flips_of(Book(ruleset, case.weights).state(case))


def flips_of(state: State, changes: Changes | None = None) -> Flips:
    """The same for a state at hand; ``changes`` are its own, when already worked out."""
    changes = state.changes() if changes is None else changes
    singles = _singles(state, changes)
    return Flips(
        singles=singles,
        gates=_gates(state),
        pair=None if singles else smallest_pair(state, changes),
    )


def find_out_next(ruleset: Ruleset, case: Case) -> tuple[Lookup, ...]:
    """Unknown and weakly graded answers by the chance that learning them changes the advice.

    Exact: the sum of the chances (``engine.sensitivity.prior``) of all choices that would change it, the other
    answers as they stand. Measured answers and questions that cannot move anything are left out.
    """
    state = Book(ruleset, case.weights).state(case)
    return lookups_of(state, state.changes())


def lookups_of(state: State, changes: Changes) -> tuple[Lookup, ...]:
    """The same for a state at hand with its own changes."""
    ruleset = state.book.ruleset
    outcomes: dict[str, dict[int, int]] = {code: {} for code in state.known}
    for code, number, advice in zip(changes.codes, changes.numbers, changes.advice, strict=True):
        outcomes[code][number] = int(advice)
    found, rival = [], _rival(state)
    for code in state.known:
        chances = chances_of(ruleset, state.case, code)
        if not chances.is_certain:
            found.append(_lookup(state, code, chances, outcomes[code], rival))
    useful = [row for row in found if row.probability or row.swing]
    return tuple(sorted(useful, key=lambda row: (-row.probability, -row.swing)))


def _lookup(
    state: State, code: str, chances: Chances, outcomes: dict[int, int], rival: int | None
) -> Lookup:
    options = tuple(state.book.ruleset.option)
    here = state.advice
    probability, leads = leading(
        (options[lead], chance)
        for number, chance in _pairs(chances)
        if (lead := outcomes.get(number, here)) != here
    )
    given = state.case.answers.get(code)
    return Lookup(
        criterion=code,
        known=chances.given is not None,
        evidence=given.evidence if given is not None and chances.given is not None else None,
        probability=probability,
        leads=leads,
        swing=_swing(state, code, chances, rival),
    )


def leading(found: Iterable[tuple[str, float]]) -> tuple[float, tuple[tuple[str, float], ...]]:
    """The chance (0 to 1) of all answers that put another option first, and that of each such
    option, likeliest first; ``found`` has the option and the chance of each of these answers."""
    leads: dict[str, list[float]] = {}
    for option, chance in found:
        if chance:
            leads.setdefault(option, []).append(chance)
    sums = {option: fsum(row) for option, row in leads.items()}
    likeliest = sorted(sums.items(), key=lambda item: -item[1])
    return round(fsum(sums.values()), 6), tuple((key, round(value, 6)) for key, value in likeliest)


def _swing(state: State, code: str, chances: Chances, rival: int | None) -> float:
    """The span of the advice's lead over its closest rival over all choices with a chance."""
    grid = state.grids.get(code)
    if grid is None or rival is None:
        return 0.0
    rows = [grid.of(number) for number, chance in _pairs(chances) if chance]
    leads = [int(row[state.advice] - row[rival]) for row in rows]
    return (max(leads) - min(leads)) / MILLION


def _pairs(chances: Chances) -> list[tuple[int, float]]:
    return list(zip(chances.numbers, chances.chances, strict=True))


def _rival(state: State) -> int | None:
    """The place of the runner-up, None when gates leave no other."""
    left = [place for place, out in enumerate(state.out) if not out and place != state.advice]
    return max(left, key=lambda place: (state.total[place], -place), default=None)


def _singles(state: State, changes: Changes) -> tuple[Flip, ...]:
    options = tuple(state.book.ruleset.option)
    found = [
        Flip(
            (change_of(state, changes.codes[place], changes.numbers[place]),),
            options[changes.advice[place]],
        )
        for place in np.flatnonzero(changes.advice != state.advice)
    ]
    return tuple(sorted(found, key=lambda flip: flip.steps))


def _gates(state: State) -> tuple[GateFlip, ...]:
    ruleset, gates = state.book.ruleset, state.case.gates
    options = tuple(ruleset.option)
    answers: tuple[GateAnswer, ...] = ("yes", "no")
    others = [
        (gate.code, new)
        for gate in ruleset.asked_gates()
        for new in answers
        if new != gates.get(gate.code)
    ]
    if not others:
        return ()
    ruled = np.array([asked_out(ruleset, {**gates, code: new}) for code, new in others])
    truths = np.broadcast_to(state.truths, (len(others), len(state.truths)))
    leads = state.book.leaders(state.total, state.book.rulings.out(truths, ruled)).tolist()
    return tuple(
        GateFlip(code, gates.get(code), new, options[lead])
        for (code, new), lead in zip(others, leads, strict=True)
        if lead != state.advice
    )
