"""What checks and ranges make of a document. ``tests.engine.makers.make_tiny`` says what the small ruleset does."""

from dataclasses import replace
from typing import Any

import pytest

from engine.fit.case import Given
from engine.fit.gates import fired_gates
from engine.outcome import WIDE, in_hundred
from report.action_words import said, words
from report.actions import Proposal, proposals
from report.checks import acted_on, fired, fired_checks, fixes, keeps, open_checks
from report.headline import certainty, headline
from report.messages import Message, Text, read
from report.reasons import reasons_against, step_reasons
from report.subject import Subject
from report.summary import verdict
from report.sure import _axis, _limits, sure
from report.turning import change_of, lifts, range_of, turns
from report.versions import before
from tests.decisions.snapshots import (
    REFERENCE_CASES,
    sample_case,
    shipped_result,
    small,
    subject_of,
)
from tests.engine.makers import answers_of, make_criterion, make_gate, make_tiny, measured
from tests.report.cases import subjects

OUT = measured(A1=3, A2=2, B1=1, C5=1, G1=1)
"""Everything measured and on the provider's side: BPO in every draw."""


def id_of(text: Text) -> str:
    """The id of a message."""
    assert isinstance(text, Message)
    return text.id


def capped(subject: Subject) -> list[Any]:
    """The counts of the sentence that says why the word is lower than the number."""
    said = [row for row in verdict(subject).certainty if id_of(row) == "certainty.capped"]
    return [row.values["count"] for row in said if isinstance(row, Message)]


def test_the_strongest_effect_comes_first_among_checks_and_actions() -> None:
    """Rules out, then keeps the decision, then fix first, then a warning, whatever their order."""
    effects = ("warns", "fix_first", "keeps_decision", "rules_out_providers")
    gates = tuple(make_gate(f"KO{place}", effect=row) for place, row in enumerate(effects))
    subject = small(make_tiny(gates=gates), OUT, {row.code: "fires" for row in gates})
    order = [f"KO{place}" for place in (3, 2, 1, 0)]
    told = [*fired_checks(subject, warning=False), *fired_checks(subject, warning=True)]
    assert [row.about.gate for row in told] == order
    assert codes(subject) == ["KO3", "KO0"]  # nothing is handed over
    handed = small(make_tiny(gates=gates[:3]), OUT, {row.code: "fires" for row in gates[:3]})
    assert [row.subjects[0] for row in proposals(handed.result) if row.kind == "fix"] == order[1:]


def test_the_changes_of_a_split_say_which_steps_they_are_about() -> None:
    """They name no change of software, which its headline says nothing of, and are tried on those steps
    alone: another answer of a step is the step's."""
    split = [row for row in subjects() if row.advised.outcome == "split"]
    assert split
    for subject in split:
        for turn in turns(subject.result):
            row = change_of(subject, turn)
            assert turn.steps
            assert row.change is not None
            assert (row.change.steps, bool(row.where)) == (turn.steps, True)
            assert (row.about.step == turn.steps[0]) is (len(turn.steps) == 1)
            now = [subject.advised.steps[place - 1].recommendation for place in turn.steps]
            assert all(one is not None for one in now)


def test_a_check_that_an_answer_fires_leads_to_that_answer() -> None:
    subject = subject_of(shipped_result({"answers": {"E1": 1}}))
    (row,) = fired_checks(subject, warning=False)
    assert (row.about.gate, row.about.criterion) == ("", "E1")


def codes(subject: Subject) -> list[str]:
    """The checks whose action stands."""
    return [row.code for row in acted_on(subject.result)]


def test_a_warning_stands_among_the_checks_and_moves_nothing() -> None:
    ruleset = make_tiny(gates=(make_gate("KO9", effect="warns"),))
    fired, passed = (small(ruleset, OUT, {"KO9": value}) for value in ("fires", "passes"))
    assert verdict(fired) == verdict(passed)
    told = [len(fired_checks(row, warning=True)) for row in (fired, passed)]
    assert (told, fired_checks(fired, warning=False)) == ([1, 0], [])
    assert codes(fired) == ["KO9"]


