"""Cost outside the term: every door refuses it at its place, and a shorter term asks first."""

from typing import Any

import pytest
from django.urls import reverse

from decisions.costing import stored_case
from decisions.models import Assessment, CostCase
from decisions.sheets import UnusableSheet, read_workbook, workbook_bytes
from decisions.sheets.layout import COLUMN, FIRST_ROW
from engine.cost.intake import read_cost_case
from engine.cost.lines import KINDS, YEAR_FIELDS, Line, Range
from engine.cost.priced import priced
from engine.cost.term import UNDATED
from tests.decisions.money import at, text_of
from tests.decisions.test_cost import SHORT
from tests.engine.cost_cases import amounts
from tests.people import COST_CASE, make_assessment, make_cost_case

LATE: dict[str, Any] = {
    "terms": {"currency": "EUR", "years": 5, "rate": 0.1},
    "in_house": [
        *COST_CASE["in_house"],
        {"kind": "tools", "amount": 9_000, "first_year": 2, "last_year": 4, "note": "Licences"},
    ],
    "options": [
        {
            **COST_CASE["options"][0],
            "lines": [
                *COST_CASE["options"][0]["lines"],
                {"kind": "severance", "amount": 66_000, "year": 4, "note": "Twelve people"},
                {"kind": "stranded", "amount": 5_000, "first_year": 3},
                {"kind": "parallel", "amount": [20, 30, 36]},
            ],
        }
    ],
}
"""A case of five years with a line of each shape that a term of two would cut off."""
TWO_YEARS = SHORT | {"people_likely": "10", "pay_likely": "50,000", "price_per_person_low": "",
                     "price_per_person_likely": "40,000", "price_per_person_high": "",
                     "deal": "bpo", "years": "2", "version": "1"}  # fmt: skip


@pytest.fixture
def assessment(team, alice) -> Assessment:
    return make_assessment(team, alice)


def lines_of(row: CostCase) -> dict[str, Line]:
    case = stored_case(row)
    return {line.key: line for line in (*case.in_house, *case.options[0].lines)}


def test_a_shorter_term_names_what_it_cuts_off_and_changes_nothing_unasked(assessment, alices):
    row = make_cost_case(assessment, **LATE)
    answer = alices.post(at("cost_short", assessment), TWO_YEARS)
    assert answer.status_code == 200
    form = answer.context["form"]
    assert set(form.errors) == {"years"}
    assert form.asks_cut
    for name in ("IT, licences", "years 2 to 4", "Severance", "in year 4", "Stranded", "Parallel"):
        assert name in form.errors["years"][0]
    row.refresh_from_db()
    assert (row.version, stored_case(row)) == (1, read_cost_case(LATE))


def test_a_term_that_cuts_nothing_off_asks_nothing(assessment, alices):
    make_cost_case(assessment, **LATE)
    answer = alices.post(at("cost_short", assessment), TWO_YEARS | {"years": "4"})
    assert answer.status_code == 302
    assert stored_case(CostCase.objects.get()).terms.years == 4


@pytest.mark.parametrize(("cut", "severance"), [("end", None), ("move", 2)])
def test_the_person_says_what_happens_with_cost_after_the_term(
    assessment, alices, cut: str, severance: int | None
):
    """Tools of years 2 to 4 end with year 2; stranded cost from year 3 goes; 36 months of parallel
    running become 24. Severance goes, or falls due in year 2: 66,000 more in that year."""
    make_cost_case(assessment, **LATE)
    assert alices.post(at("cost_short", assessment), TWO_YEARS | {"cut": cut}).status_code == 302
    row = CostCase.objects.get()
    lines = lines_of(row)
    assert (lines["tools"].first_year, lines["tools"].last_year) == (2, 2)
    assert lines["tools"].note == "Licences"
    assert "stranded" not in lines
    assert lines["parallel"].amount == Range(20, 24, 24)
    assert (lines["severance"].year if severance else lines.get("severance")) == severance
    shown = priced(stored_case(row))
    assert shown.best
    found = {row.key: row.amounts for row in shown.best.table.rows}.get("severance")
    assert found == (amounts(0, 0, 66_000) if severance else None)


