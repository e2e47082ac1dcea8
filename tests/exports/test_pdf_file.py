"""The PDF as a file: tags, title, language, bookmarks, dates, what is attached, the same bytes again."""

from copy import deepcopy
from io import BytesIO

import pikepdf
import pytest

from exports.pdf.typeset import title_of
from tests.decisions.paper_cases import CASES, printed
from tests.decisions.printed import VERSION, printed_of


@pytest.mark.parametrize("name", CASES)
def test_every_paper_keeps_to_both_standards_and_says_its_title_and_language(name):
    paper = printed(name)
    assert (paper.made.missing == "") == (name != "undrawn")
    with pikepdf.open(BytesIO(paper.made.pdf)) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert "/StructTreeRoot" in pdf.Root
        assert str(pdf.Root.Lang).startswith("en")
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        heading = paper.shown["heading"]
        assert str(pdf.docinfo["/Title"]) == title_of(paper.shown)
        assert str(pdf.docinfo["/Title"]).startswith(f"{heading['name']}: ")
        assert str(pdf.docinfo["/Author"]) == heading["owner"]
        with pdf.open_metadata() as metadata:
            assert str(metadata["pdfuaid:part"]) == "1"
            assert str(metadata["pdfaid:part"]) == "3"
            assert str(metadata["pdfaid:conformance"]) == "A"
        assert "/Encrypt" not in pdf.trailer
        (intent,) = pdf.Root.OutputIntents
        assert (str(intent.S), "/DestOutputProfile" in intent) == ("/GTS_PDFA1", True)
        (facts,) = pdf.Root.AF
        assert (str(facts.AFRelationship), str(facts.UF)) == ("/Data", "facts.json")
        assert str(facts.EF.F.Subtype) == "/application/json"
        assert facts.EF.F.read_bytes() == paper.made.attached
        assert all("/StructParents" in page.obj and page.obj.Tabs == "/S" for page in pdf.pages)


@pytest.mark.parametrize("name", CASES)
def test_headings_step_down_one_level_at_a_time(name):
    levels = [kind for kind, _ in printed(name).elements]
    assert levels.count("/H1") == 1
    assert levels.count("/H2") >= 5
    assert not {"/H3", "/H4"} & set(levels)


def test_every_section_is_a_bookmark_in_the_order_of_reading():
    title, *sections = printed("sample").bookmarks
    assert title == "Accounts payable"
    expected = [
        printed("sample").shown["advice"]["headline"],
        "How likely each way is",
        "Why",
        "What speaks against it",
        "Checks apart from the points",
        "Recommended next step",
        "Decision asked",
        "Answers and what each one did",
        "The ways compared",
        "How sure",
        "What would change this",
        "Find out next",
        "Where and how",
        "Published decisions like this one",
        "How it was computed",
        "What the words mean",
    ]
    assert [section for section in sections if section in expected] == expected


def test_the_further_sections_of_a_split_are_bookmarks():
    sections = printed("split").bookmarks
    expected = [
        "Decision asked",
        "Steps",
        "What stays inside",
        "Where a step differs from the whole",
        "How sure",
        "What would change this",
        "Scenarios",
        "Cost",
        "Provider abroad",
        "What each way costs, line by line",
        "Assumptions behind the cost",
    ]
    assert [section for section in sections if section in expected] == expected
    assert "How likely each way is" not in sections


def test_tables_have_real_header_cells_and_bars_have_words():
    paper = printed("sample")
    kinds = [kind for kind, _ in paper.elements]
    assert kinds.count("/Table") >= 5
    # ways: 4 columns; answers: 2 and one per question; a row for each of 7 themes; checks: 2
    columns = len(paper.shown["questions"])
    assert kinds.count("/TH") >= 4 + 2 + columns + 7 * (1 + columns) + 2
    words = [alternative for _, alternative in paper.elements]
    for row in paper.shown["outcomes"]:
        assert f"Bar: {row['percent']} of 100" in words


def test_another_time_of_saving_is_the_date_in_paper_and_file_and_equal_versions_equal_bytes(shown):
    shown["version"] = {**VERSION, "saved_at": "2024-02-29T23:30:00+00:00"}
    paper = printed_of(shown)
    assert "29 February 2024" in paper.first
    with pikepdf.open(BytesIO(paper.made.pdf)) as pdf:
        assert str(pdf.docinfo["/CreationDate"]).startswith("D:20240229")
    assert printed_of(deepcopy(shown)).made == paper.made
