"""Papers for the tests: snapshots of real cases, and what can be read in the finished PDF."""

import json
from collections import Counter
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
from pypdf import PdfReader

from decisions.models import Paper
from decisions.papers.typeset import Typeset
from decisions.presentation import Heading, present
from engine.intake import read
from engine.model.load import load
from engine.model.ruleset import Ruleset
from tests.people import CONTENT, _read, shipped_definition

LINK = "https://decide.example.org/versions/5f0c1d6e-0000-4000-8000-000000000000/"
VERSION = {
    "number": 3,
    "name": "",
    "saved_by": "Maria Keller",
    "saved_at": "2026-11-22T10:31:00+00:00",
    "digest": "9f2c4a7e" * 8,
}


@cache
def _ruleset() -> Ruleset:
    return load(shipped_definition())


@cache
def _sample() -> dict[str, Any]:
    return _read(CONTENT / "sample.json")


def version_of(document: dict[str, Any], **heading: Any) -> dict[str, Any]:
    """The snapshot of a case in the headless format, as a version, as its JSON comes back."""
    ruleset = _ruleset()
    case = read(ruleset, document).case
    head = Heading(
        **(_sample()["heading"] | heading), edition_number=1, edition_sha256="ab12cd34" * 8
    )
    shown = present(ruleset, case, head)
    version: dict[str, Any] = json.loads(json.dumps({**shown, "version": VERSION}))
    return version


NEWER = ("how_sure", "steps", "scenarios", "cost", "place")
"""Keys that snapshots did not have at first."""


def older(version: dict[str, Any]) -> dict[str, Any]:
    """The same snapshot as format 1 froze it: without the newer keys, and with nothing to find out
    where an answer is known."""
    known = {row["criterion"] for row in version["contributions"]["rows"] if row["known"]}
    old = {key: part for key, part in version.items() if key not in NEWER}
    finds = [item for item in old["find_out_next"] if item["criterion"] not in known]
    return old | {"format": 1, "find_out_next": finds}


def sample_case() -> dict[str, Any]:
    """The answers of the finished sample, in the headless format."""
    case: dict[str, Any] = _sample()["case"]
    return case


@cache
def _sample_version() -> str:
    return json.dumps(version_of(sample_case()))


def sample_version() -> dict[str, Any]:
    """The finished sample that is shipped; free to be changed."""
    version: dict[str, Any] = json.loads(_sample_version())
    return version


def reference_cases() -> list[dict[str, Any]]:
    """The named cases that are shipped with the content: full assessments with every answer."""
    cases: list[dict[str, Any]] = _read(CONTENT / "cases.json")["cases"]
    return cases


def full_case(number: int = 6) -> dict[str, Any]:
    """A usual full assessment, clear cut: every answer with its evidence, three of them with a note,
    and nine asked gates (the sixth case is routine customer care)."""
    shown = version_of(reference_cases()[number]["input"])
    for answer in all_answers(shown):
        answer |= {"evidence": "estimate", "evidence_words": "An estimate"}
    for theme in shown["answers"][1:4]:
        theme["answers"][0]["note"] = (
            "50 invoices done by a newcomer with the manual: 44 were right."
        )
    gates = shown["gate_answers"]
    gates.extend({**gate, "code": f"KO{number}"} for number, gate in enumerate(gates[:3], start=20))
    assert (len(all_answers(shown)), len(gates)) == (24, 9)
    return shown


def text_of(made: Typeset) -> str:
    """All pages as one text, line breaks and the breaks inside long words taken out."""
    pages = PdfReader(BytesIO(made.pdf)).pages
    return " ".join("\n".join(page.extract_text() for page in pages).replace("\u200b", "").split())


def pages_of(made: Typeset) -> list[str]:
    """The text of every page."""
    return [" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(made.pdf)).pages]


def page_of(made: Typeset, number: int) -> str:
    """The text of one page (from 0): reading a page takes longer than setting all of them."""
    return " ".join(PdfReader(BytesIO(made.pdf)).pages[number].extract_text().split())


def elements(made: Typeset) -> list[tuple[str, str]]:
    """Kind and alternative text of every element of the tag tree."""
    found = []
    with pikepdf.open(BytesIO(made.pdf)) as pdf:
        waiting: list[Any] = [pdf.Root.StructTreeRoot]
        while waiting:
            element = waiting.pop()
            if isinstance(element, pikepdf.Dictionary):
                found.append((str(element.get("/S", "")), str(element.get("/Alt", ""))))
                kids: Any = element.get("/K", [])
                waiting.extend(kids if isinstance(kids, pikepdf.Array) else [kids])
    return found


def fonts_at(made: Typeset) -> list[tuple[str, str]]:
    """Text and font of every piece of the first page, in reading order: how to see bold."""
    pieces: list[tuple[str, str]] = []

    def visit(text: str, cm: Any, tm: Any, font: Any, size: float) -> None:
        if text.strip() and font:
            pieces.append((text.strip(), str(font.get("/BaseFont", ""))))

    PdfReader(BytesIO(made.pdf)).pages[0].extract_text(visitor_text=visit)
    return pieces


def sizes_on(made: Typeset, *, page: int) -> Counter[float]:
    """How many characters of a page (from 0) are set in which size, in points."""
    sizes: Counter[float] = Counter()

    def visit(text: str, cm: list[float], tm: list[float], font: Any, size: float) -> None:
        if text.strip() and font:
            sizes[round(size * abs(tm[0] * cm[0]), 2)] += len(text.strip())

    PdfReader(BytesIO(made.pdf)).pages[page].extract_text(visitor_text=visit)
    return sizes


def right_edge(made: Typeset) -> float:
    """Where the rightmost piece of text starts, in points: A4 is 595 points wide, and the right
    margin of 16 mm begins at 550."""
    edges: list[float] = []

    def visit(text: str, cm: list[float], tm: list[float], font: Any, size: float) -> None:
        if text.strip():
            edges.append(cm[4] + tm[4] * cm[0])

    for page in PdfReader(BytesIO(made.pdf)).pages:
        page.extract_text(visitor_text=visit)
    return max(edges)


def title_of(made: Typeset) -> str | None:
    """The title in the file."""
    metadata = PdfReader(BytesIO(made.pdf)).metadata
    return metadata.title if metadata else None


def first_answer(shown: dict[str, Any]) -> dict[str, Any]:
    """The first answer of a snapshot, to be changed in place."""
    answer: dict[str, Any] = shown["answers"][0]["answers"][0]
    return answer


def all_answers(shown: dict[str, Any]) -> list[dict[str, Any]]:
    """Every answer of a snapshot, to be changed in place."""
    return [answer for theme in shown["answers"] for answer in theme["answers"]]


def pdfs(folder: Path) -> list[Path]:
    """The stored papers."""
    return sorted(folder.rglob("*.pdf"))


def set_to(paper: Paper, **fields: Any) -> None:
    """Change the row behind the paper's back."""
    Paper.objects.filter(pk=paper.pk).update(**fields)
    paper.refresh_from_db()
