"""A workbook that may be anything -> plain cells as JSON: a program of its own, in limits of its own.

``book`` runs it; whatever is wrong with a file can at worst end this process. So it needs nothing but the
standard library, and what a cell means is not decided here.
"""

import json
import os
import re
import sys
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from importlib import import_module
from io import BytesIO
from posixpath import dirname, join, normpath
from threading import Thread
from time import sleep
from typing import Any
from xml.parsers.expat import ExpatError, ParserCreate
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

LARGEST_FILE = 1_000_000
MOST_PARTS, MOST_SHEETS = 200, 40
LARGEST_PART, LARGEST_INSIDE = 4_000_000, 6_000_000
"""Bytes unpacked, of one part and of all that are read; an exported case has about 66,000."""
MOST_ELEMENTS, MOST_ATTRIBUTES = 200_000, 100
MOST_CELLS, MOST_FORMATS = 60_000, 5_000
LONGEST_TEXT, MOST_TEXT = 32_767, 2_000_000
"""Letters of one cell, which is what Excel allows, and of all that are given back."""
SECONDS, MEMORY = 2, 128 * 2**20
"""Of the processor, and bytes of address space."""
GLANCE = 0.01
"""Seconds between two looks at the memory, where the system does not look."""

MAIN = (
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main ",
    "http://purl.oclc.org/ooxml/spreadsheetml/main ",  # "Strict Open XML Spreadsheet"
)
FOREIGN = ("vbaproject", "externallink", "activex", "macrosheets/")
NUMBER = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?")
WHOLE = re.compile(r"[-+]?\d{1,15}")
REFERENCE = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")
ESCAPED = re.compile(
    "_x(0009|000[aAdD]|00[2-9a-fA-F]..|0[1-9a-fA-F]..|[1-9a-cA-C]...|[eE]...)_".replace(
        ".", "[0-9a-fA-F]"
    )
)
LETTERS, LONGEST_NUMBER = 26, 40
Cell = list[Any]
"""Row, column, kind, value, number of its format, and whether a formula made it. Kinds are those of the
format: n, s, b, e, d; "x" where ``value`` says what is wrong."""


class Refused(Exception):  # noqa: N818 - named for its reader
    """The file as a whole cannot be read; the message is a key that ``book`` has a sentence for."""


class Broken(Exception):  # noqa: N818 - named for its reader
    """One sheet or cell cannot be read; the message says why."""


class Archive:
    """The parts of the file by name, whatever its letters' case."""

    def __init__(self, data: bytes) -> None:
        try:
            self.file = ZipFile(BytesIO(data))
        except (BadZipFile, ValueError, OSError, NotImplementedError):
            starts = {b"\xd0\xcf\x11\xe0": "old", b"PK\x03\x04": "cut"}
            raise Refused(starts.get(data[:4], "no_sheet")) from None
        rows = self.file.infolist()
        self.parts = {_name(row.filename): row for row in rows}
        if any(word in name for name in self.parts for word in FOREIGN):
            raise Refused("macros")
        if len(rows) > MOST_PARTS or any(_is_huge(row) for row in rows):
            raise Refused("huge")
        if len(self.parts) < len(rows):
            raise Refused("no_sheet")  # two parts of one name: nobody knows which of them counts
        if "content.xml" in self.parts and "mimetype" in self.parts:
            raise Refused("open_document")
        self.left = LARGEST_INSIDE

    def read(self, name: str) -> bytes:
        """A part, as far as it may be read."""
        part = self.parts.get(_name(name))
        if (
            part is None
            or part.flag_bits & 1
            or part.compress_type not in (ZIP_STORED, ZIP_DEFLATED)
        ):
            raise Refused("no_sheet")
        with self.file.open(part) as opened:
            found = opened.read(min(LARGEST_PART, self.left) + 1)
        self.left -= len(found)
        if len(found) > LARGEST_PART or self.left < 0:
            raise Refused("huge")
        return found


def _name(name: str) -> str:
    return normpath(name.replace("\\", "/")).lstrip("/").lower()


def _is_huge(part: ZipInfo) -> bool:
    return part.file_size > LARGEST_PART and part.filename.lower().endswith((".xml", ".rels"))


