"""Only what matters, in the browser: why each question comes, when enough is known, and going on."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from accounts.models import Team, User
from tests.browser import journey
from tests.people import make_edition

pytestmark = pytest.mark.django_db(transaction=True)
CLEARLY_OUT = dict(journey.PAYROLL) | {
    "A2": 1, "B2": 1, "C1": 4, "C4": 5, "D3": 1, "E2": 1, "F1": 1, "F2": 1, "G1": 1,
}  # fmt: skip
"""Routine work that a provider does, clearly."""


@pytest.fixture(autouse=True)
def _catalog(transactional_db: None) -> None:
    make_edition()


def answer_while_asked(page: Page) -> list[str]:
    """Answer what is asked until another page comes; every question says why it comes."""
    asked: list[str] = []
    while "/questions/" in page.url:
        expect(page.locator("main")).to_contain_text("Why this question comes next.")
        counter = re.search(r"Question (\d+), at most (\d+)", page.locator("main").inner_text())
        assert counter
        assert int(counter[1]) == len(asked) + 1 <= int(counter[2])
        asked.append(journey.code_of(page))
        journey.answer(page, CLEARLY_OUT[asked[-1]])
    return asked


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_it_asks_what_matters_and_stops_when_enough_is_known(
    open_site: Callable[..., Page],
    check: Callable[[Page], None],
    team: Team,
    alice: User,
    scripts: bool,
):
    # So high that the bar with the button, which stays in reach at the bottom, lies over no choice.
    page = open_site(java_script_enabled=scripts, width=375, height=1600)
    journey.enter(page, alice)
    journey.start(page, name="Invoices", service="accounts-payable", depth="adaptive")
    if scripts:
        check(page)
    asked = answer_while_asked(page)
    assert len(set(asked)) == len(asked) < len(CLEARLY_OUT)

    title = "Rules that no score can overrule"
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    expect(page.locator("main")).to_contain_text("Enough is known.")
    page.get_by_role("link", name="Go on with the question that would tell most").click()
    page.wait_for_load_state()
    further = journey.code_of(page)
    assert further not in asked
    expect(page.locator("main")).to_contain_text("Enough is known.")
    if scripts:
        check(page)
    journey.answer(page, CLEARLY_OUT[further])
    if "/questions/" in page.url:
        assert journey.code_of(page) not in [*asked, further]
        page.get_by_role("link", name="Stop here and answer the rules").click()
        page.wait_for_load_state()
    journey.answer_gates(page, journey.GATES)
    expect(page.get_by_role("heading", level=1)).to_have_text("Check your answers")
    promised = page.locator("main").inner_text()
    if scripts:
        check(page)
    journey.press(page, "Finish assessment")
    headline = page.get_by_role("heading", level=1).inner_text().strip()
    assert "BPO" in headline
    assert headline in promised


def test_answers_of_the_adaptive_depth_are_kept_in_the_full_one(
    open_site: Callable[..., Page], team: Team, alice: User
):
    page = open_site()
    journey.enter(page, alice)
    journey.start(page, name="Invoices", service="accounts-payable", depth="adaptive")
    asked = [journey.code_of(page)]
    journey.answer(page, CLEARLY_OUT[asked[0]])
    asked.append(journey.code_of(page))
    journey.answer(page, CLEARLY_OUT[asked[1]])
    journey.back(page)
    expect(page).to_have_url(re.compile(f"/questions/{asked[1]}/"))
    given = CLEARLY_OUT[asked[1]]
    expect(page.locator(f"input[name=answer][value='{given}']")).to_be_checked()
    page.goto(page.url.split("questions")[0] + "depth/")
    page.locator("input[name=depth][value=full]").check()
    journey.press(page, "Continue")
    page.get_by_role("link", name=re.compile("^Continue")).first.click()
    page.wait_for_load_state()
    rest = journey.answer_all(page, CLEARLY_OUT)
    assert not set(rest) & set(asked)
    hidden = {"C6"}  # so many people are reachable at any hour
    assert {*rest, *asked} == set(CLEARLY_OUT) - hidden
