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
from collections.abc import Mapping
from typing import Any

from exports.pdf.order import Order

BEGINNING = b'{"sourcing_decisions_paper": 1, '
MOST_BYTES = 5_000_000
"""No attachment of ours comes near it; what inflates to more is not read on."""
MOST_STREAMS = 20_000
MOST_FOUND = 3
"""A paper has one."""

ALWAYS = (
    "format",
    "digest",
    "edition",
    "edition_sha256",
    "recommendation",
    "outcomes",
    "gates",
    "hand_overs",
)
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
OF_QUESTION = ("answer", "probability", "confidence", "score", "score_line")
OF_STEP = ("name", "share", "retained", "recommendation", "outcomes")
OF_ACTION = ("kind", "subjects", "text", "who", "due", "status")
OF_COST = ("currency", "years", "months", "best", "saving", "choice", "closes", "silence")
OF_OPTION = (
    "key",
    "way",
    "speaks",
    "npv",
    "saving_npv",
    "saving_npv_today",
    "saving_share",
    "middle_share",
    "cost_range",
    "saving_range",
    "chance_to_save",
    "break_even_month",
    "drivers",
)
STREAM = re.compile(rb"(?<!end)stream\r?\n")


class UnreadablePdf(Exception):  # noqa: N818 - named for its reader, like Http404
    """The file cannot be looked into; its text is a sentence for whoever sent it."""


def attachment(snapshot: Mapping[str, Any], order: Order, *, link: str) -> bytes:
    """What is attached to the paper of a version, as JSON: equal bytes for equal facts."""
    version = snapshot["version"]
    document = {
        "version": version["number"],
        "saved_at": version["saved_at"],
        "address": link,
        "parts": list(order.parts),
        "actions": _rows(snapshot["actions"], OF_ACTION),
        "facts": printed(snapshot["facts"], order),
    }
    return BEGINNING + json.dumps(document, sort_keys=True).encode("ascii")[1:]


def printed(facts: Mapping[str, Any], order: Order) -> dict[str, Any]:
    """The facts behind what a paper prints: those of its first two pages, and of the chosen parts."""
    parts = order.parts
    names = [*ALWAYS, *(name for part in parts for name in OF_PART.get(part, ()))]
    inputs = [name for part in parts for name in INPUT_OF_PART.get(part, ())]
    shown = _of(facts, names)
    shown["questions"] = _questions(facts["questions"], whole="answers" in parts)
    shown["steps"] = facts["steps"] if "steps" in parts else _rows(facts["steps"], OF_STEP)
    shown["cost"] = facts["cost"] if "cost" in parts else _money(facts["cost"])
    if inputs:
        shown["input"] = _of(facts["input"], inputs)
    return shown


def found_in(pdf: bytes) -> list[bytes]:
    """The attachments in a PDF that begin like one of ours. Raises ``UnreadablePdf``."""
    if b"%PDF-" not in pdf[:1024]:
        raise UnreadablePdf("This file is not a PDF.")
    found: list[bytes] = []
    for number, start in enumerate(STREAM.finditer(pdf)):
        if number == MOST_STREAMS or len(found) == MOST_FOUND:
            raise UnreadablePdf("This PDF has more pieces than a paper can have.")
        inflated = _inflated(pdf, start.end())
        if inflated:
            found.append(inflated)
    if not found and b"/Encrypt" in pdf:
        raise UnreadablePdf("This PDF is protected by a password, so it cannot be looked into.")
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


def _money(cost: dict[str, Any] | None) -> dict[str, Any] | None:
    """What each way costs and saves as a whole, without lines and years."""
    if cost is None:
        return None
    sides = {
        side: _of(cost[side], ("npv", "cost_range", "saving_range"))
        for side in ("today", "improved")
    }
    return {**_of(cost, OF_COST), **sides, "options": _rows(cost["options"], OF_OPTION)}
