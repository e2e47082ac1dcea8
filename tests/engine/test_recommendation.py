"""What is advised: answers, shares, headline and words, by hand and by what must always hold."""

from dataclasses import replace
from typing import Any

import pytest

from engine.fit.case import UNKNOWN, Case, Today
from engine.model.ruleset import Lines
from engine.outcome import CLEAR
from engine.recommendation import recommend
from report.hundred import ways_in_hundred
from report.result import ways_of
from tests.engine.makers import (
    NOT_APPLICABLE,
    answers_of,
    case_of,
    make_criterion,
    make_gate,
    make_ruleset,
    make_tiny,
    measured,
)

FOUR = ("in_house", "shared_service", "bpo", "kpo")


def advise(answers, today=Today(), **kwargs) -> Any:  # noqa: B008 - frozen
    ruleset = make_tiny(**kwargs)
    return recommend(ruleset, replace(case_of(ruleset, answers), today=today))


def test_measured_answers_on_one_side_are_clear():
    """Every draw is the same in sign: A1 and A2 at their best, B1 routine."""
    found = advise(measured(A1=3, A2=2, B1=1, C5=1, G1=1))
    assert (found.outcome, found.confidence, found.probability) == ("bpo", "clear", 1)
    assert (found.who.answer, found.kind.answer, found.inside) == ("provider", "bpo", None)
    assert found.outcomes == {**dict.fromkeys(FOUR, 0), "automate": 0, "bpo": 1}
    assert found.known_share == 1


def test_own_people_are_in_house_unless_several_units_do_the_work():
    """C5 = 1 and C5 unknown ask nothing; C5 = 3 pools: 2 against a line of 2 / 8."""
    for answers in (
        measured(A1=1, A2=1, C5=1),
        measured(A1=1, A2=1),
        {**measured(A1=1, A2=1), "C5": UNKNOWN},
    ):
        found = advise(answers)
        assert (found.outcome, found.inside) == ("in_house", None)
    found = advise(measured(A1=1, A2=1, C5=3))
    assert (found.outcome, found.inside.answer) == ("shared_service", "shared_service")
    assert (found.inside.value, found.inside.reach, found.inside.line) == (2, 2, 0.125)


def test_a_shared_service_that_serves_all_as_one_unit_is_kept():
    """Nothing is left to pool, and nobody asked to take it apart; unanswered, its place stays unknown."""
    one = measured(A1=1, A2=1, C5=1)
    for today, place in (
        (Today("own"), "in_house"),
        (Today("mixed"), "in_house"),
        (Today("shared_service"), "shared_service"),
    ):
        found = advise(one, today)
        assert (found.outcome, found.inside) == (place, None)
        assert found.outcomes == {**dict.fromkeys(FOUR, 0), "automate": 0, place: 1}
        assert ways_in_hundred(found)[place] == 100
        assert ways_of(found) == (place,)
    unsaid = advise(measured(A1=1, A2=1), Today("shared_service"))
    assert (unsaid.outcome, unsaid.units_unknown) == ("in_house", True)


def test_a_high_inside_line_keeps_the_work_where_it_is():
    """C5 = 2 gives 1 of a reach of 2, below a line of 0.6."""
    found = advise(measured(A1=1, A2=1, C5=2), lines=Lines(0.125, 0.6))
    assert (found.outcome, found.inside.answer) == ("in_house", "in_house")


def test_software_comes_before_everybody_when_it_could_do_most_of_it():
    """G1 = 4 is the last choice: most; G1 = 3 is part, G1 = 2 and unknown none."""
    most = advise(measured(A1=3, A2=2, B1=1, G1=4))
    assert (most.outcome, most.before.automate, most.who.answer) == ("automate", "most", "provider")
    assert (most.probability, most.confidence, most.before.probability) == (1, "clear", 1)
    part = advise(measured(A1=3, A2=2, B1=1, G1=3))
    assert (part.outcome, part.before.automate) == ("bpo", "part")
    for answers in (measured(A1=3, A2=2, B1=1, G1=2), measured(A1=3, A2=2, B1=1)):
        found = advise(answers)
        assert (found.before.automate, found.before.probability) == ("none", 1)


def test_a_headline_about_software_needs_a_sum_above_nothing():
    """G1 = 4 gives 2 of weight 1, D1 = 1 takes 2 of weight 3: -1."""
    ruleset = make_tiny()
    against = make_criterion("D1", {"automation": -2.0}, {}, weight=3.0)
    ruleset = replace(ruleset, criteria=(*ruleset.criteria, against))
    found: Any = recommend(ruleset, case_of(ruleset, measured(A1=3, A2=2, B1=1, G1=4, D1=1)))
    assert (found.outcome, found.before.automate) == ("bpo", "none")
    assert found.before.probability > CLEAR


def test_without_a_question_about_the_kind_only_a_provider_is_said():
    ruleset = make_ruleset(make_criterion("A1", {"sourcing": -1.0}, {"sourcing": 1.0}))
    found: Any = recommend(ruleset, case_of(ruleset, measured(A1=2)))
    assert (found.outcome, found.kind) == ("provider", None)
    assert (found.outcomes["bpo"], found.outcomes["kpo"]) == (0.5, 0.5)


