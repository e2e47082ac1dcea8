"""Definitions that load, that are refused with a path and a sentence, and that survive a dump."""

import copy
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.fit.case import Case
from engine.model.dump import dump
from engine.model.lint import lint
from engine.model.load import InvalidRuleset, load, usable
from engine.model.reading import Problem
from engine.model.ruleset import Fact, Kpi, ServiceType
from engine.recommendation import recommend
from tests.engine.makers import make_rich, make_tiny
from tests.engine.strategies import rulesets

RICH = dump(make_rich())


@given(rulesets())
def test_what_is_dumped_loads_as_the_same_ruleset(ruleset):
    definition = dump(ruleset)
    assert load(definition) == ruleset
    assert load(json.loads(json.dumps(definition))) == ruleset
    assert json.dumps(dump(load(definition))) == json.dumps(definition)


def test_the_canonical_form_leaves_defaults_out_and_writes_whole_numbers_whole():
    criterion = RICH["criteria"][5]
    assert criterion == {
        "code": "B2",
        "theme": "B",
        "name": "Name of B2",
        "question": "Question B2, in full?",
        "short": "B2?",
        "weight": 1,
        "choices": [
            {"number": 1, "text": "B2 choice 1", "effects": {"pooling": -0.5}},
            {"number": 2, "text": "B2 choice 2", "effects": {"pooling": 1}},
        ],
        "show_if": [{"criterion": "A1", "choices": [2, 3]}],
    }
    assert RICH["services"][0]["kpis"] == [
        {"name": "Cost", "target": "Low", "mark": "reported", "sources": ["S1"]}
    ]
    assert list(RICH) == [
        "format",
        "title",
        "options",
        "themes",
        "criteria",
        "gates",
        "presets",
        "lines",
        "services",
        "sources",
    ]


def test_an_assumption_is_written_for_facts_and_left_out_for_kpis():
    ruleset = make_tiny(
        services=(
            ServiceType(
                slug="x",
                name="X",
                family="expert",
                label="kpo",
                summary="X.",
                prefilled={},
                kpis=(Kpi("Time", "Short"),),
                notes=(Fact("So it seems."),),
            ),
        )
    )
    (service,) = dump(ruleset)["services"]
    assert service["kpis"] == [{"name": "Time", "target": "Short"}]
    assert service["notes"] == [{"text": "So it seems.", "mark": "assumption"}]
    assert load(dump(ruleset)) == ruleset


def test_services_and_sources_may_be_left_out():
    definition = dump(make_tiny())
    del definition["services"], definition["sources"]
    assert load(definition) == make_tiny()


def test_an_effect_of_zero_is_read_as_no_effect():
    definition = copy.deepcopy(RICH)
    definition["criteria"][0]["choices"][1]["effects"] = {"sourcing": 0, "pooling": 0.0}
    assert load(definition) == make_rich()


@pytest.mark.parametrize("definition", [None, [], "text", 5, True])
def test_anything_but_an_object_is_refused_once(definition):
    with pytest.raises(InvalidRuleset) as refused:
        load(definition)
    first = refused.value.problems[0]
    assert (first.id, first.path) == ("R001", "")
    assert "The definition must be an object" in str(refused.value)


def paths_of(value, path=()):
    """Every place in a JSON value, as a sequence of keys."""
    yield path
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from paths_of(inner, (*path, key))
    if isinstance(value, list):
        for place, inner in enumerate(value):
            yield from paths_of(inner, (*path, place))


PLACES = [path for path in paths_of(RICH) if path]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 10**30) | st.floats() | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=4,
)


@given(st.sampled_from(PLACES), JSON)
def test_any_damage_is_either_refused_with_sentences_or_leaves_a_ruleset_that_works(path, value):
    definition = copy.deepcopy(RICH)
    *way, last = path
    inner = definition
    for key in way:
        inner = inner[key]
    inner[last] = value
    problems = None
    try:
        ruleset = load(definition)
    except InvalidRuleset as invalid:
        problems = invalid.problems
    if problems is None:
        recommend(ruleset, Case({}, {}))
        assert all(isinstance(row, Problem) for row in lint(ruleset))
        assert load(dump(ruleset)) == ruleset
    else:
        assert problems
        assert all(row.sentence and len(row.path.splitlines()) <= 1 for row in problems)
        rest = usable(definition)
        assert rest is None or recommend(rest, Case({}, {})).outcome
