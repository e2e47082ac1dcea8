"""What must hold for every ruleset: the sentences of the architecture, as properties."""

from dataclasses import replace
from itertools import pairwise
from math import fsum, isclose

from hypothesis import given
from hypothesis import strategies as st

from engine.explain import explain
from engine.fit.interview import asked, next_unanswered, previous_question, progress
from engine.gates import RULING
from engine.model.ruleset import AXES, Condition, Ruleset
from engine.rounding import printed
from engine.scoring import UNKNOWN, Case, Evaluation, Given, choice_points, evaluate
from tests.engine.makers import NOT_APPLICABLE, without
from tests.engine.strategies import rulesets_with_cases

MILLIONTH = 1e-6


def scores(evaluation: Evaluation) -> dict[str, tuple[float, float, float]]:
    return {row.option: (row.score, row.low, row.high) for row in evaluation.scores}


def with_answer(case: Case, code: str, given: Given | None) -> Case:
    answers = {key: value for key, value in case.answers.items() if key != code}
    return replace(case, answers=answers if given is None else {**answers, code: given})


@given(rulesets_with_cases())
def test_the_printed_contributions_add_up_to_the_printed_score(drawn):
    ruleset, case = drawn
    evaluation = evaluate(ruleset, case)
    for row in evaluation.scores:
        points = [part.points[row.option] for part in evaluation.contributions]
        assert isclose(row.score, 50 + fsum(points), abs_tol=1e-9)
        assert all(round(part, 6) == part for part in points)
        on_paper = printed(evaluation, row.option)
        tenths = [round(value * 10) for value in on_paper.points.values()]
        assert 500 + sum(tenths) == round(on_paper.score * 10)
        assert abs(on_paper.score - row.score) <= 0.05 + MILLIONTH
        for part in evaluation.contributions:
            assert abs(on_paper.points[part.criterion] - part.points[row.option]) < 0.1 + MILLIONTH
            if part.points[row.option] == 0:
                assert on_paper.points[part.criterion] == 0


@given(rulesets_with_cases())
def test_a_score_and_its_range_never_leave_0_to_100(drawn):
    for row in evaluate(*drawn).scores:
        assert 0 <= row.low <= row.score + 2e-5
        assert row.score <= row.high + 2e-5
        assert row.high <= 100
        assert 0 <= row.score <= 100


@given(rulesets_with_cases(), st.data())
def test_does_not_apply_leaves_the_scores_exactly_as_if_the_criterion_were_absent(drawn, data):
    ruleset, case = drawn
    code = data.draw(st.sampled_from(list(ruleset.criterion)))
    shrunk = without(ruleset, code)
    neutral = evaluate(ruleset, with_answer(case, code, NOT_APPLICABLE))
    absent = evaluate(shrunk, with_answer(case, code, None))
    assert scores(neutral) == scores(absent)
    assert neutral.axes == absent.axes
    assert neutral.completeness == absent.completeness
    assert neutral.fired == absent.fired
    assert neutral.asked == absent.asked


@given(rulesets_with_cases(), st.data())
def test_an_unanswered_criterion_counts_as_unknown(drawn, data):
    ruleset, case = drawn
    code = data.draw(st.sampled_from(list(ruleset.criterion)))
    unknown = evaluate(ruleset, with_answer(case, code, UNKNOWN))
    nothing = evaluate(ruleset, with_answer(case, code, None))
    blank = tuple(replace(row, given=None) for row in unknown.contributions)
    assert blank == tuple(replace(row, given=None) for row in nothing.contributions)
    assert replace(unknown, contributions=(), set_aside=()) == replace(
        nothing, contributions=(), set_aside=()
    )


@given(rulesets_with_cases(branches=False), st.data())
def test_not_knowing_widens_and_never_shifts_the_result(drawn, data):
    """Whatever the answer turns out to be, its score lies in the range given before; what the
    other answers give does not move by a millionth; and the unknown one gives nothing."""
    ruleset, case = drawn
    row = data.draw(st.sampled_from(ruleset.criteria))
    before = evaluate(ruleset, with_answer(case, row.code, UNKNOWN))
    for choice in row.choices:
        after = evaluate(ruleset, with_answer(case, row.code, Given(choice.number)))
        for option in ruleset.option:
            here, there = before.score_of(option), after.score_of(option)
            assert here.low - 1e-4 <= there.low
            assert there.high <= here.high + 1e-4
        if not any(abs(score - 50) > 49.9 for score, _, _ in scores(after).values()):
            others = [part for part in before.contributions if part.criterion != row.code]
            assert others == [part for part in after.contributions if part.criterion != row.code]
    own = next(part for part in before.contributions if part.criterion == row.code)
    assert not any(own.points.values())


