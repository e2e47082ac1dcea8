"""Write the tables of docs/decision-model.md from the shipped content; its words are written by hand.

A table stands between a line that names it and ``<!-- end -->``. `python -m tools.model_doc` writes them
anew; a test holds the page to the content.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from catalog.content import read_content
from catalog.management.commands.try_precedents import table as precedents_table
from engine.fit.axes import AxisFit, fit
from engine.fit.case import Case, Given
from engine.intake import read
from engine.model.load import load
from engine.model.ruleset import AXES, Criterion, Gate, Ruleset
from engine.outcome import Question, Recommendation
from engine.precedent_check import check
from engine.precedents import coded_case
from engine.recommendation import recommend

PAGE = Path(__file__).resolve().parent.parent / "docs" / "decision-model.md"
BLOCK = re.compile(r"(<!-- table (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)
QUESTIONS = dict(zip(AXES, ("who", "kind", "inside", "before"), strict=True))
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


def page(text: str, ruleset: Ruleset) -> str:
    """The page with every table written anew. Raises ``KeyError`` for a table nobody writes."""
    return BLOCK.sub(lambda m: f"{m[1]}\n{TABLES[m[2]](ruleset)}\n\n{m[3]}", text)


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A table in Markdown."""
    lines = [list(head), *([*row] for row in rows)]
    lines.insert(1, ["---"] * len(lines[0]))
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _signed(value: float) -> str:
    return f"{value:+g}" if value else "0"


def _effects(ruleset: Ruleset) -> str:
    return table(
        ("code", "question", "weight", "effects of its answers, in order", "why", "evidence"),
        (_criterion(ruleset, row) for row in ruleset.criteria),
    )


def _criterion(ruleset: Ruleset, row: Criterion) -> tuple[str, ...]:
    effects = "<br>".join(
        f"{QUESTIONS[axis]}: {' '.join(map(_signed, values.values()))}"
        for axis, values in ruleset.effects[row.code].items()
    )
    weight = f"{row.weight:g}{' (quick)' if row.quick else ''}{' (apart)' if row.apart else ''}"
    grade = f"{row.evidence_strength}: {', '.join(row.sources)}"
    kind = f"{row.role}. " if row.role else ""
    reason = f"{kind.capitalize()}{row.effects_reason}"
    return row.code, row.short, weight, effects or "none", reason, grade


def _gates(ruleset: Ruleset) -> str:
    return table(
        ("code", "name", "fires when", "and then"),
        (
            (gate.code, gate.name, when, effect.replace("_", " "))
            for gate in ruleset.gates
            for when, effect in _causes(gate)
        ),
    )


def _causes(gate: Gate) -> list[tuple[str, str]]:
    asked: list[tuple[str, str]] = [("asked: no", gate.effect)] if gate.asked else []
    return asked + [
        (
            " and ".join(
                f"{row.criterion} = {' or '.join(map(str, sorted(row.choices)))}"
                for row in trigger.when
            ),
            trigger.effect,
        )
        for trigger in gate.triggers
    ]


def share_of_reach(ruleset: Ruleset, answers: Mapping[str, int]) -> float:
    """How far these answers alone move *who*, as a share of the reach."""
    given = {code: Given(number) for code, number in answers.items()}
    axis = fit(ruleset, Case(answers=given, gates={}))["sourcing"]
    return axis.value / axis.reach


def _lines(ruleset: Ruleset) -> str:
    return table(
        ("with everything else open", "should the work move?", "share of the reach"),
        (
            (sentence, "yes" if moves else "no", f"{share_of_reach(ruleset, answers):.1%}")
            for sentence, answers, moves in SENTENCES
        ),
    )


@dataclass(frozen=True, slots=True)
class Changed:
    """How many headlines of the codings and the service types a preset changes."""

    codings: int
    types: int


@cache
def _cases(ruleset: Ruleset) -> tuple[tuple[Case, ...], tuple[Case, ...]]:
    """The codings of the precedents, and the typical answers of the service types."""
    codings = tuple(
        coded_case(ruleset, coding) for row in ruleset.precedents for coding in row.codings
    )
    return codings, tuple(_typical(ruleset, row.slug, {}) for row in ruleset.services)


def _typical(ruleset: Ruleset, slug: str, answers: Mapping[str, int]) -> Case:
    numbers = {**ruleset.service[slug].prefilled, **answers}
    passing = {gate.code: "passes" for gate in ruleset.asked_gates()}
    return Case(
        answers={code: Given(number) for code, number in numbers.items()},
        gates=passing,
        service=slug,
    )


def changed_by_presets(ruleset: Ruleset) -> dict[str, Changed]:
    """For each preset after the first: the headlines that differ from those of the first."""
    found = {}
    for preset in ruleset.presets[1:]:
        numbers = [
            sum(
                recommend(ruleset, case).outcome
                != recommend(ruleset, replace(case, weights=preset.weights)).outcome
                for case in cases
            )
            for cases in _cases(ruleset)
        ]
        found[preset.key] = Changed(*numbers)
    return found


