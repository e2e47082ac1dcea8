from math import erf, sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.smaa import Entry, Intervals, Normal, Ranking, Smaa, Uniform, smaa

# Three standard errors of a share of 10,000 draws: 3 x sqrt(0.25 / 10,000).
NEAR = 0.015
MATRICES = st.integers(1, 4).flatmap(
    lambda criteria: st.lists(
        st.lists(st.floats(-5, 5), min_size=criteria, max_size=criteria), min_size=1, max_size=5
    )
)


def _close(found: object, expected: object, near: float = NEAR) -> bool:
    return bool(np.allclose(np.array(found), np.array(expected), atol=near))


def test_two_alternatives_share_the_weights_by_half():
    """A = (1, 0), B = (0, 1): A is best for w1 > 1/2. With w1 uniform on 0..1 that is half of the
    weights, and their mean is w1 = 3/4. Exact values leave no doubt at the central weights."""
    found = smaa([[1, 0], [0, 1]])
    assert _close(found.acceptability, [[0.5, 0.5], [0.5, 0.5]])
    assert _close(found.central, [[0.75, 0.25], [0.25, 0.75]])
    assert found.confidence.tolist() == [1.0, 1.0]
    assert _close(found.pairwise, [[0, 0.5], [0.5, 0]])


def test_a_compromise_has_few_first_and_many_second_ranks():
    """A = (1, 0), B = (0.6, 0.6), C = (0, 1) have the values w1, 0.6 and 1 - w1.

    A is best for w1 > 0.6 (0.4 of the weights, mean 0.8), C for w1 < 0.4 (0.4, mean 0.2), B between
    (0.2, mean 0.5). B is second wherever it is not best (0.8). A is second only for w1 in 0.5..0.6
    (0.1), so third with 0.5; C the same.
    """
    found = smaa([[1, 0], [0.6, 0.6], [0, 1]])
    assert _close(found.acceptability, [[0.4, 0.1, 0.5], [0.2, 0.8, 0.0], [0.4, 0.1, 0.5]])
    assert _close(found.central, [[0.8, 0.2], [0.5, 0.5], [0.2, 0.8]])
    assert _close(found.pairwise[1], [0.6, 0.0, 0.6])


def test_the_holistic_index_weighs_the_ranks():
    """As above with centroid weights 11/6, 5/6, 1/3 over 3, scaled by the first: 1, 5/11, 2/11.

    A: 0.4 + 0.1 x 5/11 + 0.5 x 2/11 = 0.5364; B: 0.2 + 0.8 x 5/11 = 0.5636. With (1, 1, 0): A 0.5, B 1.
    """
    matrix: list[list[Entry]] = [[1, 0], [0.6, 0.6], [0, 1]]
    assert _close(smaa(matrix).holistic, [0.5364, 0.5636, 0.5364])
    assert _close(smaa(matrix, rank_weights=(1, 1, 0)).holistic, [0.5, 1.0, 0.5])


def test_a_dominated_alternative_is_never_best():
    found = smaa([[1, 1], [0.5, 0.9]])
    assert found.acceptability.tolist() == [[1.0, 0.0], [0.0, 1.0]]
    assert np.isnan(found.central[1]).all()
    assert found.confidence.tolist() == [1.0, 0.0]


def test_three_unit_alternatives_share_the_triangle():
    """The largest of three weights on the simplex has the mean (1 + 1/2 + 1/3)/3 = 11/18, the two
    others share the rest: 7/36 each."""
    found = smaa(np.eye(3).tolist())
    assert _close(found.acceptability[:, 0], [1 / 3] * 3)
    assert _close(found.central[0], [11 / 18, 7 / 36, 7 / 36])


def test_ordered_weights_have_the_rank_order_centroid_as_their_mean():
    """An alternative that is best everywhere has the mean of all weights as its central weights: for
    w2 >= w3 >= w1 the centroid 11/18, 5/18, 2/18 (Barron and Barrett 1996) in that order."""
    found = smaa([[1, 1, 1], [0, 0, 0]], Ranking((1, 2, 0)))
    assert _close(found.central[0], [2 / 18, 11 / 18, 5 / 18], 0.005)
    assert smaa(np.eye(3).tolist(), Ranking((1, 2, 0))).acceptability[1, 0] == 1.0


def test_intervals_cut_the_weights():
    """w1 uniform on 0.4..0.7: A = (1, 0) beats B = (0, 1) above 0.5, 2/3 of it. With w1 up to 0.5
    never. Three criteria, w1 at most 1/2: density 2(1 - w), so the mean of w1 is
    (1/4 - 1/12) / (3/4) = 2/9."""
    unit = [[1, 0], [0, 1]]
    cut = smaa(unit, Intervals(((0.4, 0.7), (0, 1))))
    assert _close(cut.acceptability[:, 0], [2 / 3, 1 / 3])
    assert smaa(unit, Intervals(((0, 0.5), (0, 1)))).acceptability[0, 0] == 0.0
    half = smaa([[1, 1, 1]], Intervals(((0, 0.5), (0, 1), (0, 1))))
    assert _close(half.central[0], [2 / 9, 7 / 18, 7 / 18], 0.005)


