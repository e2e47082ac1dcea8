"""Answers -> what is advised. The one place: nothing else names an option, a word or a probability."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np

from engine.fit.answers import KINDS, Answers, answer
from engine.fit.axes import TINY, AxisFit
from engine.fit.case import Case, Step, Today, step_case, unknown_codes
from engine.fit.gates import may_fire, open_gates
from engine.model.ruleset import Itself, Ruleset
from engine.outcome import (
    CLEAR,
    EARLY,
    LEANING,
    NAMES,
    Answer,
    Before,
    Confidence,
    Contribution,
    Outcome,
    Question,
    Recommendation,
    StepRecommendation,
    Word,
)
from engine.rounding import rounded
from engine.sensitivity.draws import Flags, above_the_line
from engine.sensitivity.weight_draws import DRAWS
from engine.steps import retained_by_rule, shares_of, together

NEVER: Flags = np.zeros(DRAWS, dtype=np.bool_)


def recommend(ruleset: Ruleset, case: Case, steps: Sequence[Step] = ()) -> Recommendation:
    """What is advised for a case, or for a process of ``steps`` (``case`` is then the whole).

    Equal inputs give equal output, in whatever process. Raises ``ValueError`` for an answer with a
    number that its criterion never had.
    """
    whole = _judged(_Asked.of(ruleset, case))
    if not steps:
        return whole.recommendation
    rows, ways = [], []
    for step, share in zip(steps, shares_of(steps), strict=True):
        retained = retained_by_rule(ruleset, case, step)
        judged = None if retained else _judged(_Asked.of(ruleset, step_case(case, step)))
        if judged:
            ways.append(judged.way)
        recommendation = judged.recommendation if judged else None
        rows.append(StepRecommendation(step, share, retained, recommendation))
    return together(whole.recommendation, tuple(rows), _joint(ways))


@dataclass(frozen=True, slots=True)
class _Judged:
    """A recommendation and in which draws the case goes that way; None when it is open."""

    recommendation: Recommendation
    way: Flags | None


@dataclass(frozen=True, slots=True)
class _Asked:
    """One case on one ruleset: found again by everything that is said in it."""

    ruleset: Itself
    said: tuple[object, ...]
    case: Case = field(compare=False)

    @classmethod
    def of(cls, ruleset: Ruleset, case: Case) -> "_Asked":
        """The key of a case."""
        return cls(ruleset.itself, case.said, case)


@lru_cache(maxsize=256)
def _judged(key: _Asked) -> _Judged:
    """The last ones are kept (about 3 MB): steps of a process are often alike, a page of scenarios
    compares with the saved case again and again."""
    return _judge(key.ruleset.ruleset, key.case)


@dataclass(frozen=True, slots=True)
class Drawn:
    """The answers in every draw: software first (most of it), a provider, expert work, pooled. Expert
    work is None when nothing acts on it."""

    automate: Flags
    provider: Flags
    expert: Flags | None
    pooled: Flags
    above: Mapping[str, Flags]

    def way(self, outcome: Outcome) -> Flags | None:
        """In which draws the case goes this way; None for what is no way. The five options share the
        draws among them; "provider" and "own" answer *who* alone, whatever software could do."""
        people, expert = ~self.automate, NEVER if self.expert is None else self.expert
        outside, inside = people & self.provider, people & ~self.provider
        ways: dict[str, Flags] = {
            "automate": self.automate,
            "provider": self.provider,
            "bpo": outside & ~expert,
            "kpo": outside & expert,
            "own": ~self.provider,
            "in_house": inside & ~self.pooled,
            "shared_service": inside & self.pooled,
        }
        return ways.get(outcome)

    def share(self, outcome: Outcome, closed: frozenset[str]) -> float:
        """The share of the draws that go this way, for an option its joint share; without a kind that
        of a provider stands half at either that is open."""
        if self.expert is None and outcome in KINDS:
            part = 0 if outcome in closed else 1 / len(KINDS - closed)
            return rounded(_share(~self.automate & self.provider) * part)
        return _share(self.way(outcome))


def _judge(ruleset: Ruleset, case: Case) -> _Judged:
    """The recommendation of a case as one piece."""
    found = answer(ruleset, case)
    left_open = open_gates(ruleset, case.gates)
    capped = _is_capped(ruleset, found, left_open)
    if found.who is None or not found.says_something:
        return _Judged(_nothing(found, left_open), None)
    drawn = draw(ruleset, case, found)
    who = _question(found.axes["sourcing"], found.who, drawn.provider, "provider", capped=capped)
    inside = kind = None
    if found.inside:
        inside = _question(found.axes["pooling"], found.inside, drawn.pooled, "shared_service")
    if found.kind and drawn.expert is not None:
        kind = _question(found.axes["expertise"], found.kind, drawn.expert, "kpo")
    outcome = _headline(found, drawn)
    outcome, confidence = _ruled(found, case.today, outcome, who.confidence)
    unknown = unknown_codes(ruleset, case)
    to_know = may_fire(ruleset, case, "fix_first", unknown)
    if _decides(ruleset, "automation") in unknown:
        to_know = (*to_know, _decides(ruleset, "automation"))
    probability = who.probability
    if outcome == "automate":
        probability = _share(drawn.automate)
        confidence = _word(probability, capped=capped)
    return _Judged(
        Recommendation(
            outcome=outcome,
            keeps_decision=found.keeps_decision,
            confidence=confidence,
            probability=probability,
            who=who,
            inside=inside,
            kind=kind,
            before=_before(found, drawn, to_know),
            outcomes={row: drawn.share(row, found.closed) for row in _OPTIONS},
            fired=found.fired,
            open_gates=left_open,
            known_share=rounded(found.axes["sourcing"].known_share),
            ruled_by=found.ruled_by,
            units_unknown=_decides(ruleset, "units") in unknown,
        ),
        drawn.way(outcome),
    )


_OPTIONS: tuple[Outcome, ...] = ("in_house", "shared_service", "automate", "bpo", "kpo")


def draw(ruleset: Ruleset, case: Case, found: Answers) -> Drawn:
    """Draws of the axes that the case turns on. Gates, units and what software could do are taken
    from the record."""
    wanted = {
        "sourcing": True,
        "expertise": True,
        "pooling": found.inside is not None,
        "automation": found.automation != "none",
    }
    lines = {axis: row.line for axis, row in found.axes.items() if wanted[axis]}
    above = above_the_line(ruleset, case, lines)
    expert = above.get("expertise")
    provider = NEVER if found.closed == KINDS else above.get("sourcing", NEVER)
    if expert is not None and "bpo" in found.closed:
        provider = provider & expert
    if expert is not None and "kpo" in found.closed:
        provider = provider & ~expert
    automate = above.get("automation", NEVER) if found.automation == "most" else NEVER
    return Drawn(automate, provider, expert, above.get("pooling", NEVER), above)


def _headline(found: Answers, drawn: Drawn) -> Outcome:
    """The first outcome with enough of the draws that names nothing against an answer; else open.

    An option needs its joint share; "provider" and "own" need the share of *who* over all draws, so
    that no answer to another question opens what is known of this one.
    """
    if _share(drawn.automate) >= LEANING and found.automate == "most":
        return "automate"
    given = (found.who, found.inside or "in_house", found.kind)
    for outcome, names in NAMES.items():
        if drawn.share(outcome, found.closed) >= LEANING and all(name in given for name in names):
            return outcome
    return "open"


def _is_capped(ruleset: Ruleset, found: Answers, left_open: tuple[str, ...]) -> bool:
    """Whether an open gate holds the word of *who* at leaning: one that does more than warn, while a
    provider is the answer. Where it is own people, by the sum or by a gate, none can turn it."""
    return found.who == "provider" and any(
        ruleset.gate[code].effect != "warns" for code in left_open
    )


def _ruled(
    found: Answers, today: Today, outcome: Outcome, word: Word
) -> tuple[Outcome, Confidence]:
    """The headline after the rules that open it: too little of *who* is answered, or a provider does
    it today and the balance is weak. Neither counts where a gate rules every provider out."""
    who = found.axes["sourcing"]
    if found.closed != KINDS:
        if who.known_share < EARLY - TINY:
            return "open", "early"
        if today.done_by == "provider" and abs(who.value) < who.line * who.reach - TINY:
            return "open", "open"
    return outcome, "open" if outcome == "open" else word


def _decides(ruleset: Ruleset, what: str) -> str:
    """The code of the criterion that decides it, "" where there is none."""
    row = ruleset.decides(what)
    return row.code if row else ""


def _before(found: Answers, drawn: Drawn, unknown: tuple[str, ...]) -> Before:
    probability = 1.0
    if found.automation != "none" and "automation" in drawn.above:
        later = drawn.above["automation"]
        probability = _share(later if found.automate != "none" else ~later)
    return Before(found.fix, found.automate, probability, unknown)


def _question(
    axis: AxisFit, given: Answer, second: Flags, second_name: Answer, *, capped: bool = False
) -> Question:
    """One question; ``second`` flags the draws on the side of its second answer."""
    probability = _share(second if given == second_name else ~second)
    points = axis.points
    return Question(
        answer=given,
        probability=probability,
        confidence=_word(probability, capped=capped),
        value=rounded(axis.value),
        reach=rounded(axis.reach),
        line=axis.line,
        score=axis.score,
        score_line=axis.score_line,
        contributions=tuple(
            Contribution(row.criterion, points[row.criterion])
            for row in axis.asked
            if row.choice is not None
        ),
        shares={code: rounded(share) for code, share in axis.shares.items()},
    )


def _word(probability: float, *, capped: bool = False) -> Word:
    """The word of a share of the draws, no better than leaning where it is capped."""
    if probability < LEANING:
        return "open"
    return "clear" if probability >= CLEAR and not capped else "leaning"


def _nothing(found: Answers, left_open: tuple[str, ...]) -> Recommendation:
    """Nothing is answered that counts, or nothing applies."""
    return Recommendation(
        outcome="none",
        keeps_decision=found.keeps_decision,
        confidence="none",
        probability=None,
        who=None,
        inside=None,
        kind=None,
        before=None,
        outcomes=None,
        fired=found.fired,
        open_gates=left_open,
        known_share=0.0,
    )


def _joint(ways: Sequence[Flags | None]) -> float | None:
    """The share of the draws in which all steps go their ways; None when one of them is open."""
    known = [way for way in ways if way is not None]
    if not known or len(known) < len(ways):
        return None
    return _share(np.logical_and.reduce(known))


def _share(flags: Flags | None) -> float:
    return 0.0 if flags is None else int(np.count_nonzero(flags)) / DRAWS
