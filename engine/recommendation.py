"""Answers -> what is advised. The one place: nothing else names an option, a word or a probability."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial

import numpy as np

from engine.fit.answers import Answers, answer
from engine.fit.axes import TINY, AxisFit
from engine.fit.case import Asked, Case, Step, Today, known_choices, step_case, unknown_codes
from engine.fit.gates import KINDS, may_fire, open_gates
from engine.model.ruleset import Ruleset
from engine.outcome import (
    CLEAR,
    EARLY,
    LEANING,
    NAMES,
    WIDE,
    Answer,
    Before,
    Confidence,
    Outcome,
    Question,
    Recommendation,
    StepRecommendation,
    Word,
)
from engine.rounding import rounded
from engine.sensitivity.draws import Flags, above_the_line
from engine.sensitivity.ways import Above, Drawn, draw, fraction
from engine.steps import retained_by_rule, shares_of, together


def recommend(ruleset: Ruleset, case: Case, steps: Sequence[Step] = ()) -> Recommendation:
    """What is advised for a case, or for a process of ``steps`` (``case`` is then the whole).

    Equal inputs give equal output, in whatever process. Raises ``ValueError`` for an answer with a
    number that its criterion never had.
    """
    whole = judged(ruleset, case)
    rows: list[Judged | str] = []
    for step in steps:
        retained = retained_by_rule(ruleset, case, step)
        rows.append(retained or judged(ruleset, step_case(case, step)))
    return joined(whole, steps, rows)


@dataclass(frozen=True, slots=True)
class Judged:
    """A recommendation and in which draws the case goes that way; None when it is open."""

    recommendation: Recommendation
    way: Flags | None


def joined(whole: Judged, steps: Sequence[Step], rows: Sequence[Judged | str]) -> Recommendation:
    """What is advised for a process: each step is judged by itself, or there is a reason why a rule
    retains it. Without steps it is the whole that is judged."""
    if not steps:
        return whole.recommendation
    free = [row.way for row in rows if isinstance(row, Judged)]
    shares = shares_of(steps, all_retained=not free)
    found = tuple(
        StepRecommendation(step, share, row, None)
        if isinstance(row, str)
        else StepRecommendation(step, share, "", row.recommendation)
        for step, share, row in zip(steps, shares, rows, strict=True)
    )
    return together(whole.recommendation, found, _joint(free))


def judged(ruleset: Ruleset, case: Case) -> Judged:
    """The recommendation of a case as one piece."""
    return _judged(Asked.of(ruleset, case))


@lru_cache(maxsize=256)
def _judged(key: Asked) -> Judged:
    """The last ones are kept (about 3 MB): steps of a process are often alike, a page of scenarios
    compares with the saved case again and again."""
    ruleset, case = key.ruleset.ruleset, key.case
    return judge(ruleset, Record.of(ruleset, case), partial(above_the_line, ruleset, case))


@dataclass(frozen=True, slots=True)
class Record:
    """A case, and what it says before anything is drawn: the answers to the questions, the choices that
    count, the criteria and the asked gates to which nobody knows the answer."""

    case: Case
    found: Answers
    choices: Mapping[str, int]
    unknown: frozenset[str]
    open_gates: tuple[str, ...]

    @classmethod
    def of(cls, ruleset: Ruleset, case: Case) -> "Record":
        """The record of a case."""
        return cls(
            case,
            answer(ruleset, case),
            known_choices(ruleset, case),
            unknown_codes(ruleset, case),
            open_gates(ruleset, case.gates),
        )


def judge(ruleset: Ruleset, record: Record, above: Above) -> Judged:
    """The recommendation of a case of which this is on record; ``above`` draws its axes."""
    found = record.found
    capped = _is_capped(ruleset, found, record.open_gates)
    if found.who is None or not found.says_something:
        return Judged(_nothing(found, record.open_gates), None)
    drawn = draw(found, above)
    who = _question(found.axes["sourcing"], found.who, drawn.provider, "provider", capped=capped)
    inside = kind = None
    if found.inside:
        inside = _question(found.axes["pooling"], found.inside, drawn.pooled, "shared_service")
    if found.kind and drawn.expert is not None:
        kind = _question(found.axes["expertise"], found.kind, drawn.expert, "kpo")
    outcome = _headline(found, drawn)
    outcome, confidence = _ruled(found, record.case.today, outcome, who.confidence)
    probability = who.probability
    if outcome == "automate":
        probability = fraction(drawn.automate)
        confidence = _word(probability, capped=capped)
    return Judged(
        Recommendation(
            outcome=outcome,
            keeps_decision=found.keeps_decision,
            confidence=confidence,
            probability=probability,
            who=who,
            inside=inside,
            kind=kind,
            before=_before(ruleset, record, drawn),
            outcomes={row: drawn.share(row, found.closed) for row in _OPTIONS},
            fired=found.fired,
            open_gates=record.open_gates,
            known_share=rounded(found.axes["sourcing"].known_share),
            ruled_by=found.ruled_by,
            units_unknown=_decides(ruleset, "units") in record.unknown,
        ),
        drawn.way(outcome),
    )


_OPTIONS: tuple[Outcome, ...] = (*WIDE["own"], "automate", *WIDE["provider"])


def _headline(found: Answers, drawn: Drawn) -> Outcome:
    """The first outcome with enough of the draws that names nothing against an answer; else open.

    An option needs its joint share; "provider" and "own" need the share of *who* over all draws, so
    that no answer to another question opens what is known of this one.
    """
    if fraction(drawn.automate) >= LEANING and found.automate == "most":
        return "automate"
    given = (found.who, found.place, found.kind)
    for outcome, names in NAMES.items():
        if all(name in given for name in names) and drawn.share(outcome, found.closed) >= LEANING:
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


def _before(ruleset: Ruleset, record: Record, drawn: Drawn) -> Before:
    found, software = record.found, _decides(ruleset, "automation")
    probability = 1.0
    if found.automation != "none" and "automation" in drawn.above:
        later = drawn.above["automation"]
        probability = fraction(later if found.automate != "none" else ~later)
    unknown = may_fire(ruleset, record.choices, record.open_gates, "fix_first", record.unknown)
    if software in record.unknown:
        unknown = (*unknown, software)
    return Before(found.fix, found.automate, probability, unknown)


def _question(
    axis: AxisFit, given: Answer, second: Flags, second_name: Answer, *, capped: bool = False
) -> Question:
    """One question; ``second`` flags the draws on the side of its second answer."""
    probability = fraction(second if given == second_name else ~second)
    return Question(given, probability, _word(probability, capped=capped), axis)


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
    return fraction(np.logical_and.reduce(known))
