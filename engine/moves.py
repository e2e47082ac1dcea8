"""What the choices of a question would move on the printed scores, worked out before they are saved."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import ceil

from engine.fit.axes import fit
from engine.fit.case import Case, Given
from engine.model.dump import dump
from engine.model.load import InvalidRuleset, load
from engine.model.ruleset import AXES, Choice, Criterion, Ruleset

LEAST = 10
"""A scale of bars reaches at least so far, or small effects would look large."""


@dataclass(frozen=True, slots=True)
class Move:
    """What one choice adds to the printed score of a question of the result, in points."""

    number: int
    text: str
    points: float

    @property
    def start(self) -> float:
        """Where its bar begins, in points."""
        return round(min(0.0, self.points), 2)

    @property
    def length(self) -> float:
        """How long its bar is."""
        return round(abs(self.points), 2)


@dataclass(frozen=True, slots=True)
class Moved:
    """One question of the result that the choices move, and its part of all weight there."""

    axis: str
    share: float
    moves: tuple[Move, ...]

    @property
    def furthest(self) -> int:
        """How far the scale of the bars reaches to either side, in points."""
        return max(LEAST, *(ceil(abs(row.points)) for row in self.moves))

    @property
    def box(self) -> str:
        """The same as the box of a drawing eight high."""
        return f"{-self.furthest} 0 {2 * self.furthest} 8"


def moved_by(
    ruleset: Ruleset, code: str, weight: float, choices: Sequence[Choice]
) -> tuple[Moved, ...] | None:
    """What the choices of a question move, the other questions as they stand; None while the model
    cannot be used. A new question counts as one more."""
    present = ruleset.criterion.get(code)
    row = replace(
        present or _new(ruleset, code),
        weight=weight,
        choices=tuple(choices),
        show_if=(),
        asked="questions",
    )
    others = tuple(one for one in ruleset.criteria if one.code != code)
    try:
        tried = load(dump(_alone(replace(ruleset, criteria=(row, *others)))))
    except InvalidRuleset:
        return None
    cases = {choice.number: _case(tried, code, choice.number) for choice in choices}
    found = {number: fit(tried, case) for number, case in cases.items()}
    return tuple(
        Moved(
            axis,
            next(iter(found.values()))[axis].shares[code],
            tuple(
                Move(one.number, one.text, found[one.number][axis].points[code]) for one in choices
            ),
        )
        for axis in AXES
        if axis in tried.effects[code] and weight > 0
    )


def _new(ruleset: Ruleset, code: str) -> Criterion:
    theme = ruleset.themes[0].code if ruleset.themes else "A"
    return Criterion(code, theme, code, code, code, 1.0, ())


def _alone(ruleset: Ruleset) -> Ruleset:
    """The questions by themselves: what names them elsewhere may not fit while they are edited."""
    criteria = tuple(replace(row, show_if=()) for row in ruleset.criteria)
    empty = type(ruleset.reference)()
    return replace(
        ruleset,
        criteria=criteria,
        gates=(),
        presets=(),
        services=(),
        precedents=(),
        reference=empty,
    )


def _case(ruleset: Ruleset, code: str, number: int) -> Case:
    weights: Mapping[str, float] = {row.code: row.weight for row in ruleset.criteria}
    return Case({code: Given(number)}, {}, weights)
