"""How likely each choice is when the answer on record is weak or missing.

The chances are design choices, not measurements; ``docs/robustness.md`` argues for them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from engine.fit.case import Case, Given, known_choice
from engine.model.ruleset import Criterion, Itself, Ruleset

SLIP: Mapping[str | None, float] = {"measured": 0.0, "document": 0.1, "estimate": 0.3, None: 0.3}
"""Chance, by evidence grade, that the true answer is a neighbour of the one given. An answer without
a grade counts as an estimate."""

USUAL = 0.5
"""Chance that a process is as its service type usually is ..."""

BESIDE = 0.3
"""... that it lies one choice beside it; the rest is spread over all choices."""


@dataclass(frozen=True, slots=True)
class Chances:
    """The chance of each choice of one criterion, in order (they add up to 1).

    ``given`` is the place of the choice on record, None when none is known.
    """

    chances: tuple[float, ...]
    given: int | None

    @property
    def is_certain(self) -> bool:
        """Whether one choice has all the chance."""
        return max(self.chances) == 1.0


def chances_of(ruleset: Ruleset, case: Case, code: str) -> Chances:
    """The chances of one criterion's choices, given the answer on record and the service type."""
    given = case.answers.get(code)
    number = known_choice(ruleset.criterion[code], given)
    rests_on: float | tuple[float, ...] = 0.0
    if given is not None:
        rests_on = given.chances or SLIP[given.evidence]
    return _chances(ruleset.itself, code, number, rests_on, case.service)


@lru_cache(maxsize=4096)
def _chances(
    key: Itself,
    code: str,
    number: int | None,
    rests_on: float | tuple[float, ...],
    service: str | None,
) -> Chances:
    """A few for every criterion: every evaluation asks for all of them, some twice."""
    criterion = key.ruleset.criterion[code]
    if number is None:
        return Chances(unknown_chances(key.ruleset, service, criterion), None)
    place = [row.number for row in criterion.choices].index(number)
    if isinstance(rests_on, tuple):
        return Chances(rests_on, place)
    return Chances(_around(place, len(criterion.choices), rests_on), place)


def unknown_chances(
    ruleset: Ruleset, service: str | None, criterion: Criterion
) -> tuple[float, ...]:
    """Even over the choices, with more on and beside what is usual for the service type."""
    numbers = [row.number for row in criterion.choices]
    usual = None
    if service is not None and service in ruleset.service:
        prefilled = ruleset.service[service].prefilled.get(criterion.code)
        usual = known_choice(criterion, None if prefilled is None else Given(prefilled))
    return _spread(None if usual is None else numbers.index(usual), len(numbers))


@lru_cache(maxsize=256)
def _spread(usual: int | None, length: int) -> tuple[float, ...]:
    """Even, or most of it on and beside the place that is usual."""
    if usual is None:
        return (1 / length,) * length
    near = _around(usual, length, BESIDE / (USUAL + BESIDE))
    even = (1 - USUAL - BESIDE) / length
    return tuple(even + (USUAL + BESIDE) * chance for chance in near)


@lru_cache(maxsize=256)
def _around(place: int, length: int, slip: float) -> tuple[float, ...]:
    """The given choice, with ``slip`` shared by its neighbours (choices stand in order)."""
    neighbours = [spot for spot in (place - 1, place + 1) if 0 <= spot < length]
    if not neighbours:
        return (1.0,)
    chances = [0.0] * length
    chances[place] = 1.0 - slip
    for spot in neighbours:
        chances[spot] = slip / len(neighbours)
    return tuple(chances)
