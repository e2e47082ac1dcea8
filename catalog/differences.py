"""What changed from one definition to another, in words for a table."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from django.db.models import Model

from catalog.mapping import TABLES, leaves
from catalog.models import ReferenceSettings
from engine.model.codec import Part, Rows
from engine.model.ruleset import Ruleset

Json = dict[str, Any]
Kind = Literal["added", "changed", "removed"]


@dataclass(frozen=True, slots=True)
class Detail:
    """One value that differs; an empty text means that there was or is none."""

    label: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Change:
    """One object that was added, changed or removed. ``path`` is that of its list, or of what stands
    outside all lists."""

    kind: Kind
    what: str
    details: tuple[Detail, ...] = ()
    path: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Comparison:
    """All changes, and how many objects stayed the same."""

    changes: tuple[Change, ...]
    unchanged: int

    def count(self, kind: Kind) -> int:
        """How many objects changed in this way."""
        return sum(change.kind == kind for change in self.changes)

    @property
    def added(self) -> int:
        """How many objects are new."""
        return self.count("added")

    @property
    def changed(self) -> int:
        """How many objects have another content."""
        return self.count("changed")

    @property
    def removed(self) -> int:
        """How many objects are gone."""
        return self.count("removed")


@dataclass(frozen=True, slots=True)
class _Group:
    """A list of objects: where it stands, by which keys an object is told apart, what it is called."""

    path: str
    identity: tuple[str, ...]
    noun: str
    plural: str


def _groups() -> Iterator[_Group]:
    """Every list of a definition, called as in the admin."""
    for path, row in leaves(Ruleset):
        if path in TABLES and isinstance(row.field, Rows):
            model = TABLES[path].model
            kinds = [_label(model, *fixed) for fixed in TABLES[path].fixed.items()]
            noun, plural = (
                " ".join([str(name), *(f"({kind.lower()})" for kind in kinds)])
                for name in (model._meta.verbose_name, model._meta.verbose_name_plural)
            )
            identity = row.field.told_by or (row.field.name,)
            yield _Group(path, identity, _capital(noun), plural)


def _singles() -> Iterator[tuple[str, tuple[str, ...]]]:
    """What stands outside all lists, with its paths; settings of the reference are one thing."""
    settings = []
    for path, row in leaves(Ruleset):
        if path in TABLES and isinstance(row.field, Part):
            yield row.field.label, (path,)
        elif path not in TABLES and path.startswith("reference."):
            settings.append(path)
        elif path not in TABLES:
            yield row.field.label if isinstance(row.field, Part) else row.about[:-1], (path,)
    yield _capital(str(ReferenceSettings._meta.verbose_name)), tuple(settings)


def _label(model: type[Model], column: str, value: object) -> str:
    """A fixed value of a column as the admin shows it."""
    choices = dict(model._meta.get_field(column).choices or ())  # type: ignore[union-attr]
    return str(choices[value])


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


GROUPS, SINGLES = tuple(_groups()), tuple(_singles())
CASES = _Group("cases", ("name",), "Test case", "test cases")


def compare(old: Mapping[str, Any], new: Mapping[str, Any]) -> Comparison:
    """The differences between two definitions, in the order of the document.

    Both must be in the canonical form of ``engine.model.dump``: the database forgets the order of keys.
    """
    changes: list[Change] = []
    unchanged = 0
    for what, paths in SINGLES:
        details = _details(_picked(old, paths), _picked(new, paths))
        changes += [Change("changed", what, details, paths[0])] if details else []
    for group in GROUPS:
        before, after = (_at(document, group.path) or [] for document in (old, new))
        found, same = _compare_group(group, before, after)
        changes += found
        unchanged += same
    return Comparison(tuple(changes), unchanged)


def compare_cases(old: Sequence[Json], new: Sequence[Json]) -> Comparison:
    """The differences between two lists of test cases, which are no part of a definition."""
    changes, unchanged = _compare_group(CASES, old, new)
    return Comparison(tuple(changes), unchanged)


def place_in_words(way: Sequence[str]) -> str:
    """A place in a definition, as merging finds it, as the admin calls it: "Theme A: name"."""
    for group in (*GROUPS, CASES):
        parts = _parts(group)
        if tuple(way[: len(parts)]) == parts:
            name, *rest = way[len(parts) :] or [""]
            said = f"{group.noun} {_short(name)}".strip()
            return f"{said}: {_joined(rest)}" if rest else said
    for what, paths in SINGLES:
        for path in paths:
            parts = tuple(path.split("."))
            if tuple(way[: len(parts)]) == parts:
                rest = [*way[len(parts) if len(paths) == 1 else 1 :]]
                return f"{what}: {_joined(rest)}" if rest else what
    return _capital(_joined(way))


def _parts(group: _Group) -> tuple[str, ...]:
    return ("test cases",) if group is CASES else tuple(group.path.split("."))


def _joined(way: Sequence[str]) -> str:
    """Names of fields in words; a number stands with what it counts."""
    words = ""
    for part in way:
        said = _short(part.replace("_", " "))
        words += said if not words else f" {said}" if part.isdigit() else f", {said}"
    return words


def _at(document: Mapping[str, Any], path: str) -> Any:
    """The value at a path of keys, None where there is none."""
    value: Any = document
    for key in path.split("."):
        value = value.get(key) if isinstance(value, Mapping) else None
    return value


def _picked(document: Mapping[str, Any], paths: Sequence[str]) -> Json:
    """Some values, each under the end of its path."""
    found = {path: _at(document, path) for path in paths}
    return {
        " ".join(path.split(".")[1:] or [path]): value
        for path, value in found.items()
        if value is not None
    }


def _named(group: _Group, rows: Sequence[Json]) -> dict[str, Json]:
    """The objects by what tells them apart; the second of two alike gets a number."""
    found: dict[str, Json] = {}
    for row in rows:
        parts = [_text(row[key]) for key in group.identity if row.get(key) not in (None, [])]
        name = same = ", ".join(parts)
        count = 2
        while name in found:
            name, count = f"{same} ({count})", count + 1
        found[name] = row
    return found


def _compare_group(
    group: _Group, old: Sequence[Json], new: Sequence[Json]
) -> tuple[list[Change], int]:
    before, after = _named(group, old), _named(group, new)
    changes = []
    for key, row in after.items():
        details = _details(before.get(key, {}), row)
        if key not in before:
            changes.append(Change("added", _called(group, key, row), path=group.path))
        elif details:
            changes.append(Change("changed", _called(group, key, row), details, group.path))
    same = len(after) - len(changes)
    changes += [
        Change("removed", _called(group, key, row), path=group.path)
        for key, row in before.items()
        if key not in after
    ]
    order = [key for key in before if key in after], [key for key in after if key in before]
    if order[0] != order[1]:
        detail = Detail("order", ", ".join(order[0]), ", ".join(order[1]))
        changes.append(Change("changed", f"Order of the {group.plural}", (detail,), group.path))
    return changes, same


def _called(group: _Group, key: str, row: Json) -> str:
    name = row.get("name") or row.get("title", "")
    return f"{group.noun} {_short(key)}: {name}" if name else f"{group.noun} {_short(key)}"


def _details(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[Detail, ...]:
    before, after = dict(_flat(old)), dict(_flat(new))
    labels = [*after, *(label for label in before if label not in after)]
    return tuple(
        Detail(label, before.get(label, ""), after.get(label, ""))
        for label in labels
        if before.get(label) != after.get(label)
    )


def _flat(value: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    """Every value of an object with a label that says where it stands."""
    for key, part in value.items():
        label = f"{prefix}{key.replace('_', ' ')}"
        if isinstance(part, Mapping):
            yield from _flat(part, f"{label}, ")
        elif isinstance(part, list) and part and isinstance(part[0], Mapping):
            yield from _flat_rows(part, label)
        else:
            yield label, _text(part)


def _flat_rows(rows: Sequence[Mapping[str, Any]], label: str) -> Iterator[tuple[str, str]]:
    """Numbered parts value by value; sentences and the like as a whole, found by their text."""
    for place, row in enumerate(rows, start=1):
        if "number" in row:
            yield from _flat(row, f"{label} {row['number']}, ")
        elif name := row.get("name") or row.get("text"):
            yield f"{label}: {_short(name)}", _text(row)
        else:
            yield from _flat(row, f"{label} {place}, ")


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:57]}..."


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        return "; ".join(f"{key.replace('_', ' ')}: {_text(part)}" for key, part in value.items())
    if isinstance(value, list):
        return ", ".join(_text(part) for part in value)
    return "" if value is None else str(value)
