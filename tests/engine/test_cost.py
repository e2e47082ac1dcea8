"""The cost case: figures derived by hand, what is not estimated, and what must hold for all cases.

The small case: 10 people at 50,000 a year against 8 people of a provider at 40,000; selection 4 %,
transition 10 % and governance 7 % of the price; 3 years, 10 % a year at the end of each year.
In-house 500,000 a year. Provider: price 320,000; year 0: 12,800 + 32,000 = 44,800; governance 22,400
a year. Saving: -44,800, then 500,000 - 342,400 = 157,600 a year.
"""

from dataclasses import replace
from decimal import Decimal
from math import inf, nan

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.cost import c4_choice, closes, evaluate
from engine.cost_lines import (
    KINDS,
    PRICES,
    CostCase,
    CostOption,
    InvalidCostError,
    Line,
    Range,
    Terms,
)
from engine.uncertainty import quantiles, seed_of, stream

TERMS = Terms(currency="EUR", years=3, rate=0.10)


def exactly(figure):
    return Range(figure, figure, figure)


def lines(**figures):
    """Lines by kind: a number is certain, a triple is a range, None is not estimated."""
    ranges = {
        kind: figure
        if figure is None
        else Range(*figure)
        if isinstance(figure, tuple)
        else exactly(figure)
        for kind, figure in figures.items()
    }
    return tuple(Line(kind, kind, amount) for kind, amount in ranges.items())


OWN = lines(people=10, pay=50_000)
PROVIDER = {
    "provider_people": 8,
    "price_per_person": 40_000,
    "selection": 4,
    "transition": 10,
    "governance": 7,
}


def make_case(own=OWN, terms=TERMS, **provider):
    option = CostOption("bpo", "Provider", lines(**{**PROVIDER, **provider}))
    return CostCase(terms, own, (option,))


def compute(*args, **kwargs):
    result = evaluate(make_case(*args, **kwargs), seed=7, draws=500)
    return result, result.options[0]


def amounts(*figures):
    return tuple(Decimal(figure).quantize(Decimal("0.01")) for figure in figures)


def row(option, key):
    return {row.key: row for row in option.table.rows}[key]


def test_the_yearly_table_of_the_small_case():
    result, option = compute()
    assert result.today.totals == amounts(0, 500_000, 500_000, 500_000)
    assert option.table.totals == amounts(44_800, 342_400, 342_400, 342_400)
    assert option.saving == amounts(-44_800, 157_600, 157_600, 157_600)
    assert option.cumulative == amounts(-44_800, 112_800, 270_400, 428_000)
    assert [row.key for row in option.table.rows] == [
        "price_per_person",
        "selection",
        "transition",
        "governance",
    ]


def test_the_present_value_and_what_follows_from_it():
    """Factor for 3 years at 10 %: 2.48685199. 157,600 x 2.48685199 - 44,800 = 347,127.87; in-house
    500,000 x 2.486851991 = 1,243,426.00; 347,127.87 / 1,243,426.00 = 27.9 %. Provider 44,800 +
    342,400 x 2.486851991 = 896,298.12. Payback 44,800 /
    157,600 = 0.284 years; discounted 44,800 / (157,600 / 1.1) = 0.3127 years = month 4. Rate 347.87 %: factor
    (1 - 1 / 4.4787 ** 3) / 3.4787 = 0.28426 = 44,800 / 157,600."""
    result, option = compute()
    assert result.today_npv == Decimal("1243426.00")
    assert option.saving_npv == option.saving_npv_today == Decimal("347127.87")
    assert option.cost_npv == Decimal("896298.12")
    assert option.saving_share == pytest.approx(0.27917, abs=1e-5)
    assert option.payback_years == pytest.approx(0.28426, abs=1e-5)
    assert (option.break_even_month, option.break_even_warning) == (4, None)
    assert option.discounted[0] == Decimal("-44800.00")
    assert option.discounted[-1] == option.saving_npv
    assert option.rate_of_return == pytest.approx(3.4787, abs=1e-4)
    assert option.passes_hurdle
    assert closes(option)


def test_the_price_at_which_both_cost_the_same():
    """Every provider line moves with the price: 1,243,426.00 / 896,298.12 = 1.38729. Both sides move
    with the volume, so no volume changes the order."""
    _, option = compute()
    assert option.indifference_price == pytest.approx(1.38729, abs=1e-5)
    assert option.indifference_volume is None


def test_the_volume_at_which_a_fixed_price_pays():
    """1 year, no discount: 500,000 x k against 250,000: k = 0.5."""
    _, option = compute(
        terms=replace(TERMS, years=1, rate=0.0),
        provider_people=None,
        price_per_person=None,
        price_fixed=250_000,
        selection=0,
        transition=0,
        governance=0,
    )
    assert option.indifference_volume == pytest.approx(0.5)
    assert option.indifference_price == pytest.approx(2.0)


