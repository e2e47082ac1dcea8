"""The recommendations of the steps -> the recommendation of the process."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import combinations

from engine.fit.axes import TINY
from engine.fit.case import Case, Step, step_case
from engine.fit.gates import FiredGate, fired_gates, retaining
from engine.model.ruleset import Ruleset
from engine.outcome import HEAVY, WIDE, HandOver, Outcome, Recommendation, StepRecommendation

UNKNOWN: tuple[Outcome, ...] = ("open", "none")
CONFIDENCE = ("none", "early", "open", "leaning", "clear")
"""Weakest first."""


def retained_by_rule(ruleset: Ruleset, case: Case, step: Step) -> str:
    """Why a rule keeps the step with your own people, "" when none does.

    A mark of the content or of a person does, and a gate that keeps the decision, if it fires on an
    answer of the step's own. One that fires on what the step inherits is about the process.
    """
    return step.retained or retained_by(step, fired_gates(ruleset, step_case(case, step)))


def retained_by(step: Step, fired: Iterable[FiredGate]) -> str:
    """The same where it is known which gates fire on the step, by those alone."""
    gate = retaining(step, fired)
    return gate.reason if gate else ""


def shares_of(steps: Sequence[Step], *, all_retained: bool = False) -> tuple[float, ...]:
    """The steps' parts of the work; they add up to 1, equal when no step has any. Of steps that are all retained
    and said to be less than the work, what they are said to be: the rest is the process itself."""
    total = sum(step.share for step in steps)
    if all_retained and 0 < total < 1 - TINY:
        return tuple(step.share for step in steps)
    return tuple(step.share / total if total else 1 / len(steps) for step in steps)


def together(
    whole: Recommendation, rows: tuple[StepRecommendation, ...], joint: float | None
) -> Recommendation:
    """The recommendation of a process. Steps that are retained by rule part nothing.

    If the others agree, theirs is the headline with the word, the number and the questions of the
    weakest, or of the whole where they go its way and none is weaker: such steps change nothing.
    "provider" agrees with either kind, "own" with either place, but not two kinds with each other. It is
    a split when ways that do not agree hold ``HEAVY`` of the work each, in steps that are at least
    leaning; its word and number are those of the weakest step. Otherwise the headline
    of the whole stands. If every step is retained, the work stays; of less than the work they part nothing, so
    that the headline of the whole stands.
    """
    free = [(place, row.recommendation) for place, row in enumerate(rows) if row.recommendation]
    found = replace(
        whole,
        keeps_decision=whole.keeps_decision or len(free) < len(rows),
        steps=rows,
        joint=joint,
        handovers=tuple(_handovers(rows)),
    )
    if not free and found.lists_a_part:
        return found
    if not free:
        silent = _silent(found)
        return replace(silent, outcome="in_house", confidence="clear", probability=1.0)
    place, weakest = min(free, key=lambda item: _strength(item[1]))
    common = _common({row.outcome for _, row in free})
    if common == whole.outcome and _strength(whole) <= _strength(weakest):
        return found
    if common:
        return _agreed(found, whole, common, weakest, place)
    if _is_split(rows):
        is_known = weakest.confidence in ("clear", "leaning")
        return replace(
            _silent(found),
            outcome="split",
            confidence=weakest.confidence if is_known else "open",
            probability=weakest.probability,
        )
    return found


def _agreed(
    found: Recommendation,
    whole: Recommendation,
    outcome: Outcome,
    weakest: Recommendation,
    place: int,
) -> Recommendation:
    return replace(
        found,
        outcome=outcome,
        confidence=weakest.confidence,
        probability=weakest.probability,
        who=weakest.who,
        inside=weakest.inside,
        kind=weakest.kind,
        before=weakest.before,
        outcomes=weakest.outcomes,
        ruled_by=weakest.ruled_by,
        units_unknown=weakest.units_unknown,
        spoken_by=None if weakest == whole else place,
    )


def _silent(found: Recommendation) -> Recommendation:
    """The recommendation without questions: they stand at the steps."""
    return replace(
        found,
        who=None,
        inside=None,
        kind=None,
        before=None,
        outcomes=None,
        ruled_by=(),
        units_unknown=False,
    )


def _strength(row: Recommendation) -> tuple[int, float]:
    return CONFIDENCE.index(row.confidence), row.probability or 0.0


def _agree(one: Outcome, other: Outcome) -> bool:
    return one == other or other in WIDE.get(one, ()) or one in WIDE.get(other, ())


def _common(ways: set[Outcome]) -> Outcome | None:
    """The one way that all go, None when they differ."""
    if not all(_agree(one, other) for one, other in combinations(ways, 2)):
        return None
    return next((way for way in WIDE if way in ways), None) or next(iter(ways))


def _is_split(rows: Iterable[StepRecommendation]) -> bool:
    work: dict[Outcome, float] = {}
    for row in rows:
        advised = row.recommendation
        if advised and advised.confidence in ("clear", "leaning"):
            work[advised.outcome] = work.get(advised.outcome, 0.0) + row.share
    heavy = [way for way, share in work.items() if share >= HEAVY - TINY]
    return any(not _agree(one, other) for one, other in combinations(heavy, 2))


def _handovers(rows: Sequence[StepRecommendation]) -> Iterable[HandOver]:
    """Where neighbours go ways that do not agree. A step whose way is open in part goes on as the
    last one that said more: routine, a provider of some kind, expert is one hand-over. Of a step that is
    open nothing is known, so nothing is handed over to it."""
    before: Outcome = "open"
    for place, after in enumerate((row.way for row in rows), start=-1):
        is_same = before in UNKNOWN or after in UNKNOWN or _agree(before, after)
        if not is_same:
            yield HandOver(place, before, after)
        if after not in UNKNOWN and (before in UNKNOWN or not is_same or before in WIDE):
            before = after
