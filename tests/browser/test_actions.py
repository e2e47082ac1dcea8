"""Next actions in the browser: a row is edited in its place, by two people, with and without scripts."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from accounts.models import Role, Team, User
from decisions.models import ActionItem, Assessment
from tests.browser import journey
from tests.people import join

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def payroll(transactional_db: None, alice: User, team: Team) -> Assessment:
    """All questions are answered and nearly all gates: a provider is advised, and one check is open."""
    gates = {code: value for code, value in journey.GATES.items() if code != "KO1"}
    return journey.make_payroll(team, alice, journey.OUTSOURCED, gates)


def rows(page: Page) -> Locator:
    return page.locator(".todo tbody tr")


def first_of_the_advice(page: Page) -> Locator:
    """The first row that is no check."""
    return rows(page).filter(has_not=page.get_by_role("button", name="Yes")).first


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_an_action_gets_an_owner_and_a_day_and_survives_the_advice(
    open_site: Callable[..., Page], payroll: Assessment, alice: User, scripts: bool
):
    page = open_site(java_script_enabled=scripts)
    journey.open_from_tasks(page, payroll, alice, "Actions: who does what by when")
    row = first_of_the_advice(page)
    what = row.locator("th > [dir=auto]").inner_text()
    row.get_by_role("link", name="Change").click()
    edited = page.locator(".is-edited")
    if scripts:
        expect(edited.get_by_label("Who", exact=False).first).to_be_focused()
    edited.get_by_label("Who").first.select_option(label="Alice Adams")
    edited.get_by_label("By when").fill("2027-01-15")
    edited.get_by_label("Status").select_option(label="In progress")
    edited.get_by_role("button", name="Save").click()
    expect(edited).to_have_count(0)
    kept = rows(page).filter(has_text=what)
    expect(kept).to_contain_text("Alice Adams")
    expect(kept).to_contain_text("15 Jan 2027")
    if scripts:
        expect(page).to_have_url(re.compile(r"/actions/$"))
        expect(kept.get_by_role("link", name="Change")).to_be_focused()
        expect(page.locator("#live")).to_have_text("The action is saved.")

    journey.press(page, "No")  # no provider may do it: the advice turns
    expect(page.locator("main")).to_contain_text("The answer is saved")
    expect(rows(page).get_by_role("button", name="Yes")).to_have_count(0)
    expect(rows(page).filter(has_text=what)).to_contain_text("Alice Adams")
    expect(rows(page).last).to_contain_text("no longer asks for it")

    page.get_by_label("What").fill("Tell the works council")
    journey.press(page, "Add this action")
    expect(rows(page).filter(has_text="Tell the works council")).to_have_count(1)


def test_two_people_in_one_row_see_both_and_lose_nothing(
    open_site: Callable[..., Page], payroll: Assessment, alice: User, team: Team, bob: User
):
    join(team, bob, Role.EDITOR)
    hers, his = open_site(), open_site()
    for page, person in ((hers, alice), (his, bob)):
        journey.open_from_tasks(page, payroll, person, "Actions: who does what by when")
        first_of_the_advice(page).get_by_role("link", name="Change").click()
        page.locator(".is-edited").get_by_label("Or somebody else").fill(f"{person}'s coach")
    hers.locator(".is-edited").get_by_label("Note").fill("Two days a week")
    his.locator(".is-edited").get_by_role("button", name="Save").click()
    expect(his.locator(".is-edited")).to_have_count(0)
    hers.locator(".is-edited").get_by_role("button", name="Save").click()

    alert = hers.locator(".is-edited").get_by_role("alert")
    expect(alert).to_contain_text("Bob Brown")
    expect(alert).to_contain_text("Bob Brown's coach")
    expect(alert).to_be_focused()
    assert ActionItem.objects.get().name == "Bob Brown's coach"
    expect(hers.get_by_label("Or somebody else").first).to_have_value("Alice Adams's coach")
    hers.locator(".is-edited").get_by_role("button", name="Save").click()
    expect(hers.locator(".is-edited")).to_have_count(0)
    row = ActionItem.objects.get()
    assert (row.name, row.note) == ("Alice Adams's coach", "Two days a week")


def test_a_mistake_is_told_in_the_row_and_cancel_brings_it_back(
    open_site: Callable[..., Page],
    payroll: Assessment,
    alice: User,
    assert_accessible: Callable[[Page], None],
):
    page = open_site(width=375)
    journey.open_from_tasks(page, payroll, alice, "Actions: who does what by when")
    first_of_the_advice(page).get_by_role("link", name="Change").click()
    edited = page.locator(".is-edited")
    edited.get_by_label("Who").first.select_option(label="Alice Adams")
    edited.get_by_label("Or somebody else").fill("Dana")
    edited.get_by_role("button", name="Save").click()
    expect(edited.get_by_role("alert")).to_be_focused()
    expect(edited.get_by_label("Or somebody else")).to_have_value("Dana")
    assert_accessible(page)
    edited.get_by_role("link", name="Cancel").click()
    expect(edited).to_have_count(0)
    assert not ActionItem.objects.exists()
    assert_accessible(page)
