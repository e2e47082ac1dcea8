"""The document of any result: its parts say what the recommendation says, in numbers that add up."""

import json
import re
from collections.abc import Iterator, Sequence
from typing import get_args

import pytest

from decisions.wording import outcome_name
from engine.outcome import Outcome, in_hundred
from report.annex import annex
from report.document import (
    Answers,
    Block,
    Fold,
    Heading,
    Paragraph,
    Table,
    as_read,
    texts_of,
)
from report.figures import bars_of, strip_of
from report.headline import certainty, headline, is_by_rule, step_sure, way_of
from report.messages import Chance, Message, catalogue, read, say
from report.pages import PAGES, document
from report.reasons import (
    pulls_of,
    questions_of,
    reasons_against,
    reasons_for,
)
from report.steps import steps
from report.summary import summary, verdict
from report.sure import sure
from report.turning import changes, lifts, turns
from report.why import why
from tests.report.cases import subjects, sure_ones
from tests.shipped import shipped

SURE = ("clear", "leaning")
CODES = [row.code for row in shipped().criteria] + [row.code for row in shipped().gates]
CODE = re.compile(rf"\b(?:{'|'.join(CODES)})\b")


def test_the_cases_are_of_every_kind() -> None:
    found = {(row.advised.outcome, row.advised.confidence) for row in subjects()}
    outcomes = {outcome for outcome, _ in found}
    assert {"bpo", "kpo", "provider", "in_house", "own", "split", "automate", "open"} <= outcomes
    assert {"clear", "leaning", "open", "early", "none"} == {word for _, word in found}


def test_every_page_of_every_result_is_read_as_json_without_a_code() -> None:
    """Words for managers: no code of a question or a rule, in no text. Others may have codes like them:
    ICH E6 is good clinical practice. And no question stands in the middle of a sentence, but in quotation marks."""
    for row in subjects():
        codes = {*row.ruleset.criterion, *row.ruleset.gate}
        asked = [one.short for one in row.ruleset.criteria if one.short.endswith("?")]
        shown = as_read(document(row), catalogue())
        assert json.loads(json.dumps(shown, allow_nan=False)) == shown
        assert [page["key"] for page in shown["pages"]] == list(PAGES)
        for text in texts_of(shown):
            assert not codes.intersection(CODE.findall(text)), text
            assert not re.search(r"\{\w*\}", text), text
            assert not any(
                f"{one}{word} " in text for one in asked for word in (",", " and", " or")
            )


def test_a_page_that_has_nothing_says_so_in_forty_words() -> None:
    seen = set()
    for row in subjects():
        for page in as_read(document(row), catalogue())["pages"]:
            if page["empty"]:
                seen.add(page["key"])
                words = " ".join(texts_of(page["sections"])).split()
                assert 0 < len(words) <= 40
    assert {"summary", "why", "sure", "steps", "money", "place"} <= seen


def test_each_part_of_the_headline_has_its_own_word_and_number() -> None:
    """Those of the recommendation, and none where it is open or too early to say."""
    numbers = 0
    for row in subjects():
        advised = row.advised
        said = certainty(advised)
        given = [one.values["chance"] for one in said if "chance" in one.values]
        assert verdict(row).headline == headline(advised, row.case.today)
        if advised.confidence not in SURE:
            assert given == []
            continue
        chances = [in_hundred(one.probability) for one in given if isinstance(one, Chance)]
        if is_by_rule(advised) or said[0].id == "certainty.split.ruled":
            assert "chance" not in said[0].values
            numbers += 1
        elif advised.who or advised.outcome == "split":
            assert chances[0] == in_hundred(advised.probability or 0.0)
            numbers += 1
    assert numbers > 20


def test_a_reason_is_for_the_answer_and_what_stands_against_is_for_the_other() -> None:
    """The first reasons are the strongest of each question that the headline names."""
    seen = 0
    for row in sure_ones():
        if row.result.is_ruled or row.advised.outcome == "automate":
            continue
        named = questions_of(row.advised)
        for place, (key, question) in enumerate(named):
            pulls = pulls_of(key, question, row.spoken)
            second = question.answer in ("provider", "kpo", "shared_service")
            strongest = next((one for one in pulls if (one.exact > 0) == second), None)
            reasons = reasons_for(row)
            if strongest is None:
                continue
            codes = [one.about.criterion for one in reasons[: len(named)]]
            assert strongest.criterion in codes, place
            seen += 1
        told = [one.about.criterion for one in reasons_for(row, 99)]
        assert len(told) == len(set(told))  # each question once, whatever it pulls on
        towards = {(one.about.criterion, str(one.side)) for one in reasons_for(row, 99)}
        against = {(one.about.criterion, str(one.side)) for one in reasons_against(row, 99)}
        assert not towards & against
    assert seen > 8


