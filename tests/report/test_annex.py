"""The parts of an annex: every answer with its points, every line of a cost case, and how it was worked out.

``tests.engine.makers`` says what the small rulesets do.
"""

import json
import re
from typing import Any

import pytest

from engine.cost.lines import KINDS
from report.annex import annex
from report.annex.answers import listed, theme_percents
from report.document import as_read, texts_of
from report.messages import catalogue, read, say
from report.money import money
from report.subject import Subject
from report.sure import sure
from tests.decisions.paper_cases import NOT_PRICED, PROVIDER, STEPS
from tests.decisions.paper_cases import money as priced_case
from tests.decisions.snapshots import (
    REFERENCE_CASES,
    sample_case,
    shipped_result,
    small,
    subject_of,
    tenths,
)
from tests.engine.makers import (
    NOT_APPLICABLE,
    answers_of,
    make_branching,
    make_gate,
    make_tiny,
    measured,
)
from tests.report.cases import subjects
from tests.report.results import blocks_of

OUT = measured(A1=3, A2=2, B1=1, C5=1, G1=1)
SPLIT = {**sample_case(), "steps": list(STEPS), "cost": priced_case()}
DASH = read(say("dash"))
HASH = re.compile(r"\b[0-9a-f]{64}\b")


def parts(subject: Subject) -> dict[str, dict[str, Any]]:
    """The annex in English, by part."""
    return {row["key"]: row for row in as_read(annex(subject), catalogue())}


def sections(subject: Subject, part: str) -> dict[str, dict[str, Any]]:
    """The sections of a part."""
    return {row["key"]: row for row in parts(subject)[part]["sections"]}


def rows(subject: Subject) -> list[list[dict[str, Any]]]:
    """The rows of all tables of answers."""
    tables = blocks_of(sections(subject, "answers")["answers"], "table")
    return [row for table in tables for row in table["rows"]]


def case_of(document: dict[str, Any]) -> Subject:
    return subject_of(shipped_result(document))


def test_no_part_of_any_annex_is_empty_and_none_holds_a_code_or_a_gap() -> None:
    codes = {*subjects()[0].ruleset.criterion, *subjects()[0].ruleset.gate}
    seen: set[str] = set()
    for subject in (*subjects(), case_of(SPLIT), *map(case_of, REFERENCE_CASES.values())):
        found = as_read(annex(subject), catalogue())
        assert json.loads(json.dumps(found, allow_nan=False)) == found
        keys = [part["key"] for part in found]
        assert len(set(keys)) == len(keys)
        seen.update(keys)
        for part in found:
            assert all(section["blocks"] for section in part["sections"])
        for text in texts_of(found):
            assert not codes.intersection(re.findall(r"\b[A-Z]{1,2}\d{1,2}\b", text)), text
            assert not re.search(r"  |\.\.|\?\.|_|\{\w*\}", HASH.sub("", text)) or "/" in text, text
    assert seen == {"answers", "sure", "steps", "cost", "place", "precedents", "method"}


@pytest.mark.parametrize("name", [*REFERENCE_CASES, "sample"])
def test_the_printed_points_and_fifty_are_the_printed_score(name: str) -> None:
    """In tenths, column by column; of questions that are asked, in the order of the headline."""
    subject = case_of(REFERENCE_CASES.get(name) or sample_case())
    tables = list(blocks_of(sections(subject, "answers")["answers"], "table"))
    totals = tables[-1]["total"][2:]
    assert not [table for table in tables[:-1] if table["total"]]
    assert len(totals) >= 2
    for place, total in enumerate(totals, start=2):
        points = [row[place]["text"] for row in rows(subject)]
        assert 500 + sum(tenths(one) for one in points if one != DASH) == tenths(total["text"])


def test_the_weights_of_the_themes_add_up_to_a_hundred() -> None:
    for subject in subjects():
        assert sum(theme_percents(subject).values()) == 100


def test_an_answer_stands_with_what_it_rests_on_its_reason_and_its_note() -> None:
    """What does not apply has a reason; what a branch hides stands apart and has no points."""
    subject = small(make_tiny(), {**answers_of(A1=3, B1=1), "A2": NOT_APPLICABLE})
    a1, a2, b1, c5, g1 = rows(subject)
    assert (a1[1]["text"], a1[1]["note"]) == ("A1 choice 3", "")
    assert NOT_APPLICABLE.reason in a2[1]["note"]
    assert c5[1]["text"] == g1[1]["text"] != b1[1]["text"]
    subject = small(make_branching(), answers_of(A1=1, A2=2, B1=3))
    assert listed(subject) == ["A1", "B1"]
    (aside,) = blocks_of(sections(subject, "answers")["aside"], "table")
    assert [row[1]["text"] for row in aside["rows"]] == ["A2 choice 2"]


def test_a_check_stands_with_its_answer_strong_where_it_stands_in_the_way() -> None:
    ruleset = make_tiny(gates=(make_gate("KO1"), make_gate("KO2"), make_gate("KO3", asked=False)))
    (table,) = blocks_of(
        sections(small(ruleset, OUT, {"KO1": "fires"}), "answers")["checks"], "table"
    )
    assert [row[1]["strong"] for row in table["rows"]] == [True, False]
    assert [row[0]["text"] for row in table["rows"]] == [
        ruleset.gate[code].question for code in ("KO1", "KO2")
    ]


