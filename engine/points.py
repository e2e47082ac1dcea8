"""What every choice of every asked question gives every option: the additive form itself.

``engine.scoring`` picks the given answers out of this table; what-if and "find out next" read the
other rows of it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import frexp, fsum, isfinite, ldexp

from engine.fit.case import Case, Given, hidden_codes, known_choice
from engine.model.ruleset import Itself, Ruleset

MIDDLE = 50.0
"""The score of an option that no answer has moved; also the largest sum of contributions."""
NOTHING = 1e-12

Row = tuple[float, ...]
Points = Mapping[str, Mapping[int, Mapping[str, float]]]
"""Criterion code -> known choice -> option -> points, positive towards the option (unrounded)."""


@dataclass(frozen=True, slots=True)
class Table:
    """The additive form of one case.

    ``known`` is the choice that counts for every asked criterion, None where none is known.
    ``weights`` are the shares of the asked criteria in the asked weight (they add up to 1, or are
    all 0); ``shares`` the same per axis, among the criteria that act on it. ``rows`` holds the
    points of every known choice, one per option in the order of the ruleset, unrounded. ``scale`` is
    how many points one unit of profile x share x effect gives, 0 when nothing can move.
    """

    hidden: frozenset[str]
    known: Mapping[str, int | None]
    weights: Mapping[str, float]
    shares: Mapping[str, Mapping[str, float]]
    rows: Mapping[str, Mapping[int, Row]]
    scale: float


def choice_points(ruleset: Ruleset, case: Case) -> Points:
    """What every known choice of every asked criterion gives every option in this case.

    The asked criteria, and with them the scale, are those of the case as it stands: an answer that
    opens or closes a branch has further effects, which only ``evaluate`` shows.
    """
    options = tuple(ruleset.option)
    return {
        code: {number: dict(zip(options, row, strict=True)) for number, row in rows.items()}
        for code, rows in table_of(ruleset, case).rows.items()
    }


def table_of(ruleset: Ruleset, case: Case) -> Table:
    """The additive form of a case. Raises ``ValueError`` for an answer the ruleset does not have
    and for weights that are missing, negative or not finite."""
    strangers = [code for code in case.answers if code not in ruleset.criterion]
    if strangers:
        raise ValueError(f"{strangers[0]}: no such criterion")
    hidden = hidden_codes(ruleset, case.answers)
    known = _known(ruleset, case.answers, hidden)
    codes = tuple(known)
    form = form_of(ruleset, codes, case.weights)
    return Table(hidden, known, form.weights, form.shares, form.rows, form.scale)


@dataclass(frozen=True, slots=True)
class Form:
    """The part of a table that only weights and asked criteria decide (see ``Table``)."""

    weights: Mapping[str, float]
    shares: Mapping[str, Mapping[str, float]]
    rows: Mapping[str, Mapping[int, Row]]
    scale: float


def form_of(ruleset: Ruleset, codes: tuple[str, ...], weights: Mapping[str, float]) -> Form:
    """The additive form when ``codes`` are asked. Raises ``ValueError`` for weights that are
    missing, negative or not finite."""
    return _form(ruleset.itself, codes, _asked_weights(ruleset, codes, weights))


@lru_cache(maxsize=32)
def _form(key: Itself, codes: tuple[str, ...], weights: tuple[float, ...]) -> Form:
    """The same for weights that were checked.

    Most cases of an edition share their weights and differ by few branches, and one result asks for
    the same form many times (steps, what-if, bounds): 32 forms are kept, and their rulesets alive.
    """
    ruleset, asked = key.ruleset, dict(zip(codes, weights, strict=True))
    shares = _axis_shares(ruleset, asked)
    raw = {code: _raw(ruleset, code, share) for code, share in shares.items()}
    scale = _scale(raw)
    rows = {
        code: {number: tuple([scale * pull for pull in row]) for number, row in numbers.items()}
        for code, numbers in raw.items()
    }
    return Form(_divided(asked), shares, rows, scale)


def _known(
    ruleset: Ruleset, answers: Mapping[str, Given], hidden: frozenset[str]
) -> dict[str, int | None]:
    """The criteria that count, in ruleset order: visible, and not answered "does not apply"."""
    skipped = {code for code, given in answers.items() if given.status == "not_applicable"}
    return {
        row.code: known_choice(row, answers.get(row.code))
        for row in ruleset.criteria
        if row.code not in hidden and row.code not in skipped
    }


def _asked_weights(
    ruleset: Ruleset, asked: Sequence[str], weights: Mapping[str, float]
) -> tuple[float, ...]:
    """The weights of the asked criteria in their order, brought near 1 by a power of two.

    Only ratios count. A power of two changes no digit, so extreme weights can neither overflow nor
    vanish, and whole weights stay exact.
    """
    for row in ruleset.criteria:
        weight = weights.get(row.code)
        if weight is None or not isfinite(weight) or weight < 0:
            raise ValueError(f"{row.code}: weight {weight!r} is missing, negative or not finite")
    largest = max((weights[code] for code in asked), default=0.0)
    exponent = frexp(largest)[1]
    return tuple(ldexp(weights[code], -exponent) for code in asked)


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


def _raw(ruleset: Ruleset, code: str, share: Mapping[str, float]) -> dict[int, Row]:
    """Known choice -> per option, the sum over axes of profile x share x centred effect."""
    pulls = ruleset.pulls[code]
    if not pulls:
        return dict.fromkeys(_known_numbers(ruleset, code), (0.0,) * len(ruleset.options))
    (axis, rows), *others = pulls.items()
    total = {number: [share[axis] * pull for pull in row] for number, row in rows.items()}
    for axis, rows in others:
        for number, row in rows.items():
            total[number] = [
                before + share[axis] * pull for before, pull in zip(total[number], row, strict=True)
            ]
    return {number: tuple(row) for number, row in total.items()}


def _known_numbers(ruleset: Ruleset, code: str) -> list[int]:
    return [row.number for row in ruleset.criterion[code].choices if not row.is_unknown]


def _scale(raw: Mapping[str, Mapping[int, Row]]) -> float:
    """One factor for all options, so that the furthest any of them can be moved is 50 points."""
    best = [map(max, zip(*rows.values(), strict=True)) for rows in raw.values()]
    worst = [map(min, zip(*rows.values(), strict=True)) for rows in raw.values()]
    reach = max(
        *(fsum(column) for column in zip(*best, strict=True)),
        *(-fsum(column) for column in zip(*worst, strict=True)),
        0.0,
        0.0,
    )
    return MIDDLE / reach if reach > NOTHING else 0.0
