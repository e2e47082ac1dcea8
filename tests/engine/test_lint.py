"""What the check of a working copy says about rulesets that load but should not be published."""

from dataclasses import replace

import pytest

from engine.model.lint import lint
from engine.model.ruleset import (
    Condition,
    Kpi,
    Preset,
    ServiceType,
    Source,
    Theme,
    Trigger,
    TypicalStep,
)
from tests.engine.makers import make_criterion, make_gate, make_ruleset, make_tiny

WORDS = {
    "help": "Help.",
    "why": "Why.",
    "find_out": "Ask.",
    "effects_reason": "So.",
    "sources": ("S1",),
    "quick": True,
    "per_step": True,
}


def criterion(code, *effects, **kwargs):
    return make_criterion(code, *effects, **{**WORDS, **kwargs})


def make_clean(*more, **kwargs):
    """A ruleset without any problem, plus more criteria, and two that only decide, at the end."""
    first = criterion(
        "A1",
        {"sourcing": -1.0, "pooling": 1.0, "automation": 1.0},
        {"sourcing": 1.0, "expertise": 1.0},
        {"sourcing": 1.0, "expertise": -1.0},
    )
    deciding = (
        criterion("A8", {"pooling": -1.0}, {"pooling": 1.0}, decides="units", quick=False),
        criterion("A9", {}, {}, {}, decides="automation", quick=False),
    )
    sources = (Source("S1", "A source"),)
    return make_ruleset(first, *more, *deciding, sources=sources, **kwargs)


def found(ruleset):
    return [(row.id, row.severity, row.path) for row in lint(ruleset)]


def condition(code, *numbers):
    return Condition(code, frozenset(numbers))


def test_a_clean_ruleset_has_no_problem():
    gate = make_gate(
        "KO1", triggers=(Trigger((condition("A1", 1),), "warns", "So."),), sources=("S1",)
    )
    assert found(make_clean(gates=(gate,))) == []


def test_conditions_that_contradict_each_other_make_a_question_unreachable():
    dead = criterion(
        "A2", {"pooling": 1.0}, {"pooling": -1.0}, show_if=(condition("A1", 1), condition("A1", 2))
    )
    assert found(make_clean(dead)) == [("L001", "error", "criteria[1].show_if")]


def test_a_condition_that_every_answer_meets_is_pointed_out():
    row = criterion("A2", {"pooling": 1.0}, {"pooling": -1.0}, show_if=(condition("A1", 1, 2, 3),))
    assert found(make_clean(row)) == [("L014", "warning", "criteria[1].show_if[0]")]


def test_a_question_that_moves_nothing_and_reveals_nothing_is_an_error():
    assert found(make_clean(criterion("A2", {}, {}))) == [("L002", "error", "criteria[1]")]


def test_a_question_that_only_reveals_a_gate_or_the_place_is_fine():
    gate = make_gate(
        "KO5",
        asked=False,
        triggers=(Trigger((condition("A2", 2),), "warns", "So."),),
        sources=("S1",),
    )
    place, old = (
        criterion(code, {}, {}, asked=asked, quick=False, per_step=False, weight=0.0)
        for code, asked in (("A3", "place"), ("A4", "never"))
    )
    assert found(make_clean(criterion("A2", {}, {}), place, old, gates=(gate,))) == []
    deciding = criterion("A2", {}, {}, decides="units")
    assert found(make_clean(deciding)) == []


def test_a_choice_without_effect_is_pointed_out_unless_its_note_or_a_gate_accounts_for_it():
    row = criterion("A2", {"pooling": 1.0}, {}, {"pooling": -1.0})
    assert found(make_clean(row)) == [("L004", "warning", "criteria[1].choices[1]")]
    neutral = replace(row.choices[1], note="Neutral.")
    noted = replace(row, choices=(row.choices[0], neutral, row.choices[2]))
    assert found(make_clean(noted)) == []
    gate = make_gate(
        "KO5",
        asked=False,
        triggers=(Trigger((condition("A2", 2),), "warns", "So."),),
        sources=("S1",),
    )
    assert found(make_clean(row, gates=(gate,))) == []


def test_an_axis_that_no_answer_moves_is_pointed_out():
    ruleset = make_ruleset(criterion("A1", {"sourcing": -1.0}, {"sourcing": 1.0}))
    assert [row.sentence for row in lint(ruleset)] == [
        "No answer has an effect on expertise.",
        "No answer has an effect on pooling.",
        "No answer has an effect on automation.",
    ]


def test_missing_words_are_pointed_out_one_by_one():
    row = make_criterion("A2", {"pooling": 1.0}, {"pooling": -1.0})
    problems = [row for row in lint(make_clean(row)) if row.id == "L006"]
    assert [row.path for row in problems] == [
        "criteria[1].help",
        "criteria[1].why",
        "criteria[1].find_out",
        "criteria[1].effects_reason",
        "criteria[1].sources",
    ]
    assert problems[0].sentence == "Criterion A2 lacks a help text."
    assert problems[1].sentence == "Criterion A2 lacks a reason for asking."


def test_a_gate_that_nothing_can_fire_is_an_error():
    gate = make_gate("KO3", asked=False, sources=("S1",))
    assert found(make_clean(gates=(gate,))) == [("L005", "error", "gates[0]")]


def test_a_trigger_whose_conditions_exclude_each_other_is_an_error():
    both = Trigger((condition("A1", 1), condition("A1", 2)), "warns", "Never.")
    gate = make_gate("KO3", triggers=(both,), sources=("S1",))
    assert found(make_clean(gates=(gate,))) == [("L005", "error", "gates[0].triggers[0]")]


