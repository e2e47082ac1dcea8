"""Why a score changed: the parts of answers, weights and edition, derived by hand and for anything."""

from dataclasses import replace
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from engine.attribution import AXIS_OF, CAUSES, State, attribute
from engine.carry import answers_on, weights_on
from engine.fit.axes import fit
from engine.fit.case import Case, Given
from engine.fit.weighting import resolve
from engine.rounding import shared_out
from tests.engine.makers import answers_of, make_criterion, make_ruleset
from tests.engine.strategies import WEIGHTS, cases, rulesets

NOTHING = dict.fromkeys(CAUSES, Fraction(0))


def two_questions(effect: float = 1.0):
    """A1 gives 1 or ``effect``, B1 gives -1 or 1, on sourcing; the most either way is reached by 1."""
    return make_ruleset(
        make_criterion("A1", {"sourcing": -1.0}, {"sourcing": effect}),
        make_criterion("B1", {"sourcing": -1.0}, {"sourcing": 1.0}),
    )


def test_the_parts_are_the_mean_over_all_orders():
    """A1 = 2, B1 = 1 to B1 = 2 with B at 3 instead of 1. Scores: 50 + 50 x sum / R.

    Before: (1 - 1) / 2 = 0, so 50. Answers alone: (1 + 1) / 2, so 100. Weights alone: (1 - 3) / 4, so
    25. Both: 100. Answers: first +50, after the weights +75: 62.5 in the middle. Weights: first -25,
    after the answers 0: -12.5. Together +50."""
    ruleset = two_questions()
    before = State(ruleset, answers_of(A1=2, B1=1))
    after = State(ruleset, answers_of(A1=2, B1=2), {"A": 1.0, "B": 3.0})
    found = attribute(before, after)["who"]
    assert [found.before, found.after] == [50, 100]
    assert found.parts == {
        "answers": Fraction(125, 2),
        "weights": Fraction(-25, 2),
        "edition": 0,
    }


def test_another_effect_is_the_part_of_the_edition():
    """A1 = 2 gives 0.5 instead of 1; R stays 2, since A1 = 1 gives -1. From 50 + 50 x (1 + 1) / 2 = 100
    to R = max(1.5, 2) = 2: 50 + 50 x 1.5 / 2 = 87.5."""
    answers = answers_of(A1=2, B1=2)
    found = attribute(State(two_questions(), answers), State(two_questions(0.5), answers))["who"]
    assert found.parts == NOTHING | {"edition": Fraction(-25, 2)}


def test_an_answer_that_only_one_model_knows_moves_nothing_on_the_other():
    """B1 is gone: its answer, B1 = 3 which nobody ever had, and the weight of its theme do no harm."""
    one = make_ruleset(make_criterion("A1", {"sourcing": -1.0}, {"sourcing": 1.0}))
    before = State(two_questions(), answers_of(A1=2, B1=2), {"A": 1.0, "B": 3.0})
    found = attribute(before, replace(before, ruleset=one))["who"]
    assert [found.before, found.after] == [100, 100]
    assert found.parts == NOTHING
    assert answers_on(two_questions(), {"B1": Given(3), "A1": Given(1)}) == {"A1": Given(1)}


@st.composite
def states(draw: st.DrawFn) -> tuple[State, State]:
    """Two states of one decision: models, answers and weights alike or not."""
    models = [draw(rulesets())]
    models.append(draw(st.one_of(st.just(models[0]), rulesets())))
    answers = [draw(cases(models[0])).answers]
    answers.append(draw(st.one_of(st.just(answers[0]), cases(models[1]).map(lambda c: c.answers))))
    specs = st.one_of(
        st.none(),
        st.sampled_from(["first", "other"]),
        st.dictionaries(st.sampled_from("ABC"), WEIGHTS),
    )
    weights = [draw(specs)]
    weights.append(draw(st.one_of(st.just(weights[0]), specs)))
    first, second = map(State, models, answers, weights)
    return first, second


@given(states())
def test_the_parts_add_up_and_what_did_not_change_has_none(pair):
    """The ends are the scores that the model gives; the other way round has all signs changed."""
    before, after = pair
    found, back = attribute(before, after), attribute(after, before)
    same = {
        "answers": before.answers == after.answers,
        "weights": before.weights == after.weights,
        "edition": before.ruleset == after.ruleset,
    }
    for question, row in found.items():
        assert sum(row.parts.values()) == row.change == row.after - row.before
        assert all(not row.parts[cause] for cause in CAUSES if same[cause])
        assert back[question].parts == {cause: -part for cause, part in row.parts.items()}
    weights = resolve(before.ruleset, weights_on(before.ruleset, before.weights))
    axes = fit(before.ruleset, Case(answers_on(before.ruleset, before.answers), {}, weights))
    scores = {question: axes[axis].score for question, axis in AXIS_OF.items() if axis in axes}
    assert {question: float(found[question].before) for question in scores} == scores


FRACTIONS = st.dictionaries(st.sampled_from("abc"), st.fractions(-100, 100, max_denominator=600))


@given(FRACTIONS, st.fractions(-100, 100, max_denominator=10))
def test_printed_parts_add_up_to_the_printed_change(parts, start):
    """Both ends are rounded by themselves; the parts are dealt out to the difference that stands there."""
    change = sum(parts.values())
    total = round(start + change) - round(start)
    dealt = shared_out(total, parts)
    assert sum(dealt.values()) == total
    assert all(dealt[key] == 0 for key, part in parts.items() if not part)
    assert all(abs(dealt[key] - part) <= 1 for key, part in parts.items())
    turned = shared_out(-total, {key: -part for key, part in parts.items()})
    assert turned == {key: -units for key, units in dealt.items()}
