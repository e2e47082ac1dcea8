"""Figures for print that still add up exactly.

Rounding every part by itself can leave a printed sum beside the printed total. Here the total is
rounded once and the units are dealt out by largest remainder.
"""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from math import floor, fsum, trunc
from typing import TypeVar, overload

Key = TypeVar("Key", bound=str)
DECIMALS = 6
MILLIONTHS = 10**DECIMALS
THOUSAND = 3
"""Digits between two marks of thousands."""
MIDDLE = 50.0
"""The printed score of no argument either way."""


@overload
def rounded(number: float) -> float: ...
@overload
def rounded(number: None) -> None: ...
def rounded(number: float | None) -> float | None:
    """A number as it is told: six decimals, and never minus zero."""
    return None if number is None else round(number, DECIMALS) + 0.0


def unmistakable(number: float) -> str:
    """A number that nobody takes for another, wherever a comma or a point separates thousands: "52500", "12.5",
    "1.1250"."""
    text = f"{Decimal(repr(float(number))):f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    whole, _, rest = text.partition(".")
    return f"{text}0" if len(rest) == THOUSAND and len(whole.lstrip("-")) <= THOUSAND else text


def deal_out(amounts: Mapping[str, float], unit: float) -> dict[str, int]:
    """Whole units per key that add up to the rounded total (half up), by largest remainder.

    Every number is less than a unit away from its amount, and ties go to the key that sorts first,
    so that the order of the amounts changes nothing.
    """
    exact = {key: round(amount / unit, 3) for key, amount in amounts.items()}
    units = {key: floor(amount) for key, amount in exact.items()}
    remainders = {key: round(amount - units[key], 3) for key, amount in exact.items()}
    missing = floor(fsum(exact.values()) + 0.5) - sum(units.values())
    for key in sorted(remainders, key=lambda key: (-remainders[key], key))[:missing]:
        units[key] += 1
    return units


def portioned(total: int, amounts: Mapping[str, float]) -> dict[str, int]:
    """A whole number dealt out in proportion to the amounts, by largest remainder; nothing of nothing."""
    whole = fsum(amounts.values())
    if not whole:
        return dict.fromkeys(amounts, 0)
    scale = total * MILLIONTHS / whole
    return deal_out({key: round(amount * scale) for key, amount in amounts.items()}, MILLIONTHS)


def shared_out(total: int, parts: Mapping[Key, Fraction]) -> dict[Key, int]:
    """Whole units per key that add up to ``total``, which is the sum of the exact ``parts`` as it was
    rounded elsewhere, at most a unit away (where both ends lie halfway). Nothing stays nothing, and all
    signs changed give the same with all signs changed; ties go to the key that sorts first."""
    units = {key: trunc(part) for key, part in parts.items()}
    missing = total - sum(units.values())
    way = 1 if missing > 0 else -1
    rest = {key: way * (part - units[key]) for key, part in parts.items() if part}
    order = sorted(rest, key=lambda key: (-rest[key], key))
    for key in order[: abs(missing)]:
        units[key] += way
    return units
