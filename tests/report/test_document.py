"""The document of any result: its parts say what the recommendation says, in numbers that add up."""

import json
import re
from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import get_args

import pytest

from decisions.wording import outcome_name
from engine.outcome import Outcome, in_hundred
from report.annex import annex
from report.document import (
    Answers,
    Block,
    Figure,
    Fold,
    Heading,
    Paragraph,
    Table,
    as_read,
    texts_of,
)
from report.figures import bars_of, map_of, strip_of
from report.headline import certainty, headline, is_by_rule, way_of
from report.hundred import ways_in_hundred
from report.messages import Chance, Message, catalogue, read, say
from report.pages import PAGES, document
from report.reasons import (
    pulls_of,
    questions_of,
    reasons_against,
    reasons_for,
)
from report.steps import steps
from report.subject import Subject
from report.summary import summary, verdict
from report.sure import sure
from report.turning import changes, lifts, turns
from report.why import why
from tests.report.cases import subjects
from tests.shipped import shipped

SURE = ("clear", "leaning")
CODES = [row.code for row in shipped().criteria] + [row.code for row in shipped().gates]
CODE = re.compile(rf"\b(?:{'|'.join(CODES)})\b")


def sure_ones() -> list[Subject]:
    """Those that name a direction without being split."""
    return [row for row in subjects() if row.is_sure and row.advised.outcome != "split"]


def test_the_cases_are_of_every_kind() -> None:
    found = {(row.advised.outcome, row.advised.confidence) for row in subjects()}
    outcomes = {outcome for outcome, _ in found}
    assert {"bpo", "kpo", "provider", "in_house", "own", "split", "automate", "open"} <= outcomes
    assert {"clear", "leaning", "open", "early", "none"} == {word for _, word in found}


def test_every_page_of_every_result_is_read_as_json_without_a_code() -> None:
    """Words for managers: no code of a question or a rule, in no text. Others may have codes like them:
    ICH E6 is good clinical practice."""
    for row in subjects():
        codes = {*row.ruleset.criterion, *row.ruleset.gate}
        shown = as_read(document(row), catalogue())
        assert json.loads(json.dumps(shown, allow_nan=False)) == shown
        assert [page["key"] for page in shown["pages"]] == list(PAGES)
        for text in texts_of(shown):
            assert not codes.intersection(CODE.findall(text)), text
            assert not re.search(r"\{\w*\}", text), text


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


def test_the_cloud_has_a_hundred_dots_as_many_in_each_region_as_the_draws() -> None:
    seen = 0
    for row in sure_ones():
        data = map_of(row).data
        dots = {one["option"]: len(one["points"]) for one in data["dots"]}
        if not dots:
            assert row.advised.steps or row.result.is_ruled
            continue
        seen += 1
        assert sum(dots.values()) == 100
        for option, points in ((one["option"], one["points"]) for one in data["dots"]):
            assert all((x > data["line"]) is (option != "in_house") for x, _ in points)
    assert seen > 2


def test_map_and_why_are_one_scale_with_one_line() -> None:
    """The printed score of the whole, to the last digit that either shows; a tug and its readings too."""
    seen = 0
    for row in subjects():
        told = row.advised
        if told.who is None or told.kind is None or told.outcome == "split":
            continue
        data, table = map_of(row).data, map_of(row).table
        assert table is not None
        assert data["line"] == pytest.approx(told.who.score_line, abs=0.006)
        assert data["dot"][0] == pytest.approx(told.who.score, abs=0.006)
        assert 100 - data["dot"][1] == pytest.approx(told.kind.score, abs=0.006)
        if not row.shows_shares:
            continue
        tugs = [one for part in why(row).sections for one in part.blocks if isinstance(one, Figure)]
        scores = [read(one.data["score_words"]) for one in tugs[:2]]
        at = row.advised.spoken_by
        first = (
            0
            if at is None
            else [one.recommendation is not None for one in told.steps][:at].count(True)
        )
        assert [read(cell.text) for cell in table.rows[first][1:]] == scores
        assert tugs[0].data["line"] == pytest.approx(data["line"], abs=0.06)
        xs = sorted(x for one in data["dots"] for x, _ in one["points"])
        assert tugs[0].data["range"] == ([xs[10], xs[89]] if xs else [])
        seen += 1
    assert seen > 5


