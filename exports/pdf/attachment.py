"""The facts inside a paper: only of what it prints. And finding them again in any PDF.

Whoever gets the first pages alone gets no answer, note or cost line with them. What goes in is
named here, so that a new fact stays out until somebody says where it is printed.

``found_in`` looks into files of strangers. It reads no PDF structure: it looks for streams, inflates
the beginning of each, and goes on only with what begins like an attachment of ours. A file written
anew by another program keeps the attachment as a stream; one with a password hides it.
"""

import json
import re
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any

from exports.pdf import front
from exports.pdf.order import Order
from report.messages import read, say

BEGINNING = b'{"sourcing_decisions_paper": 1, '
MOST_BYTES = 5_000_000
"""No attachment of ours comes near it; what inflates to more is not read on."""
MOST_STREAMS = 20_000
MOST_FOUND = 3
"""A paper has one."""

ALWAYS = ("format", "digest", "edition", "edition_sha256", "gates")
DRAWN = ("outcomes", "hand_overs")
"""What the pictures of the second page show."""
OF_PART = {
    "sure": ("flips", "weight_intervals", "find_out_next"),
    "place": ("place",),
    "precedents": ("precedents",),
}
INPUT_OF_PART = {
    "answers": ("service", "today", "answers", "gates"),
    "method": ("weights",),
    "steps": ("steps",),
    "cost": ("cost",),
    "place": ("place",),
}
OF_HEADING = ("name", "unit", "team", "owner", "service")
OF_RECOMMENDATION = ("outcome", "keeps_decision", "confidence", "probability", "joint")
OF_EARLY = ("outcome", "keeps_decision", "confidence")
"""While it is early no chance is printed."""
OF_QUESTION = ("answer", "probability", "confidence", "score", "score_line")
OF_STEP = ("name", "recommendation")
OF_ACTION = ("kind", "subjects", "text", "who", "due", "status", "is_overdue")
OF_THREAD = ("about", "name", "asks", "assigned_to", "is_open", "resolved_by", "resolved_at")
OF_COMMENT = ("writer", "by_link", "on_version", "written_at", "edited_at", "removed_at", "text")
OF_REASON = ("about", "question", "where", "answer", "points", "side", "then")
REASONS = ("missing", "decides", "why", "against", "for_provider", "for_own")
"""The sections of the summary that page 1 prints as questions with their answers."""
OF_COST = ("currency", "years", "months", "best", "saving")
OF_SIDE = ("cost_range", "saving_range")
OF_OPTION = (
    "key",
    "way",
    "speaks",
    "saving_npv",
    "cost_range",
    "saving_range",
    "chance_to_save",
    "completeness",
)
POINTS = ("saving_npv", "chance_to_save")
OF_LINE = ("note", "source", "name")
"""What somebody wrote about a figure: printed where there is one."""
STREAM = re.compile(rb"(?<!end)stream\r?\n")


class UnreadablePdf(Exception):  # noqa: N818 - named for its reader, like Http404
    """The file cannot be looked into; its text is a sentence for whoever sent it."""


def attachment(snapshot: Mapping[str, Any], order: Order, *, link: str) -> bytes:
    """What is attached to the paper of a version, as JSON: equal bytes for equal facts."""
    version, heading = snapshot["version"], snapshot["heading"]
    approvers = () if snapshot["front"]["note"] else order.approvers
    document = {
        "version": version["number"],
        "version_name": version["name"],
        "saved_at": version["saved_at"],
        "address": link,
        "heading": _of(heading, OF_HEADING),
        "parts": list(order.parts),
        "mark": order.mark,
        "approvers": [asdict(row) for row in approvers],
        "actions": _rows(front.next_steps(snapshot), OF_ACTION),
        "reasons": list(_reasons(snapshot)),
        "facts": printed(snapshot, order),
        **({"comments": _comments(snapshot)} if "comments" in order.parts else {}),
    }
    return BEGINNING + json.dumps(document, sort_keys=True).encode("ascii")[1:]


