"""What there is left to ask: which question tells most next, and when none can change the advice.

People are shown the advice after what can be fixed is fixed, so the open questions are weighed
against that one (``certainty.once_fixed``). Open gates count as not known here: they are asked on a
page of their own after the questions.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from math import floor

from decisions.certainty import once_fixed
from decisions.evaluation import case_of, depth_of
from decisions.models import Assessment
from engine.adaptive import Question, Stop, next_informative
from engine.bounds import can_still_change
from engine.digest import digest
from engine.fit import interview
from engine.fit.case import Case, Given
from engine.fit.interview import Depth
from engine.model.ruleset import GateAnswer, Ruleset
from engine.scoring import evaluate

Found = Question | Stop


@dataclass(frozen=True, slots=True)
class Ahead:
    """What the open questions of the depth can still do.

    ``open_codes`` are they, in order of asking. ``found`` is the question that tells most (only in
    the adaptive depth) or why no more need be asked; None while there is nothing to say.
    ``completeness`` is the share of the weight that is known (0 to 1), worked out when it stops.
    """

    ruleset: Ruleset
    open_codes: tuple[str, ...]
    found: Found | None
    completeness: float = 1.0

    @property
    def stop(self) -> Stop | None:
        """Why no more need be asked, although questions are open."""
        found = self.found
        return found if isinstance(found, Stop) and found.reason != "nothing_open" else None

    @property
    def next_code(self) -> str | None:
        """The question that tells most, also when no more need be asked; None when none is open."""
        if isinstance(self.found, Question):
            return self.found.code
        return self.found.further if self.found else None

    def reasons(self, code: str) -> list[str]:
        """Why this question comes next, in sentences; empty when another one does."""
        if not isinstance(self.found, Question) or self.found.code != code:
            return []
        return _reasons(self.ruleset, self.found, len(self.open_codes))

    @property
    def verdict(self) -> str:
        """Why no more need be asked, in one sentence; empty while more should be."""
        if self.stop is None:
            return ""
        name, number = self.ruleset.option[self.stop.advice].name, len(self.open_codes)
        questions = "the open question" if number == 1 else f"any of the {number} open questions"
        if self.stop.reason == "nothing_can_change":
            return f"No answer to {questions} can change the advice any more. It stays: {name}."
        many = "the open question" if number == 1 else f"the {number} open questions"
        share = _in_hundred(self.stop.chance)
        return f"Of 100 likely ways to answer {many}, {share} lead to the same advice: {name}."

    @property
    def unclear(self) -> str:
        """What the word clear still needs beside this; empty when nothing."""
        needed = self.ruleset.thresholds.clear_completeness
        if self.stop is None or self.completeness >= needed:
            return ""
        known, wanted = floor(100 * self.completeness), round(100 * needed)
        return (
            f"So far {known}% of the weight is answered. The result is called clear only from "
            f"{wanted}% on."
        )


def ahead(
    assessment: Assessment,
    answers: Mapping[str, Given] | None = None,
    gates: Mapping[str, GateAnswer] | None = None,
) -> Ahead:
    """What is left to ask; ``answers`` and ``gates`` replace the stored ones.

    Takes a few milliseconds at most once for the same inputs: the process keeps the last results.
    """
    ruleset, depth = assessment.edition.ruleset, depth_of(assessment)
    case = case_of(assessment, answers=answers, gates=gates)
    shown = interview.asked(ruleset, case.answers, depth)
    open_codes = tuple(code for code in shown if code not in case.answers)
    if not open_codes or (depth != "adaptive" and len(open_codes) == len(shown)):
        return Ahead(ruleset, open_codes, None)
    unknown: dict[str, GateAnswer] = {row.code: "unknown" for row in ruleset.asked_gates()}
    case = Case(case.answers, {**unknown, **case.gates}, case.weights, case.service)
    key = digest(assessment.edition.sha256, case)
    found, completeness = _look(_Inputs(key, depth, ruleset, case))
    return Ahead(ruleset, open_codes, found, completeness)


@dataclass(frozen=True)
class _Inputs:
    """The inputs of one look ahead; equal digests of equal depth are equal."""

    key: str
    depth: Depth
    ruleset: Ruleset = field(compare=False)
    case: Case = field(compare=False)


@lru_cache(maxsize=256)
def _look(inputs: _Inputs) -> tuple[Found | None, float]:
    """What to ask next or why to stop, with the share of known weight when it stops."""
    ruleset, case = once_fixed(inputs.ruleset), inputs.case
    found: Found | None = None
    if inputs.depth == "adaptive":
        found = next_informative(ruleset, case, inputs.key)
    elif not can_still_change(ruleset, case, inputs.depth):
        found = Stop("nothing_can_change", evaluate(ruleset, case).advice, 1.0, None)
    stops = isinstance(found, Stop)
    return found, evaluate(ruleset, case).completeness if stops else 1.0


def _reasons(ruleset: Ruleset, found: Question, number: int) -> list[str]:
    first, second = (ruleset.option[key].name for key in found.between)
    share, other = (_in_hundred(chance) for chance in found.chances)
    moves = _in_hundred(found.decides)
    ahead_of_others = (
        f"Of the {number} open questions, this one is expected to tell most between "
        f"“{first}” and “{second}”."
        if number > 1
        else f"This is the last open question. It tells between “{first}” and “{second}”."
    )
    likely = (
        f"Of 100 likely ways to answer what is open, {share} lead to “{first}” and {other} to "
        f"“{second}”."
    )
    effect = (
        f"In {moves} of 100 cases your answer puts another option in front."
        if moves
        else "Hardly any answer alone puts another option in front, but it narrows down the rest."
    )
    return [ahead_of_others, likely, effect]


def _in_hundred(share: float) -> int:
    """A share as a whole number of 100, never lifted to all."""
    return min(round(100 * share), 99) if share < 1 else 100
