"""The two pages that would be kept: the decision, and the picture. What they say is what pages say."""

import re
import subprocess
from copy import deepcopy
from io import BytesIO
from typing import Any, cast

import pytest
from PIL import Image

from exports.pdf.attachment import found_in
from exports.pdf.front import more_steps, next_steps
from exports.pdf.order import SIZES, Approver, Order, Size
from exports.pdf.typeset import typeset
from report.messages import Message
from report.paper import first_sentence
from report.paper import paper as paper_of
from tests.decisions.paper_cases import CASES, printed
from tests.decisions.printed import (
    LINK,
    VERSION,
    Printed,
    page_of,
    printed_of,
    said_in,
    squeezed,
    version_of,
)
from tests.people import COST_CASE
from tests.report.cases import subjects
from tests.shipped import shipped

EARLY = ("early", "nothing", "unknown")
"""Too little is known to draw these."""
NOTES = (*EARLY, "open", "ruled", "ways", "quick")
"""Nothing is to be decided on these: besides, one is open, one has a step that is, one is ruled with
hardly an answer, and of one only the short form was asked."""
DECISIONS = [name for name in CASES if name not in NOTES]
DRAWN = [name for name in CASES if name not in EARLY]
PICTURES = ("picture", "steps", "chances")
DECIDING = ("any.conditions", "any.later", "split.conditions")
SMALLEST = 8.5
every_case = pytest.mark.parametrize("name", CASES)
every_decision = pytest.mark.parametrize("name", DECISIONS)
every_drawn = pytest.mark.parametrize("name", DRAWN)


def pictures(paper: Printed) -> list[dict[str, Any]]:
    """The pictures of the summary; the strip is that of the page of steps, which has all of them."""
    summary = sections(paper, "summary")
    found = [key for key in PICTURES if key in summary]
    return [sections(paper, "steps")["strip"] if key == "steps" else summary[key] for key in found]


def sections(paper: Printed, key: str) -> dict[str, Any]:
    page = page_of(paper.shown, key)
    return {row["key"]: row for row in page["sections"]}


@every_case
def test_the_first_page_says_what_it_is_and_what_the_summary_says(name):
    paper = printed(name)
    shown, first = paper.shown, squeezed(paper.first)
    verdict, front = shown["document"]["verdict"], shown["front"]
    for words in (
        front["kind"],
        front["asked"],
        *front["choices"],
        *front["first"],
        "Draft",
        "Version 3",
        "22 November 2026",
        shown["heading"]["service"]["name"],
        verdict["headline"],
        *verdict["certainty"],
        verdict["meaning"],
        *(line["text"] for line in front["lines"]),
    ):
        assert squeezed(words) in first
    for key, section in sections(paper, "summary").items():
        if key not in (*PICTURES, "next", "change"):
            for words in said_in(section):
                assert squeezed(words) in first


@pytest.mark.parametrize("name", NOTES)
def test_where_nothing_is_recommended_the_paper_is_a_note_that_asks_for_no_decision(name):
    paper = printed(name)
    everything = f"{paper.text} {paper.title} {' '.join(paper.bookmarks)}".lower()
    assert paper.first.startswith("Note on where we stand")
    assert paper.title == f"{paper.shown['heading']['name']}: {paper.shown['front']['kind']}"
    for words in ("paper for decision", "decide whether", "is asked to", "signature"):
        assert words not in everything


def test_no_kind_of_case_is_decided_on_without_a_recommendation_or_a_third_of_the_answers():
    """A third of the weight of *who*, in the steps where they speak."""
    for subject in subjects():
        advised, front = subject.advised, paper_of(subject)
        if advised.outcome in ("open", "none") or not subject.is_sure or subject.is_quick:
            assert front.note
        elif not advised.steps:
            assert front.note is (advised.known_share < 1 / 3)
        ids = {cast(Message, one).id for one in front.choices}
        assert front.note is ids.isdisjoint(f"paper.choice.{one}" for one in DECIDING)


def test_the_short_form_says_from_how_many_answers_it_comes_and_what_it_leaves_out():
    """Nine of its ten questions are answered here; nothing is to be carried out yet."""
    answers = {"A1": 1, "A2": 1, "B1": 1, "B3": 1, "B4": 1, "D2": 4, "D4": 4, "E1": 5, "F1": 2}
    document = {"answers": answers}
    shown = version_of({**document, "service": "payroll"}, depth="quick")
    front, steps = shown["front"], next_steps(shown)
    assert front["note"]
    assert re.findall(r"\d+", front["asked"]) == ["9"]
    assert len(front["first"]) == 5
    assert steps == []


