"""The table of the money: every amount is of one kind, and it is said how the figures belong together."""

from decimal import Decimal
from typing import Any

import pytest

from decisions.cost.option import option_part
from decisions.cost.shape import CostPoints
from engine.cost.priced import Priced
from report.annex.cost import cost
from report.document import Paragraph, Table
from report.messages import Message, Money
from report.money import band_of, costs, than, tornado_of
from report.subject import Subject
from report.versions import costs_of
from tests.decisions.paper_cases import money, stand_ins
from tests.decisions.snapshots import sample_case, shipped_result
from tests.people import COST_CASE

TAXED = {**COST_CASE, "terms": {**COST_CASE["terms"], "tax": 0.3}}
IMPROVED = {
    **COST_CASE,
    "in_house": [*COST_CASE["in_house"], {"kind": "improvement", "amount": [2, 5, 10]}],
}
CERTAIN: dict[str, Any] = {
    "terms": {"currency": "EUR", "years": 3, "rate": 0.1},
    "in_house": [{"kind": "people", "amount": 10}, {"kind": "pay", "amount": 50_000}],
    "options": [
        {
            "key": "p",
            "name": "A provider",
            "deal": "bpo",
            "lines": [{"kind": "price_fixed", "amount": 400_000}],
        }
    ],
}
CASES = {
    "ranges": COST_CASE,
    "ten years": money(10, 800_000_000_000),
    "weak": stand_ins(),
    "taxed": TAXED,
    "improved": IMPROVED,
    "certain": CERTAIN,
}


def worked_out(case: dict[str, Any]) -> Priced:
    found = shipped_result({**sample_case(), "cost": case}).priced
    assert found is not None
    return found


def amounts_in(text: Any) -> list[Decimal]:
    """Every amount of a message, however deep."""
    if isinstance(text, Money):
        return [text.amount]
    if isinstance(text, Message):
        return [one for value in text.values.values() for one in amounts_in(value)]
    return []


def table_of(found: Priced) -> Table:
    (table,) = (block for block in costs(found) if isinstance(block, Table))
    return table


@pytest.mark.parametrize("name", CASES)
def test_every_amount_of_the_table_is_the_middle_of_the_outcomes_with_its_range(name: str) -> None:
    """Cost and saving alike, of our own ways and of the options; of weak ones the range alone."""
    found = worked_out(CASES[name])
    result = found.result
    assert result is not None
    cells = [row[1:3] for row in table_of(found).rows]
    told = [
        (result.today_cost, result.today_saving, True),
        (result.improved_cost, None, True),
        *((row.cost, row.spread, row.speaks) for row in result.options),
    ]
    assert {len(row) for row in table_of(found).rows} == {
        3 + any(row.speaks for row in result.options)
    }
    for (cost_cell, saving_cell), (drawn_cost, saving, speaks) in zip(cells, told, strict=True):
        for cell, drawn in ((cost_cell, drawn_cost), (saving_cell, saving)):
            shown = [amounts_in(cell.text), amounts_in(cell.note)]
            if drawn is None:
                assert shown == [[], []]
            elif drawn.p10 == drawn.p90:
                assert shown == [[drawn.p50] if drawn.p50 else [], []]
            elif speaks:
                assert shown == [[drawn.p50], [drawn.p10, drawn.p90]]
            else:
                assert shown == [[drawn.p10], [drawn.p90]]


@pytest.mark.parametrize("name", CASES)
def test_cost_and_saving_are_of_one_kind_so_that_they_add_up_where_nothing_is_uncertain(name: str):
    """After tax and in today's money, both: what an option costs and saves is what our own way costs. Where
    figures have ranges that holds in every outcome, and so nearly of the middles."""
    result = worked_out(CASES[name]).result
    assert result is not None
    ours = result.improved_cost.p50
    for row in result.options:
        exact = name == "certain"
        assert abs(row.cost.p50 + row.spread.p50 - ours) <= ours * Decimal("0" if exact else "0.05")
    assert (result.today_saving.p50 < 0) is (name in ("improved", "weak"))


@pytest.mark.parametrize("name", CASES)
def test_why_rows_need_not_add_up_and_why_likely_figures_say_another_thing_is_said_once(name: str):
    found = worked_out(CASES[name])
    notes = [block.text for block in costs(found) if isinstance(block, Paragraph)]
    ids = [text.id for text in notes if isinstance(text, Message)]
    best = found.best
    assert best is not None
    likely = (
        [] if not best.speaks else ["money.likely.same" if name == "certain" else "money.likely"]
    )
    some = "" if found.result and all(row.speaks for row in found.result.options) else ".weak"
    assert ids == [f"money.middles{'.certain' if name == 'certain' else some}", *likely]
    if best.speaks and name != "certain":
        assert notes[1].values["middle"] == than(best.spread.p50, "EUR")  # type: ignore[union-attr]
        assert notes[1].values["likely"] == than(best.saving_npv, "EUR")  # type: ignore[union-attr]


def test_what_an_advised_way_costs_in_a_scenario_is_the_amount_of_the_table() -> None:
    found = worked_out(COST_CASE)
    assert found.speaks
    table = {row[0].option: amounts_in(row[1].text) for row in table_of(found).rows[1:]}
    assert {key: [amount] for key, amount in costs_of(found).items()} == table


def test_an_option_of_mostly_published_figures_has_no_cost_in_a_scenario_either() -> None:
    assert costs_of(worked_out(stand_ins())).keys() == {"in_house"}


@pytest.mark.parametrize("name", ["ranges", "weak"])
def test_of_mostly_published_figures_only_ranges_are_told_on_pages_and_paper_alike(
    name: str,
) -> None:
    """No middle in table and pictures, no chance, and nothing that likely figures come to; the lines of
    the case stand as they were entered, without sums."""
    result = shipped_result({**sample_case(), "cost": CASES[name]})
    found = result.priced
    assert found is not None
    best = found.best
    assert best is not None
    speaks = best.speaks
    assert speaks is (name == "ranges")
    band, tornado = band_of(found, best), tornado_of(found, best)
    assert bool(band.data["line"]) is speaks
    assert band.table is not None
    assert len(band.table.columns) == (4 if speaks else 3)
    assert (
        amounts_in(band.alt) == [best.spread.p50] if speaks else [best.spread.p10, best.spread.p90]
    )
    starts = {tick["at"] for tick in tornado.data["ticks"] if tick["zero"]}
    assert (starts == {tornado.data["middle"]}) is not speaks
    assert amounts_in(tornado.note) == ([best.saving_npv] if speaks else [])
    sections = {row.key: row.blocks for row in cost(Subject(result))}
    assert ("years" in sections) is speaks
    assert any(isinstance(block, Table) for block in sections["figures"]) is speaks
    sums = [block.total for block in sections["lines"] if isinstance(block, Table)]
    assert sums
    assert all(map(bool, sums)) is any(map(bool, sums)) is speaks
    shown = option_part(found, best)
    for key in CostPoints.__annotations__:
        assert not shown[key] or speaks  # type: ignore[literal-required]
    assert bool(shown["years"]) is bool(shown["likely_words"]) is speaks
