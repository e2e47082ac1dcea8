"""What the shipped model says about typical situations: the figures of docs/decision-model.md.

They know the shipped questions by their codes; the engine knows none.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from catalog.content import read_content
from engine.fit.axes import fit
from engine.fit.case import Case, Given
from engine.inputs import case_of
from engine.intake import read
from engine.model.load import load
from engine.model.ruleset import GateAnswer, Ruleset
from engine.outcome import Question
from engine.precedents import coded_case
from engine.recommendation import recommend

BY_HAND = "Payroll of a firm with 300 staff in one country"
"""The case that the page computes step by step."""

BETTER_INSIDE = {"A2": 5, "C1": 4, "C2": 2, "C3": 5, "C4": 2, "C5": 1}
BETTER_INSIDE |= {"D1": 4, "D2": 2, "D3": 3, "E2": 3}
"""Better than a specialist, and a provider saves next to nothing."""
READY = {"A2": 2, "C1": 4, "C2": 2, "C3": 5, "C4": 4, "C5": 1}
READY |= {"D1": 4, "D2": 4, "D3": 3, "E2": 3}
"""A mid-size organisation that is somewhat worse, would save 15 to 30% and is ready to hand over."""
HARD_TO_STAFF = {"D4": 3}
"""Added for expert work: it is mostly bought where people are hard to find."""


SENTENCES: tuple[tuple[str, Mapping[str, int], bool], ...] = (
    ("5 to 15% cheaper in full cost", {"C4": 3}, False),
    ("somewhat worse than a good specialist: improve first", {"A2": 2}, False),
    ("both together", {"A2": 2, "C4": 3}, False),
    ("15 to 30% cheaper in full cost, an estimate: not on that alone", {"C4": 4}, False),
    ("somewhat worse, and people hard to find: just not", {"A2": 2, "D4": 3}, False),
    ("clearly worse: yes, narrowly", {"A2": 1}, True),
    ("somewhat worse and 15 to 30% cheaper", {"A2": 2, "C4": 4}, True),
    (
        "not core, settled by rules, the same everywhere and countable",
        {"A1": 1, "A3": 1, "B3": 1, "B4": 1},
        True,
    ),
    ("perfectly documented, managed and reversible", {"D1": 5, "D2": 5, "E2": 1}, False),
)
"""With everything else open, should the work move? The argument for the provider line."""


def shipped() -> Ruleset:
    """The ruleset as it is shipped."""
    return load(read_content().definition)


def hand_case(ruleset: Ruleset) -> Case:
    """The case that the page computes by hand."""
    document = next(row["input"] for row in read_content().cases if row["name"] == BY_HAND)
    return case_of(ruleset, read(ruleset, document))


def share_of_reach(ruleset: Ruleset, answers: Mapping[str, int]) -> float:
    """How far these answers alone move *who*, as a share of the reach."""
    given = {code: Given(number) for code, number in answers.items()}
    axis = fit(ruleset, Case(answers=given, gates={}))["sourcing"]
    return axis.value / axis.reach


@dataclass(frozen=True, slots=True)
class Changed:
    """How many headlines of the codings and the service types a preset changes."""

    codings: int
    types: int


def preset_cases(ruleset: Ruleset) -> tuple[tuple[Case, ...], tuple[Case, ...]]:
    """The codings of the precedents, and the typical answers of the service types."""
    codings = tuple(
        coded_case(ruleset, coding) for row in ruleset.precedents for coding in row.codings
    )
    return codings, tuple(_typical(ruleset, row.slug, {}) for row in ruleset.services)


def _typical(ruleset: Ruleset, slug: str, answers: Mapping[str, int]) -> Case:
    numbers = {**ruleset.service[slug].prefilled, **answers}
    passing: dict[str, GateAnswer] = {gate.code: "passes" for gate in ruleset.asked_gates()}
    return Case(
        answers={code: Given(number) for code, number in numbers.items()},
        gates=passing,
        service=slug,
    )


def changed_by_presets(ruleset: Ruleset) -> dict[str, Changed]:
    """For each preset after the first: the headlines that differ from those of the first."""
    found = {}
    groups = [
        [(case, recommend(ruleset, case).outcome) for case in cases]
        for cases in preset_cases(ruleset)
    ]
    for preset in ruleset.presets[1:]:
        numbers = [
            sum(
                recommend(ruleset, replace(case, weights=preset.weights)).outcome != before
                for case, before in group
            )
            for group in groups
        ]
        found[preset.key] = Changed(*numbers)
    return found


def _answer(question: Question | None) -> str:
    return question.answer if question else ""


def better_inside(ruleset: Ruleset) -> list[str]:
    """The service types that are told "own people" where they are better and save next to nothing."""
    return [
        row.slug
        for row in ruleset.services
        if _answer(recommend(ruleset, _typical(ruleset, row.slug, BETTER_INSIDE)).who) == "own"
    ]


def ready(ruleset: Ruleset) -> dict[str, str]:
    """What a ready organisation is told for each service type: own, bpo or kpo."""
    found = {}
    for row in ruleset.services:
        extra = HARD_TO_STAFF if row.family == "expert" else {}
        advice = recommend(ruleset, _typical(ruleset, row.slug, {**READY, **extra}))
        who = _answer(advice.who)
        found[row.slug] = who if who == "own" else _answer(advice.kind)
    return found
