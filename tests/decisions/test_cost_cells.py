"""The meaning of a cell: type, format and unit. Read as the person sees it, or refused with its name."""

import datetime as dt
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.formula import ArrayFormula

from decisions.sheets import read_workbook
from decisions.sheets.layout import FIRST_TERM, TERM_ROWS, TERMS, TEXT_TERMS
from decisions.sheets.read import MOST_SENTENCES
from engine.cost.lines import KINDS, Range
from tests.decisions.cost_book import (
    CASE,
    OF_UNIT,
    amount_in,
    cell_of,
    edited,
    exported,
    figures,
    refused,
    rename,
    typed,
)
from tests.decisions.test_cost_sheets import recalculated

pytestmark = pytest.mark.usefixtures("unpacked_here")
PERCENTS = [kind.key for kind in KINDS.values() if kind.unit == "percent"]
OTHERS = [kind.key for kind in KINDS.values() if kind.unit != "percent"]


@pytest.mark.parametrize(
    ("value", "shown", "meant"),
    [
        (0.1, "0%", 10),
        (0.1, "0.00%", 10),
        (0.07, "0%", 7),
        (0.125, "[Red]0.0%;[Blue]-0.0%", 12.5),
        (10, "General", 10),
        (10, "0.0", 10),
        (10, '0"%"', 10),
        (10, r"0\%", 10),
    ],
)
def test_a_per_cent_is_what_the_cell_shows(value: float, shown: str, meant: float):
    """0.1 shown as 10 % is 10 per cent in every line that counts in per cent, 10 shown as 10 too."""
    data = edited(*(change for kind in PERCENTS for change in figures(kind, value, shown)))
    assert {amount_in(data, kind) for kind in PERCENTS} == {Range(meant, meant, meant)}


def test_a_per_cent_in_a_line_of_another_unit_is_refused_with_its_cell():
    for shown in ("0%", '0"%"'):
        changes = [typed(*cell_of(kind), 0.1, shown) for kind in OTHERS]
        places = [
            sentence.split(" is shown as per cent")[0] for sentence in refused(edited(*changes))
        ]
        assert places == ["!".join(cell_of(kind)) for kind in OTHERS][:MOST_SENTENCES]


@pytest.mark.parametrize("shown", ["#,##0.00 €", "[$€-407] #,##0", '_-* #,##0 "EUR"_-', "[$EUR] 0"])
def test_an_amount_in_the_currency_of_the_case_is_read(shown: str):
    assert amount_in(edited(*figures("tools", 1_234.5, shown)), "tools") == Range(*[1_234.5] * 3)


@pytest.mark.parametrize(
    "shown",
    ["[$$-409]#,##0.00", '"USD" #,##0', "[$CHF-807] 0", "£#,##0", r"#,##0\ \k\r", '0 "Fr."'],
)
def test_an_amount_in_another_currency_is_refused_with_its_cell(shown: str):
    assert refused(edited(typed(*cell_of("tools"), 5, shown)))[0].startswith(
        f"{'!'.join(cell_of('tools'))} is shown in "
    )


def test_money_in_a_line_of_another_unit_is_refused_with_its_cell():
    for unit, kind in OF_UNIT.items():
        if unit != "money":
            found = refused(edited(typed(*cell_of(kind), 0, "#,##0 €")))
            assert found[0].startswith(f"{'!'.join(cell_of(kind))} is shown as money")


BEYOND_GUESSING: list[tuple[Any, str, str]] = [
    ("a dozen", "General", "holds the text “a dozen”"),
    (52_000, "#,##0,", "is shown in thousands"),
    (52_000, '0.0,"k"', "is shown in thousands"),
    (52, '0 "Tsd."', "is shown with “Tsd” beside it"),
    (52, '0"000"', "is shown with “000” beside it"),
    (0.1, "0%%", "several per cent signs"),
    (0.5, "[<1]0%;0", "depends on its size"),
    (dt.date(2026, 5, 3), "d-mmm", "holds a date or a time"),
    (dt.time(9, 30), "hh:mm", "holds a date or a time"),
    (46_000, "yyyy-mm-dd", "holds a date or a time"),
    (1e9, "yyyy-mm-dd", "holds a date or a time"),
    (True, "General", "holds TRUE"),
    ("#N/A", "General", "holds the error #N/A"),
    ("=6+4", "General", "holds a formula"),
    ("=NA()", "General", "holds a formula"),
    (ArrayFormula("G6:G6", "=SUM(1,2)"), "General", "holds a formula"),
]