@given(rulesets_with_cases(), st.integers(-30, 30))
def test_doubling_or_halving_all_weights_changes_not_a_digit(drawn, power):
    ruleset, case = drawn
    weights = {code: weight * 2.0**power for code, weight in case.weights.items()}
    assert evaluate(ruleset, replace(case, weights=weights)) == evaluate(ruleset, case)


@given(rulesets_with_cases(), st.floats(0.001, 1000))
def test_scaling_all_weights_changes_nothing(drawn, factor):
    ruleset, case = drawn
    weights = {code: weight * factor for code, weight in case.weights.items()}
    before, after = evaluate(ruleset, case), evaluate(ruleset, replace(case, weights=weights))
    for option, values in scores(before).items():
        for one, other in zip(values, scores(after)[option], strict=True):
            assert isclose(one, other, abs_tol=2e-5)
    if before.margin > 1e-4:
        assert after.advice == before.advice
    assert isclose(after.completeness, before.completeness, abs_tol=2e-6)


@given(rulesets_with_cases(), st.randoms(use_true_random=False))
def test_reordering_criteria_or_choices_changes_nothing(drawn, random):
    ruleset, case = drawn

    def shuffled(rows):
        return tuple(random.sample(rows, len(rows)))

    criteria = tuple(replace(row, choices=shuffled(row.choices)) for row in ruleset.criteria)
    mixed = replace(ruleset, criteria=shuffled(criteria))
    before, after = evaluate(ruleset, case), evaluate(mixed, case)
    assert after.scores == before.scores
    assert (after.advice, after.margin) == (before.advice, before.margin)
    assert after.fired == before.fired
    assert {row.criterion: row.points for row in after.contributions} == {
        row.criterion: row.points for row in before.contributions
    }


def renamed(ruleset: Ruleset) -> Ruleset:
    def conditions(rows):
        return tuple(Condition(f"x{row.criterion}", row.choices) for row in rows)

    criteria = tuple(
        replace(row, code=f"x{row.code}", theme=f"y{row.theme}", show_if=conditions(row.show_if))
        for row in ruleset.criteria
    )
    gates = tuple(
        replace(
            row,
            code=f"z{row.code}",
            triggers=tuple(replace(part, when=conditions(part.when)) for part in row.triggers),
        )
        for row in ruleset.gates
    )
    themes = tuple(replace(row, code=f"y{row.code}") for row in ruleset.themes)
    return replace(ruleset, criteria=criteria, gates=gates, themes=themes)


@given(rulesets_with_cases())
def test_renaming_the_keys_changes_nothing(drawn):
    ruleset, case = drawn
    other = Case(
        {f"x{code}": given for code, given in case.answers.items()},
        {f"z{code}": answer for code, answer in case.gates.items()},
        {f"x{code}": weight for code, weight in case.weights.items()},
    )
    before, after = evaluate(ruleset, case), evaluate(renamed(ruleset), other)
    assert scores(after) == scores(before)
    assert (after.advice, after.runner_up, after.margin) == (
        before.advice,
        before.runner_up,
        before.margin,
    )
    assert [row.code for row in after.fired] == [f"z{row.code}" for row in before.fired]


@given(rulesets_with_cases(branches=False, not_applicable=False), st.data())
def test_a_choice_with_a_higher_effect_for_an_option_never_lowers_it(drawn, data):
    """Higher for an option means: on every axis, profile times effect is as high or higher."""
    ruleset, case = drawn
    option = data.draw(st.sampled_from(ruleset.options))
    row = data.draw(st.sampled_from(ruleset.criteria))
    known = [choice for choice in row.choices if not choice.is_unknown]
    for worse in known:
        for better in known:
            if all(
                option.profile.get(axis, 0) * better.effects.get(axis, 0)
                >= option.profile.get(axis, 0) * worse.effects.get(axis, 0)
                for axis in AXES
            ):
                low = evaluate(ruleset, with_answer(case, row.code, Given(worse.number)))
                high = evaluate(ruleset, with_answer(case, row.code, Given(better.number)))
                assert high.score_of(option.key).score >= low.score_of(option.key).score