def test_a_kind_that_nobody_knows_is_not_named():
    """B1 unknown: half the draws on either side of nothing, so "provider" is all that is said."""
    found = advise(measured(A1=3, A2=2))
    assert (found.outcome, found.confidence) == ("provider", found.who.confidence)
    assert found.kind.answer == "bpo"
    assert found.kind.confidence == "open"


def test_under_a_third_of_who_it_is_too_early_for_a_headline():
    """A2 is a sixth of the weight, B1 a third of it."""
    early = advise(measured(A2=1))
    assert (early.outcome, early.confidence) == ("open", "early")
    assert early.who.answer == "own"
    assert sum(early.outcomes.values()) == pytest.approx(1)
    assert advise(measured(B1=1)).confidence != "early"


@pytest.mark.parametrize(
    "answers",
    [
        {},
        {"A1": UNKNOWN, "G1": UNKNOWN},
        dict.fromkeys(("A1", "A2", "B1"), NOT_APPLICABLE),
        dict.fromkeys(("A1", "A2", "B1", "C5", "G1"), NOT_APPLICABLE),
    ],
)
def test_without_an_answer_nothing_is_said(answers):
    found = advise(answers)
    assert (found.outcome, found.confidence, found.probability) == ("none", "none", None)
    assert (found.who, found.inside, found.kind, found.before) == (None,) * 4
    assert found.outcomes is None


def test_an_open_gate_that_does_more_than_warn_caps_the_word_of_who():
    answers = measured(A1=3, A2=2, B1=1)
    open_gate = advise(answers, gates=(make_gate("KO2", effect="fix_first"),))
    assert (open_gate.outcome, open_gate.confidence, open_gate.probability) == ("bpo", "leaning", 1)
    assert (open_gate.who.confidence, open_gate.kind.confidence) == ("leaning", "clear")
    assert open_gate.open_gates == ("KO2",)
    warning = advise(answers, gates=(make_gate("KO9", effect="warns"),))
    assert (warning.confidence, warning.open_gates) == ("clear", ("KO9",))
    software = advise(measured(A1=3, G1=4), gates=(make_gate("KO2", effect="fix_first"),))
    assert (software.outcome, software.confidence) == ("automate", "leaning")
    assert (open_gate.capped, warning.capped, software.capped) == (True, False, True)


@pytest.mark.parametrize(
    "details",
    [
        {"effect": "rules_out_providers"},
        {"effect": "rules_out_kind", "kind": "bpo"},
        {"effect": "fix_first"},
        {"effect": "keeps_decision"},
    ],
)
def test_an_open_gate_holds_back_no_word_for_own_people(details):
    """Whatever gate fires, none moves work from your own people to a provider."""
    gates = (make_gate("KO1"), make_gate("KO2", **details))
    inside = advise(measured(A1=1, A2=1), gates=gates)
    assert (inside.outcome, inside.confidence, inside.capped) == ("in_house", "clear", False)
    assert inside.open_gates == ("KO1", "KO2")
    software = advise(measured(A1=1, A2=1, G1=4), gates=gates)
    assert (software.outcome, software.confidence, software.capped) == ("automate", "clear", False)
    ruleset = make_tiny(gates=gates)
    ruled: Any = recommend(ruleset, Case(measured(A1=3, A2=2, B1=1), {"KO1": "fires"}))
    assert (ruled.outcome, ruled.confidence, ruled.capped) == ("in_house", "clear", False)


def test_a_provider_of_today_and_a_weak_balance_open_the_headline():
    """A1 = 2, A2 = 2, B1 = 2: 0.5 / 6 against a line of 8.5 / 48: own, but near."""
    answers = measured(A1=2, A2=2, B1=2)
    for done_by in ("", "own", "shared_service", "mixed", "nobody"):
        assert advise(answers, Today(done_by)).outcome == "in_house"
    found = advise(answers, Today("provider"))
    assert (found.outcome, found.confidence) == ("open", "open")
    assert (found.who.answer, found.probability) == ("own", found.who.probability)
    far = advise(measured(A1=1, A2=1), Today("provider"))
    assert far.outcome == "in_house"
    ruleset = make_tiny(gates=(make_gate("KO1"),))
    case = Case(answers, {"KO1": "fires"}, today=Today("provider"))
    assert recommend(ruleset, case).outcome == "in_house"


def test_a_number_of_a_choice_that_there_never_was_is_refused():
    with pytest.raises(ValueError, match="A1"):
        advise(answers_of(A1=9))


def test_a_former_choice_is_read_as_unknown():
    former = make_criterion(
        "A2", {"sourcing": -2.0}, {"sourcing": 0.5}, read_as_unknown=frozenset({3})
    )
    tiny = make_tiny()
    ruleset = replace(tiny, criteria=(tiny.criteria[0], former, *tiny.criteria[2:]))
    with_it = recommend(ruleset, case_of(ruleset, measured(A1=3, A2=3)))
    assert with_it == recommend(ruleset, case_of(ruleset, measured(A1=3)))


def test_the_numbers_of_a_question_fit_each_other():
    """A1 = 3, A2 = 1 (see test_axes): 200 / 8.5 points."""
    found = advise(measured(A1=3, A2=1))
    who = found.who
    assert (who.value, who.reach, who.line) == (0.666667, 1.416667, 0.125)
    assert (who.score, who.score_line) == (73.529412, 56.25)
    assert [(row.criterion, row.points) for row in who.contributions] == [
        ("A1", 35.294118),
        ("A2", -11.764706),
    ]
