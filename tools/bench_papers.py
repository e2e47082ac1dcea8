"""Measure the paper: Typst against WeasyPrint on the same content, and memory over many papers.

Both sides get the finished sample with other words in every text of every run, so that neither can reuse
the last one, and both write tagged PDF/UA-1. The yardstick's page says the same words in the same tables with
style sheets as plain as they can be, and uses the same Inter files.
"""

import logging
import multiprocessing
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from html import escape
from importlib import import_module
from io import BytesIO
from pathlib import Path
from typing import Any

from pypdf import PdfReader

from decisions.elicitation import weights_named
from decisions.sample import sample
from engine.intake import read
from exports.pdf.order import PARTS, Order
from exports.pdf.typeset import FONTS, typeset
from report.document import texts_of
from report.result import Edition, Result
from report.snapshot import Heading, snapshot
from report.subject import Subject
from tools.measuring import Row, Spent, medians, timed
from tools.model_probes import shipped

RUNS = 7
BUDGET = 5
MOST = 250
"""Megabytes of a worker's process after its last mark."""
MARKS = (100, 500, 1000)
"""After so many papers of one process its memory is read."""
LINK = "https://decide.example.org/versions/5f0c1d6e-0000-4000-8000-000000000000/"
SAVED = {
    "number": 1,
    "name": "",
    "saved_by": "Maria Keller",
    "saved_at": "2026-11-22T10:31:00+00:00",
    "digest": "9f2c4a7e" * 8,
}

STYLE = f"""
@font-face {{ font-family: Inter; font-weight: 400; src: url("file://{FONTS}/inter/Inter_400Regular.ttf"); }}
@font-face {{ font-family: Inter; font-weight: 600; src: url("file://{FONTS}/inter/Inter_600SemiBold.ttf"); }}
@page {{ size: A4; margin: 24mm; @top-left {{ content: "Version 1 · Draft"; font-size: 7.5pt; }}
  @bottom-right {{ content: "Page " counter(page) " of " counter(pages); font-size: 7.5pt; }} }}
body {{ font-family: Inter; font-size: 9pt; line-height: 1.4; }}
table {{ width: 100%; border-collapse: collapse; font-size: 8pt; }}
td, th {{ border-bottom: 0.4pt solid #d9d6ce; text-align: left; vertical-align: top; padding: 2.5pt; }}
tr {{ break-inside: avoid; }}
"""


@cache
def _sample() -> dict[str, Any]:
    """The finished sample as a version, without a database."""
    ruleset, found = shipped(), sample()
    result = Result(ruleset, read(ruleset, found["case"]), Edition(1, "ab12cd34" * 8))
    subject = Subject(result, weights=weights_named(ruleset, result.inputs.weights, {}))
    return {**snapshot(subject, Heading(**found["heading"])), "version": SAVED}


def _content(run: int) -> dict[str, Any]:
    """The sample in which every text is one that no other run has, so that no layout is met again."""
    content: dict[str, Any] = _marked(_sample(), run)
    return content


def _marked(part: Any, run: int) -> Any:
    if isinstance(part, dict):
        return {name: _marked(value, run) for name, value in part.items()}
    if isinstance(part, list):
        return [_marked(value, run) for value in part]
    # Texts of one word are keys; and what reads like a sentence stays one.
    return f"{part[:-1]} {run}{part[-1]}" if isinstance(part, str) and " " in part else part


def _typst(shown: dict[str, Any]) -> bytes:
    return typeset(shown, link=LINK, order=Order(parts=tuple(PARTS))).pdf


@cache
def _yardstick() -> Any:
    """WeasyPrint, imported where it is needed: no worker holds its megabytes. Raises ``OSError`` or
    ``ImportError`` where it does not start: the wheel may be there and Pango not."""
    for name in ("weasyprint", "fontTools"):
        logging.getLogger(name).setLevel(logging.ERROR)
    return import_module("weasyprint")


def _weasyprint(shown: dict[str, Any]) -> bytes:
    pdf: bytes = _yardstick().HTML(string="".join(_html(shown))).write_pdf(pdf_variant="pdf/ua-1")
    return pdf


