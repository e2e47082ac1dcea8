"""Figures and terms that move nothing in their case: named, and never counted as figures of one's own."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import fields, replace
from typing import Any

import numpy as np

from engine.cost.flows import Side, both, discount, scaled, values_at
from engine.cost.lines import (
    LARGEST,
    LONGEST,
    MINIMUM_OF,
    QUANTITIES_OF,
    CostCase,
    Line,
    Owner,
    Terms,
)
from engine.cost.result import Idle
from engine.cost.uncertainty import Floats

HIDDEN = (
    "volume_growth",
    *{quantity for price in MINIMUM_OF for quantity in QUANTITIES_OF[price]},
    *MINIMUM_OF.values(),
)
"""The kinds that a minimum can keep from moving anything."""
A_LITTLE = 1.01
MORE, HARDLY = 100.0, 1e-6
"""What is added to a figure to see whether it moves something, and what stands for a minimum, so that it
hides nothing."""
SCHEDULE = ("currency", "years", "months")
"""The terms that every amount and table has."""
NUDGE = 0.01
OUR_ENDS = ("low", "likely", "high", "low", "high")
THEIR_ENDS = ("low", "likely", "high", "high", "low")
"""Where the figures of both sides lie while terms are tried: what saves nothing at one end may at another."""


def idle_of(own: Side, theirs: Side) -> tuple[Idle, ...]:
    """The lines of both sides whose figure changes no amount, whatever it is: because no other line uses it,
    because the term ends before, or because what it works on is 0 even at its highest.

    Found by changing each: first every figure is 1, then each is as high as it can be in this case. So a
    new kind of line needs no rule here.
    """
    ones = [{key: np.ones(1) for key in side.values} for side in (own, theirs)]
    still = _still(own, theirs, *ones)
    here = _still(own, theirs, *(values_at("high", side.lines) for side in (own, theirs)))
    if not any(here):
        return ()
    later = replace(own.terms, years=LONGEST, months=0)
    never = _still(replace(own, terms=later), replace(theirs, terms=later), *ones)
    places: list[tuple[Owner, str]] = [
        *(("in_house", key) for key in own.values),
        *(("provider", key) for key in theirs.values),
    ]
    return tuple(
        Idle(*place, "zero" if not still[at] else "alone" if never[at] else "term")
        for at, place in enumerate(places)
        if here[at]
    )


def idle_terms(case: CostCase, moving: Collection[str]) -> tuple[str, ...]:
    """The terms that somebody set and that move nothing in this case, by name: what is worked out is the same
    without them. ``moving`` are those that are known to move something beside the amounts."""

    def worked_out(terms: Terms) -> list[Floats]:
        own = Side(case.in_house, _ends(case.in_house, OUR_ENDS), terms)
        others = [Side(row.lines, _ends(row.lines, THEIR_ENDS), terms) for row in case.options]
        return [
            table
            for theirs in others or [Side((), {}, terms)]
            for volume in (1.0, 2.0)
            for table in _tables(scaled(own, volume=volume), scaled(theirs, volume=volume))
        ]

    def moves(name: str) -> bool:
        changed = worked_out(replace(case.terms, **{name: usual[name]}))
        return name in moving or not all(map(np.array_equal, before, changed))

    before = worked_out(case.terms)
    usual: dict[str, Any] = {
        row.name: row.default for row in fields(Terms) if row.name not in SCHEDULE
    }
    usual |= {"rate": case.terms.rate + NUDGE}
    return tuple(
        name for name in usual if getattr(case.terms, name) != usual[name] and not moves(name)
    )


def _tables(own: Side, theirs: Side) -> list[Floats]:
    """Both sides by line and the saving; all of it in today's money, and after tax too."""
    flows, kept = both(own, theirs), 1 - own.terms.tax
    found = [*flows.own.values(), *flows.provider.values(), flows.saving(own.terms)]
    now = [discount(own.terms) @ table for table in found]
    return [*found, *now, *(kept * table for table in now)]


def _ends(lines: Sequence[Line], order: Sequence[str]) -> dict[str, Floats]:
    """The figures of every line that has some, at these ends, as one draw each."""
    ranges = {line.key: line.used for line in lines if line.used is not None}
    return {
        key: np.array([float(getattr(row, end)) for end in order]) for key, row in ranges.items()
    }


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


def _still(
    own: Side, theirs: Side, ours: Mapping[str, Floats], other: Mapping[str, Floats]
) -> list[bool]:
    """For each figure of our side, then of theirs, whether changing it changes no amount; ``ours`` and
    ``other`` are the figures to start from."""
    kinds = {line.key: line.kind for line in theirs.lines}
    minimums = [kinds[key] in MINIMUM_OF.values() for key in theirs.values]
    is_minimum = np.array([False] * len(own.values) + minimums)
    figures = [*(ours[key] for key in own.values), *(other[key] for key in theirs.values)]
    usual = np.array(figures).ravel()
    usual = np.where(is_minimum, np.minimum(usual, HARDLY), usual)
    count = len(usual)
    tried = np.tile(usual[:, np.newaxis], (1, count + 1))
    tried[range(count), range(count)] += np.where(is_minimum, LARGEST, MORE)
    flows = both(_with(own, tried[: len(own.values)]), _with(theirs, tried[len(own.values) :]))
    moved = np.zeros(count, dtype=bool)
    for table in (*flows.own.values(), *flows.provider.values()):
        moved |= (table[:, :-1] != table[:, -1:]).any(axis=0)
    return [not moves for moves in moved]


def _with(side: Side, tried: Floats) -> Side:
    return replace(side, values=dict(zip(side.values, tried, strict=True)))
