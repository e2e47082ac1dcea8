"""What a usable ruleset should still not have: dead questions, dead gates, missing words.

Errors mean that a part can never work; warnings are for a person to weigh.
"""

from collections.abc import Iterable, Iterator
from itertools import combinations

from engine.cost.result import COST_CHOICES
from engine.model.lint_reference import lint_reference
from engine.model.reading import Problem
from engine.model.ruleset import AXES, COST_CASE, Condition, Criterion, Ruleset

TEXTS = ("help", "why", "find_out", "sources")


def lint(ruleset: Ruleset) -> tuple[Problem, ...]:
    """Problems of a ruleset that ``load`` accepts, in the order of the document."""
    return (
        *_options(ruleset),
        *_themes(ruleset),
        *_criteria(ruleset),
        *_gates(ruleset),
        *_weights(ruleset),
        *lint_reference(ruleset.reference),
    )


def _error(problem: str, path: str, sentence: str) -> Problem:
    return Problem(problem, "error", path, sentence)


def _warning(problem: str, path: str, sentence: str) -> Problem:
    return Problem(problem, "warning", path, sentence)


def _options(ruleset: Ruleset) -> Iterator[Problem]:
    for place, row in enumerate(ruleset.options):
        if not row.profile:
            sentence = f"Option {row.key} has an empty profile, so no answer can ever move it."
            yield _error("L012", f"options[{place}].profile", sentence)
    for (_, one), (place, other) in combinations(enumerate(ruleset.options), 2):
        if one.profile and one.profile == other.profile:
            sentence = f"Options {one.key} and {other.key} have the same profile and always tie."
            yield _error("L017", f"options[{place}].profile", sentence)
    acted_on = {axis for table in ruleset.centred.values() for axis in table}
    for axis in AXES:
        if axis not in acted_on:
            yield _warning("L003", "criteria", f"No answer has an effect on {axis}.")


def _themes(ruleset: Ruleset) -> Iterator[Problem]:
    for place, row in enumerate(ruleset.themes):
        if not ruleset.criteria_of(row.code):
            yield _warning("L007", f"themes[{place}]", f"Theme {row.code} has no question.")


def _criteria(ruleset: Ruleset) -> Iterator[Problem]:
    if not any(row.quick for row in ruleset.criteria):
        yield _warning("L008", "criteria", "No question belongs to the quick screen.")
    if not ruleset.step_criteria():
        yield _warning("L018", "criteria", "No question is asked for every step of a process.")
    revealing = {
        (when.criterion, number)
        for gate in ruleset.gates
        for trigger in gate.triggers
        for when in trigger.when
        for number in when.choices
    }
    for place, row in enumerate(ruleset.criteria):
        path = f"criteria[{place}]"
        yield from _reach(ruleset, row, path)
        yield from _effects(ruleset, row, path, revealing)
        yield from _weight(row, path)
        yield from _by_the_cost_case(row, path)
        for key in TEXTS:
            if not getattr(row, key):
                sentence = f"Criterion {row.code} lacks {_noun(key)}."
                yield _warning("L006", f"{path}.{key}", sentence)


def _by_the_cost_case(row: Criterion, path: str) -> Iterator[Problem]:
    lacking = [str(number) for number in COST_CHOICES if row.choice(number) is None]
    if row.answered_by == COST_CASE and lacking:
        sentence = (
            f"Criterion {row.code} is answered by the cost case, but lacks choice "
            f"{', '.join(lacking)}."
        )
        yield _warning("L025", f"{path}.choices", sentence)


def _noun(key: str) -> str:
    nouns = {"why": "a reason for asking", "find_out": "a way to find out", "sources": "a source"}
    return nouns.get(key, "a help text")


def _reach(ruleset: Ruleset, row: Criterion, path: str) -> Iterator[Problem]:
    if not _can_hold(row.show_if):
        sentence = f"Criterion {row.code} can never be asked: its conditions contradict each other."
        yield _error("L001", f"{path}.show_if", sentence)
    for place, condition in enumerate(row.show_if):
        known = {
            choice.number
            for choice in ruleset.criterion[condition.criterion].choices
            if not choice.is_unknown
        }
        if known <= condition.choices:
            sentence = f"Criterion {row.code} has a condition on {condition.criterion} that every answer meets."
            yield _warning("L014", f"{path}.show_if[{place}]", sentence)


def _can_hold(conditions: Iterable[Condition]) -> bool:
    """Whether one set of answers can meet all conditions."""
    allowed: dict[str, frozenset[int]] = {}
    for row in conditions:
        allowed[row.criterion] = allowed.get(row.criterion, row.choices) & row.choices
    return all(allowed.values())


def _effects(
    ruleset: Ruleset, row: Criterion, path: str, revealing: set[tuple[str, int]]
) -> Iterator[Problem]:
    if row.location_only:
        return
    if not any(any(effects.values()) for effects in ruleset.centred[row.code].values()):
        if not any(code == row.code for code, _ in revealing):
            sentence = (
                f"Criterion {row.code} moves no option and reveals no gate: no answer counts."
            )
            yield _error("L002", path, sentence)
        return
    for place, choice in enumerate(row.choices):
        silent = not choice.effects and not choice.is_unknown and not choice.note
        if silent and (row.code, choice.number) not in revealing:
            sentence = (
                f"Criterion {row.code}, choice {choice.number} has no effect. "
                "If it is meant to be neutral, say so in its note."
            )
            yield _warning("L004", f"{path}.choices[{place}]", sentence)


def _weight(row: Criterion, path: str) -> Iterator[Problem]:
    if row.weight == 0:
        yield _warning("L009", f"{path}.weight", f"Criterion {row.code} weighs 0: it never counts.")
    elif row.weight_range and not row.weight_range[0] <= row.weight <= row.weight_range[1]:
        sentence = f"Criterion {row.code} has a weight outside its own range."
        yield _warning("L010", f"{path}.weight", sentence)


def _gates(ruleset: Ruleset) -> Iterator[Problem]:
    for place, row in enumerate(ruleset.gates):
        path = f"gates[{place}]"
        possible = [trigger for trigger in row.triggers if _can_fire(ruleset, trigger.when)]
        if row.fires_on is None and not possible:
            sentence = f"Gate {row.code} can never fire: it is not asked and no answer reveals it."
            yield _error("L005", path, sentence)
        for number, trigger in enumerate(row.triggers):
            if trigger not in possible:
                where = f"{path}.triggers[{number}]"
                sentence = f"Gate {row.code} has a trigger whose conditions exclude each other."
                yield _error("L005", where, sentence)
        if not row.sources:
            yield _warning("L006", f"{path}.sources", f"Gate {row.code} lacks a source.")


def _can_fire(ruleset: Ruleset, when: Iterable[Condition]) -> bool:
    """Whether the conditions can hold together while their questions are all shown."""
    conditions = list(when)
    named = {row.criterion for row in conditions}
    for code in named:
        conditions += [row for row in ruleset.criterion[code].show_if if row.criterion in named]
    return _can_hold(conditions)


def _weights(ruleset: Ruleset) -> Iterator[Problem]:
    if not any(row.weight for row in ruleset.criteria):
        yield _error("L015", "criteria", "All weights are 0: no answer can count.")
    if not ruleset.presets:
        yield _warning("L016", "presets", "There is no weight preset to choose.")
    for place, preset in enumerate(ruleset.presets):
        live = [row for row in ruleset.criteria if row.weight and preset.themes.get(row.theme)]
        if not live:
            sentence = f"Preset {preset.key} weighs every question 0: no answer can count."
            yield _error("L015", f"presets[{place}].themes", sentence)
