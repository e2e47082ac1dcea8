"""From answers to advice: what every answer gives every option, the scores, the gates.

The score is additive: 50 plus one contribution per asked criterion. ``docs/ruleset.md`` holds the
formulas with a worked example.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import copysign, fsum

from engine.axes import AxisValue, axis_values, is_mixed, rounded
from engine.fit.case import UNKNOWN, Case, Given
from engine.gates import FiredGate, fired_gates, open_gates
from engine.model.ruleset import BPO, IN_HOUSE, KPO, Ruleset
from engine.points import MIDDLE, Points, Table, choice_points, table_of

__all__ = [
    "UNKNOWN",
    "AxisValue",
    "Case",
    "Contribution",
    "Evaluation",
    "FiredGate",
    "Given",
    "OptionScore",
    "Points",
    "choice_points",
    "evaluate",
]

NO_RIVAL = 100.0
"""The margin when gates leave one option only: nothing competes with it."""


@dataclass(frozen=True, slots=True)
class OptionScore:
    """One option: its score and the range that unknown answers leave open, all 0 to 100.

    ``rank`` counts from 1; options that gates rule out (``ruled_out_by``) rank behind the others.
    """

    option: str
    score: float
    low: float
    high: float
    rank: int
    ruled_out_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one asked criterion gives each option, in points; positive speaks for the option.

    ``known`` is False for no answer, "I don't know" and choices that read "not known yet": then
    all points are 0 and ``low`` to ``high`` is what the choices could still give.
    ``weight_share`` is the weight over the weight of all asked criteria (0 to 1).
    """

    criterion: str
    given: Given | None
    known: bool
    points: Mapping[str, float]
    low: Mapping[str, float]
    high: Mapping[str, float]
    weight_share: float


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The whole result; everything a page, paper or export shows is read from here.

    ``advice`` is the best option that no gate rules out (in-house, where the work is, if gates rule
    out everything). ``margin`` is its lead over ``runner_up`` in points; 100 when gates leave
    nothing else. ``after_fix`` is the advice once every fired gate to fix first is closed, None
    when that changes nothing. ``completeness`` is known weight over asked weight (0 to 1);
    ``answered`` counts the asked criteria with a known answer. ``set_aside`` are hidden answers:
    kept, never counted. How sure the advice is says ``engine.robustness``.
    """

    advice: str
    runner_up: str | None
    margin: float
    after_fix: str | None
    scores: tuple[OptionScore, ...]
    contributions: tuple[Contribution, ...]
    fired: tuple[FiredGate, ...]
    open_gates: tuple[str, ...]
    axes: Mapping[str, AxisValue]
    completeness: float
    answered: int
    asked: int
    hidden: tuple[str, ...]
    set_aside: tuple[str, ...]
    split_offered: bool

    @property
    def has_open_gates(self) -> bool:
        """Whether an asked gate has neither yes nor no, or a gate that fired must be fixed first."""
        return bool(self.open_gates) or any(gate.severity == "fix_first" for gate in self.fired)

    @property
    def leader(self) -> str:
        """What is advised in the end: ``after_fix`` where something must be fixed first, or else
        ``advice``."""
        return self.after_fix or self.advice

    @property
    def contest(self) -> tuple[OptionScore, ...]:
        """The options that ``leader`` stands against, itself first, then best first: those that
        nothing rules out and, where a fix changes the advice, those that only wait for the fix.
        Empty when gates rule out everything."""
        fixable = {gate.code for gate in self.fired if gate.severity == "fix_first"}
        closed = fixable if self.after_fix else set()
        left = [row for row in self.scores if closed.issuperset(row.ruled_out_by)]
        return tuple(sorted(left, key=lambda row: (-row.score, row.option != self.leader)))

    def score_of(self, option: str) -> OptionScore:
        """The score of one option; ``KeyError`` when there is no such option."""
        return {score.option: score for score in self.scores}[option]


def evaluate(ruleset: Ruleset, case: Case) -> Evaluation:
    """Evaluates one case. Raises ``ValueError`` for an answer the ruleset does not have and for
    weights that are missing, negative or not finite."""
    table = table_of(ruleset, case)
    contributions = _contributions(ruleset, case, table)
    given = {row.criterion: row.given for row in contributions if row.given is not None}
    fired = fired_gates(ruleset, given, case.gates)
    still_open = open_gates(ruleset, case.gates)
    scores = _scores(ruleset, contributions, fired)
    advice, runner_up, margin = _leaders(scores)
    completeness = rounded(fsum(row.weight_share for row in contributions if row.known))
    axes = axis_values(ruleset, table)
    hidden = tuple(row.code for row in ruleset.criteria if row.code in table.hidden)
    return Evaluation(
        advice=advice,
        runner_up=runner_up,
        margin=margin,
        after_fix=_after_fix(ruleset, scores, fired, advice),
        scores=scores,
        contributions=contributions,
        fired=fired,
        open_gates=still_open,
        axes=axes,
        completeness=completeness,
        answered=sum(row.known for row in contributions),
        asked=len(contributions),
        hidden=hidden,
        set_aside=tuple(code for code in hidden if code in case.answers),
        split_offered=is_mixed(ruleset, table, axes["expertise"].value)
        and _provider_in_play(ruleset, scores),
    )


def _contributions(ruleset: Ruleset, case: Case, table: Table) -> tuple[Contribution, ...]:
    options = tuple(ruleset.option)
    points = _given_points(options, table)
    rows = []
    for code, number in table.known.items():
        low, high = points[code], points[code]
        if number is None:
            columns = list(zip(*table.rows[code].values(), strict=True))
            low = {option: rounded(min(row)) for option, row in zip(options, columns, strict=True)}
            high = {option: rounded(max(row)) for option, row in zip(options, columns, strict=True)}
        rows.append(
            Contribution(
                criterion=code,
                given=case.answers.get(code),
                known=number is not None,
                points=points[code],
                low=low,
                high=high,
                weight_share=table.weights[code],
            )
        )
    return tuple(rows)


def _given_points(options: tuple[str, ...], table: Table) -> dict[str, dict[str, float]]:
    """Criterion -> option -> points of the given answer, rounded; 0 where none is known.

    Rounding many contributions may carry an extreme sum a few millionths past 50 points; the
    largest of them then gives way, so that a score never leaves 0 to 100.
    """
    points = {
        code: dict.fromkeys(options, 0.0)
        if number is None
        else dict(zip(options, map(rounded, table.rows[code][number]), strict=True))
        for code, number in table.known.items()
    }
    for option in options:
        total = fsum(row[option] for row in points.values())
        excess = rounded(abs(total) - MIDDLE)
        if excess > 0:
            _, code = max((abs(row[option]), code) for code, row in points.items())
            points[code][option] = rounded(points[code][option] - copysign(excess, total))
    return points


def _scores(
    ruleset: Ruleset, contributions: Sequence[Contribution], fired: Sequence[FiredGate]
) -> tuple[OptionScore, ...]:
    """All options, those not ruled out first, best first; ties keep the order of the ruleset."""
    ruled_out = {
        option: tuple(gate.code for gate in fired if option in gate.rules_out)
        for option in ruleset.option
    }
    totals = {
        option: rounded(MIDDLE + fsum(row.points[option] for row in contributions))
        for option in ruleset.option
    }
    order = sorted(totals, key=lambda option: (bool(ruled_out[option]), -totals[option]))
    return tuple(
        OptionScore(
            option=option,
            score=totals[option],
            low=max(0.0, rounded(MIDDLE + fsum(row.low[option] for row in contributions))),
            high=min(100.0, rounded(MIDDLE + fsum(row.high[option] for row in contributions))),
            rank=rank,
            ruled_out_by=ruled_out[option],
        )
        for rank, option in enumerate(order, start=1)
    )


def _leaders(scores: Sequence[OptionScore]) -> tuple[str, str | None, float]:
    """Advice, runner-up and the margin between them."""
    left = [score for score in scores if not score.ruled_out_by]
    if not left:
        return IN_HOUSE, None, 0.0
    if len(left) == 1:
        return left[0].option, None, NO_RIVAL
    return left[0].option, left[1].option, rounded(left[0].score - left[1].score)


def _after_fix(
    ruleset: Ruleset, scores: Sequence[OptionScore], fired: Sequence[FiredGate], advice: str
) -> str | None:
    """The advice once the gates to fix first are closed, None when it stays what it is."""
    fixable = {gate.code for gate in fired if gate.severity == "fix_first"}
    left = {row.option: -row.score for row in scores if fixable.issuperset(row.ruled_out_by)}
    if not fixable or not left:
        return None
    later = min((option for option in ruleset.option if option in left), key=left.__getitem__)
    return None if later == advice else later


def _provider_in_play(ruleset: Ruleset, scores: Sequence[OptionScore]) -> bool:
    """Whether an option with a provider is open and less than ``in_play_margin`` behind the best."""
    left = [score for score in scores if not score.ruled_out_by]
    return any(
        score.option in (BPO, KPO)
        and left[0].score - score.score < ruleset.thresholds.in_play_margin
        for score in left
    )