def _presets(ruleset: Ruleset) -> str:
    codings, types = map(len, _cases(ruleset))
    changed = changed_by_presets(ruleset)
    return table(
        ("preset", "weights that differ", "headlines changed: precedents", "service types", "share"),
        (
            (
                row.name,
                ", ".join(f"{code} {weight:g}" for code, weight in row.weights.items()),
                f"{changed[row.key].codings} of {codings}",
                f"{changed[row.key].types} of {types}",
                f"{(changed[row.key].codings + changed[row.key].types) / (codings + types):.0%}",
            )
            for row in ruleset.presets[1:]
        ),
    )


def _likelier(question: Question | None) -> str:
    return question.answer if question else ""


def better_inside(ruleset: Ruleset) -> list[str]:
    """The service types that are told "own people" where they are better and save next to nothing."""
    return [
        row.slug
        for row in ruleset.services
        if _likelier(recommend(ruleset, _typical(ruleset, row.slug, BETTER_INSIDE)).who) == "own"
    ]


def ready(ruleset: Ruleset) -> dict[str, str]:
    """What a ready organisation is told for each service type: own, bpo or kpo."""
    found = {}
    for row in ruleset.services:
        extra = HARD_TO_STAFF if row.family == "expert" else {}
        advice = recommend(ruleset, _typical(ruleset, row.slug, {**READY, **extra}))
        who = _likelier(advice.who)
        found[row.slug] = who if who == "own" else _likelier(advice.kind)
    return found


def _probes(ruleset: Ruleset) -> str:
    told = ready(ruleset)
    labels = {
        label: [row.slug for row in ruleset.services if row.label == label]
        for label in ("bpo", "kpo")
    }
    rows = [
        (
            "better inside, saves at most 5%",
            "own people",
            f"{len(better_inside(ruleset))} of {len(ruleset.services)}",
        ),
        *(
            (
                f"ready mid-size, labelled {label.upper()}",
                label.upper(),
                f"{sum(told[slug] == label for slug in slugs)} of {len(slugs)}",
            )
            for label, slugs in labels.items()
        ),
    ]
    return table(("typical answers, and", "should be told", "is told"), rows)


def hand_case(ruleset: Ruleset) -> Case:
    """The case that the page computes by hand."""
    document = next(row["input"] for row in read_content().cases if row["name"] == BY_HAND)
    return read(ruleset, document).case


def _sums(ruleset: Ruleset, axis: AxisFit) -> list[tuple[str, ...]]:
    rows = []
    for pull in axis.asked:
        criterion = ruleset.criterion[pull.criterion]
        effects = ruleset.effects[pull.criterion][axis.axis]
        choice = criterion.choice(pull.choice) if pull.choice is not None else None
        rows.append(
            (
                f"{criterion.code} {criterion.name}",
                choice.text if choice else "I don't know",
                f"{pull.weight:g}",
                _signed(pull.effect),
                _signed(pull.weight * pull.effect),
                f"{pull.weight * max(effects.values()):g}",
                f"{pull.weight * min(effects.values()):g}",
            )
        )
    totals = [sum(float(row[place]) for row in rows) for place in (2, 4, 5, 6)]
    weight, pulls, most, least = totals
    return [*rows, ("**Sum**", "", f"{weight:g}", "", f"{pulls:g}", f"{most:g}", f"{least:g}")]


HEAD = ("question", "answer", "weight w", "effect e", "w × e", "most it could be", "least")


def _hand_who(ruleset: Ruleset) -> str:
    return table(HEAD, _sums(ruleset, fit(ruleset, hand_case(ruleset))["sourcing"]))


def _hand_kind(ruleset: Ruleset) -> str:
    return table(HEAD, _sums(ruleset, fit(ruleset, hand_case(ruleset))["expertise"]))


def _hand_before(ruleset: Ruleset) -> str:
    return table(HEAD, _sums(ruleset, fit(ruleset, hand_case(ruleset))["automation"]))


def _hand_result(ruleset: Ruleset) -> str:
    advice = recommend(ruleset, hand_case(ruleset))
    assert advice.who and advice.kind and advice.before
    rows = [
        _step("who", advice.who),
        _step("kind", advice.kind),
        ("before", f"automate: {advice.before.automate}", "", "", "", "", ""),
    ]
    head = ("question", "answer", "value v", "reach", "line x reach", "score", "score of the line")
    words = f"Headline: **{advice.outcome}**, {_words(advice)}."
    return f"{table(head, rows)}\n\n{words}"


def _step(name: str, row: Question) -> tuple[str, ...]:
    numbers = (row.value, row.reach, row.line * row.reach)
    return (
        name,
        row.answer,
        *(f"{number:.3f}" for number in numbers),
        f"{row.score:.1f}",
        f"{row.score_line:.1f}",
    )


def _words(advice: Recommendation) -> str:
    assert advice.who and advice.kind
    return ", ".join(
        f"{name} {row.confidence} ({row.probability:.2f})"
        for name, row in (("who", advice.who), ("kind", advice.kind))
    )


def _precedents(ruleset: Ruleset) -> str:
    return precedents_table(check(ruleset))


TABLES: Mapping[str, Callable[[Ruleset], str]] = {
    "lines": _lines,
    "effects": _effects,
    "gates": _gates,
    "presets": _presets,
    "probes": _probes,
    "who": _hand_who,
    "kind": _hand_kind,
    "before": _hand_before,
    "result": _hand_result,
    "precedents": _precedents,
}


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8"), shipped()), encoding="utf-8")
