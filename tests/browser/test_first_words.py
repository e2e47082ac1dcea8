"""How much a first-time manager reads from signing up to the first result: pages and words, counted."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser import journey
from tests.people import PASSWORD, make_edition

pytestmark = pytest.mark.django_db(transaction=True)

PAGES, WORDS = 14, 1_200
"""What may be read before the result of the quick screen. It was 20 pages of 2,807 words."""
VISIBLE_WORDS = r"main => (main.innerText.match(/[\p{L}\p{N}][\p{L}\p{N}'.,:%-]*/gu) || []).length"
"""Words of the main column that a person sees: not what is folded away, hidden, or on every page."""


class Reader:
    """Notes every page that is read, with its words."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.read: list[tuple[str, int]] = []

    def reads(self) -> None:
        """Count the page on screen, as it is before it is left."""
        title = self.page.locator("h1").first.inner_text()
        self.read.append((title, self.page.locator("main").evaluate(VISIBLE_WORDS)))

    def presses(self, name: str) -> None:
        """Read the page, then press a button of it."""
        self.reads()
        address = self.page.url
        journey.press(self.page, name)
        expect(self.page).not_to_have_url(address)
        self.page.wait_for_load_state()


def test_a_first_time_manager_reads_little_before_the_first_result(
    open_site: Callable[..., Page], transactional_db: None
):
    make_edition()
    page = open_site()
    manager = Reader(page)
    page.goto("/")
    page.get_by_role("link", name="Start an assessment").first.click()

    page.locator("input[name=email]").fill("mia@example.org")
    page.locator("input[name=name]").fill("Mia Meyer")
    page.locator("input[name=password1]").fill(PASSWORD)
    manager.presses("Create account")
    manager.reads()
    page.goto(journey.link_in_the_last_mail())
    manager.presses("Yes, it is mine")

    page.get_by_label("What is the process called?").press_sequentially("Supplier invoices")
    page.locator("input[name=service][value=accounts-payable]").check()
    assert page.locator("input[name=service]:visible").first.get_attribute("value") == (
        "accounts-payable"
    )
    page.locator("input[name=done_by][value=own]").check()
    manager.presses("Start")
    while "/questions/" in page.url:
        given = journey.PAYROLL[journey.code_of(page)]
        page.locator(f"input[name=answer][value='{given}']").check()
        manager.presses(page.locator(".answer-bar .btn-primary").inner_text())

    assert re.search(r"/result/$", page.url)
    assert len(manager.read) <= PAGES, manager.read
    assert sum(words for _, words in manager.read) <= WORDS, manager.read
