"""A cost case as a JSON document: the one that is stored, exported and read by ``manage.py assess``.

``plain`` and ``read_cost_case`` undo each other exactly. docs/cost-model.md describes the document.
"""

import json
from dataclasses import dataclass, fields, replace
from hashlib import sha256
from typing import Any, get_args

from engine.cost.cashflow import Timing
from engine.cost.check import problems as figure_problems
from engine.cost.lines import (
    ENDS,
    WORDS,
    CostCase,
    CostOption,
    Line,
    Prices,
    Range,
    Shape,
    Terms,
)
from engine.model.reading import InvalidInput, Node, Number, Reader, shown
from engine.model.ruleset import Mark

MOST_LINES, MOST_OPTIONS = 200, 6
"""Lines of one side, and options of one case."""
ANY = Number(-1e308, 1e308)
"""What a document may hold; ``engine.cost.check`` says what a figure may be."""
WHOLE = Number(-1000, 1000, 1.0)


@dataclass(frozen=True, slots=True)
class _Document:
    """The keys of the document."""

    terms: Terms
    in_house: tuple[Line, ...]
    options: tuple[CostOption, ...] = ()


@dataclass(frozen=True, slots=True)
class _Row:
    """The keys of one line; ``key`` may be left out where a kind has one line only."""

    kind: str
    amount: Range | None = None
    key: str = ""
    fallback: Range | None = None
    year: int = 0
    first_year: int = 1
    last_year: int | None = None
    name: str = ""
    note: str = ""
    source: str = ""
    mark: Mark = "assumption"


@dataclass(frozen=True, slots=True)
class _Way:
    """The keys of one option."""

    key: str
    lines: tuple[Line, ...]
    name: str = ""
    deal: str = ""


def read_cost_case(document: object, *, path: str = "", computable: bool = True) -> CostCase:
    """The cost case in ``document`` (parsed JSON); ``path`` leads to it in a larger one.

    Amounts are a number (certain), a list of low, likely and high, or null for "not estimated".
    Raises ``engine.model.reading.InvalidInput`` with one sentence per problem, each after its path. With
    ``computable`` that includes figures that are out of range or missing; without, only the form of
    the document counts.
    """
    reader = Reader()
    label = "The cost case"
    node = reader.node(document, path, label, _Document)
    case = CostCase(_terms(node), _lines(node, "in_house"), _options(node))
    if not reader.problems and computable:
        for problem in figure_problems(case):
            where = f"{path}.{problem.path}" if path else problem.path
            reader.fail("C001", where, problem.sentence)
    if reader.problems:
        raise InvalidInput(tuple(f"{row.path}: {row.sentence}" for row in reader.problems))
    return case


def _terms(node: Node) -> Terms:
    if "terms" not in node.value:
        return Terms("", 0, 0.0)
    path = f"{node.path}.terms" if node.path else "terms"
    terms = node.reader.node(node.value["terms"], path, "The terms", Terms)
    defaults = {row.name: row.default for row in fields(Terms)}
    rates = {
        key: terms.number(key, ANY, defaults[key])  # type: ignore[arg-type]
        for key in ("inflation", "tax", "staff_follows_volume")
    }
    return Terms(
        currency=terms.text("currency"),
        years=int(terms.number("years", WHOLE)),
        rate=terms.number("rate", ANY),
        timing=terms.one_of("timing", get_args(Timing)),
        prices=terms.one_of("prices", get_args(Prices)),
        months=int(terms.number("months", WHOLE)),
        shape=terms.one_of("shape", get_args(Shape)),
        **rates,
    )


def _options(node: Node) -> tuple[CostOption, ...]:
    rows = node.nodes("options", "option", _Way, "key")
    if len(rows) > MOST_OPTIONS:
        node.fail("C002", "options", f"there may be up to {MOST_OPTIONS} options.")
    return tuple(
        CostOption(
            key=row.code("key"),
            name=row.text("name") or row.text("key"),
            lines=_lines(row, "lines"),
            deal=row.text("deal"),
        )
        for row in rows[:MOST_OPTIONS]
    )


def _lines(node: Node, key: str) -> tuple[Line, ...]:
    rows = node.nodes(key, "line", _Row, "kind")
    if len(rows) > MOST_LINES:
        node.fail("C002", key, f"there may be up to {MOST_LINES} lines.")
    return tuple(_line(row) for row in rows[:MOST_LINES])


def _line(row: Node) -> Line:
    kind = row.code("kind")
    last = None if row.value.get("last_year") is None else int(row.number("last_year", WHOLE))
    return Line(
        key=row.code("key") or kind,
        kind=kind,
        amount=_range(row, "amount"),
        fallback=_range(row, "fallback"),
        year=int(row.number("year", WHOLE)),
        first_year=int(row.number("first_year", WHOLE, 1)),
        last_year=last,
        name=row.text("name"),
        note=row.text("note"),
        source=row.text("source"),
        mark=row.one_of("mark", ("assumption", "reported", "verified")),
    )


def _range(row: Node, key: str) -> Range | None:
    value = row.value.get(key)
    if value is None:
        return None
    figures = value if isinstance(value, list) else [value] * len(ENDS)
    if len(figures) == len(ENDS) and all(ANY.accepts(figure) for figure in figures):
        return Range(*(float(figure) for figure in figures))
    wanted = "a number, a list of low, likely and high, or null"
    row.fail("R005", key, f'"{key}" must be {wanted}, not {shown(value)}.')
    return None


def plain(case: CostCase) -> dict[str, Any]:
    """The document of a case: plain JSON data, whole numbers without a point, defaults left out."""
    return {
        "terms": _without_defaults(case.terms),
        "in_house": [_plain_line(line) for line in case.in_house],
        "options": [
            {
                "key": option.key,
                "name": option.name,
                **({"deal": option.deal} if option.deal else {}),
                "lines": [_plain_line(line) for line in option.lines],
            }
            for option in case.options
        ],
    }


def _plain_line(line: Line) -> dict[str, Any]:
    found = _without_defaults(line)
    if line.key == line.kind:
        del found["key"]
    return found


def _without_defaults(row: Any) -> dict[str, Any]:
    values = {field.name: (getattr(row, field.name), field.default) for field in fields(row)}
    return {name: _plain(value) for name, (value, default) in values.items() if value != default}


def _plain(value: object) -> Any:
    if isinstance(value, Range):
        return [_plain(value.low), _plain(value.likely), _plain(value.high)]
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return int(value)
    return value


def digest(case: CostCase) -> str:
    """SHA-256 (64 hex digits) of everything that moves a figure.

    Names, notes, sources, marks and a range behind a figure are left out: correcting a word must not
    draw other figures.
    """
    silent: dict[str, Any] = {row.name: row.default for row in fields(Line) if row.name in WORDS}

    def bare(lines: tuple[Line, ...]) -> tuple[Line, ...]:
        return tuple(
            replace(line, fallback=None if line.amount else line.fallback, **silent)
            for line in lines
        )

    figures = CostCase(
        case.terms,
        bare(case.in_house),
        tuple(CostOption(row.key, "", bare(row.lines)) for row in case.options),
    )
    text = json.dumps(plain(figures), sort_keys=True, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()
