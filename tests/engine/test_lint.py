"""What the check of a working copy says about rulesets that load but should not be published."""

from dataclasses import replace

import pytest

from engine.model.lint import lint
from engine.model.ruleset import Condition, Preset, Source, Theme, Trigger
from tests.engine.makers import make_criterion, make_gate, make_option, make_ruleset, make_tiny

WORDS = {
    "help": "Help.",
    "why": "Why.",
    "find_out": "Ask.",
    "sources": ("S1",),
    "quick": True,
    "per_step": True,
}


def criterion(code, *effects, **kwargs):
    return make_criterion(code, *effects, **{**WORDS, **kwargs})


def make_clean(*more, **kwargs):
    """A ruleset without any problem, plus more criteria."""
    first = criterion(
        "A1",
        {"sourcing": -1.0, "expertise": -1.0},
        {"sourcing": 1.0, "expertise": 1.0},
        {"pooling": 1.0, "automation": 1.0},
    )
    return make_ruleset(first, *more, sources=(Source("S1", "A source"),), **kwargs)


def found(ruleset):
    return [(row.id, row.severity, row.path) for row in lint(ruleset)]


def condition(code, *numbers):
    return Condition(code, frozenset(numbers))


def test_a_clean_ruleset_has_no_problem():
    gate = make_gate(
        "KO1", triggers=(Trigger((condition("A1", 1),), "stop", "So."),), sources=("S1",)
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


@pytest.mark.parametrize("effects", [({}, {}), ({"pooling": 1.0}, {"pooling": 1.0})])
def test_a_question_whose_answers_all_do_the_same_is_an_error(effects):
    assert found(make_clean(criterion("A2", *effects))) == [("L002", "error", "criteria[1]")]


def test_a_question_that_only_reveals_a_gate_or_the_place_is_fine():
    gate = make_gate(
        "KO5",
        fires_on=None,
        triggers=(Trigger((condition("A2", 2),), "stop", "So."),),
        sources=("S1",),
    )
    place = criterion("A3", {}, {}, location_only=True)
    assert found(make_clean(criterion("A2", {}, {}), place, gates=(gate,))) == []


def test_a_choice_without_effect_is_pointed_out_unless_its_note_or_a_gate_accounts_for_it():
    row = criterion("A2", {"pooling": 1.0}, {}, {"pooling": -1.0}, None)
    assert found(make_clean(row)) == [("L004", "warning", "criteria[1].choices[1]")]
    noted = replace(row, choices=(row.choices[0], replace(row.choices[1], note="Neutral.")))
    assert found(make_clean(noted)) == []
    gate = make_gate(
        "KO5",
        fires_on=None,
        triggers=(Trigger((condition("A2", 2),), "stop", "So."),),
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
        "criteria[1].sources",
    ]
    assert problems[0].sentence == "Criterion A2 lacks a help text."
    assert problems[1].sentence == "Criterion A2 lacks a reason for asking."


def test_a_gate_that_nothing_can_fire_is_an_error():
    gate = make_gate("KO3", fires_on=None, sources=("S1",), rules_out=())
    assert found(make_clean(gates=(gate,))) == [("L005", "error", "gates[0]")]


def test_a_trigger_whose_conditions_exclude_each_other_is_an_error():
    both = Trigger((condition("A1", 1), condition("A1", 2)), "stop", "Never.")
    gate = make_gate("KO3", triggers=(both,), sources=("S1",))
    assert found(make_clean(gates=(gate,))) == [("L005", "error", "gates[0].triggers[0]")]


def test_a_trigger_on_a_question_that_the_other_condition_hides_can_never_fire():
    """A2 is shown for A1 = 2 only, the trigger needs A2 with A1 = 1."""
    hidden = criterion("A2", {"pooling": 1.0}, {"pooling": -1.0}, show_if=(condition("A1", 2),))
    never = Trigger((condition("A1", 1), condition("A2", 1)), "stop", "Never.")
    gate = make_gate("KO3", fires_on=None, triggers=(never,), sources=("S1",))
    assert found(make_clean(hidden, gates=(gate,))) == [
        ("L005", "error", "gates[0]"),
        ("L005", "error", "gates[0].triggers[0]"),
    ]


def test_a_trigger_on_two_questions_can_fire_while_what_hides_them_is_unanswered():
    """A2 wants A1 = 1 and A3 wants A1 = 2, but "I don't know" hides neither."""
    ends = ({"pooling": 1.0}, {"pooling": -1.0})
    two = criterion("A2", *ends, show_if=(condition("A1", 1),))
    three = criterion("A3", *ends, show_if=(condition("A1", 2),))
    both = Trigger((condition("A2", 1), condition("A3", 1)), "stop", "Both.")
    gate = make_gate("KO3", fires_on=None, triggers=(both,), sources=("S1",))
    assert found(make_clean(two, three, gates=(gate,))) == []


def test_gates_that_rule_nothing_out_or_never_can_are_pointed_out():
    idle = make_gate("KO1", rules_out=(), sources=("S1",))
    soft = make_gate("KO2", severity="caution", sources=("S1",))
    bare = make_gate("KO4", rules_out=("in_house",))
    assert found(make_clean(gates=(idle, soft, bare))) == [
        ("L011", "warning", "gates[0].rules_out"),
        ("L011", "warning", "gates[1].rules_out"),
        ("L013", "warning", "gates[2].rules_out"),
        ("L006", "warning", "gates[2].sources"),
    ]


def test_weights_that_count_nothing_are_found():
    row = criterion("A2", {"pooling": 1.0}, {"pooling": -1.0}, weight=0.0)
    assert found(make_clean(row)) == [("L009", "warning", "criteria[1].weight")]
    only = replace(make_clean(), criteria=(replace(make_clean().criteria[0], weight=0.0),))
    assert found(only) == [
        ("L009", "warning", "criteria[0].weight"),
        ("L015", "error", "criteria"),
        ("L015", "error", "presets[0].themes"),
    ]


def test_a_preset_that_weighs_only_empty_themes_counts_nothing():
    preset = Preset("none", "None", "Nothing.", {"A": 0.0})
    assert found(make_clean(presets=(preset,))) == [("L015", "error", "presets[0].themes")]
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
    whole = replace(clean, criteria=(replace(clean.criteria[0], per_step=False),))
    assert found(whole) == [("L018", "warning", "criteria")]
    assert clean.step_criteria() == clean.criteria


def test_options_that_cannot_be_moved_or_told_apart_are_errors():
    clean = make_clean()
    options = (
        make_option("in_house", {}),
        *clean.options[1:4],
        make_option("kpo", clean.options[3].profile),
    )
    assert found(replace(clean, options=options)) == [
        ("L012", "error", "options[0].profile"),
        ("L017", "error", "options[4].profile"),
    ]


def test_the_tiny_ruleset_of_the_other_tests_has_warnings_only():
    assert {row.severity for row in lint(make_tiny())} == {"warning"}
