"""The cost case: figures derived by hand from the small case of ``cost_cases``."""

from dataclasses import replace
from decimal import Decimal

import pytest

from engine.cost.evaluate import evaluate
from engine.cost.lines import (
    CostCase,
    CostOption,
    Line,
)
from engine.cost.result import closes, cost_choice
from tests.engine.cost_cases import OWN, PROVIDER, TERMS, amounts, compute, exactly, lines, row


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
        ),
    )
    found = evaluate(CostCase(TERMS, OWN, (option,)), seed=1, draws=10).options[0]
    assert row(found, "stranded").amounts == amounts(0, 0, 9_000, 0)
    assert row(found, "later").amounts == amounts(0, 0, 0, 500)


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


def test_costs_of_the_outcomes_are_after_tax_as_the_saving_is():
    """Certain figures: every outcome is 1,243,426.00 and 896,298.12 before tax, three quarters of it after."""
    result, option = compute(terms=replace(TERMS, tax=0.25))
    assert {result.improved_cost.p10, result.today_cost.p90} == {Decimal("932569.50")}
    assert (option.cost.p10, option.cost.p90) == (Decimal("672223.59"),) * 2
    assert abs(option.cost.p50 + option.spread.p50 - result.improved_cost.p50) <= Decimal("0.01")
    assert result.today_saving.p50 == 0


def test_what_improvement_takes_off_is_what_todays_way_costs_more():
    """20 % of 500,000 a year: 1,243,426.00 x 0.2 = 248,685.20."""
    result, option = compute(lines(people=10, pay=50_000, improvement=20))
    assert result.today_saving.p50 == Decimal("-248685.20")
    assert result.today_cost.p50 - result.improved_cost.p50 == Decimal("248685.20")
    assert abs(result.improved_cost.p50 - option.cost.p50 - option.spread.p50) <= Decimal("0.01")


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


def test_a_currency_without_cents_is_printed_without_cents():
    result, option = compute(lines(people=3, pay=10_000.4), replace(TERMS, currency="JPY"))
    assert str(result.today.totals[1]) == "30001"
    assert all(amount == amount.to_integral() for amount in option.saving)


def test_printed_columns_add_up():
    own = lines(people=1, pay=10_000.005, tools=0.005, quality=0.005)
    result, _ = compute(own)
    printed = [Decimal(row.amounts[1]) for row in result.today.rows]
    assert sum(printed) == result.today.totals[1]


def test_break_even_warnings():
    """Never: dearer every year. Late: after 21.6 of 36 months. Falls back: a last payment eats it."""
    _, option = compute(price_per_person=70_000)
    assert (option.break_even_month, option.break_even_warning) == (None, "never")
    assert option.rate_of_return is None
    assert option.no_rate == "only costs"
    assert not closes(option)
    _, option = compute(severance=250_000)
    assert option.break_even_warning == "late"
    _, option = compute(exit=500)
    assert option.break_even_warning == "falls back"


@pytest.mark.parametrize(
    ("share", "choice"),
    [
        (None, None),
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
    assert cost_choice(share) == choice
