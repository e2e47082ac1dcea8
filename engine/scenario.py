"""What if: some inputs changed, and what becomes of the recommendation. Pure data, no sentences."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from math import fsum

from engine.fit.case import Case, Given
from engine.fit.weighting import resolve, scaled_by_theme, weights_of
from engine.model.ruleset import GateAnswer, Ruleset
from engine.outcome import Recommendation


@dataclass(frozen=True, slots=True)
class Changes:
    """What differs from a case; what is not named stays.

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


def changed(ruleset: Ruleset, case: Case, changes: Changes) -> Case:
    """The case with the changes. Raises ``InvalidWeights`` when no weight is left above 0."""
    return replace(
        case,
        answers={**case.answers, **changes.answers},
        gates={**case.gates, **changes.gates},
        weights=_weights(ruleset, case, changes),
    )


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
    pairs = enumerate(zip(before.steps, after.steps, strict=False))
    moves = (Move(place, was.way, then.way) for place, (was, then) in pairs if was.way != then.way)
    return Comparison(_headline(before) == _headline(after), tuple(moves))


def _headline(found: Recommendation) -> tuple[str, bool, Counter[str]]:
    """What the headline names: of a split how many steps go where."""
    ways = Counter(str(row.way) for row in found.steps if found.outcome == "split")
    return found.outcome, found.keeps_decision, ways
