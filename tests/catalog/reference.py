"""The small catalog's content beside the questions: every kind of object, nothing twice."""

from datetime import date

from engine.cost.defaults import Claim, CostContent, Deal, Default, DiscountRate, PriceMakeUp
from engine.cost.lines import Range
from engine.location.engagement import Arrangement, Engagements, Form, FormRule, Risk
from engine.location.regimes import Follows, Regime, RegimeQuestion, Regimes
from engine.model.facts import Condition, Fact
from engine.model.places import AnswerLimit, Caution, Country, GateLimit, Places, Rank, WorkingDay
from engine.model.reference import Reference

DAY = date(2026, 11, 1)
SHARES = {
    "pay": 40.0,
    "management": 15.0,
    "support": 10.0,
    "facilities": 10.0,
    "telecom": 5.0,
    "margin": 20.0,
}


def make_places() -> Places:
    """Two countries, a limit by an answer and one by a gate, a caution and a second site."""
    second = frozenset({2})
    return Places(
        checked_on=DAY,
        working_day=WorkingDay(8, 16),
        near_hours=5.0,
        limits=(AnswerLimit("A1", second, "nearshore", Fact("Near."), same_legal_area=True),),
        gates=(GateLimit("KO1", "rules_out_providers", "on_site", Fact("Here.")),),
        spoken=(Caution("A2", second, Fact("They speak.")),),
        cautions=(Caution("A1", frozenset({1, 2}), Fact("Mind it.", "verified", ("S1",))),),
        second_site=(Caution("B1", second, Fact("Two sites.")),),
        countries={
            "DE": Country(
                *("DE", "Germany", "Western Europe", "Europe/Berlin", ("de", "en"), "EEA"),
                usual_places=("PL",),
            ),
            "PL": Country(
                *("PL", "Poland", "Eastern Europe", "Europe/Warsaw", ("pl", "en"), "EEA"),
                gsli=Rank(12, 2021, ("S2",)),
                notes=(Fact("Cities differ."), Fact("Read.", "verified", ("S1",))),
            ),
        },
        notes=(Fact("A note on places."),),
    )


def make_engagements() -> Engagements:
    """Two forms, each with its rule, both risks and one pair."""
    first, second = frozenset({1}), frozenset({2})
    return Engagements(
        checked_on=DAY,
        forms={
            "project": Form("project", "Project", "Fixed price", "One price.", "A result."),
            "service": Form("service", "Service", "Price per unit", "Per unit.", "Ongoing."),
        },
        rules=(
            FormRule("project", ("bpo",), Fact("Needed once."), (Condition("A1", first),)),
            FormRule("service", ("bpo", "kpo"), Fact("The usual form."), usual=True),
        ),
        risks=(
            Risk("operational", "In the work", {"B1": second}, "Hard to write down.", Fact("One.")),
            Risk("structural", "In the deal", {"A2": first}, "Hard to leave.", Fact("Two.")),
        ),
        arrangements=(Arrangement(True, False, "service", Fact("Stay close.")),),
    )


def make_regimes() -> Regimes:
    """One question and one regime."""
    return Regimes(
        disclaimer="No legal advice.",
        questions=(
            RegimeQuestion(
                *("region", "Region", {"UK": "United Kingdom", "EU": "The Union"}),
                follows=(Follows("B1", frozenset({1}), ("UK",)),),
            ),
        ),
        regimes=(
            Regime(
                key="law",
                name="A law",
                applies_to="Firms",
                when={"region": ("EU",)},
                checks=("Read it.", "Keep to it."),
                fact=Fact("In force.", "reported", ("S2",)),
                checked_on=DAY,
            ),
        ),
    )


def make_cost() -> CostContent:
    """Two deals, two ranges, a claim, a rate and the make-up of a price."""
    evidence = (Fact("Seen.", "verified", ("S1",)), Fact("Heard."))
    return CostContent(
        checked_on=DAY,
        deals=(Deal("bpo", "BPO", "Routine.", Range(3, 4, 5)), Deal("kpo", "KPO", "Expert.")),
        defaults=(
            Default(
                *("exit", 3, 6, 10, "percent", "assumption", "no date", "Leaving costs."),
                evidence=evidence,
            ),
            Default(
                *("governance", 7, 10, 15, "percent", "assumption", "2003", "People check."),
                deals=("kpo",),
            ),
        ),
        claims=(Claim("Robots", 25, 40, "percent", Fact("They say."), "no date"),),
        rates=(DiscountRate("own", "Own", 8.5, "nominal", Fact("Ask."), "2025"),),
        make_up=PriceMakeUp("Voice", "2021", SHARES, Fact("An example.")),
        notes=(Fact("A note on cost."),),
    )


def make_reference() -> Reference:
    """All four parts."""
    return Reference(make_places(), make_engagements(), make_regimes(), make_cost())
