"""The annex as it is printed: every word of every part, whatever its length, and only what was chosen."""

import re

import pytest

from exports.pdf.order import PARTS, USUAL, Order
from exports.pdf.typeset import typeset
from report.document import texts_of
from report.messages import read, say
from report.sources import is_weak
from tests.decisions.paper_cases import CASES, money, printed
from tests.decisions.printed import (
    LINK,
    Printed,
    answer_cells,
    part_of,
    printed_of,
    said_in,
    version_of,
)
from tests.decisions.snapshots import sample_case
from tests.shipped import shipped

RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff]")
"""Of these words a reader of the file finds the letters in another order."""
every_case = pytest.mark.parametrize("name", CASES)
TYPED = ("strange", "undrawn", "long")
"""What is typed there is spelled, cleaned or goes on over pages: tests of their own look at it."""
MOST_PAGES = 10
"""The paper of a split with a cost case, a place and all parts: two pages and eight behind them."""


@pytest.mark.parametrize("name", [name for name in CASES if name not in TYPED])
def test_every_word_of_every_part_stands_in_the_paper(name):
    paper = printed(name)
    said = [words for words in said_in(paper.shown["annex"]) if not RIGHT_TO_LEFT.search(words)]
    assert not [words for words in said if not paper.has(words)]


@every_case
def test_the_parts_stand_in_the_outline_in_their_order(name):
    paper = printed(name)
    letters = [f"{letter}. " for letter in "ABCDEFG"]
    titles = [
        letter + part["title"] for letter, part in zip(letters, paper.shown["annex"], strict=False)
    ]
    assert [one for one in paper.outline if one[:3] in letters] == titles


def test_the_paper_of_a_split_is_short_and_its_usual_parts_are_shorter():
    paper = printed("split")
    assert len(paper.pages) <= MOST_PAGES
    usual = Printed(paper.shown, typeset(paper.shown, link=LINK))
    assert len(usual.pages) <= MOST_PAGES - 3
    titles = {part["key"]: part["title"] for part in paper.shown["annex"]}
    assert {key for key, title in titles.items() if usual.has(title)} == set(USUAL)
    assert set(titles) == set(PARTS)


def test_long_notes_flow_on_nothing_is_lost_and_no_row_is_split():
    """Sixty words to an answer; the last note is longer than three pages and may be split."""
    paper = printed("long")
    for number in range(len(answer_cells(paper.shown)) - 1):
        words = [f"n{number:02}w{word:02}" for word in range(60)]
        assert any(all(word in page for word in words) for page in paper.pages), number
    assert all(f"w{number:05}" in paper.text for number in range(2500))


def test_ten_years_and_any_amount_stay_inside_the_page():
    paper = printed("ten_years")
    assert paper.right_edge < 527
    texts = texts_of(part_of(paper.shown, "cost"))
    assert len([text for text in texts if len(text) > 15 and text.replace(",", "").isdigit()]) > 9


CODE = re.compile(r"\bS\d{1,3}[a-z]?\b")


@pytest.mark.parametrize("name", [name for name in CASES if name not in TYPED])
def test_no_code_of_a_source_is_printed(name):
    """Numbers lead to the sources in full."""
    paper = printed(name)
    assert not CODE.findall(paper.text)


def test_the_parts_that_name_sources_end_with_them():
    """Published ranges that stand in for own figures name their sources by code."""
    for name in ("sample", "split", "own", "stand_ins"):
        assert part_of(printed(name).shown, "place")["sections"][-1]["key"] == "sources"
    assert part_of(printed("stand_ins").shown, "cost")["sections"][-1]["key"] == "sources"


def test_what_somebody_wrote_beside_a_code_stays_and_the_code_becomes_a_number():
    """A source without an address is said to have none, and a weak one to be weak."""
    nowhere = next(row for row in shipped().sources if not row.where)
    weak = next(row for row in shipped().sources if is_weak(row) and row.where)
    cost = money()
    cost["in_house"][0]["source"] = f"{nowhere.code}; Our ledger, page 3, {weak.code}"
    shown = version_of({**sample_case(), "cost": cost})
    (listed,) = (
        block
        for block in part_of(shown, "cost")["sections"][-1]["blocks"]
        if block["kind"] == "items"
    )
    assert [nowhere.title in listed["texts"][0], weak.title in listed["texts"][1]] == [True, True]
    assert read(say("source.nowhere")) in listed["texts"][0]
    assert listed["texts"][1].endswith(read(say("source.second_hand")))
    paper = printed_of(shown)
    assert not CODE.findall(paper.text)
    assert paper.has("Our ledger, page 3")


def test_a_part_that_was_not_chosen_leaves_nothing_behind(shown):
    only = Printed(shown, typeset(shown, link=LINK, order=Order(parts=("method",))))
    assert [one for one in only.outline if re.match(r"[A-Z]\. ", one)] == [
        f"A. {part_of(shown, 'method')['title']}"
    ]
    assert len(printed_of(shown).pages) > len(only.pages) == 3