def test_very_many_steps_and_money_leave_no_page_with_a_few_lines():
    """The picture has a page, the money with what comes next another."""
    steps = {**printed("many_steps").shown["facts"]["input"], "cost": COST_CASE}
    shown = version_of({"input": steps})
    made = typeset(shown, link=LINK, order=Order(parts=(), size="us-letter"))
    paper, label = Printed(shown, made), shown["front"]["labels"]
    assert label["picture"] in paper.pages[1]
    assert label["risks"] in paper.pages[2]
    assert len(paper.pages) == 3
    assert len(paper.lines_on(2)) > 15


@every_decision
def test_the_decision_is_signed_on_the_first_page(name):
    paper = printed(name)
    label = paper.shown["front"]["labels"]
    assert label["signature"] in paper.first


def place_of_picture(paper: Printed) -> int:
    """The page with the picture, from 0: a note is one page."""
    return 0 if paper.shown["front"]["note"] else 1


@every_drawn
def test_the_picture_is_on_the_second_page_of_a_decision_and_then_comes_the_annex(name):
    """All of a note is one page."""
    paper, place = printed(name), place_of_picture(printed(name))
    label = paper.shown["front"]["labels"]
    assert label["risks"] in paper.pages[place]
    assert label["annex"] in paper.pages[place + 1]
    assert not any(label["signature"] in page for page in paper.pages[1:])
    assert paper.outline[0][:7] == paper.shown["heading"]["name"][:7]
    assert (label["picture"] in paper.outline[1]) is (label["picture"] in paper.pages[1])
    assert (label["picture"] in paper.pages[1]) is bool(place)


@every_drawn
def test_the_page_of_the_picture_has_those_of_the_summary_and_of_the_money(name):
    paper = printed(name)
    second = squeezed(paper.pages[place_of_picture(paper)])
    alternatives = [words for _, words in paper.elements]
    money = sections(paper, "money")
    is_open = paper.shown["document"]["verdict"]["confidence"] == "open"
    with_money = [money[key] for key in ("band", "drivers") if key in money and not is_open]
    shown = pictures(paper)
    is_note = paper.shown["front"]["note"]
    for section in [*(shown[:1] if with_money or is_note else shown), *with_money]:
        (figure,) = section["blocks"]
        assert squeezed(section["title"]) in second
        assert squeezed(figure["note"]) in second
        assert all(squeezed(one["text"]) in second for one in figure["legend"])
        assert figure["figure"] == "bars" or figure["alt"] in alternatives
    for risk in paper.shown["front"]["risks"]:
        assert squeezed(f"{risk['name']} {risk['text']}") in second
    risks = paper.shown["front"]["risks"]
    assert [row["name"] for row in risks] == ["Risk", "Risk", "Way back"]
    assert len({row["text"] for row in risks}) == len(risks)


def test_steps_stand_in_their_order_with_where_they_go():
    paper = printed("many_steps")
    boxes = sections(paper, "steps")["strip"]["blocks"][0]["data"]["boxes"]
    assert len(boxes) == 30
    for box in boxes:
        assert squeezed(f"{box['goes']} {box['place']}. {box['name']}{box['sure']}") in squeezed(
            paper.pages[1]
        )


@pytest.mark.parametrize("size", SIZES)
def test_thirty_steps_with_names_of_160_letters_are_drawn_on_the_second_page(size):
    """Cut, as in the facts that are attached; whoever gets the annex has all of each."""
    case = deepcopy(printed("many_steps").shown["facts"]["input"])
    for place, row in enumerate(case["steps"]):
        row["name"] = (
            f"Number {place:02} of thirty with a name that goes on and on {'very ' * 20}far"
        )
    shown = version_of({"input": case})
    paper = Printed(shown, typeset(shown, link=LINK, order=Order(("steps",), size)))
    label, second = shown["front"]["labels"], paper.pages[1]
    assert label["risks"] in second
    for place in range(30):
        assert f"{place + 1}. Number {place:02} of thirty with a name" in second
        assert paper.has(f"Number {place:02} of thirty with a name that goes on and on")
    (found,) = found_in(typeset(shown, link=LINK, order=Order(())).pdf)
    assert b"goes on" not in found


