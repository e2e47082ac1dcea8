"""Kinds of value that hold several numbers: by key, by axis, by code, a pair of ends."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine.model.fields import Field, Json, Split, closed, limited, plain_number
from engine.model.reading import Node, Number, words


@dataclass(frozen=True, slots=True)
class Figures(Split):
    """An object with exactly these numbers; ``kind`` is made of them (a dict, a ``Range``)."""

    keys: tuple[str, ...]
    limits: Number
    kind: type = dict

    def read(self, node: Node, key: str) -> Any:
        part = node.part(key, f"{node.label}, {key}", self.keys)
        figures = {name: part.number(name, self.limits) if part else 0.0 for name in self.keys}
        return self.kind(**figures)

    def write(self, value: Any) -> Json:
        return {name: plain_number(number) for name, number in self.split(value).items()}

    def names(self) -> tuple[str, ...]:
        return self.keys

    def split(self, value: Any) -> Mapping[str, float]:
        return value if isinstance(value, Mapping) else Split.split(self, value)

    def join(self, parts: Mapping[str, float]) -> Any:
        return self.kind(**parts)

    def schema(self, default: object) -> Json:
        return closed({key: limited(self.limits) for key in self.keys}, self.keys)


@dataclass(frozen=True, slots=True)
class Axes(Split):
    """Axis -> number, in the order of ``axes``; zeros are left out."""

    axes: tuple[str, ...]
    limits: Number
    problem: str

    def read(self, node: Node, key: str) -> dict[str, float]:
        found = node.numbers(key, self.limits, self.problem)
        for axis in found:
            if axis not in self.axes:
                sentence = f'"{axis}" is not one of {", ".join(self.axes)}.'
                node.fail("R002", f"{key}.{axis}", sentence)
        return {axis: found[axis] for axis in self.axes if found.get(axis)}

    def write(self, value: Mapping[str, float]) -> Json:
        return {axis: plain_number(value[axis]) for axis in self.axes if value.get(axis)}

    def names(self) -> tuple[str, ...]:
        return self.axes

    def split(self, value: Mapping[str, float]) -> Mapping[str, float]:
        return {axis: value.get(axis, 0.0) for axis in self.axes}

    def join(self, parts: Mapping[str, float]) -> dict[str, float]:
        return {axis: number for axis, number in parts.items() if number}

    def schema(self, default: object) -> Json:
        number = {**limited(self.limits), "not": {"const": 0}}
        return closed(dict.fromkeys(self.axes, number), ())


@dataclass(frozen=True, slots=True)
class Numbers(Field):
    """Code -> number within limits, in the order of the file."""

    limits: Number
    least: int = 0

    def read(self, node: Node, key: str) -> dict[str, float]:
        found = node.numbers(key, self.limits)
        return {name: self.limits.plain(value) for name, value in found.items()}

    def write(self, value: Mapping[str, float]) -> Json:
        return {key: plain_number(number) for key, number in value.items()}

    def schema(self, default: object) -> Json:
        least = {"minProperties": self.least} if self.least else {}
        return {"type": "object", "additionalProperties": limited(self.limits), **least}


@dataclass(frozen=True, slots=True)
class Pair(Split):
    """Two numbers, the lower one first, or none."""

    limits: Number

    def read(self, node: Node, key: str) -> tuple[float, float] | None:
        values = node.sequence(key)
        if not values:
            return None
        if len(values) == 2 and all(map(self.limits.accepts, values)) and values[0] <= values[1]:
            return float(values[0]), float(values[1])
        node.fail("R005", key, f"{words(key)} must be two weights, the lower one first.")
        return None

    def write(self, value: tuple[float, float]) -> list[float]:
        return [plain_number(number) for number in value]

    def names(self) -> tuple[str, ...]:
        return ("low", "high")

    def split(self, value: tuple[float, float]) -> Mapping[str, float]:
        return dict(zip(self.names(), value, strict=True))

    def join(self, parts: Mapping[str, float]) -> tuple[float, float]:
        return parts["low"], parts["high"]

    def schema(self, default: object) -> Json:
        return {"type": "array", "items": limited(self.limits), "minItems": 2, "maxItems": 2}
