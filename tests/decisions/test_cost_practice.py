"""What practice needs can be entered, and one headline stands wherever money is told."""

from dataclasses import replace
from decimal import Decimal
from html import unescape
from io import BytesIO
from typing import Any, Literal

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from decisions.cost.help import HELP
from decisions.costing import stored_case
from decisions.forms.cost_asked import asked_of
from decisions.models import Assessment, CostCase, DoneBy
from decisions.services.cost import save_cost
from decisions.services.versions import save_version
from decisions.sheets import read_workbook, workbook_bytes
from decisions.sheets.layout import ABOUT, RESULT, TERM_ROW, TERMS
from engine.cost.intake import plain, read_cost_case
from engine.cost.lines import KINDS, OWN_WAYS, Range
from engine.cost.priced import priced
from engine.cost.report import read_money
from engine.fit.case import Today
from report.messages import read
from report.money import headline
from tests.decisions.money import at, prepared, text_of
from tests.people import COST_CASE, make_answers, make_assessment

SHORT = {
    "version": "0",
    "contract_likely": "300,000",
    "price_fixed_low": "230,000",
    "price_fixed_likely": "250,000",
    "price_fixed_high": "280,000",
    "currency": "EUR",
    "years": "\u200b2",
    "months": "\u0666",
    "deal": "bpo",
    "rate": "10",
}


@pytest.fixture
def assessment(team, alice) -> Assessment:
    return make_assessment(team, alice)


def now() -> str:
    return str(CostCase.objects.get().version)


def test_where_a_provider_does_the_work_its_contract_is_the_way_of_today(assessment, alices):
    """The short form asks for it instead of people and pay, and again when it is changed."""
    Assessment.objects.update(done_by="provider")
    assert alices.post(at("cost_short", assessment), SHORT).status_code == 302
    case = stored_case(CostCase.objects.get())
    assert (case.terms.years, case.terms.months) == (2, 6)
    assert [line.kind for line in case.in_house] == ["contract"]
    price = next(line for line in case.options[0].lines if line.kind == "price_fixed")
    assert price.amount == Range(230_000, 250_000, 280_000)
    form = alices.get(at("cost_short", assessment)).context["form"]
    assert [triple.name for triple in form.triples] == ["contract", "price_fixed"]
    changed = {**SHORT, "version": now(), "months": "", "contract_likely": "310,000"}
    assert alices.post(at("cost_short", assessment), changed).status_code == 302
    case = stored_case(CostCase.objects.get())
    assert (case.terms.months, case.in_house[0].amount) == (0, Range(310_000, 310_000, 310_000))


FIGURES = {
    "people": ("12", Range(12, 12, 12)),
    "pay": ("60,000", Range(60_000, 60_000, 60_000)),
    "contract": ("300,000", Range(300_000, 300_000, 300_000)),
    "price_per_person": ("45,000", Range(45_000, 45_000, 45_000)),
    "price_fixed": ("700,000", Range(700_000, 700_000, 700_000)),
}
ASKED = {
    "": ("people", "pay", "price_per_person"),
    "own": ("people", "pay", "price_per_person"),
    "nobody": ("people", "pay", "price_per_person"),
    "provider": ("contract", "price_fixed"),
    "shared_service": ("contract", "price_fixed"),
    "mixed": ("people", "pay", "contract", "price_fixed"),
}
"""Who does the work today -> what the short form asks."""


def test_there_are_questions_for_everybody_who_may_do_the_work_today():
    assert set(ASKED) - {""} == set(DoneBy.values)
    labels = {who: [asked_of(who, None).question(kind) for kind in ASKED[who]] for who in ASKED}
    assert labels.pop("") == labels["own"]
    assert len(labels) == len({str(row) for row in labels.values()})


