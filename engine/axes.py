"""Where the answers stand on the axes, and whether the work lies between routine and expert."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import fsum

from engine.case import Given, known_choice
from engine.points import Table
from engine.ruleset import AXES, Ruleset

DECIMALS = 6


@dataclass(frozen=True, slots=True)
class AxisValue:
    """Where the answers stand on one axis, in units of effect (-4 to 4), and how far unknown
    answers could still move it."""

    value: float
    low: float
    high: float


def rounded(value: float) -> float:
    """Six decimals, never minus zero: the precision of every number the engine hands out."""
    return round(value, DECIMALS) + 0.0


def axis_values(
    ruleset: Ruleset, answers: Mapping[str, Given], table: Table
) -> dict[str, AxisValue]:
    """Axis -> sum over the asked criteria of share x centred effect; unknown answers count 0."""
    values = {}
    for axis in AXES:
        rows = []
        for code, effects, share in _acting(ruleset, table, axis):
            number = known_choice(ruleset.criterion[code], answers.get(code))
            if number is None:
                rows.append((0.0, share * min(effects), share * max(effects)))
            else:
                rows.append((share * ruleset.centred[code][axis][number],) * 3)
        value, low, high = (rounded(fsum(row[place] for row in rows)) for place in range(3))
        values[axis] = AxisValue(value, low, high)
    return values


def is_mixed(ruleset: Ruleset, answers: Mapping[str, Given], table: Table) -> bool:
    """Whether the work lies between routine and expert.

    So it is when at least one known answer acts on the expertise axis and the value there is at
    most ``mixed_expertise`` of the furthest the asked criteria could move it.
    """
    acting = _acting(ruleset, table, "expertise")
    known = any(
        share and known_choice(ruleset.criterion[code], answers.get(code)) is not None
        for code, _, share in acting
    )
    reach = max(
        fsum(share * max(effects) for _, effects, share in acting),
        -fsum(share * min(effects) for _, effects, share in acting),
    )
    value = axis_values(ruleset, answers, table)["expertise"].value
    return known and abs(value) <= ruleset.thresholds.mixed_expertise * reach


def _acting(
    ruleset: Ruleset, table: Table, axis: str
) -> list[tuple[str, tuple[float, ...], float]]:
    """The asked criteria that act on an axis: code, centred effects, share of the weight there."""
    return [
        (code, tuple(ruleset.centred[code][axis].values()), share[axis])
        for code, share in table.shares.items()
        if axis in share
    ]
