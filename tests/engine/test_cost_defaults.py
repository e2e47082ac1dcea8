"""The shipped ranges: every one with its evidence, and how they stand in for missing figures."""

from dataclasses import replace

import pytest

from engine.cost.defaults import of_other_deal, short_case, stand_ins
from engine.cost.evaluate import evaluate
from engine.cost.lines import KINDS, Line, Range, Terms, figure_problem
from tests.shipped import shipped

CONTENT = shipped().reference.cost


def test_every_deal_has_a_usual_term():
    terms = {deal.key: deal.years for deal in CONTENT.deals}
    assert terms["bpo"] == terms["bpo_abroad"] == Range(3, 4, 5)
    assert terms["kpo"] == terms["kpo_abroad"] == Range(1, 2, 3)


@pytest.mark.parametrize("deal", [deal.key for deal in CONTENT.deals])
def test_every_deal_has_one_usable_range_per_kind(deal):
    rows = CONTENT.of(deal)
    kinds = [row.kind for row in rows]
    assert len(set(kinds)) == len(kinds)
    assert {"selection", "transition", "parallel", "governance", "optimism", "exit"} <= set(kinds)
    for row in rows:
        assert row.age
        assert row.why
        if row.stands_in:
            assert figure_problem(row.amount, KINDS[row.kind]) is None


def test_governance_is_dearer_for_expert_work_and_currency_counts_only_abroad():
    ranges = {deal.key: {row.kind: row for row in CONTENT.of(deal.key)} for deal in CONTENT.deals}
    assert ranges["bpo"]["governance"].amount == Range(4, 7, 12)
    assert ranges["kpo"]["governance"].amount == Range(7, 10, 15)
    assert "currency" not in ranges["bpo"]
    assert ranges["kpo_abroad"]["currency"].amount == Range(-10, 0, 10)


def test_severance_is_advice_in_percent_and_never_a_figure():
    row = next(row for row in CONTENT.of("bpo") if row.kind == "severance")
    assert not row.stands_in
    assert "severance" not in {line.kind for line in stand_ins(CONTENT, "bpo", (), "provider")}


def test_ranges_stand_in_only_where_nothing_is_estimated():
    own = Line("governance", "governance", Range(1, 2, 3))
    empty = Line("exit", "exit", None, name="Leaving")
    lines = {line.kind: line for line in stand_ins(CONTENT, "bpo", (own, empty), "provider")}
    assert lines["governance"] is own
    assert (lines["exit"].amount, lines["exit"].fallback) == (None, Range(3, 6, 10))
    assert lines["exit"].name == "Leaving"
    assert lines["selection"].status == "published range"
    assert lines["selection"].source == "S116"
    assert "loading" not in lines
    noted = Line("exit", "exit", None, note="Ask legal", source="Contract")
    kept = {line.kind: line for line in stand_ins(CONTENT, "bpo", (noted,), "provider")}["exit"]
    assert (kept.note, kept.source) == ("Ask legal", "Contract")


def test_a_range_that_stands_in_leaves_everything_else_of_its_line_alone():
    """Years, name and mark stay: travel from year 2 must not become travel from year 1."""
    for default in CONTENT.of("bpo"):
        if default.stands_in and KINDS[default.kind].owner == "provider":
            kind = default.kind
            line = Line("a", kind, None, None, 1, 2, 3, "Name", "Note", "Source", "verified")
            filled = stand_ins(CONTENT, "bpo", (line,), "provider")[0]
            assert filled == replace(line, fallback=default.amount)


def test_another_deal_brings_its_ranges_and_takes_nothing_that_a_person_said():
    """Currency has a range abroad only. Governance is 4 to 12 for BPO and 7 to 15 for KPO."""
    usual = {line.kind: line for line in stand_ins(CONTENT, "bpo_abroad", (), "provider")}
    left_out = Line("exit", "exit", None, note="Ask legal")
    named = replace(usual["currency"], key="currency-2", name="Rupees", note="Half is hedged")
    own = replace(usual["governance"], amount=Range(1, 2, 3))
    lines = (own, left_out, usual["selection"], usual["currency"], named)
    found = {line.key: line for line in of_other_deal(CONTENT, "bpo_abroad", "kpo", lines)}
    assert found["governance"].amount == Range(1, 2, 3)
    assert found["governance"].fallback == Range(7, 10, 15)
    assert found["exit"] == left_out
    assert found["selection"].status == "published range"
    assert "currency" not in found
    assert (found["currency-2"].fallback, found["currency-2"].name) == (None, "Rupees")
    assert found["currency-2"].note == "Half is hedged"
    back = {
        line.kind: line
        for line in of_other_deal(CONTENT, "kpo", "bpo_abroad", tuple(found.values())[:3])
    }
    assert back["currency"].fallback == Range(-10, 0, 10)
    bare = tuple(replace(line, fallback=None) for line in lines)
    assert of_other_deal(CONTENT, "bpo_abroad", "kpo", bare) == bare


def test_the_short_form_already_gives_a_range():
    """People, loaded pay, provider price and years are enough: the rest is published ranges. Price
    10 x 35,000 = 350,000 against 10 x 50,000 = 500,000 looks 30 % cheaper; the full case is not."""
    ten, pay, price = (Range(figure, figure, figure) for figure in (10, 50_000, 35_000))
    case = short_case(CONTENT, "bpo", Terms("EUR", 3, 0.10), ten, pay, price)
    option = evaluate(case, seed=1, draws=2_000).options[0]
    assert option.spread.p10 < option.spread.p50 < option.spread.p90
    assert option.saving_share is not None
    assert option.saving_share < 0.30
    assert option.completeness < 0.5
