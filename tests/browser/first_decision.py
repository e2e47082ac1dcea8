"""The way of a first-time manager from the first page to a paper in hand: a test counts what is read on
it, and ``tools/pictures.py`` takes pictures of it."""

from collections.abc import Callable
from typing import Literal

from playwright.sync_api import Download, Page, expect

from tests.browser import journey
from tests.people import PASSWORD

Stage = Literal[
    "home", "sign-up", "mail", "confirm", "start", "question", "result", "order", "paper"
]
EMAIL, NAME = "mia@example.org", "Mia Meyer"
PROCESS, SERVICE = "Supplier invoices", "accounts-payable"


def walk(page: Page, *, link: Callable[[], str], reads: Callable[[Stage], None]) -> Download:
    """Go all the way. ``link`` gives the address that the mail asks to open, and ``reads`` is told of each
    page before it is left, with what was filled in."""

    def leave(stage: Stage, press: Callable[[], None]) -> None:
        reads(stage)
        address = page.url
        press()
        expect(page).not_to_have_url(address)
        page.wait_for_load_state()

    def press(stage: Stage, name: str) -> None:
        leave(stage, lambda: journey.press(page, name))

    page.goto("/")
    leave("home", lambda: page.get_by_role("link", name="Start an assessment").first.click())
    page.locator("input[name=email]").fill(EMAIL)
    page.locator("input[name=name]").fill(NAME)
    page.locator("input[name=password1]").fill(PASSWORD)
    press("sign-up", "Create account")
    leave("mail", lambda: _open(page, link()))
    press("confirm", "Yes, it is mine")
    _name_the_process(page)
    press("start", "Start")
    while "/questions/" in page.url:
        given = journey.PAYROLL[journey.code_of(page)]
        page.locator(f"input[name=answer][value='{given}']").check()
        press("question", page.locator(".answer-bar .btn-primary").inner_text())
    leave("result", page.get_by_role("link", name="Create paper").click)
    press("order", "Create PDF")
    ready = page.get_by_role("link", name="Download").first
    expect(ready).to_be_visible()
    reads("paper")
    with page.expect_download() as download:
        ready.click()
    return download.value


def _open(page: Page, address: str) -> None:
    page.goto(address)


def _name_the_process(page: Page) -> None:
    """The service types are found while the name is typed, and the best one stands first."""
    page.get_by_label("What is the process called?").press_sequentially(PROCESS)
    first = page.locator("input[name=service]:visible").first
    expect(first).to_have_value(SERVICE)
    first.check()
    page.locator("input[name=done_by][value=own]").check()
