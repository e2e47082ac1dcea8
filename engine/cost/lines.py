"""What a cost case consists of: terms, lines with low, likely and high, and what is wrong with them.

Figures are entered as positive numbers in the currency of the case; rates and shares are percent (7 is
7 %). A line without an amount is *not estimated*: it never counts as zero (see ``Line.used``).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from math import isfinite
from typing import Literal, cast

from engine.cost.cashflow import Timing
from engine.model.facts import Mark

Owner = Literal["in_house", "provider"]
Unit = Literal["money", "percent", "people", "hours", "units", "months"]
Shape = Literal["triangular", "pert"]
Prices = Literal["nominal", "real"]
Status = Literal["estimated", "published range", "not estimated"]
Way = Literal["provider", "automate", "shared_service", "in_house"]
OWN_WAYS: Mapping[str, str] = {
    "automate": "Automate it",
    "shared_service": "A shared service of your own",
    "in_house": "Your own people, improved",
}
"""The ways without a provider, which are costed beside those with one, and what they are called."""
Basis = Literal[
    "quantity",  # people, hours, units, outcomes or a share: money only together with a price
    "volume_growth",
    "wage_growth",
    "per_person",  # x people of this side, grows with volume (and wages inside)
    "per_hour",  # x people x hours (of a provider: productive ones), grows like per_person
    "per_unit",  # x units, grows with volume
    "per_outcome",  # x outcomes, grows with volume
    "yearly",  # every year from first_year to last_year, grows with inflation
    "once",  # in one year
    "share_of_staff",  # percent of the pay of our people
    "improvement",  # percent off everything in-house
    "share_of_first_year",  # percent of the provider's first year, before the start
    "share_of_today",  # percent of today's cost, every year
    "months",  # months of today's cost, in year 1
    "price_growth",  # percent a year on the provider's price, from year 2
    "share_of_price",  # percent of the provider's price, in its years
    "uplift",  # percent of what the provider's way costs every year
    "exit",  # percent of the provider's last year, in the last year
]

LONGEST = 10
"""Years of the longest term."""
YEAR = 12
"""Months."""
LARGEST = 1e12
PERCENT_LIMITS = (-50.0, 1000.0)
SIGNED = ("volume_growth", "wage_growth", "indexation", "currency")
PARTS, WHOLE = ("productive",), 100.0
"""Kinds that are a part of a whole, and the whole in percent."""
INCOME = ("income_yearly", "income_once")

ENDS = ("low", "likely", "high")
"""What the numbers of a range are called."""


@dataclass(frozen=True, slots=True)
class Range:
    """Low, likely and high of one figure; all equal when it is certain."""

    low: float
    likely: float
    high: float


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of line: whose cost it is, how it turns into money and whether a case needs it.

    ``weight`` is its share in the completeness of a case, 0 for kinds that many cases do not have.
    ``sign`` is -1 where the money comes in. Owner "in_house" is the way of today, whoever does the work;
    "provider" every way that is compared with it.
    """

    key: str
    owner: Owner
    name: str
    basis: Basis
    unit: Unit
    weight: int = 1
    sign: int = 1


def _kinds(owner: Owner, rows: Iterable[tuple[str, str, Basis, Unit, int]]) -> Iterator[Kind]:
    for key, name, basis, unit, weight in rows:
        yield Kind(key, owner, name, basis, unit, weight, -1 if key in INCOME else 1)