def test_a_trigger_on_a_question_that_the_other_condition_hides_can_never_fire():
    """A2 is shown for A1 = 2 only, the trigger needs A2 with A1 = 1."""
    hidden = criterion("A2", {"pooling": 1.0}, {"pooling": -1.0}, show_if=(condition("A1", 2),))
    never = Trigger((condition("A1", 1), condition("A2", 1)), "warns", "Never.")
    gate = make_gate("KO3", asked=False, triggers=(never,), sources=("S1",))
    assert found(make_clean(hidden, gates=(gate,))) == [
        ("L005", "error", "gates[0]"),
        ("L005", "error", "gates[0].triggers[0]"),
    ]


def test_a_trigger_on_two_questions_can_fire_while_what_hides_them_is_unanswered():
    """A2 wants A1 = 1 and A3 wants A1 = 2, but "I don't know" hides neither."""
    ends = ({"pooling": 1.0}, {"pooling": -1.0})
    two = criterion("A2", *ends, show_if=(condition("A1", 1),))
    three = criterion("A3", *ends, show_if=(condition("A1", 2),))
    both = Trigger((condition("A2", 1), condition("A3", 1)), "warns", "Both.")
    gate = make_gate("KO3", asked=False, triggers=(both,), sources=("S1",))
    assert found(make_clean(two, three, gates=(gate,))) == []


def test_a_gate_without_a_source_is_pointed_out():
    assert found(make_clean(gates=(make_gate("KO4"),))) == [("L006", "warning", "gates[0].sources")]


@pytest.mark.parametrize(("most", "problems"), [(0.5, 1), (1.0, 0), (2.0, 0)])
def test_a_condition_that_is_met_may_pull_a_little_only(most, problems):
    """As a reason, and on any other axis, the same effect is fine."""
    effects = ({"sourcing": -2.0}, {"sourcing": 1.0, "pooling": 2.0})
    row = criterion("A2", *effects, role="condition", most=most)
    expected = [("L012", "error", "criteria[1].choices[1].effects.sourcing")]
    assert found(make_clean(row)) == expected[:problems]
    assert found(make_clean(replace(row, role="reason"))) == []


def test_what_decides_on_automation_needs_a_choice_for_most_and_for_part():
    two = criterion("A2", {"automation": 1.0}, {"automation": 2.0}, decides="automation")
    assert found(make_clean(two)) == [("L011", "error", "criteria[1].choices")]


@pytest.mark.parametrize("change", [{"quick": True}, {"per_step": True}, {"decides": "units"}])
def test_what_is_not_asked_among_the_questions_belongs_to_none_of_their_lists(change):
    plain = {"asked": "place", "quick": False, "per_step": False}
    row = criterion("A2", {}, {}, **{**plain, **change})
    assert found(make_clean(row)) == [("L013", "error", "criteria[1].asked")]


def test_a_short_question_has_nine_words_at_most():
    row = criterion("A2", {"pooling": 1.0}, {"pooling": -1.0}, short="one " * 10)
    assert found(make_clean(row)) == [("L017", "warning", "criteria[1].short")]
    assert found(make_clean(replace(row, short="one " * 9))) == []


def test_the_first_preset_changes_nothing():
    preset = Preset("odd", "Odd", "Other.", {"A1": 3.0})
    assert found(make_clean(presets=(preset,))) == [("L026", "error", "presets[0].weights")]


def test_a_step_is_retained_for_a_reason_only():
    steps = (TypicalStep("Pay", " "), TypicalStep("Approve", "It is your money."))
    service = ServiceType(
        *("pay", "Pay", "transactional", "bpo", "Pay.", {"A1": 1}),
        steps=steps,
        kpis=(Kpi("On time", "100%"),),
    )
    assert found(make_clean(services=(service,))) == [
        ("L027", "error", "services[0].steps[0].retained")
    ]


def test_weights_that_count_nothing_are_found():
    row = criterion("A2", {"pooling": 1.0}, {"pooling": -1.0}, weight=0.0)
    assert found(make_clean(row)) == [("L009", "warning", "criteria[1].weight")]
    only = replace(make_clean(), criteria=(replace(make_clean().criteria[0], weight=0.0),))
    assert found(only) == [
        ("L009", "warning", "criteria[0].weight"),
        ("L015", "error", "criteria"),
    ]


def test_a_preset_that_weighs_everything_nothing_counts_nothing():
    presets = (
        Preset("own", "Own", "As it is.", {}),
        Preset("none", "None", ".", {"A1": 0.0, "A8": 0.0}),
    )
    assert found(make_clean(presets=presets)) == [("L015", "error", "presets[1].weights")]
    assert found(make_clean(presets=())) == [("L016", "warning", "presets")]


def test_a_weight_outside_its_range_is_pointed_out():
    row = criterion("A2", {"pooling": 1.0}, {"pooling": -1.0}, weight_range=(2.0, 3.0))
    assert found(make_clean(row)) == [("L010", "warning", "criteria[1].weight")]


def test_a_theme_without_questions_and_a_quick_screen_without_questions_are_pointed_out():
    clean = make_clean(themes=(Theme("A", "First"), Theme("B", "Empty")))
    assert found(clean) == [("L007", "warning", "themes[1]")]
    slow = replace(clean, criteria=(replace(clean.criteria[0], quick=False),))
    assert ("L008", "warning", "criteria") in found(slow)


def test_a_model_that_asks_nothing_per_step_is_pointed_out():
    clean = make_clean()
    rows = tuple(replace(row, per_step=False) for row in clean.criteria)
    assert found(replace(clean, criteria=rows)) == [("L018", "warning", "criteria")]
    assert clean.step_criteria() == clean.criteria


def test_the_tiny_ruleset_of_the_other_tests_has_warnings_only():
    assert {row.severity for row in lint(make_tiny())} == {"warning"}
