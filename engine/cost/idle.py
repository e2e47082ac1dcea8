"""Figures that move nothing in their case: named, and never counted as figures of one's own."""

from dataclasses import replace

import numpy as np

from engine.cost.flows import Side, both
from engine.cost.lines import LONGEST
from engine.cost.result import Idle
from engine.cost.uncertainty import Floats


def idle_of(own: Side, theirs: Side) -> tuple[Idle, ...]:
    """The lines of both sides whose figure changes no amount, whatever it is.

    Found by changing each: every figure is 1, and one after the other 2. So a new kind of line
    needs no rule here.
    """
    still = _still(own, theirs)
    if not any(still):
        return ()
    later = replace(own.terms, years=LONGEST)
    in_the_end = _still(replace(own, terms=later), replace(theirs, terms=later))
    places = [("in_house", key) for key in own.values] + [
        ("provider", key) for key in theirs.values
    ]
    return tuple(
        Idle("in_house" if owner == "in_house" else "provider", key, "alone" if never else "term")
        for (owner, key), rests, never in zip(places, still, in_the_end, strict=True)
        if rests
    )


def _still(own: Side, theirs: Side) -> list[bool]:
    """For each figure of our side, then of theirs, whether changing it changes no amount."""
    count = len(own.values) + len(theirs.values)
    tried = np.ones((count, count + 1)) + np.eye(count, count + 1)
    flows = both(_with(own, tried[: len(own.values)]), _with(theirs, tried[len(own.values) :]))
    moved = np.zeros(count, dtype=bool)
    for tables in (flows.own, flows.provider):
        total = np.asarray(sum(tables.values()))
        moved |= (total[:, :-1] != total[:, -1:]).any(axis=0)
    return [not moves for moves in moved]


def _with(side: Side, tried: Floats) -> Side:
    return replace(side, values=dict(zip(side.values, tried, strict=True)))