class Elements:
    """Walks the elements of one part and counts those of the whole file. Only those of a spreadsheet's
    own namespace are told, by their plain name; others are stepped over."""

    seen = 0

    def __init__(self, *, only: tuple[str, ...] = MAIN) -> None:
        self.only = only
        self.text: list[str] | None = None
        self.parser = ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._words
        self.parser.StartDoctypeDeclHandler = self._doctype

    def walk(self, data: bytes) -> None:
        """Every element of ``data``. Raises ``Broken``."""
        if data.count(b"<") > 2 * MOST_ELEMENTS:
            raise Refused("huge")  # before it takes its time
        try:
            self.parser.Parse(data, True)
        except ExpatError as error:
            raise Broken(f"is broken in line {error.lineno} of its XML") from None
        except (ValueError, LookupError):
            raise Broken("is written in an encoding that is not known") from None

    def start(self, name: str, said: dict[str, str]) -> None:
        """An element begins."""

    def end(self, name: str) -> None:
        """An element ends."""

    def _start(self, name: str, said: dict[str, str]) -> None:
        Elements.seen += 1
        if Elements.seen > MOST_ELEMENTS or len(said) > MOST_ATTRIBUTES:
            raise Refused("huge")
        if name.startswith(self.only):
            self.start(name.rpartition(" ")[2], said)

    def _end(self, name: str) -> None:
        if name.startswith(self.only):
            self.end(name.rpartition(" ")[2])

    def _words(self, text: str) -> None:
        if self.text is not None:
            self.text.append(text)

    def _doctype(self, *_: object) -> None:
        raise Refused("no_sheet")  # no program writes one, and its entities may be anything


class Relations(Elements):
    """Where the parts that a part names stand: id -> (sort, address)."""

    def __init__(self, archive: Archive, part: str) -> None:
        super().__init__(only=("http://",))
        self.base = dirname(part)
        self.found: dict[str, tuple[str, str]] = {}
        self.walk(archive.read(join(self.base, "_rels", f"{part.rpartition('/')[2]}.rels")))

    def start(self, name: str, said: dict[str, str]) -> None:
        """One relation."""
        if name == "Relationship" and said.get("TargetMode") != "External":
            target = said.get("Target", "")
            address = target if target.startswith("/") else join(self.base, target)
            sort = said.get("Type", "").rpartition("/")[2]
            self.found[said.get("Id", "")] = (sort, address)

    def of(self, sort: str) -> list[str]:
        """The addresses of one sort of part."""
        return [address for found, address in self.found.values() if found == sort]


class Sheets(Elements):
    """The names of the sheets in their order, with their relations."""

    def __init__(self, data: bytes) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []
        self.is_workbook = False
        self.walk(data)

    def start(self, name: str, said: dict[str, str]) -> None:
        """A sheet of the workbook."""
        self.is_workbook |= name == "workbook"
        if name == "sheet":
            key = next((said[row] for row in said if row.endswith("/relationships id")), "")
            self.found.append((said.get("name", "")[:LONGEST_TEXT], key))
            if len(self.found) > MOST_SHEETS:
                raise Refused("huge")


class Formats(Elements):
    """How numbers are shown: the number and the code of each style, None for a code that is built in."""

    def __init__(self, data: bytes) -> None:
        super().__init__()
        self.codes: dict[str, str] = {}
        self.styles: list[str] = []
        self.inside = False
        self.walk(data)

    def start(self, name: str, said: dict[str, str]) -> None:
        """A code, or a style that names one."""
        if name == "numFmt":
            self.codes[said.get("numFmtId", "")] = said.get("formatCode", "")[:LONGEST_TEXT]
        elif name == "cellXfs":
            self.inside = True
        elif name == "xf" and self.inside:
            self.styles.append(said.get("numFmtId", "0"))
        if len(self.styles) > MOST_FORMATS or len(self.codes) > MOST_FORMATS:
            raise Refused("huge")

    def end(self, name: str) -> None:
        """The styles of the cells end."""
        if name == "cellXfs":
            self.inside = False

    def at(self, place: str) -> list[Any]:
        """The number and the code of a style. Raises ``Broken``."""
        if not WHOLE.fullmatch(place) or not 0 <= int(place) < max(1, len(self.styles)):
            raise Broken("has a format that the file does not hold")
        number = self.styles[int(place)] if self.styles else "0"
        if not WHOLE.fullmatch(number):
            raise Broken("has a format that the file does not hold")
        return [int(number), self.codes.get(number)]


