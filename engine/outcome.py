"""What a recommendation says: the headline, the answers to the questions, the steps, how sure.

``engine.recommendation.recommend`` alone makes one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from engine.fit.answers import Automate, Inside, Who
from engine.fit.axes import TINY, AxisFit
from engine.fit.case import Step
from engine.fit.gates import FiredGate, ProviderKind
from engine.rounding import rounded

Outcome = Literal[
    "bpo",
    "kpo",
    "provider",
    "in_house",
    "shared_service",
    "own",
    "automate",
    "split",
    "open",
    "none",
]
Confidence = Literal["clear", "leaning", "open", "early", "none"]
Word = Literal["clear", "leaning", "open"]
Answer = Who | Inside | ProviderKind

NAMES: Mapping[Outcome, tuple[Answer, ...]] = {
    "in_house": ("own", "in_house"),
    "shared_service": ("own", "shared_service"),
    "bpo": ("provider", "bpo"),
    "kpo": ("provider", "kpo"),
    "own": ("own",),
    "provider": ("provider",),
}
"""The answers that a headline names, in the order in which equal ones are chosen (automate first)."""

WIDE: Mapping[Outcome, tuple[Outcome, ...]] = {
    "provider": ("bpo", "kpo"),
    "own": ("in_house", "shared_service"),
}
"""Ways of which part is open, with what they may turn out to be: the two sides of *who*."""
OUTSIDE: tuple[Outcome, ...] = ("provider", *WIDE["provider"])
INSIDE: tuple[Outcome, ...] = ("own", *WIDE["own"])
"""The outcomes of either side, whether all of the way is known or *who* alone."""

CLEAR, LEANING = 0.90, 0.65
"""Shares of the draws from which on an answer is called clear, or leaning."""
EARLY = 1 / 3
"""Under this share of the weight of *who* answered, it is too early for a headline."""
HEAVY = 0.10
"""The part of the work that must go a way for the way to count in a split."""


def in_hundred(probability: float) -> int:
    """A chance in whole per cent, as every page and paper prints it. Rounding never lifts it over a
    limit that it did not reach, and never down to nothing, so that the number and the word always
    agree."""
    percent = int(probability * 100 + 0.5)
    for limit in (100, round(100 * CLEAR), round(100 * LEANING)):
        if probability * 100 < limit <= percent:
            return limit - 1
    return 1 if percent == 0 and probability > 0 else percent


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one known answer adds to the printed score of a question, in points (six decimals)."""

    criterion: str
    points: float


TOLD = (
    "answer",
    "probability",
    "confidence",
    "line",
    "value",
    "reach",
    "score_line",
    "score",
    "contributions",
    "shares",
)
"""All that a question tells, what is told at once first."""


@dataclass(frozen=True, eq=False)
class Question:
    """The answer to one question, with how sure it is and the sum behind it.

    ``probability`` is the share of the draws on the answer's side: it may be under 0.5, because the
    answer follows from the value (and the gates) alone. The figures of the sum, as they are told, are
    worked out of its ``axis`` when they are first asked for; two questions that tell the same are equal.
    """

    answer: Answer
    probability: float
    confidence: Word
    axis: AxisFit

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Question) and all(
            getattr(self, name) == getattr(other, name) for name in TOLD
        )

    def __hash__(self) -> int:
        return hash((self.answer, self.probability))

    @property
    def value(self) -> float:
        """v = sum(w e) / sum(w) on the question's axis in units of effect, positive towards the second
        answer (provider, shared_service, kpo)."""
        return rounded(self.axis.value)

    @property
    def reach(self) -> float:
        """The largest v that the asked criteria allow (0 or more)."""
        return rounded(self.axis.reach)

    @property
    def line(self) -> float:
        """The share of the reach above which the second answer holds."""
        return self.axis.line

    @property
    def score(self) -> float:
        """The value on a scale of 0 to 100 with 50 for no argument either way."""
        return self.axis.score

    @property
    def score_line(self) -> float:
        """The line on that scale."""
        return self.axis.score_line

    @cached_property
    def contributions(self) -> tuple[Contribution, ...]:
        """Those of the known answers, which add up to score - 50."""
        points = self.axis.points
        return tuple(
            Contribution(row.criterion, points[row.criterion])
            for row in self.axis.asked
            if row.choice is not None
        )

    @cached_property
    def shares(self) -> Mapping[str, float]:
        """The parts (0 to 1) of the weight on its axis that the asked criteria have, in order of asking."""
        return {code: rounded(share) for code, share in self.axis.shares.items()}

    @property
    def is_above(self) -> bool:
        """Whether the sum alone is on the side of the second answer, whatever a rule says."""
        return self.score > self.score_line


@dataclass(frozen=True, slots=True)
class Before:
    """What comes before any change: gates to fix first, by code; how much to automate, with the
    share of the draws that agree (1.0 where no answer on record says that software could do a part).

    ``unknown`` are the codes of the gates and criteria that could still put something first and to
    which nobody knows the answer: without any of them, what is not named need not be done.
    """

    fix: tuple[str, ...]
    automate: Automate
    probability: float
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HandOver:
    """The place (from 0) of the step after which the work changes hands, and the ways before and
    after it: outcomes; what is retained by rule counts as in_house."""

    place: int
    before: Outcome
    after: Outcome


