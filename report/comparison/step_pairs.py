"""Which step of one state is which step of another. Kept states name no keys, so names and content tell."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any

from engine.inputs import StepInputs


@dataclass(frozen=True, slots=True)
class Pair:
    """The places (from 0) of one step before and after, None where it is not there. ``moved``: it
    stands in another order among the steps that are on both sides."""

    before: int | None
    after: int | None
    moved: bool = False


def pair_steps(before: Sequence[StepInputs], after: Sequence[StepInputs]) -> list[Pair]:
    """Steps with the same name are the same, those of many with one name in their order; then those
    with the same content under another name; then those at the same place. In the order of
    ``after``, what is gone at the end."""
    left, right = dict(enumerate(before)), dict(enumerate(after))
    found: dict[int, int] = {}
    for alike in (lambda row, place: row.name, _content, lambda row, place: place):
        found |= _matched(left, right, alike)
    stays = _longest_rising([found[place] for place in sorted(found)])
    places = {new: old for old, new in found.items()}
    pairs = [
        Pair(places.get(new), new, moved=new in places and new not in stays)
        for new in range(len(after))
    ]
    return [*pairs, *(Pair(old, None) for old in sorted(left))]


def _content(step: StepInputs, place: int) -> Hashable:
    """All but the name; nothing that tells it from others where nothing was said of it."""
    said = (
        step.retained,
        step.share,
        frozenset(step.answers.items()),
        frozenset(step.gates.items()),
    )
    return said if any(said) else ("nothing", place)


def _matched(
    left: dict[int, StepInputs],
    right: dict[int, StepInputs],
    key: Callable[[StepInputs, int], Any],
) -> dict[int, int]:
    """Pairs of places with the same key, taken out of both sides."""
    waiting: dict[Hashable, list[int]] = {}
    for place, row in right.items():
        waiting.setdefault(key(row, place), []).append(place)
    found = {}
    for place, row in list(left.items()):
        same = waiting.get(key(row, place))
        if same:
            found[place] = same.pop(0)
            del left[place], right[found[place]]
    return found


def _longest_rising(places: Sequence[int]) -> set[int]:
    """As many of the places as possible that stand in rising order: the others moved."""
    best: list[list[int]] = []
    for place in places:
        before = [row for row in best if row[-1] < place]
        best.append([*_longest(before), place])
    return set(_longest(best))


def _longest(rows: Sequence[list[int]]) -> list[int]:
    return max(rows, key=lambda row: len(row), default=[])
