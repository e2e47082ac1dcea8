"""Papers for the tests: versions of real cases, and what can be read in the finished PDF.

Setting a paper takes half a second and reading it more, so each case is set and read once in a
process (``paper_cases.printed``), however many tests look at it.
"""

import json
import re
import subprocess
from collections import Counter
from dataclasses import dataclass, field
from functools import cache, cached_property
from html import unescape
from io import BytesIO
from itertools import combinations
from pathlib import Path
from typing import Any

import pikepdf
from pypdf import PageObject, PdfReader

from decisions.models import Paper
from decisions.sample import sample
from exports.pdf.order import PARTS, Order
from exports.pdf.typeset import Typeset, typeset
from report.document import texts_of
from report.snapshot import Heading
from report.subject import Depth
from report.whatif import Scenario
from tests.decisions.snapshots import sample_case, shipped_case

LINK = "https://decide.example.org/versions/5f0c1d6e-0000-4000-8000-000000000000/"
VERSION = {
    "number": 3,
    "name": "",
    "saved_by": "Maria Keller",
    "saved_at": "2026-11-22T10:31:00+00:00",
    "digest": "9f2c4a7e" * 8,
}

EVERYTHING = Order(parts=tuple(PARTS))

Piece = tuple[str, str, float, float]
"""A text with its font, its size and where it starts, both in points."""
HEAD, FOOT = 60.0, 57.0
"""What stands above and below the text of a page, in points."""
Box = tuple[str, float, float, float, float]
"""A word with its left, top, right and bottom edge in points."""


def squeezed(text: str) -> str:
    """A text without its spaces, which a PDF does not keep."""
    return "".join(text.split())


def version_of(
    document: dict[str, Any],
    depth: Depth = "full",
    scenarios: tuple[Scenario, ...] = (),
    comments: tuple[dict[str, Any], ...] = (),
    **heading: Any,
) -> dict[str, Any]:
    """The document of a case in the form of the command line, as a version, as its JSON comes back."""
    head = Heading(**(sample()["heading"] | heading))
    shown = shipped_case(document, head, depth, scenarios, comments)
    version: dict[str, Any] = json.loads(json.dumps({**shown, "version": VERSION}))
    return version


@cache
def _sample_version() -> str:
    return json.dumps(version_of(sample_case()))


def sample_version() -> dict[str, Any]:
    """The finished sample that is shipped; free to be changed."""
    version: dict[str, Any] = json.loads(_sample_version())
    return version


