"""Small rulesets and cases for the engine's tests, and Hypothesis strategies for random ones."""

from collections.abc import Mapping
from dataclasses import replace
from itertools import combinations
from typing import Any

from hypothesis import strategies as st

from engine.gates import SEVERITIES
from engine.ruleset import (
    AXES,
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


SIZES = (-2.0, -1.5, -1.0, -0.5, 0.5, 1.0, 1.5, 2.0)
PAIRS = tuple(combinations(AXES, 2))
# One draw per choice, option and weight, from a list that holds every kind: rulesets are drawn
# thousands of times.
EFFECTS = st.sampled_from(
    [
        {},
        *({axis: size} for axis in AXES for size in SIZES),
        *({a: size, b: -size / 2 if size % 1 == 0 else size} for a, b in PAIRS for size in SIZES),
        dict(zip(AXES, (1.0, -1.0, 0.5, 2.0), strict=True)),
    ]
)
FACTORS = st.sampled_from(
    [
        {},
        *PROFILES.values(),
        *({axis: factor} for axis in AXES for factor in (-1.0, 0.25, 1.5)),
        *({a: 0.6, b: factor} for a, b in PAIRS for factor in (-0.4, 1.0)),
    ]
)
WEIGHTS = st.sampled_from([0.0, 1.0, 2.0, 3.0, 9.0, 20.0, 0.1, 1 / 3, 7.3, 0.001, 999.9])
DETAILS: tuple[dict[str, Any], ...] = (
    {},
    {"quick": True, "help": "Help.", "sources": ("S1",)},
    {"quick": True, "not_applicable": False, "weight_range": (0.5, 3.0)},
)
RULED_OUT = st.sampled_from([(), ("bpo", "kpo"), ("automate",), OPTIONS, ("in_house", "kpo")])
ORDERS = st.sampled_from([OPTIONS, OPTIONS[::-1], (*OPTIONS[2:], *OPTIONS[:2])])
TEXTS = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), min_size=1
).filter(str.strip)


@st.composite
def criteria_lists(draw: st.DrawFn, *, branches: bool) -> tuple[Criterion, ...]:
    """One to six criteria of two to five choices, each acting on some of the axes."""
    found: list[Criterion] = []
    for place in range(draw(st.integers(1, 6))):
        code = f"{draw(st.sampled_from('ABC'))}{place}"
        scale = [draw(EFFECTS) for _ in range(draw(st.integers(2, 5)))]
        unknown = [None] if draw(st.booleans()) else []
        show_if: tuple[Condition, ...] = ()
        if branches and found and draw(st.booleans()):
            parent = draw(st.sampled_from(found))
            numbers = [choice.number for choice in parent.choices]
            show_if = (Condition(parent.code, draw(_some(numbers))),)
        found.append(
            make_criterion(
                code,
                *scale,
                *unknown,
                weight=draw(WEIGHTS),
                show_if=show_if,
                **draw(st.sampled_from(DETAILS)),
            )
        )
    return tuple(found)


def _some(numbers: list[int]) -> st.SearchStrategy[frozenset[int]]:
    return st.frozensets(st.sampled_from(numbers), min_size=1)


@st.composite
def rulesets(draw: st.DrawFn, *, branches: bool = True) -> Ruleset:
    """Valid rulesets with random profiles, questions, gates, presets, a service and sources."""
    criteria = draw(criteria_lists(branches=branches))
    options = tuple(make_option(key, draw(FACTORS)) for key in draw(ORDERS))
    gates = tuple(draw(gates_of(f"K{place}", criteria)) for place in range(draw(st.integers(0, 2))))
    themes = dict.fromkeys(row.theme for row in criteria)
    first = criteria[0]
    service = ServiceType(
        slug="a-service",
        name=draw(TEXTS),
        family=draw(st.sampled_from(["transactional", "expert"])),
        label=draw(st.sampled_from(["bpo", "kpo", "borderline"])),
        summary=draw(TEXTS),
        prefilled={first.code: first.choices[0].number},
        steps=(TypicalStep("One"), TypicalStep("Two", "Ours.")),
        kpis=(Kpi("Cost", "Low"), Kpi("Time", "Short", "reported", ("S1",))),
        rules=(Fact("Rule."), Fact("Law.", "verified", ("S1",))),
        countries=("PL",),
    )
    return make_ruleset(
        *criteria,
        options=options,
        gates=gates,
        presets=(
            Preset("first", "First", "As it is.", {code: draw(WEIGHTS) for code in themes}),
            Preset("even", "Even", "All alike.", dict.fromkeys(themes, 1.0)),
        ),
        thresholds=Thresholds(clear_margin=20, leaning_margin=7.5),
        services=(service,),
        sources=(Source("S1", "A source", "Shelf 1"),),
    )


@st.composite
def gates_of(draw: st.DrawFn, code: str, criteria: tuple[Criterion, ...]) -> Gate:
    """A gate, asked or revealed by answers, of any severity."""
    triggers = []
    for _ in range(draw(st.integers(0, 2))):
        row = draw(st.sampled_from(criteria))
        numbers = draw(_some([choice.number for choice in row.choices]))
        severity = draw(st.sampled_from(SEVERITIES))
        triggers.append(Trigger((Condition(row.code, numbers),), severity, f"{severity} {code}"))
    return make_gate(
        code,
        severity=draw(st.sampled_from(SEVERITIES)),
        fires_on=draw(st.sampled_from(["yes", "no", None])),
        rules_out=draw(RULED_OUT),
        triggers=tuple(triggers),
    )


@st.composite
def cases(draw: st.DrawFn, ruleset: Ruleset, *, not_applicable: bool = True) -> Case:
    """Random answers to a random part of the questions, random gate answers and own weights."""
    answers = {}
    for row in ruleset.criteria:
        kinds = [Given(choice.number) for choice in row.choices] + [None, UNKNOWN]
        if not_applicable:
            kinds.append(NOT_APPLICABLE)
        given = draw(st.sampled_from(kinds))
        if given is not None:
            answers[row.code] = given
    gates = {
        row.code: draw(st.sampled_from(["yes", "no", "unknown"]))
        for row in ruleset.asked_gates()
        if draw(st.booleans())
    }
    return case_of(ruleset, answers, gates)


@st.composite
def rulesets_with_cases(
    draw: st.DrawFn, *, branches: bool = True, not_applicable: bool = True
) -> tuple[Ruleset, Case]:
    """A random ruleset and a random case of it."""
    ruleset = draw(rulesets(branches=branches))
    return ruleset, draw(cases(ruleset, not_applicable=not_applicable))