@dataclass(frozen=True, slots=True)
class StepRecommendation:
    """One step of the process.

    ``share`` is its part of the work (all add up to 1, but for retained ones alone that are said to be
    less); ``retained`` the reason why a rule keeps it with your own people, "" when none does;
    ``recommendation`` what is advised for it, None when it is retained.
    """

    step: Step
    share: float
    retained: str
    recommendation: "Recommendation | None"

    @property
    def way(self) -> Outcome:
        """Where it goes; what a rule retains stays in-house."""
        return self.recommendation.outcome if self.recommendation else "in_house"


@dataclass(frozen=True, slots=True)
class Recommendation:
    """What is advised for one case and how sure it is.

    ``outcome`` is the headline. ``keeps_decision``: the decision in the work stays with your own
    people wherever the work goes (a gate says so, or a step is retained). ``confidence`` and
    ``probability`` are those of *who* (automate: of its joint share; a split: of its weakest step);
    ``probability`` is None with the outcome none. ``inside`` is None unless several units do the
    work, ``kind`` unless a criterion acts on expertise. ``outcomes`` are the joint shares of the
    five options; they add up to 1. ``fired`` and ``open_gates`` are those of the whole case,
    ``known_share`` the part (0 to 1) of the weight of *who* that is answered. ``ruled_by`` are the fired
    gates by which the answer to *who* is own people, whatever the sum says; ``units_unknown``: nobody
    said how many units do the work, so that *inside* could not be asked.

    With ``steps``: questions, before and outcomes are None for a split and otherwise those of
    the step at the place ``spoken_by`` (None: of the whole case); ``joint`` is the share of the
    draws in which every step that is not retained goes the way it is advised, None when one of them
    is open. The numbers of hand-overs and what they are is ``handovers``.
    """

    outcome: Outcome
    keeps_decision: bool
    confidence: Confidence
    probability: float | None
    who: Question | None
    inside: Question | None
    kind: Question | None
    before: Before | None
    outcomes: Mapping[str, float] | None
    fired: tuple[FiredGate, ...]
    open_gates: tuple[str, ...]
    known_share: float
    ruled_by: tuple[str, ...] = ()
    units_unknown: bool = False
    steps: tuple[StepRecommendation, ...] = ()
    joint: float | None = None
    handovers: tuple[HandOver, ...] = ()
    spoken_by: int | None = None

    @property
    def questions(self) -> tuple[tuple[str, Question], ...]:
        """The questions that are answered, each with its key."""
        rows = (("who", self.who), ("kind", self.kind), ("inside", self.inside))
        return tuple((key, row) for key, row in rows if row is not None)

    @property
    def named(self) -> Outcome:
        """The outcome as far as it is known, which is what readers are told: while nobody said how many units do
        the work, own people need not be in one place."""
        return "own" if self.units_unknown and self.outcome == "in_house" else self.outcome

    @property
    def lists_a_part(self) -> bool:
        """Whether the steps are retained and less than the work, so that the rest is the process itself."""
        return bool(self.steps) and sum(row.share for row in self.steps) < 1 - TINY

    @property
    def answered_share(self) -> float:
        """The part (0 to 1) of the weight of *who* that is answered in what the headline speaks of: in
        the steps by their work, where their answers make it."""
        rows = [(row.share, row.recommendation) for row in self.steps if row.recommendation]
        work = sum(share for share, _ in rows)
        if not work or (self.outcome != "split" and self.spoken_by is None):
            return self.known_share
        return sum(share * row.known_share for share, row in rows) / work

    @property
    def is_named(self) -> bool:
        """Whether a direction is named: clear or leaning."""
        return self.confidence in ("clear", "leaning")

    @property
    def can_be_decided(self) -> bool:
        """Whether there is something to decide on: the way is clear or leaning, of a split that of every step,
        and a third of the weight is answered. What a rule alone names is not enough for that."""
        return self.is_named and rounded(self.answered_share) >= rounded(EARLY)

    @property
    def capped(self) -> bool:
        """Whether the word is leaning although the number is clear, because a gate is open that could
        still turn it."""
        return self.confidence == "leaning" and (self.probability or 0.0) >= CLEAR

    def on_path(self, row: Question) -> bool:
        """Whether it goes through a question: who, and the one that follows from it, which nothing does while
        that is open."""
        if row is self.who or self.outcome == "open":
            return row is self.who
        goes_out = self.who is not None and self.who.answer == "provider"
        return row is (self.kind if goes_out else self.inside)

    def word_of(self, row: Question) -> Word:
        """How sure a question is told to be: open where the headline leaves it open, whatever the share of its
        own answer is."""
        is_left = self.outcome == "open" or (row is not self.who and self._leaves_open(row))
        return "open" if is_left and self.on_path(row) else row.confidence

    def _leaves_open(self, row: Question) -> bool:
        """Whether a headline of *who* alone leaves a question open: some steps name more, or its answer comes
        too seldom together with that of who. Where only software takes its readings, it has its answer."""
        if self.outcome not in WIDE:
            return False
        shares = self.outcomes or {}
        both = shares.get(row.answer, 0.0) + shares.get("automate", 0.0)
        return both < LEANING or any(step.way in WIDE[self.outcome] for step in self.steps)
