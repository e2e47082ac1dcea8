"""The figures of a computed cost case, and what they answer by themselves."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from engine.cost.lines import Owner, Status, Way
from engine.cost.uncertainty import Floats

LIMITS = (-0.05, 0.05, 0.15, 0.30)
"""Upper ends of the choices 1 to 4 of the criterion that a cost case answers, as saving over
in-house cost."""
COST_CHOICES = range(1, len(LIMITS) + 2)
"""The choices that such a criterion must have. What is not calculated counts as unknown."""

ENOUGH = 0.5
"""Below this completeness a case answers nothing: mostly published ranges would speak."""

OWN_PEOPLE: tuple[Way, ...] = ("in_house", "shared_service")
"""The ways of one's own that are people, and not software."""

Warned = Literal["never", "late", "falls back"]
Reason = Literal["term", "alone", "zero", "reached"]
NoRate = Literal["only saves", "only costs", "none", "several"]
"""Why there is no one rate of return: nothing is laid out, nothing comes back, none fits, or several do."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a yearly table as printed: years 0 to n; ``amounts`` None when not estimated."""

    key: str
    kind: str
    name: str
    status: Status
    amounts: tuple[Decimal, ...] | None


@dataclass(frozen=True, slots=True)
class Table:
    """Rows and their sum per year. ``left_out`` names the lines that the sum does not hold."""

    rows: tuple[Row, ...]
    totals: tuple[Decimal, ...]
    left_out: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Driver:
    """One bar of the tornado: the saving (NPV) with one uncertain quantity at its low and at its high end.

    ``key``, ``kind`` and ``owner`` are of its first line; a quantity may have several (our people and
    the provider's). ``status`` is "published range" where any of them is no figure of one's own.
    """

    key: str
    kind: str
    owner: Owner
    at_low: Decimal
    at_high: Decimal
    status: Status = "estimated"

    @property
    def swing(self) -> Decimal:
        """How far it moves the saving."""
        return abs(self.at_high - self.at_low)


@dataclass(frozen=True, slots=True)
class Idle:
    """A line whose figure moves nothing: "term", because the case ends before it would count, "alone",
    because no other line uses it (units without a price per unit), "zero", because what it works on is 0
    (wages that grow, of nobody), or "reached", because what must be paid is needed anyway."""

    owner: Owner
    key: str
    why: Reason


@dataclass(frozen=True, slots=True)
class Outcomes:
    """What 10, 50 and 90 of 100 draws stay below: a cost or a saving in today's money, after tax."""

    p10: Decimal
    p50: Decimal
    p90: Decimal


@dataclass(frozen=True, slots=True)
class Spread:
    """What the draws say about the saving (NPV): percentiles, and the chance (0 to 1) of saving.

    ``bands`` holds P10, P50 and P90 of the running total of discounted savings, per year from 0.
    """

    p10: Decimal
    p50: Decimal
    p90: Decimal
    chance_to_save: float
    chance_of_hurdle: float
    bands: tuple[tuple[Decimal, Decimal, Decimal], ...]


