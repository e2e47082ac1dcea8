"""The charts of the money pages say what their tables say; amounts are rounded as people read them."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from decisions.cost_chart import band, charts
from decisions.presentation.cost_option import option_part
from engine.cost.intake import read_cost_case
from engine.cost.priced import priced
from report.numbers import exact, in_table, plainly, rounded, share_words
from report.scales import scale, short
from tests.people import COST_CASE


def the_option():
    shown = priced(read_cost_case(COST_CASE))
    assert shown.best
    return option_part(shown, shown.best)


def drawn(option):
    """The charts of a case with one option; they read nothing else of it."""
    cost: Any = {"options": [option]}
    return charts(cost)[0]


def test_every_bar_ends_where_its_table_says():
    """The widest driver of the example is governance: 4 to 12 % of 320,000 over three years."""
    option = the_option()
    tornado = drawn(option).tornado
    assert tornado is not None
    assert [bar.name for bar in tornado.bars] == [row["name"] for row in option["drivers"]]
    first, row = tornado.bars[0], option["drivers"][0]
    low, high, _ = scale(
        [float(option["exact"]), *(float(x) for d in option["drivers"] for x in d["exact"])]
    )
    ends = {first.low_left, first.low_left + first.low_width}
    assert any(
        abs(end - 100 * (float(row["exact"][0]) - low) / (high - low)) < 0.02 for end in ends
    )
    assert float(row["exact"][0]) > float(option["exact"]) > float(row["exact"][1])


def test_the_band_rises_with_its_table_and_shows_every_year():
    option = the_option()
    shown = band(option["bands"])
    assert len(shown.dots) == len(option["bands"]) == 4
    assert [name for name, _ in shown.years] == ["Start", "1", "2", "3"]
    tops = [y for _, y in shown.dots]
    assert tops == sorted(tops, reverse=True)
    assert sum(tick.is_zero for tick in shown.ticks) == 1


def test_a_case_without_ranges_has_no_tornado():
    option = the_option()
    assert drawn(option | {"drivers": []}).tornado is None
    assert charts(None) == []


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


def test_tables_have_whole_units_and_prices_are_exact():
    assert in_table(-1234) == "\u22121,234"
    assert exact(Decimal("-1234.50")) == "\u22121,234.50"
    assert plainly(50_000.0) == "50,000"
    assert plainly(-3.5) == "\u22123.5"
    assert share_words(-0.0421) == "\u22124.2%"
    assert share_words(0.279) == "28%"
