"""What changed from one definition to another, in words for a table."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

Json = dict[str, Any]
Kind = Literal["added", "changed", "removed"]
Flat = dict[str, str]


@dataclass(frozen=True, slots=True)
class Detail:
    """One value that differs; an empty text means that there was or is none."""

    label: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Change:
    """One object that was added, changed or removed."""

    kind: Kind
    what: str
    details: tuple[Detail, ...] = ()


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
    key: str
    identity: str
    noun: str
    plural: str
    name: str = "name"


GROUPS = (
    _Group("options", "key", "Delivery option", "delivery options"),
    _Group("themes", "code", "Theme", "themes"),
    _Group("criteria", "code", "Criterion", "criteria"),
    _Group("gates", "code", "Gate", "gates"),
    _Group("presets", "key", "Weight preset", "weight presets"),
    _Group("services", "slug", "Service type", "service types"),
    _Group("sources", "code", "Source", "sources", "title"),
)
SINGLES = (("title", "Title of the model"), ("thresholds", "Thresholds"))


def compare(old: Mapping[str, Any], new: Mapping[str, Any]) -> Comparison:
    """The differences between two definitions, in the order of the document.

    Both must be in the canonical form of ``engine.dump``: the database forgets the order of keys.
    """
    changes: list[Change] = []
    unchanged = 0
    for key, what in SINGLES:
        details = _details({key: old.get(key)}, {key: new.get(key)})
        changes += [Change("changed", what, details)] if details else []
    for group in GROUPS:
        found, same = _compare_group(group, old.get(group.key, []), new.get(group.key, []))
        changes += found
        unchanged += same
    return Comparison(tuple(changes), unchanged)


def _compare_group(
    group: _Group, old: Sequence[Json], new: Sequence[Json]
) -> tuple[list[Change], int]:
    before = {row[group.identity]: row for row in old}
    after = {row[group.identity]: row for row in new}
    changes = []
    for key, row in after.items():
        details = _details(before.get(key, {}), row)
        if key not in before:
            changes.append(Change("added", _called(group, row)))
        elif details:
            changes.append(Change("changed", _called(group, row), details))
    same = len(after) - len(changes)
    changes += [
        Change("removed", _called(group, row)) for key, row in before.items() if key not in after
    ]
    order = [key for key in before if key in after], [key for key in after if key in before]
    if order[0] != order[1]:
        detail = Detail("order", ", ".join(order[0]), ", ".join(order[1]))
        changes.append(Change("changed", f"Order of the {group.plural}", (detail,)))
    return changes, same


def _called(group: _Group, row: Json) -> str:
    return f"{group.noun} {row[group.identity]}: {row.get(group.name, '')}"


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