def test_the_frame_of_the_map_is_cut_off_at_no_edge():
    """Five rows of pixels in the grey of the frame from margin to margin, above and below: half a line has three."""
    paper, dots = printed("bpo"), 600
    done = subprocess.run(
        ["pdftoppm", "-r", str(dots), "-f", "2", "-l", "2", "-gray", "-"],
        input=paper.made.pdf,
        capture_output=True,
        check=True,
    )
    image = Image.open(BytesIO(done.stdout))
    edge = dots * 24 // 25
    rows = [
        [image.getpixel((x, y)) for x in range(edge, image.width - edge, 80)]
        for y in range(image.height // 2)
    ]
    grey = [sum(90 < one < 140 for one in row) > 0.97 * len(row) for row in rows]  # type: ignore[operator]
    lines = [y for y in range(4, len(grey)) if all(grey[y - 4 : y + 1])]
    high = dots * (58 / 25.4 - 27 / 72)
    assert any(abs(low - top - high) < 5 for top in lines for low in lines)


@pytest.mark.parametrize(
    ("name", "kinds"), [("split", {"table"}), ("own", {"callout", "table"})], ids=["split", "own"]
)
def test_what_each_way_costs_stands_on_the_first_page_and_that_it_speaks_against_the_advice(
    name: str, kinds: set[str]
):
    paper = printed(name)
    blocks = sections(paper, "money")["costs"]["blocks"]
    assert {block["kind"] for block in blocks} == {"paragraph"} | kinds
    for text in said_in(blocks):
        assert squeezed(text) in squeezed(paper.first)


def test_next_steps_have_who_by_when_and_their_status(shown):
    shown["actions"][0] |= {"who": "Bob Brown", "due": "2027-01-05", "status": "doing"}
    second = printed_of(shown).pages[1]
    for row in next_steps(shown):
        label = f"{row['why']} · " if row["why"] else ""
        assert squeezed(f"{label}{row['what']}") in squeezed(second)
    assert f"{shown['actions'][0]['what']} Bob Brown 5 Jan 2027 In progress" in second
    assert f"{shown['actions'][1]['what']} Nobody yet To do" in second
    assert shown["front"]["labels"]["overdue"] not in second


@pytest.mark.parametrize(
    ("due", "status", "is_overdue"),
    [
        ("2026-11-21", "todo", True),
        ("2026-11-21", "doing", True),
        ("2026-11-22", "todo", False),
        ("2026-11-23", "todo", False),
        (None, "todo", False),
    ],
)
def test_what_was_due_before_the_day_of_the_version_is_marked_on_the_paper_and_comes_first(
    shown, due, status, is_overdue
):
    """Version 3 is of 22 November 2026: whenever it is printed, it says the same."""
    last = shown["actions"][-1]
    last |= {"who": "Bob Brown", "due": due, "status": status}
    paper = Printed(shown, typeset(shown, link=LINK, order=Order(())))
    assert (shown["front"]["labels"]["overdue"] in paper.pages[1]) is is_overdue
    assert next_steps(shown)[0] == {**last, "is_overdue": is_overdue}


@every_case
def test_the_next_steps_are_the_foremost_of_the_summary_all_on_the_first_two_pages(name):
    paper = printed(name)
    pages = squeezed("".join(paper.pages[:2]))
    steps, more = next_steps(paper.shown), more_steps(paper.shown)
    for row in steps:
        assert squeezed(row["what"]) in pages
    assert (squeezed(f"And {more} more, only") in pages) is (more > 0)


def test_as_many_next_steps_are_printed_as_there_is_room_for_and_the_others_are_counted(shown):
    """Short ones all, of long ones fewer: of neither any is dropped without a word."""
    action = shown["actions"][0]
    for words, all_told in (("Do it.", True), ("Do it with care. " * 12, False)):
        shown["actions"] = [
            {**action, "key": str(place), "why": "", "what": f"{place}: {words}"}
            for place in range(9)
        ]
        steps, more = next_steps(shown), more_steps(shown)
        assert len(steps) + more == 9
        assert (more == 0) is all_told
        second = printed_of(shown).pages[1]
        assert (f"And {more} more" in second) is (more > 0)
        assert shown["front"]["labels"]["risks"] in second


def signed(name: str, size: Size, *approvers: Approver) -> Printed:
    """Page 1 and 2 of a case, with a mark and who signs."""
    order = Order((), size, "Internal", approvers)
    return Printed(printed(name).shown, typeset(printed(name).shown, link=LINK, order=order))


@pytest.mark.parametrize(
    "name", ["split", "many_steps", "provider", "money", "stand_ins", "long", "strange"]
)
@pytest.mark.parametrize("size", SIZES)
def test_eight_approvers_sign_on_one_of_the_first_two_pages_whatever_else_stands_there(name, size):
    approvers = [Approver(f"Approver {letter}", "Director") for letter in "ABCDEFGH"]
    paper = signed(name, size, *approvers)
    assert len(paper.pages) == 2
    signed_on = [all(f"{one.name} {one.role}" in page for one in approvers) for page in paper.pages]
    assert signed_on.count(True) == 1
    assert signed_on[0] or (name, size) == ("split", "us-letter")


WORD_OF_35 = "Wolfeschlegelsteinhausenbergerdorff"
TITLE_OF_60 = "Deputy managing director for procurement and supply chains x"
HARD = {
    "titles": [Approver(f"Maria Hohenzollern {letter}", TITLE_OF_60) for letter in "ABCDEFGH"],
    "usual": [Approver(f"Approver {letter}", "Director") for letter in "ABCDEFGHIJKL"],
    "sixty letters": [
        Approver("Maria Theresia Henriette von Hohenzollern-Sigmaringen", "Head of procurement")
    ]
    * 5,
    "long words": [Approver((WORD_OF_35 * 5)[:160], (WORD_OF_35 * 5)[:160])] * 3,
    "long and right to left": [Approver("كشوف المرتبات " * 11, "ראש המחלקה " * 14), Approver("Bob", "")],
    "most": [Approver((WORD_OF_35 * 5)[:158] + f"{row:02}", "The role " * 17) for row in range(12)],
}  # fmt: skip


@pytest.mark.parametrize("who", HARD)
@pytest.mark.parametrize("name", ["split", "long", "bpo"])
def test_names_of_approvers_lie_on_nothing_however_many_and_long_they_are(name, who):
    """Where they do not fit on page 1, all of them sign together behind the picture, which stays on page 2."""
    paper = signed(name, "us-letter", *HARD[who])
    label = paper.shown["front"]["labels"]
    (first, *_) = places = [
        place for place, page in enumerate(paper.pages) if label["signature"] in page
    ]
    assert places == list(range(first, first + len(places)))
    assert first in (0, 1, 2)
    assert (label["signed_behind"] in paper.first) is (first > 0)
    assert label["picture"] in paper.pages[1]
    assert not [pair for place in places for pair in paper.overlaps_on(place)]
    told = squeezed("".join(paper.pages[place] for place in places))
    for one in HARD[who]:
        if one.name.isascii():
            assert told.count(squeezed(one.name)) >= HARD[who].count(one)
    assert paper.right_edge < 540


@every_case
def test_nothing_is_set_smaller_than_can_be_read(name):
    """Words of 28 letters and more are the exception: they stay whole."""
    paper = printed(name)
    for number, page in enumerate(paper.pages):
        long = sum(len(word) for word in page.split() if len(word) >= 28)
        small = sum(count for size, count in paper.sizes_on(number).items() if size < SMALLEST)
        assert small <= long, number


@every_case
def test_a_paper_names_no_code(name):
    """What people typed and the names of sources may hold anything."""
    codes = set(shipped().criterion) | set(shipped().gate)
    words = set(re.findall(r"\b[A-Z]{1,2}\d{1,2}\b", printed(name).text))
    assert not words & codes


def test_a_version_without_its_time_is_refused(shown):
    shown["version"] = {**VERSION, "saved_at": ""}
    with pytest.raises(ValueError, match="does not say when"):
        typeset(shown, link=LINK)


def test_the_first_sentence_of_a_text_ends_with_its_full_stop():
    assert first_sentence("One. Two.") == "One."
    assert first_sentence("About 3.5 of them") == "About 3.5 of them"


@every_case
def test_every_page_has_its_number_the_version_and_the_way_back(name):
    pages = printed(name).pages
    for number, page in enumerate(pages, start=1):
        assert f"Page {number} / {len(pages)}" in page
        assert "Version 3 · Draft" in page
        assert LINK in page
        assert "not legal advice" in page
