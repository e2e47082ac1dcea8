"""The PDF of a snapshot: what it says, that it is accessible, and that no text can break it."""

from copy import deepcopy
from functools import cache
from io import BytesIO
from typing import Any

import pikepdf
import pytest
from pypdf import PdfReader

from decisions.papers.typeset import Typeset, typeset, undrawn
from decisions.presentation import Heading, present
from engine.case import Case
from engine.explain import explain
from engine.intake import read
from engine.load import load
from engine.scoring import evaluate
from tests.people import CONTENT, STRANGE_NAMES, _read, shipped_definition

LINK = "https://decide.example.org/versions/5f0c1d6e-0000-4000-8000-000000000000/"
VERSION = {
    "number": 3,
    "name": "",
    "saved_by": "Maria Keller",
    "saved_at": "2026-11-22T10:31:00+00:00",
    "digest": "9f2c4a7e" * 8,
}
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


@cache
def _shown() -> dict[str, Any]:
    ruleset = load(shipped_definition())
    sample = _read(CONTENT / "sample.json")
    case: Case = read(ruleset, sample["case"]).case
    evaluation = evaluate(ruleset, case)
    heading = Heading(**sample["heading"], edition_number=1, edition_sha256="ab12cd34" * 8)
    shown = present(ruleset, case, evaluation, explain(ruleset, case, evaluation), heading)
    return {**shown, "version": VERSION}


@pytest.fixture
def shown() -> dict[str, Any]:
    """The finished sample that is shipped, as a version; free to be changed."""
    return deepcopy(_shown())


def text_of(made: Typeset) -> str:
    """All pages as one text, line breaks and the breaks inside long words taken out."""
    pages = PdfReader(BytesIO(made.pdf)).pages
    return " ".join("\n".join(page.extract_text() for page in pages).replace("\u200b", "").split())


def pages_of(made: Typeset) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(made.pdf)).pages]


def elements(made: Typeset) -> list[tuple[str, str]]:
    """Kind and alternative text of every element of the tag tree."""
    found = []
    with pikepdf.open(BytesIO(made.pdf)) as pdf:
        waiting: list[Any] = [pdf.Root.StructTreeRoot]
        while waiting:
            element = waiting.pop()
            if isinstance(element, pikepdf.Dictionary):
                found.append((str(element.get("/S", "")), str(element.get("/Alt", ""))))
                kids: Any = element.get("/K", [])
                waiting.extend(kids if isinstance(kids, pikepdf.Array) else [kids])
    return found


def title_of(made: Typeset) -> str | None:
    metadata = PdfReader(BytesIO(made.pdf)).metadata
    return metadata.title if metadata else None


def first_answer(shown: dict[str, Any]) -> dict[str, Any]:
    answer: dict[str, Any] = shown["answers"][0]["answers"][0]
    return answer


def test_the_first_page_alone_carries_the_decision(shown):
    first = pages_of(typeset(shown, link=LINK))[0]
    assert "Paper for decision" in first
    for words in (
        shown["heading"]["name"],
        shown["heading"]["owner"],
        "22 November 2026",
        "Draft",
        "9f2c4a7e",
        shown["advice"]["headline"],
        shown["advice"]["lead"],
        shown["reasons"][0]["pro"][0]["name"],
        shown["reasons"][0]["pro"][2]["signed"],
        shown["gates_fired"][0]["name"],
        shown["next_actions"][0]["text"],
        "Signature",
    ):
        assert str(words) in first
    for option in shown["options"]:
        assert f"{option['name']} {option['score']}" in first


def test_answers_and_points_are_those_of_the_snapshot(shown):
    text = text_of(typeset(shown, link=LINK))
    for theme in shown["answers"]:
        for answer in theme["answers"]:
            assert answer["question"] in text
            assert answer["answer"] in text
            assert " ".join(answer["note"].split()) in text
    for row in shown["contributions"]["rows"]:
        points = " ".join(cell["open"] or cell["signed"] for cell in row["cells"])
        assert f"{row['share']} {points}" in text, row["criterion"]
    totals = " ".join(column["total"] for column in shown["contributions"]["columns"])
    assert f"Score {totals}" in text


def test_the_end_says_what_is_open_and_how_it_was_computed(shown):
    text = text_of(typeset(shown, link=LINK))
    assert str(shown["find_out_next"][0]["how"]) in text
    assert f"Edition {shown['edition']['number']}" in text
    for fingerprint in (shown["edition"]["sha256"], VERSION["digest"], shown["digest"]):
        assert str(fingerprint) in text.replace(" ", "")
    assert shown["service"]["sources"][0]["title"].split()[0] in text


def test_a_paper_without_notes_has_three_pages(shown):
    for theme in shown["answers"]:
        for answer in theme["answers"]:
            answer["note"] = ""
    assert len(pages_of(typeset(shown, link=LINK))) == 3


def test_the_sample_with_a_note_at_every_answer_has_at_most_five_pages(shown):
    assert 3 <= len(pages_of(typeset(shown, link=LINK))) <= 5


def test_every_page_has_its_number_the_version_and_the_way_back(shown):
    pages = pages_of(typeset(shown, link=LINK))
    for number, page in enumerate(pages, start=1):
        assert f"Page {number} of {len(pages)}" in page
        assert "Version 3 · Draft" in page
        assert LINK in page
        assert "not legal advice" in page


