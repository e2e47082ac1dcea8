"""The map: who across, kind up, as places in per cent of the figure from the left and from the top."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from engine.fit.gates import closed_by
from engine.outcome import INSIDE, WIDE, Question, Recommendation
from engine.rounding import MIDDLE
from report.document import Cell, Column, Figure, Sign, Table
from report.messages import Listed, Message, Score, Text, say
from report.numbers import tenth
from report.scales import across
from report.subject import Subject

SEEN = 0.01
"""A smaller share of the reach tells no scale."""


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

    def scores(self, advised: Recommendation) -> tuple[Score, Score]:
        """The same as it is printed."""
        who, kind = _share(advised.who) * self.who, _share(advised.kind) * self.kind
        return Score(tenth(MIDDLE + MIDDLE * who)), Score(tenth(MIDDLE + MIDDLE * kind))


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
        return (row.score_line - MIDDLE) / (MIDDLE * row.line)
    share = _share(row)
    return (row.score - MIDDLE) / (MIDDLE * share) if abs(share) > SEEN else 1.0


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
            [Cell(name), *(Cell(say("score", score=one)) for one in scale.scores(row))]
            for name, row in rows
        ],
    )
