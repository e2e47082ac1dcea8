"""Where the answers stand on each axis: one sum against one line."""

from collections.abc import Mapping
from dataclasses import dataclass

from engine.fit.case import Case
from engine.model.ruleset import Ruleset


@dataclass(frozen=True, slots=True)
class Pull:
    """One asked criterion on one axis: the known choice (None: unknown), its weight, its effect
    (0 when unknown) and the points that it adds to the printed score (six decimals)."""

    criterion: str
    choice: int | None
    weight: float
    effect: float
    points: float


@dataclass(frozen=True, slots=True)
class AxisFit:
    """One axis. ``value`` is sum(w e) / sum(w) over the asked criteria that act on it, ``reach`` the
    largest value that they allow (0 or more), ``line`` the share of the reach that the value must
    exceed. ``asked`` holds those criteria in the order of the ruleset."""

    axis: str
    value: float
    reach: float
    line: float
    asked: tuple[Pull, ...]


def fit(ruleset: Ruleset, case: Case) -> Mapping[str, AxisFit]:
    """The axes on which at least one asked criterion of some weight acts."""
    raise NotImplementedError
