"""The table of the money: every amount is of one kind, and it is said how the figures belong together."""

from dataclasses import fields, is_dataclass
from decimal import Decimal
from typing import Any

import pytest

from decisions.cost.option import option_part
from decisions.cost.shape import CostPoints
from engine.cost.lines import KINDS, OWN_WAYS
from engine.cost.priced import Priced
from report.amounts import than
from report.annex.cost import cost
from report.document import Paragraph, Table
from report.messages import Message, Money
from report.money import costs, option_line
from report.money_figures import band_of, tornado_of
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
    if likely:
        is_better = best.spread.p50 > best.saving_npv
        likely = [
            row + (".saves" if is_better else ".costs") if row == "money.likely" else row
            for row in likely
        ]
    assert ids == [f"money.middles{'.certain' if name == 'certain' else some}", *likely]
    if best.speaks and name != "certain":
        assert notes[1].values["middle"] == than(best.spread.p50, "EUR")  # type: ignore[union-attr]
        assert notes[1].values["likely"] == than(best.saving_npv, "EUR")  # type: ignore[union-attr]


def test_what_an_advised_way_costs_in_a_scenario_is_the_amount_of_the_table() -> None:
    found = worked_out(COST_CASE)
    assert not found.silence
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


@pytest.mark.parametrize(
    ("done_by", "mark"),
    [
        ("", "in_house"),
        ("own", "in_house"),
        ("nobody", "in_house"),
        ("shared_service", "shared_service"),
        ("provider", "provider"),
        ("mixed", ""),
    ],
)
def test_the_way_of_today_has_the_mark_of_who_does_the_work(done_by: str, mark: str) -> None:
    """In the table and in scenarios; where people and a provider share it, it is said what is compared."""
    found = shipped_result({**sample_case(), "today": {"done_by": done_by}, "cost": CERTAIN}).priced
    assert found is not None
    assert [row[0].option for row in table_of(found).rows[:2]] == [mark, mark]
    assert set(costs_of(found)) - {"bpo"} == {mark} & {"in_house", "shared_service"}
    notes = [block.text.id for block in costs(found) if isinstance(block, Paragraph)]  # type: ignore[union-attr]
    assert ("money.compared.mixed" in notes) is (done_by == "mixed")


@pytest.mark.parametrize("done_by", ["own", "provider"])
@pytest.mark.parametrize("ranged", [True, False])
def test_the_line_of_money_has_a_range_only_where_a_figure_has(
    done_by: str, *, ranged: bool
) -> None:
    """An amount to itself is no range, of our own way and against today's provider alike."""
    (option,) = COST_CASE["options"]
    likely = [
        {
            **line,
            "amount": line["amount"][1] if isinstance(line["amount"], list) else line["amount"],
        }
        for line in option["lines"]
    ]
    cost_case = COST_CASE if ranged else {**COST_CASE, "options": [{**option, "lines": likely}]}
    case = {**sample_case(), "today": {"done_by": done_by}, "cost": cost_case}
    found = shipped_result(case).priced
    assert found is not None
    assert found.best is not None
    assert found.best.speaks
    line = option_line(found, found.best)
    certain = ".ranged" if ranged else ".certain"
    rivals = ".rivals" if done_by == "provider" else ""
    assert line.id == f"money.line{certain}{rivals}"


def ids_in(part: Any) -> set[str]:
    """The ids of every message in a part of a document, however deep."""
    match part:
        case Message():
            return {part.id}.union(*map(ids_in, part.values.values()))
        case list() | tuple():
            return set().union(*map(ids_in, part))
        case _ if is_dataclass(part):
            return ids_in([getattr(part, row.name) for row in fields(part)])
    return set()


