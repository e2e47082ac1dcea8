"""What to do next: the proposals of the advice in words, with what people wrote about them."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, fields
from typing import Any

from decisions import wording
from decisions.presentation.material import Material
from decisions.presentation.shape import NextAction
from decisions.presentation.tables import ActionPart
from report.action_words import listed, said
from report.actions import Written
from report.document import as_read
from report.messages import catalogue, read, say
from report.result import Result

WRITTEN = tuple(field.name for field in fields(Written))
EMPTY = asdict(Written(""))
NEVER = "9999"
"""Behind every day in ISO 8601."""


def actions_of(result: Result, written: Iterable[Written]) -> list[ActionPart]:
    """The list: what the advice asks for, people's own, and what is not asked for any more."""
    rows: list[ActionPart] = as_read(listed(result, written), catalogue())
    return rows


def touched(rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """What people wrote about the actions of a document, without the words of the proposals."""
    written = ({name: row[name] for name in WRITTEN} for row in rows)
    return [row for row in written if row != EMPTY | {"key": row["key"]}]


def foremost(rows: Iterable[ActionPart], count: int) -> list[ActionPart]:
    """So many actions that are not done, for a page with room for few: those that somebody touched by
    the day that they are due, then the others in their order."""
    left = [row for row in rows if row["status"] != "done"]
    ours = {row["key"] for row in touched(left)}
    left.sort(key=lambda row: (row["key"] not in ours, row["due"] or NEVER))
    return left[:count]


def next_actions(material: Material) -> list[NextAction]:
    """The proposals as a list to read, without the checks, which are listed beside it. What the quick
    screen leaves out comes first."""
    found: list[NextAction] = _deeper(material)
    for row in material.proposals:
        if row.kind != "check":
            words = said(material.result, row)
            what, how = read(words.what), read(words.how)
            find = read(say("action.find", what=what, how=how))
            origin = read(words.why) if row.kind in ("fix", "advice") else ""
            text = find if row.kind == "find" else f"{what} {how}".strip()
            found.append({"text": text, "origin": origin})
    return found


def _deeper(material: Material) -> list[NextAction]:
    codes = {row.code for row in material.ruleset.criteria if row.asked == "questions"}
    left = len(codes - material.hidden - set(material.shown))
    if not material.quick or not left:
        return []
    return [{"text": wording.go_deeper(left), "origin": wording.DEPTHS["quick"]}]