@pytest.mark.parametrize("who", ASKED)
def test_the_short_form_asks_for_what_todays_way_consists_of(assessment, alices, who: str):
    """What is typed is stored, counts, and stands in the form again when it is changed."""
    Assessment.objects.update(done_by=who)
    page = alices.get(at("cost_short", assessment))
    assert [triple.name for triple in page.context["form"].triples] == list(ASKED[who])
    sent = {f"{kind}_likely": FIGURES[kind][0] for kind in ASKED[who]}
    sent |= {
        "version": "0",
        "who": who,
        "currency": "EUR",
        "years": "2",
        "deal": "bpo",
        "rate": "10",
    }
    assert alices.post(at("cost_short", assessment), sent).status_code == 302
    case = stored_case(CostCase.objects.get())
    stored = {line.kind: line.amount for line in (*case.in_house, *case.options[0].lines)}
    assert {kind: stored[kind] for kind in ASKED[who]} == {
        kind: FIGURES[kind][1] for kind in ASKED[who]
    }
    yearly = {"people": 720_000, "contract": 300_000}
    todays = sum(yearly.get(kind, 0) for kind in ASKED[who])
    result = priced(case).result
    assert result
    assert result.today.totals[1] == todays
    assert result.options[0].idle == ()
    again = alices.get(at("cost_short", assessment)).context["form"]
    assert [triple.name for triple in again.triples] == list(ASKED[who])
    assert again[f"{ASKED[who][0]}_likely"].value() == FIGURES[ASKED[who][0]][0]
    first = f"{ASKED[who][0]}_likely"
    alices.post(at("cost_short", assessment), sent | {first: "7", "version": now()})
    assert stored_case(CostCase.objects.get()).in_house[0].amount == Range(7, 7, 7)


