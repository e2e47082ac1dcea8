"""The JSON input: what is read, and the one sentence for everything that is not."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.intake import Request, read
from engine.model.reading import InvalidInput
from engine.model.ruleset import Condition, Preset, ServiceType, Trigger
from engine.scoring import UNKNOWN, Given, evaluate
from engine.split import Step, split
from tests.engine.makers import make_gate, make_tiny

SERVICE = ServiceType(
    slug="payroll",
    name="Payroll",
    family="transactional",
    label="bpo",
    summary="Pay people.",
    prefilled={"A1": 3, "B1": 1},
)


def make_asked():
    """The tiny ruleset with two asked gates, one that A1 reveals, one preset and one service."""
    revealed = make_gate(
        "KO3",
        fires_on=None,
        triggers=(Trigger((Condition("A1", frozenset({1})),), "stop", "No provider."),),
    )
    return make_tiny(
        gates=(make_gate("KO1"), make_gate("KO2", fires_on="no"), revealed),
        presets=(Preset("usual", "Usual", "As usual.", {"A": 4.0, "B": 2.0}),),
        services=(SERVICE,),
    )


def problems_of(document):
    with pytest.raises(InvalidInput) as refused:
        read(make_asked(), document)
    return list(refused.value.problems)


def test_every_form_of_an_answer_is_read():
    request = read(
        make_asked(),
        {
            "service": "payroll",
            "answers": {
                "A1": 2,
                "A2": {"choice": 3, "evidence": "estimate", "note": "Ask Ann."},
                "B1": {"choice": "not_applicable", "reason": "No such work."},
            },
            "gates": {
                "KO1": {"value": "yes", "evidence": "document", "note": "§ 4"},
                "KO2": "unknown",
            },
            "weights": {"A": 8},
            "use_prefilled": False,
        },
    )
    assert request.case.answers == {
        "A1": Given(2),
        "A2": Given(3, evidence="estimate", note="Ask Ann."),
        "B1": Given(None, "not_applicable", reason="No such work."),
    }
    assert request.case.gates == {"KO1": "yes", "KO2": "unknown"}
    assert request.case.weights == {"A1": 6, "A2": 2, "B1": 2}
    assert request.case.service == "payroll"
    assert request.prefilled == ()


def test_unknown_can_be_written_short_or_long():
    ruleset = make_asked()
    for answer in ("unknown", {"choice": "unknown"}):
        assert read(ruleset, {"answers": {"A1": answer}}).case.answers == {"A1": UNKNOWN}


def test_steps_are_read_in_order_with_their_own_answers_and_reasons():
    request = read(
        make_asked(),
        {
            "answers": {"A1": 2},
            "steps": [
                {"name": " Scan ", "answers": {"B1": {"choice": 1, "evidence": "measured"}}},
                {"name": "Scan"},
                {"name": "Sign", "gates": {"KO1": {"value": "yes"}}, "kept_inside": "The law."},
            ],
        },
    )
    assert request.steps == (
        Step("Scan", {"B1": Given(1, evidence="measured")}),
        Step("Scan"),
        Step("Sign", gates={"KO1": "yes"}, kept_inside="The law."),
    )
    assert request.case.answers == {"A1": Given(2)}


def test_everything_may_be_left_out():
    request = read(make_asked(), {})
    assert request == read(make_asked(), {"service": None, "weights": None})
    assert (request.case.answers, request.case.gates, request.case.service) == ({}, {}, None)
    assert request.case.weights == {"A1": 3, "A2": 1, "B1": 2}
    assert request.steps == ()


def test_prefilled_answers_count_only_when_asked_for_and_given_ones_win():
    """Trap 8: naming the service type alone answers nothing."""
    ruleset = make_asked()
    document = {"service": "payroll", "answers": {"A1": 1}}
    assert read(ruleset, document).case.answers == {"A1": Given(1)}
    request = read(ruleset, {**document, "use_prefilled": True})
    assert request.case.answers == {"A1": Given(1), "B1": Given(1)}
    assert request.prefilled == ("B1",)


@pytest.mark.parametrize(
    ("document", "sentence"),
    [
        ([], "The input must be one JSON object, in braces."),
        (None, "The input must be one JSON object, in braces."),
        (
            {"answer": {}},
            "answer: unknown key; the keys are service, answers, gates, weights, use_prefilled, steps",
        ),
        ({"service": "cooking"}, "service: 'cooking' is not the slug of a service type"),
        ({"service": ["payroll"]}, "service: a list is not the slug of a service type"),
        ({"service": 3}, "service: 3 is not the slug of a service type"),
        ({"answers": [1]}, "answers: a list is not an object, in braces"),
        ({"answers": None}, "answers: null is not an object, in braces"),
        ({"answers": {"Z9": 1}}, "answers.Z9: there is no such criterion"),
        ({"answers": {"A1": 9}}, "answers.A1: 9 is not one of the choices 1 to 3"),
        ({"answers": {"A1": 0}}, "answers.A1: 0 is not one of the choices 1 to 3"),
        ({"answers": {"A1": -1}}, "answers.A1: -1 is not one of the choices 1 to 3"),
        ({"answers": {"A1": 2.0}}, "answers.A1: 2.0 is not one of the choices 1 to 3"),
        ({"answers": {"A1": True}}, "answers.A1: true is not one of the choices 1 to 3"),
        ({"answers": {"A1": "2"}}, "answers.A1: '2' is not one of the choices 1 to 3"),
        ({"answers": {"A1": None}}, "answers.A1: null is not one of the choices 1 to 3"),
        ({"answers": {"A1": [1]}}, "answers.A1: a list is not one of the choices 1 to 3"),
        (
            {"answers": {"A1": {"choice": 9}}},
            "answers.A1.choice: 9 is not one of the choices 1 to 3",
        ),
        ({"answers": {"A1": {}}}, "answers.A1: the key choice is missing"),
        (
            {"answers": {"A1": {"choice": 1, "why": ""}}},
            "answers.A1.why: unknown key; the keys are choice, evidence, reason, note",
        ),
        (
            {"answers": {"A1": {"choice": 1, "evidence": "guess"}}},
            "answers.A1.evidence: 'guess' is not one of measured, document, estimate",
        ),
        ({"answers": {"A1": {"choice": 1, "note": 5}}}, "answers.A1.note: 5 is not a text"),
        (
            {"answers": {"A1": {"choice": 1, "reason": None}}},
            "answers.A1.reason: null is not a text",
        ),
        (
            {"gates": {"KO9": "yes"}},
            "gates.KO9: there is no such gate; the gates asked are KO1, KO2",
        ),
        (
            {"gates": {"KO3": "yes"}},
            "gates.KO3: KO3 is not asked, the answers to A1 reveal it; "
            "the gates asked are KO1, KO2",
        ),
        ({"gates": {"KO1": True}}, "gates.KO1: true is not one of yes, no, unknown"),
        ({"gates": {"KO1": "maybe"}}, "gates.KO1: 'maybe' is not one of yes, no, unknown"),
        ({"gates": {"KO1": {}}}, "gates.KO1: the key value is missing"),
        (
            {"gates": {"KO1": {"value": "maybe"}}},
            "gates.KO1.value: 'maybe' is not one of yes, no, unknown",
        ),
        (
            {"gates": {"KO1": {"value": "yes", "evidence": "guess"}}},
            "gates.KO1.evidence: 'guess' is not one of measured, document, estimate",
        ),
        ({"gates": {"KO1": {"value": "yes", "note": 5}}}, "gates.KO1.note: 5 is not a text"),
        (
            {"gates": {"KO1": {"value": "yes", "why": ""}}},
            "gates.KO1.why: unknown key; the keys are value, evidence, note",
        ),
        ({"gates": []}, "gates: a list is not an object, in braces"),
        ({"weights": 5}, "weights: 5 is not a preset or an object of weights"),
        ({"weights": "unusual"}, "weights: 'unusual' is not one of the presets (usual)"),
        ({"weights": {"A": -1}}, "weights.A: -1 is not a number from 0 to 1000000"),
        (
            {"weights": {"A": 1, "B1": 1}},
            "weights: give weights to themes (A) or to criteria (B1), not both",
        ),
        ({"use_prefilled": 1}, "use_prefilled: 1 is not true or false"),
        ({"use_prefilled": True}, "use_prefilled: name a service type to take the answers from"),
        ({"steps": {}}, "steps: an object is not a list, in square brackets"),
        ({"steps": None}, "steps: null is not a list, in square brackets"),
        ({"steps": [{"name": "x"}] * 101}, "steps: 101 are too many; the most is 100"),
        ({"steps": ["Scan"]}, "steps[0]: 'Scan' is not an object, in braces"),
        ({"steps": [{"name": "Scan"}, {}]}, "steps[1].name: the step needs a name"),
        ({"steps": [{"name": " \n"}]}, "steps[0].name: the step needs a name"),
        ({"steps": [{"name": 5}]}, "steps[0].name: 5 is not a text"),
        (
            {"steps": [{"name": "Scan", "advice": "bpo"}]},
            "steps[0].advice: unknown key; the keys are name, answers, gates, kept_inside",
        ),
        (
            {"steps": [{"name": "Scan", "answers": {"A1": 9}}]},
            "steps[0].answers.A1: 9 is not one of the choices 1 to 3",
        ),
        (
            {"steps": [{"name": "Scan", "answers": {"A1": {"choice": 1, "why": ""}}}]},
            "steps[0].answers.A1.why: unknown key; the keys are choice, evidence, reason, note",
        ),
        (
            {"steps": [{"name": "Scan", "answers": {"Z9": 1}}]},
            "steps[0].answers.Z9: there is no such criterion",
        ),
        (
            {"steps": [{"name": "Scan", "gates": {"KO1": "maybe"}}]},
            "steps[0].gates.KO1: 'maybe' is not one of yes, no, unknown",
        ),
        (
            {"steps": [{"name": "Scan", "gates": ["KO1"]}]},
            "steps[0].gates: a list is not an object, in braces",
        ),
        (
            {"steps": [{"name": "Scan", "kept_inside": True}]},
            "steps[0].kept_inside: true is not a text",
        ),
    ],
)
def test_bad_input_gets_one_sentence_that_names_the_key(document, sentence):
    assert problems_of(document) == [sentence]


def test_all_problems_are_told_at_once():
    document = {
        "service": "cooking",
        "answers": {"A1": 9, "Z9": 1},
        "gates": {"KO1": "maybe"},
        "weights": {"A": -1},
        "use_prefilled": True,
    }
    assert [problem.split(":")[0] for problem in problems_of(document)] == [
        "service",
        "answers.A1",
        "answers.Z9",
        "gates.KO1",
        "weights.A",
    ]


def test_a_criterion_that_always_applies_cannot_be_waved_away():
    ruleset = make_asked()
    first = replace(ruleset.criteria[0], not_applicable=False)
    strict = replace(ruleset, criteria=(first, *ruleset.criteria[1:]))
    with pytest.raises(InvalidInput) as refused:
        read(strict, {"answers": {"A1": "not_applicable"}})
    assert refused.value.problems == ("answers.A1: A1 always applies",)


def test_choices_with_a_gap_are_listed_one_by_one():
    ruleset = make_asked()
    first = ruleset.criteria[0]
    gap = replace(first, choices=(first.choices[0], first.choices[2]))
    with pytest.raises(InvalidInput) as refused:
        read(replace(ruleset, criteria=(gap, *ruleset.criteria[1:])), {"answers": {"A1": 2}})
    assert refused.value.problems == ("answers.A1: 2 is not one of the choices 1, 3",)


def test_a_long_value_is_cut_and_stays_on_one_line():
    for document in (
        {"answers": {"A1": "x\n" * 1000}},
        {"answers": {"x\n" * 1000: 1}},
        {"gates": {"\u2028": "yes"}},
        {"weights": {"\n": 1}},
        {"a\nb": 1},
    ):
        (problem,) = problems_of(document)
        assert len(problem.splitlines()) == 1
        assert len(problem) < 150


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)
KEYED = st.fixed_dictionaries(
    {},
    optional={
        "service": st.sampled_from(["payroll", "x"]) | JSON,
        "answers": st.dictionaries(st.sampled_from(["A1", "A2", "B1"]), st.integers(1, 3) | JSON),
        "gates": st.dictionaries(st.sampled_from(["KO1", "KO3"]), st.sampled_from(["yes"]) | JSON),
        "weights": st.dictionaries(st.sampled_from(["A", "B", "A1"]), st.floats() | JSON) | JSON,
        "use_prefilled": st.booleans() | JSON,
        "steps": st.lists(
            st.fixed_dictionaries({"name": st.text()}, optional={"answers": JSON, "gates": JSON})
            | JSON
        )
        | JSON,
    },
)


@given(JSON | KEYED)
def test_any_json_is_either_read_and_evaluated_or_refused_with_sentences(document):
    ruleset = make_asked()
    problems = None
    try:
        request = read(ruleset, document)
    except InvalidInput as invalid:
        problems = invalid.problems
    if problems is None:
        assert isinstance(request, Request)
        assert json.dumps(evaluate(ruleset, request.case).margin)
        assert len(split(ruleset, request.case, request.steps).steps) == len(request.steps)
    else:
        assert problems
        assert all(len(problem.splitlines()) == 1 for problem in problems)
