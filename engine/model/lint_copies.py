"""Objects that say the same as another one of their kind: a copy that nobody finished.

Two questions that ask the same count twice, and a list with two entries of one name cannot be read.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator
from typing import Any

from engine.model.reading import Problem, warning
from engine.model.ruleset import Ruleset

Says = tuple[str, Callable[[Any], Hashable]]
"""What is compared, in words, and what an object says of it; nothing compares equal to nothing."""
SHORT = 3
"""Choices that are worded alike make a copy from so many on: many questions are yes or no."""


def lint_copies(ruleset: Ruleset) -> Iterator[Problem]:
    """A warning for every object that says the same as an earlier one, in the order of the document."""
    content = ruleset.reference
    name, title = ("name", _text("name")), ("title", _text("title"))
    question = ("question", _text("question"))
    lists: tuple[tuple[str, str, str, Iterable[Any], tuple[Says, ...]], ...] = (
        ("themes", "Theme", "code", ruleset.themes, (name,)),
        (
            "criteria",
            "Criterion",
            "code",
            ruleset.criteria,
            (name, question, ("short question", _text("short")), ("choices", _choices)),
        ),
        ("gates", "Gate", "code", ruleset.gates, (name, question)),
        ("presets", "Preset", "key", ruleset.presets, (name, ("weights", _weights))),
        (
            "services",
            "Service",
            "slug",
            ruleset.services,
            (name, ("summary", _text("summary"))),
        ),
        ("sources", "Source", "code", ruleset.sources, (("title and place", _source),)),
        ("precedents", "Precedent", "id", ruleset.precedents, (title,)),
        (
            "reference.places.countries",
            "Country",
            "code",
            [row for _, row in sorted(content.places.countries.items())],
            (name,),
        ),
        (
            "reference.engagement.forms",
            "Form",
            "key",
            content.engagement.forms.values(),
            (name,),
        ),
        ("reference.regimes.questions", "Question", "key", content.regimes.questions, (name,)),
        ("reference.regimes.regimes", "Regime", "key", content.regimes.regimes, (name,)),
        ("reference.cost.deals", "Deal", "key", content.cost.deals, (name,)),
        ("reference.cost.rates", "Discount rate", "key", content.cost.rates, (name,)),
    )
    for path, noun, key, rows, says in lists:
        yield from _alike(path, noun, key, rows, says)
    yield from _parts_alike(ruleset)


PARTS = (
    ("steps", "step", "name"),
    ("kpis", "measure", "name"),
    ("rules", "rule", "text"),
    ("risks", "risk", "text"),
    ("pricing", "form of price", "text"),
    ("places", "place", "text"),
    ("notes", "note", "text"),
)
"""What a service type lists, and by what two of a list are one."""


def _parts_alike(ruleset: Ruleset) -> Iterator[Problem]:
    """The same among the parts of one object: two answers of one wording cannot be told apart."""
    for place, row in enumerate(ruleset.criteria):
        texts = [choice.text for choice in row.choices]
        yield from _twice(f"criteria[{place}].choices", f"Criterion {row.code}: choice", texts)
    for place, service in enumerate(ruleset.services):
        path, said = f"services[{place}]", f"Service {service.slug}:"
        for name, noun, key in PARTS:
            texts = [getattr(part, key) for part in getattr(service, name)]
            yield from _twice(f"{path}.{name}", f"{said} {noun}", texts)
        yield from _twice(f"{path}.countries", f"{said} country", service.countries)


def _twice(path: str, noun: str, texts: Iterable[str]) -> Iterator[Problem]:
    seen: set[str] = set()
    for place, text in enumerate(texts):
        words = _plain(text)
        if words and words in seen:
            sentence = f"{noun} {place + 1} says the same as an earlier one."
            yield warning("L028", f"{path}[{place}]", sentence)
        seen.add(words)


def _alike(
    path: str, noun: str, key: str, rows: Iterable[Any], says: tuple[Says, ...]
) -> Iterator[Problem]:
    """One warning an object, for the first thing that it has in common with an earlier one."""
    seen: dict[tuple[str, Hashable], str] = {}
    for place, row in enumerate(rows):
        code = getattr(row, key)
        found = [(what, of(row)) for what, of in says]
        same = next(
            ((what, text) for what, text in found if text not in ("", ()) and (what, text) in seen),
            None,
        )
        if same and getattr(row, "asked", "") != "never":
            sentence = f"{noun} {code} has the same {same[0]} as {seen[same]}."
            yield warning("L028", f"{path}[{place}]", sentence)
        for part in found:
            seen.setdefault(part, code)


def _text(name: str) -> Callable[[Any], str]:
    return lambda row: _plain(getattr(row, name))


def _plain(text: str) -> str:
    """The words alone: a copy with another capital or full stop is still one."""
    kept = "".join(letter if letter.isalnum() else " " for letter in text.casefold())
    return " ".join(kept.split())


def _choices(row: Any) -> Hashable:
    """How each choice is worded and what it moves; nothing for a few."""
    said = tuple((_plain(choice.text), tuple(choice.effects.items())) for choice in row.choices)
    return said if len(said) >= SHORT else ()


def _weights(row: Any) -> Hashable:
    return tuple(sorted(row.weights.items()))


def _source(row: Any) -> str:
    return f"{_plain(row.title)} {_plain(row.where)}"
