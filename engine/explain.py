"""Why this advice, why not the others, what speaks against it, what to find out and do next.

Data only: codes, numbers, kinds. The words are the ruleset's or a template's. Where something must
be fixed first, all of it is about the advice after the fix (``Evaluation.leader``): that is what
the fix is for.
"""

from dataclasses import dataclass
from typing import Literal

from engine.fit.case import Case
from engine.gates import SEVERITIES
from engine.model.ruleset import Ruleset
from engine.points import choice_points
from engine.scoring import Contribution, Evaluation

CounterKind = Literal[
    "against", "runner_up", "ruled_out", "unknown", "open_gate", "caution", "usual_regret"
]


@dataclass(frozen=True, slots=True)
class Reason:
    """One answer and the points it gives the option in question (or one option over another)."""

    criterion: str
    points: float


@dataclass(frozen=True, slots=True)
class WhyNot:
    """Why another option is not the advice.

    ``margin`` is how far it scores behind the advice (negative when it scores higher and only a
    gate keeps it out). ``favoured`` are the answers that moved it more than the advice, ``decided``
    those that moved the advice more; points are that difference, largest first.
    """

    option: str
    margin: float
    ruled_out_by: tuple[str, ...]
    favoured: tuple[Reason, ...]
    decided: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Counter:
    """One point of the case against the advice.

    By ``kind``: "against" an answer that speaks against the advice (``points`` negative);
    "runner_up" an answer that favours the runner-up (``points`` over the advice); "ruled_out" an
    option that scores higher but is kept out by ``gate``; "unknown" a question nobody could answer
    (``points`` it could still cost the advice, negative); "open_gate" a gate without yes or no;
    "caution" a gate that fired and limits the advice without ruling it out; "usual_regret" what
    people who took this advice usually regret (text of ``option``), always last.
    """

    kind: CounterKind
    criterion: str | None = None
    gate: str | None = None
    option: str | None = None
    points: float = 0.0


@dataclass(frozen=True, slots=True)
class ToFind:
    """An open question and how many points its answer can move the margin of the advice over its
    closest rival: down to ``worst`` (0 or below), up to ``best``. ``could_flip`` when ``worst``
    alone is enough to put the runner-up first; never while gates leave no runner-up."""

    criterion: str
    worst: float
    best: float
    could_flip: bool

    @property
    def swing(self) -> float:
        """The whole span, in points: what the list is ranked by."""
        return self.best - self.worst


@dataclass(frozen=True, slots=True)
class Action:
    """Something to do next, in the words of a fired gate or of the advised option."""

    kind: Literal["gate", "option"]
    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """All reasons of one evaluation; lists are complete and ordered, so a page may cut them.

    ``against`` has negative points. ``why_not`` has the runner-up first and keeps the order of the
    scores.
    """

    reasons_for: tuple[Reason, ...]
    against: tuple[Reason, ...]
    why_not: tuple[WhyNot, ...]
    case_against: tuple[Counter, ...]
    find_out_next: tuple[ToFind, ...]
    next_actions: tuple[Action, ...]


def explain(ruleset: Ruleset, case: Case, evaluation: Evaluation) -> Explanation:
    """Explains an evaluation of ``case``."""
    advice = evaluation.leader
    points = [(row.criterion, row.points[advice]) for row in evaluation.contributions]
    find_out_next = _find_out_next(ruleset, case, evaluation)
    return Explanation(
        reasons_for=_largest(points),
        against=tuple(
            Reason(row.criterion, -row.points)
            for row in _largest([(code, -value) for code, value in points])
        ),
        why_not=tuple(_why_not(evaluation, option) for option in _others(evaluation)),
        case_against=_case_against(evaluation, find_out_next),
        find_out_next=find_out_next,
        next_actions=_next_actions(ruleset, evaluation),
    )


def _others(evaluation: Evaluation) -> list[str]:
    """Every option but the advice: its rivals, best first, then those that gates keep out."""
    order = [row.option for row in (*evaluation.contest, *evaluation.scores)]
    return [option for option in dict.fromkeys(order) if option != evaluation.leader]


