"""What every choice of every asked question gives every option: the additive form itself.

``engine.scoring`` picks the given answers out of this table; what-if and "find out next" read the
other rows of it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import frexp, fsum, isfinite, ldexp

from engine.case import Case, Given, hidden_codes
from engine.ruleset import Ruleset

MIDDLE = 50.0
"""The score of an option that no answer has moved; also the largest sum of contributions."""
NOTHING = 1e-12

Points = Mapping[str, Mapping[int, Mapping[str, float]]]
"""Criterion code -> known choice -> option -> points, positive towards the option (unrounded)."""


@dataclass(frozen=True, slots=True)
class Table:
    """The additive form of one case. ``weights`` are the shares of the asked criteria in the asked
    weight (they add up to 1, or are all 0); ``shares`` the same per axis, among the criteria that
    act on it."""

    asked: tuple[str, ...]
    hidden: frozenset[str]
    weights: Mapping[str, float]
    shares: Mapping[str, Mapping[str, float]]
    points: Points


def choice_points(ruleset: Ruleset, case: Case) -> Points:
    """What every known choice of every asked criterion gives every option in this case.

    The asked criteria, and with them the scale, are those of the case as it stands: an answer that
    opens or closes a branch has further effects, which only ``evaluate`` shows.
    """
    return table_of(ruleset, case).points


def table_of(ruleset: Ruleset, case: Case) -> Table:
    """The additive form of a case. Raises ``ValueError`` for an answer the ruleset does not have
    and for weights that are missing, negative or not finite."""
    strangers = [code for code in case.answers if code not in ruleset.criterion]
    if strangers:
        raise ValueError(f"{strangers[0]}: no such criterion")
    hidden = hidden_codes(ruleset, case.answers)
    asked = _asked(ruleset, case.answers, hidden)
    weights = _asked_weights(ruleset, asked, case.weights)
    shares = _axis_shares(ruleset, weights)
    return Table(
        asked=asked,
        hidden=hidden,
        weights=_divided(weights),
        shares=shares,
        points=_points(ruleset, shares),
    )


def _asked(
    ruleset: Ruleset, answers: Mapping[str, Given], hidden: frozenset[str]
) -> tuple[str, ...]:
    """Codes that count, in ruleset order: visible, and not answered "does not apply"."""
    skipped = {code for code, given in answers.items() if given.status == "not_applicable"}
    return tuple(
        row.code for row in ruleset.criteria if row.code not in hidden and row.code not in skipped
    )


def _asked_weights(
    ruleset: Ruleset, asked: Sequence[str], weights: Mapping[str, float]
) -> dict[str, float]:
    """The weights of the asked criteria, brought near 1 by a power of two.

    Only ratios count. A power of two changes no digit, so extreme weights can neither overflow nor
    vanish, and whole weights stay exact.
    """
    for row in ruleset.criteria:
        weight = weights.get(row.code)
        if weight is None or not isfinite(weight) or weight < 0:
            raise ValueError(f"{row.code}: weight {weight!r} is missing, negative or not finite")
    largest = max((weights[code] for code in asked), default=0.0)
    exponent = frexp(largest)[1]
    return {code: ldexp(weights[code], -exponent) for code in asked}


def _axis_shares(ruleset: Ruleset, weights: Mapping[str, float]) -> dict[str, dict[str, float]]:
    """Criterion -> axis it acts on -> its weight over the weight acting there (0 to 1)."""
    acting: dict[str, dict[str, float]] = {}
    for code, weight in weights.items():
        for axis in ruleset.centred[code]:
            acting.setdefault(axis, {})[code] = weight
    divided = {axis: _divided(row) for axis, row in acting.items()}
    return {code: {axis: divided[axis][code] for axis in ruleset.centred[code]} for code in weights}


def _divided(weights: Mapping[str, float]) -> dict[str, float]:
    total = fsum(weights.values())
    return {code: weight / total if total else 0.0 for code, weight in weights.items()}


def _points(
    ruleset: Ruleset, shares: Mapping[str, Mapping[str, float]]
) -> dict[str, dict[int, dict[str, float]]]:
    raw = {code: _raw(ruleset, code, share) for code, share in shares.items()}
    scale = _scale(ruleset, raw)
    return {
        code: {
            number: {option: scale * value for option, value in row.items()}
            for number, row in rows.items()
        }
        for code, rows in raw.items()
    }


def _raw(ruleset: Ruleset, code: str, share: Mapping[str, float]) -> dict[int, dict[str, float]]:
    """Known choice -> option -> sum over axes of profile x share x centred effect."""
    centred = ruleset.centred[code]
    rows: dict[int, dict[str, float]] = {}
    for choice in ruleset.criterion[code].choices:
        if choice.is_unknown:
            continue
        moved = [(axis, share[axis] * effects[choice.number]) for axis, effects in centred.items()]
        rows[choice.number] = {
            option.key: sum(option.profile.get(axis, 0.0) * move for axis, move in moved)
            for option in ruleset.options
        }
    return rows


def _scale(ruleset: Ruleset, raw: Mapping[str, Mapping[int, Mapping[str, float]]]) -> float:
    """One factor for all options: the furthest any option can be moved becomes 50 points."""
    reach = 0.0
    for option in ruleset.options:
        columns = [[row[option.key] for row in rows.values()] for rows in raw.values() if rows]
        reach = max(reach, fsum(map(max, columns)), -fsum(map(min, columns)))
    return MIDDLE / reach if reach > NOTHING else 0.0