def test_where_a_rule_decides_the_map_says_what_is_ruled_out_and_what_the_answers_alone_say() -> (
    None
):
    """Else the dot lies in the field of what is not advised; on which side it lies is said by the sum."""
    seen = 0
    for row in subjects():
        told = row.advised if row.advised.who else row.result.whole
        figure = map_of(row)
        ruled = {one.kind or "all" for one in told.fired if one.effect.startswith("rules_out")}
        closed = (
            ["bpo", "kpo"] if "all" in ruled else [key for key in ("bpo", "kpo") if key in ruled]
        )
        assert figure.data["closed"] == closed
        labels = {"bpo": figure.data["labels"]["routine"], "kpo": figure.data["labels"]["expert"]}
        assert [key for key, text in labels.items() if text == say("map.closed")] == closed
        alone = [one.text.id for one in figure.legend if one.text.id.endswith(".alone")]  # type: ignore[union-attr]
        assert bool(alone) is bool(told.ruled_by)
        if told.ruled_by and told.who and told.who.is_above:
            assert "map.side.provider" in [one.id for one in figure.alt.values["sides"].items]  # type: ignore[union-attr]
            seen += 1
    assert seen


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


def test_that_the_headline_stays_is_told_once_on_the_summary_and_apart_on_how_sure() -> None:
    seen = 0
    for row in subjects():
        assert sum(not one.option for one in changes(row)) <= 1
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


def test_the_strip_explains_only_the_looks_that_it_has() -> None:
    for row in subjects():
        if row.advised.steps:
            figure = strip_of(row)
            note = read(figure.note) if figure.note else ""
            boxes = figure.data["boxes"]
            for key, has in (
                ("pale", any(one["state"] == "pale" for one in boxes)),
                ("kept", any(one["state"] == "kept" for one in boxes)),
                ("passes", any(one["passes"] for one in boxes)),
            ):
                assert (read(say(f"strip.note.{key}")) in note) is has


def test_a_summary_has_one_picture() -> None:
    """The strip of a split and of steps that are all kept, else the map with its steps."""
    for row in subjects():
        keys = [part.key for part in summary(row).sections]
        if row.shows_shares:
            assert ("steps" in keys) is not ("picture" in keys)
            assert ("steps" in keys) is (row.advised.outcome == "split" or row.advised.who is None)


def test_the_legend_names_what_is_on_the_map_and_nothing_else() -> None:
    """The line and where both sides are even always; readings and steps where there are any."""
    seen = set()
    for row in subjects():
        figure = map_of(row)
        keys = {one.key for one in figure.legend}
        assert {"change", "even"} <= keys
        assert ("readings" in keys) is bool(figure.data["dots"])
        assert ("steps" in keys) is ("whole" in keys) is bool(figure.data["steps"])
        assert ("you" in keys) is not ("whole" in keys)
        seen |= keys
    assert len(seen) == 6


