"""Tables of money in whole units still add up: down every column and along every running total."""

from decimal import Decimal
from itertools import accumulate

from engine.cost.evaluate import evaluate
from engine.cost.lines import CostCase, CostOption, Line, Range, Terms
from engine.cost.result import Row, Table
from report.whole_years import whole, whole_table, whole_years


def make_table(*amounts: tuple[str, str]) -> Table:
    rows = tuple(
        Row(str(number), "other", "Line", "estimated", tuple(map(Decimal, row)))
        for number, row in enumerate(amounts)
    )
    totals = tuple(
        sum(column, Decimal(0)) for column in zip(*(r.amounts or () for r in rows), strict=True)
    )
    return Table((*rows, Row("none", "other", "Open", "not estimated", None)), totals, ("none",))


def test_each_year_is_rounded_once_and_dealt_out_to_its_lines():
    """0.40 + 0.40 + 0.40 = 1.20 is 1, which the first line gets; 10.60 - 4.20 - 0.20 = 6.20 is 6: 10
    and -5 and -1 are 4, so the two largest remainders (0.80 twice) get one more."""
    found = whole_table(make_table(("0.40", "10.60"), ("0.40", "-4.20"), ("0.40", "-0.20")))
    assert found.totals == (1, 6)
    assert found.rows == ((1, 10), (0, -4), (0, 0), None)


def test_a_table_without_an_estimate_adds_up_to_nothing():
    table = Table((Row("none", "other", "Open", "not estimated", None),), (Decimal(0),), ("none",))
    assert whole_table(table).totals == (0,)


def test_a_half_goes_away_from_zero():
    assert [whole(Decimal(text)) for text in ("0.5", "-0.5", "2.49", "-2.51")] == [1, -1, 2, -3]


def case(tax: float) -> CostCase:
    own = (line("people", 7), line("pay", 33_333.33), line("improvement", 7))
    lines = (line("provider_people", 6), line("price_per_person", 21_111.11), line("transition", 9))
    return CostCase(
        Terms("EUR", years=4, rate=0.1, tax=tax), own, (CostOption("bpo", "Provider", lines),)
    )


def line(kind: str, figure: float) -> Line:
    return Line(kind, kind, Range(figure, figure, figure))


def test_the_saving_is_ours_less_theirs_as_printed_and_its_running_total_adds_it_up():
    result = evaluate(case(0), seed=1)
    found = whole_years(result.improved, result.options[0], taxed=False)
    assert found.ours == whole_table(result.improved).totals
    assert found.saving == tuple(
        own - other for own, other in zip(found.ours, found.theirs, strict=True)
    )
    assert found.running == tuple(accumulate(found.saving))
    exact = result.options[0].cumulative
    assert all(abs(one - other) < 3 for one, other in zip(found.running, exact, strict=True))


def test_tax_comes_between_the_difference_and_the_saving():
    result = evaluate(case(0.25), seed=1)
    found = whole_years(result.improved, result.options[0], taxed=True)
    assert found.saving == tuple(whole(amount) for amount in result.options[0].saving)
    assert found.running == tuple(accumulate(found.saving))
