"""What the parts of a document are made from, with the few look-ups they share."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

from decisions import wording
from engine.fit.case import Case, Given, hidden_codes, step_case
from engine.fit.interview import asked
from engine.model.ruleset import Ruleset
from engine.outcome import Recommendation
from report.actions import Proposal, Written, proposals
from report.result import Result
from report.whatif import Named


@dataclass(frozen=True, slots=True)
class Signature:
    """Who gave an answer, and when (ISO 8601). ``by_case``: the cost case of that person gave it."""

    by: str = ""
    at: str = ""
    by_case: bool = False


@dataclass(frozen=True, slots=True)
class Heading:
    """What inputs do not say about themselves. Times are ISO 8601 text, or ""; ``answered_by`` is
    keyed by criterion code, ``gates_by`` by gate code; ``scenarios`` are in order of naming;
    ``priced_by`` is who changed the cost case; ``actions`` are what people wrote about the next actions."""

    name: str
    unit: str = ""
    team: str = ""
    owner: str = ""
    depth: Literal["quick", "adaptive", "full"] = "full"
    elicitation: Mapping[str, Any] = field(default_factory=dict)
    started_at: str = ""
    changed_at: str = ""
    finished_at: str = ""
    answered_by: Mapping[str, Signature] = field(default_factory=dict)
    gates_by: Mapping[str, Signature] = field(default_factory=dict)
    scenarios: tuple[Named, ...] = ()
    priced_by: Signature = Signature()
    actions: tuple[Written, ...] = ()


@dataclass(frozen=True)
class Material:
    """One result with everything that is said about it, worked out when it is first asked for."""

    result: Result
    heading: Heading

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
    def is_empty(self) -> bool:
        """Whether there is nothing to recommend from."""
        return self.advised.outcome == "none"

    @property
    def shows_numbers(self) -> bool:
        """Whether shares may be shown: not while it is early, nor with nothing answered."""
        return self.advised.confidence not in ("early", "none")

    @property
    def is_split(self) -> bool:
        """Whether the steps go different ways, so that each speaks for itself."""
        return self.advised.outcome == "split"

    @property
    def quick(self) -> bool:
        """Whether this comes from the quick screen."""
        return self.heading.depth == "quick"

    @cached_property
    def spoken(self) -> Case:
        """The answers that the questions of the recommendation are about: those of the whole, or of
        the step that speaks for a process whose steps agree."""
        place = self.advised.spoken_by
        return self.case if place is None else step_case(self.case, self.result.steps[place])

    @cached_property
    def proposals(self) -> tuple[Proposal, ...]:
        """What the advice asks for next."""
        return proposals(self.result)

    @cached_property
    def hidden(self) -> frozenset[str]:
        """Codes of the questions that another answer closes."""
        return hidden_codes(self.ruleset, self.case.answers)

    @cached_property
    def shown(self) -> tuple[str, ...]:
        """Codes of the questions that the depth asks now."""
        return asked(self.ruleset, self.case.answers, self.heading.depth)

    def name(self, option: str) -> str:
        """The option, or what is known of it, as people read it."""
        return wording.way_name(self.ruleset, option)

    def quoted(self, code: str) -> str:
        """A gate in quotation marks."""
        return quoted(self.ruleset, code)

    def answer(self, code: str) -> str:
        """The answer to a criterion as people read it."""
        return answer_text(self.ruleset, code, self.case.answers.get(code))


def quoted(ruleset: Ruleset, code: str) -> str:
    """A gate in quotation marks."""
    return f"\u201c{ruleset.gate[code].name}\u201d"


def answer_text(ruleset: Ruleset, code: str, given: Given | None) -> str:
    """An answer to the criterion with this code, as people read it."""
    return wording.answer_words(ruleset.criterion[code], given)
