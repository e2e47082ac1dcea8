"""Answers that would be others: what a change is, how large it is, and the smallest pair of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from engine.exact import Changes, Flags, State


@dataclass(frozen=True, slots=True)
class Change:
    """One answer that would be another: ``old`` is None when no choice is known now.

    ``steps`` says how many choices further the new one stands; 0 when nothing known is given up.
    """

    criterion: str
    old: int | None
    new: int
    steps: int


@dataclass(frozen=True, slots=True)
class Flip:
    """Changes of answers that together make ``advice`` the advice."""

    changes: tuple[Change, ...]
    advice: str

    @property
    def steps(self) -> int:
        """How far all answers have to move."""
        return sum(change.steps for change in self.changes)


def change_of(state: State, code: str, new: int) -> Change:
    """The change of one asked criterion to a known choice."""
    old = state.known[code]
    choices = state.book.ruleset.criterion[code].choices
    known = [row.number for row in choices if not row.is_unknown]
    steps = 0 if old is None else abs(known.index(new) - known.index(old))
    return Change(code, old, new, steps)


def smallest_pair(state: State, changes: Changes) -> Flip | None:
    """Two changes that change the advice, the fewest steps together; None when no pair does.

    ``changes`` are the state's own. Equal steps: the pair that is asked first.
    """
    order = {code: place for place, code in enumerate(state.book.ruleset.criterion)}

    def size(flip: Flip) -> tuple[int, list[tuple[int, int]]]:
        places = sorted((order[change.criterion], change.new) for change in flip.changes)
        return flip.steps, places

    together = _together(state, changes)
    found = [
        *_additive(state, changes, together),
        *_branching(state, changes),
        *_meeting(state, changes, together),
    ]
    return min(found, key=size, default=None)


def _together(state: State, changes: Changes) -> list[tuple[int, int]]:
    """Pairs of places that only together open or close a branch."""
    steering = [
        place
        for place, code in enumerate(changes.codes)
        if code in state.book.branching and not changes.branches[place]
    ]
    return [
        (one, two)
        for one, two in combinations(steering, 2)
        if changes.codes[one] != changes.codes[two]
        and state.branches({changes.codes[place]: changes.numbers[place] for place in (one, two)})
    ]


def _additive(state: State, changes: Changes, together: list[tuple[int, int]]) -> Iterator[Flip]:
    """The smallest pair of changes that open and close no branch: their effects add up."""
    if not changes.codes:
        return
    totals = changes.totals[:, None] + changes.totals[None] - state.total
    moved = changes.truths ^ state.truths
    truths = state.truths ^ moved[:, None] ^ moved[None]
    out = state.book.rulings.out(truths, state.asked_out)
    advice = state.book.leaders(totals, out)
    pairs = [change_of(state, *row) for row in zip(changes.codes, changes.numbers, strict=True)]
    steps = np.array([change.steps for change in pairs])
    usable = _usable(changes) & (advice != state.advice)
    for pair in together:
        usable[pair] = False
    sizes = np.where(usable, steps[:, None] + steps[None], np.iinfo(np.int64).max)
    if usable.any():
        one, two = np.unravel_index(int(sizes.argmin()), sizes.shape)
        option = state.book.ruleset.options[int(advice[one, two])].key
        yield Flip((pairs[one], pairs[two]), option)


def _usable(changes: Changes) -> Flags:
    """Which pairs are of two criteria, in order of asking, that each touch no branch."""
    codes = list(dict.fromkeys(changes.codes))
    places: NDArray[np.intp] = np.array([codes.index(code) for code in changes.codes])
    plain = ~np.array(changes.branches)
    usable: Flags = places[:, None] < places[None]
    usable &= plain[:, None] & plain[None]
    return usable


def _branching(state: State, changes: Changes) -> Iterator[Flip]:
    """Pairs of a change that opens or closes a branch with any change that is possible then."""
    for place in np.flatnonzero(np.array(changes.branches, dtype=np.bool_)):
        code, number = changes.codes[place], changes.numbers[place]
        first = change_of(state, code, number)
        other = state.changed({code: number})
        further = other.changes()
        for spot in np.flatnonzero(further.advice != state.advice):
            if further.codes[spot] != code:
                second = change_of(other, further.codes[spot], further.numbers[spot])
                option = state.book.ruleset.options[int(further.advice[spot])].key
                yield Flip((first, second), option)


def _meeting(state: State, changes: Changes, together: list[tuple[int, int]]) -> Iterator[Flip]:
    """Pairs of answers that steer branches and only together open or close one."""
    for places in together:
        new = {changes.codes[place]: changes.numbers[place] for place in places}
        advice = state.changed(new).advice
        if advice != state.advice:
            pair = tuple(change_of(state, code, number) for code, number in new.items())
            yield Flip(pair, state.book.ruleset.options[advice].key)