@dataclass(frozen=True, slots=True)
class OptionCost:
    """Everything about one option.

    ``saving``, ``cumulative`` and ``discounted`` (running total of present values) have one amount
    per year from 0, after tax. ``saving_npv`` is against today's way improved,
    ``saving_npv_today`` against today's. ``saving_share`` is ``saving_npv`` over the present value of
    today's way improved, after tax, None when that is zero; ``middle_share`` the same for the saving that
    half of the draws reach, which is lower where ranges reach further up than down. The answer of the case and
    the hurdle follow the middle: quoted savings seldom arrive in full. ``rate_of_return`` is None with a reason in
    ``no_rate``. ``break_even_month`` is the first month whose discounted running total is at least
    zero; ``break_even_warning`` says when it is late, never comes, or falls below zero again.
    ``indifference_volume`` is the multiple of the volume, ``indifference_price`` the multiple of
    all prices at which both ways cost the same; None where there is none above zero.
    ``bands`` are the shares of the draws that would answer the choices of ``COST_CHOICES``, in order. Of a way of
    one's own ``middle_share`` and ``bands`` tell what today's way saves against it, over its own cost: so they
    answer as well where today's way is a provider's, and are read only there.
    ``cost_npv`` is the cost with likely figures and before tax, ``cost`` that of the draws after it, of
    the same kind as the ``spread`` of the saving.
    """

    key: str
    way: Way
    table: Table
    saving: tuple[Decimal, ...]
    cumulative: tuple[Decimal, ...]
    discounted: tuple[Decimal, ...]
    cost_npv: Decimal
    cost: Outcomes
    saving_npv: Decimal
    saving_npv_today: Decimal
    saving_share: float | None
    middle_share: float | None
    bands: tuple[float, ...] | None
    rate_of_return: float | None
    no_rate: NoRate | None
    payback_years: float | None
    break_even_month: int | None
    break_even_warning: Warned | None
    indifference_volume: float | None
    indifference_price: float | None
    passes_hurdle: bool
    spread: Spread
    drivers: tuple[Driver, ...]
    completeness: float
    not_estimated: tuple[str, ...]
    idle: tuple[Idle, ...]

    @property
    def speaks(self) -> bool:
        """Whether enough of it are figures of one's own to say anything but amounts."""
        return self.completeness >= ENOUGH

    @property
    def assumed(self) -> tuple[Driver, ...]:
        """The published ranges that move the saving, the one that moves it most first."""
        return tuple(row for row in self.drivers if row.status != "estimated")


@dataclass(frozen=True, slots=True)
class CostResult:
    """Today's way as it is and improved, and every option in the order of the case: with likely figures, and
    what the draws cost. ``today_saving`` is what today's way saves against the improved one: 0 or less.
    ``idle_terms`` are the names of the terms that move nothing."""

    currency: str
    today: Table
    improved: Table
    today_npv: Decimal
    improved_npv: Decimal
    today_cost: Outcomes
    improved_cost: Outcomes
    today_saving: Outcomes
    options: tuple[OptionCost, ...]
    idle_terms: tuple[str, ...]


def idle_in_all(options: Sequence[OptionCost], owner: Owner) -> dict[str, Idle]:
    """The lines of a side that move nothing in any of these options, by their keys."""
    found = [{row.key: row for row in one.idle if row.owner == owner} for one in options]
    keys = set.intersection(*map(set, found)) if found else set()
    return {key: row for key, row in found[0].items() if key in keys} if found else {}


def own_of(result: CostResult) -> OptionCost | None:
    """The way of one's own people whose saving is highest in the middle of the draws."""
    rows = [row for row in result.options if row.way in OWN_PEOPLE]
    return max(rows, key=lambda row: row.spread.p50, default=None)


def provider_of(result: CostResult) -> OptionCost | None:
    """The provider whose saving is highest in the middle of the draws."""
    rows = [row for row in result.options if row.way == "provider"]
    return max(rows, key=lambda row: row.spread.p50, default=None)


def cost_choice(share: float | None) -> int | None:
    """The choice that a saving (share of the in-house cost) answers, None if unknown.

    1 dearer, 2 within 5 %, 3 5 to 15 % cheaper, 4 15 to 30 %, 5 more than 30 %.
    """
    return None if share is None else int(_choices(np.asarray(share)))


def bands_of(shares: Floats) -> tuple[float, ...]:
    """The part of many savings (shares of the in-house cost) that answers each choice."""
    found = _choices(shares)
    return tuple(float(np.mean(found == choice)) for choice in COST_CHOICES)


def _choices(shares: Floats) -> NDArray[Any]:
    """The lowest limit belongs to the choice above it, all others to the one below."""
    return 1 + (shares >= LIMITS[0]) + sum(shares > limit for limit in LIMITS[1:])


def closes(option: OptionCost) -> bool:
    """Whether a provider still saves within the term after every cost, in half of the draws (what its gate
    asks): the option, or against a way of one's own the provider of today."""
    return option.spread.p50 >= 0 if option.way == "provider" else option.spread.p50 <= 0
