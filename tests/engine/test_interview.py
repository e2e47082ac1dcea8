"""The order of the questions, branches, progress and the task list."""

import pytest

from engine.fit.case import Given
from engine.fit.interview import (
    Consequences,
    Progress,
    asked,
    consequences,
    next_unanswered,
    previous_question,
    progress,
    sections,
)
from tests.engine.makers import (
    NOT_APPLICABLE,
    answers_of,
    make_branching,
    make_criterion,
    make_ruleset,
    make_tiny,
)


def test_questions_come_in_the_order_of_the_ruleset():
    assert asked(make_branching(), {}) == ("A1", "A2", "B1")


def test_the_quick_screen_asks_only_its_own_questions():
    assert asked(make_tiny(), {}, "quick") == ("A1", "B1")
    assert progress(make_tiny(), answers_of(A2=1), "quick") == Progress(0, 2)


def test_what_is_asked_at_the_place_or_not_any_more_is_no_question():
    ruleset = make_ruleset(
        make_criterion("A1", {"sourcing": 1.0}, {}),
        make_criterion("A2", {}, {}, asked="place"),
        make_criterion("A3", {}, {}, asked="never"),
    )
    assert asked(ruleset, {}) == ("A1",)
    assert progress(ruleset, answers_of(A2=1, A3=1)) == Progress(0, 1)
    assert next_unanswered(ruleset, answers_of(A1=1)) is None


def test_going_deeper_keeps_every_answer():
    answers = answers_of(A1=1, B1=2)
    assert progress(make_tiny(), answers, "quick") == Progress(2, 2)
    assert progress(make_tiny(), answers, "full") == Progress(2, 5)
    assert progress(make_tiny(), answers, "adaptive") == Progress(2, 5)
    assert next_unanswered(make_tiny(), answers) == "A2"


def test_resume_never_lands_on_a_hidden_question():
    """Trap 3: after A1 = 1 hides A2, the next open question is B1."""
    assert next_unanswered(make_branching(), answers_of(A1=2)) == "A2"
    assert next_unanswered(make_branching(), answers_of(A1=1)) == "B1"
    assert next_unanswered(make_branching(), answers_of(A1=1, B1=1)) is None


def test_continue_works_from_a_question_that_was_just_hidden():
    assert next_unanswered(make_branching(), answers_of(A1=1), after="A2") == "B1"
    assert next_unanswered(make_tiny(), {}, "quick", after="A2") == "B1"


def test_the_next_unanswered_question_is_looked_for_ahead_and_then_from_the_start():
    ruleset = make_branching()
    assert next_unanswered(ruleset, answers_of(A1=2, A2=2), after="A1") == "B1"
    assert next_unanswered(ruleset, answers_of(B1=2), after="B1") == "A1"
    assert next_unanswered(ruleset, {}) == "A1"
    assert next_unanswered(ruleset, answers_of(A1=1, B1=1), after="A1") is None


def test_back_leads_to_the_shown_question_before():
    ruleset = make_branching()
    assert previous_question(ruleset, answers_of(A1=1), before="B1") == "A1"
    assert previous_question(ruleset, answers_of(A1=2), before="B1") == "A2"
    assert previous_question(ruleset, {}, before="A1") is None
    assert previous_question(ruleset, {}) == "B1"
    assert previous_question(ruleset, answers_of(A1=2, A2=1)) == "A2"


def test_an_unknown_code_is_refused():
    with pytest.raises(ValueError, match="Z9: no such criterion"):
        next_unanswered(make_tiny(), {}, after="Z9")


def test_the_total_changes_as_branches_open_and_close_and_is_never_passed():
    """Trap 2: A2 = 1 hides B1, A1 = 1 hides A2 and so shows B1 again; hidden answers never count."""
    ruleset = make_branching()
    assert progress(ruleset, {}) == Progress(0, 3)
    assert progress(ruleset, answers_of(A1=2, A2=1, B1=1)) == Progress(2, 2)
    assert progress(ruleset, answers_of(A1=1, A2=1, B1=1)) == Progress(2, 2)
    assert progress(ruleset, answers_of(A1=2, A2=2, B1=1)) == Progress(3, 3)


def test_not_knowing_and_not_applying_are_answers_too():
    answers = {**answers_of(A1=None), "A2": NOT_APPLICABLE}
    assert progress(make_branching(), answers) == Progress(2, 3)
    assert asked(make_branching(), answers) == ("A1", "A2", "B1")


def test_the_task_list_has_one_section_per_theme_with_something_to_ask():
    ruleset = make_branching()
    first, second = sections(ruleset, answers_of(A1=2))
    assert (first.theme, first.codes, first.status) == ("A", ("A1", "A2"), "in_progress")
    assert (second.status, second.progress) == ("not_started", Progress(0, 1))
    (only,) = sections(ruleset, answers_of(A1=2, A2=1))
    assert (only.theme, only.status) == ("A", "completed")


def test_an_answer_says_beforehand_what_it_would_set_aside_and_bring_back():
    """Trap 1: A2 holds 1 (which hides B1), B1 holds an answer that is set aside. A1 = 1 hides A2
    and with it what A2 hid: B1 comes back. Changing A1 again undoes both."""
    ruleset = make_branching()
    answers = answers_of(A1=2, A2=1, B1=3)
    assert consequences(ruleset, answers, "A1", Given(1)) == Consequences(
        closes=("A2",), opens=("B1",), set_aside=("A2",), brought_back=("B1",)
    )
    there = {**answers, "A1": Given(1)}
    assert consequences(ruleset, there, "A1", Given(2)) == Consequences(
        closes=("B1",), opens=("A2",), set_aside=("B1",), brought_back=("A2",)
    )
    assert consequences(ruleset, there, "A1", None).brought_back == ("A2",)


def test_a_question_without_an_answer_is_closed_but_not_set_aside():
    assert consequences(make_branching(), {}, "A1", Given(1)) == Consequences(
        closes=("A2",), opens=(), set_aside=(), brought_back=()
    )