def test_a_rule_that_decides_is_the_first_reason() -> None:
    seen = 0
    for row in sure_ones():
        ruling = [one.code for one in row.advised.fired if one.effect.startswith("rules_out")]
        if ruling:
            seen += 1
            assert [one.about.gate for one in reasons_for(row, 99)][: len(ruling)] == ruling
    assert seen


def test_the_printed_points_of_a_question_add_up_to_its_score() -> None:
    for row in sure_ones():
        for key, question in questions_of(row.advised):
            points = sum(one.points for one in pulls_of(key, question, row.spoken))
            assert 50 + points == pytest.approx(question.score, abs=0.051)


def test_a_rule_that_decides_comes_first_on_why_and_in_what_would_change_it() -> None:
    """And no sum is said to decide beside it; where several do, that no one of them alone opens anything."""
    seen = {"lifted": 0, "kept": 0}
    for row in subjects():
        ruled = row.advised.ruled_by
        if row.advised.outcome == "split" or not row.shows_shares:
            continue
        page = why(row)
        assert isinstance(page.lead, Message)
        assert (page.lead.id == "why.lead.ruled") is (page.sections[0].key == "rule") is bool(ruled)
        if not ruled or not row.is_sure:
            continue
        lifting = [one for one in turns(row.result) if lifts(row, one)]
        rows = list(dict.fromkeys((one.gate, one.criterion) for one in lifting))
        told = [(one.about.gate, one.about.criterion) for one in changes(row)]
        assert told[: len(rows)] == rows[:2]
        seen["lifted" if rows else "kept"] += 1
    assert seen["lifted"]


def test_that_the_headline_stays_is_no_change_of_it_and_told_apart_on_how_sure() -> None:
    seen = 0
    for row in subjects():
        assert all(one.option for one in changes(row))
        if not row.shows_shares:
            continue
        part = next(one for one in sure(row).sections if one.key == "change")
        shown = [one for block in part.blocks if isinstance(block, Answers) for one in block.rows]
        assert all(one.option for one in shown)
        seen += any(
            isinstance(one, Fold)
            and isinstance(one.title, Message)
            and one.title.id == "sure.change.first"
            for one in part.blocks
        )
    assert seen


def test_a_split_says_where_rules_decide_its_steps() -> None:
    """First among its reasons, before any sum of such a step on Why, and with no number where they all do."""
    seen = 0
    for row in subjects():
        if row.advised.outcome != "split":
            continue
        parts = [one.recommendation for one in row.advised.steps if one.recommendation]
        ruling = {code for one in parts for code in one.ruled_by}
        told = [one.about.gate for one in reasons_for(row, 99)]
        assert set(told[: len(ruling)]) == ruling
        assert not any(told[len(ruling) :])
        automated = any(one.outcome == "automate" for one in parts)
        sides = [one.side for one in reasons_for(row, 99)]
        assert (say("side.software") in sides) is automated
        ids = [one.id for one in certainty(row.advised)]
        assert ("certainty.split.ruled" in ids) is all(is_by_rule(one) for one in parts)
        sums = [
            one for part in why(row).sections for one in part.blocks if isinstance(one, Paragraph)
        ]
        assert ("why.sum.ruled" in repr(why(row))) is bool(ruling)
        seen += bool(ruling and sums)
    assert seen


def test_nothing_of_shares_is_told_while_it_is_early() -> None:
    """Steps may have answers enough of their own, and say so on their page."""
    seen = 0
    for row in subjects():
        if row.advised.confidence == "early":
            seen += 1
            pages = [PAGES[key](row) for key in ("summary", "why", "sure")]
            texts = texts_of(as_read([verdict(row), *pages], catalogue()))
            assert not [text for text in texts if re.search(r"\bclear, \d|leaning, \d", text)]
            assert bars_of(row) is None
    assert seen


