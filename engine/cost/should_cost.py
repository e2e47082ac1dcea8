"""What a provider's hour should cost, and what to think of a quote.

The price is rebuilt from the bottom: pay, management, support, facilities and telecom per hour, and
a margin as a share of the price, so price = cost / (1 - margin). A quote under cost cannot last; one
far over it leaves room to negotiate. All amounts per hour, in one currency.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite
from typing import Literal

from engine.cost.lines import LARGEST, CostProblem, InvalidCostError, Range

PARTS = ("pay", "management", "support", "facilities", "telecom")
FAR_OVER = 1.25
"""A quote beyond 125 % of the highest rebuilt price is far over. An assumption: a price that is
never benchmarked drifts 15 to 25 % above the market (source S66)."""
HIGHEST_MARGIN = 90.0

Verdict = Literal["under cost", "thin", "in line", "over", "far over"]


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """The rebuilt hour: every part, their sum (cost) and the price with margin (percent of it)."""

    parts: Mapping[str, Range]
    margin: Range
    cost: Range
    price: Range


@dataclass(frozen=True, slots=True)
class QuoteCheck:
    """What a quote means.

    "under cost": below even the lowest cost. "thin": below the likely cost, or less than the lowest
    price. "in line": within the rebuilt prices. "over" and "far over": above them, by more than a
    quarter. ``margin`` is what the likely cost leaves the provider (share of the quote, may be
    negative); ``gap`` the quote over the likely price less 1.
    """

    verdict: Verdict
    margin: float
    gap: float


def parts_from_pay(pay: Range, shares: Mapping[str, float]) -> dict[str, Range]:
    """Every part from pay per hour and the usual make-up of a price.

    ``shares`` holds the percentage of the price for each of ``PARTS`` (and for "margin", not used
    here). Raises ``InvalidCostError`` when a share is missing or the one of pay is not above zero.
    """
    missing = [part for part in PARTS if not isfinite(shares.get(part, float("nan")))]
    if missing or shares["pay"] <= 0:
        raise InvalidCostError(
            [CostProblem("shares", "Enter the share of every part of the price.")]
        )
    factors = {part: shares[part] / shares["pay"] for part in PARTS}
    return {
        part: Range(pay.low * factor, pay.likely * factor, pay.high * factor)
        for part, factor in factors.items()
    }


def rebuild(parts: Mapping[str, Range], margin: Range) -> Rebuilt:
    """The price of an hour from its parts; ``margin`` in percent of the price.

    Raises ``InvalidCostError`` with every part that is missing or out of range.
    """
    problems = [
        CostProblem(part, "Enter low, likely and high in rising order, from 0.")
        for part in PARTS
        if part not in parts or not _rising(parts[part], LARGEST)
    ]
    if not _rising(margin, HIGHEST_MARGIN):
        problems.append(CostProblem("margin", "Enter a margin from 0 % to 90 %, in rising order."))
    if problems:
        raise InvalidCostError(problems)
    kept = {part: parts[part] for part in PARTS}
    cost = Range(
        sum(part.low for part in kept.values()),
        sum(part.likely for part in kept.values()),
        sum(part.high for part in kept.values()),
    )
    price = Range(
        cost.low / (1 - margin.low / 100),
        cost.likely / (1 - margin.likely / 100),
        cost.high / (1 - margin.high / 100),
    )
    return Rebuilt(kept, margin, cost, price)


def check_quote(rebuilt: Rebuilt, quote: float) -> QuoteCheck:
    """Compares a quoted price per hour. Raises ``InvalidCostError`` unless it is above zero."""
    if not isfinite(quote) or quote <= 0:
        raise InvalidCostError([CostProblem("quote", "Enter a price per hour above 0.")])
    likely = rebuilt.price.likely
    return QuoteCheck(
        verdict=_verdict(rebuilt, quote),
        margin=1 - rebuilt.cost.likely / quote,
        gap=quote / likely - 1 if likely else 0.0,
    )


def _verdict(rebuilt: Rebuilt, quote: float) -> Verdict:
    if quote < rebuilt.cost.low:
        return "under cost"
    if quote < max(rebuilt.price.low, rebuilt.cost.likely):
        return "thin"
    if quote <= rebuilt.price.high:
        return "in line"
    return "over" if quote <= FAR_OVER * rebuilt.price.high else "far over"


def _rising(figure: Range, top: float) -> bool:
    return 0 <= figure.low <= figure.likely <= figure.high <= top
