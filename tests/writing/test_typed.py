"""Figures as people type them: read exactly, asked about when unclear, never guessed."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from writing.typed import NO_NUMBER, money_marks, read_figure, written


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("", None),
        ("   ", None),
        ("50000", 50_000),
        ("050,000", 50_000),
        ("50,000", 50_000),
        ("50 000", 50_000),
        ("50\u202f000,5", 50_000.5),
        ("50'000", 50_000),
        ("1,234,567.89", 1_234_567.89),
        ("1.234.567,89", 1_234_567.89),
        ("12,34,567", 1_234_567),
        ("1 23 45 678", 12_345_678),
        ("12,5", 12.5),
        ("12.5", 12.5),
        ("0.125", 0.125),
        ("0,125", 0.125),
        (".5", 0.5),
        ("€ 50,000", 50_000),
        ("50.000,00 €", 50_000),
        ("EUR 1 234,5", 1_234.5),
        ("50\u200b000", 50_000),
        ("\u202a50,000\u202c", 50_000),
        ("\u22123,5", -3.5),
        ("+5", 5),
        ("-0", 0),
        ("\u0665\u0660", 50),
        ("EUR500", 500),
        ("500EUR", 500),
        ("\uff0d\uff15\uff0c\uff15", -5.5),
    ],
)
def test_commas_points_and_spaces_are_read(typed: str, number: float | None):
    assert read_figure(typed) == number


@pytest.mark.parametrize(
    "typed",
    [
        "abc",
        "1e308",
        "NaN",
        "inf",
        "1,2,3",
        "1.2.3",
        "1,234,56",
        "--5",
        "1 2",
        "..",
        "50k",
        "=1+1",
        "50-",
        "(50)",
        "1e5",
        "TRUE",
        "xEUR",
        "5 0000",
        "5'0",
        "10 000 20 000",
        "1 23 456 789",
        "123 45 678",
        "1,000,20,000",
        "123.45.678",
        "10'000'20'000",
        "5\u00b2",
        "\u2460",
    ],
)
def test_what_is_no_number_is_refused_with_an_example(typed: str):
    with pytest.raises(ValidationError) as caught:
        read_figure(typed)
    assert caught.value.messages == [NO_NUMBER]


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("50.000", "Is this 50,000 or 50.000? Write 50000 or 50.0."),
        ("1.125", "Is this 1,125 or 1.125? Write 1125 or 1.1250."),
        ("1,125", "Is this 1,125 or 1.125? Write 1125 or 1.1250."),
        ("-52,500 EUR", "Is this 52,500 or 52.500? Write 52500 or 52.5."),
        ("1,125\u200b", "Is this 1,125 or 1.125? Write 1125 or 1.1250."),
        ("\u0661\u066b\u0661\u0662\u0665", "Is this 1,125 or 1.125? Write 1125 or 1.1250."),
        ("0.1234567", "Use up to 6 decimals."),
        ("1" * 16, "Use up to 15 digits."),
        ("1" * 50, "This number is too long."),
    ],
)
def test_what_can_be_read_in_two_ways_is_asked_about(typed: str, words: str):
    with pytest.raises(ValidationError) as caught:
        read_figure(typed)
    assert caught.value.messages == [words]


def test_long_runs_of_spaces_are_refused_at_once():
    """Half a million of them, which would have taken hours."""
    typed = "1" + " \u200b" * 500_000 + "x"
    assert money_marks(typed) == ()
    with pytest.raises(ValidationError, match="too long"):
        read_figure(typed)


def test_three_decimals_are_fine_in_a_percentage():
    assert read_figure("7.125", unit="percent") == 7.125
    assert read_figure("7,125", unit="percent") == 7.125


@pytest.mark.parametrize(
    ("number", "text"),
    [(1_125, "1125"), (52_500, "52500"), (50_000, "50,000"), (1_234_567, "1,234,567")],
)
def test_no_number_is_written_in_a_way_that_would_be_asked_about(number: float, text: str):
    assert written(number) == text
    assert read_figure(text) == number


@given(st.integers(-(10**11), 10**11), st.integers(0, 4), st.booleans())
def test_what_is_written_is_read_again(digits: int, places: int, percent: bool):
    number = digits / 10**places
    text = written(number, percent=percent)
    assert read_figure(text, unit="percent" if percent else "money") == number


@pytest.mark.parametrize(
    ("typed", "unit", "currency", "number"),
    [
        ("7 %", "percent", "", 7),
        ("\u0661\u0665\u066a", "percent", "", 15),
        ("\uff15\uff05", "percent", "", 5),
        ("5\uff05", "people", "", None),
        ("$50,000", "money", "", 50_000),
        ("$50,000", "money", "CAD", 50_000),
        ("USD 50,000", "money", "USD", 50_000),
        ("€5", "money", "eur", 5),
        ("7 %", "money", "EUR", None),
        ("7 %", "people", "", None),
        ("$7", "percent", "USD", None),
        ("7 EUR", "months", "EUR", None),
        ("$50,000", "money", "EUR", None),
        ("50,000 USD", "money", "CAD", None),
        ("ABC 5", "money", "EUR", None),
    ],
)
def test_a_sign_of_another_unit_or_currency_is_refused(typed, unit, currency, number):
    """Ten dollars are no ten euros, and 7 % of something is no 7 people."""
    if number is not None:
        assert read_figure(typed, unit=unit, currency=currency) == number
        return
    with pytest.raises(ValidationError):
        read_figure(typed, unit=unit, currency=currency)
