"""The figures of a result as numbers to draw: places in per cent of the figure, from the left and from
the top. Pages write them into SVG, papers into Typst; each has the same as a table.
"""

from collections.abc import Mapping, Sequence
from math import ceil
from typing import Any

from engine.outcome import WIDE, Question, StepRecommendation
from engine.rounding import MIDDLE
from report.document import About, Cell, Column, Figure, Table
from report.headline import is_by_rule, step_sure, step_way, way_told
from report.hundred import ways_in_hundred
from report.map_figure import scale_of
from report.messages import Percent, Points, Score, Text, joined, say
from report.numbers import tenth
from report.scales import across
from report.subject import Subject

SHORT: tuple[tuple[str, tuple[str, ...]], ...] = (*WIDE.items(), ("automate", ("automate",)))
"""The outcomes by who does the work, while the headline says no more."""
ACROSS = 8
"""So many boxes of the strip fit beside each other."""
FOLDED = 8
"""So many steps of a long list are told one by one before the others fold."""
FEW = 4
"""So many words fit into a box of the strip."""
COLOURS = {"provider": "bpo", "own": "in_house"}
"""The colour of a way that is no single option; none for what is open."""
SIDES = {
    "who": ("in_house", "provider"),
    "kind": ("bpo", "kpo"),
    "inside": ("in_house", "shared_service"),
}
"""The marks of the two answers of a question, the one below its line first."""


def bar(part: float) -> dict[str, Any]:
    """Where the bar of a pull from -1 to 1 stands on its rope, whose middle is 50."""
    width = round(50 * abs(part), 2)
    return {"towards": part > 0, "x": 50 if part > 0 else round(50 - width, 2), "width": width}


def bars_of(subject: Subject) -> Figure | None:
    """The outcomes by chance, as deep as the headline: provider and own stacked while it says no
    more, never five rivals. None for a split, and where nothing may be shown or a rule decides."""
    advised = subject.advised
    if advised.outcomes is None or not subject.shows_shares or is_by_rule(advised):
        return None
    percents = ways_in_hundred(advised)
    if is_deep(subject, percents):
        rows = [_bar(subject.way(key), key, {key: percent}) for key, percent in percents.items()]
    else:
        rows = [_bar(say(f"way.{way}"), way, parts) for way, parts in wide(percents).items()]
    shown = [row for row in rows if row["percent"]]
    shown.sort(key=lambda row: -row["percent"])
    return Figure(
        kind="bars",
        data={"rows": shown, "even": advised.outcome == "open"},
        alt=say("bars.alt"),
        table=Table(
            caption=say("bars.title"),
            columns=[Column(say("bars.column.what")), Column(say("bars.column.of"), number=True)],
            rows=[[Cell(row["name"]), Cell(say("number", number=row["percent"]))] for row in shown],
        ),
    )


def is_deep(subject: Subject, percents: Mapping[str, int]) -> bool:
    """Whether the headline names more than who does the work: outcomes are told as deep as it is."""
    outcome = subject.advised.outcome
    is_named = outcome in percents and outcome != "automate"
    return is_named and not subject.leaves_place_open


def wide(percents: Mapping[str, int]) -> dict[str, dict[str, int]]:
    """Who does the work -> the outcomes in which they do, with their numbers."""
    found = {way: {key: percents.get(key, 0) for key in keys} for way, keys in SHORT}
    return {way: parts for way, parts in found.items() if any(parts.values()) or way != "automate"}


def _bar(name: Text, option: str, percents: Mapping[str, int]) -> dict[str, Any]:
    """One bar of one or several parts, end to end."""
    parts, start = [], 0
    for key, percent in percents.items():
        if percent:
            parts.append({"option": key, "x": start, "width": percent})
            start += percent
    return {"name": name, "percent": start, "parts": parts, "option": option}


def told(count: int) -> int:
    """How many of so many steps are told before the others fold: a single one more is no list."""
    return count if count <= FOLDED + 1 else FOLDED


