from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.fit.pairwise import RANDOM_INDEX, InvalidJudgements, centroid_weights, compare

# The examples of Saaty 2008 and 1990 below were read second-hand: the matrices, weights and ratios as
# two public implementations quote them (the documentation of AHPy, and a set of test cards).
JOB = ("flexibility", "opportunities", "security", "reputation", "salary")
JOB_MATRIX = (
    (1, 1 / 4, 1 / 6, 1 / 4, 1 / 8),
    (4, 1, 1 / 3, 3, 1 / 7),
    (6, 3, 1, 4, 1 / 2),
    (4, 1 / 3, 1 / 4, 1, 1 / 7),
    (8, 7, 2, 7, 1),
)
DRINKS = ("coffee", "wine", "tea", "beer", "sodas", "milk", "water")
DRINKS_MATRIX = (
    (1, 9, 5, 2, 1, 1, 1 / 2),
    (1 / 9, 1, 1 / 3, 1 / 9, 1 / 9, 1 / 9, 1 / 9),
    (1 / 5, 3, 1, 1 / 3, 1 / 4, 1 / 3, 1 / 9),
    (1 / 2, 9, 3, 1, 1 / 2, 1, 1 / 3),
    (1, 9, 4, 2, 1, 2, 1 / 2),
    (1, 9, 3, 1, 1 / 2, 1, 1 / 3),
    (2, 9, 9, 3, 2, 3, 1),
)


def _judgements(names, matrix):
    places = combinations(range(len(names)), 2)
    return {(names[one], names[two]): matrix[one][two] for one, two in places}


def test_saatys_job_criteria():
    """Saaty 2008, table 3: priorities 0.036, 0.122, 0.262, 0.075, 0.506."""
    found = compare(JOB, _judgements(JOB, JOB_MATRIX))
    expected = (0.036, 0.122, 0.262, 0.075, 0.506)
    assert all(
        abs(found.weights[name] - weight) < 6e-4 for name, weight in zip(JOB, expected, strict=True)
    )


def test_saatys_drinks():
    """Saaty 2008, table 2: 0.177, 0.019, 0.042, 0.116, 0.190, 0.129, 0.327, consistency ratio 0.022."""
    found = compare(DRINKS, _judgements(DRINKS, DRINKS_MATRIX))
    expected = (0.177, 0.019, 0.042, 0.116, 0.190, 0.129, 0.327)
    assert all(
        abs(found.weights[name] - weight) < 6e-4
        for name, weight in zip(DRINKS, expected, strict=True)
    )
    assert abs(found.ratio - 0.022) < 6e-4
    assert found.is_acceptable


def test_saatys_flexibility_and_house_matrices():
    """Saaty 2008, table 4: 0.091, 0.218, 0.691. Saaty's houses by size: eigenvalue 3.136, index 0.068,
    ratio 0.117, just above the limit."""
    names = ("A", "B", "C")
    found = compare(names, _judgements(names, ((1, 1 / 3, 1 / 6), (3, 1, 1 / 4), (6, 4, 1))))
    assert [round(found.weights[name], 3) for name in names] == [0.091, 0.218, 0.691]
    houses = compare(names, _judgements(names, ((1, 6, 8), (1 / 6, 1, 4), (1 / 8, 1 / 4, 1))))
    assert (round(houses.eigenvalue, 3), round(houses.index, 3)) == (3.136, 0.068)
    assert round(houses.ratio, 3) == 0.117
    assert not houses.is_acceptable


def test_two_things_are_always_consistent():
    """A matters 3 times as much as B: 3/4 and 1/4, eigenvalue 2, nothing to doubt."""
    found = compare(("A", "B"), {("A", "B"): 3.0})
    assert abs(found.weights["A"] - 0.75) < 1e-12
    assert (round(found.eigenvalue, 9), found.ratio, found.doubtful) == (2.0, 0.0, ())


def test_one_thing_has_all_the_weight():
    assert compare(("A",), {}).weights == {"A": 1.0}


def test_consistent_judgements_give_back_their_weights():
    """A 2 times B, B 3 times C, A 6 times C: weights 6 : 3 : 1 over 10, eigenvalue 3."""
    found = compare(("A", "B", "C"), {("A", "B"): 2.0, ("C", "B"): 1 / 3, ("A", "C"): 6.0})
    assert [round(weight, 9) for weight in found.weights.values()] == [0.6, 0.3, 0.1]
    assert found.ratio < 1e-9
    assert found.doubtful == ()


def test_a_circle_is_inconsistent_in_every_judgement():
    """A 2 times B, B 2 times C, C 2 times A: equal weights by symmetry, each judgement 2 from 1.

    The rows add up to 1 + 2 + 1/2, the eigenvalue is 3.5, the index 0.25, the ratio 0.25 / 0.58.
    """
    found = compare(("A", "B", "C"), {("A", "B"): 2.0, ("B", "C"): 2.0, ("C", "A"): 2.0})
    assert [round(weight, 9) for weight in found.weights.values()] == [round(1 / 3, 9)] * 3
    assert abs(found.index - 0.25) < 1e-9
    assert abs(found.ratio - 0.25 / 0.58) < 1e-9
    assert [round(row.strain, 9) for row in found.doubtful] == [2.0, 2.0, 2.0]