def _comments(snapshot: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The threads of the team without what no paper prints of them."""
    return [
        {**_of(row, OF_THREAD), "comments": _rows(row["comments"], OF_COMMENT)}
        for row in snapshot.get("comments", ())
    ]


def printed(snapshot: Mapping[str, Any], order: Order) -> dict[str, Any]:
    """The facts behind what a paper prints: those of its first two pages, and of the chosen parts."""
    facts, parts, is_drawn = snapshot["facts"], order.parts, front.is_drawn(snapshot)
    names = [*ALWAYS, *(DRAWN if is_drawn else ())]
    names += [name for part in parts for name in OF_PART.get(part, ())]
    inputs = [name for part in parts for name in INPUT_OF_PART.get(part, ())]
    shown = _of(facts, names)
    shown["recommendation"] = _of(
        facts["recommendation"], OF_RECOMMENDATION if is_drawn else OF_EARLY
    )
    if is_drawn:
        shown["questions"] = _questions(facts["questions"], whole="answers" in parts)
    shown["steps"] = _steps(snapshot, whole="steps" in parts)
    shown["cost"] = facts["cost"] if "cost" in parts else _money(snapshot)
    if inputs:
        shown["input"] = _input(facts["input"], inputs)
    return shown


def found_in(pdf: bytes) -> list[bytes]:
    """The attachments in a PDF that begin like one of ours. Raises ``UnreadablePdf``."""
    if b"%PDF-" not in pdf[:1024]:
        raise UnreadablePdf(read(say("paper.unreadable.other")))
    found: list[bytes] = []
    for number, start in enumerate(STREAM.finditer(pdf)):
        if number == MOST_STREAMS or len(found) == MOST_FOUND:
            raise UnreadablePdf(read(say("paper.unreadable.pieces")))
        inflated = _inflated(pdf, start.end())
        if inflated:
            found.append(inflated)
    if not found and b"/Encrypt" in pdf:
        raise UnreadablePdf(read(say("paper.unreadable.password")))
    return found


def _inflated(pdf: bytes, start: int) -> bytes:
    """The stream that starts here if it is an attachment of ours, as it is or deflated; else b""."""
    if pdf.startswith(BEGINNING, start):
        return pdf[start : max(start, pdf.find(b"endstream", start, start + MOST_BYTES))].rstrip()
    reader = zlib.decompressobj()
    window = memoryview(pdf)[start : start + MOST_BYTES]
    try:
        if reader.decompress(window[:1024], len(BEGINNING)) != BEGINNING:
            return b""
        rest = reader.decompress(reader.unconsumed_tail + bytes(window[1024:]), MOST_BYTES)
    except zlib.error:
        return b""
    return BEGINNING + rest if reader.eof else b""


def _of(row: Mapping[str, Any], names: list[str] | tuple[str, ...]) -> dict[str, Any]:
    return {name: row[name] for name in names if name in row}


def _rows(rows: list[dict[str, Any]] | None, names: tuple[str, ...]) -> list[dict[str, Any]] | None:
    return None if rows is None else [_of(row, names) for row in rows]


def _questions(questions: dict[str, Any] | None, *, whole: bool) -> dict[str, Any] | None:
    """How each question came out; with its answers and their points only where those are printed."""
    if questions is None or whole:
        return questions
    return {
        name: row if row is None or name == "before" else _of(row, OF_QUESTION)
        for name, row in questions.items()
    }


def _steps(snapshot: Mapping[str, Any], *, whole: bool) -> list[dict[str, Any]] | None:
    """The steps where a part or the strip has them; of the strip with why one is kept where it says so."""
    steps = snapshot["facts"]["steps"]
    if steps is None or whole:
        return steps  # type: ignore[no-any-return]
    boxes = front.boxes(snapshot)
    return [
        {
            **_of(row, OF_STEP),
            "name": box["name"],
            "retained": row["retained"] and (box["sure"] or True),
        }
        for row, box in zip(steps, boxes, strict=False)
    ] or None


def _money(snapshot: Mapping[str, Any]) -> dict[str, Any] | None:
    """What each way costs and saves as a whole, without lines and years: the options of the table, and what
    moves the best one where that is drawn."""
    facts = snapshot["facts"]
    cost = facts["cost"]
    if cost is None or front.costs(snapshot) is None:
        return None
    names = {row["key"]: row["name"] for row in facts["input"]["cost"]["options"]}
    sides = {side: _of(cost[side], OF_SIDE) for side in ("today", "improved")}
    options = [
        {**_option(row), "name": names[row["key"]], **_movers(snapshot, row)}
        for row in cost["options"][: front.OPTIONS]
    ]
    return {**_of(cost, OF_COST), **sides, "options": options}


def _option(row: dict[str, Any]) -> dict[str, Any]:
    """An option of the table; where most of its figures are other people's, no middle and no chance."""
    shown = _of(row, OF_OPTION)
    if row["speaks"]:
        return shown
    ranges = {key: _without(shown[key], ("p50",)) for key in OF_SIDE}
    return {**_without(shown, POINTS), **ranges}


def _movers(snapshot: Mapping[str, Any], option: dict[str, Any]) -> dict[str, Any]:
    is_best = option["key"] == snapshot["facts"]["cost"]["best"]
    is_drawn = is_best and option["speaks"] and front.draws(snapshot, "tornado")
    return _of(option, ("drivers",)) if is_drawn else {}


def _reasons(snapshot: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The questions with their answers that page 1 prints."""
    for key in REASONS:
        section = front.section_of(snapshot, "summary", key)
        for block in section["blocks"] if section else ():
            for row in block.get("rows", ()) if block["kind"] == "answers" else ():
                yield {"section": key, **_of(row, OF_REASON)}


def _input(given: dict[str, Any], names: list[str]) -> dict[str, Any]:
    """What was said, without what is written beside it and not printed."""
    found = _of(given, names)
    if found.get("steps"):
        found["steps"] = [_step(row) for row in found["steps"]]
    if found.get("cost"):
        cost = found["cost"]
        options = [{**row, "lines": _lines(row["lines"])} for row in cost["options"]]
        found["cost"] = {**cost, "in_house": _lines(cost["in_house"]), "options": options}
    return found


def _step(step: dict[str, Any]) -> dict[str, Any]:
    """A step with its answers; what is written beside them stands on the pages only."""
    return {
        **step,
        **{
            kind: {code: _without(row, ("note", "reason")) for code, row in step[kind].items()}
            for kind in ("answers", "gates")
        },
    }


def _lines(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The lines of a side; one without a figure is printed by its kind alone."""
    figures = ("amount", "fallback")
    return [
        row if any(row.get(key) for key in figures) else _without(row, OF_LINE) for row in lines
    ]


def _without(row: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {key: value for key, value in row.items() if key not in names}