@pytest.mark.parametrize("side", ["in_house", "bpo"])
def test_line_forms_offer_the_years_that_each_kind_has_and_take_none_after_the_term(
    assessment, alices, side: str
):
    """Every field of a year of every kind is filled with 4 in a case of three years."""
    make_cost_case(assessment)
    url = at("cost_lines", assessment) if side == "in_house" else at("cost_side", assessment, side)
    rows = alices.get(url).context["form"].rows
    offered = {(row.line.kind, name) for row in rows for name in UNDATED if name in row.fields}
    owner = "in_house" if side == "in_house" else "provider"
    kinds = [kind for kind in KINDS.values() if kind.owner == owner]
    assert offered == {
        (kind.key, name) for kind in kinds for name in YEAR_FIELDS.get(kind.basis, ())
    }
    late = {name for _, name in offered if name != "first_year"}
    for wrong in (late, {"first_year"}):
        posted: dict[str, Any] = {f"{kind}-{name}": "4" for kind, name in offered if name in wrong}
        posted |= {"line": [kind.key for kind in kinds], "save": "yes", "version": "1"}
        errors = set(alices.post(url, posted).context["form"].errors)
        assert errors == {f"{kind}-{name}" for kind, name in offered if name in wrong}
    assert CostCase.objects.get().version == 1


@pytest.mark.parametrize(
    ("line", "head"),
    [
        ({"kind": "severance", "amount": 66_000, "year": 4}, "Due in year"),
        ({"kind": "travel", "amount": 1, "last_year": 4}, "To year"),
        ({"kind": "travel", "amount": 1, "first_year": 4}, "From year"),
        ({"kind": "parallel", "amount": [1, 2, 40]}, "High"),
        ({"kind": "parallel", "fallback": [1, 2, 40]}, "Published high"),
    ],
)
def test_a_sheet_with_cost_outside_the_term_is_refused_at_its_cell(line, head: str):
    option = COST_CASE["options"][0]
    others = [row for row in option["lines"] if row["kind"] != line["kind"]]
    document = COST_CASE | {"options": [{**option, "lines": [*others, line]}]}
    with pytest.raises(UnusableSheet) as caught:
        read_workbook(workbook_bytes(read_cost_case(document, computable=False)))
    row = FIRST_ROW + len(others)
    assert [sentence.partition(":")[0] for sentence in caught.value.problems] == [
        f"Option 1!{COLUMN[head]}{row}"
    ]


def test_what_moves_nothing_is_named_on_every_page_of_the_case(assessment, alices):
    """Units without a price per unit, growth of wages in a term of one year; inflation that lifts no amount. On
    the page of a side only what stands there."""
    own = [
        {"kind": "people", "amount": 10},
        {"kind": "pay", "amount": 50_000},
        {"kind": "volume", "amount": 9},
        {"kind": "wage_growth", "amount": 3},
    ]
    terms = {"currency": "EUR", "years": 1, "rate": 0.1, "inflation": 0.02}
    make_cost_case(assessment, terms=terms, in_house=own)
    page = alices.get(at("cost", assessment))
    words = page.context["cost"]["idle"]
    assert [sentence.partition(" moves nothing")[0] for sentence in words] == [
        "Inflation",
        "“Units a year”",
        "“Growth of wages”",
    ]
    for shown in (page, alices.get(at("cost_assumptions", assessment))):
        assert all(sentence in text_of(shown) for sentence in words)
    assert alices.get(at("cost_lines", assessment)).context["idle"] == words[1:]
    assert alices.get(at("cost_side", assessment, "bpo")).context["idle"] == []
    option = page.context["cost"]["options"][0]
    assert option["idle"] == words[1:]
    assert "Growth of wages" not in option["published"] + option["not_counted"]
    facts = alices.get(reverse("result_json", args=[assessment.pk])).json()["cost"]
    assert facts["idle_terms"] == ["inflation"]


def test_a_line_that_one_option_uses_is_not_named_for_the_whole_case(assessment, alices):
    """Units that only the second provider prices; its governance of a price of nothing is named with it."""
    first = COST_CASE["options"][0]
    lines = [
        {"kind": "price_per_unit", "amount": 3},
        {"kind": "minimum_outcomes", "amount": 5},
    ]
    own = [*COST_CASE["in_house"], {"kind": "volume", "amount": 9}]
    second = {"key": "kpo", "name": "Acme", "deal": "kpo", "lines": lines}
    make_cost_case(assessment, in_house=own, options=[first, second])
    page = alices.get(at("cost", assessment))
    assert [row.partition(" moves nothing")[0] for row in page.context["cost"]["idle"]] == [
        "“Outcomes a year that must be paid” of Acme"
    ]
    by_option = [row["idle"] for row in page.context["cost"]["options"]]
    assert [len(rows) for rows in by_option] == [1, 1]
