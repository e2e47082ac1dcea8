"""Weights from comparisons: the principal eigenvector of pairwise judgements, or a rank order.

Sources: T. L. Saaty, "Decision making with the analytic hierarchy process", International Journal of
Services Sciences 1(1), 2008, 83-98, and "How to make a decision: the analytic hierarchy process",
European Journal of Operational Research 48, 1990, 9-26 (eigenvector weights, consistency ratio, the
limit of 10 %). F. H. Barron and B. E. Barrett, "Decision quality using ranked attribute weights",
Management Science 42(11), 1996, 1515-1523 (rank-order centroid weights).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import fsum, isfinite, log

import numpy as np

RANDOM_INDEX = (0.0, 0.0, 0.0, 0.58, 0.90, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49)
"""Saaty's random consistency index by size, from 0 to 10: the mean consistency index of judgements
made at random."""
LARGEST = len(RANDOM_INDEX) - 1
ACCEPTABLE = 0.1
"""Judgements with a consistency ratio up to this are consistent enough (Saaty)."""
SCALE = 9.0
"""Saaty's scale ends at 9: the one matters extremely more than the other."""
TO_REVIEW = 3

Judgements = Mapping[tuple[str, str], float]
"""(one, other) -> how many times more the one matters, 1/9 to 9; each pair once."""


class InvalidJudgements(ValueError):  # noqa: N818 - named for its reader, like InvalidWeights
    """The judgements cannot be used; ``problems`` has one sentence each."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Doubtful:
    """A judgement that fits the others badly.

    ``given`` is how many times more ``one`` matters than ``other`` by the judgement, ``fitting`` by
    the weights that follow from all of them; ``strain`` is their ratio, the larger over the smaller
    (1: they agree).
    """

    one: str
    other: str
    given: float
    fitting: float
    strain: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """Weights (they add up to 1) with the measures of their consistency.

    ``eigenvalue`` is the principal eigenvalue, ``index`` the consistency index, ``ratio`` that over
    the random index (0 for fewer than three things). ``doubtful`` are the judgements to look at
    again, worst first: at most three, none when all fit.
    """

    weights: Mapping[str, float]
    eigenvalue: float
    index: float
    ratio: float
    doubtful: tuple[Doubtful, ...]

    @property
    def is_acceptable(self) -> bool:
        """Whether the judgements are consistent enough to be used."""
        return self.ratio <= ACCEPTABLE


def compare(names: Sequence[str], judgements: Judgements) -> Comparison:
    """Weights from pairwise judgements of all pairs of ``names``; raises ``InvalidJudgements``.

    The weights are the principal eigenvector w of the matrix a, scaled to the sum 1; the consistency
    index is (eigenvalue - n) / (n - 1). A judgement a[i, j] fits badly when it is far from w[i] / w[j].
    """
    problems = _problems(names, judgements)
    if problems:
        raise InvalidJudgements(problems)
    matrix = np.ones((len(names), len(names)))
    for one, two in combinations(range(len(names)), 2):
        value = _judged(judgements, names[one], names[two])
        matrix[one, two], matrix[two, one] = value, 1 / value
    values, vectors = np.linalg.eig(matrix)
    place = int(values.real.argmax())
    vector = np.abs(vectors[:, place].real)
    eigenvalue = max(float(values[place].real), float(len(names)))
    weights = dict(zip(names, (vector / vector.sum()).tolist(), strict=True))
    index = (eigenvalue - len(names)) / (len(names) - 1) if len(names) > 1 else 0.0
    random = RANDOM_INDEX[len(names)]
    return Comparison(
        weights=weights,
        eigenvalue=eigenvalue,
        index=index,
        ratio=index / random if random else 0.0,
        doubtful=_doubtful(judgements, weights),
    )


def centroid_weights(order: Sequence[Sequence[str]]) -> dict[str, float]:
    """Rank-order centroid weights (they add up to 1), the most important rank first.

    With n names the r-th weighs (1/r + ... + 1/n) / n: the mean of all weights in this order. Names
    of equal rank stand together and share the mean of the places they take. Raises ``ValueError``
    when there is no name or one stands twice.
    """
    names = [name for rank in order for name in rank]
    if not names or len(set(names)) < len(names):
        raise ValueError("the order must name everything once")
    number = len(names)
    places = [
        fsum(1 / n for n in range(rank, number + 1)) / number for rank in range(1, number + 1)
    ]
    weights = {}
    start = 0
    for rank in order:
        shared = places[start : start + len(rank)]
        weights.update(dict.fromkeys(rank, fsum(shared) / len(shared) if shared else 0.0))
        start += len(rank)
    return weights


def _judged(judgements: Judgements, one: str, other: str) -> float:
    if (one, other) in judgements:
        return judgements[one, other]
    return 1 / judgements[other, one]


def _doubtful(judgements: Judgements, weights: Mapping[str, float]) -> tuple[Doubtful, ...]:
    """The judgements furthest from what the weights say, as a ratio; equal ones in order given."""
    found = []
    for (one, other), given in judgements.items():
        fitting = weights[one] / weights[other]
        strain = max(given / fitting, fitting / given)
        found.append(Doubtful(one, other, given, fitting, strain))
    worst = sorted(found, key=lambda row: -round(log(row.strain), 9))
    return tuple(row for row in worst[:TO_REVIEW] if log(row.strain) > 1e-9)


def _problems(names: Sequence[str], judgements: Judgements) -> tuple[str, ...]:
    found = []
    if not 1 <= len(names) <= LARGEST or len(set(names)) < len(names):
        found.append(f"between 1 and {LARGEST} different names are needed")
    for (one, other), value in judgements.items():
        if one not in names or other not in names or one == other:
            found.append(f"{one} and {other} cannot be compared")
        elif (other, one) in judgements and one < other:
            found.append(f"{one} and {other} are compared twice")
        elif not isfinite(value) or not 1 / SCALE - 1e-9 <= value <= SCALE + 1e-9:
            found.append(f"{one} and {other}: {value!r} is not between 1/9 and 9")
    for one, other in combinations(names, 2):
        if (one, other) not in judgements and (other, one) not in judgements:
            found.append(f"{one} and {other} are not compared")
    return tuple(found)
