"""Points for print add up exactly, by largest remainder."""

from hypothesis import given
from hypothesis import strategies as st

from engine.rounding import deal_out, rounded


def test_three_thirds_of_50_points_are_printed_as_50():
    """Each is worth 16.666667, in sum 50.000001. In tenths 166 each with remainders of two thirds;
    two tenths are missing to 500 and go to the first of the equal ones: 16.7 + 16.7 + 16.6."""
    dealt = deal_out({"a": 16_666_667, "b": 16_666_667, "c": 16_666_667}, 100_000)
    assert dealt == {"a": 167, "b": 167, "c": 166}


def test_negative_points_are_dealt_out_alike():
    """-0.25, -0.25 and +0.3: sum -0.2, two tenths below 50. Floors -3, -3, 3 make -3; one tenth is
    missing; equal remainders, so the first gets it: -2 -3 +3 = -2."""
    dealt = deal_out({"a": -250_000, "b": -250_000, "c": 300_000}, 100_000)
    assert dealt == {"a": -2, "b": -3, "c": 3}


def test_a_half_tenth_is_rounded_up():
    assert deal_out({"a": 50_000}, 100_000) == {"a": 1}
    assert deal_out({"a": 49_900}, 100_000) == {"a": 0}
    assert deal_out({}, 100_000) == {}


@given(st.dictionaries(st.text(), st.integers(-50_000_000, 50_000_000)))
def test_dealt_units_add_up_and_stay_within_one_unit(amounts):
    dealt = deal_out(amounts, 100_000)
    assert abs(sum(dealt.values()) * 100_000 - sum(amounts.values())) <= 50_000
    for key, amount in amounts.items():
        assert abs(dealt[key] * 100_000 - amount) < 100_000


def test_a_number_is_told_with_six_decimals_and_never_as_minus_zero():
    assert [str(rounded(number)) for number in (-0.0, -4e-7, 2 / 3)] == ["0.0", "0.0", "0.666667"]
    assert rounded(None) is None
