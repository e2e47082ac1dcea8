"""The kinds of value that content holds: how each is read from JSON, written back and described.

A field of a content dataclass names its kind in its type, with a sentence on what it says:
``name: Annotated[str, TEXT, "What is judged, in a few words."]``. ``engine.model.codec`` does the rest.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any

from engine.model import reading
from engine.model.reading import COUNT, Node, Number

Json = dict[str, Any]
CODE_PATTERN = f"^{reading.CODE.pattern}$"
DAY_PATTERN = f"^{reading.DAY.pattern}$"
SAYS_SOMETHING: Json = {"type": "string", "minLength": 1, "pattern": "\\S"}


class Written(Enum):
    """When an optional key stands in the canonical form although it has its default."""

    ALWAYS = "always"
    """Written always; a file may leave it out."""
    ASKED = "asked"
    """Written always, and asked for in every file."""


ALWAYS, ASKED = Written.ALWAYS, Written.ASKED


class Field:
    """One kind of value. None is written as null and never reaches ``write``."""

    def read(self, node: Node, key: str) -> Any:
        """The value under a key of an object; something usable after a problem."""
        raise NotImplementedError

    def write(self, value: Any) -> Any:
        """The value as JSON."""
        return value

    def schema(self, default: object) -> Json:
        """What a JSON Schema says about it; ``default`` is None where there is none."""
        raise NotImplementedError


class Split(Field):
    """A value of several parts, which a table keeps in as many columns."""

    def names(self) -> tuple[str, ...]:
        """The names of the parts."""
        raise NotImplementedError

    def split(self, value: Any) -> Mapping[str, Any]:
        """The parts of a value by name."""
        return {name: getattr(value, name) for name in self.names()}

    def join(self, parts: Mapping[str, Any]) -> Any:
        """The value of these parts."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class Text(Field):
    """A text. A required one must say something, unless the field ``unless`` is false or null."""

    unless: str = ""

    def read(self, node: Node, key: str) -> str:
        silent = bool(self.unless) and not node.value.get(self.unless)
        return node.text(key, may_be_empty=silent)

    def schema(self, default: object) -> Json:
        return {"type": "string"} if self.unless else SAYS_SOMETHING


@dataclass(frozen=True, slots=True)
class Code(Field):
    """A text that may stand in an address; files may be held to those of ``among``."""

    among: Sequence[str] = ()

    def read(self, node: Node, key: str) -> str:
        return node.code(key)

    def schema(self, default: object) -> Json:
        if self.among:
            return {"enum": list(self.among)}
        return {"type": "string", "pattern": CODE_PATTERN}


@dataclass(frozen=True, slots=True)
class OneOf(Field):
    """One of some texts, or null where that is allowed."""

    allowed: Sequence[str]
    nullable: bool = False

    def read(self, node: Node, key: str) -> str | None:
        if self.nullable and node.value.get(key) is None:
            return None
        return node.one_of(key, self.allowed)

    def schema(self, default: object) -> Json:
        return {"enum": [*self.allowed, *([None] if self.nullable else [])]}


@dataclass(frozen=True, slots=True)
class Flag(Field):
    """True or false; an optional one stands in a file only to say what is not usual."""

    def read(self, node: Node, key: str) -> bool:
        return node.flag(key, default=False)

    def schema(self, default: object) -> Json:
        return {"type": "boolean"} if default is None else {"const": not default}


@dataclass(frozen=True, slots=True)
class Figure(Field):
    """A number within limits; whole where the limits say so."""

    limits: Number

    def read(self, node: Node, key: str) -> float:
        return self.limits.plain(node.number(key, self.limits))

    def write(self, value: float) -> float:
        return plain_number(value)

    def schema(self, default: object) -> Json:
        return limited(self.limits)


@dataclass(frozen=True, slots=True)
class Texts(Field):
    """A list of texts; ``item`` says in the terms of JSON Schema what files are held to."""

    item: Mapping[str, Any]
    unique: bool = False
    least: int = 0

    def read(self, node: Node, key: str) -> tuple[str, ...]:
        return node.texts(key)

    def write(self, value: Sequence[str]) -> list[str]:
        return list(value)

    def schema(self, default: object) -> Json:
        return _list(dict(self.item), self.least, unique=self.unique)


@dataclass(frozen=True, slots=True)
class Choices(Field):
    """Numbers of choices, in rising order."""

    def read(self, node: Node, key: str) -> frozenset[int]:
        return node.whole_numbers(key)

    def write(self, value: frozenset[int]) -> list[int]:
        return sorted(value)

    def schema(self, default: object) -> Json:
        return _list(limited(COUNT), least=1, unique=True)


@dataclass(frozen=True, slots=True)
class Day(Field):
    """A day such as 2026-11-22."""

    def read(self, node: Node, key: str) -> date | None:
        """See ``Field``. A required day that is none is the first there is."""
        return node.day(key) or (date.min if key in node.required else None)

    def write(self, value: date) -> str:
        return value.isoformat()

    def schema(self, default: object) -> Json:
        return {"type": "string", "format": "date", "pattern": DAY_PATTERN}


TEXT, CODE, FLAG, DAY, CHOICES = Text(), Code(), Flag(), Day(), Choices()
TEXTS = Texts(SAYS_SOMETHING)
CODES = Texts({"type": "string", "pattern": CODE_PATTERN})
UNIQUE_CODES = Texts({"type": "string", "pattern": CODE_PATTERN}, unique=True)


def plain_number(value: float) -> float | int:
    """Whole numbers without a point."""
    return int(value) if float(value).is_integer() else float(value)


def closed(properties: Mapping[str, Json], required: Sequence[str]) -> Json:
    """The schema of an object that has no other keys."""
    return {
        "type": "object",
        "additionalProperties": False,
        "required": list(required),
        "properties": dict(properties),
    }


def limited(limits: Number) -> Json:
    """The schema of a number within limits."""
    whole = limits.step == 1.0
    step = {} if whole or limits.step is None else {"multipleOf": limits.step}
    low, high = plain_number(limits.low), plain_number(limits.high)
    return {"type": "integer" if whole else "number", "minimum": low, "maximum": high, **step}


def _list(item: Json, least: int, *, unique: bool) -> Json:
    bounds = {"minItems": least} if least else {}
    return {"type": "array", "items": item, **bounds, **({"uniqueItems": True} if unique else {})}
