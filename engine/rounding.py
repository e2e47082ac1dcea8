"""Figures for print that still add up exactly.

Rounding every part by itself can leave a printed sum beside the printed total. Here the total is
rounded once and the units are dealt out by largest remainder.
"""

from collections.abc import Mapping


def deal_out(amounts: Mapping[str, int], unit: int) -> dict[str, int]:
    """Whole units per key that add up to the rounded total (half up), by largest remainder."""
    units = {key: amount // unit for key, amount in amounts.items()}
    remainders = {key: amount - units[key] * unit for key, amount in amounts.items()}
    missing = (2 * sum(amounts.values()) + unit) // (2 * unit) - sum(units.values())
    order = sorted(remainders, key=lambda key: -remainders[key])
    for key in order[:missing]:
        units[key] += 1
    return units
