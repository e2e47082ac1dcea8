"""The figures of a result as numbers to draw: places in per cent of the figure, from the left and from
the top. Pages write them into SVG, papers into Typst; each has the same as a table.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

from engine.fit.gates import closed_by
from engine.outcome import INSIDE, WIDE, Question, Recommendation, StepRecommendation
from report.document import About, Cell, Column, Figure, Sign, Table
from report.headline import is_by_rule, step_sure, step_way, way_told
from report.hundred import ways_in_hundred
from report.messages import Listed, Message, Percent, Points, Score, Text, joined, say
from report.subject import Subject

EVEN = 50.0
SEEN = 0.01
"""A smaller share of the reach tells no scale."""
SHORT = (*WIDE.items(), ("automate", ("automate",)))
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


def across(share: float) -> float:
    """A place from -1 to 1 in per cent from the left, cut at the edge."""
    return round(50 + 50 * max(-1.0, min(1.0, share)), 2)


def bar(part: float) -> dict[str, Any]:
    """Where the bar of a pull from -1 to 1 stands on its rope, whose middle is 50."""
    width = round(50 * abs(part), 2)
    return {"towards": part > 0, "x": 50 if part > 0 else round(50 - width, 2), "width": width}


@dataclass(frozen=True, slots=True)
class Scale:
    """The scale of the map, which is that of the printed scores: ``who`` and ``kind`` are what
    a share of the reach is on it, as steps and readings are computed; ``line`` is the line of change."""

    who: float
    kind: float
    line: float

    def place(self, who: float, kind: float) -> tuple[float, float]:
        """Two shares of the reach as places: across, and up."""
        return across(who * self.who), across(kind * self.kind)

    def of(self, advised: Recommendation) -> tuple[float, float]:
        """Where a recommendation stands."""
        return self.place(_share(advised.who), _share(advised.kind))


def scale_of(subject: Subject) -> Scale:
    """The scale of a result."""
    told, line = _told(subject), subject.ruleset.lines.provider
    who = _stretch(told.who)
    return Scale(who, _stretch(told.kind), across(line * who))


def _stretch(row: Question | None) -> float:
    """From a share of the reach to the printed score, told by the line, or by the answers where it is
    even."""
    if row is None or not row.reach:
        return 1.0
    if row.line:
        return (row.score_line - EVEN) / (EVEN * row.line)
    share = _share(row)
    return (row.score - EVEN) / (EVEN * share) if abs(share) > SEEN else 1.0


def _share(row: Question | None) -> float:
    return 0.0 if row is None or not row.reach else row.value / row.reach


def map_of(subject: Subject) -> Figure:
    """Who across, kind up, two straight borders; the answers as a dot, a hundred readings as a cloud,
    steps with their numbers."""
    told, best = _told(subject), subject.advised.outcome
    scale, free, closed = scale_of(subject), _free(subject), _closed(told)
    x, y = scale.of(told)
    return Figure(
        kind="map",
        data={
            "line": scale.line,
            "rest": round(100 - scale.line, 2),
            "dot": [x, round(100 - y, 2)],
            "dots": _cloud(subject, scale),
            "steps": _together(free, scale),
            "best": best,
            "inside": best in INSIDE,
            "closed": closed,
            "labels": {
                "line": say("map.line"),
                "own": say("way.own"),
                "keep": say("way.own"),
                "provider": say("way.provider"),
                "routine": say("map.closed" if "bpo" in closed else "map.routine"),
                "expert": say("map.closed" if "kpo" in closed else "map.expert"),
            },
            "names": {key: subject.way(key) for key in WIDE["provider"]},
        },
        alt=_stands(told),
        legend=_signs(subject, has_steps=bool(free)),
        table=_map_table(subject, scale, free),
    )


def _told(subject: Subject) -> Recommendation:
    """What the dot is: the answers that the headline and its sums are about, of the step that speaks for
    steps that agree, else of the whole."""
    return subject.result.whole if subject.advised.who is None else subject.advised


def _closed(told: Recommendation) -> list[str]:
    """The kinds of provider that a rule rules out, whose fields no answer reaches."""
    closed = closed_by(told.fired)
    return [key for key in WIDE["provider"] if key in closed]


def _signs(subject: Subject, *, has_steps: bool) -> list[Sign]:
    """What there is on the map; what across and up mean stands at its edges."""
    dot = "whole" if has_steps else "you"
    alone = ".alone" if _told(subject).ruled_by else ""
    spoken = subject.advised.spoken_by
    text = say(f"map.sign.{dot}{alone}")
    if spoken is not None:
        text = say("map.sign.spoken.alone" if alone else "map.sign.spoken", place=spoken + 1)
    found = [Sign(dot, text)]
    keys = [
        *(["readings"] if subject.result.cloud else []),
        *(["steps"] if has_steps else []),
        "change",
        "even",
    ]
    past = Sign("change", say(f"map.sign.change{alone}"))
    return [
        *found,
        *(past if key == "change" else Sign(key, say(f"map.sign.{key}")) for key in keys),
    ]


def _free(subject: Subject) -> list[tuple[int, Recommendation]]:
    return [
        (place, row.recommendation)
        for place, row in enumerate(subject.advised.steps, start=1)
        if row.recommendation
    ]


def _together(steps: Sequence[tuple[int, Recommendation]], scale: Scale) -> list[dict[str, Any]]:
    """Steps with their numbers; those that would lie on one another stand as the first of them and a
    plus. The table beside the map has each."""
    found: list[dict[str, Any]] = []
    for place, row in steps:
        x, y = scale.of(row)
        spot = {"place": str(place), "x": x, "y": round(100 - y, 2)}
        under = next((one for one in found if _touch(one, spot)), None)
        if under is None:
            found.append(spot)
        elif not under["place"].endswith("+"):
            under["place"] += "+"
    return found


def _touch(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two circles of steps overlap, on a map as narrow as that of a phone."""
    return bool(abs(one["x"] - other["x"]) < 7 and abs(one["y"] - other["y"]) < 8)