def test_what_a_rule_only_warns_of_has_an_action_of_its_own_and_never_that_of_its_gate() -> None:
    """The gate's is about the way that it closes. An action that was told of such a rule keeps its words; where
    several close the way, what each asks for stands."""
    for given in ({"F1": 4}, {"E1": 2}, {"A1": 5, "A2": 4}):
        subject = subject_of(shipped_result({"answers": given}))
        (row,) = subject.advised.fired
        gate = subject.ruleset.gate[row.code]
        (rule,) = (one for one in gate.triggers if one.effect == "warns")
        assert row.action == rule.action != gate.action
        assert codes(subject) == [gate.code]
        (found,) = (one for one in proposals(subject.result) if one.kind == "fix")
        assert words(subject.ruleset, Proposal.of(found.key)).what == rule.action
        silent = replace(gate, triggers=(replace(rule, action=""),))
        fired = fired_gates(replace(subject.ruleset, gates=(silent,)), subject.case)
        assert [one.action for one in fired] == [""]
    both = {"service": "payroll", "use_prefilled": True, "answers": {"F1": 5}}
    subject = subject_of(shipped_result({**both, "gates": {"KO1": "fires"}}))
    assert codes(subject) == ["KO1", "KO5"]


def test_every_check_that_is_a_condition_of_the_decision_is_an_action_too() -> None:
    """Also one that fires in steps alone, which are named."""
    seen = set()
    for subject in subjects():
        rows = {row.subjects[0]: row for row in proposals(subject.result) if row.kind == "fix"}
        kept = [row for row in fired(subject.advised) if keeps(row)]
        for one in (*fixes(subject.advised), *kept):
            why = said(subject.result, rows[one.code]).why
            assert (isinstance(why, Message) and why.id == "versions.step") is bool(one.steps)
            seen.add(bool(one.steps))
    assert seen == {True, False}


def test_the_strongest_against_a_split_is_what_its_step_names() -> None:
    """Summary and Why, by one order."""
    seen = 0
    for subject in subjects():
        if subject.advised.outcome == "split":
            for row in reasons_against(subject):
                _, (against, *_) = step_reasons(subject, row.about.step)
                assert (against.question, against.points) == (row.question, row.points)
                seen += 1
    assert seen


def test_a_kept_decision_is_said_behind_a_provider_and_not_behind_own_people() -> None:
    """Own people keep what they do anyway."""
    ruleset = make_tiny(gates=(make_gate("KO14", effect="keeps_decision"),))
    said = {"KO14": "fires"}
    assert id_of(headline(small(ruleset, OUT, said).advised)) == "headline.keeps"
    own = small(ruleset, measured(A1=1, A2=1, B1=2, C5=1, G1=1), said)
    assert id_of(headline(own.advised)) == "headline.nobody.in_house"


def test_the_cap_counts_the_checks_that_hold_the_word_and_none_that_warn() -> None:
    """Own people are held back by none; a word that is leaning by itself needs no excuse."""
    rows = [make_gate("KO1"), make_gate("KO2", effect="fix_first")]
    warning = make_gate("KO9", effect="warns")
    for count in (1, 2):
        ruleset = make_tiny(gates=(*rows[:count], warning))
        assert capped(small(ruleset, OUT)) == [count]
        inside = small(ruleset, measured(A1=1, A2=1))
        assert (inside.advised.confidence, capped(inside)) == ("clear", [])
        assert len(open_checks(inside)) == 1  # the others are about a provider
        assert capped(small(ruleset, answers_of(A1=3))) == []
    assert capped(small(make_tiny(gates=(warning,)), OUT)) == []


def test_what_only_who_is_said_of_is_not_called_open_where_it_has_an_answer() -> None:
    """With software in half of the draws (G1 = 4 gives 2, D1 takes 1.97) only *who* is named."""
    tiny = make_tiny()
    slow = make_criterion("D1", {"automation": -1.0}, {}, weight=1.97)
    ruleset = replace(tiny, criteria=(*tiny.criteria, slow))
    for answers, last in (
        (measured(A1=3, A2=2, B1=1, G1=4), "certainty.clear"),
        (measured(A1=3, A2=2, G1=4), "certainty.open.kind"),
        (measured(A1=1, A2=1, C5=3, G1=4), "certainty.clear"),
    ):
        advised = small(ruleset, {**answers, **measured(D1=1)}).advised
        assert advised.outcome in ("provider", "own")
        assert id_of(certainty(advised)[-1]) == last


