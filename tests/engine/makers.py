"""Small rulesets and cases for the engine's tests, derived by hand in the tests that use them."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from engine.fit.case import UNKNOWN, Case, Given
from engine.model.ruleset import (
    OPTIONS,
    Choice,
    Condition,
    Criterion,
    Fact,
    Gate,
    Kpi,
    Lines,
    Option,
    Preset,
    Ruleset,
    ServiceType,
    Source,
    Theme,
    Trigger,
    TypicalStep,
)

NOT_APPLICABLE = Given(None, "not_applicable", reason="There is none.")


def measured(**choices: int) -> dict[str, Given]:
    """Answers that rest on measurements: no draw doubts them."""
    return {code: Given(number, evidence="measured") for code, number in choices.items()}


def make_option(key: str) -> Option:
    """An option whose texts are all different."""
    return Option(
        key=key,
        name=f"Name of {key}",
        advice=f"Advice of {key}",
        definition=f"Definition of {key}",
        regret=f"Regret of {key}",
        keeps_inside=f"Kept by {key}",
        next_actions=(f"First act of {key}", f"Second act of {key}"),
    )


def make_criterion(code: str, *effects: Mapping[str, float], **kwargs: Any) -> Criterion:
    """A criterion with one choice per effect, numbered from 1."""
    choices = tuple(
        Choice(number, f"{code} choice {number}", dict(effect))
        for number, effect in enumerate(effects, start=1)
    )
    details: dict[str, Any] = {
        "theme": code[0],
        "name": f"Name of {code}",
        "question": f"Question {code}, in full?",
        "short": f"{code}?",
        "weight": 1.0,
        **kwargs,
    }
    return Criterion(code=code, choices=choices, **details)


def make_gate(code: str, **kwargs: Any) -> Gate:
    """A gate that is asked and rules providers out."""
    details: dict[str, Any] = {
        "name": f"Name of {code}",
        "effect": "rules_out_providers",
        "asked": True,
        "question": f"Is all well with {code}?",
        "reason": f"Reason of {code}",
        "action": f"Act on {code}",
        **kwargs,
    }
    return Gate(code=code, **details)


def make_ruleset(*criteria: Criterion, **kwargs: Any) -> Ruleset:
    """A ruleset around some criteria: the options, the themes they name, the lines at an eighth."""
    themes = dict.fromkeys(row.theme for row in criteria)
    details: dict[str, Any] = {
        "title": "Small",
        "options": tuple(make_option(key) for key in OPTIONS),
        "themes": tuple(Theme(code, f"Theme {code}") for code in themes),
        "gates": (),
        "presets": (Preset("even", "Even", "As it is.", {}),),
        "lines": Lines(),
        **kwargs,
    }
    return Ruleset(criteria=criteria, **details)


def make_tiny(**kwargs: Any) -> Ruleset:
    """Five questions, by hand.

    A1 (weight 3) sourcing -2, 0, 2; A2 (weight 1) sourcing -2, 0.5; B1 (weight 2) expertise -1, 2 and
    sourcing 1, 0; C5 (weight 2, apart) pooling 0, 1, 2, decides on units; G1 (weight 1) automation
    -1, 0, 1, 2, decides on automation.

    Sourcing: weights 3 + 1 + 2 = 6, largest sum 3 x 2 + 1 x 0.5 + 2 x 1 = 8.5, smallest
    3 x -2 + 1 x -2 + 0 = -8; so the reach is 8.5 / 6 and the line 8.5 / 48.
    """
    return make_ruleset(
        make_criterion("A1", {"sourcing": -2.0}, {}, {"sourcing": 2.0}, weight=3.0, quick=True),
        make_criterion(
            "A2", {"sourcing": -2.0}, {"sourcing": 0.5}, weight=1.0, role="condition", per_step=True
        ),
        make_criterion(
            "B1", {"expertise": -1.0, "sourcing": 1.0}, {"expertise": 2.0}, weight=2.0, quick=True
        ),
        make_criterion(
            "C5", {}, {"pooling": 1.0}, {"pooling": 2.0}, weight=2.0, decides="units", apart=True
        ),
        make_criterion(
            "G1",
            {"automation": -1.0},
            {},
            {"automation": 1.0},
            {"automation": 2.0},
            weight=1.0,
            decides="automation",
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
                asked=False,
                question="",
                triggers=(
                    Trigger(
                        (Condition("A1", frozenset({1})),), "rules_out_providers", "No provider."
                    ),
                ),
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


def make_asked() -> Ruleset:
    """The tiny ruleset with two asked gates, one that A1 reveals, one preset and one service."""
    revealed = make_gate(
        "KO3",
        asked=False,
        triggers=(
            Trigger((Condition("A1", frozenset({1})),), "rules_out_providers", "No provider."),
        ),
    )
    tiny = make_tiny(
        gates=(make_gate("KO1"), make_gate("KO2"), revealed),
        presets=(Preset("usual", "Usual", "As usual.", {}),),
        services=(
            ServiceType(
                "payroll", "Payroll", "transactional", "bpo", "Pay people.", {"A1": 3, "B1": 1}
            ),
        ),
    )
    first = replace(tiny.criteria[1], read_as_unknown=frozenset({3}))
    return replace(tiny, criteria=(tiny.criteria[0], first, *tiny.criteria[2:]))
