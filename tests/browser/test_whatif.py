"""Trying changes, keeping scenarios and weighing the themes, with and without JavaScript."""

import re
from collections.abc import Callable
from itertools import combinations

import pytest
from playwright.sync_api import Page, Route, expect

from accounts.models import Team, User
from decisions.models import Assessment
from tests.browser import journey
from tests.people import make_answers, make_assessment

pytestmark = pytest.mark.django_db(transaction=True)

SCRIPTS = pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
Opener = Callable[..., Page]
Check = Callable[[Page], None]


@pytest.fixture
def payroll(edition: None, alice: User, team: Team) -> Assessment:
    """A payroll, answered in full."""
    assessment = make_assessment(team, alice, name="Payroll EMEA")
    make_answers(assessment, journey.PAYROLL)
    return assessment


def open_for(open_site: Opener, person: User, scripts: bool, **options: object) -> Page:
    """A browser in which the person is signed in."""
    page = open_site(java_script_enabled=scripts, **options)
    journey.enter(page, person)
    return page


def group(page: Page, name: str) -> None:
    """Open one group of questions."""
    page.locator(".whatif-form > details > summary", has_text=name).click()


def settle(page: Page, scripts: bool) -> None:
    """Without scripts a button asks for the outcome."""
    if not scripts:
        journey.press(page, "Show what follows")


@SCRIPTS
def test_changes_show_what_follows_and_touch_nothing(
    open_site: Opener, alice: User, payroll: Assessment, check: Check, scripts: bool
):
    """Also one that the result page offers, by its first link; tests/decisions follows every link."""
    page = open_for(open_site, alice, scripts)
    page.goto(f"/assessments/{payroll.pk}/result/")
    page.get_by_role("link", name="Try changes").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What if?")
    outcome = page.locator("#outcome")
    expect(outcome).to_contain_text("Nothing is changed yet")
    group(page, "Nature of the work")
    page.locator("#q-B1").select_option("5")
    page.locator("#q-B4").select_option("5")
    settle(page, scripts)
    before = outcome.locator("p", has_text="The headline changes.").inner_text()
    assert page.locator(".whatif-advice").inner_text().strip() not in before
    expect(page.locator("#mark-q-B4")).to_contain_text("Changed.")
    expect(page).to_have_url(re.compile(r"what-if/\?B1=5&B4=5$"))
    if scripts:
        expect(page.locator("#live")).to_contain_text(
            page.locator(".whatif-advice").inner_text().strip()
        )
        check(page)
    page.goto(f"/assessments/{payroll.pk}/what-if/")
    expect(outcome).to_contain_text("Nothing is changed yet")
    assert payroll.answers.get(criterion="B4").choice == journey.PAYROLL["B4"]
    page.goto(f"/assessments/{payroll.pk}/result/")
    links = page.locator(".part-change").get_by_role("link", name="Try it")
    expect(links).not_to_have_count(0)
    links.first.click()
    expect(outcome.locator(".whatif-differences > li")).to_have_count(1)


@SCRIPTS
def test_weights_are_nudged_typed_and_put_back_and_no_number_is_named_at_its_field(
    open_site: Opener, alice: User, payroll: Assessment, scripts: bool
):
    page = open_for(open_site, alice, scripts)
    page.goto(f"/assessments/{payroll.pk}/what-if/")
    page.get_by_role("button", name="More weight: Strategic value and control").click()
    expect(page.locator("#w-A")).to_have_value("31")
    expect(page).to_have_url(re.compile(r"\?w\.A=31(#weights)?$"))
    if scripts:
        assert page.evaluate("document.activeElement.id") == "up-A"
    page.locator("#w-B").fill("40")
    page.locator("#w-B").press("Enter")
    expect(page.locator("#weights-total")).to_contain_text("add up to 140")
    page.get_by_role("button", name="Cost-led").click()
    expect(page.locator("#w-C")).to_have_value("28")
    expect(page.locator("#outcome")).to_contain_text("“Cost-led” instead of “Balanced”")
    page.get_by_role("button", name="As saved").click()
    expect(page.locator("#w-A")).to_have_value("26")
    expect(page.locator("#outcome")).to_contain_text("Nothing is changed yet")
    page.locator("#w-B").fill("-4")
    page.locator("#w-B").press("Enter")
    expect(page.locator("#mark-w-B")).to_contain_text("greater than or equal to 0")
    expect(page.locator("#w-B")).to_have_value("-4")


