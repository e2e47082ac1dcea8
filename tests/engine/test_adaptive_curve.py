"""The measurement of the adaptive questionnaire: runs, shares and their intervals."""

import random

import pytest

from engine.fit.case import Given, known_choice
from engine.recommendation import recommend
from tests.engine.makers import answers_of, case_of, make_tiny
from tests.shipped import shipped
from tools.adaptive_curve import SPREADS, Run, interval, likelier, lines, organisation, run


@pytest.mark.parametrize(
    ("hits", "runs", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_the_interval_is_the_published_one(hits: int, runs: int, low: float, high: float) -> None:
    """R. G. Newcombe, "Two-sided confidence intervals for the single proportion", Statistics in
    Medicine 17, 1998, the examples of its table for the score method without correction."""
    assert interval(hits, runs) == pytest.approx((low, high), abs=5e-5)


def test_a_run_ends_with_what_the_result_prints() -> None:
    """Five questions are fewer than it must ask, so it asks all of them."""
    ruleset = make_tiny()
    whole = case_of(ruleset, answers_of(A1=3, A2=2, B1=2, C5=1, G1=1))
    found = run(ruleset, whole)
    assert found.asked == 5
    assert found.at(24) == found.said[-1] == found.full == recommend(ruleset, whole)
    assert found.said[0].outcome == "none"


def test_an_organisation_answers_as_its_spread_says() -> None:
    """Typical: as is usual or one choice beside it, gates passed in 19 of 20."""
    ruleset = shipped()
    rng = random.Random(3)  # noqa: S311 - a simulation
    for service in ruleset.services[:6]:
        case = organisation(ruleset, service, SPREADS["typical"], rng)
        for code, usual in service.prefilled.items():
            row = ruleset.criterion[code]
            if row.asked != "questions":
                assert code not in case.answers
                continue
            numbers = [choice.number for choice in row.choices]
            wanted = known_choice(row, Given(usual))
            if wanted is not None:
                given = case.answers[code].choice or 0
                assert abs(numbers.index(given) - numbers.index(wanted)) <= 1
        assert set(case.gates) == {row.code for row in ruleset.asked_gates()}


def test_the_table_counts_who_and_what_follows_apart() -> None:
    """Four organisations whose full answer is a provider for expert work: one says so at once, one
    only after two questions, one says routine, one says own."""
    ruleset = make_tiny()

    def said(**answers: int):
        return recommend(ruleset, case_of(ruleset, answers_of(**answers, C5=1, G1=1)))

    kpo, bpo, own = said(A1=3, A2=2, B1=2), said(A1=3, A2=2, B1=1), said(A1=1, A2=2, B1=2)
    assert [likelier(row) for row in (kpo, bpo, own)] == [
        ("provider", "kpo"),
        ("provider", "bpo"),
        ("own", "in_house"),
    ]
    runs = [Run((kpo,), kpo), Run((own, own, kpo), kpo), Run((bpo,), kpo), Run((own,), kpo)]
    table = list(lines(ruleset, runs))
    half, quarter = "50.0 % (15.0 to 85.0)", "25.0 % (4.6 to 69.9)"
    most = "75.0 % (30.1 to 95.4)"
    assert table[2] == f"| 0 | {half} | {quarter} | 75.0 % |"
    assert table[3] == f"| 2 | {most} | {half} | 100.0 % |"
    assert "stops after 0.5 questions on average" in table[-1]
