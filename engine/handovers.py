"""Which handovers between steps hardly pay: neighbours that could go the same way as well."""

from collections.abc import Sequence
from dataclasses import dataclass

from engine.split import Group, Split


@dataclass(frozen=True, slots=True)
class Spared:
    """Neighbouring steps at ``places`` (from 0) that could go where a neighbour goes, to ``option``:
    for each of them its lead is too close to call. ``handovers`` is how many that alone would spare.
    """

    places: tuple[int, ...]
    option: str
    handovers: int


def spared(parted: Split) -> tuple[Spared, ...]:
    """The groups of steps that could join a neighbour at hardly any loss, in order of the steps.

    Each entry stands alone: never two neighbours of which each could join the other. Empty when one
    option would do for every step anyway (``Split.common`` says so), and without a hybrid.
    """
    if not parted.is_hybrid or parted.common:
        return ()
    found: list[Spared] = []
    last = -2
    for place in range(len(parted.groups)):
        best = _best(parted, place)
        if best is not None and last != place - 1:
            found.append(best)
            last = place
    return tuple(found)


def _best(parted: Split, place: int) -> Spared | None:
    """The neighbour's option that spares most handovers; the earlier neighbour's of two alike."""
    group, beside = parted.groups[place], _beside(parted.groups, place)
    ways = [Spared(group.places, option, beside.count(option)) for option in dict.fromkeys(beside)]
    fits = [row for row in ways if all(row.option in parted.steps[n].close for n in row.places)]
    return max(fits, key=lambda row: row.handovers, default=None)


def _beside(groups: Sequence[Group], place: int) -> list[str]:
    return [
        row.option for row in (*groups[max(place - 1, 0) : place], *groups[place + 1 : place + 2])
    ]
