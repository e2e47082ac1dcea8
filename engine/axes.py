"""Where the answers stand on the axes, and whether the work lies between routine and expert."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import fsum

from engine.model.ruleset import AXES, Ruleset
from engine.points import Table

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


def axis_values(ruleset: Ruleset, table: Table) -> dict[str, AxisValue]:
    """Axis -> sum over the asked criteria of share x centred effect; unknown answers count 0."""
    values = {}
    for axis in AXES:
        value, low, high = [], [], []
        for code, effects, share in _acting(ruleset, table, axis):
            number = table.known[code]
            if number is None:
                low.append(share * min(effects.values()))
                high.append(share * max(effects.values()))
            else:
                value.append(share * effects[number])
        here = fsum(value)
        values[axis] = AxisValue(
            rounded(here), rounded(here + fsum(low)), rounded(here + fsum(high))
        )
    return values


def is_mixed(ruleset: Ruleset, table: Table, value: float) -> bool:
    """Whether work at ``value`` on the expertise axis lies between routine and expert.

    So it is when at least one known answer acts on that axis and the value is at most
    ``mixed_expertise`` of the furthest the asked criteria could move it.
    """
    acting = _acting(ruleset, table, "expertise")
    known = any(share and table.known[code] is not None for code, _, share in acting)
    reach = max(
        fsum(share * max(effects.values()) for _, effects, share in acting),
        -fsum(share * min(effects.values()) for _, effects, share in acting),
    )
    return known and abs(value) <= ruleset.thresholds.mixed_expertise * reach


def _acting(
    ruleset: Ruleset, table: Table, axis: str
) -> list[tuple[str, Mapping[int, float], float]]:
    """The asked criteria that act on an axis: code, centred effects, share of the weight there."""
    return [
        (code, ruleset.centred[code][axis], share[axis])
        for code, share in table.shares.items()
        if axis in share
    ]