def test_who_does_it_today_chooses_the_verb() -> None:
    """The same recommendation, told to whom it is said."""
    row = next(one for one in sure_ones() if one.advised.outcome in ("bpo", "kpo"))
    said = {
        done_by: read(headline(row.advised, type(row.case.today)(done_by)))
        for done_by in ("own", "provider", "mixed", "nobody", "")
    }
    assert len({said["own"], said["provider"], said["mixed"]}) == 3
    assert said["nobody"] == said[""]


def test_a_step_is_told_in_the_same_words_in_strip_table_and_paper() -> None:
    """Where it goes and how sure that is; the boxes leave out what is clear."""
    seen = 0
    for row in subjects():
        if not row.advised.steps:
            continue
        boxes = strip_of(row).data["boxes"]
        told = next(part for part in steps(row).sections if part.key == "each").blocks
        tables = [one for one in blocks_in(told) if isinstance(one, Table)]
        cells = [line[1] for table in tables for line in table.rows]
        assert [one["goes"] for one in boxes] == [cell.text for cell in cells]
        for one, cell, step in zip(boxes, cells, row.advised.steps, strict=True):
            advised = step.recommendation
            if advised is not None:
                assert one["sure"] == ("" if advised.confidence == "clear" else cell.note)
                assert cell.text == way_of(row.ruleset, advised.named)
                seen += 1
        (printed,) = [one for one in annex(row) if one.key == "steps"]
        assert cells == [
            line[1]
            for section in printed.sections
            for one in blocks_in(section.blocks)
            if isinstance(one, Table) and len(one.columns) == len(tables[0].columns)
            for line in one.rows
        ]
    assert seen > 20


def blocks_in(blocks: Sequence[Block]) -> Iterator[Block]:
    """All blocks, folded ones too."""
    for block in blocks:
        yield block
        if isinstance(block, Fold):
            yield from blocks_in(block.blocks)


def test_why_of_a_split_tells_every_step_once_with_those_of_the_same_reasons() -> None:
    """No step that is kept; at most three reasons a group, and as many as the summary promises."""
    seen = 0
    for row in subjects():
        reasons = next((one for one in summary(row).sections if one.key == "why"), None)
        if reasons is not None:
            (answers,) = reasons.blocks
            assert isinstance(answers, Answers)
            assert isinstance(reasons.title, Message)
            assert reasons.title.id == f"summary.why.{len(answers.rows)}"
        if row.advised.outcome != "split":
            continue
        page = why(row)
        titles = [part.title for part in page.sections if part.title]
        folded = [one for part in page.sections for one in blocks_in(part.blocks)]
        titles += [one.text for one in folded if isinstance(one, Heading)]
        groups = [one for one in titles if isinstance(one, Message) and one.id == "why.group"]
        places = [str(place) for one in groups for place in one.values["places"].items]  # type: ignore[union-attr]
        steps_of = enumerate(row.advised.steps, start=1)
        assert sorted(places) == sorted(str(at) for at, one in steps_of if one.recommendation)
        assert all(len(one.rows) <= 3 for one in folded if isinstance(one, Answers))
        told = repr(page)  # equal sums are told apart by how sure each is
        free = [one for one in row.advised.steps if one.recommendation and one.recommendation.who]
        unruled = [one for one in free if one.recommendation and not one.recommendation.ruled_by]
        assert all(repr(step_sure(one)) in told for one in unruled)
        seen += len(groups)
    assert seen > 4


def test_an_outcome_has_one_name() -> None:
    """Bars, steps, changes of steps, scenarios and list take it from one place."""
    ruleset = shipped()
    names = {key: read(way_of(ruleset, key)) for key in get_args(Outcome)}
    assert len(set(names.values())) == len(names)
    for key, name in names.items():
        assert outcome_name(ruleset, key) == ("" if key == "none" else name)
    for row in subjects():
        figure = bars_of(row)
        for one in figure.data["rows"] if figure else ():
            assert read(one["name"]) == names[one["option"]]
        for box in strip_of(row).data["boxes"] if row.advised.steps else ():
            assert read(box["goes"]) in {*names.values(), read(say("confidence.early"))}


def test_an_open_result_has_two_sides_also_where_nothing_speaks_for_one() -> None:
    seen = 0
    for row in subjects():
        if row.advised.confidence != "open" or row.advised.outcome != "open":
            continue
        keys = [part.key for part in summary(row).sections]
        assert keys[-3:-1] == ["for_provider", "for_own"] or keys[-2:] == [
            "for_provider",
            "for_own",
        ]
        seen += 1
    assert seen
