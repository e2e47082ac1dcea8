"""Money over time: conventions, errors and what must hold for all flows."""

from math import fsum, inf, nan, sqrt

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from engine.cost.cashflow import (
    CashFlowError,
    EmptyFlowsError,
    NoRateError,
    NoSignChangeError,
    NotFiniteError,
    SeveralRatesError,
    discounted,
    internal_rates,
    irr,
    npv,
    payback,
    times,
)

AMOUNTS = st.floats(-1e9, 1e9)
FLOWS = st.lists(AMOUNTS, min_size=1, max_size=11)
RATES = st.floats(-0.5, 1.0)
TIMINGS = st.sampled_from(["end", "mid"])


def test_the_flow_of_today_counts_in_full_and_others_at_year_end_or_in_the_middle():
    assert times(4) == (0, 1, 2, 3)
    assert times(4, "mid") == (0, 0.5, 1.5, 2.5)
    assert npv(0.21, [-100, 121]) == pytest.approx(0)
    assert npv(0.21, [-100, 121], "mid") == pytest.approx(10)  # 121 / sqrt(1.21) = 110


def test_a_mid_year_rate_is_compounded_to_a_year():
    """-100 now and 110 after half a year: 10 % per half-year, 1.1 ** 2 - 1 = 21 % a year."""
    assert irr([-100, 110], "mid") == pytest.approx(0.21)
    assert irr([-100, 110]) == pytest.approx(0.10)


@pytest.mark.parametrize("count", [npv, discounted])
def test_nothing_is_not_a_flow(count):
    with pytest.raises(EmptyFlowsError):
        count(0.1, [])


@pytest.mark.parametrize("flows", [[1, nan], [inf, -1], [1, -inf]])
@pytest.mark.parametrize("count", [irr, payback, internal_rates])
def test_figures_that_are_not_finite_are_refused(count, flows):
    with pytest.raises(NotFiniteError):
        count(flows)


@pytest.mark.parametrize("rate", [-1, -2, nan, inf])
def test_a_rate_of_minus_100_percent_or_less_is_refused(rate):
    with pytest.raises(NotFiniteError):
        npv(rate, [-1, 1])


def test_a_present_value_beyond_all_numbers_is_an_error_not_infinity():
    with pytest.raises(NotFiniteError):
        npv(-0.99999, [1, *[1e308] * 3])
    with pytest.raises(NotFiniteError):
        npv(0, [1e308, 1e308])
    with pytest.raises(NotFiniteError):
        npv(-0.9999999999, [0.0] * 40 + [1.0])


@pytest.mark.parametrize("flows", [[0], [1, 2, 3], [-1, -2], [0, 0, 5]])
def test_flows_of_one_sign_have_no_rate(flows):
    with pytest.raises(NoSignChangeError):
        irr(flows)


def test_flows_that_change_sign_may_still_have_no_rate():
    """1 - 2 x + 2 x**2 has no real root: 4 - 8 < 0."""
    with pytest.raises(NoRateError):
        irr([1, -2, 2])
    assert internal_rates([1, -2, 2]) == ()


def test_a_rate_below_minus_100_percent_does_not_count():
    with pytest.raises(NoRateError):
        irr([-1e300, 1e-10])


def test_two_rates_are_both_reported():
    """-1000 + 2500 x - 1540 x**2 with x = 1 / (1 + rate): 10 % and 40 % (1.1 x 1.4 = 1.54)."""
    with pytest.raises(SeveralRatesError, match=r"10\.00%, 40\.00%") as caught:
        irr([-1000, 2500, -1540])
    assert caught.value.rates == pytest.approx((0.10, 0.40))


def test_a_rate_that_only_touches_zero_is_one_rate():
    """-1000 + 2400 x - 1440 x**2 = -1000 (1 - 1.2 x)**2: 20 %, once."""
    assert irr([-1000, 2400, -1440]) == pytest.approx(0.20, abs=1e-6)


def test_several_sign_changes_with_one_rate_give_that_rate():
    """-100 + 60 x + 60 x**2 - 1 x**3 has one rate above 0; the other root lies at x = 60.98, a rate
    of -98.4 %: both are rates above -100 % and both are reported."""
    rates = internal_rates([-100, 60, 60, -1])
    assert len(rates) == 2
    assert rates[0] == pytest.approx(-0.9836, abs=1e-4)


def test_payback_is_none_when_the_money_never_comes_back():
    assert payback([-10, 3, 3]) is None
    assert payback([-10, 20, -30]) == 0.5
    assert payback([5, 1]) == 0
    assert payback([0, -5, 10]) == 1.5


@given(RATES, FLOWS, st.floats(-100, 100), TIMINGS)
def test_the_npv_is_linear_in_the_flows(rate, flows, factor, timing):
    scale = fsum(map(abs, discounted(rate, flows, timing))) + 1
    doubled = npv(rate, [factor * flow for flow in flows], timing)
    assert doubled == pytest.approx(factor * npv(rate, flows, timing), abs=1e-9 * scale * 100)
    both = npv(rate, [flow + 1 for flow in flows], timing)
    ones = npv(rate, [1] * len(flows), timing)
    assert both == pytest.approx(npv(rate, flows, timing) + ones, abs=1e-9 * (scale + abs(ones)))


@given(st.floats(1, 1e9), st.lists(st.floats(0, 1e9), min_size=1, max_size=10), TIMINGS)
def test_the_npv_at_the_rate_of_return_is_zero(invested, inflows, timing):
    flows = [-invested, *inflows]
    assume(max(inflows) > invested / 1000)
    rate = irr(flows, timing)
    scale = fsum(map(abs, discounted(rate, flows, timing)))
    assert npv(rate, flows, timing) == pytest.approx(0, abs=1e-5 * scale)


@given(FLOWS, TIMINGS)
def test_every_reported_rate_is_one_and_errors_are_ours(flows, timing):
    try:
        rates = internal_rates(flows, timing)
    except CashFlowError:
        return
    assert list(rates) == sorted(rates)
    assert all(rate > -1 for rate in rates)


@given(st.lists(st.integers(-1_000, 1_000), min_size=2, max_size=9), TIMINGS)
def test_no_rate_is_missed_where_the_present_value_crosses_zero(flows, timing):
    grid = [-0.9 + step / 50 for step in range(200)]
    values = [npv(rate, flows, timing) for rate in grid]
    for low, high, before, after in zip(grid, grid[1:], values, values[1:], strict=False):
        if before * after < 0 and min(abs(before), abs(after)) > 1e-6:
            found = internal_rates(flows, timing)
            assert any(low - 1e-6 <= rate <= high + 1e-6 for rate in found)


def test_half_years_compound():
    assert irr([-100, 0, 144], "mid") == pytest.approx(1.44 ** (1 / 1.5) - 1)
    assert irr([-100, 0, 144]) == pytest.approx(sqrt(1.44) - 1)
