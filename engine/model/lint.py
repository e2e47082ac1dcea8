"""What a usable ruleset should still not have: dead questions, dead gates, missing words.

Errors mean that a part can never work; warnings are for a person to weigh.
"""

from collections.abc import Iterable, Iterator, Mapping

from engine.cost.result import COST_CHOICES
from engine.model.iso import COUNTRIES
from engine.model.lint_copies import lint_copies
from engine.model.lint_reference import lint_reference
from engine.model.lint_winning import lint_winning
from engine.model.reading import Problem, error, warning
from engine.model.ruleset import AXES, COST_CASE, Condition, Criterion, Ruleset

TEXTS = ("help", "why", "find_out", "effects_reason", "sources")
PARTS = {"prefilled": "usual answer", "steps": "step", "kpis": "measure"}
"""What a manager expects of every service type."""
MOST_WORDS = 9
"""Words of a short question."""


def lint(ruleset: Ruleset) -> tuple[Problem, ...]:
    """Problems of a ruleset, kind by kind in the order of the document. What refers to nothing is none
    of its business: ``load`` says that."""
    return (
        *_axes(ruleset),
        *_themes(ruleset),
        *_criteria(ruleset),
        *_gates(ruleset),
        *_weights(ruleset),
        *_presets(ruleset),
        *_services(ruleset),
        *lint_winning(ruleset),
        *lint_copies(ruleset),
        *lint_reference(ruleset.reference),
    )


def _axes(ruleset: Ruleset) -> Iterator[Problem]:
    acted_on = {axis for table in ruleset.effects.values() for axis in table}
    for axis in AXES:
        if axis not in acted_on:
            yield warning("L003", "criteria", f"No answer has an effect on {axis}.")


def _themes(ruleset: Ruleset) -> Iterator[Problem]:
    for place, row in enumerate(ruleset.themes):
        if not ruleset.criteria_of(row.code):
            yield warning("L007", f"themes[{place}]", f"Theme {row.code} has no question.")


def _criteria(ruleset: Ruleset) -> Iterator[Problem]:
    if not any(row.quick for row in ruleset.criteria):
        yield warning("L008", "criteria", "No question belongs to the quick screen.")
    if not ruleset.step_criteria():
        yield warning("L018", "criteria", "No question is asked for every step of a process.")
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
        yield from _conditions(row, path)
        yield from _deciding(row, path)
        yield from _words(ruleset, row, path)


def _by_the_cost_case(row: Criterion, path: str) -> Iterator[Problem]:
    lacking = [str(number) for number in COST_CHOICES if row.choice(number) is None]
    if row.answered_by == COST_CASE and lacking:
        sentence = (
            f"Criterion {row.code} is answered by the cost case, but lacks choice "
            f"{', '.join(lacking)}."
        )
        yield warning("L025", f"{path}.choices", sentence)


def _conditions(row: Criterion, path: str) -> Iterator[Problem]:
    """A condition that is met is no reason: it may pull a little only."""
    for place, choice in enumerate(row.choices):
        if row.role == "condition" and choice.effects.get("sourcing", 0.0) > row.most:
            sentence = (
                f"Criterion {row.code} is a condition, but choice {choice.number} pulls towards a "
                f"provider by more than {row.most:g}: being ready is no reason."
            )
            yield error("L012", f"{path}.choices[{place}].effects.sourcing", sentence)


def _deciding(row: Criterion, path: str) -> Iterator[Problem]:
    if row.decides == "automation" and len(row.choices) < 3:
        sentence = f"Criterion {row.code} decides on automation, so it needs three choices or more."
        yield error("L011", f"{path}.choices", sentence)
    if row.asked != "questions" and (row.decides or row.quick or row.per_step):
        sentence = (
            f"Criterion {row.code} is not asked among the questions, so it can neither decide "
            "anything nor belong to the quick screen or to the steps."
        )
        yield error("L013", f"{path}.asked", sentence)


def _words(ruleset: Ruleset, row: Criterion, path: str) -> Iterator[Problem]:
    if len(row.short.split()) > MOST_WORDS:
        sentence = f"The short question of criterion {row.code} has more than {MOST_WORDS} words."
        yield warning("L017", f"{path}.short", sentence)
    for key in TEXTS if row.asked != "never" else ():
        if not getattr(row, key) and (key != "effects_reason" or ruleset.effects[row.code]):
            yield warning("L006", f"{path}.{key}", f"Criterion {row.code} lacks {_noun(key)}.")


def _noun(key: str) -> str:
    nouns = {
        "why": "a reason for asking",
        "find_out": "a way to find out",
        "effects_reason": "a reason for its effects",
        "sources": "a source",
    }
    return nouns.get(key, "a help text")


def _reach(ruleset: Ruleset, row: Criterion, path: str) -> Iterator[Problem]:
    if not _can_hold(row.show_if):
        sentence = f"Criterion {row.code} can never be asked: its conditions contradict each other."
        yield error("L001", f"{path}.show_if", sentence)
    for place, condition in enumerate(row.show_if):
        looked_at = ruleset.criterion.get(condition.criterion)
        if looked_at and {choice.number for choice in looked_at.choices} <= condition.choices:
            sentence = f"Criterion {row.code} has a condition on {condition.criterion} that every answer meets."
            yield warning("L014", f"{path}.show_if[{place}]", sentence)


