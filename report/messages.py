"""Messages: every sentence of result and paper stands once in a catalogue, by id, with named values.

The catalogue of a language is a gettext file in ``report/words``: msgctxt is the id, msgid the English
sentence, msgstr its translation. A gap falls back to English, never to an id. Numbers, money and days
are written here alone, as the language writes them.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cache
from gettext import c2py
from pathlib import Path
from typing import Any, Literal, cast

from babel import Locale
from babel.dates import format_date
from babel.lists import format_list
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from engine.outcome import in_hundred
from report import numbers

WORDS = Path(__file__).resolve().parent / "words"
ENGLISH = "en"
LOCALES = {ENGLISH: "en_GB"}
"""The conventions for days and numbers of a language, where they differ from its bare name."""
RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
"""Letters of Hebrew, Arabic and their kin."""
ISOLATE, END_OF_ISOLATE = "\u2068", "\u2069"


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence of the catalogue with its values. ``count`` chooses singular or plural."""

    id: str
    values: Mapping[str, "Value"] = field(default_factory=dict)


Text = str | Message
"""A message, or words of others as they stand: names and notes that people typed, texts of the
decision model."""


@dataclass(frozen=True, slots=True)
class Chance:
    """A share of the draws (0 to 1), written as a whole number of a hundred."""

    probability: float


@dataclass(frozen=True, slots=True)
class Percent:
    """A share (0 to 1), written as a whole per cent: 100 only when it is all, 0 only for nothing."""

    share: float


@dataclass(frozen=True, slots=True)
class Points:
    """Points of a question, with their sign and one decimal."""

    points: float


@dataclass(frozen=True, slots=True)
class Size:
    """Points or a score without a sign, with one decimal."""

    points: float


@dataclass(frozen=True, slots=True)
class Score:
    """A place on the scale from 0 to 100, with one decimal like the points that it is the sum of."""

    score: float


@dataclass(frozen=True, slots=True)
class Money:
    """An amount without its sign, to two figures: "EUR 340,000", "EUR 1.2 million"."""

    amount: Decimal
    currency: str


@dataclass(frozen=True, slots=True)
class Number:
    """A number with at most two decimals: "7", "2.5"."""

    number: float


@dataclass(frozen=True, slots=True)
class Entered:
    """A figure as somebody entered it, to its last decimal: "50,000", "0.125"."""

    figure: float


@dataclass(frozen=True, slots=True)
class Language:
    """A language by its ISO 639 code, written as its name."""

    code: str


@dataclass(frozen=True, slots=True)
class ShortDay:
    """A day where there is little room: "5 Jan 2027"."""

    day: date


@dataclass(frozen=True, slots=True)
class Listed:
    """Several texts as one: "A, B and C", or with "or"."""

    items: Sequence["Value"]
    last: Literal["and", "or"] = "and"


Value = (
    str
    | int
    | date
    | Message
    | Chance
    | Percent
    | Points
    | Size
    | Score
    | Money
    | Number
    | Entered
    | Language
    | ShortDay
    | Listed
)


def say(id: str, /, **values: Value) -> Message:
    """The message with this id."""
    return Message(id, values)


def joined(parts: Sequence[Text]) -> Text:
    """Remarks one behind the other, with a dot between."""
    if len(parts) < 2:
        return parts[0] if parts else ""
    return say("joined", first=parts[0], rest=joined(parts[1:]))


def sentences(parts: Sequence[Text]) -> Text:
    """Whole sentences one after the other."""
    if len(parts) < 2:
        return parts[0] if parts else ""
    return say("sentences", first=parts[0], rest=sentences(parts[1:]))