@SCRIPTS
def test_a_question_is_weighed_by_itself_and_put_back(
    open_site: Opener, alice: User, payroll: Assessment, check: Check, scripts: bool
):
    """Closed until somebody looks for it; a number that cannot be used stays and is named."""
    page = open_for(open_site, alice, scripts, width=375, height=812)
    page.goto(f"/assessments/{payroll.pk}/what-if/")
    field, outcome = page.locator("#wq-A1"), page.locator("#outcome")
    expect(field).to_be_hidden()
    page.locator(".whatif-questions > summary", has_text="Strategic value and control").click()
    expect(page.locator("#mark-wq-A1")).to_have_text("9 from its theme")
    field.fill("29")
    field.press("Enter")
    expect(outcome).to_contain_text("“Contribution to advantage”: 29 instead of 9")
    expect(page).to_have_url(re.compile(r"\?w\.A1=29$"))
    expect(page.locator("#mark-wq-A1")).to_contain_text("Changed. Saved: 9")
    expect(page.locator("#share-w-A")).to_have_text("35%")
    expect(page.locator("#mark-w-A")).to_have_text("46 with its single questions")
    if scripts:
        check(page)
    page.get_by_role("button", name="More weight: Strategic value and control").click()
    expect(page.locator("#w-A")).to_have_value("31")
    expect(field).to_be_visible()
    expect(page.locator("#mark-wq-A2")).to_have_text(re.compile(r"from its theme$"))
    field.fill("-4")
    field.press("Enter")
    expect(page.locator("#mark-wq-A1")).to_contain_text("greater than or equal to 0")
    expect(field).to_have_value("-4")
    page.get_by_role("button", name="As saved").click()
    expect(outcome).to_contain_text("Nothing is changed yet")
    expect(field).to_have_value("")


@SCRIPTS
def test_scenarios_stand_beside_the_saved_answers(
    open_site: Opener, alice: User, payroll: Assessment, check: Check, scripts: bool
):
    page = open_for(open_site, alice, scripts, width=375, height=812)
    page.goto(f"/assessments/{payroll.pk}/what-if/?B1=5")
    group(page, "Strategic value")
    page.locator("#q-A1").select_option("4")
    settle(page, scripts)
    expect(page.locator("#mark-q-A1")).to_contain_text("Changed.")
    page.get_by_label("Name of the scenario").fill("If it were expert work")
    journey.press(page, "Keep the scenario")
    expect(page.locator("#scenarios")).to_contain_text("The saved assessment and 1 scenario")
    if scripts:
        check(page)
    page.goto(f"/assessments/{payroll.pk}/result/versions/")
    page.get_by_role("link", name="If it were expert work").click()
    expect(page).to_have_url(re.compile(r"what-if/\?A1=4&B1=5$"))
    expect(page.locator("#outcome")).to_contain_text("What differs")
    page.get_by_role("link", name="Rename or remove").click()
    page.get_by_label("Name of the scenario").fill("Expert work")
    if scripts:
        check(page)
    journey.press(page, "Save the name")
    expect(page.locator("#scenarios")).to_contain_text("Expert work")
    page.get_by_role("link", name="Rename or remove").click()
    journey.press(page, "Remove this scenario")
    expect(page.locator("#scenarios")).to_contain_text("None yet.")


