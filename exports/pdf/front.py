"""What the first two pages of a paper print of a version: chosen once, for the template and for the facts
that are attached."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from itertools import accumulate
from math import ceil
from typing import Any

from report.action_words import ActionPart, foremost, touched
from report.actions import is_overdue

PICTURES = ("picture", "steps", "chances")
"""The map or the strip, and the bars: what else there is beside the first only where neither money takes the
room nor all of a note is one page."""
MONEY = ("band", "drivers")
NAMED = ("clear", "leaning")
OPTIONS = 3
"""So many options stand in the table of the money."""
MOST_STEPS, FEW_STEPS, FEWEST_STEPS = 6, 3, 2
"""So many next steps are printed at least: fewer beside pictures, and the fewest beside a strip of many steps."""
ROOM, LITTLE_ROOM = 24, 10
"""Lines that the next steps of a decision may fill, and beside pictures of the money."""
LINE = 50
"""Letters of a next step that stand on a line."""
MANY_BOXES, LONG_NAME = 12, 40
"""In a strip of many steps long names are cut; the annex has all of each."""


def saved_at(snapshot: Mapping[str, Any]) -> datetime:
    """When the version was saved, in the clock of the site; every date of the file is this one."""
    try:
        return datetime.fromisoformat(snapshot["version"]["saved_at"])
    except ValueError:
        raise ValueError("The snapshot does not say when its version was saved.") from None


def is_drawn(snapshot: Mapping[str, Any]) -> bool:
    """Whether enough is known for the second page."""
    return bool(snapshot["front"]["risks"])


def section_of(snapshot: Mapping[str, Any], page: str, key: str) -> Mapping[str, Any] | None:
    """A section of the document, None where it has none."""
    pages = (row for row in snapshot["document"]["pages"] if row["key"] == page)
    rows: list[Mapping[str, Any]] = next((row["sections"] for row in pages), [])
    return next((row for row in rows if row["key"] == key), None)


def costs(snapshot: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """What each way costs; None while no way is named, as on the summary: the annex has it."""
    is_named = snapshot["document"]["verdict"]["confidence"] in NAMED
    return section_of(snapshot, "money", "costs") if is_named else None


def money(snapshot: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The pictures of the money, where what each way costs is told."""
    if not is_drawn(snapshot) or costs(snapshot) is None:
        return []
    found = (section_of(snapshot, "money", key) for key in MONEY)
    return [row for row in found if row is not None]


def pictures(snapshot: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The pictures of the summary, the most telling first; the strip is that of the page of steps, which has
    all of them."""
    if not is_drawn(snapshot):
        return []
    found = []
    for key in PICTURES:
        told = section_of(snapshot, "summary", key)
        if told is not None:
            found.append(_strip(snapshot, told) if key == "steps" else told)
    return found[:1] if money(snapshot) or snapshot["front"]["note"] else found


def _strip(snapshot: Mapping[str, Any], told: Mapping[str, Any]) -> Mapping[str, Any]:
    """The section of the summary with all its steps, as the page of steps has them; the long names of many
    are cut."""
    figure = (section_of(snapshot, "steps", "strip") or told)["blocks"][0]
    boxes = figure["data"]["boxes"]
    if len(boxes) > MANY_BOXES:
        boxes = [{**row, "name": _cut(row["name"])} for row in boxes]
    drawn = {**figure, "data": {**figure["data"], "boxes": boxes}}
    return {**told, "blocks": [drawn, *told["blocks"][1:]]}


def _cut(name: str) -> str:
    """A name of at most so many letters, if it can be cut between words."""
    if len(name) <= LONG_NAME:
        return name
    short = name[: LONG_NAME - 1]
    return (short.rpartition(" ")[0] or short) + "\N{HORIZONTAL ELLIPSIS}"


def next_steps(snapshot: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The foremost actions, as on the summary; overdue is what was due before the day of the version."""
    on, rows = saved_at(snapshot).date(), _steps_left(snapshot)
    return [
        {**row, "is_overdue": is_overdue(_day(row["due"]), row["status"], on)}
        for row in rows[: _most(snapshot, rows)]
    ]


def more_steps(snapshot: Mapping[str, Any]) -> int:
    """How many next steps are not printed."""
    rows = _steps_left(snapshot)
    return max(0, len(rows) - _most(snapshot, rows))


def _steps_left(snapshot: Mapping[str, Any]) -> list[ActionPart]:
    """What is not done, the foremost first. A note of the short form, whose summary has no actions, has those
    that somebody touched."""
    rows = snapshot["actions"]
    if snapshot["front"]["note"] and snapshot["document"]["verdict"]["quick"]:
        ours = {row["key"] for row in touched(rows)}
        rows = [row for row in rows if row["key"] in ours]
    return foremost(rows, len(rows))


def _most(snapshot: Mapping[str, Any], rows: Sequence[ActionPart]) -> int:
    """How many next steps are printed: in a decision as many as there is room for; a strip with pictures of
    the money leaves none."""
    if len(boxes(snapshot)) > MANY_BOXES:
        return FEWEST_STEPS
    is_full = bool(money(snapshot)) or len(pictures(snapshot)) > 2
    least = FEW_STEPS if is_full else MOST_STEPS
    if snapshot["front"]["note"] or (is_full and boxes(snapshot)):
        return least
    lines = accumulate(ceil(len(f"{row['why']} · {row['what']}") / LINE) for row in rows)
    room = LITTLE_ROOM if is_full else ROOM
    return max(least, sum(1 for filled in lines if filled <= room))


def _day(due: str | None) -> date | None:
    return date.fromisoformat(due) if due else None


def boxes(snapshot: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The steps that the second page draws."""
    found = (row["blocks"][0]["data"].get("boxes", ()) for row in pictures(snapshot))
    return [box for row in found for box in row]


def draws(snapshot: Mapping[str, Any], kind: str) -> bool:
    """Whether the second page has a figure of this kind."""
    figures = (row["blocks"][0] for row in (*pictures(snapshot), *money(snapshot)))
    return any(row.get("figure") == kind for row in figures)
