"""What is published about such deals, with source, age and mark: suggestions, never figures."""

from typing import TypedDict

from decisions.cost import wording
from decisions.cost.option import range_words
from decisions.wording import resting_on
from engine.cost.defaults import Default
from engine.cost.lines import KINDS
from engine.model.ruleset import Fact, Ruleset
from report.messages import read, say
from report.numbers import plainly
from report.sources import titled


class Evidence(TypedDict):
    """One fact with what it rests on."""

    text: str
    words: str


class Published(TypedDict):
    """A range for one kind of line. ``stands_in``: it can be counted; else it is only advice."""

    kind: str
    name: str
    deals: list[str]
    low: str
    likely: str
    high: str
    words: str
    mark: str
    mark_words: str
    age: str
    why: str
    stands_in: bool
    evidence: list[Evidence]


class ClaimPart(TypedDict):
    """A saving that others promise or report."""

    claim: str
    words: str
    age: str
    text: str
    rests_on: str


def published(ruleset: Ruleset) -> list[Published]:
    """All published ranges, in the order of the file."""
    return [published_range(row, ruleset) for row in ruleset.reference.cost.defaults]


def published_range(row: Default, ruleset: Ruleset) -> Published:
    """One published range in words."""
    kind, amount = KINDS[row.kind], row.amount
    names = {deal.key: deal.name for deal in ruleset.reference.cost.deals}
    unit = wording.unit_words(kind.basis, kind.unit, "") if row.stands_in else row.unit
    unit = read(say("costs.unit.first_year")) if unit == "percent of first year" else unit
    return {
        "kind": row.kind,
        "name": kind.name,
        "deals": [names[deal] for deal in row.deals],
        "low": plainly(amount.low),
        "likely": plainly(amount.likely),
        "high": plainly(amount.high),
        "words": range_words(amount, unit),
        "mark": row.mark,
        "mark_words": wording.mark(row.mark),
        "age": row.age,
        "why": row.why,
        "stands_in": row.stands_in,
        "evidence": [evidence(fact, ruleset) for fact in row.evidence],
    }


def claims(ruleset: Ruleset) -> list[ClaimPart]:
    """What others promise or report, to be read beside the case."""
    rows: list[ClaimPart] = []
    for row in ruleset.reference.cost.claims:
        ends = (
            plainly(row.low)
            if row.low == row.high
            else read(say("costs.span", low=plainly(row.low), high=plainly(row.high)))
        )
        unit = "%" if row.unit == "percent" else f"% {row.unit.removeprefix('percent ')}"
        rows.append(
            {
                "claim": row.claim,
                "words": f"{ends}{unit}",
                "age": row.age,
                "text": row.fact.text,
                "rests_on": evidence(row.fact, ruleset)["words"],
            }
        )
    return rows


def evidence(fact: Fact, ruleset: Ruleset) -> Evidence:
    """A fact with the names of its sources."""
    names = [read(titled(ruleset.source, code)) for code in fact.sources]
    return {"text": fact.text, "words": resting_on(fact.mark, names)}