def places(numbers: Sequence[int]) -> Listed:
    """Places in order as few words: "1, 2, 5 to 9 and 12"."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    found: list[Value] = []
    for run in runs:
        found += [say("places.run", first=run[0], last=run[-1])] if len(run) > 2 else run
    return Listed(found)


def at(steps: Sequence[int]) -> Text:
    """The steps that something is about by their places, "" for the whole."""
    if len(steps) > 1:
        return say("steps.numbered", places=places(steps))
    return say("step.numbered", place=steps[0]) if steps else ""


@dataclass(frozen=True)
class Catalogue:
    """The sentences of one language by id."""

    language: str
    singular: Mapping[str, str]
    plural: Mapping[str, tuple[str, ...]]
    form: Callable[[int], int]

    def read(self, text: Text) -> str:
        """The text in words. Raises ``KeyError`` for an id or a value that is missing."""
        if isinstance(text, str):
            return text
        values = {name: self._written(value) for name, value in text.values.items()}
        said = self._sentence(text).format_map(values)
        return f"{self._start}{said}" if ISOLATE in said else said

    def _sentence(self, message: Message) -> str:
        forms = self.plural.get(message.id)
        if forms is None:
            return self.singular[message.id]
        return forms[self.form(cast(int, message.values["count"]))]

    def _written(self, value: Value) -> str:
        match value:
            case Listed(items, last):
                written = [self._written(item) for item in items]
                return format_list(written, "or" if last == "or" else "standard", self._locale)
            case Message():
                return self.read(value)
            case bool():
                raise TypeError("True and False are no words.")
            case int() | Number() | Entered():
                return self._figure(value)
            case date():
                return format_date(value, "long", locale=self._locale)
            case ShortDay(day):
                return format_date(day, "medium", locale=self._locale)
            case Language(code):
                return str(self._locale.languages.get(code, code))
            case _:
                return _number(value)

    def _figure(self, value: "int | Number | Entered") -> str:
        is_exact = isinstance(value, Entered)
        match value:
            case Number(number):
                figure = Decimal(repr(round(number, 2)))
            case Entered(number):
                figure = numbers.exact(number)
            case _:
                figure = Decimal(value)
        said = format_decimal(
            figure.normalize(), locale=self._locale, decimal_quantization=not is_exact
        )
        return said.replace("-", numbers.MINUS)

    @property
    def region(self) -> str:
        """The region whose conventions it keeps to ("GB"), "" for none."""
        return self._locale.territory or ""

    @property
    def _start(self) -> str:
        """What says that a sentence runs as this language does, whatever the first letters in it are."""
        return "\u200e" if self._locale.text_direction == "ltr" else "\u200f"

    @property
    def _locale(self) -> Locale:
        return Locale.parse(LOCALES.get(self.language, self.language))


def _number(value: str | Chance | Percent | Points | Size | Score | Money) -> str:
    match value:
        case Chance(probability):
            return str(in_hundred(probability))
        case Percent(share):
            return str(numbers.percent(share))
        case Points(points):
            return numbers.signed(points)
        case Size(points):
            return f"{abs(points):.1f}"
        case Score(score):
            return f"{score:.1f}"
        case Money(amount, currency):
            return numbers.rounded(amount, currency)
        case _:
            return apart(value)


def apart(words: str) -> str:
    """What people typed, for the middle of a sentence: words that run from right to left are set apart by the
    characters that Unicode has for it, so that they do not turn the numbers and marks beside them."""
    if not RIGHT_TO_LEFT.search(words) or words.startswith(ISOLATE):
        return words
    return f"{ISOLATE}{words}{END_OF_ISOLATE}"


@cache
def catalogue(language: str = ENGLISH) -> Catalogue:
    """The catalogue of a language; what it lacks is English. Raises ``OSError`` without its file."""
    with (WORDS / f"{language}.po").open("rb") as file:
        found = read_po(file, locale=LOCALES.get(language, language), abort_invalid=True)
    return catalogue_of(found, language)


def catalogue_of(found: Any, language: str) -> Catalogue:
    """The catalogue that a gettext file holds."""
    singular: dict[str, str] = {}
    plural: dict[str, tuple[str, ...]] = {}
    for row in found:
        if not row.id:
            continue
        if isinstance(row.id, str):
            singular[row.context] = row.string or row.id
        else:
            plural[row.context] = tuple(row.string) if all(row.string) else tuple(row.id)
    return Catalogue(language, singular, plural, c2py(found.plural_expr))


def read(text: Text, language: str = ENGLISH) -> str:
    """The text in the words of a language."""
    return catalogue(language).read(text)
