"""What would change it and what to find out: the same questions in the same order, and no chance beside another."""

from collections.abc import Sequence
from math import fsum
from typing import Any

import pytest

from report.actions import proposals
from report.checks import open_checks
from report.document import Answers
from report.facts import facts
from report.headline import goes_out
from report.messages import Message, read
from report.summary import summary
from report.sure import sure
from report.turning import change_of, changes, finds, lifts, rules_together, turns
from tests.decisions.paper_cases import money
from tests.report.cases import subjects
from tests.report.results import ids_of, subject_of

OPEN = {"A1": 3, "A2": 3, "A3": 3, "B3": 3, "C4": 3, "D4": 3}


def asked(blocks: Sequence[Any]) -> list[str]:
    """The questions of the lists that stand there unfolded, each once."""
    rows = [row for block in blocks if isinstance(block, Answers) for row in block.rows]
    return list(dict.fromkeys(row.about.criterion for row in rows))


def test_what_to_find_out_are_the_questions_whose_changes_are_told() -> None:
    """By the chance of all their changes of the advice together, not of those after which only something else comes
    first. Summary, How sure and the actions begin with the same."""
    seen = set()
    for subject in subjects():
        outcome = subject.advised.outcome
        if not subject.shows_shares or outcome == "split":
            continue
        chances: dict[str, float] = {}
        for row in turns(subject.result):
            if row.criterion and change_of(subject, row).option:
                chances[row.criterion] = chances.get(row.criterion, 0.0) + (row.plausibility or 0.0)
        found = finds(subject.result)
        assert {one.criterion for one in found} <= set(chances)
        likely = [one.chance for one in found]
        assert likely == pytest.approx([chances[one.criterion] for one in found])
        assert likely == sorted(likely, reverse=True)
        codes = [one.criterion for one in found]
        parts = {
            part.key: part.blocks for part in (*summary(subject).sections, *sure(subject).sections)
        }
        assert asked(parts["find"]) == codes[:5]
        if outcome == "open" and not subject.is_quick:
            assert asked(parts["decides"]) == codes[:2]
            changing = [code for code in asked(parts["change"]) if code in codes]
            assert changing == sorted(changing, key=codes.index)
            sought = [row.subjects[0] for row in proposals(subject.result) if row.kind == "find"]
            settled = {row.subjects[1] for row in proposals(subject.result) if row.kind == "settle"}
            assert sought == [code for code in codes[:2] if code not in settled]
        seen.add(outcome == "open")
    assert seen == {True, False}


def test_no_change_is_told_twice() -> None:
    """What one question changes to the same headline is one row, whatever of that comes first."""
    more = 0
    software = {"A1": 1, "A2": 1, "B1": 1, "C4": 5, "D1": 5, "E1": 5, "G1": 5}
    for subject in (*subjects(), subject_of({"answers": software})):
        rows = [row for row in turns(subject.result) if row.is_other and row.criterion]
        told = [(row.criterion, row.steps, read(change_of(subject, row).then)) for row in rows]
        assert len(set(told)) == len(told)
        more += len(told) > 1
    assert more


def test_what_lifts_a_rule_is_told_most_plausible_first() -> None:
    """Each question once, by its likeliest answer: a question with a second, unlikely one fell behind others."""
    answers = {
        "A1": 2,
        "A2": 2,
        "B1": 2,
        "B2": 2,
        "B3": 2,
        "B4": 2,
        "C4": 4,
        "D2": 3,
        "D4": 2,
        "E1": 5,
    }
    steps = [{"name": "Sort"}, {"name": "Judge", "answers": {"A1": 5, "A2": 5}}]
    subject = subject_of({"answers": answers | {"F1": 3, "G1": 3}, "steps": steps})
    lifting = [row for row in turns(subject.result) if lifts(subject, row) and row.criterion]
    codes = list(dict.fromkeys(row.criterion for row in lifting))
    assert len(codes) < len(lifting)
    told = [row.about.criterion for row in changes(subject, 9)]
    assert told[: len(codes)] == codes


def test_an_answer_on_cost_is_as_likely_as_the_outcomes_of_the_cost_case() -> None:
    """Whoever answered it: a choice that most outcomes come to was told as likely in 2 of 100 where a person
    had answered another. Pages and JSON alike; without a case what it rests on counts."""
    seen = set()
    for choice in (1, 2, 3, 4, 5):
        answers = {"A1": 3, "A2": 2, "C4": choice}
        case = {"service": "payroll", "use_prefilled": True, "answers": answers}
        subject = subject_of({**case, "cost": money()})
        priced = subject.result.priced
        assert priced is not None
        bands = priced.bands
        assert bands is not None
        for row in turns(subject.result):
            if row.criterion == "C4":
                assert row.plausibility == pytest.approx(
                    fsum(bands[one - 1] for one in row.choices)
                )
                seen.add(choice)
        for flip in facts(subject.result)["flips"]:
            if flip.get("criterion") == "C4":
                told = fsum(bands[one - 1] for one in flip["choices"])
                assert flip["plausibility"] == pytest.approx(told, abs=1e-6)
        alone = subject_of(case).result
        assert alone.chances(alone.case, "C4")[choice] > 0.5
    assert seen


def test_rules_that_the_answers_agree_with_are_not_said_to_be_worth_lifting_together() -> None:
    """To lift one alone changes nothing; where the answers point to own people too, to lift all does not either."""
    rules = {"gates": {"KO1": "fires"}}
    for first, id in ((1, "change.rules"), (5, "change.rules.own")):
        answers = {"A1": first, "A2": first, "B3": first, "C4": 4, "D4": 4, "F1": 5}
        subject = subject_of({"answers": answers, **rules})
        assert len(subject.advised.ruled_by) > 1
        assert list(ids_of(rules_together(subject))) == [id]


def test_only_where_work_goes_out_is_a_check_to_be_known_before_signing() -> None:
    """Else nothing is signed, on the lists of open checks and in the actions alike."""
    seen = set()
    for subject in subjects():
        said = {row.then.id for row in open_checks(subject) if isinstance(row.then, Message)}
        signed = goes_out(subject.advised)
        assert ("check.warns.unsigned" if signed else "check.warns") not in said
        seen |= {(signed, id) for id in said if id.startswith("check.warns")}
    assert len(seen) == 2
