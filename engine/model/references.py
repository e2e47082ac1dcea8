"""Checks that the parts of a ruleset fit together: codes, references, order, sums.

``load`` runs it on what it has read; a ruleset built from tables can be checked the same way.
"""

from collections.abc import Iterable, Iterator

from engine.model.reading import Problem, error
from engine.model.ruleset import OPTIONS, Condition, Criterion, Gate, Ruleset, ServiceType

Linked = tuple[str, str]
"""The code of an object, and what it is linked with if with anything."""


def check_references(ruleset: Ruleset) -> tuple[Problem, ...]:
    """All errors, in the order of the document; empty when the ruleset can be used."""
    return (
        *_options(ruleset),
        *_themes(ruleset),
        *_criteria(ruleset),
        *_gates(ruleset),
        *_presets(ruleset),
        *_services(ruleset),
        *duplicates("sources", "code", (row.code for row in ruleset.sources)),
        *_precedents(ruleset),
    )


def duplicates(path: str, key: str, codes: Iterable[str]) -> Iterator[Problem]:
    """An error for every code that was there before in its list."""
    seen: set[str] = set()
    for place, code in enumerate(codes):
        if code in seen:
            yield error("R011", f"{path}[{place}].{key}", f"{code} is there twice.")
        seen.add(code)


def _at_most_one(path: str, key: str, noun: str, rows: Iterable[Linked]) -> Iterator[Problem]:
    """An error for every object with a link that another one has before it."""
    seen: dict[str, str] = {}
    for place, (code, link) in enumerate(rows):
        if link in seen:
            sentence = f"{noun} {code} has the same {key} as {seen[link]}: {link}. Only one may."
            yield error("R026", f"{path}[{place}].{key}", sentence)
        elif link:
            seen[link] = code


def check_sources(
    ruleset: Ruleset, path: str, label: str, codes: Iterable[str]
) -> Iterator[Problem]:
    """An error for every code that the source register lacks."""
    for place, code in enumerate(codes):
        if code not in ruleset.source:
            yield error(
                "R012",
                f"{path}.sources[{place}]",
                f"{label} names the source {code}, which is not in the source register.",
            )


def _options(ruleset: Ruleset) -> Iterator[Problem]:
    keys = [row.key for row in ruleset.options]
    if sorted(keys) != sorted(OPTIONS):
        yield error(
            "R010", "options", f"The options must be exactly {', '.join(OPTIONS)}, each once."
        )
    for place, row in enumerate(ruleset.options):
        if not row.next_actions:
            path = f"options[{place}].next_actions"
            yield error("R022", path, f"Option {row.key} needs at least one next action.")
        for number, one in enumerate(row.settled):
            where, label = f"options[{place}].settled[{number}]", f"Option {row.key}"
            if one.action not in row.actions:
                sentence = f"{label} calls an action done that is none of its actions."
                yield error("R012", f"{where}.action", sentence)
            condition = Condition(one.criterion, one.choices)
            yield from check_condition(ruleset, condition, where, label)


def _themes(ruleset: Ruleset) -> Iterator[Problem]:
    if not ruleset.themes:
        yield error("R022", "themes", "There must be at least one theme.")
    yield from duplicates("themes", "code", (row.code for row in ruleset.themes))


def _criteria(ruleset: Ruleset) -> Iterator[Problem]:
    if not ruleset.criteria:
        yield error("R022", "criteria", "There must be at least one criterion.")
    yield from duplicates("criteria", "code", (row.code for row in ruleset.criteria))
    for key in ("answered_by", "decides"):
        links = ((row.code, getattr(row, key)) for row in ruleset.criteria)
        yield from _at_most_one("criteria", key, "Criterion", links)
    earlier: set[str] = set()
    for place, row in enumerate(ruleset.criteria):
        path = f"criteria[{place}]"
        label = f"Criterion {row.code}"
        if row.code in ruleset.theme:
            yield error("R021", f"{path}.code", f"{label} has the same code as a theme.")
        if row.theme not in ruleset.theme:
            yield error("R012", f"{path}.theme", f"{label}: there is no theme {row.theme}.")
        yield from _choices(row, path)
        yield from check_conditions(ruleset, row.show_if, f"{path}.show_if", label)
        yield from _asked_before(row, path, earlier)
        yield from check_sources(ruleset, path, label, row.sources)
        earlier.add(row.code)


def _choices(row: Criterion, path: str) -> Iterator[Problem]:
    label = f"Criterion {row.code}"
    if len(row.choices) < 2:
        yield error("R014", f"{path}.choices", f"{label} needs at least two choices.")
    numbers = [choice.number for choice in row.choices]
    yield from duplicates(f"{path}.choices", "number", map(str, numbers))
    for number in sorted(row.read_as_unknown.intersection(numbers)):
        sentence = f"{label} reads choice {number} as unknown, but still offers it."
        yield error("R015", f"{path}.read_as_unknown", sentence)
    for place, choice in enumerate(row.choices):
        if choice.effects and row.asked != "questions":
            sentence = f"{label}, choice {choice.number} may have no effect: it is not asked among the questions."
            yield error("R015", f"{path}.choices[{place}].effects", sentence)


