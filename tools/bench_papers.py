"""Measure the paper: Typst against WeasyPrint on the same content, and memory over many papers.

Both sides get the finished sample with other words in every text of every run, so that neither can reuse
the last one, and both write tagged PDF/UA-1. The yardstick's page says the same words in the same tables with
style sheets as plain as they can be, and uses the same Inter files.
"""

import json
import logging
import multiprocessing
import resource
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from html import escape
from io import BytesIO
from typing import Any

from pypdf import PdfReader

from catalog.content import FOLDER
from decisions.papers.typeset import FONTS, typeset
from decisions.presentation import Heading, present
from engine.intake import read
from engine.model.load import load
from tools.measuring import Row, Spent, medians, timed

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

try:
    import weasyprint
except (ImportError, OSError) as error:  # the wheel is there, Pango may not be
    WEASYPRINT_MISSING = f"WeasyPrint does not start here: {error}"
else:
    WEASYPRINT_MISSING = ""
    for name in ("weasyprint", "fontTools"):
        logging.getLogger(name).setLevel(logging.ERROR)

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
    definition = json.loads((FOLDER / "ruleset.json").read_text(encoding="utf-8"))
    services = [
        json.loads(path.read_text("utf-8")) for path in (FOLDER / "services").glob("*.json")
    ]
    services.sort(key=lambda service: service.pop("position"))
    sources = json.loads((FOLDER / "sources.json").read_text(encoding="utf-8"))
    ruleset = load({**definition, "services": services, **sources})
    sample = json.loads((FOLDER / "sample.json").read_text(encoding="utf-8"))
    case = read(ruleset, sample["case"]).case
    heading = Heading(**sample["heading"], edition_number=1, edition_sha256="ab12cd34" * 8)
    shown = present(ruleset, case, heading)
    return {**shown, "version": SAVED}


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
    return typeset(shown, link=LINK).pdf


def _weasyprint(shown: dict[str, Any]) -> bytes:
    pdf: bytes = weasyprint.HTML(string="".join(_html(shown))).write_pdf(pdf_variant="pdf/ua-1")
    return pdf


def _html(shown: dict[str, Any]) -> Iterator[str]:
    """The words of the paper as a plain page."""
    advice, name = shown["advice"], escape(shown["heading"]["name"])
    yield f'<!doctype html><html lang="en"><title>{name}</title><style>{STYLE}</style><h1>{name}</h1>'
    yield f"<h2>{escape(advice['headline'])}</h2><p>{escape(advice['lead'])} {advice['doubts']}</p>"
    yield _table(
        ["Option", "Points", "In a few words"],
        [[row["name"], str(row["score"]), row["words"]] for row in shown["options"]],
    )
    for reason in shown["reasons"][0]["pro"][:3]:
        yield f"<p>{reason['signed']} {escape(reason['name'])}: {escape(reason['answer'])}</p>"
    for gate in shown["gates_fired"]:
        yield f"<p>{escape(gate['name'])}: {escape(gate['reason'])} {escape(gate['action'])}</p>"
    yield f"<p>{escape(shown['next_actions'][0]['text'])}</p><h2>Answers and what each one did</h2>"
    rows = {row["criterion"]: row for row in shown["contributions"]["rows"]}
    yield _table(
        ["Question", "Weight", *(row["name"] for row in shown["contributions"]["columns"])],
        [
            [f"{answer['question']} {answer['answer']} {answer['note']}", row["share"]]
            + [cell["open"] or cell["signed"] for cell in row["cells"]]
            for theme in shown["answers"]
            for answer in theme["answers"]
            if (row := rows.get(answer["criterion"]))
        ],
    )
    yield _table(
        ["Gate", "Answer"], [[gate["question"], gate["answer"]] for gate in shown["gate_answers"]]
    )
    yield from _html_sure(shown)
    for source in shown["service"]["sources"]:
        yield f"<p>{source['code']}: {escape(source['title'])}, {escape(source['where'])}</p>"


def _html_sure(shown: dict[str, Any]) -> Iterator[str]:
    """The words of the page that says how sure the advice is."""
    sure = shown["how_sure"]
    yield f"<h2>How sure</h2><p>{escape(sure['words'])} {escape(sure['meaning'])}</p>"
    yield _table(
        ["Option", "Best in", "2nd", "3rd", "4th", "5th", "Score in 8 of 10 readings"],
        [
            [
                row["name"],
                row["words"],
                *(f"{share}%" for share in row["ranks"][1:]),
                f"{row['low']} to {row['high']}",
            ]
            for row in sure["chances"]
        ],
    )
    yield _table(
        ["If this", "were", "instead of", "then this leads", "Size of the change"],
        [
            [flip["changes"][0][key] for key in ("name", "new", "old")]
            + [flip["name"], flip["distance"]]
            for flip in (*sure["flips"][:10], *sure["gate_flips"])
        ],
    )
    yield _table(
        ["Weight of", "Now", "Holds at", "Beyond it leads"],
        [
            [
                row["name"],
                row["share_words"],
                row["range_words"],
                (row["above"] or {}).get("name", ""),
            ]
            for row in sure["weights"]
            if row["kind"] == "theme"
        ],
    )
    yield _table(
        ["What", "What knowing it could do", "How to find out"],
        [[item["name"], item["words"], item["how"]] for item in shown["find_out_next"]],
    )


def _table(heads: list[str], rows: list[list[str]]) -> str:
    head = "".join(f"<th scope=col>{escape(text)}</th>" for text in heads)
    body = "".join(
        "<tr>" + "".join(f"<td>{escape(text)}</td>" for text in row) + "</tr>" for row in rows
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


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


def _memory() -> list[int]:
    """Largest resident size in kilobytes after each number of papers in ``MARKS``."""
    sizes = []
    for run in range(1, MARKS[-1] + 1):
        _typst(_content(run))
        if run in MARKS:
            sizes.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
    return sizes


def measure(*, memory: bool) -> Iterable[Row]:
    """A paper in Typst and in WeasyPrint, by processor time per word; ``memory`` takes minutes."""
    typst, words = _spent(_typst, 1)
    yield Row(f"paper by Typst, wholly new content, {words:,} words", str(typst))
    if WEASYPRINT_MISSING:
        yield Row("the same content by WeasyPrint", WEASYPRINT_MISSING, budget=f"{BUDGET}x CPU")
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
