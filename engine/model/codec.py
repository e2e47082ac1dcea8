"""Content dataclasses <-> JSON and JSON Schema, from what their fields say about themselves.

The canonical form: keys in the order of the fields, optional ones left out where they equal their
default. A key is optional when its field has a default.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import MISSING, dataclass, fields
from typing import Any, TypeVar, get_type_hints

from engine.model.fields import Field, Json, Split, Written, closed
from engine.model.reading import Node

Content = TypeVar("Content")


@dataclass(frozen=True, slots=True)
class Member:
    """One field of a content dataclass: its kind, what it says, and its default if it has one."""

    name: str
    field: Field
    about: str
    required: bool
    default: Callable[[], Any]
    written: Written | None

    def leaves_out(self, written: Any) -> bool:
        """Whether the canonical form goes without this JSON value."""
        if self.required or self.written:
            return False
        return bool(written == _json(self.field, self.default()))


def members(kind: type) -> tuple[Member, ...]:
    """The fields of a content dataclass in their order; found once per class."""
    if kind not in _MEMBERS:
        _MEMBERS[kind] = tuple(_members(kind))
    return _MEMBERS[kind]


_MEMBERS: dict[type, tuple[Member, ...]] = {}


def _members(kind: type) -> Iterator[Member]:
    hints = get_type_hints(kind, include_extras=True)
    for row in fields(kind):
        notes = getattr(hints[row.name], "__metadata__", ())
        field = next((note for note in notes if isinstance(note, Field)), None)
        if field is None:
            raise TypeError(f"{kind.__name__}.{row.name} does not say what kind of value it is.")
        about = next((note for note in reversed(notes) if isinstance(note, str)), "")
        written = next((note for note in notes if isinstance(note, Written)), None)
        factory = row.default_factory
        default = (lambda row=row: row.default) if factory is MISSING else factory
        required = row.default is MISSING and factory is MISSING
        yield Member(row.name, field, about, required, default, written)


def read(kind: type[Content], node: Node) -> Content:
    """The object of a node; its problems go to the reader of the node."""
    values = {
        row.name: row.default()
        if row.name not in node.value and not row.required
        else row.field.read(node, row.name)
        for row in members(kind)
    }
    return kind(**values)


def write(row: Any) -> Json:
    """An object in its canonical form."""
    found = {}
    for member in members(type(row)):
        value = _json(member.field, getattr(row, member.name))
        if not member.leaves_out(value):
            found[member.name] = value
    return found


def _json(field: Field, value: Any) -> Any:
    return None if value is None else field.write(value)


@dataclass(frozen=True, slots=True)
class Part(Split):
    """One object of its own; ``label`` names it in sentences."""

    kind: type
    label: str = ""

    def read(self, node: Node, key: str) -> Any:
        label = self.label or f"{node.label}, {key}"
        return read(self.kind, node.part(key, label, self.kind) or node.nothing(key))

    def write(self, value: Any) -> Json:
        return write(value)

    def names(self) -> tuple[str, ...]:
        return tuple(row.name for row in members(self.kind))

    def join(self, parts: Mapping[str, Any]) -> Any:
        return self.kind(**parts)

    def schema(self, default: object) -> Json:
        return {"$ref": f"#/$defs/{self.kind.__name__}"}


@dataclass(frozen=True, slots=True)
class Rows(Field):
    """A list of objects; ``noun`` and the field ``name`` tell one of them in sentences.

    Where no field is a name, ``told_by`` are those that tell one from another.
    """

    kind: type
    noun: str = ""
    name: str = ""
    least: int = 0
    told_by: tuple[str, ...] = ()

    def read(self, node: Node, key: str) -> Any:
        found = node.nodes(key, self.noun or key, self.kind, self.name)
        return tuple(read(self.kind, row) for row in found)

    def write(self, value: Any) -> list[Json]:
        return [write(row) for row in self.rows(value)]

    def rows(self, value: Any) -> list[Any]:
        """The objects of a value."""
        return list(value)

    def gather(self, rows: Iterable[Any]) -> Any:
        """The value of these objects."""
        return tuple(rows)

    def schema(self, default: object) -> Json:
        least = {"minItems": self.least} if self.least else {}
        return {"type": "array", "items": {"$ref": f"#/$defs/{self.kind.__name__}"}, **least}


@dataclass(frozen=True, slots=True)
class Keyed(Rows):
    """A list of objects that is looked up by the field ``key`` of each: a mapping in Python.

    It maps to the whole objects, or with ``value`` to that field of them. ``in_order`` sorts by key.
    """

    key: str = "key"
    value: str = ""
    in_order: bool = False

    def read(self, node: Node, key: str) -> dict[str, Any]:
        """The mapping; a key that comes twice is a problem."""
        found = Rows.read(self, node, key)
        names = [getattr(row, self.key) for row in found]
        for place, name in enumerate(names):
            if name in names[:place]:
                node.fail("R011", f"{key}[{place}]", f"{name} is there twice.")
        return self.gather(found)

    def gather(self, rows: Iterable[Any]) -> dict[str, Any]:
        return {
            getattr(row, self.key): getattr(row, self.value) if self.value else row for row in rows
        }

    def rows(self, value: Mapping[str, Any]) -> list[Any]:
        pairs: Iterable[tuple[str, Any]] = sorted(value.items()) if self.in_order else value.items()
        if not self.value:
            return [row for _, row in pairs]
        return [self.kind(**{self.key: key, self.value: part}) for key, part in pairs]


def schema(kind: type, keys: Collection[str] = ()) -> Json:
    """What a JSON Schema says about an object, without what it refers to (see ``definitions``).

    ``keys`` picks some of the fields; without any, all.
    """
    wanted = _picked(kind, keys)
    required = [row.name for row in wanted if row.required or row.written is Written.ASKED]
    return closed({row.name: _described(row) for row in wanted}, required)


def definitions(kind: type, keys: Collection[str] = ()) -> dict[str, Json]:
    """The schemas of all objects inside one, or in these fields, by the names of their classes."""
    return {
        row.__name__: {"description": says(row), **schema(row)}
        for part in _picked(kind, keys)
        if isinstance(part.field, Part | Rows)
        for row in (part.field.kind, *inside(part.field.kind))
    }


def inside(kind: type) -> tuple[type, ...]:
    """The classes of all objects inside one, each once."""
    found: dict[type, None] = {}
    for row in members(kind):
        if isinstance(row.field, Part | Rows):
            found |= dict.fromkeys((row.field.kind, *inside(row.field.kind)))
    return tuple(found)


def says(kind: type) -> str:
    """The first sentence of a class."""
    text = " ".join((kind.__doc__ or "").split()).replace("``", "")
    return f"{text.split('. ')[0].rstrip('.')}."


def _picked(kind: type, keys: Collection[str]) -> list[Member]:
    return [row for row in members(kind) if not keys or row.name in keys]


def _described(row: Member) -> Json:
    found = row.field.schema(None if row.required else row.default())
    return {**found, "description": row.about} if row.about else found