@pytest.mark.parametrize("wide", [False, True])
@pytest.mark.parametrize("done_by", ["own", "provider"])
@pytest.mark.parametrize("speaks", [True, False])
def test_no_range_goes_from_an_amount_to_the_same_words(
    done_by: str, *, speaks: bool, wide: bool
) -> None:
    """Where its ends differ by less than is printed: in the line, the table and the picture. Against whom is said
    whoever's the figures are."""
    (option,) = COST_CASE["options"]
    narrow = [
        {**row, "amount": [4, 4.001, 4.002]} if isinstance(row["amount"], list) else row
        for row in option["lines"]
    ]
    lines = option["lines"] if wide else narrow
    in_house = COST_CASE["in_house"] if speaks else CERTAIN["in_house"]
    cost_case = {**COST_CASE, "in_house": in_house, "options": [{**option, "lines": lines}]}
    case = {**sample_case(), "today": {"done_by": done_by}, "cost": cost_case}
    found = shipped_result(case).priced
    assert found is not None
    best = found.best
    assert best is not None
    assert best.speaks is speaks
    assert best.spread.p10 != best.spread.p90
    rivals = ".rivals" if done_by == "provider" else ""
    line = f"money.line{'' if speaks else '.brief'}"
    kind = ".ranged" if wide else ".alike"
    said = option_line(found, best, brief=True)
    assert said.id == f"{line}{kind}{rivals}"
    told = ids_in([option_line(found, best), table_of(found), band_of(found, best)])
    ranges = {"money.range", "money.range.to", "band.alt.weak", f"{line}.ranged{rivals}"}
    assert bool(told & ranges) is wide
    line = band_of(found, best).data["line"]
    assert bool(line) is (speaks or not wide)  # a band without a width is not to be seen


@pytest.mark.parametrize("deal", ["bpo", *OWN_WAYS])
def test_nothing_in_a_way_of_ones_own_is_called_a_providers(deal: str) -> None:
    """On Money, in the tables of the years and in the annex; a line with a name of its own keeps that."""
    lines = [
        {"kind": "provider_people", "amount": [9, 10, 11]},
        {"kind": "price_per_person", "amount": [40_000, 50_000, 70_000]},
        {"kind": "price_fixed", "amount": [1_000, 1_000, 9_000], "name": "Price of the licence"},
    ]
    option = {"key": "o", "name": "The way", "deal": deal, "lines": lines}
    result = shipped_result({**sample_case(), "cost": {**CERTAIN, "options": [option]}})
    priced = result.priced
    assert priced is not None
    assert priced.best is not None
    table = tornado_of(priced, priced.best).table
    assert table is not None
    drawn = {str(row[0].text) for row in table.rows}
    yearly = {row.name for row in priced.best.table.rows}
    blocks = next(row.blocks for row in cost(Subject(result)) if row.key == "lines")
    listed = {str(row[0].text) for one in blocks if isinstance(one, Table) for row in one.rows}
    own = {"People of this way", "Cost per person and year"}
    theirs = {KINDS[key].name for key in ("provider_people", "price_per_person")}
    right, wrong = (theirs, own) if deal == "bpo" else (own, theirs)
    assert right | {"Price of the licence"} <= drawn & listed
    assert not wrong & (drawn | yearly | listed)
    assert yearly & right


def test_page_and_paper_have_one_format_for_a_rate_and_a_share() -> None:
    """The key figures of the annex and the sentences beside the cost case."""
    result = shipped_result({**sample_case(), "cost": COST_CASE})
    found = result.priced
    assert found is not None
    assert found.best is not None
    shown = option_part(found, found.best)
    blocks = next(row.blocks for row in cost(Subject(result)) if row.key == "figures")
    cells = [row[1] for one in blocks if isinstance(one, Table) for row in one.rows]
    texts = [text for cell in cells for text in (cell.text, cell.note) if isinstance(text, Message)]
    values = {text.id: text.values for text in texts}
    assert str(values["cost.share"]["share"]) in shown["likely_words"]
    assert str(values["cost.same.price"]["percent"]) in shown["price_words"]
    is_same = "cost.same.volume" in values
    assert is_same is (found.best.indifference_volume is not None)
    assert not is_same or str(values["cost.same.volume"]["percent"]) in shown["volume_words"]
    assert (
        found.best.rate_of_return is None
        or str(values["cost.rate"]["rate"]) in shown["return_words"]
    )
