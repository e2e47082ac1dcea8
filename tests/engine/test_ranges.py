from dataclasses import replace
from math import sqrt

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from catalog.content import read_content
from engine.fit.case import Case, Given
from engine.fit.weighting import resolve
from engine.model.load import load
from engine.model.ruleset import Ruleset
from engine.ranges import WeightRange, weight_ranges
from engine.scoring import UNKNOWN, evaluate
from tests.engine.makers import (
    answers_of,
    case_of,
    make_criterion,
    make_gate,
    make_ruleset,
    make_tiny,
)
from tests.engine.strategies import rulesets_with_cases

SHIPPED = load(read_content().definition)


def _by_code(ruleset: Ruleset, case: Case) -> dict[str, WeightRange]:
    return {row.code: row for row in weight_ranges(ruleset, case)}


def _weighing(ruleset: Ruleset, case: Case, found: WeightRange, weight: float) -> Case:
    """The case with another weight for the criterion or, in proportion, for the theme."""
    if found.kind == "criterion":
        return replace(case, weights={**case.weights, found.code: weight})
    codes = [row.code for row in ruleset.criteria_of(found.code)]
    own = {code: case.weights[code] for code in codes}
    if not any(own.values()):
        own = {code: ruleset.criterion[code].weight for code in codes}
    total = sum(own.values()) or 1.0
    moved = {code: weight * own[code] / total for code in codes}
    return replace(case, weights={**case.weights, **moved})


def test_an_interval_of_one_axis_by_hand():
    """A1 speaks for a provider (+1), A2 against (-1), weights 3 and 1, both on sourcing alone.

    x = (3 - 1) / 4 > 0: BPO (first of the two providers). With A1's weight t: (t - 1) / (t + 1) turns
    at t = 1, where all stand equal and in-house leads as the first. With A2's weight t: (3 - t) /
    (3 + t) turns at t = 3. As A1 and A2 make up the theme, its weight changes nothing.
    """
    sides = ({"sourcing": -1.0}, {"sourcing": 1.0})
    ruleset = make_ruleset(
        make_criterion("A1", *sides, weight=3.0), make_criterion("A2", *sides, weight=1.0)
    )
    found = _by_code(ruleset, case_of(ruleset, answers_of(A1=2, A2=1)))
    assert abs(found["A1"].low - 1.0) < 1e-12
    assert (found["A1"].low_advice, found["A1"].high, found["A1"].high_advice) == (
        "in_house",
        None,
        None,
    )
    assert found["A2"].high is not None
    assert abs(found["A2"].high - 3.0) < 1e-12
    assert (found["A2"].low, found["A2"].low_advice, found["A2"].high_advice) == (
        0.0,
        None,
        "in_house",
    )
    theme = found["A"]
    assert (theme.kind, theme.weight, theme.low, theme.high) == ("theme", 4.0, 0.0, None)


def test_an_interval_of_two_axes_is_a_root_of_a_quadratic():
    """A1 = 2 moves sourcing and automation by +1 each; A2 = 1 sourcing by -1, B1 = 1 automation by -1.

    Weights: A1 is t, A2 is 1, B1 is 2. Sourcing s = (t - 1)/(t + 1), automation a = (t - 2)/(t + 2).
    In-house scores -s, automate a, BPO s (KPO the same, behind it), shared service -s/2.
    BPO meets automate where (t - 1)(t + 2) = (t - 2)(t + 1), so t = 0 only: s > a for every t > 0.
    In-house meets BPO at t = 1: below it in-house leads automate where -s > a, that is
    (1 - t)(t + 2) > (t - 2)(t + 1), or 2 - t - t^2 > t^2 - t - 2, or t^2 < 2: so for all t < 1.
    Gates on BPO and KPO leave in-house and automate (and shared service behind): the turn is sqrt 2.
    """
    both = ({"sourcing": -1.0, "automation": -1.0}, {"sourcing": 1.0, "automation": 1.0})
    ruleset = make_ruleset(
        make_criterion("A1", *both, weight=1.2),
        make_criterion("A2", {"sourcing": -1.0}, {"sourcing": 1.0}, weight=1.0),
        make_criterion("B1", {"automation": -1.0}, {"automation": 1.0}, weight=2.0),
        gates=(make_gate("KO1", rules_out=("bpo", "kpo", "shared_service")),),
    )
    answers = answers_of(A1=2, A2=1, B1=1)
    free = _by_code(ruleset, case_of(ruleset, answers))["A1"]
    assert abs(free.low - 1.0) < 1e-12
    assert (free.low_advice, free.high) == ("in_house", None)
    gated = case_of(ruleset, answers, {"KO1": "yes"})
    heavier = replace(gated, weights={**gated.weights, "A1": 3.0})
    assert evaluate(ruleset, heavier).advice == "automate"
    found = _by_code(ruleset, heavier)["A1"]
    assert abs(found.low - sqrt(2)) < 1e-12
    assert found.low_advice == "in_house"


