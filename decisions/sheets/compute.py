"""What the formulas of our own workbook come to, stored beside them: previews, Excel's protected view and
programs that read no formulas show the figures too.

It knows what ``formulas`` and ``result`` write and no more; the tests compare every cell with LibreOffice.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from decimal import ROUND_HALF_UP, ROUND_UP, Decimal
from functools import cache
from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook
from openpyxl.utils import column_index_from_string

Value = float | str | bool | None
Place = tuple[str, int, int]
"""Sheet, row and column."""
Node = tuple[Any, ...]
TOKEN = re.compile(
    r"""\s*(?:(?P<text>"[^"]*")|(?P<number>\d+\.?\d*)
    |(?:(?P<sheet>'[^']+'|[A-Za-z]\w*)!)?\$?(?P<column>[A-Z]{1,3})\$?(?P<row>\d+)(?::\$?(?P<last>[A-Z]{1,3})\$?(?P<end>\d+))?
    |(?P<name>[A-Z]+)\(|(?P<sign><>|<=|>=|[-+*/^=<>(),]))""",
    re.VERBOSE,
)
BINDS = {"=": 1, "<>": 1, "<": 1, ">": 1, "<=": 1, ">=": 1, "+": 2, "-": 2, "*": 3, "/": 3, "^": 4}
FORMULA = re.compile(rb'(<c r="([A-Z]+)(\d+)"[^>]*?)>(<f>[^<]*</f>)<v ?(?:/>|></v>)')


def with_values(book: Workbook) -> bytes:
    """The file of the workbook, with a value beside each formula."""
    stream, whole = BytesIO(), BytesIO()
    book.save(stream)
    values = Values(book)
    names = {f"xl/worksheets/sheet{at}.xml": name for at, name in enumerate(book.sheetnames, 1)}
    with ZipFile(stream) as source, ZipFile(whole, "w", ZIP_DEFLATED) as target:
        for part in source.infolist():
            content = source.read(part)
            if part.filename in names:
                content = FORMULA.sub(_beside(values, names[part.filename]), content)
            target.writestr(part, content, ZIP_DEFLATED)
    return whole.getvalue()


def _beside(values: "Values", sheet: str) -> Callable[[re.Match[bytes]], bytes]:
    def beside(found: re.Match[bytes]) -> bytes:
        head, column, row, formula = found.groups()
        value = values.at((sheet, int(row), column_index_from_string(column.decode())))
        if isinstance(value, str):
            return head + b' t="str">' + formula + f"<v>{escape(value)}</v>".encode()
        return head + b">" + formula + f"<v>{float(value or 0)!r}</v>".encode()

    return beside


class Values:
    """The values of a workbook's cells, each worked out once."""

    def __init__(self, book: Workbook) -> None:
        self.known: dict[Place, Value] = {}
        self.formulas: dict[Place, str] = {}
        for sheet in book:
            for (row, column), cell in sheet._cells.items():
                kept: Any = self.formulas if cell.data_type == "f" else self.known
                kept[sheet.title, row, column] = cell.value

    def at(self, place: Place) -> Value:
        """The value of one cell; None when it is empty."""
        if place not in self.known and place in self.formulas:
            self.known[place] = self._worth(place[0], parsed(self.formulas[place][1:]))
        return self.known.get(place)

    def _worth(self, sheet: str, node: Node) -> Value:
        sort, *rest = node
        if sort == "is":
            return rest[0]  # type: ignore[no-any-return]
        if sort == "at":
            return self.at((rest[0] or sheet, *rest[1]))
        if sort == "minus":
            return -_number(self._worth(sheet, rest[0]))
        if sort == "two":
            return _two(rest[0], self._worth(sheet, rest[1]), self._worth(sheet, rest[2]))
        name, arguments = rest
        if name == "IF":  # only the branch that counts is worked out
            test, yes, no = arguments
            return self._worth(sheet, yes if self._worth(sheet, test) else no)
        return FUNCTIONS[name](*(found for row in arguments for found in self._each(sheet, row)))

    def _each(self, sheet: str, node: Node) -> Iterator[Value]:
        if node[0] != "range":
            yield self._worth(sheet, node)
            return
        _, other, (top, left), (bottom, right) = node
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                yield self.at((other or sheet, row, column))


@cache
def _column(letters: str) -> int:
    return int(column_index_from_string(letters))


def parsed(formula: str) -> Node:
    """A formula without its sign "=" as a tree."""
    parser = _Parser(formula)
    node = parser.expression(0)
    if parser.place < len(formula):
        raise ValueError(f"This is no formula of ours: {formula}")
    return node


class _Parser:
    def __init__(self, formula: str) -> None:
        self.formula, self.place = formula, 0
        self.next: re.Match[str] | None = None
        self._go_on()

    def _go_on(self) -> None:
        self.next = TOKEN.match(self.formula, self.place)
        self.place = self.next.end() if self.next else self.place

    def sign(self) -> str:
        """The sign that comes next, "" for none."""
        return (self.next and self.next["sign"]) or ""

    def expression(self, least: int) -> Node:
        """All that binds more tightly than ``least``."""
        node = self._one()
        while BINDS.get(self.sign(), 0) > least:
            sign = self.sign()
            self._go_on()
            node = ("two", sign, node, self.expression(BINDS[sign]))
        return node

    def _one(self) -> Node:
        token = self.next
        if token is None:
            raise ValueError("The formula ends too early.")
        self._go_on()
        if token["text"] is not None:
            return ("is", token["text"][1:-1])
        if token["number"]:
            return ("is", float(token["number"]))
        if token["column"]:
            sheet, first = (
                (token["sheet"] or "").strip("'"),
                (int(token["row"]), _column(token["column"])),
            )
            if token["last"]:
                return ("range", sheet, first, (int(token["end"]), _column(token["last"])))
            return ("at", sheet, first)
        if token["name"]:
            return ("call", token["name"], self._arguments())
        if token["sign"] == "-":
            return ("minus", self.expression(BINDS["^"]))
        node = self.expression(0)
        self._go_on()  # the closing bracket
        return node

    def _arguments(self) -> list[Node]:
        found = [self.expression(0)]
        while self.sign() == ",":
            self._go_on()
            found.append(self.expression(0))
        self._go_on()  # the closing bracket
        return found


def _number(value: Value) -> float:
    """A value in a sum: what is empty is nothing."""
    return float(value or 0)


def _alike(left: Value, right: Value) -> tuple[Any, Any]:
    """Both sides of a comparison: what is empty equals an empty text, and 0."""
    if isinstance(left, str) or isinstance(right, str):
        return "" if left is None else left, "" if right is None else right
    return _number(left), _number(right)


def _two(sign: str, left: Value, right: Value) -> Value:
    if BINDS[sign] == 1:
        one, other = _alike(left, right)
        if sign in ("=", "<>"):
            return (one == other) is (sign == "=")
        return bool(COMPARED[sign](one, other))
    return SUMS[sign](_number(left), _number(right))


COMPARED: Mapping[str, Callable[[Any, Any], bool]] = {
    "<": lambda one, other: one < other,
    ">": lambda one, other: one > other,
    "<=": lambda one, other: one <= other,
    ">=": lambda one, other: one >= other,
}
SUMS: Mapping[str, Callable[[float, float], float]] = {
    "+": lambda one, other: one + other,
    "-": lambda one, other: one - other,
    "*": lambda one, other: one * other,
    "/": lambda one, other: one / other,
    "^": lambda one, other: one**other,
}


def _figures(values: tuple[Value, ...]) -> list[float]:
    """The numbers among some cells: texts and empty ones are stepped over."""
    return [
        float(row) for row in values if isinstance(row, int | float) and not isinstance(row, bool)
    ]


def _rounded(value: Value, places: Value, way: str) -> float:
    step = Decimal(1).scaleb(-int(_number(places)))
    return float(Decimal(repr(_number(value))).quantize(step, way))


FUNCTIONS: Mapping[str, Callable[..., Value]] = {
    "AND": lambda *values: all(values),
    "OR": lambda *values: any(values),
    "N": lambda value: sum(_figures((value,))),
    "SUM": lambda *values: sum(_figures(values)),
    "COUNT": lambda *values: len(_figures(values)),
    "MIN": lambda *values: min(_figures(values), default=0),
    "MAX": lambda *values: max(_figures(values), default=0),
    "ROUND": lambda value, places: _rounded(value, places, ROUND_HALF_UP),
    "ROUNDUP": lambda value, places: _rounded(value, places, ROUND_UP),
}