@pytest.mark.parametrize("months", [1, 2, 6, 13])
def test_published_ranges_fit_a_short_term(assessment, alice, alices, months: int):
    """Three months of parallel running are published, and a term may have one: no more count than there are, in the
    first case, with another provider, on the page of its lines and from JSON."""
    short = {"version": "0", "people_likely": "10", "pay_likely": "50,000", "price_per_person_likely": "40,000",
             "currency": "EUR", "years": str(months // 12), "months": str(months % 12), "deal": "bpo", "rate": "10",
             "ranges": "on"}  # fmt: skip
    assert alices.post(at("cost_short", assessment), short).status_code == 302
    new = {"version": now(), "deal": "kpo", "name": "", "ranges": "on"}
    assert alices.post(at("cost_option_add", assessment), new).status_code == 302
    case = stored_case(CostCase.objects.get())
    found = priced(replace(case, options=case.options[:1]))
    assert (found.problems, found.result is not None) == ((), True)
    for option in case.options:
        (line,) = (line for line in option.lines if line.kind == "parallel")
        assert line.fallback
        assert line.fallback.high <= months
    form = alices.get(at("cost_side", assessment, "kpo")).context["form"]
    (row,) = (row for row in form.rows if row.kind.key == "parallel")
    assert row.range.high <= months
    content = assessment.edition.ruleset.reference.cost
    document = plain(replace(case, options=case.options[:1])) | {"published_ranges": True}
    del document["options"][0]["lines"][2:]
    assert not priced(read_money(document, content)).problems


def test_a_tax_that_takes_all_of_a_saving_is_a_case_too(assessment, alice, alices):
    """Nothing is left to take a share of, on the page and in the spreadsheet."""
    terms = {**COST_CASE["terms"], "tax": 1}
    case = read_cost_case({**COST_CASE, "terms": terms})
    save_cost(assessment=assessment, by=alice, change=lambda _: case, seen=0)
    assert alices.get(at("cost", assessment)).status_code == 200
    assert read_workbook(alices.get(at("cost_sheet_file", assessment)).content).case == case


def test_what_was_typed_is_read_although_somebody_said_meanwhile_who_does_the_work(
    assessment, alices
):
    """The page asked for people; by now a provider does it, and nothing that was typed is dropped."""
    Assessment.objects.update(done_by="own")
    page = alices.get(at("cost_short", assessment))
    sent = {f"{kind}_likely": FIGURES[kind][0] for kind in ASKED["own"]}
    sent |= {"version": "0", "opened": page.context["opened"], "who": page.context["form"].who,
             "currency": "EUR", "years": "2", "deal": "bpo", "rate": "10"}  # fmt: skip
    Assessment.objects.update(done_by="provider")
    assert alices.post(at("cost_short", assessment), sent).status_code == 302
    case = stored_case(CostCase.objects.get())
    assert [line.kind for line in case.in_house[:2]] == ["people", "pay"]


def test_ways_of_ones_own_are_added_and_costed_like_providers(assessment, alice, alices):
    prepared(assessment, alice)
    for way in OWN_WAYS:
        new = {"version": now(), "deal": way, "name": "", "ranges": "on"}
        assert alices.post(at("cost_option_add", assessment), new).status_code == 302
        option = stored_case(CostCase.objects.get()).options[-1]
        assert (option.way, option.name, option.lines) == (way, OWN_WAYS[way], ())
    page = alices.get(at("cost_side", assessment, "automate"))
    state = page.context["opened"]
    sent: dict[str, Any] = {"version": now(), "opened": state, "save": "yes", "line": ["remaining", "set_up"],
            "remaining-likely": "40", "set_up-likely": "90,000", "set_up-year": ""}  # fmt: skip
    assert alices.post(at("cost_side", assessment, "automate"), sent).status_code == 302
    facts = alices.get(reverse("result_json", args=[assessment.pk])).json()["cost"]
    assert [row["way"] for row in facts["options"]] == ["provider", "automate"]
    assert facts["best"] == "bpo"
    table = text_of(alices.get(at("result_page", assessment, "money")))
    assert OWN_WAYS["automate"] in table


@pytest.mark.parametrize("done_by", ["own", "provider"])
@pytest.mark.parametrize("own_figures", [True, False], ids=["own figures", "mostly published"])
def test_one_headline_stands_wherever_money_is_told(
    assessment, alice, alices, own_figures: bool, done_by: Literal["own", "provider"]
):
    """On the pages of the cost case and of the result, in a version, in the log, in the file that is taken along,
    and in the facts by number; a case of mostly other people's figures has no number, and no chance anywhere."""
    make_answers(assessment, {"A1": 5, "A2": 5, "B1": 5})
    assessment.done_by = done_by
    assessment.save()
    document = COST_CASE if own_figures else {**COST_CASE, "in_house": COST_CASE["in_house"][:2]}
    case = read_cost_case(document)
    save_cost(assessment=assessment, by=alice, change=lambda _: case, seen=0)
    found = priced(case, Today(done_by))
    assert found.best
    assert found.best.speaks == own_figures
    said = read(headline(found))
    version = save_version(assessment=assessment, by=alice)
    for page in (
        at("cost", assessment),
        at("cost_lines", assessment),
        at("result_page", assessment, "money"),
        reverse("version_page", args=[version.pk, "money"]),
    ):
        text = unescape(text_of(alices.get(page)))
        assert said in text
        assert (" of 100" in text) <= own_figures
    assert said in assessment.activities.filter(verb="cost_saved")[0].detail["summary"]
    book = load_workbook(BytesIO(alices.get(at("cost_sheet_file", assessment)).content))
    for name in (ABOUT, RESULT):
        assert any(said in str(cell.value) for row in book[name] for cell in row)
    facts = version.snapshot["facts"]["cost"]
    assert facts["saving"] == (str(found.best.spread.p50) if own_figures else None)
    assert Decimal(facts["options"][0]["saving_range"]["p50"]) == found.best.spread.p50


def test_every_line_of_todays_way_says_which_cost_counts():
    """And no help is left of a kind that is gone."""
    assert {kind.key for kind in KINDS.values() if kind.owner == "in_house"} <= set(HELP)
    assert set(HELP) <= set(KINDS)


def test_sheets_know_months_and_ways_of_ones_own_and_older_files_have_neither():
    case = read_cost_case(
        {
            **COST_CASE,
            "terms": {**COST_CASE["terms"], "months": 7},
            "options": [
                *COST_CASE["options"],
                {"key": "own", "name": "Software", "deal": "automate",
                 "lines": [{"kind": "remaining", "amount": [30, 40, 60]}]},
            ],
        }
    )  # fmt: skip
    data = workbook_bytes(case)
    assert read_workbook(data, ["bpo"]).case == case
    book = load_workbook(BytesIO(data))
    for column in (1, 2, 3):
        book[TERMS].cell(TERM_ROW["months"], column).value = None
    stream = BytesIO()
    book.save(stream)
    older = read_workbook(stream.getvalue(), ["bpo"])
    assert (older.case.terms.months, older.unread) == (0, ())