@pytest.mark.parametrize(("value", "shown", "words"), BEYOND_GUESSING)
def test_what_may_mean_something_else_is_refused_with_its_cell(value: Any, shown: str, words: str):
    """In a line of each unit, in a rate and in a year: nothing is guessed."""
    places = [cell_of(kind) for kind in OF_UNIT.values()]
    places += [
        cell_of("travel", "From year"),
        (TERMS, f"B{FIRST_TERM + 1}"),
        (TERMS, f"B{FIRST_TERM + 2}"),
    ]
    found = refused(edited(*(typed(*place, value, shown) for place in places)))
    for sheet, cell in places:
        assert any(row.startswith(f"{sheet}!{cell} ") and words in row for row in found), found


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (5, '"-"0'), (5, "-0"), (5, "(0)"), (5, r"\-0"), (5, "0-"), (5, '"\u2212"#,##0'), (5, "*-0"),
        (-5, "-0"), (-5, "0;0"), (-5, "0;[Red]0"), (-5, "0;+0"), (-5, "0;"), (-5, "0;;"),
        (5, ";;;"), (5, ";-0"), (5, '""'), (0, "0;-0;;@"), (0, "#,###"), (0, ";;;"),
        (5, "7"), (52, '0"."0'), (52, r"0\,0"),
    ],
)  # fmt: skip
def test_a_format_that_shows_another_sign_another_value_or_nothing_is_refused_with_its_cell(
    value: float, shown: str
):
    """In a line that may be negative, in another one, in a rate and in a year."""
    places = [cell_of("wage_growth"), cell_of("tools"), cell_of("travel", "From year")]
    places += [(TERMS, f"B{FIRST_TERM + 2}")]
    found = refused(edited(*(typed(*place, value, shown) for place in places)))
    for sheet, cell in places:
        assert any(row.startswith(f"{sheet}!{cell} is shown") for row in found), found


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (5, "0;-0"), (-5, "0;-0"), (-5, "0;(0)"), (-5, "#,##0_);(#,##0)"), (-5, "0"), (5, "+0;-0"),
        (5, "_-* #,##0_-;-* #,##0_-"), (0, '_-* #,##0_-;-* #,##0_-;_-* "-"??_-;_-@_-'), (0, "-0"),
        (5, "0.00E-00"), (5, "#,##0.--"), (5, r"#\ ##0"), (-5, "General;[Red]-General"), (5, "General;"),
        (0, "0;-0"),
    ],
)  # fmt: skip
def test_a_format_that_shows_the_value_is_read(value: float, shown: str):
    assert amount_in(edited(*figures("wage_growth", value, shown)), "wage_growth") == Range(
        value, value, value
    )


def test_a_text_that_nobody_sees_is_refused_with_its_cell():
    sheet, cell = cell_of("tools", "Note")
    assert refused(edited(typed(sheet, cell, "hidden", ";;;")))[0].startswith(f"{sheet}!{cell} ")


@pytest.mark.parametrize("code", ["eur", " Eur "])
def test_a_currency_in_small_letters_is_the_same_currency(code: str):
    assert read_workbook(edited(typed(TERMS, f"B{FIRST_TERM}", code))) == read_workbook(edited())


def test_words_in_other_letters_or_with_spaces_around_them_are_the_same_words():
    """A term, a kind and a mark, as somebody types them by hand."""
    timing = f"B{FIRST_TERM + [row[0] for row in TERM_ROWS].index('timing')}"
    changes = [
        typed(TERMS, timing, " End"),
        typed(*cell_of("tools", "Kind"), " tools "),
        typed(*cell_of("tools", "Mark"), "Assumption"),
    ]
    assert read_workbook(edited(*changes)).case == CASE


@pytest.mark.parametrize(
    ("sheet", "cell", "value", "words"),
    [
        ("Option 1", "B1", None, "short name"),
        (*cell_of("travel", "From year"), 1.5, "whole number"),
        (*cell_of("travel", "From year"), 2027, "1 is the first year"),
        (*cell_of("travel", "From year"), 4, "a year from 1 to 3"),
        (TERMS, f"B{FIRST_TERM + 1}", 2.5, "whole number"),
    ],
)
def test_what_is_wrong_in_a_cell_is_told_in_plain_words(
    sheet: str, cell: str, value: Any, words: str
):
    """Without names of our own, such as first_year."""
    (sentence,) = refused(edited(typed(sheet, cell, value)))
    assert sentence.startswith(f"{sheet}!{cell}")
    assert words in sentence
    assert "_" not in sentence


