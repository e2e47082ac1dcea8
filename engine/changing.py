"""Answers that would be others: what a change is, how large it is, and the smallest pair of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from engine.exact import Changes, State

CHUNK = 1024
"""Pairs that are tried at once."""


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
    """The smallest pair of changes that open and close no branch: their effects add up.

    The pairs are tried a good thousand at a time, smallest first.
    """
    singles = [change_of(state, *row) for row in zip(changes.codes, changes.numbers, strict=True)]
    first, second = _usable(changes, together)
    steps = np.array([change.steps for change in singles], dtype=np.intp)
    order = np.argsort(steps[first] + steps[second], kind="stable")
    moved = changes.truths ^ state.truths
    for start in range(0, len(order), CHUNK):
        part = order[start : start + CHUNK]
        one, two = first[part], second[part]
        truths = state.truths ^ moved[one] ^ moved[two]
        out = state.book.rulings.out(truths, state.asked_out)
        totals = changes.totals[one] + changes.totals[two] - state.total
        advice = state.book.leaders(totals, out)
        turned = np.flatnonzero(advice != state.advice)
        if len(turned):
            place = turned[0]
            option = state.book.ruleset.options[int(advice[place])].key
            yield Flip((singles[one[place]], singles[two[place]]), option)
            return


def _usable(
    changes: Changes, together: list[tuple[int, int]]
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The pairs of two criteria, in order of asking, that touch no branch, alone or together."""
    codes = list(dict.fromkeys(changes.codes))
    places: NDArray[np.intp] = np.array(
        [codes.index(code) for code in changes.codes], dtype=np.intp
    )
    plain = ~np.array(changes.branches, dtype=np.bool_)
    usable = (places[:, None] < places[None]) & plain[:, None] & plain[None]
    for pair in together:
        usable[pair] = False
    first, second = np.nonzero(usable)
    return first, second


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
