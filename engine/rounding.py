"""Figures for print: one decimal, and still adding up exactly.

Rounding every contribution by itself can leave a printed sum a few tenths beside the printed score.
Here the score is rounded once and the tenths are dealt out by largest remainder, so that
50 + the printed points = the printed score, for pages and papers alike.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from engine.scoring import Evaluation

MILLIONTHS = 1_000_000
TENTH = 100_000


@dataclass(frozen=True, slots=True)
class Printed:
    """One option for print: score (0 to 100) and points per criterion, all with one decimal."""

    score: float
    points: Mapping[str, float]


def printed(evaluation: Evaluation, option: str) -> Printed:
    """The score of ``option`` and its points by criterion code, in the order of the contributions.

    Every number is within a tenth of the exact one, a contribution of exactly 0 stays 0, and the
    points add up to the score less 50. Ties go to the criterion that comes first.
    """
    exact = {
        row.criterion: round(row.points[option] * MILLIONTHS) for row in evaluation.contributions
    }
    tenths = deal_out(exact, TENTH)
    total = sum(tenths.values())
    return Printed(
        score=(500 + total) / 10, points={code: tenth / 10 for code, tenth in tenths.items()}
    )


def deal_out(amounts: Mapping[str, int], unit: int) -> dict[str, int]:
    """Whole units per key that add up to the rounded total (half up), by largest remainder."""
    units = {key: amount // unit for key, amount in amounts.items()}
    remainders = {key: amount - units[key] * unit for key, amount in amounts.items()}
    missing = (2 * sum(amounts.values()) + unit) // (2 * unit) - sum(units.values())
    order = sorted(remainders, key=lambda key: -remainders[key])
    for key in order[:missing]:
        units[key] += 1
    return units
