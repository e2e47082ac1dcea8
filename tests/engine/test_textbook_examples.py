"""Published examples, reproduced to the printed digit.

Every figure below was read in the source named beside it:

- PMA: M. Franklin, P. Graybeal, D. Cooper, Principles of Accounting, Volume 2: Managerial
  Accounting, OpenStax (CC BY-NC-SA 4.0), source text of April 2026; chapter.section.
- PF: Principles of Finance 2e, OpenStax (CC BY-NC-SA 4.0), source text of May 2026; chapter.section.
- NPF: documentation of numpy-financial 1.0, page of the function named.
- MS: Microsoft Support, "IRR function" (Excel).
- FC: Adobe LiveCycle Designer, FormCalc Reference, "NPV".
- CH: ClickHouse documentation, "Financial functions".

Where a book works with factors rounded to three digits, its printed result differs from the exact
one by up to half a thousandth of the payment per period; such an example names its own tolerance.
"""

import pytest

from engine.cost.cashflow import (
    SeveralRatesError,
    discounted,
    internal_rates,
    irr,
    npv,
    payback,
)

EMBROIDERY = [-16_000, 2_000, 4_000, 5_000, 5_000, 5_000, 5_000]
BUSINESS = [-700_000, 120_000, 150_000, 180_000, 210_000, 260_000]


def test_equipment_of_30000_that_saves_10000_for_five_years_is_worth_9927():
    """PMA 11.5: at 8 % an NPV of $9,927 ($39,927 in, $30,000 out) and an IRR of 19.86 %."""
    flows = [-30_000, *[10_000] * 5]
    assert round(npv(0.08, flows)) == 9_927
    assert round(npv(0.08, [0, *flows[1:]])) == 39_927
    assert round(irr(flows), 4) == 0.1986


def test_a_printer_pays_back_after_seven_and_a_half_years():
    """PMA 11.2: $150,000 over $20,000 a year = 7.5 years."""
    assert payback([-150_000, *[20_000] * 10]) == 7.5


def test_uneven_flows_of_the_printer_pay_back_after_eight_and_a_half_years():
    """PMA 11.2: $10,000, twice $20,000, twice $15,000, then $20,000 a year: 8.5 years."""
    flows = [-150_000, 10_000, 20_000, 20_000, 15_000, 15_000, *[20_000] * 5]
    assert payback(flows) == 8.5


def test_an_investment_of_40000_pays_back_after_5_33_years():
    """PMA 11.2: $10,000 twice, $5,000 twice, then $7,500: 5.33 years."""
    flows = [-40_000, 10_000, 10_000, 5_000, 5_000, 7_500, 7_500]
    assert f"{payback(flows):.2f}" == "5.33"


def test_welding_equipment_returns_8_percent():
    """PMA 11.4: $312,000 for $49,944 in each of 9 years, factor 6.247 (rounded): 8 %."""
    assert round(312_000 / 49_944, 3) == round(npv(0.08, [0, *[1] * 9]), 3) == 6.247
    assert round(irr([-312_000, *[49_944] * 9]), 2) == 0.08


def test_a_second_drill_press_returns_12_percent_and_the_first_8_to_10():
    """PMA 11.4: $60,500 for $13,256 in each of 7 years: factor 4.564, 12 %; $50,000 for $10,000:
    between 8 and 10 %."""
    assert round(60_500 / 13_256, 3) == round(npv(0.12, [0, *[1] * 7]), 3) == 4.564
    assert round(irr([-60_500, *[13_256] * 7]), 2) == 0.12
    assert 0.08 < irr([-50_000, *[10_000] * 7]) < 0.10


@pytest.mark.parametrize(
    ("rate", "years", "printed"),
    [
        (0.01, 10, 9.471),
        (0.02, 5, 4.713),
        (0.03, 8, 7.020),
        (0.05, 7, 5.786),
        (0.08, 10, 6.710),
        (0.10, 5, 3.791),
        (0.12, 3, 2.402),
    ],
)
def test_factors_of_the_annuity_table_agree(rate, years, printed):
    """PMA 11.4, table "Present Value of an Ordinary Annuity"."""
    assert round(npv(rate, [0, *[1] * years]), 3) == printed


def test_the_x_ray_machine_is_worth_68400_with_the_rounded_factor():
    """PMA 11.4: $40,000 x 6.710 - $200,000 = $68,400 at 8 %, 10 years. The factor is rounded to 0.0005, so the exact NPV is within $20."""
    flows = [-200_000, *[40_000] * 10]
    assert npv(0.08, flows) == pytest.approx(68_400, abs=20)


def test_unequal_flows_of_the_x_ray_machine_are_worth_19990_with_rounded_factors():
    """PMA 11.4: present value $219,990 less $200,000; ten factors rounded to 0.0005 each on
    $340,000 in all: within $170."""
    years = [20, 25, 20, 40, 40, 60, 30, 35, 25, 45]
    flows = [-200_000, *(1_000 * amount for amount in years)]
    assert npv(0.08, flows) == pytest.approx(19_990, abs=170)


def test_the_embroidery_machine_has_the_printed_present_values():
    """PF 16.2: discounted at 9 % the six inflows are 1,834.86; 3,366.72; 3,860.92; 3,542.13;
    3,249.66; 2,981.34. Their printed sum 2,835.63 adds rounded figures; PF 16.4 prints 2,835.62."""
    present = [round(value, 2) for value in discounted(0.09, EMBROIDERY)]
    assert present == [-16_000, 1_834.86, 3_366.72, 3_860.92, 3_542.13, 3_249.66, 2_981.34]
    assert round(sum(present), 2) == 2_835.63
    assert round(npv(0.09, EMBROIDERY), 2) == 2_835.62


