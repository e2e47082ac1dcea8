"""A small catalog for the tests of the catalog: every kind of object, nothing twice."""

from typing import Any

from catalog.content import Content
from catalog.services import Loaded, load_content
from engine.model.dump import dump
from engine.model.precedents import Coding, Precedent, Report
from engine.model.ruleset import (
    Condition,
    Fact,
    Kpi,
    Preset,
    Ruleset,
    ServiceType,
    Source,
    Trigger,
    TypicalStep,
)
from tests.catalog.reference import make_reference
from tests.engine.makers import make_criterion, make_gate, make_ruleset

WORDS: dict[str, Any] = {
    "hint": "A hint.",
    "help": "Some help.",
    "why": "A reason.",
    "find_out": "A way.",
    "effects_reason": "A reason of its effects.",
    "sources": ("S1",),
}
CASE: dict[str, Any] = {"name": "All first choices", "input": {"answers": {"A1": 1, "B1": 1}}}


def make_small(**kwargs: Any) -> Ruleset:
    """Two themes, three questions (A2 only for A1 = 2), two gates, two presets, two services,
    a published decision and the content beside the questions.

    It has no error, and no warning except that nothing acts on pooling, no question decides on
    automation and one service is empty.
    """
    a2 = make_criterion(
        "A2",
        {"sourcing": -1.0},
        {"sourcing": 1.5},
        {"sourcing": 0.5},
        show_if=(Condition("A1", frozenset({2})),),
        **WORDS,
    )
    b1 = make_criterion(
        "B1",
        {"expertise": -1.0, "automation": 1.0},
        {"expertise": 1.0, "automation": -1.0},
        weight_range=(0.5, 2.0),
        not_applicable=False,
        **WORDS,
    )
    trigger = Trigger(
        (Condition("A2", frozenset({1, 2})),), "rules_out_providers", "The answer says so."
    )
    details: dict[str, Any] = {
        "gates": (
            make_gate("KO1", sources=("S1",)),
            make_gate("KO2", asked=False, triggers=(trigger,), sources=("S2",)),
        ),
        "presets": (
            Preset("even", "Even", "As they are.", {}),
            Preset("first", "First", "A1 counts double.", {"A1": 2.0}),
        ),
        "services": (
            ServiceType(
                slug="payroll",
                name="Payroll",
                family="transactional",
                label="bpo",
                summary="Paying people.",
                prefilled={"A1": 2, "B1": 1},
                also="wages",
                steps=(TypicalStep("Collect"), TypicalStep("Approve", "It is your money.")),
                kpis=(Kpi("On time", "100%"), Kpi("Correct", "99.5%", "reported", ("S2", "S1"))),
                rules=(Fact("A rule.", "verified", ("S1",)),),
                risks=(Fact("A risk."),),
                countries=("PL", "DE"),
                notes=(Fact("A note."), Fact("Another note.")),
            ),
            ServiceType("research", "Research", "expert", "kpo", "Finding out.", {}),
        ),
        "sources": (Source("S1", "First book", "A library", "full"), Source("S2", "Second book")),
        "reference": make_reference(),
        "precedents": (make_precedent(),),
        **kwargs,
    }
    a1 = make_criterion(
        "A1", {"sourcing": -1.0}, {"sourcing": 1.0}, quick=True, per_step=True, **WORDS
    )
    return make_ruleset(a1, a2, b1, **details)


def make_precedent() -> Precedent:
    """A published decision, coded by two people."""
    return Precedent(
        id="first-firm",
        title="First firm: payroll",
        sector="Trade",
        process="Payroll",
        kind="bpo",
        period="2001 to 2012",
        description="They were many.",
        decided="It went out.",
        outcome="It went well.",
        expected="bpo",
        codings=(Coding({"A1": 2, "B1": 1}), Coding({"A1": 2, "A2": 1}, ("KO1",))),
        sources=(Report("A newspaper", "example.org/first"),),
        lesson="It can.",
        defensible=("in_house",),
    )


def make_content(ruleset: Ruleset | None = None, **changes: Any) -> Content:
    """Content files around a ruleset, the small one by default."""
    definition = {**dump(ruleset or make_small()), **changes}
    slugs = [service["slug"] for service in definition["services"]]
    positions = {slug: 10 * place for place, slug in enumerate(slugs, start=1)}
    return Content(definition, positions, ())


def load_small() -> Loaded:
    """Load the small catalog and publish it as edition 1."""
    return load_content(make_content())