def _cloud(subject: Subject, scale: Scale) -> list[dict[str, Any]]:
    """The hundred readings by the region they lie in."""
    found: dict[str, list[list[float]]] = {"in_house": [], "bpo": [], "kpo": []}
    for x, y in subject.result.cloud:
        region = "in_house" if x <= subject.ruleset.lines.provider else "kpo" if y > 0 else "bpo"
        across_, up = scale.place(x, y)
        found[region].append([across_, round(100 - up, 2)])
    return [{"option": key, "points": points} for key, points in found.items() if points]


def _stands(told: Recommendation) -> Message:
    """On which side of either border the answers alone stand, whatever a rule says."""
    rows = ((told.who, "own", "provider"), (told.kind, "bpo", "kpo"))
    sides = [second if row.is_above else first for row, first, second in rows if row is not None]
    if not sides:
        return say("map.nowhere")
    where = Listed([say(f"map.side.{side}") for side in sides])
    return say("map.ruled" if told.ruled_by else "map.stands", sides=where)


def _map_table(subject: Subject, scale: Scale, free: Sequence[tuple[int, Recommendation]]) -> Table:
    rows: list[tuple[Text, Recommendation]] = [(say("map.whole"), _told(subject))]
    if subject.advised.spoken_by is not None:
        rows = []
    steps = subject.advised.steps
    rows += [
        (say("step.named", place=place, name=steps[place - 1].step.name), row)
        for place, row in free
    ]
    return Table(
        caption=say("map.table"),
        columns=[
            Column(say("map.column.what")),
            Column(say("map.column.who"), number=True),
            Column(say("map.column.kind"), number=True),
        ],
        rows=[
            [Cell(name), *(Cell(say("score", score=Score(round(at, 1)))) for at in scale.of(row))]
            for name, row in rows
        ],
    )


def bars_of(subject: Subject) -> Figure | None:
    """The outcomes by chance, as deep as the headline: provider and own stacked while it says no
    more, never five rivals. None for a split, and where nothing may be shown or a rule decides."""
    advised = subject.advised
    if advised.outcomes is None or not subject.shows_shares or is_by_rule(advised):
        return None
    percents = ways_in_hundred(advised)
    is_named = advised.outcome in percents and advised.outcome != "automate"
    is_deep = is_named and not subject.leaves_place_open
    rows = _deep(subject, percents) if is_deep else _wide(percents)
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


def _deep(subject: Subject, percents: dict[str, int]) -> list[dict[str, Any]]:
    return [_bar(subject.way(key), key, {key: percent}) for key, percent in percents.items()]


def _wide(percents: dict[str, int]) -> list[dict[str, Any]]:
    return [
        _bar(say(f"way.{way}"), way, {key: percents.get(key, 0) for key in keys})
        for way, keys in SHORT
    ]


def _bar(name: Text, option: str, percents: dict[str, int]) -> dict[str, Any]:
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
    score, line = round(EVEN + plus + minus, 1), round(row.score_line, 1)
    first, second = SIDES[key]
    return Figure(
        kind="tug",
        data={
            "line": line,
            "score": score,
            "plus_x": EVEN,
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
            "line_name": say("tug.line" if line != EVEN else "tug.line.even", score=Score(line)),
            "even_name": say("tug.even") if line > EVEN else "",
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