KINDS: Mapping[str, Kind] = {
    kind.key: kind
    for kind in (
        *_kinds(
            "in_house",
            (
                ("people", "Full-time people", "quantity", "people", 3),
                ("hours", "Paid hours per person and year", "quantity", "hours", 0),
                ("productive", "Productive share of paid hours", "quantity", "percent", 0),
                ("volume", "Units a year", "quantity", "units", 0),
                ("volume_growth", "Growth of volume", "volume_growth", "percent", 1),
                ("wage_growth", "Growth of wages", "wage_growth", "percent", 1),
                ("pay", "Pay per person and year", "per_person", "money", 3),
                ("pay_per_hour", "Pay per paid hour", "per_hour", "money", 0),
                ("loading", "Employer charges, bonus, cover", "share_of_staff", "percent", 1),
                ("contract", "Contract of today's provider", "yearly", "money", 0),
                ("recruitment", "Recruitment and training", "yearly", "money", 1),
                ("tools", "IT, licences and telecom", "yearly", "money", 1),
                ("overhead", "Overhead that truly disappears", "yearly", "money", 1),
                ("quality", "Errors and rework", "yearly", "money", 1),
                ("investment", "Planned investment", "once", "money", 0),
                ("improvement", "Improvement without outsourcing", "improvement", "percent", 1),
                ("other_in_house", "Other yearly cost", "yearly", "money", 0),
            ),
        ),
        *_kinds(
            "provider",
            (
                ("provider_people", "People of the provider", "quantity", "people", 0),
                ("outcomes", "Outcomes a year", "quantity", "units", 0),
                ("price_per_person", "Price per person and year", "per_person", "money", 0),
                ("price_per_hour", "Price per productive hour", "per_hour", "money", 0),
                ("price_per_unit", "Price per unit", "per_unit", "money", 0),
                ("price_per_outcome", "Price per outcome", "per_outcome", "money", 0),
                ("price_fixed", "Fixed price a year", "yearly", "money", 0),
                ("minimum_people", "People that must be paid", "quantity", "people", 0),
                ("minimum_hours", "Hours a year that must be paid", "quantity", "hours", 0),
                ("minimum_units", "Units a year that must be paid", "quantity", "units", 0),
                ("minimum_outcomes", "Outcomes a year that must be paid", "quantity", "units", 0),
                ("remaining", "Part of today's cost that stays", "share_of_today", "percent", 0),
                ("indexation", "Indexation", "price_growth", "percent", 1),
                ("scope_creep", "Scope creep", "price_growth", "percent", 1),
                ("set_up", "Investment to set it up", "once", "money", 0),
                ("selection", "Selection and contracting", "share_of_first_year", "percent", 1),
                ("transition", "Transition", "share_of_first_year", "percent", 1),
                ("parallel", "Parallel running", "months", "months", 1),
                ("dip_year_1", "Productivity dip, year 1", "share_of_price", "percent", 1),
                ("dip_year_2", "Productivity dip, year 2", "share_of_price", "percent", 1),
                ("governance", "Retained team and governance", "share_of_price", "percent", 1),
                ("currency", "Currency", "share_of_price", "percent", 1),
                ("travel", "Travel, security, visas", "yearly", "money", 1),
                ("provider_tools", "Tools for working together", "yearly", "money", 1),
                ("retained", "Work that stays with us", "yearly", "money", 0),
                ("stranded", "Stranded cost", "yearly", "money", 1),
                ("severance", "Severance or transfer of people", "once", "money", 1),
                ("income_yearly", "Income from what becomes free", "yearly", "money", 0),
                ("income_once", "Sale of what becomes free", "once", "money", 0),
                ("exit", "Exit reserve", "exit", "percent", 1),
                ("optimism", "Optimism uplift", "uplift", "percent", 1),
                ("other_yearly", "Other yearly cost", "yearly", "money", 0),
                ("other_once", "Other one-off cost", "once", "money", 0),
            ),
        ),
    )
}
"""Every kind of line by key, in the order of the pages."""

OWN_NAMES: Mapping[str, str] = {
    "provider_people": "People of this way",
    "price_per_person": "Cost per person and year",
    "price_per_hour": "Cost per productive hour",
    "price_per_unit": "Cost per unit",
    "price_per_outcome": "Cost per outcome",
    "price_fixed": "Fixed cost a year",
}
"""What kinds that name a provider or his price are called in a way of one's own."""

PRICES = (
    "price_per_person",
    "price_per_hour",
    "price_per_unit",
    "price_per_outcome",
    "price_fixed",
)
PRICE_WEIGHT = 3
"""One of the prices is enough; together they weigh as much as our own pay."""
QUANTITIES_OF: Mapping[str, tuple[str, ...]] = {
    "pay": ("people",),
    "pay_per_hour": ("people", "hours"),
    "price_per_person": ("provider_people",),
    "price_per_hour": ("people", "hours", "productive"),
    "price_per_unit": ("volume",),
    "price_per_outcome": ("outcomes",),
}
"""What each price is multiplied with."""
MINIMUM_OF = {
    "price_per_person": "minimum_people",
    "price_per_hour": "minimum_hours",
    "price_per_unit": "minimum_units",
    "price_per_outcome": "minimum_outcomes",
}
"""How much of it must be paid in a year, even when less is needed."""
YEARS_OF = {"dip_year_1": 1, "dip_year_2": 2}
GROWTH = ("volume_growth", "wage_growth", "price_growth")
"""The bases that start to count in year 2."""
WORDS = ("name", "note", "source", "mark")
"""The fields of a line that explain its figure and move none."""
YEAR_FIELDS: Mapping[Basis, tuple[str, ...]] = {
    "yearly": ("first_year", "last_year"),
    "once": ("year",),
}
"""The fields of a line that say when it counts; every other basis has its years by itself."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a case. ``key`` is unique among the lines of its side.

    ``amount`` None means "not estimated"; then ``fallback`` (a published range) is used where there
    is one, and the line is left out of the sums, and named, where there is none. ``first_year`` and
    ``last_year`` bound a yearly line (None: to the end); ``year`` is when a one-off falls due. Other
    kinds have their years by themselves and leave all three alone (``YEAR_FIELDS``).
    """

    key: str
    kind: str
    amount: Range | None
    fallback: Range | None = None
    year: int = 0
    first_year: int = 1
    last_year: int | None = None
    name: str = ""
    note: str = ""
    source: str = ""
    mark: Mark = "assumption"

    @property
    def title(self) -> str:
        """The line as people read it: its own name, or that of its kind."""
        return self.name or KINDS[self.kind].name

    @property
    def used(self) -> Range | None:
        """The range that the sums use, None when there is none."""
        return self.amount or self.fallback

    @property
    def status(self) -> Status:
        """Whether the figure is this case's own, a published one, or missing."""
        if self.amount is not None:
            return "estimated"
        return "not estimated" if self.fallback is None else "published range"


