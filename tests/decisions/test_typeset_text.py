"""No text can break a paper: scripts, markup, long words, missing glyphs."""

from io import BytesIO

import pikepdf
import pytest

from decisions.papers.typeset import typeset, undrawn
from tests.decisions.printed import (
    LINK,
    VERSION,
    first_answer,
    page_of,
    pages_of,
    right_edge,
    text_of,
    title_of,
)
from tests.people import STRANGE_NAMES

SCRIPTS = (
    "Ελληνικά μισθοδοσία",
    "Расчёт зарплаты",
    "كشوف المرتبات",
    "שכר עובדים",
    "वेतन प्रसंस्करण",
    "การจ่ายเงินเดือน",
    "Đơn hàng, İstanbul, Łódź",
    "Team 👍 🏳️‍🌈 👩‍💻 🇩🇪",
)
MARKUP = '#eval("1+1") $x^2$ *bold* _it_ @ref <label> `raw` \\ #image("/etc/passwd") // no /* x */'


@pytest.mark.parametrize("words", SCRIPTS)
def test_every_shipped_script_is_drawn_in_the_standard(shown, words):
    shown["heading"]["name"] = words
    first_answer(shown)["note"] = f"{words}, {words}"
    made = typeset(shown, link=LINK)
    assert made.missing == ""
    assert title_of(made) == f"{words}: paper for decision"


@pytest.mark.parametrize("words", STRANGE_NAMES)
def test_strange_names_arrive_as_they_are(shown, words):
    shown["heading"] |= {"name": words, "unit": words, "team": words, "owner": words}
    shown["version"] = {**VERSION, "name": words}
    assert title_of(typeset(shown, link=LINK)) == f"{words}: paper for decision"


def test_markup_is_printed_and_never_obeyed(shown):
    shown["heading"]["name"] = MARKUP
    first_answer(shown)["note"] = MARKUP
    made = typeset(shown, link=LINK)
    squeezed = text_of(made).replace(" ", "")
    assert squeezed.count(MARKUP.replace(" ", "")) >= 3  # title, header of a page, note


def test_text_cannot_break_out_of_the_data(shown):
    words = '"}\\"]) #panic() \n\t \u2028 </script> \x1b[0m'
    shown["heading"]["unit"] = words
    first_answer(shown)["note"] = words
    assert "panic" in text_of(typeset(shown, link=LINK))


@pytest.mark.parametrize("character", ["W", "é", "я", "م", "漢", "ก", "👍"])
def test_a_word_of_a_thousand_characters_stays_inside_the_page(shown, character):
    first_answer(shown)["note"] = character * 1000
    made = typeset(shown, link=LINK)
    assert right_edge(made) < 550
    if character not in "漢":  # drawn only where Noto CJK is installed
        assert made.missing == ""


def test_names_of_two_hundred_characters_still_leave_one_decision_page(shown):
    long = "Extraordinarily long name " * 7 + "of two hundred sig"
    assert len(long) == 200
    shown["heading"] |= {"name": long, "unit": long}
    pages = pages_of(typeset(shown, link=LINK))
    assert "Signature" in pages[0]
    assert pages[1].find("Answers and what each one did") > 0


def test_two_hundred_long_answers_are_all_there(shown):
    theme = shown["answers"][0]
    extra = [
        {
            **theme["answers"][0],
            "criterion": f"X{number}",
            "note": f"note {number:03} " + "word " * 80,
        }
        for number in range(200)
    ]
    theme["answers"].extend(extra)
    text = text_of(typeset(shown, link=LINK))
    assert all(f"note {number:03}" in text for number in range(200))


def test_a_note_longer_than_a_page_goes_on_over_the_next_pages(shown):
    words = [f"w{number:05}" for number in range(2500)]
    first_answer(shown)["note"] = " ".join(words)
    text = text_of(typeset(shown, link=LINK))
    assert all(word in text for word in words)


def test_a_character_without_a_glyph_never_fails_the_paper(shown, caplog):
    """U+12000 is a cuneiform sign, U+E123 is private use: no font of ours has them."""
    shown["heading"]["name"] = "Payroll \U00012000"
    first_answer(shown)["note"] = "\ue123 \U00012000 and words"
    made = typeset(shown, link=LINK)
    assert set(made.missing) == {"\U00012000", "\ue123"}
    first = page_of(made, 0)
    assert "Some characters could not be printed" in first
    assert "U+12000 CUNEIFORM SIGN A" in first
    assert "U+E123" in first
    assert "Paper without PDF/UA-1" in caplog.text
    with pikepdf.open(BytesIO(made.pdf)) as pdf, pdf.open_metadata() as metadata:
        assert pdf.Root.MarkInfo.Marked
        assert metadata.get("pdfuaid:part") is None


def test_control_characters_and_lone_surrogates_are_left_out(shown):
    shown["heading"]["unit"] = "a\x00b\x01c\ud800d\x7f"
    made = typeset(shown, link=LINK)
    assert made.missing == ""
    assert "abcd" in page_of(made, 0)


def test_the_characters_of_a_complaint_are_read_once_each():
    complaint = (
        'error: the text `"你"` could not be displayed with font `"Inter"`\n'
        'error: the text `"\\u{e123}"` could not be displayed with font `"Inter"`\n'
        'error: the text `"你"` could not be displayed with font `"Inter"`'
    )
    assert undrawn(complaint) == ["你", "\ue123"]
