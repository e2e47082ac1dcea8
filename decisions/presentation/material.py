"""What the parts of a snapshot are made from, with the few look-ups they share."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, Literal

from decisions import wording
from decisions.certainty import steps_sure, sure_of
from decisions.costing import Priced
from decisions.presentation.figures import signed, whole
from decisions.presentation.reason_shape import Reason
from decisions.presentation.tables import Choosable, Coded
from decisions.whatif import Named
from engine.explain import Explanation, explain
from engine.fit.case import Case, Given, GivenGate
from engine.fit.interview import asked
from engine.fit.weighting import WeightSpec
from engine.location.advice import Said
from engine.model.ruleset import Ruleset
from engine.points import table_of
from engine.robustness import HowSure
from engine.rounding import Printed, printed
from engine.scoring import Evaluation, evaluate
from engine.split import Split, Step, split
from engine.step_moves import StepMoves, step_moves


@dataclass(frozen=True, slots=True)
class Signature:
    """Who gave an answer, and when (ISO 8601). ``by_case``: the cost case of that person gave it."""

    by: str = ""
    at: str = ""
    by_case: bool = False


@dataclass(frozen=True, slots=True)
class Heading:
    """What a case does not say about itself. Times are ISO 8601 text, or ""; ``answered_by`` is
    keyed by criterion code, ``gates_by`` by gate code; ``gates`` are the answers to them with what
    they rest on, ``step_gates`` the same of every step in order; ``scenarios`` are in order of naming.
    ``priced`` is the cost case with its figures, if there is one, ``priced_by`` who changed it.
    ``said`` is what is known about the place beside the questions, ``day`` that of the clocks."""

    name: str
    edition_number: int
    edition_sha256: str
    unit: str = ""
    team: str = ""
    owner: str = ""
    depth: Literal["quick", "adaptive", "full"] = "full"
    weights: WeightSpec = None
    elicitation: Mapping[str, Any] = field(default_factory=dict)
    started_at: str = ""
    changed_at: str = ""
    finished_at: str = ""
    answered_by: Mapping[str, Signature] = field(default_factory=dict)
    gates_by: Mapping[str, Signature] = field(default_factory=dict)
    gates: Mapping[str, GivenGate] = field(default_factory=dict)
    step_gates: tuple[Mapping[str, GivenGate], ...] = ()
    steps: tuple[Step, ...] = ()
    scenarios: tuple[Named, ...] = ()
    priced: Priced | None = None
    priced_by: Signature = Signature()
    said: Said = field(default_factory=Said)
    day: date | None = None


@dataclass(frozen=True)
class Material:
    """One case with everything that is said about it, worked out when it is first asked for."""

    ruleset: Ruleset
    case: Case
    heading: Heading

    @cached_property
    def evaluation(self) -> Evaluation:
        """The whole result."""
        return evaluate(self.ruleset, self.case)

    @cached_property
    def explanation(self) -> Explanation:
        """The reasons for it and against it."""
        return explain(self.ruleset, self.case, self.evaluation)

    @cached_property
    def sure(self) -> HowSure:
        """Everything about its certainty, from all the draws: only for who shows it."""
        sha256 = self.heading.edition_sha256
        return sure_of(self.ruleset, self.case, self.evaluation, sha256)

    @property
    def quick(self) -> bool:
        """Whether this comes from the quick screen."""
        return self.heading.depth == "quick"

    @cached_property
    def split(self) -> Split | None:
        """The advice per step; None for a process that is not divided into steps."""
        steps = self.heading.steps
        return split(self.ruleset, self.case, steps) if steps else None

    @cached_property
    def steps_sure(self) -> list[tuple[str, float | None]]:
        """How sure the advice for each step is, in order; empty without steps."""
        parted, sha256 = self.split, self.heading.edition_sha256
        return steps_sure(self.ruleset, self.case, parted, sha256) if parted else []

    @cached_property
    def moves(self) -> StepMoves | None:
        """What would send steps another way; None without steps."""
        return step_moves(self.ruleset, self.case, self.split) if self.split else None

    @cached_property
    def printed(self) -> Mapping[str, Printed]:
        """Option -> score and points with one decimal that add up."""
        return {option: printed(self.evaluation, option) for option in self.ruleset.option}

    @cached_property
    def shares(self) -> Mapping[str, Mapping[str, float]]:
        """Asked criterion -> axis it acts on -> its share of the weight there."""
        return table_of(self.ruleset, self.case).shares

    @cached_property
    def shown(self) -> tuple[str, ...]:
        """Codes of the questions that the depth asks now."""
        return asked(self.ruleset, self.case.answers, self.heading.depth)

    @cached_property
    def to_fix(self) -> tuple[str, ...]:
        """Codes of the fired gates that must be fixed first."""
        return tuple(gate.code for gate in self.evaluation.fired if gate.severity == "fix_first")

    @cached_property
    def fix_criteria(self) -> frozenset[str]:
        """Codes of the criteria whose answers can fire a gate to fix first."""
        triggers = (row for gate in self.ruleset.gates for row in gate.triggers)
        return frozenset(
            condition.criterion
            for row in triggers
            if row.severity == "fix_first"
            for condition in row.when
        )

    @property
    def advice(self) -> str:
        """The option that all reasons are about: the advice, or what it becomes after the fix."""
        return self.evaluation.leader

    @cached_property
    def runner_up(self) -> str | None:
        """The closest rival of the advice; None when gates leave no other."""
        rivals = [row.option for row in self.evaluation.contest if row.option != self.advice]
        return rivals[0] if rivals else None

    def score(self, option: str) -> int:
        """The printed score: a whole number."""
        return whole(self.printed[option].score)

    def lead(self, option: str, other: str) -> int:
        """Printed points by which one option leads another."""
        return self.score(option) - self.score(other)

    def name(self, option: str) -> str:
        """The option as people read it."""
        return self.ruleset.option[option].name

    def choosable(self, option: str) -> Choosable:
        """The option with its name."""
        return {"option": option, "name": self.name(option)}

    def gate(self, code: str) -> Coded:
        """The gate with its name."""
        return {"code": code, "name": self.ruleset.gate[code].name}

    def gate_words(self, code: str) -> str:
        """A gate inside a sentence: "No competent market (KO3)"."""
        return f"{self.ruleset.gate[code].name} ({code})"

    def gate_quoted(self, code: str) -> str:
        """A gate as the subject of a sentence, in quotation marks."""
        return f"\u201c{self.ruleset.gate[code].name}\u201d ({code})"

    def answer(self, code: str) -> str:
        """The answer to a criterion as people read it."""
        return answer_text(self.ruleset, code, self.case.answers.get(code))

    def reason(self, code: str, points: float) -> Reason:
        """An answer with the points it stands for."""
        criterion = self.ruleset.criterion[code]
        return {
            "criterion": code,
            "name": criterion.name,
            "question": criterion.question,
            "answer": self.answer(code),
            "points": round(points, 1) + 0.0,
            "signed": signed(points),
        }


def answer_text(ruleset: Ruleset, code: str, given: Given | None) -> str:
    """An answer to the criterion with this code, as people read it."""
    return wording.answer_words(ruleset.criterion[code], given)
