"""What practice needs of a cost case, each derived by hand: months, hours, minimums, income, ways of one's own, and
a provider's contract as the way of today."""

from dataclasses import replace
from decimal import Decimal

import pytest

from engine.cost.cashflow import irr, npv, payback, times
from engine.cost.evaluate import evaluate
from engine.cost.lines import CostCase, CostOption, Line, Range, Terms
from engine.cost.money import is_currency
from engine.cost.priced import priced
from engine.fit.case import Today
from tests.engine.cost_cases import OWN, amounts, compute, exactly, lines, make_case, row

ONE_YEAR = Terms("EUR", 1, 0.0)
THIRTY = Terms("EUR", 2, 0.1, months=6)


def of(own, terms=ONE_YEAR, deal="bpo", **provider):
    """The one option of a case without what the small case holds."""
    case = CostCase(terms, own, (CostOption("a", "A", lines(**provider), deal),))
    return evaluate(case, seed=1, draws=200).options[0]


def test_a_headcount_range_on_both_sides_is_one_bar_that_moves_both():
    """29 to 34 people, likely 31, at 70,000 against 60,000: 10,000 a person and year, so from 290,000 to
    340,000 in the one year. Two bars, each with the other side held still, would span 350,000 and 300,000."""
    people = (29, 31, 34)
    option = of(lines(people=people, pay=70_000), provider_people=people, price_per_person=60_000)
    (bar,) = option.drivers
    assert (bar.kind, bar.owner) == ("people", "in_house")
    assert (bar.at_low, bar.at_high) == (Decimal("290000.00"), Decimal("340000.00"))
    assert Decimal(290_000) <= option.spread.p10 < option.spread.p90 <= Decimal(340_000)


def test_other_ranges_of_people_are_still_one_quantity():
    """29 to 34 here, 24 to 30 there: low with low, 29 x 70,000 - 24 x 60,000 = 590,000; high with high,
    34 x 70,000 - 30 x 60,000 = 580,000."""
    own, theirs = lines(people=(29, 31, 34), pay=70_000), (24, 27, 30)
    (bar,) = of(own, provider_people=theirs, price_per_person=60_000).drivers
    assert (bar.at_low, bar.at_high) == (Decimal("590000.00"), Decimal("580000.00"))


def test_a_term_of_thirty_months_counts_half_of_its_last_year():
    """Own 500,000 a year, provider 320,000 and 7 % governance: 342,400. Selection 4 % and transition 10 % of a whole
    year: 44,800 at the start. Year 3 is half: saving 78,800, at month 30.

    157,600 / 1.1 + 157,600 / 1.21 + 78,800 / 1.1 ** 2.5 - 44,800
    = 143,272.73 + 130,247.93 + 62,093.27 - 44,800 = 290,813.93 (1.1 ** 2.5 = 1.2690587).
    """
    result, option = compute(terms=THIRTY)
    assert result.today.totals == amounts(0, 500_000, 500_000, 250_000)
    assert option.saving == amounts(-44_800, 157_600, 157_600, 78_800)
    by_hand = -44_800 + 157_600 / 1.1 + 157_600 / 1.21 + 78_800 / 1.1**2.5
    assert float(option.saving_npv) == pytest.approx(by_hand, abs=0.01)
    assert option.saving_npv == Decimal("290813.93")


def test_shares_of_a_year_are_of_a_whole_one_in_a_short_term():
    """Six months at 320,000 a year: price 160,000; transition 10 % and exit 5 % of a year: 32,000 and 16,000.
    Two months of parallel running: 500,000 / 12 x 2 = 83,333.33. A one-off counts whole."""
    terms = Terms("EUR", 0, 0.0, months=6)
    price = {"price_fixed": 320_000, "transition": 10, "exit": 5, "parallel": 2}
    found = row(of(OWN, terms, **price, other_once=1_000), "price_fixed").amounts
    assert found == amounts(0, 160_000)
    option = of(OWN, terms, **price)
    assert option.table.totals == (Decimal("32000.00"), Decimal("259333.33"))


