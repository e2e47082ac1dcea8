"""No text can break a paper, and all of it can be searched: scripts, markup, long words, missing glyphs."""

from io import BytesIO
from typing import Any

import pikepdf
import pytest
from anyascii import anyascii
from pypdf import PdfReader

from exports.pdf import typeset
from exports.pdf.order import Order
from exports.pdf.typeset import undrawn
from tests.decisions.paper_cases import MARKUP, STEPS, money, printed
from tests.decisions.printed import (
    LINK,
    Printed,
    answer_cells,
    printed_of,
    read_by_poppler,
    sample_version,
    version_of,
)
from tests.decisions.snapshots import sample_case
from tests.people import STRANGE_NAMES


def test_every_shipped_script_is_drawn_in_the_standard_and_arrives_as_it_is():
    """Scripts in notes, strange names in the heading and as the name of the version."""
    paper = printed("strange")
    assert paper.made.missing == ""
    heading = paper.shown["heading"]
    assert paper.title == f"{MARKUP}: {paper.shown['front']['kind']}"
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
    assert paper.shown["scenarios"][0]["name"] == MARKUP


def test_a_word_of_a_thousand_characters_stays_inside_the_page():
    paper = printed("strange")
    assert paper.right_edge < 527
    for letter in "Wéяก":
        assert paper.squeezed.count(letter) >= 1000


WORDS = {
    "name": "Donaudampfschifffahrtsgesellschaftskapital",
    "unit": "https://x.example.com/a/b/c?d=1",
    "team": "mailbox-of-the-team+invoices@finance.example.org",
    "owner": "Rindfleischetikettierungsüberwachungsaufgabe",
    "note": "https://x.example.com/ab/2026/cd?e=1&f=2#section-4",
    "reason": "Θεσσαλονικοπολεοδομικοαρχιτεκτονικός",
    "step": "Расчётно-кассовое_обслуживание_предприятий",
    "assumption": "\\\\server\\finance\\2026\\contracts\\provider.xlsx",
}
"""One of 28 letters and more in every kind of place."""


@pytest.fixture
def long_words() -> Printed:
    """A split whose every text that people type is or ends with a long word."""
    case = sample_case()
    cost = money()
    for row in cost["in_house"]:
        row |= {"note": f"From {WORDS['assumption']}", "source": WORDS["note"]}
    steps = [{**row, "name": WORDS["step"]} for row in STEPS]
    heading: dict[str, Any] = {key: WORDS[key] for key in ("name", "unit", "team", "owner")}
    shown = version_of({**case, "steps": steps, "cost": cost}, **heading)
    for answer in answer_cells(shown):
        answer["note"] = f"Why: {WORDS['reason']} · Note: See {WORDS['note']}, page 4"
    for row in shown["actions"]:
        row |= {"who": WORDS["owner"], "what": f"Read {WORDS['note']}"}
    return printed_of(shown)


def test_a_long_word_is_found_by_search_wherever_it_stands(long_words):
    """By two programs that read a PDF in different ways, and in the title of the file."""
    read = read_by_poppler(long_words.made.pdf, "-nopgbrk")
    pages = PdfReader(BytesIO(long_words.made.pdf)).pages
    for text in (read, " ".join(page.extract_text() for page in pages)):
        assert [place for place, word in WORDS.items() if word not in text] == []
        assert "\u200b" not in text
        assert "\u00ad" not in text
    assert long_words.title.startswith(WORDS["name"])


def test_names_of_two_hundred_characters_leave_one_decision_page_and_can_be_read_at_its_head():
    paper = printed("long")
    name = paper.shown["heading"]["name"]
    assert len(name) == 200
    assert "".join(name.split()) in "".join(paper.first.split())
    assert paper.shown["front"]["labels"]["signature"] in paper.first


def test_a_character_without_a_glyph_never_fails_the_paper():
    """Chinese is drawn where its font is installed, and named like the others where it is not."""
    paper = printed("undrawn")
    chinese = set(STRANGE_NAMES[0]) - set("Zoë Æther ")
    assert set(paper.made.missing) - chinese == {"\U00012000", "\ue123"}
    assert paper.title == f"Payroll \U00012000: {paper.shown['front']['kind']}"
    told = paper.shown["front"]["labels"]["undrawn"]
    assert told not in paper.first
    assert paper.text.count(told) == 1
    for name in ("U+12000 CUNEIFORM SIGN A", "U+E123"):
        assert name in paper.pages[-1].rpartition(told)[2]


def test_what_no_font_has_is_told_at_the_end_of_the_first_pages_where_no_annex_follows():
    shown = printed("undrawn").shown
    paper = Printed(shown, typeset.typeset(shown, link=LINK, order=Order(parts=())))
    assert len(paper.pages) == 2
    assert "U+12000 CUNEIFORM SIGN A" in paper.pages[1]


def test_a_name_that_no_font_can_draw_is_spelled_where_its_letters_have_a_spelling(monkeypatch):
    """As on a machine without the fonts for Chinese, Japanese and Korean."""
    monkeypatch.setattr(typeset, "CJK_FILES", "none of these")
    typeset._compiler.cache_clear()
    typeset._fonts.cache_clear()
    name = "給与計算 급여"
    paper = printed_of(
        {**sample_version(), "heading": sample_version()["heading"] | {"name": name}}
    )
    typeset._compiler.cache_clear()
    typeset._fonts.cache_clear()
    assert paper.made.missing == "給与計算급여"
    assert paper.title == f"{name}: {paper.shown['front']['kind']}"
    assert paper.bookmarks[0] == anyascii(name)
    assert anyascii(name) in paper.first
    assert "U+7D66 CJK UNIFIED IDEOGRAPH-7D66" in paper.pages[-1]


def test_control_characters_and_lone_surrogates_are_left_out():
    assert "abcd" in printed("undrawn").first


def test_the_characters_of_a_complaint_are_read_once_each():
    complaint = (
        'error: the text `"你"` could not be displayed with font `"Inter"`\n'
        'error: the text `"\\u{e123}"` could not be displayed with font `"Inter"`\n'
        'error: the text `"你"` could not be displayed with font `"Inter"`'
    )
    assert undrawn(complaint) == ["你", "\ue123"]


def test_a_sentence_of_ours_that_begins_with_a_name_in_arabic_runs_as_ours():
    """The line of the money begins with the name of a provider: it was set from the right, its full stop first."""
    case = money()
    (option,) = case["options"]
    named = {**case, "options": [{**option, "name": "\u0645\u0632\u0648\u062f"}]}
    paper = printed_of(version_of({**sample_case(), "cost": named}))
    words = [word for word, *_ in paper.boxes[0]]
    assert "cheaper." in words
    assert "." not in words
