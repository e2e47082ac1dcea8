"""What must hold for every cost case."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.cost.evaluate import evaluate
from engine.cost.lines import (
    INCOME,
    KINDS,
    PRICES,
    CostCase,
    CostOption,
    Range,
    Terms,
)
from tests.engine.cost_cases import exactly, lines

PROVIDER_MONEY = sorted(
    kind.key
    for kind in KINDS.values()
    if kind.owner == "provider"
    and kind.unit in ("money", "percent", "months")
    and kind.key not in PRICES
)
SHAPES = st.sampled_from(["triangular", "pert"])


def ranges(top):
    return st.lists(st.floats(0, top), min_size=3, max_size=3).map(sorted).map(tuple)


@st.composite
def cases(draw):
    own = {
        "people": draw(ranges(50)),
        "pay": draw(ranges(90_000)),
        "volume_growth": draw(ranges(5)),
        "tools": draw(ranges(50_000)),
        "improvement": draw(ranges(20)),
    }
    kinds = draw(st.sets(st.sampled_from(PROVIDER_MONEY)))
    provider = {kind: draw(ranges(2 if kind == "parallel" else 20)) for kind in kinds}
    provider["price_fixed"] = draw(ranges(2_000_000))
    terms = Terms(
        currency="EUR",
        years=draw(st.integers(1, 9)),
        months=draw(st.integers(0, 11)),
        rate=draw(st.floats(0, 0.2)),
        timing=draw(st.sampled_from(["end", "mid"])),
        inflation=draw(st.floats(0, 0.1)),
        tax=draw(st.floats(0, 0.5)),
        shape=draw(SHAPES),
    )
    return CostCase(terms, lines(**own), (CostOption("a", "A", lines(**provider)),))


@settings(deadline=None, max_examples=40)
@given(cases())
def test_percentiles_are_in_order_and_figures_agree(case):
    result = evaluate(case, seed=1, draws=200)
    option = result.options[0]
    for low, middle, high in option.spread.bands:
        assert low <= middle <= high
    assert 0 <= option.spread.chance_of_hurdle <= 1
    assert 0 < option.completeness <= 1
    if option.break_even_month is None:
        assert option.discounted[-1] <= 0
    else:
        assert 0 <= option.break_even_month <= case.terms.length
    assert sum(option.saving) == option.cumulative[-1]
    for driver, after in zip(option.drivers, option.drivers[1:], strict=False):
        assert driver.swing >= after.swing


@settings(deadline=None, max_examples=40)
@given(cases(), st.floats(0.1, 10), st.data())
def test_raising_a_cost_of_the_provider_never_raises_the_saving_and_its_income_never_lowers_it(
    case, more, data
):
    option = case.options[0]
    line = data.draw(st.sampled_from(option.lines))
    figure = line.amount
    raised = replace(
        line, amount=Range(figure.low + more, figure.likely + more, figure.high + more)
    )
    changed = replace(option, lines=tuple(raised if row is line else row for row in option.lines))
    before = evaluate(case, seed=1, draws=200).options[0]
    after = evaluate(replace(case, options=(changed,)), seed=1, draws=200).options[0]
    cent = Decimal("0.02") * case.terms.periods
    if line.kind in INCOME:
        before, after = after, before
    assert after.saving_npv <= before.saving_npv + cent
    assert after.spread.p10 <= before.spread.p10 + cent
    assert after.spread.p50 <= before.spread.p50 + cent
    assert after.spread.p90 <= before.spread.p90 + cent
    assert after.spread.chance_to_save <= before.spread.chance_to_save


@settings(deadline=None, max_examples=40)
@given(cases())
def test_nominal_and_real_cases_have_the_same_present_value(case):
    """With (1 + nominal) = (1 + real) (1 + inflation) both ways discount to the same amount."""
    terms = case.terms
    real = replace(terms, prices="real")
    nominal = replace(terms, rate=(1 + terms.rate) * (1 + terms.inflation) - 1)
    one = evaluate(replace(case, terms=real), seed=1, draws=50).options[0]
    other = evaluate(replace(case, terms=nominal), seed=1, draws=50).options[0]
    assert float(one.spread.p50) == pytest.approx(float(other.spread.p50), abs=0.02, rel=1e-9)
    assert float(one.saving_npv) == pytest.approx(float(other.saving_npv), abs=0.5)


@settings(deadline=None, max_examples=30)
@given(cases())
def test_at_the_indifference_price_nothing_is_saved_or_lost(case):
    option = evaluate(case, seed=1, draws=10).options[0]
    if option.indifference_price is None or option.indifference_price > 1e3:
        return
    scaled = [
        replace(line, amount=exactly(line.amount.likely * option.indifference_price))
        if line.kind == "price_fixed"
        else line
        for line in case.options[0].lines
    ]
    at_price = replace(case, options=(replace(case.options[0], lines=tuple(scaled)),))
    found = evaluate(at_price, seed=1, draws=10).options[0]
    assert float(found.saving_npv) == pytest.approx(0, abs=1)
