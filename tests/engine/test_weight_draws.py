"""The draws of weights: gamma numbers against textbook values, and how far they may lie."""

from math import exp

import numpy as np
import pytest

from engine.sensitivity.weight_draws import DRAWS, concentration, gammas, shapes_of
from tests.engine.makers import make_criterion, make_ruleset

CODES = [f"{theme}{number}" for theme in "ABCDEFG" for number in range(1, 4)]

# Three standard errors of a share at 10,000 draws: 3 x sqrt(0.25 / 10,000).
NEAR = 0.015


def test_seven_themes_need_a_concentration_of_145():
    """(7 - 1) / (1/3 / 1.6449)^2 - 1 = 6 x 9 x 2.7055 - 1 = 145.1; one theme counts as two."""
    assert abs(concentration([1 / 7] * 7) - 145.1) < 0.05
    assert concentration([1.0]) == concentration([0.5, 0.5])


def test_nine_in_ten_draws_leave_a_theme_within_a_third_of_its_share():
    """Seven themes of three equal criteria each: the share of the first varies by about a third."""
    shape = concentration([1 / 7] * 7) / 21
    drawn = np.stack([gammas(code, shape) for code in CODES]).astype(float)
    share = drawn[:3].sum(axis=0) / drawn.sum(axis=0)
    within = np.mean(np.abs(share - 1 / 7) <= 1 / 21)
    assert abs(float(share.mean()) - 1 / 7) < 0.001
    assert abs(within - 0.9) < 0.02


@pytest.mark.parametrize("shape", [0.05, 0.4, 1.0, 1.7, 6.0, 80.0])
def test_mean_variance_and_skewness_are_those_of_the_gamma_distribution(shape):
    """Mean and variance are the shape, the skewness is 2 / sqrt(shape): within four standard errors
    of 20 x 10,000 draws (of the variance: sqrt((2 + 6 / shape) / n) of itself)."""
    drawn = np.stack([gammas(code, shape) for code in CODES[:20]]).astype(float).ravel()
    number = len(drawn)
    assert abs(drawn.mean() - shape) < 4 * (shape / number) ** 0.5
    assert abs(drawn.var() / shape - 1) < 4 * ((2 + 6 / shape) / number) ** 0.5
    skewness = ((drawn - drawn.mean()) ** 3).mean() / drawn.std() ** 3
    assert abs(skewness / (2 / shape**0.5) - 1) < 0.15


def test_a_shape_of_one_is_the_exponential_distribution():
    """P(x > t) = exp(-t)."""
    drawn = gammas("A1", 1.0)
    for limit in (0.1, 0.5, 1.0, 2.0, 4.0):
        assert abs(np.mean(drawn > limit) - exp(-limit)) < NEAR


def test_a_shape_of_one_half_is_half_a_chi_square_of_one_degree():
    """Half of the 50 %, 95 % and 99 % points of chi-square with one degree of freedom: 0.4549,
    3.8415, 6.6349 (any table, for example NIST/SEMATECH e-Handbook 1.3.6.7.4)."""
    drawn = gammas("A1", 0.5)
    for point, above in ((0.4549, 0.5), (3.8415, 0.05), (6.6349, 0.01)):
        assert abs(np.mean(2 * drawn > point) - above) < NEAR


def test_the_numbers_are_those_that_numpy_would_draw_by_its_own_hand():
    """The largest distance of the two distribution functions; 1.95 x sqrt(2 / n) is exceeded by luck
    once in a thousand (Smirnov)."""
    rng = np.random.Generator(np.random.PCG64(2))
    for place, shape in enumerate((0.3, 1.0, 2.5, 6.9)):
        ours = np.sort(gammas(CODES[place], shape))
        theirs = np.sort(rng.standard_gamma(shape, DRAWS))
        places = np.searchsorted(ours, theirs, side="right") / DRAWS
        assert np.abs(places - np.arange(1, DRAWS + 1) / DRAWS).max() < 1.95 * (2 / DRAWS) ** 0.5


def test_rows_are_independent_of_each_other():
    drawn = np.stack([gammas(code, 6.0) for code in CODES]).astype(float)
    apart = np.corrcoef(drawn) - np.eye(len(CODES))
    assert np.abs(apart).max() < 0.05


def test_the_draws_follow_from_the_code_and_the_shape_alone():
    """Written down once: another machine, process or release must draw the same."""
    first = gammas("A1", 6.0)
    gammas.cache_clear()
    assert np.array_equal(first, gammas("A1", 6.0))
    assert not np.array_equal(first, gammas("A2", 6.0))
    assert [round(float(number), 4) for number in first[:3]] == [4.2954, 4.6851, 11.1176]


def test_a_weight_that_is_next_to_nothing_is_still_above_nothing():
    assert gammas("A1", 1e-4).min() > 0


def ruleset_of(**weights):
    apart = {"C5": True}
    return make_ruleset(
        *(
            make_criterion(code, {"sourcing": 1.0}, {}, weight=weight, apart=apart.get(code, False))
            for code, weight in weights.items()
        )
    )


def test_shapes_are_in_the_proportion_of_the_weights_whatever_their_unit():
    """Two themes: the concentration is 1 / (1/3 / 1.6449)^2 - 1 = 23.3497; of it a quarter, a quarter
    and a half."""
    weights = {"A1": 1.0, "A2": 1.0, "B1": 2.0}
    ruleset = ruleset_of(**weights)
    assert shapes_of(ruleset, weights) == pytest.approx(
        {"A1": 5.8374, "A2": 5.8374, "B1": 11.6748}, abs=1e-3
    )
    tripled = {code: 3 * weight for code, weight in weights.items()}
    assert shapes_of(ruleset, tripled) == shapes_of(ruleset, weights)


def test_what_stands_apart_takes_nothing_from_the_others():
    weights = {"A1": 1.0, "B1": 2.0}
    more = {**weights, "C5": 2.0}
    shapes = shapes_of(ruleset_of(**more), more)
    assert {code: shapes[code] for code in weights} == shapes_of(ruleset_of(**weights), weights)
    assert shapes["C5"] == shapes["B1"]


def test_a_small_change_of_a_weight_moves_the_draws_a_little():
    """One per cent more shape: 99 draws in 100 move by less than a twentieth of themselves."""
    before, after = gammas("A1", 6.0), gammas("A1", 6.06)
    moved = np.abs(after / before - 1)
    assert np.mean(moved < 0.05) > 0.99
    assert after.mean() > before.mean()


def test_the_draws_cannot_be_written_to():
    with pytest.raises(ValueError, match="read-only"):
        gammas("A1", 1.0)[0] = 1.0
