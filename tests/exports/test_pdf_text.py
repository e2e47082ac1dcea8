"""No text can break a paper: scripts, markup, long words, missing glyphs."""

from io import BytesIO

import pikepdf

from exports.pdf.typeset import undrawn
from tests.decisions.paper_cases import MARKUP, printed
from tests.people import STRANGE_NAMES


def test_every_shipped_script_is_drawn_in_the_standard_and_arrives_as_it_is():
    """Scripts in notes, strange names in the heading and as the name of the version."""
    paper = printed("strange")
    assert paper.made.missing == ""
    heading = paper.shown["heading"]
    assert paper.title == f"{MARKUP}: paper for decision"
    with pikepdf.open(BytesIO(paper.made.pdf)) as pdf:
        assert str(pdf.docinfo["/Author"]) == heading["owner"]
    for words in ("Ελληνικά μισθοδοσία", "Расчёт зарплаты", "Đơn hàng, İstanbul, Łódź"):
        assert paper.has(words)
    for words in (heading["owner"], paper.shown["version"]["name"]):
        assert "".join(words.split()) in "".join(paper.first.split())


def test_what_people_typed_is_printed_and_never_obeyed():
    """In title, head of a page, notes, steps, reasons, scenarios and the cost case."""
    paper = printed("strange")
    assert paper.squeezed.count("".join(MARKUP.split())) >= 7
    assert "panic" in paper.text
    assert "</script>" in paper.text
    assert paper.shown["scenarios"][1]["name"] == MARKUP


def test_a_word_of_a_thousand_characters_stays_inside_the_page():
    paper = printed("strange")
    assert paper.right_edge < 550
    for letter in "Wéяก":
        assert paper.squeezed.count(letter) >= 1000


def test_names_of_two_hundred_characters_leave_one_decision_page_and_can_be_read_at_its_head():
    paper = printed("long")
    assert len(paper.shown["heading"]["name"]) == 200
    assert "Signature" in paper.first
    assert paper.pages[1].find("Answers and what each one did") > 0


def test_a_character_without_a_glyph_never_fails_the_paper():
    """Chinese is drawn where its font is installed, and named like the others where it is not."""
    paper = printed("undrawn")
    chinese = set(STRANGE_NAMES[0]) - set("Zoë Æther ")
    assert set(paper.made.missing) - chinese == {"\U00012000", "\ue123"}
    assert "Some characters could not be printed" in paper.first
    assert "U+12000 CUNEIFORM SIGN A" in paper.first
    assert "U+E123" in paper.first
    with pikepdf.open(BytesIO(paper.made.pdf)) as pdf, pdf.open_metadata() as metadata:
        assert pdf.Root.MarkInfo.Marked
        assert metadata.get("pdfuaid:part") is None


def test_control_characters_and_lone_surrogates_are_left_out():
    assert "abcd" in printed("undrawn").first


def test_the_characters_of_a_complaint_are_read_once_each():
    complaint = (
        'error: the text `"你"` could not be displayed with font `"Inter"`\n'
        'error: the text `"\\u{e123}"` could not be displayed with font `"Inter"`\n'
        'error: the text `"你"` could not be displayed with font `"Inter"`'
    )
    assert undrawn(complaint) == ["你", "\ue123"]
