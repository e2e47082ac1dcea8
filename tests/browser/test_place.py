"""Where, in which form, under which rules: said in a browser, with and without JavaScript."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from accounts.models import Team, User
from decisions.models import Assessment
from tests.browser import journey
from tests.people import STRANGE_NAMES

pytestmark = pytest.mark.django_db(transaction=True)
OUTSOURCED = journey.OUTSOURCED | {"F1": 4}
"""Payroll that software hardly helps; F1 leaves the data open."""


@pytest.fixture
def payroll(transactional_db: None, alice: User, team: Team) -> Assessment:
    """All questions and gates of a payroll are answered."""
    gates = journey.GATES | {"KO12": "fires"}
    return journey.make_payroll(team, alice, OUTSOURCED, gates)


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_few_words_give_countries_form_and_rules_on_page_and_result(
    open_site: Callable[..., Page], payroll: Assessment, alice: User, scripts: bool
):
    page = open_site(java_script_enabled=scripts)
    journey.open_from_tasks(page, payroll, alice, "Where and how")
    page.locator("input[name=answer-G2][value='3']").check()
    journey.press(page, "Save")
    expect(page.get_by_role("heading", level=1)).to_have_text("Where and rules")
    expect(page.locator("main")).to_contain_text("Say your home country or its time zone")
    page.get_by_role("link", name="See and change what is known").click()
    page.get_by_label("Your home country").select_option("Germany")
    page.get_by_label("Languages of the work").fill("English, Deutsch")
    page.get_by_label("Countries that are ruled out").fill("Romania: a customer's contract")
    page.get_by_label("Bank", exact=True).check()
    page.get_by_label("European Union").check()
    journey.press(page, "Save")
    expect(page).to_have_title(re.compile("^Error: "))
    expect(page.get_by_label("Languages of the work")).to_have_value("English, Deutsch")
    expect(page.get_by_label("Your home country")).to_have_value("DE")
    page.get_by_label("Languages of the work").fill("English, German")
    journey.press(page, "Save")

    countries = page.get_by_role("table", name="Countries to look at first")
    expect(countries.get_by_role("row", name=re.compile("Poland"))).to_be_visible()
    expect(countries).not_to_contain_text("Romania")
    page.get_by_text("EBA guidelines on outsourcing").first.click()
    expect(page.locator("main")).to_contain_text("Enter the arrangement in the register.")


def test_the_page_is_accessible_empty_filled_and_with_mistakes(
    open_site: Callable[..., Page],
    check: Callable[[Page], None],
    payroll: Assessment,
    alice: User,
):
    page = open_site()
    journey.open_from_tasks(page, payroll, alice, "Where and how")
    check(page)
    page.get_by_label("Your time zone").fill("Mars/Olympus")
    journey.press(page, "Save")
    expect(page).to_have_title(re.compile("^Error: "))
    check(page)
    payroll.refresh_from_db()
    payroll.place = {
        "home": "US",
        "languages": ["en", "el"],
        "barred": {"IN": "Wort" * 60, "CN": STRANGE_NAMES[1]},
        "facts": {"region": ["EU", "UK", "US"], "sector": ["bank", "health"], "data": ["health"]},
    }
    payroll.save(update_fields=["place"])
    for path in ("place/", "result/place/", "result/", "check/", ""):
        page.goto(f"/assessments/{payroll.pk}/{path}")
        for row in page.locator("details:visible").all():
            row.evaluate("part => part.open = true")
        check(page)