def test_a_criterion_without_effects_and_a_lone_option_have_no_limits():
    ruleset = make_tiny(gates=(make_gate("KO1", rules_out=("in_house", "bpo", "kpo", "automate")),))
    case = case_of(ruleset, answers_of(A1=3, A2=2, B1=2), {"KO1": "yes"})
    assert all((row.low, row.high) == (0.0, None) for row in weight_ranges(ruleset, case))
    plain = make_ruleset(
        make_criterion("A1", {"sourcing": -1.0}, {"sourcing": 1.0}),
        make_criterion("G1", {}, {}, location_only=True),
    )
    found = _by_code(plain, case_of(plain, answers_of(A1=2, G1=1)))["G1"]
    assert (found.low, found.high, found.low_advice, found.high_advice) == (0.0, None, None, None)


def test_the_last_weight_on_an_axis_counts_fully_until_it_is_gone():
    """B1 alone acts on expertise: any weight above 0 gives it the whole axis, 0 leaves it without.

    With A1 = 2 (provider) and B1 = 2 (expert) KPO leads; at weight 0 BPO and KPO tie, BPO is first.
    """
    ruleset = make_ruleset(
        make_criterion("A1", {"sourcing": -1.0}, {"sourcing": 1.0}),
        make_criterion("B1", {"expertise": -1.0}, {"expertise": 1.0}),
    )
    case = case_of(ruleset, answers_of(A1=2, B1=2))
    found = _by_code(ruleset, case)["B1"]
    assert (found.low, found.low_advice, found.high) == (0.0, "bpo", None)
    nothing = replace(case, weights={"A1": 1.0, "B1": 0.0})
    found = _by_code(ruleset, nothing)["B1"]
    assert evaluate(ruleset, nothing).advice == "bpo"
    assert (found.low, found.high, found.high_advice) == (0.0, 0.0, "kpo")


@given(rulesets_with_cases())
def test_the_advice_holds_inside_and_changes_just_outside(drawn):
    """Inside at both ends and in the middle, outside by a thousandth; points nearer than evaluate's
    rounding (a millionth of a point) are left out."""
    ruleset, case = drawn
    assume(any(case.weights.values()))
    advice = evaluate(ruleset, case).advice
    for found in weight_ranges(ruleset, case):
        assert found.low <= found.weight
        assert found.high is None or found.weight <= found.high
        _check_interval(ruleset, case, found, advice)


def _check_interval(ruleset: Ruleset, case: Case, found: WeightRange, advice: str) -> None:
    high = found.high if found.high is not None else 10 * max(found.weight, 1.0)
    width = high - found.low
    for share in (0.001, 0.3, 0.7, 0.999):
        inside = _weighing(ruleset, case, found, found.low + share * width)
        if width > 1e-6 and _is_apart(ruleset, inside):
            assert evaluate(ruleset, inside).advice == advice
    if found.high is not None:
        outside = _weighing(ruleset, case, found, found.high + 1e-4 * max(found.high, 1e-3))
        if _is_apart(ruleset, outside):
            assert evaluate(ruleset, outside).advice == found.high_advice != advice
    if found.low_advice is not None:
        outside = _weighing(ruleset, case, found, found.low * (1 - 1e-4))
        if _is_apart(ruleset, outside):
            assert evaluate(ruleset, outside).advice == found.low_advice != advice


def _is_apart(ruleset: Ruleset, case: Case) -> bool:
    """Whether the best open option is ahead by more than the rounding to six decimals can hide."""
    scores = [row.score for row in evaluate(ruleset, case).scores if not row.ruled_out_by]
    return len(scores) < 2 or scores[0] - scores[1] > 1e-4


@settings(max_examples=15)
@given(st.data())
def test_the_intervals_of_the_shipped_ruleset_hold(data):
    answers = {}
    for row in SHIPPED.criteria:
        number = data.draw(st.sampled_from([None, *(choice.number for choice in row.choices)]))
        answers[row.code] = UNKNOWN if number is None else Given(number)
    preset = data.draw(st.sampled_from(list(SHIPPED.preset)))
    case = Case(answers, {}, resolve(SHIPPED, preset))
    advice = evaluate(SHIPPED, case).advice
    for found in weight_ranges(SHIPPED, case):
        _check_interval(SHIPPED, case, found, advice)