@dataclass(frozen=True, slots=True)
class Terms:
    """What holds for a whole case.

    The term is ``years`` and ``months``. ``rate`` (share per year, 0.08 is 8 %) and ``prices`` belong
    together: a nominal rate with nominal amounts, a real rate with real ones. ``inflation`` (share) lifts
    yearly lines and, for real prices, is taken out of every amount again. ``tax`` (share, 0 for none) is
    taken off every saving. ``staff_follows_volume`` (0 to 1) is how far our own number of people moves with
    volume.
    """

    currency: str
    years: int
    rate: float
    timing: Timing = "end"
    prices: Prices = "nominal"
    inflation: float = 0.0
    tax: float = 0.0
    shape: Shape = "triangular"
    staff_follows_volume: float = 1.0
    months: int = 0

    @property
    def length(self) -> int:
        """The term in months."""
        return YEAR * self.years + self.months

    @property
    def periods(self) -> int:
        """How many years the tables have; the last one may be a part of a year."""
        return self.years + bool(self.months)

    @property
    def last(self) -> float:
        """The part of the last year that lies in the term, 1 for the whole of it."""
        return self.months / YEAR or 1.0


@dataclass(frozen=True, slots=True)
class CostOption:
    """One way of having the work done otherwise than today.

    ``deal`` is one of ``OWN_WAYS``, or the key of a provider's kind of deal in the content file, "" for
    none: it says which published ranges may stand in and whether the questions about a provider are
    answered by this option, and changes no amount by itself.
    """

    key: str
    name: str
    lines: tuple[Line, ...]
    deal: str = ""

    @property
    def way(self) -> Way:
        """Who does the work: a provider, or one of the ways of one's own."""
        return cast(Way, self.deal) if self.deal in OWN_WAYS else "provider"

    def title_of(self, line: Line) -> str:
        """A line of this way as people read it: what is a price of a provider is a cost of one's own people."""
        is_own = self.way != "provider" and not line.name
        return OWN_NAMES.get(line.kind, line.title) if is_own else line.title


@dataclass(frozen=True, slots=True)
class CostCase:
    """A whole cost case: the terms, what the work costs today, and every way that is compared."""

    terms: Terms
    in_house: tuple[Line, ...]
    options: tuple[CostOption, ...]


@dataclass(frozen=True, slots=True)
class CostProblem:
    """One figure to correct: ``path`` leads to it ("in_house.pay.high"), ``sentence`` says what.

    ``is_missing``: nothing is wrong, but something is not there yet.
    """

    path: str
    sentence: str
    is_missing: bool = False


class InvalidCostError(ValueError):
    """A case that cannot be computed; ``problems`` has every reason."""

    def __init__(self, problems: Iterable[CostProblem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(f"{row.path}: {row.sentence}" for row in self.problems))


def counts_from(kind: Kind) -> int:
    """The first year in which a line of this kind can cost anything or move what does."""
    return YEARS_OF.get(kind.key, 2 if kind.basis in GROWTH else 1)


def figure_problem(
    amount: Range, kind: Kind, months: int = YEAR * LONGEST
) -> tuple[str, str] | None:
    """Which of low, likely and high is wrong in a term of ``months``, and why; None when all are
    usable."""
    limits = {"percent": PERCENT_LIMITS, "months": (0.0, float(months))}
    floor, ceiling = limits.get(kind.unit, (0.0, LARGEST))
    floor = floor if kind.key in SIGNED else 0.0
    ceiling = WHOLE if kind.key in PARTS else ceiling
    for name, figure in (("low", amount.low), ("likely", amount.likely), ("high", amount.high)):
        if not isfinite(figure):
            return name, "Enter a number."
        if not floor <= figure <= ceiling:
            return name, f"Enter a number from {floor:,.0f} to {ceiling:,.0f}."
    if not amount.low <= amount.likely <= amount.high:
        return "likely", "The likely figure must lie between the low and the high one."
    return None