def check_conditions(
    ruleset: Ruleset, conditions: Iterable[Condition], path: str, label: str
) -> Iterator[Problem]:
    """Errors of the conditions in the list at a path."""
    for place, row in enumerate(conditions):
        yield from check_condition(ruleset, row, f"{path}[{place}]", label)


def check_condition(ruleset: Ruleset, row: Condition, path: str, label: str) -> Iterator[Problem]:
    """Errors of a condition on a criterion or choice that does not exist, or on no choice at all."""
    criterion = ruleset.criterion.get(row.criterion)
    if criterion is None:
        sentence = f"{label} has a condition on {row.criterion}, which is no criterion."
        yield error("R012", f"{path}.criterion", sentence)
        return
    if criterion.asked == "never":
        sentence = f"{label} has a condition on {row.criterion}, which is not asked any more."
        yield error("R012", f"{path}.criterion", sentence)
    if not row.choices:
        sentence = f"{label} has a condition on {row.criterion} without any choice."
        yield error("R022", f"{path}.choices", sentence)
    for number in sorted(row.choices):
        if criterion.choice(number) is None:
            sentence = f"{label} has a condition on choice {number} of {row.criterion}, which has no such choice."
            yield error("R012", f"{path}.choices", sentence)


def _asked_before(row: Criterion, path: str, earlier: set[str]) -> Iterator[Problem]:
    """A question may depend on earlier ones only; so conditions can never run in a circle."""
    for place, condition in enumerate(row.show_if):
        if condition.criterion not in earlier:
            yield error(
                "R013",
                f"{path}.show_if[{place}].criterion",
                f"Criterion {row.code} can never be reached in order: it depends on "
                f"{condition.criterion}, which is not asked before it.",
            )


def _gates(ruleset: Ruleset) -> Iterator[Problem]:
    yield from duplicates("gates", "code", (row.code for row in ruleset.gates))
    links = ((row.code, row.detailed_by) for row in ruleset.gates)
    yield from _at_most_one("gates", "detailed_by", "Gate", links)
    for place, row in enumerate(ruleset.gates):
        path = f"gates[{place}]"
        label = f"Gate {row.code}"
        yield from _kind(row, path)
        for number, trigger in enumerate(row.triggers):
            where = f"{path}.triggers[{number}].when"
            if not trigger.when:
                yield error("R022", where, f"{label} has a trigger without any condition.")
            yield from check_conditions(ruleset, trigger.when, where, label)
        yield from check_sources(ruleset, path, label, row.sources)


def _kind(row: Gate, path: str) -> Iterator[Problem]:
    """A kind belongs to a gate that rules one out, and to no other."""
    rules = "rules_out_kind" in {row.effect, *(trigger.effect for trigger in row.triggers)}
    if rules and not row.kind:
        sentence = f"Gate {row.code} rules out one kind of provider, but does not say which."
        yield error("R020", f"{path}.kind", sentence)
    if row.kind and not rules:
        sentence = f"Gate {row.code} names a kind of provider, but never rules it out."
        yield error("R020", f"{path}.kind", sentence)


def _presets(ruleset: Ruleset) -> Iterator[Problem]:
    yield from duplicates("presets", "key", (row.key for row in ruleset.presets))
    for place, row in enumerate(ruleset.presets):
        for code in row.weights:
            if code not in ruleset.criterion:
                sentence = f"Preset {row.key} weighs {code}, which is no criterion."
                yield error("R012", f"presets[{place}].weights.{code}", sentence)


def _services(ruleset: Ruleset) -> Iterator[Problem]:
    yield from duplicates("services", "slug", (row.slug for row in ruleset.services))
    for place, row in enumerate(ruleset.services):
        path = f"services[{place}]"
        yield from _prefilled(ruleset, row, path)
        for key in ("kpis", "rules", "risks", "pricing", "places", "notes"):
            for number, fact in enumerate(getattr(row, key)):
                where = f"{path}.{key}[{number}]"
                yield from check_sources(ruleset, where, f"Service {row.slug}", fact.sources)


def _prefilled(ruleset: Ruleset, row: ServiceType, path: str) -> Iterator[Problem]:
    for code, number in row.prefilled.items():
        criterion = ruleset.criterion.get(code)
        if criterion is None or criterion.choice(number) is None:
            sentence = (
                f"Service {row.slug} suggests choice {number} of {code}, which does not exist."
            )
            yield error("R012", f"{path}.prefilled.{code}", sentence)


def _precedents(ruleset: Ruleset) -> Iterator[Problem]:
    yield from duplicates("precedents", "id", (row.id for row in ruleset.precedents))
    for place, row in enumerate(ruleset.precedents):
        for number, coding in enumerate(row.codings):
            path, label = f"precedents[{place}].codings[{number}]", f"Precedent {row.id}"
            for code, choice in coding.answers.items():
                criterion = ruleset.criterion.get(code)
                if criterion is None or criterion.choice(choice) is None:
                    sentence = f"{label} has choice {choice} of {code}, which does not exist."
                    yield error("R012", f"{path}.answers.{code}", sentence)
            for code in coding.fires:
                if code not in ruleset.gate:
                    yield error("R012", f"{path}.fires", f"{label} names {code}, which is no gate.")