@pytest.mark.parametrize("code", ["euro", "€", "12A"])
def test_what_is_no_currency_is_told_at_its_cell(code: str):
    """One sentence; nothing is said about the formats and units that follow from it."""
    found = refused(edited(typed(TERMS, f"B{FIRST_TERM}", code)))
    assert [row.partition(":")[0] for row in found] == [f"{TERMS}!B{FIRST_TERM}"]


@pytest.mark.parametrize(
    ("value", "shown", "words"),
    [row for row in BEYOND_GUESSING if row[0] != "a dozen"],
)
def test_a_text_that_is_none_is_refused_with_its_cell(value: Any, shown: str, words: str):
    """A name "10%" that became 0.1, a note that became a date, an error, a formula."""
    places = [cell_of("tools", head) for head in ("Own name", "Note", "Source", "Key")]
    found = refused(edited(*(typed(*place, value, shown) for place in places)))
    for sheet, cell in places:
        assert any(row.startswith(f"{sheet}!{cell} ") for row in found), (words, found)


@pytest.mark.parametrize(
    ("value", "shown", "meant"),
    [(0.08, "General", 0.08), (0.08, "0%", 0.08), (0.5, '0.0"%"', 0.005), (1, "0%", 1)],
)
def test_rates_of_the_terms_are_shares_and_may_be_shown_as_per_cent(value, shown, meant):
    shares = [name for name, _, _ in TERM_ROWS if name not in (*TEXT_TERMS, "years")]
    rows = {name: FIRST_TERM + [row[0] for row in TERM_ROWS].index(name) for name in shares}
    terms = read_workbook(
        edited(*(typed(TERMS, f"B{row}", value, shown) for row in rows.values()))
    ).case.terms
    assert {getattr(terms, name) for name in shares} == {meant}


def test_exported_rates_are_shown_as_per_cent_so_that_8_typed_there_is_8_per_cent():
    book = load_workbook(BytesIO(exported()))
    for row, (name, _, _) in enumerate(TERM_ROWS, start=FIRST_TERM):
        if name not in (*TEXT_TERMS, "years"):
            assert "%" in book[TERMS][f"B{row}"].number_format


def test_numbers_as_plain_text_fields_are_read_as_texts():
    data = edited(typed(*cell_of("tools", "Own name"), 2026), typed(*cell_of("tools", "Note"), 7.5))
    line = next(row for row in read_workbook(data).case.in_house if row.kind == "tools")
    assert (line.name, line.note) == ("2026", "7.5")


def test_what_another_program_saves_means_the_same(tmp_path: Path):
    """Our file, changed, then opened and saved by LibreOffice: 10 % in a per-cent line is 10, 12.5 % as
    a rate is 0.125, 1,234.50 € is that amount, a renamed option stays, and the rest is the same."""
    rate = f"B{FIRST_TERM + [row[0] for row in TERM_ROWS].index('rate')}"
    data = edited(
        *figures("governance", 0.1, "0%"),
        *figures("tools", 1_234.5, "#,##0.00 [$€-407]"),
        typed(TERMS, rate, 0.125, "0.00%"),
        rename,
    )
    found = read_workbook(recalculated(data, tmp_path)).case
    assert found.terms.rate == 0.125
    lines = {line.kind: line for line in (*found.in_house, *found.options[0].lines)}
    assert lines["governance"].amount == Range(10, 10, 10)
    assert lines["tools"].amount == Range(1_234.5, 1_234.5, 1_234.5)
    assert {kind: line for kind, line in lines.items() if kind not in ("governance", "tools")} == {
        line.kind: line
        for line in (*CASE.in_house, *CASE.options[0].lines)
        if line.kind not in ("governance", "tools")
    }


def test_a_unit_that_somebody_changed_is_refused_and_another_currency_is_named():
    """The unit follows from the kind: "EUR a month" beside a yearly amount would be 12 times too small."""
    sheet, cell = cell_of("travel", "Unit")
    assert refused(edited(typed(sheet, cell, "EUR a month")))[0].startswith(f"{sheet}!{cell} says")
    told = read_workbook(edited(typed(sheet, cell, "USD a year")))
    assert told.case == CASE
    assert [f"{sheet}!{cell}" in row for row in told.unread] == [True]
    rupees = read_workbook(edited(typed(TERMS, f"B{FIRST_TERM}", "INR")))
    assert rupees.case.terms.currency == "INR"
    assert len(rupees.unread) == 1
    assert read_workbook(edited(typed(sheet, cell, None))).unread == ()