def test_a_split_has_no_points_but_every_answer() -> None:
    subject = case_of(SPLIT)
    assert subject.advised.outcome == "split"
    assert {len(row) for row in rows(subject)} == {2}
    assert len(rows(subject)) == len(listed(subject))


def test_the_end_says_what_the_quick_screen_leaves_out_and_both_fingerprints() -> None:
    """A1 and B1 are quick; A2, C5 and G1 are left out."""
    quick = small(make_tiny(), answers_of(A1=3, B1=1), depth="quick")
    texts = texts_of(parts(quick)["method"])
    assert any(text.startswith("3 questions") for text in texts)
    assert any(text.startswith("2 of 2") and "83%" in text for text in texts)
    digests = {quick.result.digest, quick.result.edition.sha256}
    assert {found for text in texts for found in HASH.findall(text)} == digests
    full = texts_of(parts(small(make_tiny(), answers_of(A1=3, B1=1)))["method"])
    assert len(full) < len(texts)


def test_nothing_of_shares_is_told_while_it_is_early() -> None:
    seen = 0
    for subject in subjects():
        if subject.advised.confidence in ("early", "none"):
            seen += 1
            found = parts(subject)
            assert "sure" not in found
            assert {len(row) for row in rows(subject)} <= {2}
    assert seen


def test_paper_tells_only_the_title_of_what_it_has_no_room_for() -> None:
    subject = case_of(sample_case())
    folded = [row["title"] for row in blocks_of(as_read(sure(subject), catalogue()), "fold")]
    assert folded
    assert not list(blocks_of(parts(subject)["sure"], "fold"))
    texts = texts_of(parts(subject)["sure"])
    assert all(any(title in text for text in texts) for title in folded)
    told = [
        [one for one in section["blocks"] if any(title in str(one) for title in folded)]
        for section in parts(subject)["sure"]["sections"]
    ]
    assert {len(row) for row in told} == {0, 1}


def test_no_heading_of_any_part_stands_above_nothing_of_its_own() -> None:
    """As that of the sources did where no sentence had one."""
    sourceless = 0
    for subject in subjects():
        for part in parts(subject).values():
            for section in part["sections"]:
                assert section["blocks"]
                if section["key"] == "sources":
                    listed = list(blocks_of(section, "items"))
                    assert bool(listed) is bool(section["title"])
                    sourceless += not listed
    assert sourceless


def test_every_line_of_a_cost_case_stands_with_its_figures_and_its_sum() -> None:
    """The lines of a side come to what its total says, and its total is that of the years."""
    subject = case_of(SPLIT)
    found = sections(subject, "cost")
    own, theirs = blocks_of(found["lines"], "table")
    (years,) = blocks_of(found["years"], "table")
    for table, line in ((own, 0), (theirs, 1)):
        sums = [row[-1]["text"] for row in table["rows"]]
        total = sum(number(text) for text in sums if text != DASH)
        assert number(table["total"][-1]["text"]) == total
        assert sum(number(cell["text"]) for cell in years["rows"][line][1:]) == total
    case = subject.result.inputs.cost
    assert case is not None
    used = [line for line in (*case.in_house, *case.options[0].lines) if line.used]
    told = [row[0]["text"] for table in (own, theirs) for row in table["rows"]]
    assert told == [line.title for line in used]
    texts = texts_of(found["lines"])
    assert {"Payroll of October"} <= set(texts)
    assert any("Quote of May" in text for text in texts)
    missing = {KINDS["travel"].name, KINDS["exit"].name, KINDS["tools"].name}
    assert all(any(name in text for text in texts) for name in missing)


def test_four_options_stand_beside_each_other_by_three_and_all_costs_are_told() -> None:
    """Key figures and years only of those that are mostly own figures."""
    options = [{**PROVIDER, "key": f"way-{place}", "name": f"Way {place}"} for place in range(5)]
    options[4] |= {"lines": PROVIDER["lines"][:2]}
    subject = case_of({**sample_case(), "cost": {**priced_case(), "options": options}})
    tables = list(blocks_of(sections(subject, "cost")["figures"], "table"))
    assert [len(table["columns"]) for table in tables] == [4, 4, 2]
    assert len(tables[0]["rows"]) == 7
    (years,) = blocks_of(sections(subject, "cost")["years"], "table")
    assert len(years["rows"]) == 1 + 3 * 4
    assert ["Way 4" in text for text in texts_of(sections(subject, "cost")["figures"])].count(
        True
    ) == 2
    assert texts_of(as_read(money(subject), catalogue()))


def test_a_case_that_cannot_be_computed_says_what_is_missing_and_sums_nothing() -> None:
    subject = case_of({"input": {**sample_case(), "cost": NOT_PRICED}})
    found = sections(subject, "cost")
    assert {"figures", "years"}.isdisjoint(found)
    priced = subject.result.priced
    assert priced is not None
    (items,) = blocks_of(found["lacking"], "items")
    assert items["texts"] == [row.sentence for row in priced.problems]
    (table,) = blocks_of(found["lines"], "table")
    assert (len(table["columns"]), table["total"]) == (5, [])


def number(text: str) -> int:
    """A printed amount."""
    return int(text.replace(",", "").replace("\u2212", "-"))