class Texts(Elements):
    """Texts that cells share, by number; without what is only written to be spoken."""

    def __init__(self, data: bytes) -> None:
        super().__init__()
        self.found: list[str] = []
        self.parts: list[str] = []
        self.spoken = False
        self.walk(data)

    def start(self, name: str, said: dict[str, str]) -> None:
        """A text, or a part of it."""
        if name == "si":
            self.parts = []
        elif name == "rPh":
            self.spoken = True
        elif name == "t" and not self.spoken:
            self.text = self.parts

    def end(self, name: str) -> None:
        """A text, or a part of it, ends."""
        if name == "si":
            self.found.append("".join(self.parts))
        elif name == "rPh":
            self.spoken = False
        elif name == "t":
            self.text = None


class Cells(Elements):
    """The cells of one sheet, as far as rows and columns go that can matter."""

    def __init__(self, book: "Book", rows: int, columns: int) -> None:
        super().__init__()
        self.book, self.rows, self.columns = book, rows, columns
        self.found: list[Cell] = []
        self.row = self.column = 0
        self.said: dict[str, str] = {}
        self.value: list[str] | None = None
        self.inline: list[str] = []
        self.is_formula = self.spoken = False
        self.taken: set[tuple[int, int]] = set()

    def start(self, name: str, said: dict[str, str]) -> None:
        """A row, a cell, or what is in it."""
        if name == "row":
            self.row, self.column = self._number(said.get("r"), self.row + 1), 0
        elif name == "c":
            self.said, self.value, self.inline, self.is_formula = said, None, [], False
        elif name == "f":
            self.is_formula = True
        elif name == "v":
            self.text = self.value = []
        elif name == "rPh":
            self.spoken = True
        elif name == "t" and not self.spoken:
            self.text = self.inline

    def end(self, name: str) -> None:
        """A cell, or a part of it, ends."""
        if name in ("v", "t"):
            self.text = None
        elif name == "rPh":
            self.spoken = False
        elif name == "c":
            self._cell()

    def _number(self, text: str | None, usual: int) -> int:
        if text is None:
            return usual
        if not WHOLE.fullmatch(text) or int(text) < 1:
            raise Broken(f"has a row “{text[:20]}”")
        return int(text)

    def _cell(self) -> None:
        place = self.said.get("r")
        if place is None:
            self.column += 1
        else:
            found = REFERENCE.fullmatch(place)
            if not found or (self.row and int(found[2]) != self.row):
                raise Broken(f"has a cell “{place[:20]}” that is in no such place")
            self.row = int(found[2])
            self.column = column_of(found[1])
        if self.row > self.rows or self.column > self.columns:
            return
        if (self.row, self.column) in self.taken:
            raise Broken(f"has two cells in row {self.row}, column {self.column}")
        text = None if self.value is None else "".join(self.value)
        kind = self.said.get("t", "n")
        if text is None and not self.is_formula and kind != "inlineStr":
            return
        self.taken.add((self.row, self.column))
        style: list[Any] = [0, None]
        try:
            style = self.book.formats.at(self.said.get("s", "0"))
            kind, value = self._value(kind, text)
        except Broken as problem:
            kind, value = "x", str(problem)
        self.book.count(value if kind in ("s", "x") else "")
        self.found.append([self.row, self.column, kind, value, style, self.is_formula])

    def _value(self, kind: str, text: str | None) -> tuple[str, Any]:
        """The kind of a cell and its value. Raises ``Broken``."""
        if kind == "inlineStr":
            return "s", "".join(self.inline)[:LONGEST_TEXT]
        if text is None or (not text and kind != "str"):
            return "n", None
        if kind not in VALUES:
            raise Broken(f"holds a value of the unknown sort “{kind[:20]}”")
        if kind == "s":
            return "s", self._shared(text)
        return VALUES[kind](text)

    def _shared(self, text: str) -> str:
        texts = self.book.texts
        if not WHOLE.fullmatch(text) or not 0 <= int(text) < len(texts):
            raise Broken("names a text that the file does not hold")
        return unescaped(texts[int(text)])[:LONGEST_TEXT]


def _figure(text: str) -> tuple[str, float]:
    text = text.strip()
    if not NUMBER.fullmatch(text) or len(text) > LONGEST_NUMBER:
        raise Broken(f"holds “{text[:20]}” where a number should be")
    number = int(text) if WHOLE.fullmatch(text) else float(text)
    if abs(number) == float("inf"):
        raise Broken(f"holds the number {text[:20]}, which is too large")
    return "n", number


VALUES: dict[str, Callable[[str], tuple[str, Any]]] = {
    "n": _figure,
    "s": lambda text: ("s", text),
    "str": lambda text: ("s", unescaped(text)[:LONGEST_TEXT]),
    "b": lambda text: ("b", text.strip() in ("1", "true")),
    "d": lambda text: ("d", text[:LONGEST_NUMBER]),
    "e": lambda text: ("e", text[:LONGEST_NUMBER]),
}


