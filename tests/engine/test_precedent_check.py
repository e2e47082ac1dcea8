"""How the check on the published decisions scores, by hand."""

from dataclasses import replace

import pytest

from engine.fit.axes import AxisFit
from engine.fit.case import Case, Given
from engine.outcome import Question, Recommendation
from engine.precedent_check import Tried, by_sign, check, likelier
from engine.recommendation import recommend
from tests.engine.makers import make_criterion, make_ruleset
from tests.engine.test_precedents import precedent
from tests.shipped import shipped


def question(answer, probability, value=0.0, confidence="open"):
    return Question(
        answer, probability, confidence, AxisFit("who", value, 1.0, 0.125, (), 1.0, 1.0)
    )


def tried(who, kind, *, keeps=False):
    found = Recommendation("open", keeps, "open", 0.5, who, None, kind, None, None, (), (), 0.5)
    return Tried(precedent("one", {"A1": 1}, {"A1": 1}), 0, found)


@pytest.mark.parametrize(
    ("who", "kind", "keeps", "expected"),
    [
        (question("provider", 0.6), question("bpo", 0.7), False, "bpo"),
        (question("provider", 0.6), question("bpo", 0.3), False, "kpo"),
        (question("own", 0.4), question("kpo", 0.7), False, "kpo"),
        (question("own", 0.6), question("kpo", 0.7), True, "in_house"),
        (question("provider", 0.6), question("kpo", 0.7), True, "hybrid"),
        (question("provider", 0.6), None, True, "hybrid"),
        (question("own", 0.5), question("kpo", 0.7), False, ""),
        (question("provider", 0.6), None, False, ""),
        (None, None, False, ""),
    ],
)
def test_the_likelier_answer_counts_also_where_the_headline_is_open(who, kind, keeps, expected):
    """An answer may be the less likely one: it follows from the value. A tie is no answer."""
    assert likelier(tried(who, kind, keeps=keeps)) == expected


def test_the_sign_knows_no_line_and_no_gate():
    weak, expert = question("own", 0.9, value=0.01), question("kpo", 0.9, value=0.5)
    assert by_sign(tried(weak, expert, keeps=True)) == "kpo"
    assert by_sign(tried(question("own", 0.9, value=-0.01), expert)) == "in_house"


def test_the_whole_check_by_hand():
    """One question decides: its first choice is all for a provider, its last one all against.

    Three decisions: out and expected out, inside and expected inside, and a hybrid. No question acts
    on the kind, so what goes out earns nothing; inside is right.
    """
    model = make_ruleset(
        make_criterion("A1", {"sourcing": 2.0}, {}, {"sourcing": -2.0}),
    )
    rows = (
        replace(precedent("out", {"A1": 1}, {"A1": 1}), expected="bpo"),
        replace(precedent("in", {"A1": 3}, {"A1": 1}), expected="in_house"),
        replace(
            precedent("both", {"A1": 3}, {"A1": 3}), expected="hybrid", defensible=("in_house",)
        ),
    )
    found = check(replace(model, precedents=rows))
    first, second = found.readers
    assert (first.own, first.defensible) == pytest.approx((1 / 3, 2 / 3))
    assert (second.own, second.defensible) == pytest.approx((0, 1 / 3))
    assert found.baselines["always own"].own == pytest.approx(1 / 3)
    assert found.baselines["always own"].defensible == pytest.approx(2 / 3)
    assert found.baselines["always BPO"].own == pytest.approx(1 / 3)
    # Of four codings that are no hybrids one is on the wrong side, the second reader's of "in".
    sided = sum(row.cases for row in found.calibration)
    assert (sided, sum(row.right for row in found.calibration)) == (4, 3)
    out, inside = (
        told.probability
        for number in (1, 3)
        if (told := recommend(model, Case({"A1": Given(number, evidence="estimate")}, {})).who)
    )
    # "out" twice as 1 against the share, "in" once at 1 - inside, once at the share of "out".
    expected = (2 * (1 - out) ** 2 + (1 - inside) ** 2 + out**2) / 4
    assert found.brier == pytest.approx(expected)


def test_on_the_shipped_decisions_it_beats_what_needs_no_model():
    """docs/decision-model.md prints the figures; a change that loses to them is a step back."""
    found = check(shipped())
    for reader in found.readers:
        for baseline in found.baselines.values():
            assert reader.defensible > baseline.defensible
            assert reader.own > baseline.own
    assert found.brier < 0.1