def test_the_judgement_that_was_turned_round_is_named_first():
    """Weights 4 : 2 : 1 : 1 throughout, but A over D is given as 1/4 instead of 4."""
    true = {"A": 4.0, "B": 2.0, "C": 1.0, "D": 1.0}
    judgements = {(one, two): true[one] / true[two] for one, two in combinations(true, 2)}
    judgements["A", "D"] = 1 / 4
    found = compare(tuple(true), judgements)
    first = found.doubtful[0]
    assert (first.one, first.other, first.given) == ("A", "D", 0.25)
    assert first.strain > 3
    assert len(found.doubtful) == 3
    assert not found.is_acceptable


@given(st.lists(st.floats(1, 9), min_size=2, max_size=8), st.permutations(range(8)))
def test_consistent_judgements_always_give_back_their_weights(weights, order):
    """Neither the order of the names nor the side from which a pair is judged matters."""
    names = [f"N{place}" for place in range(len(weights))]
    true = dict(zip(names, weights, strict=True))
    judgements = {
        (two, one) if (place + order[0]) % 2 else (one, two): true[two] / true[one]
        if (place + order[0]) % 2
        else true[one] / true[two]
        for place, (one, two) in enumerate(combinations(names, 2))
    }
    shuffled = [names[place] for place in order if place < len(names)]
    found = compare(shuffled, judgements)
    total = sum(weights)
    assert all(abs(found.weights[name] - true[name] / total) < 1e-9 for name in names)
    assert found.ratio < 1e-6


@given(st.integers(3, 7), st.data())
def test_the_weights_are_an_eigenvector_with_the_largest_eigenvalue(size, data):
    names = [f"N{place}" for place in range(size)]
    grades = st.sampled_from([1 / 9, 1 / 5, 1 / 3, 1.0, 2.0, 4.0, 7.0, 9.0])
    judgements = {pair: data.draw(grades) for pair in combinations(names, 2)}
    found = compare(names, judgements)
    matrix = np.ones((size, size))
    for one, two in combinations(range(size), 2):
        matrix[one, two] = judgements[names[one], names[two]]
        matrix[two, one] = 1 / matrix[one, two]
    vector = np.array(list(found.weights.values()))
    assert np.allclose(matrix @ vector, found.eigenvalue * vector)
    assert found.eigenvalue >= size - 1e-9
    assert abs(found.ratio * RANDOM_INDEX[size] - found.index) < 1e-9


@pytest.mark.parametrize(
    ("names", "judgements", "part"),
    [
        ((), {}, "different names"),
        (("A", "A"), {}, "different names"),
        (("A", "B"), {}, "A and B are not compared"),
        (("A", "B"), {("A", "B"): 10.0}, "not between"),
        (("A", "B"), {("A", "B"): float("nan")}, "not between"),
        (("A", "B"), {("A", "B"): 2.0, ("B", "A"): 2.0}, "compared twice"),
        (("A", "B"), {("A", "B"): 2.0, ("A", "C"): 2.0}, "A and C cannot be compared"),
        (("A", "B"), {("A", "B"): 2.0, ("A", "A"): 1.0}, "A and A cannot be compared"),
    ],
)
def test_judgements_that_cannot_be_used_are_refused(names, judgements, part):
    with pytest.raises(InvalidJudgements) as caught:
        compare(names, judgements)
    assert any(part in problem for problem in caught.value.problems)


def test_rank_order_centroid_weights():
    """n = 2: 3/4, 1/4. n = 3: 11/18, 5/18, 2/18. n = 4: 25/48, 13/48, 7/48, 3/48 (0.52, 0.27, 0.15,
    0.06), as Barron and Barrett's formula gives them."""
    expected = {
        2: [3 / 4, 1 / 4],
        3: [11 / 18, 5 / 18, 2 / 18],
        4: [25 / 48, 13 / 48, 7 / 48, 3 / 48],
    }
    for number, weights in expected.items():
        found = centroid_weights([[f"N{place}"] for place in range(number)])
        assert all(abs(a - b) < 1e-12 for a, b in zip(found.values(), weights, strict=True))


def test_equal_ranks_share_the_mean_of_their_places():
    """A first, B and C together: (5/18 + 2/18) / 2 = 7/36 each."""
    found = centroid_weights([["A"], ["B", "C"]])
    assert abs(found["A"] - 11 / 18) < 1e-12
    assert abs(found["B"] - 7 / 36) < 1e-12
    assert found["B"] == found["C"]


@pytest.mark.parametrize("order", [[], [[]], [["A"], ["A"]]])
def test_an_order_that_names_nothing_or_something_twice_is_refused(order):
    with pytest.raises(ValueError, match="once"):
        centroid_weights(order)