def strip_of(subject: Subject) -> Figure:
    """The steps in order as boxes in the colour and mark of where they go, pale where not sure, locked
    where a rule keeps them; numbers where the work is handed over. ``told`` of them stand on a page before
    the others, which fold under ``more``."""
    passes = {row.place: number for number, row in enumerate(subject.advised.handovers, start=1)}
    boxes = [
        _box(subject, place, row, passes.get(place - 2, 0))
        for place, row in enumerate(subject.advised.steps, start=1)
    ]
    shown = told(len(boxes))
    more = len(boxes) - shown
    return Figure(
        kind="strip",
        data={
            "boxes": boxes,
            "columns": _columns(shown),
            "told": shown,
            "more": say("strip.more", count=more) if more else "",
        },
        alt=say("strip.alt", count=len(boxes)),
        note=_strip_note(boxes),
        table=Table(
            caption=say("strip.title"),
            columns=[
                Column(say("strip.column.step")),
                Column(say("strip.column.goes")),
                Column(say("strip.column.sure")),
            ],
            rows=[
                [
                    Cell(say("step.named", place=box["place"], name=box["name"])),
                    Cell(box["goes"], option=box["option"]),
                    Cell(box["sure"]),
                ]
                for box in boxes
            ],
        ),
    )


def _strip_note(boxes: Sequence[Mapping[str, Any]]) -> Text:
    """What the looks of the boxes mean, of those that are there."""
    states = {box["state"] for box in boxes}
    found = [say("strip.note.pale")] if "pale" in states else []
    if any(box["state"] == "kept" and box["sure"] != say("strip.kept") for box in boxes):
        found.append(say("strip.note.kept"))
    if any(box["passes"] for box in boxes):
        found.append(say("strip.note.passes"))
    return joined(found)


def _columns(count: int) -> int:
    """So many boxes stand in a row, so that the rows are as even as can be."""
    return ceil(count / ceil(count / ACROSS))


def _box(subject: Subject, place: int, row: StepRecommendation, passes: int) -> dict[str, Any]:
    advised, way = row.recommendation, way_told(subject.advised, row)
    is_pale = advised is not None and advised.confidence != "clear"
    return {
        "place": place,
        "name": row.step.name,
        "option": way,
        "colour": COLOURS.get(way, way),
        "state": "kept" if advised is None else "pale" if is_pale else "sure",
        "goes": step_way(subject.ruleset, subject.advised, row),
        "sure": _sure(row),
        "passes": passes,
        "passes_words": say("strip.passes", number=passes) if passes else "",
        "about": About(step=place),
    }


def _in_short(reason: str) -> Text:
    """Why a step is kept, where that is said in a few words; else it stands on the page Steps."""
    return reason if len(reason.split()) <= FEW else say("strip.kept")


def _sure(row: StepRecommendation) -> Text:
    """How sure the way of a step is: nothing where it is clear, so that numbers stand out."""
    if row.recommendation is None:
        return _in_short(row.retained)
    return "" if row.recommendation.confidence == "clear" else step_sure(row)


def tug_of(subject: Subject, key: str, row: Question, points: dict[str, float]) -> Figure:
    """Both pulls of one question on its scale from 0 to 100, with the line and where it ends; of who,
    also the middle eight of ten readings."""
    plus = round(sum(one for one in points.values() if one > 0), 1)
    minus = round(sum(one for one in points.values() if one < 0), 1)
    score, line = tenth(MIDDLE + plus + minus), tenth(row.score_line)
    first, second = SIDES[key]
    return Figure(
        kind="tug",
        data={
            "line": line,
            "score": score,
            "plus_x": MIDDLE,
            "plus_width": plus,
            "minus_x": score,
            "minus_width": -minus,
            "range": _middle(subject) if key == "who" else [],
            "option_away": first,
            "option_towards": second,
            "away": say(f"side.{key}.away"),
            "towards": say(f"side.{key}.towards"),
            "plus_words": say("points", points=Points(plus)),
            "minus_words": say("points", points=Points(minus)),
            "line_name": say("tug.line" if line != MIDDLE else "tug.line.even", score=Score(line)),
            "even_name": say("tug.even") if line > MIDDLE else "",
            "score_words": say("score", score=Score(score)),
        },
        alt=say(
            f"tug.alt.{key}",
            score=Score(score),
            line=Score(line),
            plus=Points(plus),
            minus=Points(minus),
        ),
        note=say("tug.note.range" if key == "who" and subject.result.cloud else "tug.note"),
    )


def _middle(subject: Subject) -> list[float]:
    """Where the middle eight of ten readings of who end, in per cent; empty without a cloud."""
    xs = sorted(x for x, _ in subject.result.cloud)
    if not xs:
        return []
    tenth = len(xs) // 10
    who = scale_of(subject).who
    return [across(xs[tenth] * who), across(xs[-1 - tenth] * who)]


def known_of(subject: Subject) -> Figure:
    """How much of what decides is known, with the tick from which on there is a word."""
    share = subject.advised.known_share
    return Figure(
        kind="known",
        data={"known": round(100 * share, 2), "third": round(100 / 3, 2)},
        alt=say("known.alt", percent=Percent(share)),
    )