def test_what_comes_before_a_headline_is_what_rules_decide_what_to_settle_and_to_automate() -> None:
    kind = make_gate("KO10", effect="rules_out_kind", kind="bpo")
    gates = (make_gate("KO1"), kind, make_gate("KO4", effect="fix_first"))
    passed = {row.code: "passes" for row in gates}
    for code, wanted in (
        ("", []),
        ("KO1", ["before.rules.all"]),
        ("KO10", ["before.rules.bpo"]),
        ("KO4", ["first.fix"]),
    ):
        said = passed | ({code: "fires"} if code else {})
        subject = small(make_tiny(gates=gates), OUT, said)
        assert [row.id for row in before(subject.ruleset, subject.advised)] == wanted


@pytest.mark.parametrize(
    ("choices", "id"),
    [
        ((1, 2), "range.list"),
        ((1, 2, 3), "range.before"),
        ((3, 4, 5), "range.after"),
        ((2, 3, 4), "range.between"),
        ((1, 3, 5), "range.list"),
        ((5,), "range.list"),
    ],
)
def test_a_set_of_answers_is_told_as_a_range(choices: tuple[int, ...], id: str) -> None:
    subject = subject_of(shipped_result(sample_case()))
    turn = next(row for row in turns(subject.result) if row.criterion)
    turn = replace(turn, criterion="A1")
    rows = subject.ruleset.criterion[turn.criterion].choices
    assert [row.number for row in rows] == [1, 2, 3, 4, 5]
    assert id_of(range_of(subject, replace(turn, choices=choices))) == id


def test_every_weight_stands_inside_its_own_range_and_those_of_who_are_all_of_it() -> None:
    """As parts of their own question; what decides on units takes no part of who."""
    for case in (*REFERENCE_CASES.values(), sample_case()):
        subject = subject_of(shipped_result(case))
        if not subject.result.weight_intervals:
            continue
        who = subject.result.whole.who
        assert who is not None
        found = {row.criterion: _limits(subject, row) for row in subject.result.weight_intervals}
        of_who = {code: row[0] for code, row in found.items() if _axis(subject, code) == "sourcing"}
        assert sum(of_who.values()) == pytest.approx(1)
        assert of_who == pytest.approx(who.shares, abs=1e-6)
        for now, low, high in found.values():
            assert (low or 0.0) <= now + 1e-9
            assert now <= (1.0 if high is None else high) + 1e-9
        assert not sure(subject).empty


@pytest.mark.parametrize(
    ("probability", "percent"),
    [
        (0.0, 0),
        (0.0001, 1),
        (0.6499, 64),
        (0.65, 65),
        (0.8996, 89),
        (0.9, 90),
        (0.9999, 99),
        (1.0, 100),
        (0.834, 83),
        (0.835, 84),
    ],
)
def test_rounding_crosses_no_limit(probability: float, percent: int) -> None:
    """89.96 is not yet 90, and 99.99 is not certain."""
    assert in_hundred(probability) == percent


def test_what_nobody_says_is_told_from_what_nobody_knows() -> None:
    given = {"A1": Given(2, evidence="document"), **answers_of(G1=None)}
    subject = small(make_tiny(), given)
    ids = {code: subject.answer(code) for code in ("A1", "C5", "G1")}
    assert ids["A1"] == "A1 choice 2"
    assert [id_of(ids[code]) for code in ("C5", "G1")] == ["answer.none", "answer.unknown"]


def test_what_a_change_leaves_open_of_the_way_that_is_named_is_said_beside_it() -> None:
    """Own people in one place become own people somewhere: told alone that would be no change."""
    seen = set()
    for subject in subjects():
        for row in turns(subject.result) if subject.shows_shares else ():
            now = subject.advised
            if row.steps:
                now = now.steps[row.steps[0] - 1].recommendation or now
            said = change_of(subject, row).then
            if now.outcome in WIDE.get(row.then.outcome, ()) and len(certainty(row.then)) > 1:
                assert id_of(said) == "change.left"
                seen.add((row.then.outcome, bool(row.steps)))
            else:
                assert id_of(said) != "change.left"
    assert {way for way, _ in seen} == {*WIDE}
    assert {is_step for _, is_step in seen} == {True, False}


def test_a_change_of_a_split_is_told_once_with_all_its_steps() -> None:
    """The same question, answers and end in one row, whichever way its steps go now."""
    seen = 0
    for subject in subjects():
        if subject.advised.outcome == "split":
            rows = [(change_of(subject, row), lifts(subject, row)) for row in turns(subject.result)]
            said = [(one.question, read(one.answer), read(one.then), lift) for one, lift in rows]
            assert len(set(said)) == len(said)
            seen += any(row.where and not row.option for row, _ in rows)
    assert seen