def test_a_scenario_holds_what_stands_in_the_fields_when_it_is_kept(
    open_site: Opener, alice: User, payroll: Assessment
):
    """Also where the answer to the last change is still on its way, or never comes."""
    page = open_for(open_site, alice, True)
    page.watch.expected_status |= {502}  # type: ignore[attr-defined]
    held: list[Route] = []

    def on_its_way(route: Route) -> None:
        held.append(route) if route.request.headers.get("hx-request") else route.fallback()

    def lost(route: Route) -> None:
        route.fulfill(status=502) if route.request.headers.get("hx-request") else route.fallback()

    for name, answer in (("It is slow", on_its_way), ("It never comes", lost)):
        page.goto(f"/assessments/{payroll.pk}/what-if/?B1=5")
        group(page, "Strategic value")
        page.route("**/what-if/**", answer)
        page.locator("#q-A1").select_option("4")
        page.get_by_label("Name of the scenario").fill(name)
        journey.press(page, "Keep the scenario")
        page.unroute("**/what-if/**")
        expect(page.locator("#scenarios")).to_contain_text(name)
        assert payroll.scenarios.get(name=name).changes == {"answers": {"A1": 4, "B1": 5}}
    page.locator("#w-A").fill("a lot")
    page.get_by_label("Name of the scenario").fill("No number")
    journey.press(page, "Keep the scenario")
    expect(page.locator("#scenarios")).to_contain_text("Not kept:")
    expect(page.locator("#w-A")).to_have_value("a lot")
    assert payroll.scenarios.count() == 2


def test_half_done_judgements_are_there_again_after_leaving_the_page(
    open_site: Opener, alice: User, payroll: Assessment
):
    page = open_for(open_site, alice, True)
    address = f"/assessments/{payroll.pk}/weights/pairs/"
    for path, field, value in (
        (address, "A.B", "9"),
        (address.replace("pairs", "rank"), "rank_C", "1"),
    ):
        page.goto(path)
        page.locator(f"select[name='{field}']").select_option(value)
        page.get_by_role("link", name="Back").click()
        page.wait_for_load_state()
        page.goto(path)
        expect(page.locator(f"select[name='{field}']")).to_have_value(value)
        expect(page.locator("[data-draft]")).to_be_visible()
        page.get_by_role("button", name="Discard it").click()
        expect(page.locator(f"select[name='{field}']")).to_have_value("")
        page.reload()
        expect(page.locator(f"select[name='{field}']")).to_have_value("")


@SCRIPTS
def test_the_themes_are_put_in_order(
    open_site: Opener, alice: User, payroll: Assessment, check: Check, scripts: bool
):
    page = open_for(open_site, alice, scripts)
    page.goto(f"/assessments/{payroll.pk}/weights/")
    page.get_by_role("link", name="Rank order").click()
    journey.press(page, "Save the order")
    expect(page).to_have_title(re.compile("^Error: "))
    for place, code in enumerate("ABCDEFG", 1):
        page.locator(f"select[name=rank_{code}]").select_option(str(place))
    journey.press(page, "Save the order")
    expect(page.locator("main")).to_contain_text("37.0%")
    if scripts:
        check(page)
    page.goto(f"/assessments/{payroll.pk}/result/sure/")
    expect(page.locator("main")).to_contain_text("Rank order of the themes")


@SCRIPTS
def test_contradicting_judgements_are_looked_at_again(
    open_site: Opener, alice: User, payroll: Assessment, check: Check, scripts: bool
):
    page = open_for(open_site, alice, scripts, width=375, height=812)
    page.goto(f"/assessments/{payroll.pk}/weights/pairs/")
    for one, other in combinations("ABCDEFG", 2):
        far = {"AB": "9", "BC": "9", "AC": "-9"}.get(one + other, "1")
        page.locator(f"select[name='{one}.{other}']").select_option(far)
    journey.press(page, "Save the judgements")
    expect(page.locator("main")).to_contain_text("Not saved yet: look again")
    expect(page.get_by_role("link", name="Look at it")).to_have_count(3)
    if scripts:
        check(page)
    page.locator("select[name='A.C']").select_option("9")
    page.locator("select[name='B.C']").select_option("1")
    page.locator("select[name='A.B']").select_option("9")
    journey.press(page, "Use these weights anyway")
    expect(page.locator("main")).to_contain_text("These weights count now")
    page.goto(f"/assessments/{payroll.pk}/result/sure/")
    expect(page.locator("main")).to_contain_text("Pairwise comparison of the themes")