def test_flows_in_a_part_of_a_year_count_at_their_time():
    """Month 30 is 2.5 years away, the middle of its half year 2.25. What pays 10 a year on 100 and is paid back
    half a year later with half a year's growth, 100 x 1.1 ** 0.5, returns 10 %."""
    assert times(4, "end", 0.5) == (0, 1, 2, 2.5)
    assert times(4, "mid", 0.5) == (0, 0.5, 1.5, 2.25)
    flows = [-100.0, 10.0, 10.0, 100 * 1.1**0.5]
    for timing in ("end", "mid"):
        rate = irr(flows, timing, 0.5)
        assert npv(rate, flows, timing, 0.5) == pytest.approx(0, abs=1e-9)
    assert irr(flows, "end", 0.5) == pytest.approx(0.1, abs=1e-9)
    assert payback([-100.0, 50.0, 100.0], 0.5) == 1.25
    rate = irr([-100.0, 3.0, 102.0], "mid", 1 / 12)
    assert npv(rate, [-100.0, 3.0, 102.0], "mid", 1 / 12) == pytest.approx(0, abs=1e-9)


def test_hours_with_their_productive_share_price_the_work():
    """10 people of 1,800 paid hours, of which 70 % are productive: 12,600 hours. At 25 a paid hour they cost 450,000;
    a provider at 30 a productive hour 378,000."""
    own = lines(people=10, hours=1_800, productive=70, pay_per_hour=25)
    option = of(own, price_per_hour=30)
    assert option.table.totals[1] == Decimal("378000.00")
    assert option.saving[1] == Decimal("72000.00")


def test_more_hours_move_both_sides_and_their_share_only_the_provider():
    own = lines(people=10, hours=(1_700, 1_800, 1_900), productive=(60, 70, 80), pay_per_hour=25)
    hours, productive = sorted(of(own, price_per_hour=30).drivers, key=lambda bar: bar.kind)
    assert (hours.at_low, hours.at_high) == (Decimal("68000.00"), Decimal("76000.00"))
    assert (productive.at_low, productive.at_high) == (Decimal("126000.00"), Decimal("18000.00"))


def test_a_minimum_is_paid_where_less_is_needed():
    """100,000 units that fall by 10 % a year at 3 each, at least 95,000 paid: 300,000; 285,000 for 90,000; the same for
    81,000. Without it 300,000, 270,000, 243,000."""
    own = lines(tools=400_000, volume=100_000, volume_growth=-10)
    terms = replace(ONE_YEAR, years=3)
    free = of(own, terms, price_per_unit=3)
    bound = of(own, terms, price_per_unit=3, minimum_units=95_000)
    assert free.table.totals == amounts(0, 300_000, 270_000, 243_000)
    assert bound.table.totals == amounts(0, 300_000, 285_000, 285_000)


def test_a_minimum_that_decides_and_one_that_is_passed_anyway_are_told():
    own = lines(tools=400_000, volume=100_000)
    for minimum, told in ((50_000, "minimum_units"), (150_000, "volume")):
        (idle,) = of(own, price_per_unit=3, minimum_units=minimum).idle
        assert (idle.key, idle.why) == (told, "reached")
    between = lines(tools=400_000, volume=(80_000, 100_000, 120_000))
    assert not of(between, price_per_unit=3, minimum_units=100_000).idle


def test_lines_of_both_sides_with_one_key_are_told_apart():
    """Hours that no price uses on our side, and a minimum below what is needed on the other."""
    own = (*lines(tools=400_000, volume=100_000), Line("m", "hours", exactly(1_800)))
    theirs = (*lines(price_per_unit=3), Line("m", "minimum_units", exactly(50_000)))
    case = CostCase(ONE_YEAR, own, (CostOption("a", "A", theirs, "bpo"),))
    found = {
        (row.owner, row.key, row.why) for row in evaluate(case, seed=1, draws=2).options[0].idle
    }
    assert found == {("in_house", "m", "alone"), ("provider", "m", "reached")}


def test_the_volume_at_which_both_cost_the_same_knows_the_minimum():
    """Own 10 people at 50,000 follow the volume; 80,000 units at 4 must be paid: 320,000 until the volume is 0.8. Own
    500,000 x k = 320,000 at k = 0.64; above 0.8 the provider costs 400,000 x k and never catches up."""
    own = lines(people=10, pay=50_000, volume=100_000)
    found = of(own, price_per_unit=4, minimum_units=80_000).indifference_volume
    assert found == pytest.approx(0.64, abs=1e-6)


