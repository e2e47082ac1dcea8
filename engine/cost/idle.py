"""Figures that move nothing in their case: named, and never counted as figures of one's own."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from engine.cost.flows import Side, both
from engine.cost.lines import LONGEST, MINIMUM_OF, QUANTITIES_OF
from engine.cost.lines import Side as Owner
from engine.cost.result import Idle
from engine.cost.uncertainty import Floats

HIDDEN = (
    "volume_growth",
    *{quantity for price in MINIMUM_OF for quantity in QUANTITIES_OF[price]},
    *MINIMUM_OF.values(),
)
"""The kinds that a minimum can keep from moving anything."""
A_LITTLE = 1.01
OTHER, HARDLY = 100.0, 1e-6
"""More than all lines of a kind together are when each is 1; and what stands for a minimum, so that it hides
nothing."""


def idle_of(own: Side, theirs: Side) -> tuple[Idle, ...]:
    """The lines of both sides whose figure changes no amount, whatever it is.

    Found by changing each: every figure is 1, and one after the other 100. So a new kind of line
    needs no rule here.
    """
    still = _still(own, theirs)
    if not any(still):
        return ()
    later = replace(own.terms, years=LONGEST, months=0)
    in_the_end = _still(replace(own, terms=later), replace(theirs, terms=later))
    places: list[tuple[Owner, str]] = [
        *(("in_house", key) for key in own.values),
        *(("provider", key) for key in theirs.values),
    ]
    return tuple(
        Idle(owner, key, "alone" if never else "term")
        for (owner, key), rests, never in zip(places, still, in_the_end, strict=True)
        if rests
    )


def unreached(own: Side, theirs: Side) -> tuple[Idle, ...]:
    """The lines that a minimum keeps from moving anything in any of the draws: the minimum, where more is
    needed anyway; what is needed, where the minimum is paid anyway. Found by raising each a little."""
    if all(line.kind not in MINIMUM_OF.values() for line in theirs.lines):
        return ()
    before = both(own, theirs)
    found: list[Idle] = []
    sides: list[tuple[Owner, Side]] = [("in_house", own), ("provider", theirs)]
    for owner, side in sides:
        for line, value in side.of(*HIDDEN):
            key = line.key
            raised = replace(side, values={**side.values, key: A_LITTLE * value + HARDLY})
            after = both(raised, theirs) if side is own else both(own, raised)
            if _same(before.own, after.own) and _same(before.provider, after.provider):
                found.append(Idle(owner, key, "reached"))
    return tuple(found)


def _same(one: Mapping[str, Floats], other: Mapping[str, Floats]) -> bool:
    return all(np.array_equal(one[key], other[key]) for key in one)


def _still(own: Side, theirs: Side) -> list[bool]:
    """For each figure of our side, then of theirs, whether changing it changes no amount."""
    kinds = {line.key: line.kind for line in theirs.lines}
    usual = [1.0] * len(own.values)
    usual += [HARDLY if kinds[key] in MINIMUM_OF.values() else 1.0 for key in theirs.values]
    count = len(usual)
    tried = np.tile(np.array(usual)[:, np.newaxis], (1, count + 1))
    np.fill_diagonal(tried, OTHER)
    flows = both(_with(own, tried[: len(own.values)]), _with(theirs, tried[len(own.values) :]))
    moved = np.zeros(count, dtype=bool)
    for tables in (flows.own, flows.provider):
        total = np.asarray(sum(tables.values()))
        moved |= (total[:, :-1] != total[:, -1:]).any(axis=0)
    return [not moves for moves in moved]


def _with(side: Side, tried: Floats) -> Side:
    return replace(side, values=dict(zip(side.values, tried, strict=True)))
