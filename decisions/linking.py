"""Addresses for a document as read: what a row is about, and where its change can be tried."""

from collections.abc import Callable, Mapping
from typing import Any, cast
from urllib.parse import quote

from django.urls import reverse

from decisions.models import Assessment
from engine.model.ruleset import GateAnswer, Ruleset
from report.document import PageKey, as_read
from report.messages import catalogue
from report.pages import PAGES
from report.subject import Subject
from report.summary import verdict
from report.whatif import Changes
from report.whatif_written import gate_name, query

Link = Callable[[Mapping[str, Any]], str]
"""Gives the address of an ``about`` or a ``change``, "" where there is none."""


def page_of(subject: Subject, key: PageKey, link: Link) -> dict[str, Any]:
    """One page of the document with the headline, as read and with its links."""
    shown = {"verdict": verdict(subject), "page": PAGES[key](subject)}
    return laid_out(linked(as_read(shown, catalogue()), link))


def laid_out(shown: dict[str, Any]) -> dict[str, Any]:
    """The page, with its sections by key for layouts that place them."""
    return {**shown, "sections": {row["key"]: row for row in shown["page"]["sections"]}}


def linked(shown: Any, link: Link) -> Any:
    """A part of a document as read, every ``about`` and ``change`` with its address under ``url``, and
    every cell of a table with the name of its column."""
    match shown:
        case {"kind": "table", "rows": rows, "total": total}:
            headed = {"rows": [_headed(shown, row) for row in rows], "total": _headed(shown, total)}
            return {key: linked(value, link) for key, value in {**shown, **headed}.items()}
        case {"kind": "about" | "change"}:
            return {**shown, "url": link(shown)}
        case dict():
            return {key: linked(value, link) for key, value in shown.items()}
        case list():
            return [linked(value, link) for value in shown]
        case _:
            return shown


def _headed(table: Mapping[str, Any], cells: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The cells of a row with the names of their columns, where there are cells."""
    heads = [column["name"] for column in table["columns"]]
    return [{**cell, "column": head} for cell, head in zip(cells, heads, strict=bool(cells))]


def nowhere(_: Mapping[str, Any]) -> str:
    """Nothing leads anywhere from what is frozen."""
    return ""


def link_of(assessment: Assessment) -> Link:
    """Where the rows of an assessment's own result lead."""
    steps = {
        row.position: row.pk for row in (assessment.steps.all() if assessment.step_count else ())
    }
    places = {place: steps[position] for place, position in enumerate(sorted(steps), start=1)}
    ruleset = assessment.edition.ruleset

    def link(row: Mapping[str, Any]) -> str:
        if row["kind"] == "change":
            url = reverse("whatif", args=[assessment.pk])
            return f"{url}?{query(ruleset, _changes(ruleset, row))}"
        if row["step"]:
            return reverse("step", args=[assessment.pk, places[row["step"]]])
        if row["scenario"]:
            return f"{reverse('whatif', args=[assessment.pk])}?{row['scenario']}"
        if row["place"]:
            return reverse("place", args=[assessment.pk])
        if row["criterion"]:
            return reverse("question", args=[assessment.pk, row["criterion"]])
        if row["gate"]:
            return f"{reverse('gates', args=[assessment.pk])}#{quote(row['gate'])}"
        return ""

    return link


def _changes(ruleset: Ruleset, row: Mapping[str, Any]) -> Changes:
    if row["steps"]:
        name = row["criterion"] or gate_name(ruleset, row["gate"])
        value = row["choice"] if row["criterion"] else row["state"]
        return Changes(steps={f"{place}.{name}": value for place in row["steps"]})
    if row["criterion"]:
        return Changes(answers={row["criterion"]: row["choice"] or ""})
    return Changes(gates={row["gate"]: cast(GateAnswer, row["state"])})