def _largest(points: list[tuple[str, float]]) -> tuple[Reason, ...]:
    """The positive ones, largest first; equal ones in order of asking."""
    found = [Reason(code, value) for code, value in points if value > 0]
    return tuple(sorted(found, key=lambda reason: -reason.points))


def _over(row: Contribution, option: str, other: str) -> float:
    """Points by which an answer moves one option more than another."""
    return round(row.points[option] - row.points[other], 6)


def _why_not(evaluation: Evaluation, option: str) -> WhyNot:
    advice = evaluation.leader
    score = evaluation.score_of(option)
    over = [(row.criterion, _over(row, option, advice)) for row in evaluation.contributions]
    return WhyNot(
        option=option,
        margin=round(evaluation.score_of(advice).score - score.score, 6),
        ruled_out_by=score.ruled_out_by,
        favoured=_largest(over),
        decided=_largest([(code, -value) for code, value in over]),
    )


def _case_against(evaluation: Evaluation, find_out_next: tuple[ToFind, ...]) -> tuple[Counter, ...]:
    advice, rival = evaluation.leader, _runner_up(evaluation)
    best = evaluation.score_of(advice).score
    against = [
        Counter("against", criterion=row.criterion, points=row.points[advice])
        for row in evaluation.contributions
        if row.points[advice] < 0
    ]
    higher = [
        Counter("ruled_out", option=row.option, gate=row.ruled_out_by[0], points=row.score - best)
        for row in evaluation.scores
        if row.score > best
    ]
    favoured = _why_not(evaluation, rival).favoured if rival else ()
    unknown = [
        Counter("unknown", criterion=row.criterion, points=row.worst) for row in find_out_next
    ]
    cautions = [gate.code for gate in evaluation.fired if not gate.rules_out]
    return (
        *sorted(against, key=lambda row: row.points),
        *(
            Counter("runner_up", criterion=row.criterion, option=rival, points=row.points)
            for row in favoured
        ),
        *higher,
        *unknown,
        *(Counter("open_gate", gate=code) for code in evaluation.open_gates),
        *(Counter("caution", gate=code) for code in cautions),
        Counter("usual_regret", option=advice),
    )


def _runner_up(evaluation: Evaluation) -> str | None:
    """The closest rival of the advice; None when gates leave no other."""
    rivals = [row.option for row in evaluation.contest if row.option != evaluation.leader]
    return rivals[0] if rivals else None


def _rival(evaluation: Evaluation) -> str:
    """The runner-up; when gates leave no other, the best of the rest by score."""
    others = [row for row in evaluation.scores if row.option != evaluation.leader]
    return _runner_up(evaluation) or max(others, key=lambda row: row.score).option


def _find_out_next(ruleset: Ruleset, case: Case, evaluation: Evaluation) -> tuple[ToFind, ...]:
    """Open questions by how far they can move the margin; those that cannot are left out."""
    advice, rival = evaluation.leader, _rival(evaluation)
    points = choice_points(ruleset, case)
    lead = evaluation.score_of(advice).score - evaluation.score_of(rival).score
    found = []
    for row in evaluation.contributions:
        if row.known:
            continue
        moves = [here[advice] - here[rival] for here in points[row.criterion].values()]
        worst, best = round(min(moves), 6), round(max(moves), 6)
        if best > worst:
            could_flip = _runner_up(evaluation) is not None and lead + worst < 0
            found.append(ToFind(row.criterion, worst, best, could_flip))
    return tuple(sorted(found, key=lambda item: -item.swing))


def _next_actions(ruleset: Ruleset, evaluation: Evaluation) -> tuple[Action, ...]:
    """Fired gates first, worst first, then what the advised option usually needs."""
    fired = sorted(evaluation.fired, key=lambda gate: SEVERITIES.index(gate.severity))
    return (
        *(Action("gate", gate.code, ruleset.gate[gate.code].action) for gate in fired),
        *(
            Action("option", evaluation.leader, text)
            for text in ruleset.option[evaluation.leader].next_actions
        ),
    )
