"""The JSON input: what is read, and the one sentence for everything that is not."""

import json
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.fit.case import UNKNOWN, Given, GivenGate, Step, Today
from engine.inputs import Inputs, StepInputs, case_of, plain, steps_of
from engine.intake import read
from engine.model.reading import InvalidInput
from engine.recommendation import recommend
from tests.engine.makers import make_asked


def problems_of(document):
    with pytest.raises(InvalidInput) as refused:
        read(make_asked(), document)
    return list(refused.value.problems)


def test_every_form_of_an_answer_is_read():
    inputs = read(
        make_asked(),
        {
            "format": 2,
            "service": "payroll",
            "today": {"done_by": "provider", "contract_ends": "2027-03-31"},
            "answers": {
                "A1": 2,
                "A2": {"choice": 2, "evidence": "document", "note": "Ask Ann."},
                "B1": {"choice": "not_applicable", "reason": "No such work."},
            },
            "gates": {
                "KO1": {"value": "fires", "evidence": "document", "note": "§ 4"},
                "KO2": "unknown",
            },
            "weights": {"A": 8},
            "use_prefilled": False,
        },
    )
    assert inputs == Inputs(
        answers={
            "A1": Given(2, evidence="estimate"),
            "A2": Given(2, evidence="document", note="Ask Ann."),
            "B1": Given(None, "not_applicable", reason="No such work."),
        },
        gates={"KO1": GivenGate("fires", "document", "§ 4"), "KO2": GivenGate("unknown")},
        weights={"A": 8},
        service="payroll",
        today=Today("provider", date(2027, 3, 31)),
    )
    case = case_of(make_asked(), inputs)
    assert case.gates == {"KO1": "fires", "KO2": "unknown"}
    assert (case.weights["A1"], case.weights["A2"], case.weights["B1"]) == (6, 2, 2)


def test_unknown_can_be_written_short_or_long():
    ruleset = make_asked()
    for answer in ("unknown", {"choice": "unknown"}):
        assert read(ruleset, {"answers": {"A2": answer}}).answers == {"A2": UNKNOWN}


def test_the_number_of_a_former_choice_is_kept_and_counts_as_unknown():
    """So an old answer has one digest, whether it is read from its table or from a written result."""
    ruleset = make_asked()
    unknown = read(ruleset, {"answers": {"A1": 2, "A2": "unknown"}})
    for answer in (3, {"choice": 3}):
        inputs = read(ruleset, {"answers": {"A1": 2, "A2": answer}})
        assert inputs.answers["A2"] == Given(3, evidence="estimate")
        assert read(ruleset, plain(inputs)) == inputs
        assert recommend(ruleset, case_of(ruleset, inputs)) == recommend(
            ruleset, case_of(ruleset, unknown)
        )


def test_steps_are_read_in_order_with_their_own_answers_reasons_and_shares():
    inputs = read(
        make_asked(),
        {
            "answers": {"A1": 2},
            "steps": [
                {"name": " Scan ", "answers": {"B1": {"choice": 1, "evidence": "measured"}}},
                {"name": "Scan", "share": 0.5},
                {"name": "Sign", "gates": {"KO1": {"value": "fires"}}, "retained": "The law."},
            ],
        },
    )
    assert inputs.steps == (
        StepInputs("Scan", {"B1": Given(1, evidence="measured")}),
        StepInputs("Scan", share=0.5),
        StepInputs("Sign", gates={"KO1": GivenGate("fires")}, retained="The law."),
    )
    assert [(type(row), row.share) for row in steps_of(inputs)] == [
        (Step, 0.25),
        (Step, 0.5),
        (Step, 0.25),
    ]


def test_everything_may_be_left_out():
    assert read(make_asked(), {}) == read(make_asked(), {"service": None, "weights": None})
    assert read(make_asked(), {}) == Inputs()


def test_prefilled_answers_count_only_when_asked_for_as_estimates_and_given_ones_win():
    """Trap 8: naming the service type alone answers nothing."""
    ruleset = make_asked()
    document = {"service": "payroll", "answers": {"A1": 1}}
    mine = {"A1": Given(1, evidence="estimate")}
    assert read(ruleset, document).answers == mine
    found = read(ruleset, {**document, "use_prefilled": True})
    assert found.answers == {**mine, "B1": Given(1, evidence="estimate")}


def test_of_a_result_only_its_input_counts():
    ruleset = make_asked()
    inner = plain(read(ruleset, {"answers": {"A1": 3}}))
    found = read(ruleset, {"input": inner, "answers": {"A1": 1}, "recommendation": {}})
    assert found.answers == {"A1": Given(3, evidence="estimate")}
    case = case_of(ruleset, found)
    assert recommend(ruleset, case) == recommend(ruleset, case_of(ruleset, read(ruleset, inner)))


