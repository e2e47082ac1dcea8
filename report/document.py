"""What a reader gets, as a closed set of blocks: pages, papers and every later format lay out these.

A page is a title and sections; a section is a heading and blocks. Texts are messages with values, or
words as people typed them (``report.messages``). Blocks hold no address: ``about`` names what a row
is about (a criterion, a gate, a step, a precedent), and ``change`` what can be tried, and whoever
renders makes links of them. ``as_read`` turns all of it into plain JSON data in one language: that is
stored with a version, and rendered.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from typing import Any, Literal

from report.messages import Catalogue, Message, Text

Tone = Literal["note", "warn", "stop"]
FigureKind = Literal["map", "strip", "bars", "tug", "known", "band", "tornado"]
PageKey = Literal["summary", "why", "sure", "steps", "money", "place", "precedents", "versions"]
PartKey = Literal["answers", "sure", "steps", "cost", "place", "precedents", "comments", "method"]


@dataclass(frozen=True, slots=True)
class About:
    """What a row is about: one of them; ``step`` is the place of a step, from 1, ``place`` what is
    said about the place of the work, ``scenario`` the changes of one (``report.whatif.query``)."""

    criterion: str = ""
    gate: str = ""
    step: int = 0
    precedent: str = ""
    place: bool = False
    scenario: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """A change that can be tried: another choice of a criterion, or another state of a gate; of the steps at
    these places (from 1), else of the whole."""

    criterion: str = ""
    choice: int | None = None
    gate: str = ""
    state: str = ""
    steps: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading inside a section."""

    text: Text


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; a ``note`` is smaller and quieter, a ``lead`` larger."""

    text: Text
    look: Literal["", "lead", "note"] = ""


@dataclass(frozen=True, slots=True)
class Items:
    """A list of texts; an ordered one may go on from another, with the number ``start``."""

    texts: Sequence[Text]
    ordered: bool = False
    start: int = 1


@dataclass(frozen=True, slots=True)
class Term:
    """A word or two, and what is said about it; ``about`` is where that is answered."""

    name: Text
    text: Text
    about: About = About()


@dataclass(frozen=True, slots=True)
class Terms:
    """A list of terms."""

    rows: Sequence[Term]


@dataclass(frozen=True, slots=True)
class Column:
    """The head of a column; numbers stand to the right."""

    name: Text
    number: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: its text, what stands small under it, the mark of an option before it."""

    text: Text
    note: Text = ""
    option: str = ""
    about: About | None = None
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table; the first cell of a row is its heading. ``caption`` is read out, and stands over it
    where it is not the heading of the section. A ``total`` row closes it."""

    caption: Text
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    total: Sequence[Cell] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """A question with its answer beneath it, and what that does.

    ``question`` is short. ``points`` with the ``side`` it pulls to, for a reason; ``then`` with the
    mark of ``option``, for a change or for what an answer settles. ``bar`` is where the bar of its pull
    stands (``report.figures.bar``), ``share`` how much the question counts.
    """

    question: Text
    answer: Text
    about: About = About()
    where: Text = ""
    points: Text = ""
    side: Text = ""
    then: Text = ""
    option: str = ""
    change: Change | None = None
    bar: Mapping[str, Any] | None = None
    share: Text = ""


@dataclass(frozen=True, slots=True)
class Answers:
    """Questions with their answers, in order."""

    rows: Sequence[Answer]


@dataclass(frozen=True, slots=True)
class Pulls:
    """All answers that pull on one question of the recommendation, as a table with bars: strongest
    first, ``smaller`` ones folded with their sum; 50 and all points give ``score``. ``columns`` name
    question and answer, points, and how much a question counts."""

    columns: Sequence[Text]
    away: Text
    towards: Text
    option_away: str
    option_towards: str
    rows: Sequence[Answer]
    smaller: Sequence[Answer]
    smaller_name: Text
    smaller_points: Text
    smaller_share: Text
    total_name: Text
    score: Text


@dataclass(frozen=True, slots=True)
class Sign:
    """A sign of a figure, by a key that whoever draws it knows, and what it stands for."""

    key: str
    text: Text


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure: numbers to draw (``data``, see ``report.figures``), the ``alt`` that says what it shows,
    what its signs mean, a line below it, and the same as a table."""

    kind: FigureKind
    data: Mapping[str, Any]
    alt: Text
    legend: Sequence[Sign] = ()
    note: Text = ""
    table: Table | None = None