def test_indexation_and_scope_creep_compound_from_year_2():
    """Fixed price 100,000; 10 % and 5 %: year 2 +10,000 and 110,000 x 5 % = 5,500; year 3 +21,000
    and 121,000 x (1.05 ** 2 - 1) = 12,402.50."""
    _, option = compute(
        provider_people=None,
        price_per_person=None,
        price_fixed=100_000,
        indexation=10,
        scope_creep=5,
    )
    assert row(option, "indexation").amounts == amounts(0, 0, 10_000, 21_000)
    assert row(option, "scope_creep").amounts == amounts(0, 0, 5_500, "12402.50")


def test_every_other_line_falls_into_its_years():
    """Price 320,000 a year, in-house 500,000. Parallel 3 months = 125,000 in year 1. Dip 15 % and 8 %
    = 48,000 and 25,600. Exit 6 % = 19,200 in year 3. Currency 5 % = 16,000. Optimism 10 % of price
    320,000 + governance 22,400 + currency 16,000 + travel 5,000 = 36,340."""
    _, option = compute(
        parallel=3,
        dip_year_1=15,
        dip_year_2=8,
        exit=6,
        currency=5,
        travel=5_000,
        severance=60_000,
        stranded=9_000,
        optimism=10,
    )
    assert row(option, "parallel").amounts == amounts(0, 125_000, 0, 0)
    assert row(option, "dip_year_1").amounts == amounts(0, 48_000, 0, 0)
    assert row(option, "dip_year_2").amounts == amounts(0, 0, 25_600, 0)
    assert row(option, "exit").amounts == amounts(0, 0, 0, 19_200)
    assert row(option, "currency").amounts == amounts(0, 16_000, 16_000, 16_000)
    assert row(option, "severance").amounts == amounts(60_000, 0, 0, 0)
    assert row(option, "stranded").amounts == amounts(0, 9_000, 9_000, 9_000)
    assert row(option, "optimism").amounts == amounts(0, 36_340, 36_340, 36_340)


def test_stranded_cost_may_end_and_one_offs_may_come_later():
    option = CostOption(
        "a",
        "A",
        (
            *lines(**PROVIDER),
            Line("stranded", "stranded", exactly(9_000), first_year=2, last_year=2),
            Line("later", "other_once", exactly(500), year=3),
            Line("after", "other_once", exactly(500), year=4),
        ),
    )
    found = evaluate(CostCase(TERMS, OWN, (option,)), seed=1, draws=10).options[0]
    assert row(found, "stranded").amounts == amounts(0, 0, 9_000, 0)
    assert row(found, "later").amounts == amounts(0, 0, 0, 500)
    assert row(found, "after").amounts == amounts(0, 0, 0, 0)


def test_the_improved_organisation_is_the_measure_and_todays_is_shown_beside_it():
    """Pay 500,000 + 30 % loading + 50,000 overhead = 700,000; 5 % improvement = 35,000. The saving
    against today is larger by 35,000 x 2.48685199 = 87,039.82."""
    own = lines(people=10, pay=50_000, loading=30, overhead=50_000, improvement=5)
    result, option = compute(own)
    assert result.today.totals[1] == 700_000
    assert result.improved.totals[1] == 665_000
    assert option.saving_npv_today - option.saving_npv == Decimal("87039.82")


def test_volume_wages_and_inflation_grow_what_they_should():
    """Year 2: people 10 x 1.10, wages x 1.04, so pay 500,000 x 1.144 = 572,000; tools 10,000 x 1.02 =
    10,200; provider 320,000 x 1.10 = 352,000."""
    own = lines(people=10, pay=50_000, volume_growth=10, wage_growth=4, tools=10_000)
    result, option = compute(own, replace(TERMS, inflation=0.02))
    assert result.today.totals[2] == Decimal("582200.00")
    assert row(option, "price_per_person").amounts[2] == 352_000
    fixed = replace(TERMS, staff_follows_volume=0.0)
    assert compute(own, fixed)[0].today.rows[0].amounts[2] == 520_000


def test_units_and_outcomes_are_priced():
    """100,000 units at 3 and 200 outcomes at 50: 300,000 + 10,000."""
    own = (*OWN, *lines(volume=100_000))
    _, option = compute(
        own,
        provider_people=None,
        price_per_person=None,
        price_per_unit=3,
        price_per_outcome=50,
        outcomes=200,
    )
    assert row(option, "price_per_unit").amounts[1] == 300_000
    assert row(option, "price_per_outcome").amounts[1] == 10_000


