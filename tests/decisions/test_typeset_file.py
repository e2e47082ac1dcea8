"""The PDF as a file: tags, title, language, bookmarks, dates, and the same bytes again."""

from copy import deepcopy
from io import BytesIO

import pikepdf
import pytest

from decisions.papers.typeset import typeset
from tests.decisions.printed import (
    LINK,
    VERSION,
    elements,
    page_of,
)


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
    # options: 4 columns; answers: 3 and one per option, and 7 themes with one less; gates: 2
    assert kinds.count("/TH") >= 4 + 8 + 7 * 7 + 2
    words = [alternative for _, alternative in found]
    for option in shown["options"]:
        assert any(text.startswith(f"Bar: {option['score']} of 100") for text in words)


def test_the_same_version_gives_the_same_bytes(shown):
    assert typeset(shown, link=LINK).pdf == typeset(deepcopy(shown), link=LINK).pdf


def test_the_dates_in_the_file_are_those_of_the_version(shown):
    shown["version"] = {**VERSION, "saved_at": "2024-02-29T23:30:00+00:00"}
    made = typeset(shown, link=LINK)
    assert "29 February 2024" in page_of(made, 0)
    with pikepdf.open(BytesIO(made.pdf)) as pdf:
        assert str(pdf.docinfo["/CreationDate"]).startswith("D:20240229")


def test_a_snapshot_without_the_time_of_its_version_is_refused(shown):
    shown["version"] = {**VERSION, "saved_at": ""}
    with pytest.raises(ValueError, match="does not say when"):
        typeset(shown, link=LINK)
