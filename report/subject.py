"""What a document is about: a result, the depth it was asked in, and what people named."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from engine.fit.case import Case, Given, step_case
from engine.model.ruleset import Criterion, Ruleset
from engine.outcome import INSIDE, Recommendation
from report.headline import way_of
from report.messages import Text, say
from report.result import Result
from report.whatif import Scenario

Depth = Literal["quick", "adaptive", "full"]


@dataclass(frozen=True, slots=True)
class Weights:
    """What the weights are called, and how they came about in a sentence."""

    name: Text = ""
    how: Text = ""


@dataclass(frozen=True)
class Subject:
    """One result with what inputs do not say about themselves; ``scenarios`` are in the order of naming,
    ``comments`` the threads of the team (``reviews.reading.as_data``)."""

    result: Result
    depth: Depth = "full"
    weights: Weights = Weights()
    scenarios: tuple[Scenario, ...] = ()
    comments: tuple[Mapping[str, Any], ...] = ()

    @property
    def ruleset(self) -> Ruleset:
        """The decision model."""
        return self.result.ruleset

    @property
    def case(self) -> Case:
        """The answers for the whole process."""
        return self.result.case

    @property
    def advised(self) -> Recommendation:
        """The recommendation that everything here only puts into words."""
        return self.result.recommendation

    @property
    def is_quick(self) -> bool:
        """Whether this comes from the short form."""
        return self.depth == "quick"

    @property
    def shows_shares(self) -> bool:
        """Whether shares may be shown: not while it is early, nor with nothing answered."""
        return self.advised.confidence not in ("early", "none")

    @property
    def is_sure(self) -> bool:
        """Whether a direction is named: clear or leaning."""
        return self.advised.is_named

    @property
    def leaves_place_open(self) -> bool:
        """Whether own people are named, and nobody knows how many units they are in."""
        return self.advised.units_unknown and self.advised.outcome in INSIDE

    @cached_property
    def spoken(self) -> Case:
        """The answers that the questions of the recommendation are about: those of the whole, or of
        the step that speaks for a process whose steps agree."""
        place = self.advised.spoken_by
        return self.case if place is None else step_case(self.case, self.result.steps[place])

    def short(self, code: str) -> str:
        """The question of a criterion in at most nine words."""
        return self.ruleset.criterion[code].short

    def way(self, outcome: str) -> Text:
        """An outcome, or what is known of it, in a few words."""
        return way_of(self.ruleset, outcome)

    def answer(self, code: str, case: Case | None = None) -> Text:
        """The answer to a criterion, of the whole or of the step that ``case`` is of."""
        given = (case or self.case).answers.get(code)
        return answer_of(self.ruleset.criterion[code], given)


def answer_of(criterion: Criterion, given: Given | None) -> Text:
    """The text of the choice, or the words for every other kind of answer."""
    if given is None:
        return say("answer.none")
    if given.status == "unknown" or given.choice in criterion.read_as_unknown:
        return say("answer.unknown")
    if given.status == "not_applicable":
        return say("answer.not_applicable")
    choice = criterion.choice(given.choice) if given.choice is not None else None
    return choice.text if choice else say("answer.none")