def test_income_from_what_becomes_free_comes_off():
    """Price 400,000; space is sublet for 12,000 a year from year 2, machines are sold for 30,000 in year 1."""
    extra = (
        Line("income_yearly", "income_yearly", exactly(12_000), first_year=2),
        Line("income_once", "income_once", exactly(30_000), year=1),
    )
    option = CostOption("a", "A", (*lines(price_fixed=400_000), *extra))
    case = CostCase(replace(ONE_YEAR, years=2), OWN, (option,))
    found = evaluate(case, seed=1, draws=2).options[0]
    assert found.table.totals == amounts(0, 370_000, 388_000)


def test_ways_of_ones_own_stand_beside_the_provider_and_answer_nothing():
    """Today 500,000. Automating leaves 40 % and costs 90,000 once and 30,000 a year: 90,000 + 230,000 a year. It saves
    more than the provider, and the answer is still about the provider."""
    automate = lines(remaining=40, set_up=90_000, other_yearly=30_000)
    case = make_case()
    both = replace(
        case, options=(*case.options, CostOption("auto", "Automate", automate, "automate"))
    )
    result = evaluate(both, seed=1, draws=200)
    provider, own = result.options
    assert own.table.totals == amounts(90_000, 230_000, 230_000, 230_000)
    assert own.saving == amounts(-90_000, 270_000, 270_000, 270_000)
    assert (own.way, own.saving_npv > provider.saving_npv) == ("automate", True)
    full = priced(full_of(both))
    assert full.best
    assert full.best.way == "provider"
    assert full.choice == priced(full_of(case)).choice
    alone = priced(replace(both, options=both.options[1:]))
    assert alone.best
    assert alone.best.key == "auto"
    assert (alone.choice, alone.closes, alone.bands) == (None, None, None)
    assert (alone.silence, alone.points) == ("no_provider", "")


def against_the_provider_of_today(yearly):
    """Today's provider takes 500,000 for one year without interest; our own people would cost ``yearly``."""
    known = lines(set_up=0, stranded=0, severance=0, provider_tools=0, dip_year_1=0, optimism=0)
    own = CostOption("o", "Own team", (*lines(price_fixed=yearly), *known), "in_house")
    return priced(CostCase(ONE_YEAR, lines(contract=500_000), (own,)), Today("provider"))


@pytest.mark.parametrize(
    ("yearly", "choice", "closes"), [(400_000, 1, False), (500_000, 2, True), (600_000, 4, True)]
)
def test_a_way_of_own_people_answers_the_other_way_round_where_a_provider_does_it_today(
    yearly, choice, closes
):
    """A provider at 500,000 against own people at 400,000 is 25 % dearer, at 600,000 a sixth cheaper."""
    found = against_the_provider_of_today(yearly)
    assert found.best
    assert found.best.completeness >= 0.5
    assert (found.choice, found.closes, found.silence) == (choice, closes, "")
    assert found.bands
    assert found.bands[choice - 1] == 1
    assert priced(found.case, Today("own")).choice is None


def test_other_providers_than_that_of_today_answer_nothing():
    other = CostOption("p", "Another", lines(price_fixed=400_000), "bpo")
    own = against_the_provider_of_today(400_000)
    alone = priced(replace(own.case, options=(other,)), own.today)
    assert (alone.compared, alone.choice, alone.closes) == (None, None, None)
    both = priced(replace(own.case, options=(other, *own.case.options)), own.today)
    assert both.best
    assert (both.best.key, both.choice) == ("o", 1)


def full_of(case):
    """The case with enough figures of its own to answer."""
    more = lines(loading=0, tools=0, recruitment=0, overhead=0, quality=0, wage_growth=0)
    return replace(case, in_house=(*case.in_house, *more))


