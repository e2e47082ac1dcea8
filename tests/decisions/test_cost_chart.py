"""The charts of the money pages say what their tables say; amounts are rounded as people read them."""

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from engine.cost.intake import read_cost_case
from engine.cost.priced import priced
from report.messages import Entered, read, say
from report.money_figures import band_of, tornado_of
from report.numbers import in_table, plainly, rounded, share_words
from report.scales import scale, short
from tests.people import COST_CASE


def the_best():
    shown = priced(read_cost_case(COST_CASE))
    assert shown.best
    return shown, shown.best


def test_every_bar_ends_where_its_figures_are():
    """The widest driver of the example is governance: 4 to 12 % of 320,000 over three years."""
    shown, best = the_best()
    data = tornado_of(shown, best).data
    assert any(tick["second"] for tick in data["ticks"])
    assert not any(tick["zero"] and tick["second"] for tick in data["ticks"])
    assert all(one["second"] != other["second"] for one, other in pairwise(data["ticks"]))
    likely, drivers = float(best.saving_npv), best.drivers
    low, high, _ = scale(
        [likely, *(float(x) for row in drivers for x in (row.at_low, row.at_high))]
    )
    for bar, driver in zip(data["bars"], drivers, strict=True):
        for end, amount in (("low", driver.at_low), ("high", driver.at_high)):
            places = [bar[end]["x"], bar[end]["x"] + bar[end]["width"]]
            wanted = 100 * (float(amount) - low) / (high - low)
            assert min(abs(place - wanted) for place in places) < 0.02
    assert float(drivers[0].at_low) > likely > float(drivers[0].at_high)


def test_the_band_rises_with_its_table_and_shows_every_year():
    shown, best = the_best()
    figure = band_of(shown, best)
    assert figure.table
    assert len(figure.data["line"]) == len(figure.table.rows) == len(best.spread.bands) == 4
    tops = [y for _, y in figure.data["line"]]
    assert tops == sorted(tops, reverse=True)
    assert sum(tick["zero"] for tick in figure.data["ticks"]) == 1


@given(st.lists(st.floats(-1e12, 1e12), min_size=1, max_size=9))
@example([0.0, 5e-324])
@example([-1e-5, 0.0])
def test_a_scale_holds_everything_with_a_few_round_steps(amounts):
    low, high, step = scale(amounts)
    assert low <= min(amounts) + step * 1e-6
    assert high >= max(amounts) - step * 1e-6
    assert 1 <= round((high - low) / step) <= 7


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (0, "0"),
        (250_000, "250k"),
        (-1_500_000, "\u22121.5m"),
        (2e9, "2bn"),
        (1e12, "1T"),
        (0.5, "0.5"),
    ],
)
def test_amounts_on_a_scale_are_short(amount: float, words: str):
    assert short(amount) == words


@pytest.mark.parametrize(
    ("amount", "currency", "words"),
    [
        ("347127.87", "EUR", "EUR 350,000"),
        ("-1234567", "JPY", "JPY 1.2 million"),
        ("999999.99", "EUR", "EUR 1 million"),
        ("7.26", "JPY", "JPY 7"),
        ("0.456", "KWD", "KWD 0.46"),
        ("0.004", "EUR", "EUR 0"),
        ("0", "EUR", "EUR 0"),
        ("5000000000", "USD", "USD 5 billion"),
        ("12000000000000", "USD", "USD 12 trillion"),
    ],
)
def test_sentences_round_to_two_figures(amount: str, currency: str, words: str):
    assert rounded(Decimal(amount), currency) == words


def test_tables_have_whole_units_and_figures_are_plain():
    assert in_table(-1234) == "\u22121,234"
    assert plainly(50_000.0) == "50,000"
    assert plainly(48_000 * 1.15) == read(say("figure", figure=Entered(48_000 * 1.15))) == "55,200"
    assert plainly(-3.5) == "\u22123.5"
    assert share_words(-0.0421) == "\u22124.2%"
    assert share_words(0.279) == "28%"
