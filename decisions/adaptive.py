"""What there is left to ask: which question tells most next, and when none can change the advice.

Open gates do not count here: they are asked on a page of their own after the questions. What is known
so far is told by the sentence of the result (``report.headline``), never by another one.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from decisions.evaluation import case_of, depth_of, steps_of
from decisions.models import Assessment
from engine.fit import interview
from engine.fit.case import Case, Given, Step
from engine.model.ruleset import GateAnswer, Itself, Ruleset
from engine.outcome import Recommendation, in_hundred
from engine.recommendation import recommend
from engine.sensitivity.adaptive import Ask, Stop, next_question, nothing_can_change
from report.headline import sentence

Found = Ask | Stop


@dataclass(frozen=True, slots=True)
class Ahead:
    """What the open questions of the depth can still do.

    ``open_codes`` are they, in order of asking. ``found`` is the question that tells most (only in
    the adaptive depth) or why no more need be asked; None while there is nothing to say. ``advised``
    is what the result says now, steps included, and ``sentence`` the same in words.
    """

    open_codes: tuple[str, ...]
    found: Found | None
    advised: Recommendation | None = None
    sentence: str = ""

    @property
    def stop(self) -> Stop | None:
        """Why no more need be asked, although questions are open."""
        found = self.found
        return found if isinstance(found, Stop) and found.reason != "nothing_open" else None

    @property
    def next_code(self) -> str | None:
        """The question that tells most, also when no more need be asked; None when none is open."""
        if isinstance(self.found, Ask):
            return self.found.code
        return self.found.further if self.found else None

    def reasons(self, code: str) -> list[str]:
        """Why this question comes next, in sentences; empty when another one does."""
        if not isinstance(self.found, Ask) or self.found.code != code:
            return []
        first = _why_asked(self.found, len(self.open_codes))
        is_forecast = self.advised and self.advised.confidence not in ("early", "none")
        return [first, *([f"So far: {self.sentence}."] if is_forecast else [])]

    @property
    def why(self) -> str:
        """Why no more need be asked, in one sentence; empty while more should be."""
        if self.stop is None:
            return ""
        number = len(self.open_codes)
        questions = "the open question" if number == 1 else f"any of the {number} open questions"
        if self.stop.reason == "nothing_can_change":
            return f"No answer to {questions} can change who should do it or how, only how sure that is."
        return f"An answer to {questions} would hardly change that."


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
        return Ahead(open_codes, None)
    found = _look(_Inputs.of(ruleset, case, steps_of(assessment), depth, open_codes))
    if found is None:
        return Ahead(open_codes, None)
    advised = found.recommendation
    return Ahead(open_codes, found, advised, sentence(advised, case.today))


def _why_asked(found: Ask, number: int) -> str:
    """Why this question comes first of a ``number`` of open ones, in one sentence."""
    if found.turns is not None:
        chance = in_hundred(found.turns)
        turning = (
            "Its answer alone could still change who should do it or how: in "
            f"{chance} of 100 cases it would"
        )
        return (
            f"{turning}, and no other open answer is likelier to." if number > 1 else f"{turning}."
        )
    if number > 1:
        return f"Of the {number} open questions, this one is expected to tell most about what to advise."
    return "This is the last open question."


@dataclass(frozen=True)
class _Inputs:
    """The inputs of one look ahead, found again by the ruleset, all that the case and its steps say,
    and the depth: the open questions follow from them."""

    ruleset: Itself
    said: tuple[object, ...]
    depth: interview.Depth
    case: Case = field(compare=False)
    steps: tuple[Step, ...] = field(compare=False)
    open_codes: tuple[str, ...] = field(compare=False)

    @classmethod
    def of(
        cls,
        ruleset: Ruleset,
        case: Case,
        steps: tuple[Step, ...],
        depth: interview.Depth,
        open_codes: tuple[str, ...],
    ) -> "_Inputs":
        """With the key made of them."""
        said = (case.said, *(step.said for step in steps))
        return cls(ruleset.itself, said, depth, case, steps, open_codes)


@lru_cache(maxsize=256)
def _look(inputs: _Inputs) -> Found | None:
    """What to ask next or why to stop; only the adaptive depth chooses."""
    ruleset, case, steps = inputs.ruleset.ruleset, inputs.case, inputs.steps
    if inputs.depth == "adaptive":
        return next_question(ruleset, case, steps)
    if not nothing_can_change(ruleset, case, steps, inputs.open_codes):
        return None
    return Stop("nothing_can_change", recommend(ruleset, case, steps), None)
