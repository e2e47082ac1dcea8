"""What is not estimated is named and never a zero; what cannot be used is refused with its place."""

from dataclasses import replace
from math import inf, nan

import pytest

from engine.cost.evaluate import evaluate
from engine.cost.lines import (
    KINDS,
    CostCase,
    CostOption,
    InvalidCostError,
    Line,
    Range,
)
from tests.engine.cost_cases import OWN, PROVIDER, TERMS, compute, exactly, lines, row


def test_amounts_beyond_exact_sums_are_refused_with_their_side():
    with pytest.raises(InvalidCostError) as caught:
        compute(lines(people=1e6, pay=1e9))
    assert [problem.path for problem in caught.value.problems] == ["in_house"]
    with pytest.raises(InvalidCostError) as caught:
        compute(price_per_person=(1, 1, 1e12), provider_people=(1, 1, 100))
    assert [problem.path for problem in caught.value.problems] == ["options.bpo"]


def test_what_is_not_estimated_is_named_and_never_a_zero():
    _, option = compute(travel=None)
    travel = row(option, "travel")
    assert (travel.amounts, travel.status) == (None, "not estimated")
    assert option.table.left_out == ("travel",)
    assert {"travel", "indexation", "loading"} <= set(option.not_estimated)
    assert "governance" not in option.not_estimated


def test_a_published_range_stands_in_but_does_not_count_as_estimated():
    stand_in = Line("parallel", "parallel", None, fallback=Range(1, 3, 6))
    option = CostOption("a", "A", (*lines(**PROVIDER), stand_in))
    with_range = evaluate(CostCase(TERMS, OWN, (option,)), seed=1, draws=50).options[0]
    assert row(with_range, "parallel").status == "published range"
    assert row(with_range, "parallel").amounts[1] == 125_000
    assert "parallel" in with_range.not_estimated
    _, without = compute()
    assert with_range.completeness == without.completeness
    _, own_figure = compute(parallel=3)
    assert own_figure.completeness > without.completeness
    assert own_figure.saving == with_range.saving


def test_a_price_that_is_only_a_published_range_is_not_estimated_either():
    people, price, *rest = lines(**PROVIDER)
    published = replace(price, amount=None, fallback=price.amount)
    option = CostOption("a", "A", (people, published, *rest))
    found = evaluate(CostCase(TERMS, OWN, (option,)), seed=1, draws=10).options[0]
    assert found.completeness < compute()[1].completeness
    assert found.saving == compute()[1].saving


def test_a_full_case_is_complete():
    own = lines(
        **{
            kind.key: 1
            for kind in KINDS.values()
            if kind.owner == "in_house" and kind.key != "people"
        },
        people=10,
    )
    provider = {kind.key: 1 for kind in KINDS.values() if kind.owner == "provider"}
    _, option = compute(own, **provider)
    assert (option.completeness, option.not_estimated) == (1.0, ())


@pytest.mark.parametrize(
    ("own", "provider", "path"),
    [
        (lines(people=10, pay=(2, 1, 3)), {}, "in_house.pay.likely"),
        (lines(people=10, pay=(nan, 1, 3)), {}, "in_house.pay.low"),
        (lines(people=10, pay=(0, 1, inf)), {}, "in_house.pay.high"),
        (lines(people=10, pay=1e308), {}, "in_house.pay.low"),
        (lines(people=-1, pay=1), {}, "in_house.people.low"),
        (lines(pay=1), {}, "in_house.people"),
        (lines(people=10), {}, "in_house"),
        (lines(people=10, pay=1, governance=7), {}, "in_house.governance"),
        (OWN, {"indexation": -51}, "options.bpo.indexation.low"),
        (OWN, {"governance": -1}, "options.bpo.governance.low"),
        (OWN, {"price_per_person": None}, "options.bpo"),
        (OWN, {"provider_people": None}, "options.bpo.price_per_person"),
        (OWN, {"price_per_unit": 3}, "options.bpo.price_per_unit"),
    ],
)
def test_a_figure_that_cannot_be_used_is_named_with_its_place(own, provider, path):
    with pytest.raises(InvalidCostError) as caught:
        compute(own, **provider)
    assert path in [problem.path for problem in caught.value.problems]
    assert path in str(caught.value)


@pytest.mark.parametrize(
    ("changed", "path"),
    [
        ({"years": 0}, "terms.years"),
        ({"years": 11}, "terms.years"),
        ({"years": -3}, "terms.years"),
        ({"years": 2.5}, "terms.years"),
        ({"rate": nan}, "terms.rate"),
        ({"rate": -1}, "terms.rate"),
        ({"inflation": 2}, "terms.inflation"),
        ({"tax": 1.5}, "terms.tax"),
        ({"currency": "EURO"}, "terms.currency"),
    ],
)
def test_terms_out_of_range_are_named(changed, path):
    with pytest.raises(InvalidCostError) as caught:
        compute(terms=replace(TERMS, **changed))
    assert [problem.path for problem in caught.value.problems] == [path]


def test_keys_are_used_once_and_lines_fit_the_term():
    twice = CostOption("a", "A", lines(**PROVIDER))
    late = Line("tools", "tools", exactly(1), first_year=5)
    with pytest.raises(InvalidCostError) as caught:
        evaluate(CostCase(TERMS, (*OWN, *OWN, late), (twice, twice)), seed=1)
    paths = [problem.path for problem in caught.value.problems]
    assert {"in_house.pay", "in_house.tools.first_year", "options.a"} <= set(paths)