def column_of(letters: str) -> int:
    """1 for A, 27 for AA."""
    number = 0
    for letter in letters:
        number = number * LETTERS + ord(letter) - ord("A") + 1
    return number


def unescaped(text: str) -> str:
    """Letters that XML cannot hold are written as _x000D_; what is no letter at all stays as it is."""
    return ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)


class Book:
    """A workbook, read from its beginning."""

    def __init__(self, data: bytes) -> None:
        self.archive = Archive(data)
        if "_rels/.rels" not in self.archive.parts:
            raise Refused("no_sheet")
        found = Relations(self.archive, "").of("officeDocument")
        if not found:
            raise Refused("no_sheet")
        if found[0].lower().endswith(".bin"):
            raise Refused("binary")
        sheets = Sheets(self.archive.read(found[0]))
        if not sheets.is_workbook:
            raise Refused("no_sheet")
        self.sheets = sheets.found
        self.relations = Relations(self.archive, found[0].lstrip("/"))
        self.formats = Formats(self._part("styles", b"<none/>"))
        self.texts = Texts(self._part("sharedStrings", b"<none/>")).found
        self.cells_left, self.letters_left = MOST_CELLS, MOST_TEXT

    def count(self, text: str) -> None:
        """One more cell, with its text. Raises ``Refused`` where that is too much for the whole file."""
        self.cells_left -= 1
        self.letters_left -= len(text)
        if min(self.cells_left, self.letters_left) < 0:
            raise Refused("huge")

    def _part(self, sort: str, instead: bytes) -> bytes:
        found = self.relations.of(sort)
        return self.archive.read(found[0]) if found else instead

    def pages(self, rows: int, columns: int) -> Iterator[dict[str, Any]]:
        """Each sheet with its cells; one that holds no cells, such as a chart, has none."""
        for name, key in self.sheets:
            sort, address = self.relations.found.get(key, ("", ""))
            cells = Cells(self, rows, columns)
            page: dict[str, Any] = {"name": name, "cells": cells.found}
            if sort == "worksheet":
                try:
                    cells.walk(self.archive.read(address))
                except Broken as problem:
                    page["problem"] = str(problem)
            elif not sort:
                page["problem"] = "is named, but is not in the file"
            yield page


def unpacked(data: bytes, rows: int, columns: int) -> dict[str, Any]:
    """The sheets of the file with their cells; or why it is refused. Never raises but for a lack of
    memory: whatever is wrong with a file, it is no workbook that can be read."""
    Elements.seen = 0
    try:
        return {"pages": list(Book(data).pages(rows, columns))}
    except Refused as reason:
        return {"refused": str(reason)}
    except (Broken, BadZipFile, EOFError, OSError, ValueError, RuntimeError, zlib.error):
        return {"refused": "no_sheet"}


def limit(seconds: int = SECONDS) -> None:
    """Take no more than a cost case can need. Where the system keeps no limit of memory, as macOS does not, this
    process looks itself how much it has, and ends."""
    _keeps("RLIMIT_CPU", seconds)
    _keeps("RLIMIT_FSIZE", 0)
    _keeps("RLIMIT_CORE", 0)
    if not _keeps("RLIMIT_AS", MEMORY):
        Thread(target=_watch, daemon=True).start()


def _keeps(name: str, most: int) -> bool:
    """Whether the system takes a limit; not every one knows all of them, or any."""
    with suppress(ImportError, AttributeError, ValueError, OSError):
        limits = import_module("resource")
        limits.setrlimit(getattr(limits, name), (most, most))
        return True
    return False


def _watch() -> None:
    """End this process once it has had more memory than it may."""
    with suppress(ImportError):
        usage = import_module("resource")
        unit = 1 if sys.platform == "darwin" else 1024
        while usage.getrusage(usage.RUSAGE_SELF).ru_maxrss * unit <= MEMORY:
            sleep(GLANCE)
        os._exit(1)


def main(rows: int, columns: int) -> None:
    """The file on standard input -> JSON on standard output."""
    limit()
    try:
        found = unpacked(sys.stdin.buffer.read(LARGEST_FILE + 1), rows, columns)
        text = json.dumps(found)
    except MemoryError:
        text = '{"refused": "huge"}'
    sys.stdout.write(text)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:3]))