def test_the_file_is_tagged_titled_and_says_its_language(shown):
    made = typeset(shown, link=LINK)
    assert made.missing == ""
    with pikepdf.open(BytesIO(made.pdf)) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert "/StructTreeRoot" in pdf.Root
        assert str(pdf.Root.Lang).startswith("en")
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        assert str(pdf.docinfo["/Title"]) == "Accounts payable: paper for decision"
        assert str(pdf.docinfo["/Author"]) == "Maria Keller"
        with pdf.open_metadata() as metadata:
            assert str(metadata["pdfuaid:part"]) == "1"
        with pdf.open_outline() as outline:
            (title,) = outline.root
            sections = [item.title for item in title.children]
    assert title.title == "Accounts payable"
    assert sections[1:4] == ["Options side by side", "Why", "What speaks against it"]
    assert "Answers and what each one did" in sections
    assert "How it was computed" in sections


def test_every_page_takes_part_in_the_tags(shown):
    with pikepdf.open(BytesIO(typeset(shown, link=LINK).pdf)) as pdf:
        assert all("/StructParents" in page.obj and page.obj.Tabs == "/S" for page in pdf.pages)


def test_headings_step_down_one_level_at_a_time(shown):
    levels = [kind for kind, _ in elements(typeset(shown, link=LINK))]
    assert levels.count("/H1") == 1
    assert levels.count("/H2") >= 9
    assert not {"/H3", "/H4"} & set(levels)


def test_tables_have_real_header_cells_and_bars_have_words(shown):
    found = elements(typeset(shown, link=LINK))
    kinds = [kind for kind, _ in found]
    assert kinds.count("/Table") >= 3
    # options: 4 columns; answers: 2 and one per option, and 7 themes with as many; gates: 2; fingerprints: 3
    assert kinds.count("/TH") >= 4 + 7 * 8 + 2 + 3
    words = [alternative for _, alternative in found]
    for option in shown["options"]:
        assert any(text.startswith(f"Bar: {option['score']} of 100") for text in words)


def test_the_same_version_gives_the_same_bytes(shown):
    assert typeset(shown, link=LINK).pdf == typeset(deepcopy(shown), link=LINK).pdf


def test_the_dates_in_the_file_are_those_of_the_version(shown):
    shown["version"] = {**VERSION, "saved_at": "2024-02-29T23:30:00+00:00"}
    made = typeset(shown, link=LINK)
    assert "29 February 2024" in pages_of(made)[0]
    with pikepdf.open(BytesIO(made.pdf)) as pdf:
        assert str(pdf.docinfo["/CreationDate"]).startswith("D:20240229")


def test_a_snapshot_without_the_time_of_its_version_is_refused(shown):
    shown["version"] = {**VERSION, "saved_at": ""}
    with pytest.raises(ValueError, match="does not say when"):
        typeset(shown, link=LINK)


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
    """A4 is 595 points wide; the right margin of 24 mm begins at 595 - 68 = 527."""
    first_answer(shown)["note"] = character * 1000
    made = typeset(shown, link=LINK)
    seen: list[float] = []

    def visit(text: str, cm: list[float], tm: list[float], font: Any, size: float) -> None:
        if text.strip():
            seen.append(cm[4] + tm[4] * cm[0])

    for page in PdfReader(BytesIO(made.pdf)).pages:
        page.extract_text(visitor_text=visit)
    assert max(seen) < 527
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
    first = pages_of(made)[0]
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
    assert "abcd" in pages_of(made)[0]


def test_the_characters_of_a_complaint_are_read_once_each():
    complaint = (
        'error: the text `"你"` could not be displayed with font `"Inter"`\n'
        'error: the text `"\\u{e123}"` could not be displayed with font `"Inter"`\n'
        'error: the text `"你"` could not be displayed with font `"Inter"`'
    )
    assert undrawn(complaint) == ["你", "\ue123"]


def test_a_quick_screen_is_marked_as_an_early_indication(shown):
    shown["heading"] |= {"early": True, "depth": "quick", "depth_name": "Quick screen"}
    assert "Early indication." in pages_of(typeset(shown, link=LINK))[0]


def test_a_case_too_close_to_call_asks_to_choose_between_the_contenders(shown):
    names = [{"option": row["option"], "name": row["name"]} for row in shown["options"][:2]]
    shown["advice"] |= {"state": "close", "contenders": names}
    shown["reasons"] = [shown["reasons"][0], {**shown["reasons"][0], "name": "Automate first"}]
    first = pages_of(typeset(shown, link=LINK))[0]
    assert "Decide between Outsource as BPO and Automate first" in first


def test_a_blocked_case_and_an_empty_one_ask_for_something_else(shown):
    gate = {"code": "KO8", "name": "Broken process"}
    for option in shown["options"]:
        option["ruled_out_by"] = [gate]
    shown["advice"] |= {"state": "blocked", "runner_up": None}
    first = pages_of(typeset(shown, link=LINK))[0]
    assert "Ruled out by Broken process" in first
    assert "Decide who removes what rules every option out" in first
    shown["advice"] |= {"state": "empty", "verdict_label": ""}
    shown["reasons"], shown["case_against"], shown["next_actions"] = [], [], []
    assert "Have the questions answered" in pages_of(typeset(shown, link=LINK))[0]


def test_set_aside_and_not_applicable_answers_are_listed_with_their_reasons(shown):
    aside = {**first_answer(shown), "question": "A hidden question?", "answer": "A kept answer"}
    shown["set_aside"] = [aside]
    first_answer(shown).update(
        status="not_applicable", answer="Does not apply", reason="We do not sell this."
    )
    code = first_answer(shown)["criterion"]
    rows = shown["contributions"]["rows"]
    shown["contributions"]["rows"] = [row for row in rows if row["criterion"] != code]
    text = text_of(typeset(shown, link=LINK))
    assert "Why: We do not sell this." in text
    assert text.index("Answers set aside") < text.index("A hidden question?")
