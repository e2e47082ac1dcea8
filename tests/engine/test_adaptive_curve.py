import pytest

from catalog.content import read_content
from engine.fit.case import Case
from engine.model.load import load
from engine.model.ruleset import Ruleset
from tests.engine.makers import answers_of, case_of, make_criterion, make_ruleset
from tools.adaptive_curve import HALF, Run, interval, lines, run, told

SIDES = ({"sourcing": -1.0}, {"sourcing": 1.0})


def _decided_by_one() -> tuple[Ruleset, Case]:
    """A1 weighs 9, A2 1, and the organisation answers both with their second choice."""
    ruleset = make_ruleset(
        make_criterion("A2", *SIDES, weight=1.0), make_criterion("A1", *SIDES, weight=9.0)
    )
    return ruleset, case_of(ruleset, answers_of(A1=2, A2=2))


def _run(stops_after: int, advice: str, *leads: str, named: str = "") -> Run:
    chances = (0.95,) * len(leads)
    seconds = ("kpo",) * stops_after
    return Run(leads, seconds, chances, stops_after, advice, frozenset({advice, named} - {""}))


@pytest.mark.parametrize(
    ("hits", "runs", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_the_interval_is_the_published_one(hits, runs, low, high):
    """R. G. Newcombe, "Two-sided confidence intervals for the single proportion", Statistics in
    Medicine 17, 1998, the examples of its table for the score method without correction."""
    found = interval(hits, runs)
    assert found == pytest.approx((low, high), abs=5e-5)


def test_a_run_ends_with_the_question_that_settles_the_advice():
    ruleset, whole = _decided_by_one()
    found = run(ruleset, whole)
    assert (found.stops_after, found.advice, found.leads[-1]) == (1, "bpo", "bpo")
    assert found.at(1) == found.at(24) == "bpo"
    assert len(found.chances) == len(found.leads) == len(found.seconds) + 1
    assert found.named == {"bpo"}


def test_who_is_told_the_two_best_options_still_has_to_find_the_better_one():
    """In-house and shared service stand on one side, BPO and KPO on the other: the pair says all."""
    ruleset, whole = _decided_by_one()
    assert told(ruleset, whole) == (True, 1.0)


def test_the_table_counts_what_stopped_and_what_was_too_close_to_call():
    """Four organisations: one that stopped at once and is right, one that is right in the end only,
    one that is wrong but too close to call, one that is wrong."""
    ruleset = load(read_content().definition)
    late = (*("in_house",) * (HALF + 1), "bpo")
    runs = [
        _run(0, "bpo", "bpo"),
        _run(HALF + 1, "bpo", *late),
        _run(0, "kpo", "bpo", named="bpo"),
        _run(0, "kpo", "bpo"),
    ]
    text = "\n".join(lines(ruleset, runs))
    assert f"| {HALF} | 25.0 % (4.6 to 69.9) | 50.0 % (15.0 to 85.0) | 75.0 % |" in text
    assert f"| {HALF + 2} | 50.0 % (15.0 to 85.0) | 75.0 % (30.1 to 95.4) | 100.0 % |" in text
    assert "Another option in front after 12 questions: 3, of which 2 had stopped" in text
    assert "came second in 0; the full questionnaire is too close to call in 1." in text
    assert "Where it is not, 12 questions find its advice in 33.3 %" in text
