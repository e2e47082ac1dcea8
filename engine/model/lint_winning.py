"""Options that can never be advised, whatever is chosen: a line or a sign that somebody got wrong.

An option wins when sums lie on its sides of their lines. Of two sums at once no single one tells
whether both can: a weighted sum of the two that is never positive proves that they cannot.
"""

from collections.abc import Iterator, Mapping
from math import fsum

from engine.model.reading import Problem, warning
from engine.model.ruleset import Criterion, Ruleset

Sides = Mapping[str, int]
"""Axis -> 1 where its sum must lie above the line, -1 where it must not."""
WINS: Mapping[str, Sides] = {
    "in_house": {"sourcing": -1, "pooling": -1},
    "shared_service": {"sourcing": -1, "pooling": 1},
    "automate": {"automation": 1},
    "bpo": {"sourcing": 1, "expertise": -1},
    "kpo": {"sourcing": 1, "expertise": 1},
}
DECIDES = {"shared_service": "units", "automate": "automation"}
"""What a question must decide for an option to be possible at all."""
MIXES = tuple(step / 32 for step in range(33))
"""Shares of the second of two sums that are tried for a proof."""
NOTHING = 1e-9


def lint_winning(ruleset: Ruleset) -> Iterator[Problem]:
    """A warning for every option that can never win. Axes on which nothing counts are another one's."""
    for place, option in enumerate(ruleset.options):
        sides = {
            axis: side
            for axis, side in WINS.get(option.key, {}).items()
            if any(axis in ruleset.effects[row.code] for row in _counting(ruleset))
        }
        reason = _reason(ruleset, option.key, sides) if sides else ""
        if reason:
            sentence = f"Option {option.key} can never be advised: {reason}."
            yield warning("L031", f"options[{place}]", sentence)


def _reason(ruleset: Ruleset, key: str, sides: Sides) -> str:
    decides = DECIDES.get(key)
    wanted = next((axis for axis, side in sides.items() if side > 0), "")
    if decides and wanted in ("pooling", "automation") and ruleset.decides(decides) is None:
        return f"no question decides on {decides}"
    for axis, side in sides.items():
        if _beaten(ruleset, {axis: side}):
            where = "above" if side > 0 else "anywhere but above"
            return f"no choices bring {axis} {where} its line"
    if len(sides) > 1 and _beaten(ruleset, sides):
        return f"choices that are right for {' and '.join(sides)} exclude each other"
    return ""


def _counting(ruleset: Ruleset) -> list[Criterion]:
    return [row for row in ruleset.criteria if row.asked == "questions" and row.weight > 0]


def _beaten(ruleset: Ruleset, sides: Sides) -> bool:
    """Whether some mix of the sums proves that they cannot all lie where they must."""
    first, *others = sides.items()
    second = others[0] if others else first
    for share in MIXES if others else (0.0,):
        mix = ((*first, 1 - share), (*second, share))
        strict = any(side > 0 and part > 0 for _, side, part in mix)
        best = fsum(_best(ruleset, row, mix) for row in _counting(ruleset))
        if best <= NOTHING if strict else best < -NOTHING:
            return True
    return False


def _best(ruleset: Ruleset, row: Criterion, mix: tuple[tuple[str, int, float], ...]) -> float:
    """The most that a choice of a question can add to the mixed sum; nothing where it may be hidden."""
    sums = [
        fsum(
            part * side * (choice.effects.get(axis, 0.0) - _line(ruleset, row, axis))
            for axis, side, part in mix
        )
        for choice in row.choices
    ]
    return row.weight * max([*sums, 0.0] if row.show_if or not sums else sums)


def _line(ruleset: Ruleset, row: Criterion, axis: str) -> float:
    """A question's part of the line: a share of the most that it can say."""
    shares = {"sourcing": ruleset.lines.provider, "pooling": ruleset.lines.inside}
    table = ruleset.effects[row.code].get(axis, {})
    return shares.get(axis, 0.0) * max(table.values(), default=0.0)