def _html(shown: dict[str, Any]) -> Iterator[str]:
    """The words of the paper as a plain page: the first two pages, then the annex."""
    verdict, front, pages = shown["document"]["verdict"], shown["front"], shown["document"]["pages"]
    name = escape(shown["heading"]["name"])
    yield f'<!doctype html><html lang="en"><title>{name}</title><style>{STYLE}</style><h1>{name}</h1>'
    yield from (f"<p>{escape(text)}</p>" for text in texts_of([verdict, front["asked"]]))
    for section in pages[0]["sections"]:
        yield from _section(section)
    yield _table([[row["what"], row["who"], row["status_name"]] for row in shown["actions"]])
    yield from (f"<p>{escape(text)}</p>" for text in texts_of(front["risks"]))
    for part in shown["annex"]:
        yield f"<h2>{escape(part['title'])}</h2>"
        for section in part["sections"]:
            yield from _section(section)


def _section(section: dict[str, Any]) -> Iterator[str]:
    yield f"<h3>{escape(section['title'])}</h3>"
    for block in section["blocks"]:
        yield from _block(block)


def _block(block: dict[str, Any]) -> Iterator[str]:
    match block["kind"]:
        case "table":
            rows = [[f"{cell['text']} {cell['note']}" for cell in row] for row in block["rows"]]
            yield _table([[column["name"] for column in block["columns"]], *rows])
        case "answers" | "terms":
            yield _table([texts_of(row) for row in block["rows"]])
        case "fold":
            for inner in block["blocks"]:
                yield from _block(inner)
        case _:
            yield from (f"<p>{escape(text)}</p>" for text in texts_of(block))


def _table(rows: list[list[str]]) -> str:
    """The first cell of a row is its heading."""
    body = "".join(
        "<tr><th scope=row>" + "<td>".join(escape(text) for text in row) + "</tr>" for row in rows
    )
    return f"<table>{body}</table>"


def _spent(make: Callable[[dict[str, Any]], bytes], first: int) -> tuple[Spent, int]:
    """Medians of ``RUNS`` papers that have nothing in common with one another, after one that is not
    counted, and the words of one."""
    runs = iter(range(first, first + RUNS + 1))
    pdf = b""

    def paper() -> Spent:
        nonlocal pdf
        content = _content(next(runs))

        def work() -> None:
            nonlocal pdf
            pdf = make(content)

        return timed(work)

    spent = medians({"": paper}, RUNS)[""]
    pages = PdfReader(BytesIO(pdf)).pages
    return spent, sum(len(page.extract_text().split()) for page in pages)


def peak() -> int:
    """The largest resident size of this very process, in kilobytes. What ``getrusage`` says begins
    with that of the process which started it."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    (line,) = (line for line in status.splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1])


def _memory() -> list[int]:
    """Largest resident size in kilobytes after each number of papers in ``MARKS``."""
    sizes = []
    for run in range(1, MARKS[-1] + 1):
        _typst(_content(run))
        if run in MARKS:
            sizes.append(peak())
    return sizes


def measure(*, memory: bool) -> Iterable[Row]:
    """A paper in Typst and in WeasyPrint, by processor time per word; ``memory`` takes minutes."""
    typst, words = _spent(_typst, 1)
    yield Row(f"paper by Typst, wholly new content, {words:,} words", str(typst))
    try:
        _yardstick()
    except (ImportError, OSError) as error:
        missing = f"WeasyPrint does not start here: {error}"
        yield Row("the same content by WeasyPrint", missing, budget=f"{BUDGET}x CPU")
    else:
        other, fewer = _spent(_weasyprint, 1)
        ratio = (other.cpu / fewer) / (typst.cpu / words)
        yield Row(
            f"the same by WeasyPrint, {fewer:,} words, per word",
            str(other),
            f"{ratio:.1f}x CPU",
            f"{BUDGET}x CPU",
            ratio >= BUDGET,
        )
    if memory:
        # In a process of its own, so that the other measurements leave no trace in its size.
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            sizes = pool.apply(_memory)
        for number, size in zip(MARKS, sizes, strict=True):
            most = MOST if number == MARKS[-1] else None
            yield Row(
                f"memory of a process after {number:,} papers",
                f"{size / 1024:.0f} MB",
                budget=f"{most} MB" if most else "",
                holds=size / 1024 <= most if most else None,
            )
