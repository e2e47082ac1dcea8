"""Hypothesis strategies for random rulesets and cases."""

from dataclasses import replace
from itertools import combinations
from typing import Any

from hypothesis import strategies as st

from engine.fit.case import UNKNOWN, Case, Evidence, Given
from engine.model.facts import EFFECTS as GATE_EFFECTS
from engine.model.ruleset import (
    AXES,
    OPTIONS,
    Condition,
    Criterion,
    Fact,
    Gate,
    Kpi,
    Lines,
    Preset,
    Ruleset,
    ServiceType,
    Source,
    Trigger,
    TypicalStep,
)
from tests.engine.makers import (
    NOT_APPLICABLE,
    case_of,
    make_criterion,
    make_gate,
    make_option,
    make_ruleset,
)

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
WEIGHTS = st.sampled_from([0.0, 1.0, 2.0, 3.0, 9.0, 20.0, 0.1, 1 / 3, 7.3, 0.001, 999.9])
DETAILS: tuple[dict[str, Any], ...] = (
    {},
    {"quick": True, "help": "Help.", "sources": ("S1",)},
    {"quick": True, "per_step": True, "not_applicable": False, "weight_range": (0.5, 3.0)},
    {"role": "condition", "most": 2.0, "effects_reason": "So.", "read_as_unknown": frozenset({9})},
    {"role": "reason", "apart": True},
)
LINES = st.sampled_from([0.0, 0.125, 0.3, 1.0])
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
        show_if: tuple[Condition, ...] = ()
        if branches and found and draw(st.booleans()):
            parent = draw(st.sampled_from(found))
            numbers = [choice.number for choice in parent.choices]
            show_if = (Condition(parent.code, draw(_some(numbers))),)
        found.append(
            make_criterion(
                code,
                *scale,
                weight=draw(WEIGHTS),
                show_if=show_if,
                **draw(st.sampled_from(DETAILS)),
            )
        )
    found[0] = replace(found[0], decides=draw(st.sampled_from(["", "units"])))
    if len(found) > 1:
        found[-1] = replace(found[-1], decides=draw(st.sampled_from(["", "automation"])))
    return tuple(found)


def _some(numbers: list[int]) -> st.SearchStrategy[frozenset[int]]:
    return st.frozensets(st.sampled_from(numbers), min_size=1)


@st.composite
def rulesets(draw: st.DrawFn, *, branches: bool = True) -> Ruleset:
    """Valid rulesets with random questions, gates, lines, presets, a service and sources."""
    criteria = draw(criteria_lists(branches=branches))
    options = tuple(make_option(key) for key in draw(ORDERS))
    gates = tuple(draw(gates_of(f"K{place}", criteria)) for place in range(draw(st.integers(0, 2))))
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
            Preset("first", "First", "As it is.", {}),
            Preset("other", "Other", "One otherwise.", {first.code: draw(WEIGHTS)}),
        ),
        lines=Lines(draw(LINES), draw(LINES), "So."),
        services=(service,),
        sources=(Source("S1", "A source", "Shelf 1"),),
    )


@st.composite
def gates_of(draw: st.DrawFn, code: str, criteria: tuple[Criterion, ...]) -> Gate:
    """A gate, asked or revealed by answers, of any effect."""
    triggers = []
    for _ in range(draw(st.integers(0, 2))):
        row = draw(st.sampled_from(criteria))
        numbers = draw(_some([choice.number for choice in row.choices]))
        effect = draw(st.sampled_from(GATE_EFFECTS))
        triggers.append(Trigger((Condition(row.code, numbers),), effect, f"{effect} {code}"))
    effect = draw(st.sampled_from(GATE_EFFECTS))
    rules_kind = "rules_out_kind" in (effect, *(row.effect for row in triggers))
    return make_gate(
        code,
        effect=effect,
        asked=draw(st.booleans()),
        kind=draw(st.sampled_from(["bpo", "kpo"])) if rules_kind else "",
        triggers=tuple(triggers),
    )


EVIDENCE: tuple[Evidence | None, ...] = ("measured", "document", "estimate", None)


@st.composite
def cases(draw: st.DrawFn, ruleset: Ruleset, *, not_applicable: bool = True) -> Case:
    """Random answers to a random part of the questions, random gate answers and own weights."""
    answers = {}
    for row in ruleset.criteria:
        evidence = draw(st.sampled_from(EVIDENCE))
        chosen = [Given(choice.number, evidence=evidence) for choice in row.choices]
        kinds: list[Given | None] = [*chosen, None, UNKNOWN]
        if not_applicable:
            kinds.append(NOT_APPLICABLE)
        given = draw(st.sampled_from(kinds))
        if given is not None:
            answers[row.code] = given
    gates = {
        row.code: draw(st.sampled_from(["fires", "passes", "unknown"]))
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