def test_a_way_of_ones_own_needs_no_price_but_something():
    case = replace(make_case(), options=(CostOption("s", "S", lines(set_up=1), "shared_service"),))
    (problem,) = priced(case).problems
    assert (problem.path, problem.is_missing) == ("options.s", True)
    for kind in ("remaining", "price_fixed"):
        fine = replace(case.options[0], lines=lines(set_up=1, **{kind: 50}))
        assert not priced(replace(case, options=(fine,))).problems


def test_what_is_expected_of_a_way_of_ones_own_is_less_than_of_a_provider():
    """Nobody asks a machine for indexation, travel or an exit: with its six kinds it can be whole."""
    own = lines(**dict.fromkeys(("people", "pay", "loading", "recruitment", "tools"), 1.0))
    own += lines(overhead=1, quality=1, improvement=1, wage_growth=1, volume_growth=1)
    theirs = {"remaining": 50, "set_up": 1, "provider_tools": 1, "dip_year_1": 1, "stranded": 1}
    option = of(own, replace(ONE_YEAR, years=3), "automate", **theirs, severance=1, optimism=1)
    assert set(option.not_estimated) == set()
    assert option.completeness == pytest.approx(1, abs=0.05)


def test_todays_way_may_be_a_providers_contract():
    """300,000 a year today, 250,000 with another one, and 30,000 to move: -30,000, then 50,000 a year. Nobody asks for
    people and pay, and the contract weighs as much as both."""
    own = lines(contract=300_000)
    option = of(own, replace(ONE_YEAR, years=2), price_fixed=250_000, other_once=30_000)
    assert option.saving == amounts(-30_000, 50_000, 50_000)
    assert not {"people", "pay", "loading"} & set(option.not_estimated)
    paid = of(lines(people=6, pay=50_000), replace(ONE_YEAR, years=2), price_fixed=250_000)
    assert option.completeness > paid.completeness


def test_why_there_is_no_rate_of_return_is_told():
    """Nothing laid out; nothing back; two rates (the published example of two crossings)."""
    once = Line("other_once", "other_once", exactly(1_000))
    own = (*lines(tools=100), Line("investment", "investment", exactly(950), year=1))
    assert of(lines(tools=100), price_fixed=50).no_rate == "only saves"
    assert of(lines(tools=100), price_fixed=500).no_rate == "only costs"
    steps = (
        Line("price_fixed", "price_fixed", exactly(0), last_year=1),
        Line("other_once", "other_once", exactly(350)),
        Line("other_once-2", "other_once", exactly(720), year=2),
    )
    case = CostCase(replace(ONE_YEAR, years=2), own, (CostOption("a", "A", steps),))
    found = evaluate(case, seed=1, draws=2).options[0]
    assert found.saving == amounts(-350, 1_050, -620)
    assert (found.rate_of_return, found.no_rate) == (None, "several")
    whole = replace(case, options=(CostOption("a", "A", (*steps[:1], once)),))
    assert evaluate(whole, seed=1, draws=2).options[0].no_rate is None


def test_currencies_are_those_of_iso_4217_in_use():
    """Not by three letters: codes that nobody pays with, that are gone, or that are no codes."""
    for code in ("EUR", "JPY", "KWD", "CLF", "XOF", "ZWG"):
        assert is_currency(code)
    for code in ("eur", "ÄÖÜ", "XXX", "XTS", "XAU", "DEM", "HRK", "ABC", "EURO", "E1R", ""):
        assert not is_currency(code), code
        case = make_case(terms=Terms(code, 3, 0.1))
        assert "terms.currency" in {found.path for found in priced(case).problems}


def test_published_ranges_that_decide_are_named_widest_first():
    """Governance from a published range of 4 to 12 % moves more than an own selection of 1 to 10 %, once."""
    case = make_case(governance=None, selection=(1, 4, 10))
    option = case.options[0]
    ranged = tuple(
        replace(line, fallback=Range(4, 7, 12)) if line.kind == "governance" else line
        for line in option.lines
    )
    found = evaluate(replace(case, options=(replace(option, lines=ranged),)), seed=1, draws=200)
    assert [bar.kind for bar in found.options[0].assumed] == ["governance"]
    assert [bar.status for bar in found.options[0].drivers] == ["published range", "estimated"]
    assert not found.options[0].speaks