def test_words_bars_and_dots_count_the_same_readings() -> None:
    """The number of *who* is that of its bars and of its dots, also where it is open and printed by the
    bars alone; where software comes first, its own number."""
    seen = {"open": 0, "bars": 0, "dots": 0}
    for row in subjects():
        advised, figure = row.advised, bars_of(row)
        if figure is None or advised.who is None:
            continue
        ways = ways_in_hundred(advised)
        assert sum(ways.values()) == sum(one["percent"] for one in figure.data["rows"]) == 100
        out = ways["bpo"] + ways["kpo"]
        if "automate" in ways:
            assert ways["automate"] == in_hundred((advised.outcomes or {})["automate"])
            continue
        number = in_hundred(advised.who.probability)
        assert out == (number if advised.who.answer == "provider" else 100 - number)
        shown = {one["option"]: one["percent"] for one in figure.data["rows"]}
        if advised.outcome not in ways:
            assert shown.get("provider", 0) == out
        seen["bars"] += 1
        if advised.confidence == "open" and advised.who.probability < 0.65:
            assert max(out, 100 - out) < 65
            seen["open"] += 1
        dots = {one["option"]: len(one["points"]) for one in map_of(row).data["dots"]}
        if dots:
            assert (dots.get("bpo", 0), dots.get("kpo", 0)) == (ways["bpo"], ways["kpo"])
            seen["dots"] += 1
    assert all(seen.values())


def test_the_bars_are_as_deep_as_the_headline_and_add_up() -> None:
    """One bar an option where the headline names one, else provider and own people stacked."""
    for row in subjects():
        figure = bars_of(row)
        if figure is None:
            assert not row.advised.outcomes or not row.shows_shares or is_by_rule(row.advised)
            continue
        rows = figure.data["rows"]
        assert sum(one["percent"] for one in rows) == 100
        percents = ways_in_hundred(row.advised)
        options = {one["option"] for one in rows}
        is_named = row.advised.outcome in percents and row.advised.outcome != "automate"
        if is_named and not row.leaves_place_open:
            assert options == {key for key, percent in percents.items() if percent}
        else:
            assert options <= {"provider", "own", "automate"}
        for one in rows:
            assert sum(part["width"] for part in one["parts"]) == one["percent"]


def test_the_strip_has_every_step_in_its_way_and_numbers_the_hand_overs() -> None:
    seen = 0
    for row in subjects():
        if not row.advised.steps:
            continue
        boxes = strip_of(row).data["boxes"]
        assert [box["name"] for box in boxes] == [one.step.name for one in row.advised.steps]
        passes = [box["place"] - 2 for box in boxes if box["passes"]]
        assert passes == [one.place for one in row.advised.handovers]
        for box, one in zip(boxes, row.advised.steps, strict=True):
            kept = one.recommendation is None
            clear = not kept and one.recommendation.confidence == "clear"  # type: ignore[union-attr]
            assert box["state"] == ("kept" if kept else "sure" if clear else "pale")
        seen += 1
    assert seen > 10


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


def test_steps_that_would_lie_on_one_another_stand_as_the_first_of_them() -> None:
    seen = 0
    for row in subjects():
        if not row.advised.steps or row.result.is_ruled:
            continue
        shown = map_of(row).data["steps"]
        for one, other in combinations(shown, 2):
            assert abs(one["x"] - other["x"]) >= 7 or abs(one["y"] - other["y"]) >= 8
        free = sum(step.recommendation is not None for step in row.advised.steps)
        seen += len(shown) < free
        assert any(one["place"].endswith("+") for one in shown) is (len(shown) < free)
    assert seen


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
                assert cell.text == way_of(row.ruleset, advised.outcome)
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
        seen += len(groups)
    assert seen > 4


def test_a_score_is_told_once_in_words_and_picture() -> None:
    """Of every question on Why: the sentence, the picture and its text name the same whole number."""
    seen = 0
    for row in subjects():
        if row.advised.outcome == "split":
            continue
        for part in why(row).sections:
            figures = [one for one in part.blocks if isinstance(one, Figure)]
            for figure in figures:
                (said, *_) = part.blocks
                assert isinstance(said, Paragraph)
                assert isinstance(said.text, Message)
                assert isinstance(figure.alt, Message)
                for value in ("score", "line"):
                    told = {
                        read(say("score", score=one.values[value]))
                        for one in (said.text, figure.alt)
                    }
                    assert len(told) == 1
                    seen += 1
    assert seen > 40


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
