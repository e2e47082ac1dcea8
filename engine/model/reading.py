"""Reads untrusted JSON into plain values and collects what is wrong, each with a path.

``engine.model.load`` says which keys and values a ruleset has; this module knows only JSON.
"""

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import MISSING, dataclass, fields
from datetime import date
from functools import cache
from math import isfinite
from typing import Any, Literal, TypeVar

Allowed = TypeVar("Allowed", bound=str)

LONGEST = 60
MOST_VALUES = 100_000
"""Values of one document. The whole shipped content has some 15,000."""
MOST_PROBLEMS = 1_000
CODE = re.compile(r"[A-Za-z0-9_-]{1,60}")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to correct: ``path`` leads to the value, ``sentence`` says it to an admin.

    ``id`` is stable and names the kind: R... from ``load``, L... from ``lint``.
    """

    id: str
    severity: Literal["error", "warning"]
    path: str
    sentence: str


def error(problem: str, path: str, sentence: str) -> Problem:
    """A problem that forbids to use the ruleset, by its id."""
    return Problem(problem, "error", path, sentence)


def warning(problem: str, path: str, sentence: str) -> Problem:
    """A problem with which the ruleset can be used, by its id."""
    return Problem(problem, "warning", path, sentence)


class InvalidInput(ValueError):  # noqa: N818 - named for its reader, like Http404
    """A document cannot be used; ``problems`` has one sentence each, naming the key."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Number:
    """The numbers that a value may take: ``low`` to ``high``, in multiples of ``step`` if any."""

    low: float
    high: float
    step: float | None = None

    @property
    def words(self) -> str:
        """The same in words, for a sentence."""
        kinds = {None: "a number", 0.5: "a whole or half number", 1.0: "a whole number"}
        return f"{kinds[self.step]} from {self.low:g} to {self.high:g}"

    def accepts(self, value: object) -> bool:
        """Whether the value is such a number; True, False, NaN and infinity never are."""
        if isinstance(value, bool) or not isinstance(value, int | float):
            return False
        if not self.low <= value <= self.high or not isfinite(value):
            return False
        return self.step is None or float(value / self.step).is_integer()

    def plain(self, value: float) -> float:
        """An accepted value as a whole number where only those are accepted."""
        return int(value) if self.step == 1.0 else float(value)


COUNT = Number(1, 1000, 1.0)
"""Numbers of choices and the like."""


Keys = type | tuple[str, ...]
"""The keys that an object may have: those of a dataclass, or these and no others."""


@cache
def keys_of(kind: Keys) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Required and optional keys: optional are the fields of a dataclass that have a default."""
    if isinstance(kind, tuple):
        return kind, ()
    required: list[str] = []
    optional: list[str] = []
    for field in fields(kind):
        has_default = field.default is not MISSING or field.default_factory is not MISSING
        (optional if has_default else required).append(field.name)
    return tuple(required), tuple(optional)


def holds_too_much(data: bytes) -> bool:
    """Whether JSON holds more values than any honest document: told before it is parsed, because each
    value, and each sentence about it, takes a hundred times its bytes."""
    return data.count(b",") + data.count(b"[") + data.count(b"{") > MOST_VALUES


class Reader:
    """Collects the problems of one document."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def fail(self, problem: str, path: str, sentence: str) -> None:
        """Notes an error, up to as many as anybody reads."""
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(error(problem, path, sentence))

    def node(
        self, value: object, path: str, label: str, kind: Keys, *, besides: str = ""
    ) -> "Node":
        """The object at ``path`` with its keys checked; the key ``besides`` must be there, too.

        Anything but an object is a problem and reads as an object in which every key is missing,
        without further problems.
        """
        if not isinstance(value, dict):
            self.fail("R001", path, f"{label} must be an object, not {shown(value)}.")
            return Node(self, {}, path, label, frozenset())
        required, optional = keys_of(kind)
        required = (besides, *required) if besides else required
        for key in value:
            if key not in required and key not in optional:
                self.fail("R002", join(path, key), f"{label} has the unknown key {shown(key)}.")
        for key in required:
            if key not in value:
                self.fail("R003", join(path, key), f"{label} lacks {words(key)}.")
        return Node(self, value, path, label, frozenset(required))


