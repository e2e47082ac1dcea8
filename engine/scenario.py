"""What if: some inputs changed, and what becomes of the recommendation. Pure data, no sentences."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from engine.fit.case import Case, Given
from engine.fit.weighting import resolve, weights_of, with_themes
from engine.model.ruleset import GateAnswer, Ruleset
from engine.outcome import Recommendation, StepRecommendation


@dataclass(frozen=True, slots=True)
class Overrides:
    """What stands in the place of inputs of a case; what is not named stays.

    Weights are laid one over the other: a whole ``preset``, then weights of ``themes`` (shared out as
    their criteria stand to each other), then weights of single criteria.
    """

    answers: Mapping[str, Given] = field(default_factory=dict)
    gates: Mapping[str, GateAnswer] = field(default_factory=dict)
    preset: str = ""
    themes: Mapping[str, float] = field(default_factory=dict)
    weights: Mapping[str, float] = field(default_factory=dict)


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

    stays: bool
    moves: tuple[Move, ...]


def changed(ruleset: Ruleset, case: Case, overrides: Overrides) -> Case:
    """The case with the overrides. Raises ``InvalidWeights`` when no weight is left above 0."""
    return replace(
        case,
        answers={**case.answers, **overrides.answers},
        gates={**case.gates, **overrides.gates},
        weights=_weights(ruleset, case, overrides),
    )


def _weights(ruleset: Ruleset, case: Case, overrides: Overrides) -> Mapping[str, float]:
    if not (overrides.preset or overrides.themes or overrides.weights):
        return case.weights
    found = resolve(ruleset, overrides.preset) if overrides.preset else weights_of(ruleset, case)
    found = with_themes(ruleset, found, overrides.themes)
    return resolve(ruleset, {**found, **overrides.weights})


def compare(before: Recommendation, after: Recommendation) -> Comparison:
    """What overrides did: to the headline, and to every step."""
    pairs = enumerate(zip(before.steps, after.steps, strict=False))
    moves = (Move(place, *_ways(was, then)) for place, (was, then) in pairs)
    differing = tuple(row for row in moves if row.before != row.after)
    return Comparison(_headline(before) == _headline(after), differing)


def _ways(was: StepRecommendation, then: StepRecommendation) -> tuple[str, str]:
    """Where a step goes before and after, as readers are told it; one that is kept goes to no other own people."""
    if was.recommendation and then.recommendation:
        return was.recommendation.named, then.recommendation.named
    return was.way, then.way


def _headline(found: Recommendation) -> tuple[str, bool, Counter[str]]:
    """What the headline names: of a split how many steps go where."""
    ways = Counter(str(row.way) for row in found.steps if found.outcome == "split")
    return found.named, found.keeps_decision, ways