@pytest.mark.parametrize(
    ("document", "sentence"),
    [
        ([], "The input must be one JSON object, in braces."),
        (None, "The input must be one JSON object, in braces."),
        (
            {"answer": {}},
            "answer: unknown key; the keys are format, service, today, answers, gates, weights, "
            "use_prefilled, steps, cost, place",
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
            {"answers": {"A1": {"choice": "unknown", "chances": [0, 0, 1]}}},
            "answers.A1.chances: chances go with the number of a choice",
        ),
        (
            {"answers": {"A1": {"choice": 1, "chances": [2, -1, 0]}}},
            "answers.A1.chances: the chances must be a list of numbers from 0 to 1",
        ),
        (
            {"answers": {"A1": {"choice": 1, "chances": 1}}},
            "answers.A1.chances: the chances must be a list of numbers from 0 to 1",
        ),
        (
            {"answers": {"A1": {"choice": 1, "chances": [0.5, 0.5]}}},
            "answers.A1.chances: the chances of the 3 choices must add up to 1",
        ),
        (
            {"answers": {"A1": {"choice": 1, "chances": [0.5, 0.25, 0.2]}}},
            "answers.A1.chances: the chances of the 3 choices must add up to 1",
        ),
        (
            {"answers": {"A1": {"choice": 1, "why": ""}}},
            "answers.A1.why: unknown key; the keys are choice, evidence, reason, note, chances",
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
            {"gates": {"KO9": "fires"}},
            "gates.KO9: there is no such gate; the gates asked are KO1, KO2",
        ),
        (
            {"gates": {"KO3": "fires"}},
            "gates.KO3: KO3 is not asked, the answers to A1 reveal it; "
            "the gates asked are KO1, KO2",
        ),
        ({"gates": {"KO1": True}}, "gates.KO1: true is not one of fires, passes, unknown"),
        ({"gates": {"KO1": "maybe"}}, "gates.KO1: 'maybe' is not one of fires, passes, unknown"),
        ({"gates": {"KO1": {}}}, "gates.KO1: the key value is missing"),
        (
            {"gates": {"KO1": {"value": "maybe"}}},
            "gates.KO1.value: 'maybe' is not one of fires, passes, unknown",
        ),
        (
            {"gates": {"KO1": {"value": "fires", "evidence": "guess"}}},
            "gates.KO1.evidence: 'guess' is not one of measured, document, estimate",
        ),
        ({"gates": {"KO1": {"value": "fires", "note": 5}}}, "gates.KO1.note: 5 is not a text"),
        (
            {"gates": {"KO1": {"value": "fires", "why": ""}}},
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
        ({"format": 1}, "format: only format 2 can be read"),
        ({"format": True}, "format: only format 2 can be read"),
        ({"format": None}, "format: only format 2 can be read"),
        ({"input": [1]}, "input: a list is not an object, in braces"),
        ({"gates": {"KO1": "yes"}}, "gates.KO1: 'yes' is not one of fires, passes, unknown"),
        ({"today": "own"}, "today: 'own' is not an object, in braces"),
        (
            {"today": {"done_by": "us"}},
            "today.done_by: 'us' is not one of own, shared_service, provider, mixed, nobody",
        ),
        (
            {"today": {"contract_ends": "2027-02-30"}},
            "today.contract_ends: '2027-02-30' is not a day such as 2026-11-22",
        ),
        (
            {"today": {"since": 1}},
            "today.since: unknown key; the keys are done_by, contract_ends",
        ),
        (
            {"steps": [{"name": "Scan", "share": 1.5}]},
            "steps[0].share: 1.5 is not a number from 0 to 1",
        ),
        (
            {"steps": [{"name": "Scan", "share": 0.6}, {"name": "Sign", "share": 0.6}]},
            "steps: the shares add up to more than 1",
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
            "steps[0].advice: unknown key; the keys are name, answers, gates, retained, share",
        ),
        (
            {"steps": [{"name": "Scan", "answers": {"A1": 9}}]},
            "steps[0].answers.A1: 9 is not one of the choices 1 to 3",
        ),
        (
            {"steps": [{"name": "Scan", "answers": {"A1": {"choice": 1, "why": ""}}}]},
            "steps[0].answers.A1.why: unknown key; the keys are choice, evidence, reason, note, chances",
        ),
        (
            {"steps": [{"name": "Scan", "answers": {"Z9": 1}}]},
            "steps[0].answers.Z9: there is no such criterion",
        ),
        (
            {"steps": [{"name": "Scan", "gates": {"KO1": "maybe"}}]},
            "steps[0].gates.KO1: 'maybe' is not one of fires, passes, unknown",
        ),
        (
            {"steps": [{"name": "Scan", "gates": ["KO1"]}]},
            "steps[0].gates: a list is not an object, in braces",
        ),
        (
            {"steps": [{"name": "Scan", "retained": True}]},
            "steps[0].retained: true is not a text",
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
        "gates": st.dictionaries(
            st.sampled_from(["KO1", "KO3"]), st.sampled_from(["fires"]) | JSON
        ),
        "weights": st.dictionaries(st.sampled_from(["A", "B", "A1"]), st.floats() | JSON) | JSON,
        "use_prefilled": st.booleans() | JSON,
        "today": st.fixed_dictionaries(
            {}, optional={"done_by": st.sampled_from(["own", "x"]), "contract_ends": JSON}
        )
        | JSON,
        "input": JSON,
        "format": st.sampled_from([1, 2, 2.0, "2"]),
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
        inputs = read(ruleset, document)
    except InvalidInput as invalid:
        problems = invalid.problems
    if problems is None:
        assert read(ruleset, json.loads(json.dumps(plain(inputs)))) == inputs
        found = recommend(ruleset, case_of(ruleset, inputs), steps_of(inputs))
        assert len(found.steps) == len(inputs.steps)
    else:
        assert problems
        assert all(len(problem.splitlines()) == 1 for problem in problems)
