"""Published ranges that stand in for figures nobody has estimated yet, by kind of deal.

They are content (``Ruleset.reference.cost``): each range with what it rests on, how old that is and
its mark. The ranges themselves are proposals (marked assumption); the facts behind them may be verified.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Annotated

from engine.cost.check import STAFF
from engine.cost.flows import PAY
from engine.cost.lines import (
    ENDS,
    KINDS,
    LONGEST,
    OWN_WAYS,
    CostCase,
    CostOption,
    Line,
    Owner,
    Prices,
    Range,
    Terms,
)
from engine.cost.should_cost import PARTS
from engine.cost.term import fitted
from engine.model.codec import Part, Rows
from engine.model.facts import CheckedOn, Fact, Facts, Marked, Notes
from engine.model.fields import CODE, FLAG, TEXT, UNIQUE_CODES, Code, Figure, OneOf
from engine.model.figures import Figures
from engine.model.reading import Number

FIGURE = Number(-1_000_000_000, 1_000_000_000)
PERCENT = Number(-100, 1000)
SHARE = Number(0, 100)
YEARS = Number(0, 100)
PRICES: tuple[Prices, ...] = ("nominal", "real")

Low = Annotated[float, Figure(FIGURE), "The low figure."]
Likely = Annotated[float, Figure(FIGURE), "The likely figure, between the others."]
High = Annotated[float, Figure(FIGURE), "The high figure."]
Age = Annotated[str, TEXT, "How old the evidence is, in words."]

USUAL_YEARS = 5
"""The term of a case whose deal has no usual one. An assumption."""
USUAL_RATE = 10.0
"""Percent a year, where no rate is the usual one. An assumption."""


@dataclass(frozen=True, slots=True)
class Deal:
    """A kind of deal: BPO or KPO, at home or abroad. ``years`` is its usual term (assumption)."""

    key: Annotated[str, CODE, "Stable key."]
    name: Annotated[str, TEXT, "Its name."]
    text: Annotated[str, TEXT, "What it is."]
    years: Annotated[
        Range | None,
        Figures(ENDS, YEARS, Range),
        "Its usual term in years; an assumption.",
    ] = None


@dataclass(frozen=True, slots=True)
class Default:
    """A range for one kind of line. ``deals`` empty means every deal.

    ``unit`` differs from the unit of the line where the range is only advice (severance is entered
    as money, but known as a percentage); then it never stands in. ``age`` says how old the evidence
    is, in words.
    """

    kind: Annotated[
        str, Code(among=tuple(KINDS)), "The line of the cost case for which it stands in."
    ]
    low: Low
    likely: Likely
    high: High
    unit: Annotated[
        str, TEXT, "With another unit than the line has, the range is advice and never stands in."
    ]
    mark: Marked
    age: Age
    why: Annotated[str, TEXT, "Why this line costs money."]
    deals: Annotated[
        tuple[str, ...], UNIQUE_CODES, "Kinds of deal it is meant for; none: every deal."
    ] = ()
    evidence: Annotated[Facts, "What the range rests on."] = ()

    @property
    def amount(self) -> Range:
        """The range."""
        return Range(self.low, self.likely, self.high)

    def fits(self, deal: str) -> bool:
        """Whether the range is meant for this deal."""
        return not self.deals or deal in self.deals

    @property
    def stands_in(self) -> bool:
        """Whether the range can be used as a figure of the line."""
        return self.kind in KINDS and KINDS[self.kind].unit == self.unit

    @property
    def sources(self) -> tuple[str, ...]:
        """Codes of every source behind the range, each once."""
        return tuple(dict.fromkeys(code for fact in self.evidence for code in fact.sources))


@dataclass(frozen=True, slots=True)
class Claim:
    """A saving that others promise or report, shown beside the case and never used in it."""

    claim: Annotated[str, TEXT, "Who saves, and by what."]
    low: Low
    high: High
    unit: Annotated[str, TEXT, "Unit of the figures."]
    fact: Annotated[Fact, Part(Fact), "What that rests on."]
    age: Age


@dataclass(frozen=True, slots=True)
class DiscountRate:
    """A usual discount rate (percent a year) and whether it is real or nominal."""

    key: Annotated[str, CODE, "Stable key."]
    name: Annotated[str, TEXT, "Its name."]
    percent: Annotated[float, Figure(PERCENT), "Percent a year."]
    prices: Annotated[
        Prices, OneOf(PRICES), "Whether it contains inflation (nominal) or not (real)."
    ]
    fact: Annotated[Fact, Part(Fact), "What that rests on."]
    age: Age
    usual: Annotated[bool, FLAG, "A new cost case starts with it; one rate at most."] = False


@dataclass(frozen=True, slots=True)
class PriceMakeUp:
    """Of what a provider's price consists, by an example: ``shares`` in percent of the price, for
    each of ``should_cost.PARTS`` and for "margin"."""

    name: Annotated[str, TEXT, "Which example."]
    age: Age
    shares: Annotated[
        Mapping[str, float],
        Figures((*PARTS, "margin"), SHARE),
        "Parts of the price in percent of it; together 100.",
    ]
    fact: Annotated[Fact, Part(Fact), "What that rests on."]


@dataclass(frozen=True, slots=True)
class CostContent:
    """All published figures about cost; empty when an edition has none."""

    checked_on: CheckedOn = None
    deals: Annotated[tuple[Deal, ...], Rows(Deal, "deal", "key"), "Kinds of deal."] = ()
    defaults: Annotated[
        tuple[Default, ...],
        Rows(Default, "range", "kind", told_by=("kind", "deals")),
        "Published ranges.",
    ] = ()
    claims: Annotated[
        tuple[Claim, ...],
        Rows(Claim, "claim", told_by=("claim",)),
        "Savings that others promise or report; shown, never used.",
    ] = ()
    rates: Annotated[
        tuple[DiscountRate, ...], Rows(DiscountRate, "rate", "key"), "Usual discount rates."
    ] = ()
    make_up: Annotated[
        PriceMakeUp | None,
        Part(PriceMakeUp, "Make-up of a price"),
        "Of what a provider's price consists, by an example.",
    ] = None
    notes: Notes = ()

    @property
    def shares(self) -> Mapping[str, float]:
        """The make-up of a price in percent; empty when none is published."""
        return {} if self.make_up is None else self.make_up.shares

    @property
    def usual_rate(self) -> float:
        """The rate that a case starts with, in percent a year."""
        return next((row.percent for row in self.rates if row.usual), USUAL_RATE)

    def usual_years(self, deal: str) -> int:
        """The term that a case of this deal starts with, in whole years."""
        found = next((row.years for row in self.deals if row.key == deal), None)
        return USUAL_YEARS if found is None else min(LONGEST, max(1, round(found.likely)))

    def of(self, deal: str) -> tuple[Default, ...]:
        """The ranges for one deal, in the order of the file; none for a way of one's own."""
        found = () if deal in OWN_WAYS else self.defaults
        return tuple(default for default in found if default.fits(deal))


