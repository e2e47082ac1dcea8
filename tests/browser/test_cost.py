"""From four figures to a range, and a break-even, with and without JavaScript."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from accounts.models import Role, Team, User
from decisions.costing import stored_case
from decisions.models import Assessment, CostCase
from engine.cost.priced import priced
from report.messages import read
from report.money import headline
from tests.browser import journey
from tests.people import (
    COST_CASE,
    join,
    make_answers,
    make_assessment,
    make_cost_case,
    make_edition,
)

pytestmark = pytest.mark.django_db(transaction=True)

TWO_PROVIDERS: dict[str, Any] = {
    "options": [
        COST_CASE["options"][0],
        {**COST_CASE["options"][0], "key": "acme", "name": "Acme"},
    ]
}


@pytest.fixture(autouse=True)
def assessment(transactional_db: None, alice: User, bob: User, team: Team) -> Assessment:
    """Answered by its owner, without the question about cost."""
    make_edition()
    join(team, bob, Role.EDITOR)
    made = make_assessment(team, alice, total=24)
    answers = {code: given for code, given in journey.PAYROLL.items() if code != "C4"}
    make_answers(made, answers)
    return made


def fill_short_form(page: Page) -> None:
    """Everything that the form needs: four figures and a currency."""
    page.get_by_role("group", name="How many full-time people").get_by_label("Likely").fill("31")
    page.get_by_role("group", name="What does one of them cost").get_by_label("Likely").fill(
        "52,000"
    )
    page.get_by_role("group", name="What would a provider charge").get_by_label("Likely").fill(
        "28.000,00"
    )
    page.get_by_role("textbox", name="Currency").fill("eur")


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_four_figures_lead_to_range_break_even_and_chance_on_the_result_page(
    open_site: Callable[..., Page], assert_accessible: Callable[[Page], None], scripts: bool,
    assessment: Assessment,
):  # fmt: skip
    page = open_site(java_script_enabled=scripts)
    journey.enter(page, assessment.owner)
    page.goto(f"/assessments/{assessment.pk}/")
    page.get_by_role("link", name="Cost case").click()
    fill_short_form(page)
    if scripts:
        assert_accessible(page)
    journey.press(page, "See range and break-even")
    expect(page.get_by_role("heading", level=1)).to_have_text("Cost case")
    main = page.locator("main")
    for words in ("8 of 10 outcomes", "Own figures", "Not yet yours", "EUR"):
        expect(main).to_contain_text(words)
    if scripts:
        assert_accessible(page)
    page.goto(f"/assessments/{assessment.pk}/result/money/")
    expect(page.get_by_role("table", name="What it costs")).not_to_contain_text("of 100")
    expect(main).to_contain_text(read(headline(priced(stored_case(CostCase.objects.get())))))
    page.goto(f"/assessments/{assessment.pk}/questions/C4/")
    expect(main).not_to_contain_text("Answered by the cost case")


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_the_table_of_the_lines_follows_what_is_typed(
    open_site: Callable[..., Page], assert_accessible: Callable[[Page], None], scripts: bool,
    assessment: Assessment,
):  # fmt: skip
    page = open_site(java_script_enabled=scripts)
    journey.enter(page, assessment.owner)
    page.goto(f"/assessments/{assessment.pk}/cost/")
    fill_short_form(page)
    journey.press(page, "See range and break-even")
    page.get_by_role("link", name="All lines").click()
    page.get_by_role("link", name=re.compile("^BPO")).click()
    travel = page.get_by_role("group", name="Travel, security, visas EUR a year", exact=True)
    travel.get_by_label("Likely").fill("12,000")
    if scripts:
        page.keyboard.press("Tab")
    else:
        journey.press(page, "Recompute without saving")
    expect(page.locator("#cost-live")).to_contain_text("12,000")
    expect(page.locator("#cost-live")).to_contain_text("not saved yet")
    if scripts:
        assert_accessible(page)
    journey.press(page, "Save these lines")
    expect(page.locator("#cost-live")).to_contain_text("As saved")
    assert CostCase.objects.get().version == 3


def test_a_quote_that_is_no_number_is_named_on_an_accessible_page(
    open_site: Callable[..., Page], check: Callable[[Page], None], assessment: Assessment
):
    page = open_site(width=375, height=812)
    journey.enter(page, assessment.owner)
    page.goto(f"/assessments/{assessment.pk}/cost/")
    fill_short_form(page)
    journey.press(page, "See range and break-even")
    page.goto(f"/assessments/{assessment.pk}/cost/quote/?quote=ten&pay_likely=3")
    expect(page).to_have_title(re.compile("^Error: "))
    check(page)


def test_two_people_at_once_see_both_figures(
    open_site: Callable[..., Page], assessment: Assessment, bob: User
):
    first, second = open_site(), open_site()
    for page, person in ((first, assessment.owner), (second, bob)):
        journey.enter(page, person)
        page.goto(f"/assessments/{assessment.pk}/cost/")
        fill_short_form(page)
    journey.press(first, "See range and break-even")
    second.get_by_role("group", name="How many full-time people").get_by_label("Likely").fill("40")
    journey.press(second, "See range and break-even")
    expect(second.locator("main")).to_contain_text("Alice Adams saved something else")
    expect(second.locator("main")).to_contain_text("31 full-time people")
    journey.press(second, "Save my figures instead")
    expect(second.get_by_role("heading", level=1)).to_have_text("Cost case")
    assert CostCase.objects.get().version == 3


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_spreadsheet_shows_what_it_would_change_and_can_be_undone(
    open_site: Callable[..., Page], assert_accessible: Callable[[Page], None],
    scripts: bool, assessment: Assessment,
    tmp_path: Path,
):  # fmt: skip
    """A person takes the file out, loses a sheet and changes the pay, and brings it back on a phone. Back
    after the confirmation confirms nothing again."""
    make_cost_case(assessment, **TWO_PROVIDERS)
    page = open_site(width=375, height=812, java_script_enabled=scripts)
    journey.enter(page, assessment.owner)
    sheet = f"/assessments/{assessment.pk}/cost/sheet/"
    page.goto(sheet)
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the spreadsheet").click()
    download.value.save_as(tmp_path / "exported.xlsx")
    book = load_workbook(tmp_path / "exported.xlsx")
    book["Today"]["G7"] = 60_000
    book["Today"]["H7"] = 60_000
    del book["Option 2"]
    book.create_sheet("My notes")
    book.save(tmp_path / "changed.xlsx")
    page.get_by_label("Spreadsheet (.xlsx)").set_input_files(tmp_path / "changed.xlsx")
    journey.press(page, "Compare it with the saved case")
    main = page.locator("main")
    for words in ("Nothing is replaced yet", "60,000", "Removed", "Acme", "My notes"):
        expect(main).to_contain_text(words)
    assert CostCase.objects.get().version == 1
    if scripts:
        assert_accessible(page)
    journey.press(page, "Use this file")
    expect(page.get_by_role("heading", level=1)).to_have_text("Cost case")
    assert [row["key"] for row in CostCase.objects.get().case["options"]] == ["bpo"]
    journey.back(page)
    if page.get_by_role("button", name="Use this file").count():
        journey.press(page, "Use this file")
    assert CostCase.objects.get().version == 2
    page.goto(f"/assessments/{assessment.pk}/cost/")
    page.get_by_text("Undo the change of").click()
    if scripts:
        assert_accessible(page)
    journey.press(page, "Undo this change")
    expect(page.get_by_role("heading", level=1)).to_have_text("Cost case")
    assert [row["key"] for row in CostCase.objects.get().case["options"]] == ["bpo", "acme"]


def test_a_shorter_term_asks_what_happens_with_later_cost(
    open_site: Callable[..., Page], assert_accessible: Callable[[Page], None],
    assessment: Assessment,
):  # fmt: skip
    option = {**COST_CASE["options"][0]}
    option["lines"] = [*option["lines"], {"kind": "severance", "amount": 66_000, "year": 3}]
    make_cost_case(assessment, options=[option])
    page = open_site(width=375, height=812)
    journey.enter(page, assessment.owner)
    page.goto(f"/assessments/{assessment.pk}/cost/short/")
    page.get_by_label("For how many years?").fill("2")
    journey.press(page, "See range and break-even")
    expect(page.locator("main")).to_contain_text("cuts off: Severance")
    assert_accessible(page)
    page.get_by_label("Keep one-off cost, in the last year").check()
    journey.press(page, "See range and break-even")
    expect(page.get_by_role("heading", level=1)).to_have_text("Cost case")
    lines = CostCase.objects.get().case["options"][0]["lines"]
    assert [row["year"] for row in lines if row["kind"] == "severance"] == [2]


def test_back_and_save_puts_no_old_figure_over_a_newer_one(
    open_site: Callable[..., Page], assessment: Assessment, bob: User
):
    """Alice leaves the lines with a tick and figures in them; Bob replaces them; Alice presses Back and
    saves. Browsers put old boxes back beside a fresh hidden version where a form lets them."""
    lines = [*COST_CASE["options"][0]["lines"], {"kind": "travel", "amount": 9_000}]
    make_cost_case(assessment, options=[{**COST_CASE["options"][0], "lines": lines}])
    first, second = open_site(), open_site()
    address = f"/assessments/{assessment.pk}/cost/lines/bpo/"
    for page, person in ((first, assessment.owner), (second, bob)):
        journey.enter(page, person)
        page.goto(address)
    first.get_by_role("link", name="Assumptions").click()
    expect(first.get_by_role("heading", level=1)).to_have_text("Assumptions about cost")
    group = second.get_by_role("group", name="Travel, security, visas EUR a year", exact=True)
    group.get_by_label("Likely").fill("12,000")
    second.locator("#id_exit-use").check()
    journey.press(second, "Save these lines")
    expect(second.locator("#cost-live")).to_contain_text("As saved")
    saved = CostCase.objects.get().case
    journey.back(first)
    first.wait_for_load_state()
    journey.press(first, "Save these lines")
    assert CostCase.objects.get().case == saved