@given(rulesets_with_cases())
def test_gates_act_apart_from_the_scores(drawn):
    """With and without gates the scores are the same; an option ruled out keeps its score, names
    its gates and ranks behind the others; the advice is ruled out only when everything is."""
    ruleset, case = drawn
    evaluation = evaluate(ruleset, case)
    free = evaluate(replace(ruleset, gates=()), case)
    assert scores(evaluation) == scores(free)
    assert evaluation.contributions == free.contributions
    flags = [bool(row.ruled_out_by) for row in evaluation.scores]
    assert flags == sorted(flags)
    assert [row.rank for row in evaluation.scores] == [1, 2, 3, 4, 5]
    for row in evaluation.scores:
        fired = [gate for gate in evaluation.fired if row.option in gate.rules_out]
        assert row.ruled_out_by == tuple(gate.code for gate in fired)
        assert all(gate.severity in RULING for gate in fired)
    if not all(flags):
        assert not evaluation.score_of(evaluation.advice).ruled_out_by


@given(rulesets_with_cases())
def test_every_fired_gate_names_the_answers_that_fired_it(drawn):
    ruleset, case = drawn
    evaluation = evaluate(ruleset, case)
    for row in evaluation.fired:
        asked_for = ruleset.gate[row.code].fires_on
        assert row.criteria or (asked_for is not None and row.answer == asked_for)
        assert not set(row.criteria) & set(evaluation.hidden)


@given(rulesets_with_cases())
def test_hidden_answers_are_kept_and_never_counted(drawn):
    ruleset, case = drawn
    evaluation = evaluate(ruleset, case)
    answers = {
        code: given for code, given in case.answers.items() if code not in evaluation.set_aside
    }
    clean = evaluate(ruleset, replace(case, answers=answers))
    assert replace(evaluation, set_aside=()) == clean
    assert set(evaluation.set_aside) == set(evaluation.hidden) & set(case.answers)


@given(rulesets_with_cases(), st.sampled_from(["quick", "full"]))
def test_the_interview_never_shows_a_hidden_question_nor_counts_above_its_total(drawn, depth):
    ruleset, case = drawn
    hidden = evaluate(ruleset, case).hidden
    shown = asked(ruleset, case.answers, depth)
    assert not set(shown) & set(hidden)
    counted = progress(ruleset, case.answers, depth)
    assert 0 <= counted.answered <= counted.total == len(shown)
    resume = next_unanswered(ruleset, case.answers, depth)
    assert resume is None or (resume in shown and resume not in case.answers)
    assert (resume is None) == (counted.answered == counted.total)
    for code in ruleset.criterion:
        for found in (
            previous_question(ruleset, case.answers, depth, code),
            next_unanswered(ruleset, case.answers, depth, code),
        ):
            assert found is None or found in shown


@given(rulesets_with_cases())
def test_walking_back_passes_the_questions_that_are_shown(drawn):
    ruleset, case = drawn
    shown = asked(ruleset, case.answers)
    for here, there in pairwise(shown):
        assert previous_question(ruleset, case.answers, "full", there) == here


@given(rulesets_with_cases())
def test_the_case_against_is_never_empty_and_ends_with_the_usual_regret(drawn):
    """It speaks about the advice after what must be fixed first (``Evaluation.leader``)."""
    ruleset, case = drawn
    evaluation = evaluate(ruleset, case)
    explanation = explain(ruleset, case, evaluation)
    assert explanation.case_against[-1].kind == "usual_regret"
    assert explanation.case_against[-1].option == evaluation.leader
    assert len(explanation.why_not) == 4
    total = fsum(row.points for row in explanation.reasons_for + explanation.against)
    assert isclose(50 + total, evaluation.score_of(evaluation.leader).score, abs_tol=1e-9)


@given(rulesets_with_cases())
def test_why_not_accounts_for_the_whole_margin(drawn):
    ruleset, case = drawn
    evaluation = evaluate(ruleset, case)
    for row in explain(ruleset, case, evaluation).why_not:
        decided = fsum(part.points for part in row.decided)
        favoured = fsum(part.points for part in row.favoured)
        assert isclose(decided - favoured, row.margin, abs_tol=1e-9)


@given(rulesets_with_cases(branches=False), st.data())
def test_choice_points_predict_what_an_answer_will_give(drawn, data):
    ruleset, case = drawn
    code = data.draw(st.sampled_from(list(ruleset.criterion)))
    number = data.draw(st.sampled_from([row.number for row in ruleset.criterion[code].choices]))
    case = with_answer(case, code, UNKNOWN)
    table = choice_points(ruleset, case)[code]
    evaluation = evaluate(ruleset, with_answer(case, code, Given(number)))
    row = next(part for part in evaluation.contributions if part.criterion == code)
    for option in ruleset.option:
        predicted = table[number][option] if number in table else 0.0
        assert isclose(row.points[option], predicted, abs_tol=2e-5)