def test_mid_year_flows_are_discounted_half_a_year_less():
    """-44,800 + 157,600 x (1.1 ** -0.5 + 1.1 ** -1.5 + 1.1 ** -2.5) = -44,800 + 391,927.87 x
    1.1 ** 0.5 = 366,257.42."""
    _, option = compute(terms=replace(TERMS, timing="mid"))
    assert option.saving_npv == Decimal("366257.42")


def test_tax_takes_its_share_of_every_saving_but_not_of_the_percentage():
    _, option = compute(terms=replace(TERMS, tax=0.25))
    assert option.saving == amounts(-33_600, 118_200, 118_200, 118_200)
    assert option.saving_share == pytest.approx(0.27917, abs=1e-5)
    assert option.spread.p50 == option.saving_npv
    assert option.spread.chance_of_hurdle == 1.0


def test_the_hurdle_is_measured_after_tax_on_both_sides():
    """440,000 against 500,000 is 12 % cheaper, before and after a tax of 25 %."""
    fixed = dict.fromkeys(PROVIDER) | {"price_fixed": 440_000}
    _, option = compute(terms=replace(TERMS, tax=0.25), **fixed)
    assert option.saving_share == pytest.approx(0.12)
    assert option.passes_hurdle
    assert option.spread.chance_of_hurdle == 1.0
    _, option = compute(**fixed | {"price_fixed": 460_000})
    assert option.saving_share == pytest.approx(0.08)
    assert (option.passes_hurdle, option.spread.chance_of_hurdle) == (False, 0.0)
    assert option.spread.chance_to_save == 1.0


def test_amounts_beyond_exact_sums_are_refused_with_their_side():
    with pytest.raises(InvalidCostError) as caught:
        compute(lines(people=1e6, pay=1e9))
    assert [problem.path for problem in caught.value.problems] == ["in_house"]
    with pytest.raises(InvalidCostError) as caught:
        compute(price_per_person=(1, 1, 1e12), provider_people=(1, 1, 100))
    assert [problem.path for problem in caught.value.problems] == ["options.bpo"]


def test_a_currency_without_cents_is_printed_without_cents():
    result, option = compute(lines(people=3, pay=10_000.4), replace(TERMS, currency="JPY"))
    assert str(result.today.totals[1]) == "30001"
    assert all(amount == amount.to_integral() for amount in option.saving)


def test_printed_columns_add_up():
    own = lines(people=1, pay=10_000.005, tools=0.005, quality=0.005)
    result, _ = compute(own)
    printed = [Decimal(row.amounts[1]) for row in result.today.rows]
    assert sum(printed) == result.today.totals[1]


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
            if kind.side == "in_house" and kind.key != "people"
        },
        people=10,
    )
    provider = {kind.key: 1 for kind in KINDS.values() if kind.side == "provider"}
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
    assert {"in_house.pay", "in_house.tools", "options.a"} <= set(paths)


def test_break_even_warnings():
    """Never: dearer every year. Late: after 21.6 of 36 months. Falls back: a last payment eats it."""
    _, option = compute(price_per_person=70_000)
    assert (option.break_even_month, option.break_even_warning) == (None, "never")
    assert option.rate_of_return is None
    assert "plus and one minus" in option.no_rate
    assert not closes(option)
    _, option = compute(severance=250_000)
    assert option.break_even_warning == "late"
    _, option = compute(exit=500)
    assert option.break_even_warning == "falls back"


@pytest.mark.parametrize(
    ("share", "choice"),
    [
        (None, 6),
        (-0.06, 1),
        (-0.05, 2),
        (0.05, 2),
        (0.051, 3),
        (0.15, 3),
        (0.30, 4),
        (0.31, 5),
    ],
)
def test_the_saving_answers_criterion_c4(share, choice):
    assert c4_choice(share) == choice


def test_drivers_show_the_saving_at_both_ends_widest_first():
    """Governance 5 to 12 %: +-320,000 x 2.48685199 per 1 % = 7,957.93: at 5 % 347,127.87 + 15,915.85
    = 363,043.73 (exact products); at 12 % 347,127.87 - 39,789.63 = 307,338.24. Selection 1 to 10 %: 3,200 per 1 %:
    356,727.87 and 327,927.87."""
    _, option = compute(governance=(5, 7, 12), selection=(1, 4, 10))
    first, second = option.drivers
    assert (first.kind, first.at_low, first.at_high) == (
        "governance",
        Decimal("363043.73"),
        Decimal("307338.24"),
    )
    assert (second.kind, second.at_low, second.at_high) == (
        "selection",
        Decimal("356727.87"),
        Decimal("327927.87"),
    )
    assert compute()[1].drivers == ()