def test_uniform_values_win_by_area():
    """One criterion. U(0, 1) beats 1/4 in 3/4 of the draws; U(0, 2) beats U(1, 3) on a triangle of
    1/2 in a square of 4: 1/8. The only weight is 1, so confidence is the same chance."""
    found = smaa([[Uniform(0, 1)], [0.25]])
    assert _close(found.acceptability[:, 0], [0.75, 0.25])
    assert _close(found.confidence, [0.75, 0.25])
    assert _close(smaa([[Uniform(0, 2)], [Uniform(1, 3)]]).pairwise[0, 1], 1 / 8)


def test_normal_values_win_by_the_normal_distribution():
    """N(1, 1) beats 0 with the chance Phi(1) = 0.8413; N(1, 1) beats N(0, 1) with Phi(1/sqrt 2)."""
    assert _close(smaa([[Normal(1, 1)], [0]]).acceptability[0, 0], 0.8413)
    chance = (1 + erf(1 / sqrt(2) / sqrt(2))) / 2
    assert _close(smaa([[Normal(1, 1)], [Normal(0, 1)]]).acceptability[0, 0], chance)


def test_confidence_is_taken_at_the_central_weights():
    """A = (N(1, 1), 0), B = (0, 0): A's value is w1 x N(1, 1), above 0 with Phi(1) for any weights.

    Its central weights are therefore the mean of all, (1/2, 1/2), and its confidence is Phi(1) too.
    """
    found = smaa([[Normal(1, 1), 0], [0, 0]])
    assert _close(found.central[0], [0.5, 0.5])
    assert _close(found.confidence, [0.8413, 0.1587])


def test_the_published_example_of_the_r_package_smaa():
    """Heparin against enoxaparin on three criteria (proximal and distal thrombosis, bleeding).

    The example of G. van Valkenhoef's R package smaa publishes 10,000 samples of the values and these
    results. Here each value is normal with the mean and standard deviation of its published samples;
    as those are skewed (bleeding most), results agree within 0.015, not to the digit. Published:
    first ranks 0.3504 and 0.6496, confidence 0.6682 and 0.8956, central weights as below; with the
    weights fixed at 0.5, 0.2, 0.3 first ranks 0.1279 and 0.8721.
    """
    values = [
        [Normal(0.4117, 0.1218), Normal(0.4249, 0.1565), Normal(0.9258, 0.0728)],
        [Normal(0.7514, 0.0838), Normal(0.6084, 0.1525), Normal(0.6151, 0.1655)],
    ]
    found = smaa(values, draws=50_000)
    assert _close(found.acceptability[:, 0], [0.3504, 0.6496])
    assert _close(found.confidence, [0.6682, 0.8956])
    central = [[0.1865, 0.2772, 0.5363], [0.4073, 0.3641, 0.2285]]
    assert _close(found.central, central)
    fixed = smaa(values, Intervals(((0.5, 0.5), (0.2, 0.2), (0.3, 0.3))), draws=50_000)
    assert _close(fixed.acceptability[:, 0], [0.1279, 0.8721])


def _same(one: Smaa, other: Smaa, places: list[int]) -> bool:
    return (
        _close(one.acceptability[places], other.acceptability, 0)
        and np.allclose(one.central[places], other.central, equal_nan=True)
        and _close(one.pairwise[np.ix_(places, places)], other.pairwise, 0)
    )


@settings(max_examples=30)
@given(MATRICES, st.randoms(use_true_random=False))
def test_the_order_of_the_alternatives_changes_nothing(matrix, random):
    places = list(range(len(matrix)))
    random.shuffle(places)
    shuffled = [matrix[place] for place in places]
    assert _same(smaa(matrix, draws=300), smaa(shuffled, draws=300), places)


@settings(max_examples=30)
@given(MATRICES)
def test_every_alternative_has_one_rank_and_equal_seeds_give_equal_results(matrix):
    found = smaa(matrix, draws=300, seed=7)
    assert np.allclose(found.acceptability.sum(axis=1), 1)
    again = smaa(matrix, draws=300, seed=7)
    assert _same(found, again, list(range(len(matrix))))


@pytest.mark.parametrize(
    ("matrix", "constraint"),
    [
        ([], None),
        ([[1, 2], [1]], None),
        ([[float("nan")]], None),
        ([[Uniform(2, 1)]], None),
        ([[Normal(0, -1)]], None),
        ([[1, 2]], Ranking((0, 0))),
        ([[1, 2]], Intervals(((0, 1),))),
        ([[1, 2]], Intervals(((0.6, 1), (0.6, 1)))),
        ([[1, 2]], Intervals(((0, 0.4), (0, 0.4)))),
        ([[1, 2]], Intervals(((0.5, 0.2), (0, 1)))),
    ],
)
def test_input_that_makes_no_sense_is_refused(matrix, constraint):
    with pytest.raises(ValueError, match=r"values|weights"):
        smaa(matrix, constraint)


def test_rank_weights_must_fit_the_ranks():
    with pytest.raises(ValueError, match="rank weights"):
        smaa([[1, 2]], rank_weights=(1, 2))


def test_intervals_that_leave_next_to_nothing_are_refused():
    """Weight 1 may be 0..1, the other 24 at most 0.04: together 0.96, a corner of measure next to 0."""
    bounds = ((0.0, 1e-9), *((0.0, 0.04),) * 25)
    with pytest.raises(ValueError, match="too small"):
        smaa([[0.0] * 26], Intervals(bounds), draws=10)
