"""The annex: what the pages of the result say, part by part; answers, cost lines, rules and method."""

import re

import pytest

from tests.decisions.paper_cases import CASES, printed
from tests.decisions.printed import all_answers, page_of, printed_of, said_in

PAGES = ("why", "sure", "place", "precedents")
"""Printed whole."""
RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff]")
"""Of these words a reader of the file finds the letters in another order."""
every_case = pytest.mark.parametrize("name", CASES)


@every_case
def test_every_sentence_of_the_pages_behind_the_summary_stands_in_the_paper(name):
    paper = printed(name)
    steps, money = page_of(paper.shown, "steps"), page_of(paper.shown, "money")
    pages = [page_of(paper.shown, key) for key in PAGES]
    parts = [page for page in pages if not page["empty"]]
    parts += [row for row in steps["sections"] if row["key"] in ("each", "passes", "kept")]
    parts += [row for row in money["sections"] if row["key"] in ("rests", "lacking")]
    said = [words for part in parts for words in said_in(part) if not RIGHT_TO_LEFT.search(words)]
    assert not [words for words in said if not paper.has(words)]


@every_case
def test_a_page_that_has_nothing_yet_is_not_printed(name):
    paper = printed(name)
    for key in (*PAGES, "steps"):
        page = page_of(paper.shown, key)
        assert any(f". {page['title']}" in one for one in paper.outline) != page["empty"]


def test_the_table_of_answers_has_a_row_each_with_what_it_rests_on_and_its_points():
    paper = printed("sample")
    evidence = {"": "", "measured": " · measured", "document": " · document"}
    for answer in all_answers(paper.shown):
        points = [
            next(
                (r["signed"] for r in part["reasons"] if r["criterion"] == answer["criterion"]),
                "\u2013",
            )
            for part in paper.shown["questions"]
        ]
        rests_on = evidence.get(answer["evidence"], " · estimate")
        note = f" Note: {' '.join(answer['note'].split())}" if answer["note"] else ""
        words = f"{answer['question']} {answer['answer']}{rests_on}{note} {' '.join(points)}"
        assert paper.has(words), answer["criterion"]
    scores = " ".join(f"{part['score']:.1f}" for part in paper.shown["questions"])
    assert paper.has(f"Score: 50 and the points above {scores}")
    for gate in paper.shown["gate_answers"]:
        assert paper.has(f"{gate['question']} {gate['answer']}")


def test_long_notes_flow_on_nothing_is_lost_and_no_row_is_split():
    """Sixty words to an answer; the last note is longer than three pages and may be split."""
    paper = printed("long")
    for number in range(len(all_answers(paper.shown)) - 1):
        words = [f"n{number:02}w{word:02}" for word in range(60)]
        assert any(all(word in page for word in words) for page in paper.pages), number
    assert all(f"w{number:05}" in paper.text for number in range(2500))


def test_answers_set_aside_and_reasons_are_listed(shown):
    first = all_answers(shown)[0]
    shown["set_aside"] = [{**first, "question": "A hidden question?", "answer": "A kept answer"}]
    first.update(status="not_applicable", answer="Does not apply", reason="We do not sell this.")
    shown["gate_answers"][0] |= {"evidence": "document", "note": "Paragraph 4 of the statute."}
    paper = printed_of(shown)
    assert "Why: We do not sell this." in paper.text
    assert paper.text.index("Answers set aside") < paper.text.index("A hidden question?")
    gate = shown["gate_answers"][0]
    assert paper.has(f"{gate['question']} Note: {gate['note']} {gate['answer']} · document")


def test_the_part_on_cost_has_every_amount_of_every_table_and_every_assumption():
    paper = printed("split")
    cost = paper.shown["cost"]
    for side in cost["tables"]:
        for row in side["rows"]:
            assert paper.has(" ".join(row["amounts"]))
        assert paper.has(f"Total {' '.join(side['totals'])}")
        assert paper.has(f"money {cost['currency']} {side['npv']}")
    for option in cost["options"]:
        assert paper.has(option["words"])
        assert all(paper.has(" ".join(year["amounts"])) for year in option["years"])
        assert all(paper.has(name) for name in (*option["not_estimated"], *option["idle"]))
    for row in cost["assumptions"]:
        for words in (row["name"], row["source"], row["note"]):
            assert paper.has(words)


def test_ten_years_and_any_amount_stay_inside_the_page():
    paper = printed("ten_years")
    assert paper.right_edge < 527
    for side in paper.shown["cost"]["tables"]:
        assert all(paper.has(amount) for amount in side["totals"])


def test_a_cost_case_that_cannot_be_computed_yet_says_what_is_missing():
    paper = printed("no_cost_yet")
    assert paper.shown["cost"]["missing"]
    assert all(paper.has(words) for words in paper.shown["cost"]["missing"])


def test_no_code_of_a_source_is_printed_that_the_paper_does_not_resolve():
    """Numbers lead to the sources in full; what was read second hand only is said to be weak."""
    for name in ("sample", "split", "own"):
        paper = printed(name)
        assert not re.findall(r"\bS\d{1,3}[a-z]?\b", paper.text)
        (sources,) = (
            row for row in page_of(paper.shown, "place")["sections"] if row["key"] == "sources"
        )
        assert all(paper.has(words) for words in said_in(sources))


def test_the_end_says_how_it_was_worked_out():
    paper = printed("sample")
    for words in (
        f"Decision model, edition {paper.shown['edition']['number']}",
        paper.shown["weights"]["description"],
        paper.shown["completeness"]["words"],
        paper.shown["edition"]["sha256"],
        paper.shown["digest"],
        *(f"{term['name']}: {term['text']}" for term in paper.shown["definitions"]),
    ):
        assert paper.has(words)
