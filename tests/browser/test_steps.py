"""From one process to a hybrid: its steps, with and without JavaScript, and by the keyboard alone."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from accounts.models import Team, User
from decisions.models import Assessment, Step
from tests.browser import journey
from tests.people import STRANGE_NAMES, make_steps

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def payroll(transactional_db: None, alice: User, team: Team) -> Assessment:
    """All questions and gates of a payroll are answered."""
    return journey.make_payroll(team, alice, journey.OUTSOURCED)


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_typical_steps_make_a_hybrid_that_the_result_explains(
    open_site: Callable[..., Page], payroll: Assessment, alice: User, scripts: bool
):
    page = open_site(java_script_enabled=scripts)
    journey.open_from_tasks(page, payroll, alice, "Steps of the process")
    journey.press(page, "Take the chosen steps")
    usual = [row.name for row in payroll.edition.ruleset.service["payroll"].steps]
    assert journey.names_of_steps(page) == usual

    page.get_by_label("Name of the step").fill("Advise managers on odd cases")
    journey.press(page, "Add this step")
    assert journey.names_of_steps(page) == [*usual, "Advise managers on odd cases"]

    page.get_by_role("link", name="Change “Advise managers on odd cases”").click()
    page.wait_for_load_state()
    expect(page.get_by_role("heading", level=1)).to_have_text("Advise managers on odd cases")
    for code, number in (("B1", 5), ("B4", 4)):
        page.locator(f"section[aria-labelledby=title-{code}] summary").click()
        page.locator(f"input[name=answer-{code}][value='{number}']").check()
    journey.press(page, "Save")
    expect(page.locator("main")).to_contain_text("2 answers of its own")

    page.get_by_role("link", name="See the result").click()
    page.wait_for_load_state()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Split it")
    strip = page.locator(".strip > li")
    expect(strip.filter(has_text="Approve the pay run")).to_contain_text("Your own people")
    expect(strip.filter(has_text="Advise managers")).to_contain_text("KPO")
    page.get_by_role("link", name="Steps", exact=True).click()
    table = page.get_by_role("table", name="Each step")
    expect(table.get_by_role("row", name=re.compile("Approve the pay run"))).to_contain_text(
        "Your own people"
    )
    expect(table.get_by_role("row", name=re.compile("Advise managers"))).to_contain_text("KPO")
    expect(page.get_by_role("heading", name="What you keep")).to_be_visible()

    page.goto("/assessments/")
    expect(page.locator("main")).to_contain_text("Payroll EMEA")


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_steps_are_reordered_with_the_keyboard_alone(
    open_site: Callable[..., Page], payroll: Assessment, alice: User, scripts: bool
):
    make_steps(payroll, "Collect", "Check", "Pay")
    page = open_site(java_script_enabled=scripts)
    journey.open_from_tasks(page, payroll, alice, "Steps of the process")
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent.trim()").startswith("Up “Pay”"):
            break
    for place in (2, 1):
        page.keyboard.press("Enter")
        expect(page.get_by_role("status").filter(has_text="Pay").first).to_have_text(
            f"“Pay” is now step {place} of 3."
        )
        # The pressed button keeps the focus; at the top the only one that is left gets it.
        way = "Up" if place == 2 else "Down"
        expect(page.locator(":focus")).to_contain_text(f"{way} “Pay”, step {place} of 3")
    assert journey.names_of_steps(page) == ["Pay", "Collect", "Check"]
    assert [row.name for row in Step.objects.all()] == ["Pay", "Collect", "Check"]
    if scripts:
        expect(page.locator("#live")).to_have_text("“Pay” is now step 1 of 3.")
        assert "moved" not in page.url


def test_a_button_works_as_soon_as_it_is_there(
    open_site: Callable[..., Page], payroll: Assessment, alice: User
):
    """What htmx has put into the page is pressed before the browser could draw it."""
    make_steps(payroll, "Collect", "Check", "Pay")
    page = open_site()
    journey.open_from_tasks(page, payroll, alice, "Steps of the process")
    page.evaluate(
        """() => document.addEventListener("htmx:afterSwap", () => queueMicrotask(
            () => document.querySelector("ol.steps > li:nth-child(2) button").click()
        ), { once: true })"""
    )
    page.get_by_role("button", name="Up “Pay”").click()
    expect(page.locator("#live")).to_have_text("“Pay” is now step 1 of 3.", timeout=10_000)
    assert "moved" not in page.url


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_rule_that_holds_for_one_step_keeps_that_step_inside(
    open_site: Callable[..., Page],
    check: Callable[[Page], None],
    payroll: Assessment,
    alice: User,
    scripts: bool,
):
    make_steps(payroll, "Collect", "Decide")
    page = open_site(java_script_enabled=scripts, width=375, height=812)
    journey.open_from_tasks(page, payroll, alice, "Steps of the process")
    page.get_by_role("link", name="Change “Decide”").click()
    page.locator("summary", has_text="Answer a rule differently for this step").click()
    page.locator("input[name=answer-gate-KO1][value=fires]").check()
    page.locator("section[aria-labelledby=title-B1] summary").click()
    page.locator("input[name=answer-B1][value='2']").check()
    page.locator("input[name=evidence-B1][value=measured]").check()
    if scripts:
        check(page)
    journey.press(page, "Save")
    expect(page.locator("main")).to_contain_text("2 answers of its own")
    page.get_by_role("link", name="See the result").click()
    page.wait_for_load_state()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Split it")
    expect(page.locator(".strip > li").filter(has_text="Decide")).to_contain_text("In-house")
    page.get_by_role("link", name="Steps", exact=True).click()
    expect(page.get_by_role("table", name="Each step")).to_contain_text("Decide")
    if scripts:
        check(page)


def test_removing_a_step_with_answers_asks_first(
    open_site: Callable[..., Page], payroll: Assessment, alice: User
):
    make_steps(payroll, "Collect", "Check", Check={"B1": 4})
    page = open_site(width=375, height=812)
    journey.open_from_tasks(page, payroll, alice, "Steps of the process")
    page.get_by_role("link", name="Remove “Check”").click()
    page.wait_for_load_state()
    expect(page.locator("main")).to_contain_text("Its 1 own answer goes with it.")
    journey.press(page, "Remove this step")
    assert journey.names_of_steps(page) == ["Collect"]
    journey.press(page, "Remove “Collect")
    expect(page.locator("main")).to_contain_text("The process is still one piece.")


def test_a_single_step_is_told_why_it_is_no_hybrid(
    open_site: Callable[..., Page], payroll: Assessment, alice: User
):
    make_steps(payroll, "Do it all")
    page = open_site()
    journey.open_from_tasks(page, payroll, alice, "Steps of the process")
    page.goto(f"/assessments/{payroll.pk}/result/")
    expect(page.get_by_role("heading", level=1)).not_to_contain_text("Split it")
    page.get_by_role("link", name="Steps", exact=True).click()
    expect(page.locator("main")).to_contain_text("there is nothing to split")


def test_every_page_around_steps_is_accessible(
    open_site: Callable[..., Page],
    check: Callable[[Page], None],
    payroll: Assessment,
    alice: User,
):
    page = open_site()
    journey.open_from_tasks(page, payroll, alice, "Steps of the process")
    check(page)  # empty, with the typical steps
    names = [name * 4 for name in STRANGE_NAMES]
    answers: dict[str, int | str] = {"B1": 5, "F4": "not_applicable"}
    rows = make_steps(payroll, *names, **{names[0]: answers})
    Step.objects.filter(pk=rows[1].pk).update(retained="Wort" * 100, share=0.125)
    address = f"/assessments/{payroll.pk}"
    for path in ("steps/", f"steps/{rows[0].pk}/", f"steps/{rows[0].pk}/remove/", "result/", ""):
        page.goto(f"{address}/{path}")
        check(page)
    page.goto(f"{address}/steps/")
    journey.press(page, "Add this step")  # without a name
    expect(page).to_have_title(re.compile("^Error: "))
    check(page)
    page.goto(f"{address}/steps/{rows[0].pk}/")
    page.get_by_label("Name of the step").fill("")
    journey.press(page, "Save")
    expect(page).to_have_title(re.compile("^Error: "))
    check(page)
