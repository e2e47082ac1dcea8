"""The PDF as a file: tags, title, language, bookmarks, dates, what is attached, the same bytes again."""

import re
from copy import deepcopy
from io import BytesIO
from itertools import pairwise

import pikepdf
import pytest

from exports.pdf.typeset import attachment_name, title_of
from tests.decisions.paper_cases import CASES, printed
from tests.decisions.printed import VERSION, printed_of
from tests.report.results import blocks_of


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
        assert (str(facts.AFRelationship), str(facts.UF)) == (
            "/Data",
            attachment_name(paper.shown),
        )
        assert str(facts.EF.F.Subtype) == "/application/json"
        assert facts.EF.F.read_bytes() == paper.made.attached
        assert all("/StructParents" in page.obj and page.obj.Tabs == "/S" for page in pdf.pages)


@pytest.mark.parametrize("name", CASES)
def test_headings_step_down_one_level_at_a_time(name):
    """The name, the picture and the parts of the annex are of the first level."""
    paper = printed(name)
    levels = [int(kind[2:]) for kind, _ in paper.elements if re.fullmatch(r"/H\d", kind)]
    assert levels[0] == 1
    assert all(below - above <= 1 for above, below in pairwise(levels))
    assert levels.count(1) == len(paper.outline)


def test_every_part_and_section_is_a_bookmark_in_the_order_of_reading():
    paper = printed("split")
    label = paper.shown["front"]["labels"]
    name, picture, *annex = paper.outline
    assert (name, picture) == ("Accounts payable", label["picture"])
    assert len(annex) == len(paper.shown["annex"])
    titles = [
        row["title"] for page in paper.shown["document"]["pages"][:1] for row in page["sections"]
    ]
    for title in [paper.shown["document"]["verdict"]["headline"], *titles[:3], label["approval"]]:
        assert title in paper.bookmarks


def test_tables_have_real_header_cells_and_figures_have_words():
    paper = printed("sample")
    kinds = [kind for kind, _ in paper.elements]
    tables = list(blocks_of(paper.shown["annex"], "table"))
    assert kinds.count("/Table") >= len(tables) + 2  # approval and next steps, with four heads
    assert kinds.count("/TH") >= 4 + sum(len(table["columns"]) for table in tables)
    assert all(words for kind, words in paper.elements if kind == "/Figure")


def test_another_time_of_saving_is_the_date_in_paper_and_file_and_equal_versions_equal_bytes(shown):
    shown["version"] = {**VERSION, "saved_at": "2024-02-29T23:30:00+00:00"}
    paper = printed_of(shown)
    assert "29 February 2024" in paper.first
    with pikepdf.open(BytesIO(paper.made.pdf)) as pdf:
        assert str(pdf.docinfo["/CreationDate"]).startswith("D:20240229")
    assert printed_of(deepcopy(shown)).made == paper.made
