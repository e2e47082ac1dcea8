"""``docs/budgets.md``: what the bench measured, a section for each of its parts.

``make bench ARGS=--write`` writes it; with the name of a part only its section is written anew, and the
others stay as they were taken.
"""

import os
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from tools.measuring import Row

PAGE = Path(__file__).resolve().parent.parent / "docs" / "budgets.md"
HEAD = """# Budgets, measured

Written by the bench: `make bench` measures everything in one run on real PostgreSQL, with fresh answers each time, and
`make bench ARGS=--write` also writes this page (`ARGS="site --write"` only that part of it). Times are medians, by the clock
and of the processor, and depend on the machine; the ratios within one run are what counts. Other work on the machine
lengthens both sides of a ratio, but not alike: each section says how much there was.
"""
ABOUT = {
    "site": "The way of an answer against a bare view, and every page of an assessment that has everything (answers, a cost "
    "case, five steps with answers of their own, place and rules, comments, a scenario) against the list. Before every page "
    "an answer and a figure of the cost case change, so that nothing is known from before.",
    "lists": "The list of a person with 100,000 assessments against that of one with 100, with every filter.",
    "engine": "The floor holds sixteen random bits for each answer, the sums of weights and of weighted effects on the axes, "
    "and their order; it knows no branches, gates or prior chances. Weights that were met before are not drawn again, and those "
    "that were not are measured against the floor with gamma numbers of each question on top. Of a whole result less than a "
    "fifth is drawn; the rest is exact (what would change it, intervals of weights, what to find out), for which the floor has "
    "no counterpart.",
    "papers": "A paper set by Typst against the same content set by WeasyPrint, per word.",
    "load": "Many people at once against the site behind its web server.",
}
WHY = {
    "without script": "two requests, and of the processor's time for both (sampled, adaptive) a fifth each goes to session "
    "and person and to handling them: what the bare view takes once. The page takes a sixth, the doors to the assessment a "
    "twelfth, the write, what is advised and what to ask next a twentieth each. What is worked out for the first request "
    "is not worked out again for the second; who asks, and what is stored, is read anew",
    "page result": "each likely answer is tried on the whole and on each of five steps, and an answer changes before every "
    "page: of a result that was read before nothing is tried again",
    "recommend with everything": "most of it is exact and drawn by nothing, so the floor has no counterpart",
    "manage.py assess": "by the clock; it waits for nothing but the processor, which other work took",
    "save an answer": "session, person, the write and the page that follows take about equal parts",
}
"""Words in the name of a row -> why it falls short, where it does."""


def write(part: str, rows: Sequence[Row], load: float) -> None:
    """Put the section of a part into the page."""
    found = _sections()
    found[part] = "\n".join(
        (
            f"## {part.capitalize()}",
            "",
            ABOUT[part],
            "",
            f"Taken on {date.today().isoformat()} by {os.cpu_count()} processors, for which "  # noqa: DTZ011
            f"{load:.1f} processes waited or worked on average meanwhile.",
            "",
            "| what | measured: clock / processor | ratio | budget | holds |",
            "|---|---|---|---|---|",
            *(_line(row) for row in rows),
            "",
        )
    )
    ordered = (found[name] for name in ABOUT if name in found)
    PAGE.write_text("\n".join((HEAD, *ordered)), encoding="utf-8")


def _line(row: Row) -> str:
    holds = {True: "yes", False: f"no: {reason(row)}", None: ""}[row.holds]
    return f"| {row.what} | {row.figure} | {row.ratio} | {row.budget} | {holds} |"


def reason(row: Row) -> str:
    """Why a row falls short of its budget."""
    return next((why for words, why in WHY.items() if words in row.what), "not known yet")


def _sections() -> dict[str, str]:
    """Part -> its section as it stands on the page."""
    if not PAGE.exists():
        return {}
    parts = PAGE.read_text(encoding="utf-8").split("\n## ")[1:]
    return {part.partition("\n")[0].lower(): f"## {part.rstrip()}\n" for part in parts}