@dataclass(frozen=True)
class Printed:
    """A finished paper with what stands in it."""

    shown: dict[str, Any]
    made: Typeset
    _pieces: dict[int, list[Piece]] = field(default_factory=dict)

    @cached_property
    def pages(self) -> list[str]:
        """The text of every page in the order of the file, without the breaks of lines. A quick reader and
        pypdf say the same, but of words from right to left: these are taken as pypdf has them."""
        pages = PdfReader(BytesIO(self.made.pdf)).pages
        quick = read_by_poppler(self.made.pdf, "-raw").split("\f")[:-1]
        read = (
            page.extract_text() if FROM_RIGHT in text else text
            for page, text in zip(pages, quick, strict=True)
        )
        return [" ".join(text.split()) for text in read]

    @property
    def first(self) -> str:
        """The text of the first page."""
        return self.pages[0]

    @property
    def text(self) -> str:
        """All pages as one text."""
        return " ".join(self.pages)

    @cached_property
    def squeezed(self) -> str:
        """The same without heads and feet of pages and without any space, for words that go on over
        a page or break after a hyphen or a slash."""
        bodies = (
            page.partition("22 November 2026")[2].rpartition("A decision aid, not")[0]
            for page in self.pages
        )
        return "".join("".join(bodies).split())

    def has(self, words: object) -> bool:
        """Whether these words stand in the paper, wherever lines, words and pages break."""
        return "".join(str(words).split()) in self.squeezed

    @cached_property
    def elements(self) -> list[tuple[str, str]]:
        """Kind and alternative text of every element of the tag tree, in the order of reading."""
        found = []
        with pikepdf.open(BytesIO(self.made.pdf)) as pdf:
            waiting: list[Any] = [pdf.Root.StructTreeRoot]
            while waiting:
                element = waiting.pop()
                if isinstance(element, pikepdf.Dictionary):
                    found.append((str(element.get("/S", "")), str(element.get("/Alt", ""))))
                    kids: Any = element.get("/K", [])
                    in_order = list(kids) if isinstance(kids, pikepdf.Array) else [kids]
                    waiting.extend(reversed(in_order))
        return found

    @cached_property
    def outline(self) -> list[str]:
        """The parts in the outline: the name, the picture, and those of the annex."""
        with pikepdf.open(BytesIO(self.made.pdf)) as pdf, pdf.open_outline() as outline:
            return [item.title for item in outline.root]

    @cached_property
    def bookmarks(self) -> list[str]:
        """The parts in the outline, each followed by its sections."""
        with pikepdf.open(BytesIO(self.made.pdf)) as pdf, pdf.open_outline() as outline:
            return [
                title
                for item in outline.root
                for title in (item.title, *(child.title for child in item.children))
            ]

    @property
    def title(self) -> str | None:
        """The title in the file."""
        metadata = PdfReader(BytesIO(self.made.pdf)).metadata
        return metadata.title if metadata else None

    def pieces_on(self, page: int) -> list[Piece]:
        """The pieces of text of a page (from 0)."""
        if page not in self._pieces:
            self._pieces[page] = _pieces_of(PdfReader(BytesIO(self.made.pdf)).pages[page])
        return self._pieces[page]

    def bold_on(self, page: int) -> list[str]:
        """What is set in bold on a page (from 0)."""
        return [text for text, font, _, _ in self.pieces_on(page) if "SemiBold" in font]

    def sizes_on(self, page: int) -> Counter[float]:
        """How many characters of a page (from 0) are set in which size."""
        sizes: Counter[float] = Counter()
        for text, font, size, _ in self.pieces_on(page):
            if font:
                sizes[size] += len(text)
        return sizes

    @cached_property
    def boxes(self) -> list[list[Box]]:
        """The words of every page with the ink that they cover at least."""
        pages = read_by_poppler(self.made.pdf, "-bbox").split("<page ")[1:]
        return [[_box(found) for found in WORD.findall(page)] for page in pages]

    def lines_on(self, page: int) -> list[str]:
        """The lines of a page (from 0) between its head and its foot, top down."""
        found: dict[int, list[str]] = {}
        for text, _, top, _, bottom in sorted(self.boxes[page], key=lambda box: (box[2], box[1])):
            if top > HEAD and bottom < self.page_heights[page] - FOOT:
                found.setdefault(round(top / 3), []).append(text)
        return [" ".join(words) for _, words in sorted(found.items())]

    @cached_property
    def page_heights(self) -> list[float]:
        """In points."""
        return [float(page.mediabox.height) for page in PdfReader(BytesIO(self.made.pdf)).pages]

    def overlaps_on(self, page: int) -> list[tuple[str, str]]:
        """Words of a page (from 0) that lie on each other."""
        return [
            (one[0], other[0])
            for one, other in combinations(self.boxes[page], 2)
            if _meet(one[1:], other[1:]) and not _one_word(one, other)
        ]

    @property
    def right_edge(self) -> float:
        """Where the rightmost piece of text starts: A4 is 595 points wide, and the right margin of
        24 mm begins at 527."""
        return max(
            start for page in range(len(self.pages)) for _, _, _, start in self.pieces_on(page)
        )


RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufeff]")
FROM_RIGHT = "\u202b"
"""Poppler puts this before what runs from right to left."""
WORD = re.compile(r'<word xMin="(.+?)" yMin="(.+?)" xMax="(.+?)" yMax="(.+?)">(.*?)</word>')


