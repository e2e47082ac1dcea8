"""Small rulesets and cases for the engine's tests, derived by hand in the tests that use them."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from engine.model.ruleset import (
    OPTIONS,
    Choice,
    Condition,
    Criterion,
    Fact,
    Gate,
    Kpi,
    Option,
    Preset,
    Ruleset,
    ServiceType,
    Source,
    Theme,
    Thresholds,
    Trigger,
    TypicalStep,
)
from engine.scoring import UNKNOWN, Case, Given

NOT_APPLICABLE = Given(None, "not_applicable", reason="There is none.")

PROFILES: Mapping[str, Mapping[str, float]] = {
    "in_house": {"sourcing": -1.0},
    "shared_service": {"sourcing": -0.5, "pooling": 1.0},
    "automate": {"automation": 1.0},
    "bpo": {"sourcing": 1.0, "expertise": -1.0},
    "kpo": {"sourcing": 1.0, "expertise": 1.0},
}


def make_option(key: str, profile: Mapping[str, float]) -> Option:
    """An option whose texts are all different."""
    return Option(
        key=key,
        name=f"Name of {key}",
        advice=f"Advice of {key}",
        definition=f"Definition of {key}",
        profile=dict(profile),
        usual_regret=f"Regret of {key}",
        keeps_inside=f"Kept by {key}",
        next_actions=(f"First act of {key}", f"Second act of {key}"),
    )


def make_criterion(code: str, *effects: Mapping[str, float] | None, **kwargs: Any) -> Criterion:
    """A criterion with one choice per effect, numbered from 1; None is a "not known yet" choice."""
    choices = tuple(
        Choice(number, f"{code} choice {number}", dict(effect or {}), is_unknown=effect is None)
        for number, effect in enumerate(effects, start=1)
    )
    details: dict[str, Any] = {
        "theme": code[0],
        "name": f"Name of {code}",
        "question": f"Question {code}?",
        "weight": 1.0,
        **kwargs,
    }
    return Criterion(code=code, choices=choices, **details)


def make_gate(code: str, **kwargs: Any) -> Gate:
    """A gate to stop, asked, that fires on yes and rules both providers out."""
    details: dict[str, Any] = {
        "name": f"Name of {code}",
        "severity": "stop",
        "question": f"Is {code} so?",
        "fires_on": "yes",
        "rules_out": ("bpo", "kpo"),
        "reason": f"Reason of {code}",
        "action": f"Act on {code}",
        **kwargs,
    }
    return Gate(code=code, **details)


def make_ruleset(*criteria: Criterion, **kwargs: Any) -> Ruleset:
    """A ruleset around some criteria: the options of ``PROFILES``, the themes they name."""
    themes = dict.fromkeys(row.theme for row in criteria)
    details: dict[str, Any] = {
        "title": "Small",
        "options": tuple(make_option(key, PROFILES[key]) for key in OPTIONS),
        "themes": tuple(Theme(code, f"Theme {code}") for code in themes),
        "gates": (),
        "presets": (Preset("even", "Even", "All themes alike.", dict.fromkeys(themes, 1.0)),),
        "thresholds": Thresholds(),
        **kwargs,
    }
    return Ruleset(criteria=criteria, **details)


def make_tiny(**kwargs: Any) -> Ruleset:
    """Three questions, by hand.

    Centred effects (effect less the mean over the known choices):
    A1 (weight 3) sourcing -1, 0, +1; A2 (weight 1) sourcing -1, +1, third choice "not known yet";
    B1 (weight 2) expertise -1.5, +1.5 and automation +0.5, -0.5.
    Shares: sourcing A1 3/4, A2 1/4; expertise and automation B1 alone.
    Furthest reach: BPO and KPO 0.75 + 0.25 + 1.5 = 2.5, so one unit is 50 / 2.5 = 20 points.
    """
    return make_ruleset(
        make_criterion("A1", {"sourcing": -1.0}, {}, {"sourcing": 1.0}, weight=3.0, quick=True),
        make_criterion("A2", {}, {"sourcing": 2.0}, None, weight=1.0),
        make_criterion(
            "B1", {"expertise": -1.0, "automation": 1.0}, {"expertise": 2.0}, weight=2.0, quick=True
        ),
        **kwargs,
    )


def make_branching() -> Ruleset:
    """A1 = 1 hides A2 (asked for A1 = 2 or 3); A2 = 1 hides B1; B1 hides nothing.

    Weights 1 each, all on sourcing, A1 and B1 -1, 0, +1, A2 -1, +1.
    """
    scale: tuple[dict[str, float], ...] = ({"sourcing": -1.0}, {}, {"sourcing": 1.0})
    ends = ({"sourcing": -1.0}, {"sourcing": 1.0})
    return make_ruleset(
        make_criterion("A1", *scale, quick=True),
        make_criterion("A2", *ends, show_if=(Condition("A1", frozenset({2, 3})),), quick=True),
        make_criterion("B1", *scale, show_if=(Condition("A2", frozenset({2})),)),
    )


def make_rich() -> Ruleset:
    """The tiny ruleset with every kind of part: a condition, a gate, a service and a source."""
    tiny = make_tiny(
        gates=(
            make_gate(
                "KO3",
                fires_on=None,
                question="",
                triggers=(Trigger((Condition("A1", frozenset({1})),), "stop", "No provider."),),
                sources=("S1",),
            ),
        ),
        services=(
            ServiceType(
                slug="payroll",
                name="Payroll",
                family="transactional",
                label="bpo",
                summary="Pay people.",
                prefilled={"A1": 3},
                steps=(TypicalStep("Collect"), TypicalStep("Approve", "It is your money.")),
                kpis=(Kpi("Cost", "Low", "reported", ("S1",)),),
                rules=(Fact("Keep records.", "verified", ("S1",)),),
            ),
        ),
        sources=(Source("S1", "A source"),),
    )
    last = make_criterion(
        "B2", {"pooling": -0.5}, {"pooling": 1.0}, show_if=(Condition("A1", frozenset({2, 3})),)
    )
    return replace(tiny, criteria=(*tiny.criteria, last))


def answers_of(**choices: int | None) -> dict[str, Given]:
    """Answers by code: a choice, or None for "I don't know"."""
    return {code: UNKNOWN if number is None else Given(number) for code, number in choices.items()}


def case_of(
    ruleset: Ruleset, answers: Mapping[str, Given], gates: Mapping[str, Any] | None = None
) -> Case:
    """A case with the criteria's own weights."""
    return Case(
        dict(answers), dict(gates or {}), {row.code: row.weight for row in ruleset.criteria}
    )


def without(ruleset: Ruleset, code: str) -> Ruleset:
    """The ruleset as if the criterion had never been there, nor any condition on it."""

    def kept(conditions: tuple[Condition, ...]) -> tuple[Condition, ...]:
        return tuple(row for row in conditions if row.criterion != code)

    criteria = tuple(
        replace(row, show_if=kept(row.show_if)) for row in ruleset.criteria if row.code != code
    )
    gates = tuple(
        replace(
            gate,
            triggers=tuple(
                trigger
                for trigger in gate.triggers
                if all(when.criterion != code for when in trigger.when)
            ),
        )
        for gate in ruleset.gates
    )
    return replace(ruleset, criteria=criteria, gates=gates)