def test_without_ranges_every_draw_is_the_likely_case():
    _, option = compute()
    spread = option.spread
    assert spread.p10 == spread.p50 == spread.p90 == option.saving_npv
    assert (spread.chance_to_save, spread.chance_of_hurdle) == (1.0, 1.0)
    assert spread.bands[0] == amounts(-44_800, -44_800, -44_800)


def test_the_same_seed_gives_the_same_figures_and_blocks_do_not_matter():
    case = make_case(governance=(5, 7, 12))
    first = evaluate(case, seed=3, draws=3_000)
    assert evaluate(case, seed=3, draws=3_000) == first
    assert evaluate(case, seed=4, draws=3_000) != first


def test_adding_a_line_leaves_the_luck_of_the_others_alone():
    uniform = stream(3, "provider:governance", 5)
    assert list(uniform) == list(stream(3, "provider:governance", 5))
    assert list(uniform) != list(stream(3, "provider:selection", 5))
    assert seed_of("a") == seed_of("a") != seed_of("b")


def test_more_work_needs_more_people_on_either_side():
    """With the same range of people on both sides only the gap of 10,000 per person is left: 8 to 12
    people save 80,000 to 120,000 in the one year, never less."""
    own = lines(people=(8, 10, 12), pay=50_000)
    price = dict.fromkeys(PROVIDER) | {
        "provider_people": (8, 10, 12),
        "price_per_person": 40_000,
    }
    _, option = compute(own, replace(TERMS, years=1, rate=0.0), **price)
    assert 80_000 <= option.spread.p10 < option.spread.p90 <= 120_000
    assert option.spread.chance_to_save == 1.0


@pytest.mark.parametrize(
    ("shape", "mean"), [("triangular", (0 + 2 + 10) / 3), ("pert", (0 + 4 * 2 + 10) / 6)]
)
def test_draws_have_the_mean_of_their_distribution(shape, mean):
    """Triangular: (low + likely + high) / 3 = 4; PERT: (low + 4 likely + high) / 6 = 3."""
    chances = (np.arange(100_000) + 0.5) / 100_000
    drawn = quantiles(Range(0, 2, 10), shape, chances)
    assert float(drawn.mean()) == pytest.approx(mean, abs=1e-3)
    assert (np.diff(drawn) >= 0).all()
    assert quantiles(Range(0, 2, 10), shape, np.array([0.0]))[0] == pytest.approx(0)
    assert quantiles(Range(0, 2, 10), shape, np.array([1 - 1e-12]))[0] == pytest.approx(10, abs=0.5)


def test_the_median_of_a_triangle_is_exact():
    """Symmetric 0, 5, 10: median 5. 0, 0, 8: half the area at 8 (1 - sqrt(0.5)) = 2.343."""
    half = np.array([0.5])
    assert quantiles(Range(0, 5, 10), "triangular", half)[0] == pytest.approx(5)
    assert quantiles(Range(0, 0, 8), "triangular", half)[0] == pytest.approx(2.343, abs=1e-3)
    assert quantiles(Range(0, 5, 10), "pert", half)[0] == pytest.approx(5)


PROVIDER_MONEY = sorted(
    kind.key
    for kind in KINDS.values()
    if kind.side == "provider" and kind.key not in ("provider_people", "outcomes", *PRICES)
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
    provider = {kind: draw(ranges(20)) for kind in draw(st.sets(st.sampled_from(PROVIDER_MONEY)))}
    provider["price_fixed"] = draw(ranges(2_000_000))
    terms = Terms(
        currency="EUR",
        years=draw(st.integers(1, 10)),
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
        assert 0 <= option.break_even_month <= 12 * case.terms.years
    assert sum(option.saving) == option.cumulative[-1]
    for driver, after in zip(option.drivers, option.drivers[1:], strict=False):
        assert driver.swing >= after.swing


@settings(deadline=None, max_examples=40)
@given(cases(), st.floats(0.1, 10), st.data())
def test_raising_a_cost_of_the_provider_never_raises_the_saving(case, more, data):
    option = case.options[0]
    line = data.draw(st.sampled_from(option.lines))
    figure = line.amount
    raised = replace(
        line, amount=Range(figure.low + more, figure.likely + more, figure.high + more)
    )
    changed = replace(option, lines=tuple(raised if row is line else row for row in option.lines))
    before = evaluate(case, seed=1, draws=200).options[0]
    after = evaluate(replace(case, options=(changed,)), seed=1, draws=200).options[0]
    cent = Decimal("0.02") * case.terms.years
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