class Node:
    """One object of the document. Every getter returns a usable value, even after a problem."""

    def __init__(
        self,
        reader: Reader,
        value: Mapping[str, Any],
        path: str,
        label: str,
        required: frozenset[str],
    ) -> None:
        self.reader = reader
        self.value = value
        self.path = path
        self.label = label
        self.required = required

    def fail(self, problem: str, key: str, sentence: str) -> None:
        """Notes an error of one key; the sentence goes on after the label."""
        self.reader.fail(problem, join(self.path, key), f"{self.label}: {sentence}")

    def text(self, key: str, *, may_be_empty: bool = False) -> str:
        """A text; required ones must say something."""
        value = self.value.get(key)
        if key not in self.value:
            return ""
        if not isinstance(value, str):
            self.fail("R001", key, f"{words(key)} must be a text, not {shown(value)}.")
            return ""
        if key in self.required and not may_be_empty and not value.strip():
            self.fail("R004", key, f"{words(key)} is empty.")
        if UNSTORABLE.search(value):
            self.fail("R004", key, f"{words(key)} holds a character that cannot be stored.")
        return value

    def code(self, key: str) -> str:
        """A text that may stand in an address: letters, digits, hyphen, underscore."""
        value = self.text(key)
        if value.strip() and not CODE.fullmatch(value):
            self.fail("R009", key, f"{words(key)} may hold up to 60 letters, digits, - and _.")
        return value

    def one_of(self, key: str, allowed: Sequence[Allowed]) -> Allowed:
        """One of some texts; the first of them stands in when the key is missing or wrong."""
        value = self.value.get(key, allowed[0])
        for candidate in allowed:
            if value == candidate:
                return candidate
        self.fail("R007", key, f"{shown(value)} is not one of {', '.join(allowed)}.")
        return allowed[0]

    def flag(self, key: str, default: bool) -> bool:
        """True or false."""
        value = self.value.get(key, default)
        if isinstance(value, bool):
            return value
        self.fail("R001", key, f"{words(key)} must be true or false, not {shown(value)}.")
        return default

    def number(self, key: str, limits: Number, default: float = 0.0) -> float:
        """A number within limits."""
        value = self.value.get(key, default)
        if limits.accepts(value):
            return float(value)
        if key in self.value:
            self.fail("R005", key, f"{words(key)} must be {limits.words}, not {shown(value)}.")
        return default

    def numbers(self, key: str, limits: Number, problem: str = "R005") -> dict[str, float]:
        """An object of numbers within limits."""
        found = {}
        for name, value in self._object(key).items():
            if limits.accepts(value):
                found[name] = float(value)
            else:
                self.fail(
                    problem,
                    f"{key}.{name}",
                    f"{words(key)} {name} must be {limits.words}, not {shown(value)}.",
                )
        return found

    def day(self, key: str) -> date | None:
        """A day written as 2026-11-22; None when it is missing or no such day."""
        value = self.text(key)
        if not value.strip():
            return None
        with suppress(ValueError):
            if DAY.fullmatch(value):
                return date.fromisoformat(value)
        self.fail("R023", key, f"{words(key)} must be a day such as 2026-11-22.")
        return None

    def sequence(self, key: str) -> list[Any]:
        """A list; empty when missing."""
        value = self.value.get(key, [])
        if isinstance(value, list):
            return value
        self.fail("R001", key, f"{words(key)} must be a list, not {shown(value)}.")
        return []

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts that all say something."""
        found = []
        for place, value in enumerate(self.sequence(key)):
            if isinstance(value, str) and value.strip() and not UNSTORABLE.search(value):
                found.append(value)
            else:
                where = f"{key}[{place}]"
                self.fail("R004", where, f"{words(key)} holds {shown(value)}, which is no text.")
        return tuple(found)

    def whole_numbers(self, key: str) -> frozenset[int]:
        """A list of whole numbers from 1 on, such as numbers of choices."""
        found = set()
        for place, value in enumerate(self.sequence(key)):
            if COUNT.accepts(value) and isinstance(value, int):
                found.add(value)
            else:
                self.fail("R005", f"{key}[{place}]", f"{words(key)} must hold {COUNT.words} only.")
        return frozenset(found)

    def nothing(self, key: str) -> "Node":
        """An object in which every key is missing without being missed."""
        return Node(self.reader, {}, join(self.path, key), self.label, frozenset())

    def part(self, key: str, label: str, kind: Keys) -> "Node | None":
        """The object under a key, None when the key is missing."""
        if key not in self.value:
            return None
        return self.reader.node(self.value[key], join(self.path, key), label, kind)

    def nodes(self, key: str, noun: str, kind: type, name: str = "") -> list["Node"]:
        """The objects of a list; ``name`` is the key that identifies them in sentences."""
        found = []
        for place, value in enumerate(self.sequence(key)):
            identity = value.get(name) if isinstance(value, dict) else None
            called = identity if isinstance(identity, str | int) else f"no. {place + 1}"
            label = f"{noun} {called}" if not self.path else f"{self.label}, {noun} {called}"
            path = join(self.path, f"{key}[{place}]")
            found.append(self.reader.node(value, path, label, kind))
        return found

    def _object(self, key: str) -> Mapping[str, Any]:
        value = self.value.get(key, {})
        if isinstance(value, dict):
            return value
        self.fail("R001", key, f"{words(key)} must be an object, not {shown(value)}.")
        return {}


def join(path: str, key: str) -> str:
    """The path one step further down, on one line whatever the key holds."""
    step = key if key.isprintable() and len(key) <= LONGEST else shown(key)
    return f"{path}.{step}" if path else step


def words(key: str) -> str:
    """A key as it reads in a sentence."""
    return f'"{key}"'


def shown(value: object) -> str:
    """A value as it may stand in a sentence: as in JSON, on one line and short."""
    names = {True: "true", False: "false", None: "null"}
    if value is None or isinstance(value, bool):
        return names[value]
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, list):
        return "a list"
    if isinstance(value, int) and abs(value) >= 10**LONGEST:
        return "a number of many digits"  # Python refuses to write out more than 4,300
    text = repr(value) if isinstance(value, str) and value.isprintable() else ascii(value)
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 3]}..."
