"""The rebuilt price of an hour, by the published make-up of a voice price."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.cost.lines import InvalidCostError, Range
from engine.cost.should_cost import PARTS, check_quote, parts_from_pay, rebuild
from tests.shipped import shipped

CONTENT = shipped().reference.cost
PAY = Range(2.4, 3.0, 3.6)
MARGIN = Range(20, 30, 35)


def make_rebuilt():
    return rebuild(parts_from_pay(PAY, CONTENT.shares), MARGIN)


def test_the_published_make_up_rebuilds_its_own_price():
    """Pay of 3.00 is 30 % of the price: 1.50 management, 1.00 support, 1.00 facilities, 0.50
    telecom; cost 7.00; margin 30 % of the price: 10.00."""
    assert sum(CONTENT.shares.values()) == 100
    rebuilt = make_rebuilt()
    likely = {part: figure.likely for part, figure in rebuilt.parts.items()}
    assert likely == pytest.approx(
        {"pay": 3, "management": 1.5, "support": 1, "facilities": 1, "telecom": 0.5}
    )
    assert rebuilt.cost.likely == pytest.approx(7)
    assert rebuilt.price.likely == pytest.approx(10)
    assert (rebuilt.cost.low, rebuilt.cost.high) == (pytest.approx(5.6), pytest.approx(8.4))
    assert rebuilt.price.low == pytest.approx(7)
    assert rebuilt.price.high == pytest.approx(12.923, abs=1e-3)


@pytest.mark.parametrize(
    ("quote", "verdict"),
    [
        (5.0, "under cost"),
        (6.5, "thin"),
        (7.0, "in line"),
        (12.9, "in line"),
        (14.0, "over"),
        (17.0, "far over"),
    ],
)
def test_a_quote_is_placed_on_the_rebuilt_range(quote, verdict):
    """Cost low 2.4 x 70 / 30 = 5.60, likely 7.00, high 8.40. Price low 5.60 / 0.8 = 7.00, high 8.40 /
    0.65 = 12.92, a quarter more 16.15."""
    assert check_quote(make_rebuilt(), quote).verdict == verdict


def test_the_margin_a_quote_leaves_and_its_gap():
    """At 8.00: 1 - 7 / 8 = 12.5 %; 8 / 10 - 1 = -20 %."""
    found = check_quote(make_rebuilt(), 8.0)
    assert found.margin == pytest.approx(0.125)
    assert found.gap == pytest.approx(-0.2)


def test_bad_figures_are_named():
    with pytest.raises(InvalidCostError) as caught:
        rebuild({"pay": Range(3, 2, 1)}, Range(0, 100, 100))
    assert [row.path for row in caught.value.problems] == [*PARTS, "margin"]
    with pytest.raises(InvalidCostError):
        check_quote(make_rebuilt(), float("nan"))
    with pytest.raises(InvalidCostError):
        parts_from_pay(PAY, {"pay": 30.0})
    with pytest.raises(InvalidCostError):
        parts_from_pay(PAY, {**CONTENT.shares, "pay": 0.0})


@given(st.floats(0.5, 100), st.floats(0.1, 50))
def test_a_higher_quote_never_reads_as_cheaper(quote, more):
    order = ["under cost", "thin", "in line", "over", "far over"]
    rebuilt = make_rebuilt()
    first, second = check_quote(rebuilt, quote), check_quote(rebuilt, quote + more)
    assert order.index(first.verdict) <= order.index(second.verdict)
    assert first.margin < second.margin