def read_by_poppler(pdf: bytes, how: str) -> str:
    """What pdftotext says, a twentieth of a second for what takes pypdf half of one."""
    done = subprocess.run(["pdftotext", how, "-", "-"], input=pdf, capture_output=True, check=True)
    return done.stdout.decode(errors="replace")


def _box(found: tuple[str, str, str, str, str]) -> Box:
    """Lines stand close: of the height of a font only the middle third surely has ink."""
    left, top, right, bottom = map(float, found[:4])
    third = (bottom - top) / 3
    return unescape(found[4]), left, top + third, right, bottom - third


def _meet(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    across = min(one[2], other[2]) - max(one[0], other[0])
    down = min(one[3], other[3]) - max(one[1], other[1])
    return across > 0.5 and down > 0.5


def _one_word(one: Box, other: Box) -> bool:
    """Whether these are letters of one line of Arabic or Hebrew, which a reader may tell as several words."""
    return one[2] == other[2] and bool(
        RIGHT_TO_LEFT.search(one[0]) and RIGHT_TO_LEFT.search(other[0])
    )


def _pieces_of(page: PageObject) -> list[Piece]:
    pieces: list[Piece] = []

    def visit(text: str, cm: list[float], tm: list[float], font: Any, size: float) -> None:
        if text.strip():
            name = str(font.get("/BaseFont", "")) if font else ""
            height = round(size * abs(tm[0] * cm[0]), 2)
            pieces.append((text.strip(), name, height, cm[4] + tm[4] * cm[0]))

    page.extract_text(visitor_text=visit)
    return pieces


def printed_of(shown: dict[str, Any]) -> Printed:
    """A version as a finished paper with all its parts."""
    return Printed(shown, typeset(shown, link=LINK, order=EVERYTHING))


def text_of(made: Typeset) -> str:
    """The text of all pages of a finished file."""
    return Printed({}, made).text


@cache
def sample_printed() -> Printed:
    """The finished sample as a paper: not to be changed."""
    return printed_of(sample_version())


def part_of(shown: dict[str, Any], key: str) -> dict[str, Any]:
    """A part of the annex of a version."""
    found: dict[str, Any] = next(row for row in shown["annex"] if row["key"] == key)
    return found


def answer_cells(shown: dict[str, Any]) -> list[dict[str, Any]]:
    """The cell of every answer in the annex, with its note, to be changed in place."""
    blocks = part_of(shown, "answers")["sections"][0]["blocks"]
    return [cells[1] for block in blocks if block["kind"] == "table" for cells in block["rows"]]


def pdfs(folder: Path) -> list[Path]:
    """The stored papers."""
    return sorted(folder.rglob("*.pdf"))


def page_of(shown: dict[str, Any], key: str) -> dict[str, Any]:
    """A page of the document of a version."""
    found: dict[str, Any] = next(row for row in shown["document"]["pages"] if row["key"] == key)
    return found


def said_in(part: Any) -> list[str]:
    """Every text of a part of a document as it stands on paper: of a figure only the line below it, no
    captions that are read out, and what folds on a page stands open."""
    return texts_of(_on_paper(part))


ON_PAGES = ("caption",)


def _on_paper(part: Any) -> Any:
    if isinstance(part, list):
        return [_on_paper(value) for value in part]
    if not isinstance(part, dict):
        return part
    if part.get("kind") == "figure":
        return {"note": part["note"]}
    return {key: _on_paper(value) for key, value in part.items() if key not in ON_PAGES}


def bytes_of(paper: Paper) -> bytes:
    """The stored file."""
    with paper.file.open("rb") as file:
        return bytes(file.read())


def set_to(paper: Paper, **fields: Any) -> None:
    """Change the row behind the paper's back."""
    Paper.objects.filter(pk=paper.pk).update(**fields)
    paper.refresh_from_db()
