"""Three-way merge of content: what was shipped last, what stands here, and what is shipped now.

What only one side changed is taken from that side, down to single fields, choices and codes in a list.
Where both changed the same in different ways, what stands here is kept unless somebody chooses the other.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from engine.model.codec import Keyed, Part, Rows, members
from engine.model.ruleset import Ruleset

Json = dict[str, Any]
Way = tuple[str, ...]
NAMES = ("name", "text")
"""The fields that tell objects apart whose list does not say by which."""
GONE: Any = object()
"""What a side has where the other one has something."""


@dataclass(frozen=True, slots=True)
class Clash:
    """One thing that both sides changed in different ways; None is a thing that is not there."""

    way: Way
    was: Any
    yours: Any
    shipped: Any

    @property
    def key(self) -> str:
        """The same for the same place, whatever stands there."""
        return ", ".join(part.replace("_", " ") for part in self.way)


@dataclass(slots=True)
class Merge:
    """A merge in the making. ``take`` are the keys of the clashes in which the shipped side is taken."""

    take: Collection[str] = ()
    clashes: list[Clash] = field(default_factory=list)

    def definition(self, base: Json, yours: Json, shipped: Json) -> Json:
        """The merged definition."""
        return {**yours, **self._object((), Ruleset, (base, yours, shipped))}

    def cases(
        self, base: Sequence[Json], yours: Sequence[Json], shipped: Sequence[Json]
    ) -> list[Json]:
        """The merged test cases."""
        return self._rows(("test cases",), ("name",), None, (base, yours, shipped))

    def _object(self, way: Way, kind: type, sides: Sequence[Json]) -> Json:
        found = {
            row.name: self._value(
                (*way, row.name), row.field, [side.get(row.name, GONE) for side in sides]
            )
            for row in members(kind)
        }
        return {name: value for name, value in found.items() if value is not GONE}

    def _value(self, way: Way, kind: Any, sides: Sequence[Any]) -> Any:
        base, yours, shipped = sides
        if yours == shipped or shipped == base:
            return yours
        if yours == base:
            return shipped
        if isinstance(kind, Part) and GONE not in sides:
            return self._object(way, kind.kind, sides)
        if isinstance(kind, Rows) and (told_by := _told_by(kind)):
            lists = [[] if side is GONE else side for side in sides]
            return self._rows(way, told_by, kind.kind, lists) or GONE
        if all(isinstance(side, Mapping) for side in (yours, shipped)):
            return self._mapping(way, [{} if side is GONE else side for side in sides])
        if all(_is_plain(side) for side in sides):
            return _plain(*([] if side is GONE else side for side in sides))
        clash = Clash(way, *(None if side is GONE else side for side in sides))
        self.clashes.append(clash)
        return shipped if clash.key in self.take else yours

    def _mapping(self, way: Way, sides: Sequence[Json]) -> Json:
        names = dict.fromkeys([*sides[1], *sides[2]])
        found = {
            name: self._value((*way, name), None, [side.get(name, GONE) for side in sides])
            for name in names
        }
        return {name: value for name, value in found.items() if value is not GONE}

    def _rows(
        self, way: Way, told_by: Sequence[str], kind: type | None, lists: Sequence[Sequence[Json]]
    ) -> list[Json]:
        named = [_named(told_by, rows) for rows in lists]
        found = []
        for name in _order(*(list(side) for side in named)):
            sides = [side.get(name, GONE) for side in named]
            whole = kind is None or GONE in sides
            row = (
                self._value((*way, name), None, sides)
                if whole
                else self._object((*way, name), kind, sides)  # type: ignore[arg-type]
            )
            found.append(row)
        return [row for row in found if row is not GONE]


def _told_by(kind: Rows) -> tuple[str, ...]:
    """The fields that tell the objects of a list apart; none where only their place does."""
    if kind.told_by or kind.name:
        return kind.told_by or (kind.name,)
    if isinstance(kind, Keyed):
        return (kind.key,)
    names = {row.name for row in members(kind.kind)}
    return tuple(name for name in NAMES if name in names)[:1]


def _named(told_by: Sequence[str], rows: Sequence[Json]) -> dict[str, Json]:
    """Objects by what tells them apart; the second of two alike gets a number."""
    found: dict[str, Json] = {}
    for row in rows:
        name = same = ", ".join(str(row.get(part, "")) for part in told_by)
        count = 2
        while name in found:
            name, count = f"{same} ({count})", count + 1
        found[name] = row
    return found


def _order(base: list[str], yours: list[str], shipped: list[str]) -> list[str]:
    """All names, in the order of the side that moved some; what only the other has follows the one
    before it there."""
    moved = [name for name in yours if name in base] != [name for name in base if name in yours]
    frame, other = (yours, shipped) if moved else (shipped, yours)
    found = list(frame)
    for place, name in enumerate(other):
        if name not in found:
            found.insert(found.index(other[place - 1]) + 1 if place else 0, name)
    return found


def _is_plain(side: Any) -> bool:
    """Whether it is a list of codes, texts or numbers, each once."""
    if side is GONE:
        return True
    simple = isinstance(side, list) and all(isinstance(part, str | int) for part in side)
    return simple and len(set(side)) == len(side)


def _plain(base: list[Any], yours: list[Any], shipped: list[Any]) -> list[Any]:
    """What either added is there, what either removed is not."""
    gone = [part for part in base if part not in yours or part not in shipped]
    return [part for part in dict.fromkeys([*yours, *shipped]) if part not in gone]
