"""What if: some inputs changed, and what becomes of the recommendation. Pure data, no sentences."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import fsum

from engine.fit.case import Case, Given, Step, Today
from engine.fit.weighting import resolve, scaled_by_theme, weights_of
from engine.model.ruleset import GateAnswer, Ruleset
from engine.recommendation import Recommendation, StepRecommendation

Answers = Mapping[str, Given | None]


@dataclass(frozen=True, slots=True)
class StepChanges:
    """What differs in one step: answers of its own (None: as in the whole again) and gates."""

    answers: Answers = field(default_factory=dict)
    gates: Mapping[str, GateAnswer] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Changes:
    """What differs from a case; what is not named stays.

    An answer of None takes the answer away. Weights are laid one over the other: a whole ``preset``,
    then weights of ``themes`` (shared out as their criteria stand to each other), then weights of
    single criteria. ``steps`` are changes by the place of the step, from 0.
    """

    answers: Answers = field(default_factory=dict)
    gates: Mapping[str, GateAnswer] = field(default_factory=dict)
    preset: str = ""
    themes: Mapping[str, float] = field(default_factory=dict)
    weights: Mapping[str, float] = field(default_factory=dict)
    today: Today | None = None
    steps: Mapping[int, StepChanges] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return self != Changes()


@dataclass(frozen=True, slots=True)
class Says:
    """The headline of a recommendation: what, with which word and number."""

    outcome: str
    keeps_decision: bool
    confidence: str
    probability: float | None


@dataclass(frozen=True, slots=True)
class Move:
    """A step that goes another way, by its place from 0."""

    place: int
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two recommendations side by side. The headline ``stays`` when the same is advised and the
    decision stays with the same people, be the word and the number others. Only steps that both have
    are compared."""

    before: Says
    after: Says
    moves: tuple[Move, ...]

    @property
    def stays(self) -> bool:
        """Whether the headline is the same."""
        return (self.before.outcome, self.before.keeps_decision) == (
            self.after.outcome,
            self.after.keeps_decision,
        )


def changed(
    ruleset: Ruleset, case: Case, changes: Changes, steps: Sequence[Step] = ()
) -> tuple[Case, tuple[Step, ...]]:
    """The case and its steps with the changes; what steps took over from the whole follows it.

    Raises ``InvalidWeights`` when no weight is left above 0.
    """
    whole = replace(
        case,
        answers=laid_over(case.answers, changes.answers),
        gates={**case.gates, **changes.gates},
        weights=_weights(ruleset, case, changes),
        today=changes.today or case.today,
    )
    parts = list(steps)
    for place, own in changes.steps.items():
        parts[place] = replace(
            parts[place],
            answers=laid_over(parts[place].answers, own.answers),
            gates={**parts[place].gates, **own.gates},
        )
    return whole, tuple(parts)


def laid_over(answers: Mapping[str, Given], changes: Answers) -> dict[str, Given]:
    """Answers with changed ones laid over them; None takes an answer away."""
    found = {**answers, **changes}
    return {code: given for code, given in found.items() if given is not None}


def _weights(ruleset: Ruleset, case: Case, changes: Changes) -> Mapping[str, float]:
    if not (changes.preset or changes.themes or changes.weights):
        return case.weights
    found = resolve(ruleset, changes.preset) if changes.preset else weights_of(ruleset, case)
    for theme, weight in changes.themes.items():
        rows = scaled_by_theme(ruleset, theme)
        now = {row.code: found[row.code] for row in rows}
        own = now if any(now.values()) else {row.code: row.weight for row in rows}
        total = fsum(own.values())
        found |= {code: weight * share / total for code, share in own.items() if total}
    return resolve(ruleset, {**found, **changes.weights})


def compare(before: Recommendation, after: Recommendation) -> Comparison:
    """What the changes did: to the headline, and to every step."""
    pairs = zip(before.steps, after.steps, strict=False)
    ways = ((place, _way(was), _way(then)) for place, (was, then) in enumerate(pairs))
    moves = tuple(Move(place, was, then) for place, was, then in ways if was != then)
    return Comparison(_says(before), _says(after), moves)


def _way(step: StepRecommendation) -> str:
    """Where a step goes; what a rule retains stays in-house."""
    return step.recommendation.outcome if step.recommendation else "in_house"


def _says(found: Recommendation) -> Says:
    return Says(found.outcome, found.keeps_decision, found.confidence, found.probability)
