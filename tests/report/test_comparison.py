"""Two states side by side: only what differs, all that differs, and parts that add up as they are printed."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import date
from itertools import combinations, pairwise
from typing import Any

import pytest

from engine.cost.intake import read_cost_case
from engine.fit.case import Given, GivenGate, Today
from engine.inputs import Inputs, StepInputs
from engine.location.advice import PlaceAnswers
from engine.model.facts import GateEffect
from engine.model.ruleset import Gate
from report.comparison.edition import edition
from report.comparison.page import compared
from report.comparison.said import weights
from report.comparison.state import ComparedState, Differs
from report.comparison.step_pairs import Pair, pair_steps
from report.document import as_read
from report.messages import Listed, Message, Points, Size, catalogue
from report.result import Edition, Result
from report.subject import Subject
from tests.people import COST_CASE
from tests.report.cases import EDITION, subject, subjects
from tests.report.results import blocks_of
from tests.shipped import shipped

OTHER = Edition(2, "1" * 64)


def side(of: Subject, name: str = "One") -> ComparedState:
    return ComparedState(name, of)


def keys(before: Subject, after: Subject) -> list[str]:
    return [row.key for row in compared(side(before), side(after))]


def messages(part: Any) -> Iterator[Message]:
    """Every message of a part of a document."""
    if isinstance(part, Message):
        yield part
        part = list(part.values.values())
    if isinstance(part, Listed):
        part = list(part.items)
    if isinstance(part, dict):
        part = list(part.values())
    if isinstance(part, list | tuple):
        for one in part:
            yield from messages(one)
    elif is_dataclass(part) and not isinstance(part, Message):
        yield from messages([getattr(part, row.name) for row in fields(part)])


def tenths(value: Any) -> int:
    assert isinstance(value, Points | Size)
    return round(10 * value.points)


def test_the_parts_of_every_sentence_add_up_as_printed_and_end_at_the_score_of_why():
    """Among 41 states of any kind, with and without steps, each against the next."""
    told = 0
    for before, after in pairwise(subjects()):
        sections = compared(side(before), side(after))
        as_read(sections, catalogue())
        for row in messages(sections):
            if row.id != "compare.sentence":
                continue
            told += 1
            values: Any = row.values
            parts = [tenths(part.values["points"]) for part in values["parts"].items]
            change = tenths(values["after"]) - tenths(values["before"])
            assert sum(parts) == change == tenths(values["change"])
        assert compared(side(after), side(after)) == []
    assert told > 60


def test_a_comparison_presents_no_answer_that_a_headline_leaves_open():
    """Each question is open where its result says so, and the ways are as deep as the less deep headline."""
    opened = deep = 0
    rows = [row for row in subjects() if row.shows_shares and row.advised.outcome != "split"]
    for before, after in combinations(rows[:14], 2):
        sections = {row.key: row for row in compared(side(before), side(after))}
        told = [
            (row.id, row.values.get("part"))
            for row in messages(sections.get("advice"))
            if row.id in ("compare.answer", "way.open")
        ]
        parts = {part.id for _, part in told if isinstance(part, Message)}
        named = {
            f"certainty.part.{row.answer}"
            for of in (before, after)
            for _, row in of.advised.questions
            if of.advised.word_of(row) != "open"
        }
        assert parts <= named
        opened += len([id for id, _ in told if id == "way.open"])
        is_open = "open" in (before.advised.outcome, after.advised.outcome)
        names = {str(cell.text) for row in _cells(sections.get("advice")) for cell in row[:1]}
        kinds = {shipped().option[key].name for key in ("in_house", "bpo", "kpo")}
        assert not (is_open and kinds & names)
        deep += bool(kinds & names)
    assert opened > 5
    assert deep > 5


def _cells(section: Any) -> list[Any]:
    return [row for block in getattr(section, "blocks", ()) for row in getattr(block, "rows", ())]


CHANGES: dict[str, Any] = {
    "answers": {"A1": Given(1, evidence="measured")},
    "gates": {"KO1": GivenGate("fires")},
    "weights": "cost_led",
    "service": "payroll",
    "today": Today("provider", date(2027, 3, 31)),
    "steps": (StepInputs("Receive", share=0.4),),
    "cost": read_cost_case(COST_CASE, computable=False),
    "place": PlaceAnswers(home="DE"),
    "on": None,
}
"""Each part of the inputs otherwise than in an empty assessment. The day of the clocks is never stored."""
WORDED = {"service", "today", "place"}
"""Whose words the site brings (tests/decisions/test_compare.py)."""


@pytest.mark.parametrize("name", [row.name for row in fields(Inputs)])
def test_whatever_is_said_otherwise_is_shown(name: str):
    base = Inputs(answers={"B1": Given(2)})
    other = replace(base, **{name: CHANGES[name]})
    found = keys(subject(base), subject(other))
    shown = {"answers", "checks", "weights", "steps", "cost"} & set(found)
    expected = {"gates": "checks"}.get(name, name)
    assert shown == ({expected} if name not in WORDED | {"on"} else set())


def test_evidence_and_notes_are_answers_too_and_an_ungraded_choice_is_an_estimate():
    base = Inputs(answers={"B1": Given(2)})
    noted = Inputs(answers={"B1": Given(2, note="As measured in May.")})
    assert keys(subject(base), subject(noted))[2:] == ["answers"]
    assert keys(subject(base), subject(Inputs(answers={"B1": Given(2, evidence="estimate")}))) == []


def step(name: str, **answers: int) -> StepInputs:
    return StepInputs(name, answers={code: Given(number) for code, number in answers.items()})


def test_steps_are_told_apart_by_name_then_content_then_place():
    """Pay keeps its name and moves to the front; Scan has another name and the same answer; Book is at
    another place than New, so the one is gone and the other is new."""
    before = [step("Scan", B1=2), step("Check"), step("Pay"), step("Book")]
    after = [step("Pay"), step("Read in", B1=2), step("Check"), step("A"), step("New", B1=3)]
    assert pair_steps(before, after) == [
        Pair(2, 0, moved=True),
        Pair(0, 1),
        Pair(1, 2),
        Pair(3, 3),
        Pair(None, 4),
    ]
    assert pair_steps(after, before)[-1] == Pair(4, None)
    assert pair_steps([step("Do"), step("Do")], [step("Do")]) == [Pair(0, 0), Pair(1, None)]


def test_another_edition_is_told_question_by_question_and_has_its_part():
    """A1 in other words and with other effects, B1 gone: its answer is named, and counts no more."""
    model = shipped()
    criteria = [row for row in model.criteria if row.code != "B1"]
    turned = [
        replace(choice, effects={axis: -effect for axis, effect in choice.effects.items()})
        for choice in model.criterion["A1"].choices
    ]
    new = replace(model.criterion["A1"], question="Is it otherwise?", choices=tuple(turned))
    other = replace(model, criteria=tuple(new if row.code == "A1" else row for row in criteria))
    answers = {row.code: Given(row.choices[0].number) for row in model.criteria}
    before = Subject(Result(model, Inputs(answers=answers), EDITION))
    kept = {code: given for code, given in answers.items() if code != "B1"}
    after = Subject(Result(other, Inputs(answers=kept), OTHER))
    sections = compared(side(before), side(after, "Other"))
    shown = as_read({row.key: row for row in sections}, catalogue())
    captions = {row["caption"]: row for row in blocks_of(shown["edition"], "table")}
    ids = [row.id for row in messages([row for row in sections if row.key == "edition"])]
    for one in ("removed", "reworded", "counted", "effects"):
        assert f"compare.edition.{one}" in ids
    assert "compare.edition.added" not in ids
    gone = next(table for table in captions.values() if len(table["columns"]) == 2)
    assert [cell["text"] for cell in gone["rows"][0]] == [
        model.criterion["B1"].question,
        model.criterion["B1"].choices[0].text,
    ]
    parts = [row.id for row in messages(sections) if row.id.startswith("compare.part.")]
    assert "compare.part.edition" in parts
    assert "compare.part.weights" not in parts


def test_rows_of_others_stand_in_their_place():
    """Lines of a cost case come in words."""
    same = subject(Inputs(answers={"B1": Given(2)}))
    row = Differs("Price", ("1", "2"), what="A provider")
    sections = compared(side(same), side(same), [row])
    assert [one.key for one in sections] == ["advice", "scores", "cost"]


def _otherwise(gate: Gate) -> Iterator[Gate]:
    """One thing of a check otherwise: what it does, by itself or by each of its rules, and which answers fire it."""
    yield replace(gate, effect="rules_out_kind", kind="kpo")
    for place, row in enumerate(gate.triggers):
        effect: GateEffect = "warns" if row.effect != "warns" else "fix_first"
        first = replace(row.when[0], choices=frozenset({3}))
        for other in (replace(row, effect=effect), replace(row, when=(first, *row.when[1:]))):
            triggers = list(gate.triggers)
            triggers[place] = other
            yield replace(gate, triggers=tuple(triggers))


def test_what_another_edition_decides_otherwise_reads_otherwise():
    """For every check, and a question with another short name: no two sides of a row read alike."""
    model, words = shipped(), catalogue()
    changed = [
        replace(model, gates=tuple(other if row is gate else row for row in model.gates))
        for gate in model.gates
        for other in _otherwise(gate)
    ]
    short = replace(model.criteria[0], short="In short")
    changed.append(replace(model, criteria=(short, *model.criteria[1:])))
    before = side(subject(Inputs()))
    for other in changed:
        after = side(Subject(Result(other, Inputs(), OTHER), "full"))
        (section,) = edition(before, after)
        rows = [[words.read(cell.text) for cell in row[1:]] for row in _cells(section)]
        assert len(rows) == 2  # the editions, and what differs
        assert [row for row in rows if row[0] == row[1]] == []


def test_weights_of_ones_own_on_both_sides_differ_only_in_numbers():
    codes = [row.code for row in shipped().criteria[:2]]
    one, other = (subject(Inputs(weights={codes[0]: number})) for number in (1, 2))
    (section,) = weights(side(one), side(other))
    words = catalogue()
    assert all(words.read(row[1].text) != words.read(row[2].text) for row in _cells(section))