def _can_hold(conditions: Iterable[Condition]) -> bool:
    """Whether one set of answers can meet all conditions."""
    allowed: dict[str, frozenset[int]] = {}
    for row in conditions:
        allowed[row.criterion] = allowed.get(row.criterion, row.choices) & row.choices
    return all(allowed.values())


def _effects(
    ruleset: Ruleset, row: Criterion, path: str, revealing: set[tuple[str, int]]
) -> Iterator[Problem]:
    if row.asked != "questions":
        return
    if not ruleset.effects[row.code]:
        if not row.decides and not any(code == row.code for code, _ in revealing):
            sentence = f"Criterion {row.code} moves nothing and reveals no gate: no answer counts."
            yield error("L002", path, sentence)
        return
    for place, choice in enumerate(row.choices):
        if not choice.effects and not choice.note and (row.code, choice.number) not in revealing:
            sentence = (
                f"Criterion {row.code}, choice {choice.number} has no effect. "
                "If it is meant to be neutral, say so in its note."
            )
            yield warning("L004", f"{path}.choices[{place}]", sentence)


def _weight(row: Criterion, path: str) -> Iterator[Problem]:
    if row.asked == "questions" and row.weight == 0:
        yield warning("L009", f"{path}.weight", f"Criterion {row.code} weighs 0: it never counts.")
    elif row.weight_range and not row.weight_range[0] <= row.weight <= row.weight_range[1]:
        sentence = f"Criterion {row.code} has a weight outside its own range."
        yield warning("L010", f"{path}.weight", sentence)


def _gates(ruleset: Ruleset) -> Iterator[Problem]:
    for place, row in enumerate(ruleset.gates):
        path = f"gates[{place}]"
        possible = [trigger for trigger in row.triggers if _can_fire(ruleset, trigger.when)]
        if not row.asked and not possible:
            sentence = f"Gate {row.code} can never fire: it is not asked and no answer reveals it."
            yield error("L005", path, sentence)
        for number, trigger in enumerate(row.triggers):
            if trigger not in possible:
                where = f"{path}.triggers[{number}]"
                sentence = f"Gate {row.code} has a trigger whose conditions exclude each other."
                yield error("L005", where, sentence)
        if not row.sources:
            yield warning("L006", f"{path}.sources", f"Gate {row.code} lacks a source.")


def _can_fire(ruleset: Ruleset, when: Iterable[Condition]) -> bool:
    """Whether the conditions can hold together while their questions are all shown."""
    conditions = list(when)
    named = {row.criterion for row in conditions if row.criterion in ruleset.criterion}
    for code in named:
        conditions += [row for row in ruleset.criterion[code].show_if if row.criterion in named]
    return _can_hold(conditions)


def _weights(ruleset: Ruleset) -> Iterator[Problem]:
    if not _counts(ruleset, {}):
        yield error("L015", "criteria", "All weights are 0: no answer can count.")


def _presets(ruleset: Ruleset) -> Iterator[Problem]:
    if not ruleset.presets:
        yield warning("L016", "presets", "There is no weight preset to choose.")
    elif ruleset.presets[0].weights:
        sentence = "The first preset stands for the weights as they are, so it may change none."
        yield error("L026", "presets[0].weights", sentence)
    for place, preset in enumerate(ruleset.presets):
        if preset.weights and not _counts(ruleset, preset.weights):
            sentence = f"Preset {preset.key} weighs every question 0: no answer can count."
            yield error("L015", f"presets[{place}].weights", sentence)


def _counts(ruleset: Ruleset, weights: Mapping[str, float]) -> bool:
    """Whether an answer can count with these weights laid over the criteria's own."""
    return any(
        weights.get(row.code, row.weight) for row in ruleset.criteria if ruleset.effects[row.code]
    )


def _services(ruleset: Ruleset) -> Iterator[Problem]:
    known = ruleset.reference.places.countries
    for place, service in enumerate(ruleset.services):
        lacking = [noun for key, noun in PARTS.items() if not getattr(service, key)]
        if lacking:
            sentence = f"Service {service.slug} has no {', no '.join(lacking)}."
            yield warning("L032", f"services[{place}]", sentence)
        for number, code in enumerate(service.countries):
            label = f"Service {service.slug} names the country {code}, which is"
            where = f"services[{place}].countries[{number}]"
            if code not in COUNTRIES:
                yield error("L029", where, f"{label} no code of ISO 3166, such as DE for Germany.")
            elif known and code not in known:
                yield warning("L033", where, f"{label} not among the countries of the catalog.")
        for number, step in enumerate(service.steps):
            if step.retained and not step.retained.strip():
                sentence = f"Service {service.slug}: step {step.name} is retained without a reason."
                yield error("L027", f"services[{place}].steps[{number}].retained", sentence)