@pytest.mark.parametrize(
    ("rate", "printed"),
    [
        (0.00, 10_000),
        (0.03, 7_231),
        (0.09, 2_836),
        (0.12, 1_081),
        (0.14, 42),
        (0.15, -442),
        (0.18, -1_773),
        (0.21, -2_939),
    ],
)
def test_the_npv_profile_of_the_embroidery_machine_agrees(rate, printed):
    """PF 16.2, table of the NPV at eight rates."""
    assert round(npv(rate, EMBROIDERY)) == printed


def test_the_embroidery_machine_returns_14_09_percent():
    """PF 16.3: the calculator shows 14.09."""
    assert round(100 * irr(EMBROIDERY), 2) == 14.09


def test_the_embroidery_machine_pays_back_in_four_years_and_discounted_in_5_05():
    """PF 16.1: four years. PF 16.4: 5 + 145.72 / 2,981.34 = 5.05 years at 9 %."""
    assert payback(EMBROIDERY) == 4
    assert f"{payback(discounted(0.09, EMBROIDERY)):.2f}" == "5.05"


def test_inflows_that_rise_by_2000_a_year_are_worth_26946_90():
    """PF 16.2: $30,000 for $6,000, $8,000 ... $18,000 at 9 %: 26,946.90."""
    flows = [-30_000, *range(6_000, 18_001, 2_000)]
    assert round(npv(0.09, flows), 2) == 26_946.90


def test_an_olympic_facility_has_two_rates_of_return():
    """PF 16.3: -350, 950, -620 (millions): the profile crosses zero twice, so there are two IRRs.

    350 q**2 - 950 q + 620 = 0 for q = 1 + rate: q = (950 +- sqrt(902,500 - 868,000)) / 700,
    sqrt(34,500) = 185.7418, q = 1.622488 or 1.091797.
    """
    flows = [-350, 950, -620]
    assert [round(rate, 6) for rate in internal_rates(flows)] == [0.091797, 0.622488]
    with pytest.raises(SeveralRatesError) as caught:
        irr(flows)
    assert len(caught.value.rates) == 2


def test_a_mixed_stream_of_withdrawals_is_worth_72753_49():
    """PF 9.2: $17,000 three times, $17,500, $18,000 at 6 %: 72,753.49."""
    flows = [0, 17_000, 17_000, 17_000, 17_500, 18_000]
    assert round(npv(0.06, flows), 2) == 72_753.49


def test_a_mixed_stream_of_savings_is_worth_20406_56():
    """PF 9.2: seven years at 7 %: 20,406.56."""
    flows = [0, 2_000, 2_000, 2_000, 12_000, 2_000, 5_000, 2_000]
    assert round(npv(0.07, flows), 2) == 20_406.56


def test_an_annuity_of_120000_for_ten_years_is_worth_770119_or_839429_when_due():
    """PF 8.2: at 9 % about $770,119; paid at the start of each year about $839,429 (cents cut off)."""
    assert round(120_000 * npv(0.09, [0, *[1] * 10])) == 770_119
    assert int(120_000 * npv(0.09, [1] * 10)) == 839_429


def test_a_settlement_of_45000_for_ten_years_is_worth_331204():
    """PF 8.2: factor 7.360089 at 6 %, about $331,204 (the exact product is 331,203.92)."""
    assert round(45_000 * npv(0.06, [0, *[1] * 10])) == 331_204


def test_the_example_of_numpy_financial_npv_agrees():
    """NPF npv: -40,000, 5,000, 8,000, 12,000, 30,000 at 8 %: 3065.22267."""
    assert round(npv(0.08, [-40_000, 5_000, 8_000, 12_000, 30_000]), 5) == 3065.22267


def test_the_example_of_numpy_financial_irr_agrees():
    """NPF, front page: irr([-250000, 100000, 150000, 200000, 250000, 300000]) =
    0.5672303344358536."""
    flows = [-250_000, 100_000, 150_000, 200_000, 250_000, 300_000]
    assert irr(flows) == pytest.approx(0.5672303344358536, abs=1e-14)


@pytest.mark.parametrize(("years", "printed"), [(5, -0.021), (6, 0.087), (3, -0.444)])
def test_the_examples_of_the_spreadsheet_function_irr_agree(years, printed):
    """MS: -2.1 % after four years, 8.7 % after five, -44.4 % after two."""
    assert round(irr(BUSINESS[:years]), 3) == printed


@pytest.mark.parametrize(
    ("rate", "flows", "printed"),
    [
        (0.065, [5_000], 4694.83568075117),
        (0.10, [500, 1_500, 4_000, 10_000], 11529.60863329007),
        (0.0275 / 12, [50, 60, 40, 100, 25], 273.14193838457),
    ],
)
def test_the_examples_of_the_form_function_npv_agree(rate, flows, printed):
    """FC: NPV of flows at the end of each period, printed with eleven decimals."""
    assert round(npv(rate, [0, *flows]), 11) == pytest.approx(printed, abs=1e-10)


def test_the_example_of_the_database_function_agrees():
    """CH: financialInternalRateOfReturn([-100, 39, 59, 55, 20]) = 0.2809484211599611."""
    assert irr([-100, 39, 59, 55, 20]) == pytest.approx(0.2809484211599611, abs=1e-14)
