"""Write the tables of docs/decision-model.md from the shipped content; its words are written by hand.

A table stands between a line that names it and ``<!-- end -->``. `python -m tools.model_doc` writes them
anew; a test holds the page to the content.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

from catalog.management.commands.try_precedents import table as precedents_table
from engine.fit.axes import AxisFit, fit
from engine.model.ruleset import AXES, Criterion, Gate, Ruleset
from engine.outcome import Question
from engine.precedent_check import Check, check
from engine.recommendation import recommend
from tools.model_probes import (
    SENTENCES,
    better_inside,
    changed_by_presets,
    hand_case,
    preset_cases,
    ready,
    share_of_reach,
    shipped,
)

PAGE = Path(__file__).resolve().parent.parent / "docs" / "decision-model.md"
BLOCK = re.compile(r"(<!-- table (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)
QUESTIONS = dict(zip(AXES, ("who", "kind", "inside", "before"), strict=True))


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


def _lines(ruleset: Ruleset) -> str:
    return table(
        ("with everything else open", "should the work move?", "share of the reach"),
        (
            (sentence, "yes" if moves else "no", f"{share_of_reach(ruleset, answers):.1%}")
            for sentence, answers, moves in SENTENCES
        ),
    )


def _presets(ruleset: Ruleset) -> str:
    codings, types = map(len, preset_cases(ruleset))
    changed = changed_by_presets(ruleset)
    return table(
        (
            "preset",
            "weights that differ",
            "headlines changed: precedents",
            "service types",
            "share",
        ),
        (
            (
                row.name,
                ", ".join(
                    f"{code} {row.weights[code]:g}"
                    for code in ruleset.criterion
                    if code in row.weights
                ),
                f"{changed[row.key].codings} of {codings}",
                f"{changed[row.key].types} of {types}",
                f"{(changed[row.key].codings + changed[row.key].types) / (codings + types):.0%}",
            )
            for row in ruleset.presets[1:]
        ),
    )


def _probes(ruleset: Ruleset) -> str:
    told = ready(ruleset)
    labels = {
        label: [row.slug for row in ruleset.services if row.label == label]
        for label in ("bpo", "kpo")
    }
    every = [row.slug for row in ruleset.services]
    kept = better_inside(ruleset)
    missed = [slug for slug in every if slug not in kept]
    rows = [
        ("better inside, saves at most 5%", "own people", *_told(every, missed)),
        *(
            (
                f"ready mid-size, labelled {label.upper()}",
                label.upper(),
                *_told(slugs, [slug for slug in slugs if told[slug] != label]),
            )
            for label, slugs in labels.items()
        ),
    ]
    return table(("typical answers, and", "should be told", "is told", "not told"), rows)


def _told(slugs: list[str], missed: list[str]) -> tuple[str, str]:
    return f"{len(slugs) - len(missed)} of {len(slugs)}", ", ".join(missed)


LINES = ("1/12", "1/10", "1/9", "1/8", "1/7", "1/6", "1/5")
"""Provider lines tried on the published decisions."""


def _other_lines(ruleset: Ruleset) -> str:
    rows = []
    for share in LINES:
        line = float(Fraction(share))
        found = check(replace(ruleset, lines=replace(ruleset.lines, provider=line)))
        rows.append((share, _mean(found, "defensible"), _mean(found, "own")))
    return table(("provider line", "defensible", "the expert's own"), rows)


def _mean(found: Check, what: str) -> str:
    return f"{sum(getattr(row, what) for row in found.readers) / len(found.readers):.2f}"


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


HEAD = ("question", "answer", "weight w", "effect e", "w x e", "most it could be", "least")


def _hand_who(ruleset: Ruleset) -> str:
    return table(HEAD, _sums(ruleset, fit(ruleset, hand_case(ruleset))["sourcing"]))


def _hand_kind(ruleset: Ruleset) -> str:
    return table(HEAD, _sums(ruleset, fit(ruleset, hand_case(ruleset))["expertise"]))


def _hand_before(ruleset: Ruleset) -> str:
    return table(HEAD, _sums(ruleset, fit(ruleset, hand_case(ruleset))["automation"]))


def _hand_result(ruleset: Ruleset) -> str:
    advice = recommend(ruleset, hand_case(ruleset))
    who, kind, before = advice.who, advice.kind, advice.before
    assert who
    assert kind
    assert before
    rows = [
        _step("who", who),
        _step("kind", kind),
        ("before", f"automate: {before.automate}", "", "", "", "", ""),
    ]
    head = ("question", "answer", "value v", "reach", "line x reach", "score", "score of the line")
    words = f"Headline: **{advice.outcome}**, {_words(who=who, kind=kind)}."
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


def _words(**questions: Question) -> str:
    return ", ".join(
        f"{name} {row.confidence} ({row.probability:.2f})" for name, row in questions.items()
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
    "other_lines": _other_lines,
}


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8"), shipped()), encoding="utf-8")