def stand_ins(
    content: CostContent, deal: str, lines: Sequence[Line], owner: Owner
) -> tuple[Line, ...]:
    """``lines`` with the published ranges of the deal behind whatever they do not estimate.

    A line without an amount gets the range as its fallback; a kind that has no line at all gets one.
    Figures that are there are never touched.
    """
    ranges = {
        default.kind: default
        for default in content.of(deal)
        if default.stands_in and KINDS[default.kind].owner == owner
    }
    filled = [
        _filled(line, ranges[line.kind])
        if line.amount is None and line.fallback is None and line.kind in ranges
        else line
        for line in lines
    ]
    there = {line.kind for line in lines}
    added = [
        _filled(Line(kind, kind, None), row) for kind, row in ranges.items() if kind not in there
    ]
    return (*filled, *added)


def of_other_deal(
    content: CostContent, old: str, new: str, lines: Sequence[Line]
) -> tuple[Line, ...]:
    """A provider's lines when another kind of deal is bought: where a published range of the old one
    counted or stood behind a figure, that of the new one takes its place. Figures, own words and lines
    without a range stay. A line that was nothing but a range goes where the new deal has none.
    """
    former, ranges = (
        {row.kind: row for row in content.of(deal) if row.stands_in} for deal in (old, new)
    )
    if not any(line.fallback for line in lines):
        return tuple(lines)
    made = []
    for line in lines:
        bare = line if line.fallback is None else _bare(line, former.get(line.kind))
        if line.fallback is not None and line.kind in ranges:
            bare = _filled(bare, ranges[line.kind])
        if bare == line or bare != Line(line.key, line.kind, None):
            made.append(bare)
    there = {line.kind for line in made}
    added = [row for row in stand_ins(content, new, made, "provider") if row.kind not in there]
    return (*made, *added)


def _filled(line: Line, default: Default) -> Line:
    """The line with a published range behind it, which explains it where no words do."""
    return replace(
        line,
        fallback=default.amount,
        note=line.note or default.why,
        source=line.source or ", ".join(default.sources),
    )


def _bare(line: Line, default: Default | None) -> Line:
    """The line without its range and the words that came with it."""
    came_with_it = (default.why, ", ".join(default.sources)) if default else ("", "")
    if (line.note, line.source) != came_with_it:
        return replace(line, fallback=None)
    return replace(line, fallback=None, note="", source="", mark="assumption")


def short_case(
    content: CostContent,
    deal: str,
    terms: Terms,
    people: Range,
    loaded_cost: Range,
    price: Range,
    *,
    wage_growth: Range | None = None,
    with_ranges: bool = True,
) -> CostCase:
    """``first_case`` of people, their loaded cost, and a provider's price per person and year."""
    own = (Line("people", "people", people), Line("pay", "pay", loaded_cost))
    theirs = Line("price_per_person", "price_per_person", price)
    return first_case(
        content, deal, terms, own, theirs, wage_growth=wage_growth, with_ranges=with_ranges
    )


def first_case(
    content: CostContent,
    deal: str,
    terms: Terms,
    own: tuple[Line, ...],
    price: Line,
    *,
    wage_growth: Range | None = None,
    with_ranges: bool = True,
) -> CostCase:
    """The case of the short form: what today's way costs, a price, and the terms.

    A provider that is paid by the person needs as many people as we do; with ``with_ranges`` everything
    else is a published range of the deal, so the result is a wide range at once. The pay includes employer
    charges; where there is none, nothing is expected of people. ``deal`` is "" where no kind of deal is
    published.
    """
    people = next((line.amount for line in own if line.kind == "people"), None)
    has_staff = any(line.kind in PAY for line in own)
    if has_staff:
        nothing = Range(0.0, 0.0, 0.0)
        own = (*own, Line("loading", "loading", nothing, note="Included in the loaded cost."))
    if wage_growth is not None:
        own = (*own, Line("wage_growth", "wage_growth", wage_growth))
    theirs: tuple[Line, ...] = (price,)
    if people is not None and price.kind == "price_per_person":
        note = "As many as today."
        theirs = (Line("provider_people", "provider_people", people, note=note), price)
    if with_ranges:
        own = stand_ins(content, deal, own, "in_house")
        theirs = stand_ins(content, deal, theirs, "provider")
    if not has_staff:
        own = tuple(row for row in own if row.kind not in STAFF)
    name = next((row.name for row in content.deals if row.key == deal), "The provider")
    return fitted(CostCase(terms, own, (CostOption(deal or "provider", name, theirs, deal),)))