@dataclass(frozen=True, slots=True)
class Callout:
    """Something that must not be overlooked."""

    tone: Tone
    title: Text
    texts: Sequence[Text] = ()


@dataclass(frozen=True, slots=True)
class Actions:
    """The place of the table of actions; who renders brings the rows (``report.actions``)."""


@dataclass(frozen=True, slots=True)
class Fold:
    """Blocks that open on demand: long lists. On paper they stand open; of what is not ``on_paper`` only
    the title is told there."""

    title: Text
    blocks: Sequence["Block"]
    on_paper: bool = True


Block = (
    Heading
    | Paragraph
    | Items
    | Terms
    | Table
    | Answers
    | Pulls
    | Figure
    | Callout
    | Actions
    | Fold
)


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a page. ``key`` is its anchor and what a layout places it by; halves stand side by
    side where there is room."""

    key: str
    title: Text
    blocks: Sequence[Block]
    half: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """The headline with how sure it is, part by part, and the lines under it.

    ``marks`` are the keys of the options or ways that it names, ``confidence`` is a key too. ``label`` is
    the word of confidence; ``certainty`` the sentences, ``meaning`` what the hundred are. ``quick``: from
    the short form only.
    """

    headline: Text
    marks: Sequence[str]
    confidence: str
    label: Text
    certainty: Sequence[Text]
    meaning: Text
    lines: Sequence[Term]
    quick: bool


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a result. ``empty``: it has nothing yet, and says what would stand there."""

    key: PageKey
    title: Text
    lead: Text
    sections: Sequence[Section]
    empty: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the annex of a paper."""

    key: PartKey
    title: Text
    sections: Sequence[Section]


@dataclass(frozen=True, slots=True)
class Document:
    """A result as it is read."""

    verdict: Verdict
    pages: Sequence[Page]


def as_read(part: Any, words: Catalogue) -> Any:
    """A part of a document as plain JSON data, every text in the words of a language. A block says by
    ``kind`` what it is; a figure says by ``figure`` what it draws."""
    match part:
        case Message():
            return words.read(part)
        case Figure():
            return {"kind": "figure", "figure": part.kind, **_fields(part, words, skip="kind")}
        case Table():
            return {"kind": "table", **_fields(part, words), **_cells(part, words)}
        case _ if is_dataclass(part):
            return {"kind": type(part).__name__.lower(), **_fields(part, words)}
        case Mapping():
            return {key: as_read(value, words) for key, value in part.items()}
        case list() | tuple():
            return [as_read(value, words) for value in part]
        case _:
            return part


def _cells(table: Table, words: Catalogue) -> dict[str, Any]:
    """The rows, each cell knowing whether it stands in a column of numbers."""

    def row(cells: Sequence[Cell]) -> list[dict[str, Any]]:
        return [
            {**as_read(cell, words), "number": column.number}
            for cell, column in zip(cells, table.columns, strict=bool(cells))
        ]

    return {"rows": [row(cells) for cells in table.rows], "total": row(table.total)}


def _fields(part: Any, words: Catalogue, skip: str = "") -> dict[str, Any]:
    return {
        row.name: as_read(getattr(part, row.name), words)
        for row in fields(part)
        if row.name != skip
    }


def texts_of(shown: Any) -> list[str]:
    """Every text of a part of a document as read: for comparing what two formats say. In the order of
    the names of fields, because databases keep no other."""
    match shown:
        case {"kind": "about" | "change"}:
            return []
        case dict():
            skipped = (
                "kind",
                "figure",
                "key",
                "option",
                "confidence",
                "tone",
                "look",
                "data",
                "bar",
            )
            return [
                text
                for key, value in sorted(shown.items())
                if key not in skipped and not key.startswith("option_")
                for text in texts_of(value)
            ]
        case list():
            return [text for value in shown for text in texts_of(value)]
        case str():
            return [shown] if shown else []
        case _:
            return []
