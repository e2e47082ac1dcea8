"""The draws: the right chances, and the same luck everywhere."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.fit.case import UNKNOWN, Case, Given
from engine.model.ruleset import ServiceType
from engine.recommendation import recommend
from engine.sensitivity import draws
from engine.sensitivity.cloud import POINTS, cloud
from engine.sensitivity.draws import above_the_line, choosing
from engine.sensitivity.prior import chances_of
from engine.sensitivity.weight_draws import DRAWS, gammas, shapes_of
from tests.engine.makers import case_of, make_criterion, make_ruleset, make_tiny
from tests.engine.strategies import rulesets_with_cases

# Three standard errors of a share at 10,000 draws: 3 x sqrt(0.25 / 10,000).
NEAR = 0.015
PULL: tuple[dict[str, float], ...] = ({"sourcing": -1.0}, {}, {"sourcing": 1.0})
ONE = make_ruleset(make_criterion("A1", *PULL))


def share(ruleset, case, axis="sourcing", line=0.0):
    return float(np.mean(above_the_line(ruleset, case, {axis: line})[axis]))


@pytest.mark.parametrize(
    ("evidence", "slip"), [("measured", 0.0), ("document", 0.1), ("estimate", 0.3), (None, 0.3)]
)
def test_an_answer_slips_to_a_neighbour_by_its_evidence(evidence, slip):
    """One question alone: above nothing exactly when the third choice is drawn. Given 3 it slips
    to 2 with the whole chance, given 2 to either side with half of it each."""
    for number, chance in ((3, 1 - slip), (2, slip / 2), (1, 0.0)):
        case = case_of(ONE, {"A1": Given(number, evidence=evidence)})
        assert abs(share(ONE, case) - chance) < NEAR


def test_an_unknown_answer_pulls_nowhere_in_the_middle():
    """Effects 0, 0, 3/2 with even chances have the mean 1/2: above it in a third of the draws, and
    the mean of all of it is 0."""
    ruleset = make_ruleset(make_criterion("A1", {}, {}, {"sourcing": 1.5}))
    assert abs(share(ruleset, Case({}, {})) - 1 / 3) < NEAR
    (row,) = ruleset.criteria
    chances = chances_of(ruleset, Case({}, {}), "A1")
    pulls = draws._pulls("A1", 6.0, chances, tuple(ruleset.effects[row.code]["sourcing"].values()))
    assert abs(float(pulls.mean())) < 4 * float(pulls.std()) / DRAWS**0.5


def test_the_service_says_what_is_usual_for_an_unknown_answer():
    """Usual choice 3 of 3: even 0.2 / 3, on it 0.5 and beside it 0.3 of the rest: 0.0667 + 0.5."""
    service = ServiceType("s", "S", "expert", "kpo", "S.", {"A1": 3})
    ruleset = make_ruleset(make_criterion("A1", *PULL), services=(service,))
    mean = (0.2 / 3 + 0.5) - 0.2 / 3
    assert mean == pytest.approx(0.5)
    assert abs(share(ruleset, Case({}, {}, service="s")) - (0.2 / 3 + 0.5)) < NEAR


def test_two_even_questions_against_each_other_are_even():
    ruleset = make_ruleset(make_criterion("A1", *PULL), make_criterion("B1", *PULL))
    answers = {"A1": Given(1, evidence="measured"), "B1": Given(3, evidence="measured")}
    assert abs(share(ruleset, case_of(ruleset, answers)) - 0.5) < NEAR


def test_the_line_moves_with_the_weights():
    """A1 neutral, A2 at its best: w2 > line x (w1 + w2), so with equal weights and a line of one half
    it is even."""
    rows = (
        make_criterion("A1", {}, {"sourcing": 1.0}),
        make_criterion("B1", {}, {"sourcing": 1.0}),
    )
    ruleset = make_ruleset(*rows)
    answers = {"A1": Given(1, evidence="measured"), "B1": Given(2, evidence="measured")}
    case = case_of(ruleset, answers)
    assert abs(share(ruleset, case, line=0.5) - 0.5) < NEAR
    assert share(ruleset, case, line=0.0) == 1


def test_a_reach_below_nothing_draws_no_line_below_nothing():
    """Every answer pulls away, so the reach is nothing, and the neutral -0 of an unknown one is not
    above a line at nothing: effects -1 and -1 less their mean are 0 in every draw."""
    ruleset = make_ruleset(make_criterion("A1", {"sourcing": -1.0}, {"sourcing": -1.0}))
    assert share(ruleset, Case({}, {}), line=0.5) == 0


def test_a_tie_is_not_above():
    case = case_of(ONE, {"A1": Given(2, evidence="measured")})
    assert share(ONE, case) == 0


def test_places_are_chosen_by_chance():
    random = np.arange(65_536).astype(np.uint16)
    places = choosing(random, (0.25, 0.0, 0.5, 0.25))
    assert np.bincount(places).tolist() == [16_384, 0, 32_768, 16_384]
    assert choosing(random, (1.0, 0.0)).max() == 0
    assert choosing(random, (0.0, 1.0)).min() == 1


def test_a_criterion_has_the_same_luck_in_every_ruleset_and_place():
    """Effects of A1 alone decide on expertise; other questions, their order and answers do not."""
    alone = make_ruleset(make_criterion("A1", {"expertise": -1.0}, {"expertise": 1.0}))
    many = make_tiny()
    many = replace(many, criteria=(*many.criteria[1:2], *many.criteria[3:], *alone.criteria))
    answers = {"A1": Given(2)}
    wanted = {"expertise": 0.0}
    one = above_the_line(alone, case_of(alone, answers), wanted)["expertise"]
    two = above_the_line(many, case_of(many, {**answers, "A2": Given(1)}), wanted)["expertise"]
    assert np.array_equal(one, two)


@given(rulesets_with_cases(branches=False), st.data())
def test_a_case_that_differs_by_one_answer_has_the_same_luck_elsewhere(drawn, data):
    """Every weight x effect of every other criterion is the same number in every draw."""
    ruleset, case = drawn
    row = data.draw(st.sampled_from(ruleset.criteria))
    given_ = data.draw(st.sampled_from([UNKNOWN, *(Given(c.number) for c in row.choices)]))
    other = replace(case, answers={**case.answers, row.code: given_})
    for code in set(ruleset.criterion) - {row.code}:
        assert chances_of(ruleset, case, code) == chances_of(ruleset, other, code)
    shapes = shapes_of(ruleset, case.weights)
    assert shapes_of(ruleset, other.weights) == shapes


def test_drawn_rows_do_not_depend_on_what_was_drawn_before():
    """A process that has met other cases first gives the same figures."""
    ruleset = make_tiny()
    case = case_of(ruleset, {"A1": Given(3), "B1": Given(1)})
    before = recommend(ruleset, case)
    for cache in (draws._pulls, draws._uniform, gammas):
        cache.cache_clear()
    recommend(ruleset, case_of(ruleset, {"A1": Given(1)}, {}))
    assert recommend(ruleset, case) == before


@given(rulesets_with_cases())
def test_an_axis_that_is_not_wanted_moves_none(drawn):
    ruleset, case = drawn
    both = above_the_line(ruleset, case, {"sourcing": 0.125, "pooling": 0.125})
    one = above_the_line(ruleset, case, {"sourcing": 0.125})
    assert np.array_equal(one["sourcing"], both["sourcing"])


HAIR = 1e-5
LINES = {"sourcing": 0.125, "expertise": 0.0}


@given(rulesets_with_cases())
def test_the_points_of_the_cloud_lie_in_the_regions_in_the_shares_of_all_draws(pair):
    """As many of the hundred beyond a line as of the ten thousand, give or take one; on the line
    itself (a tie, to the last digit of the draws) a point may lie on either side."""
    ruleset, case = pair
    above = above_the_line(ruleset, case, LINES)
    out = 100 * np.mean(above["sourcing"])
    points = cloud(ruleset, case, LINES, int(out + 0.5))
    assert len(points) == POINTS
    expert = 100 * np.mean(above["sourcing"] & above["expertise"])
    sure, may_be = ([y for x, y in points if x > 0.125 + slip] for slip in (HAIR, -HAIR))
    assert len(sure) - 1 <= out <= len(may_be) + 1
    assert sum(y > HAIR for y in sure) - 1 <= expert <= sum(y > -HAIR for y in may_be) + 1
    assert all(-1 <= number <= 1 for point in points for number in point)


def test_a_case_that_is_measured_has_its_cloud_on_one_side():
    """Only weights move: all hundred points are beyond the line, as routine work."""
    ruleset = make_tiny()
    answers = {code: Given(n, evidence="measured") for code, n in (("A1", 3), ("A2", 2), ("B1", 1))}
    points = cloud(ruleset, case_of(ruleset, answers), LINES, 100)
    assert all(x > 0.125 and y < 0 for x, y in points)
    assert points == cloud(ruleset, case_of(ruleset, dict(reversed(answers.items()))), LINES, 100)
