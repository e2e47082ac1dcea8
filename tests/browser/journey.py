"""The steps of the main job, as a person takes them in the browser."""

import re
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import urljoin

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.conf import settings
from django.core import mail
from django.test import Client
from playwright.sync_api import Page, expect

from accounts.models import Team, User
from decisions.models import Assessment, GateAnswer
from tests.people import PASSWORD, make_answers, make_assessment

PAYROLL = {
    "A1": 1, "A2": 2, "A3": 1, "A4": 2, "B1": 1, "B2": 3, "B3": 2, "B4": 1, "C1": 3, "C2": 1,
    "C3": 5, "C4": 4, "C5": 1, "C6": 2, "D1": 4, "D2": 4, "D3": 2, "D4": 1, "E1": 5, "E2": 2,
    "F1": 3, "F2": 3, "F3": 3, "F4": 1, "G1": 3,
}  # fmt: skip
"""The answers of a payroll of 300 people, one country."""
GATES = dict.fromkeys(("KO1", "KO14", "KO2", "KO4", "KO8", "KO9", "KO12"), "passes")
"""The gates that are asked; all pass."""
OUTSOURCED = PAYROLL | {"G1": 1, "D2": 5, "E2": 1}
"""Payroll that software hardly helps: routine work for a provider is recommended for the whole."""


def make_payroll(
    team: Team, owner: User, answers: Mapping[str, int], gates: Mapping[str, str] = GATES
) -> Assessment:
    """A payroll all of whose questions and gates are answered."""
    assessment = make_assessment(team, owner, name="Payroll EMEA", service="payroll")
    make_answers(assessment, answers)
    for gate, value in gates.items():
        GateAnswer.objects.create(assessment=assessment, gate=gate, value=value, answered_by=owner)
    return assessment


def open_from_tasks(page: Page, assessment: Assessment, person: User, link: str) -> None:
    """Sign in and follow a link of the task list."""
    enter(page, person)
    page.goto(f"/assessments/{assessment.pk}/")
    page.get_by_role("link", name=link).click()
    page.wait_for_load_state()


def press(page: Page, name: str) -> None:
    """Press the button whose name starts so and wait for the next page."""
    page.get_by_role("button", name=re.compile(rf"^{re.escape(name)}\b")).first.click()
    page.wait_for_load_state()


def back(page: Page) -> None:
    """Go back and wait until the page of then is there. Where htmx had put the page into the one
    before, the address changes first and the browser loads the page after that."""
    with page.expect_event("load"):
        page.go_back()


def sign_up(page: Page, email: str = "mia@example.org", name: str = "Mia Meyer") -> None:
    """Create an account and confirm the address with the link from the mail."""
    page.goto("/accounts/signup/")
    page.locator("input[name=email]").fill(email)
    page.locator("input[name=name]").fill(name)
    page.locator("input[name=password1]").fill(PASSWORD)
    press(page, "Create account")
    expect(page.get_by_role("heading", level=1)).to_contain_text("mail")
    page.goto(link_in_the_last_mail())
    press(page, "Yes, it is mine")
    if "/login/" in page.url:
        sign_in(page, email)


def link_in_the_last_mail() -> str:
    """The address that the last mail asks to open, without the host."""
    return link_in(str(mail.outbox[-1].body))


def link_in(text: str) -> str:
    """The address that a mail asks to open, without the host."""
    link = re.search(r"https?://[^/\s]+(/accounts/\S+)", text)
    assert link, text
    return link[1]


def six_digits(secret: str) -> str:
    """What an authenticator app that holds the key shows now (RFC 6238, 30 seconds)."""
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30)))


def enter(page: Page, person: User) -> None:
    """Sign in without the page for it, before the first page or later."""
    home = page.watch.home if page.url == "about:blank" else page.url  # type: ignore[attr-defined]
    client = Client()
    client.force_login(person)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    page.context.add_cookies(
        [{"name": cookie.key, "value": cookie.value, "url": urljoin(home, "/")}]
    )


def sign_in(page: Page, email: str) -> None:
    """Sign in by e-mail and password."""
    page.goto("/accounts/login/")
    page.locator("input[name=login]").fill(email)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("main button[type=submit]", has_text="Sign in").click()
    page.wait_for_load_state()


def start(
    page: Page, *, name: str, service: str | None, depth: str, done_by: str | None = None
) -> None:
    """Name the process, choose the closest service type, say who does it today and how deep to go."""
    page.goto("/assessments/new/")
    page.get_by_label("What is the process called?").fill(name)
    if page.evaluate("typeof htmx") == "object":
        page.wait_for_function(
            "name => document.querySelector('#services').dataset.searched === name", arg=name
        )
    choose(page, f"input[name=service][value={service or 'other'}]")
    if done_by is not None:
        page.locator(f"input[name=done_by][value={done_by}]").check()
    choose(page, f"input[name=depth][value={depth}]")
    press(page, "Start")
    if "/questions/" not in page.url:
        page.get_by_role("link", name="Start with the first question").click()
        page.wait_for_load_state()


def choose(page: Page, selector: str) -> None:
    """Check the radio, opening what folds it away."""
    radio = page.locator(selector)
    if not radio.is_visible():
        page.locator("details", has=radio).locator("> summary").click()
    radio.check()


def code_of(page: Page) -> str:
    """The code of the question that is on screen."""
    found = re.search(r"/questions/(\w+)/", page.url)
    assert found, page.url
    return found[1]


def answer(page: Page, given: Any) -> None:
    """Answer the question on screen and go on: after the last of the quick screen to its result."""
    address = page.url
    page.locator(f"input[name=answer][value='{given}']").check()
    page.locator(".answer-bar .btn-primary").click()
    expect(page).not_to_have_url(address)
    page.wait_for_load_state()


def answer_all(page: Page, answers: dict[str, Any]) -> list[str]:
    """Answer question after question until another page comes; the codes in order."""
    asked = []
    while "/questions/" in page.url:
        code = code_of(page)
        assert code not in asked, f"{code} was asked twice"
        asked.append(code)
        counter = re.search(r"Question (\d+) of about (\d+)", page.locator("main").inner_text())
        assert counter
        assert int(counter[1]) <= int(counter[2]), counter[0]
        answer(page, answers[code])
    return asked


def answer_gates(page: Page, gates: dict[str, str]) -> None:
    """Answer the page of gates."""
    for code, value in gates.items():
        page.locator(f"input[name={code}][value={value}]").check()
    press(page, "Continue")


def names_of_steps(page: Page) -> list[str]:
    """The names in the list of steps, in its order."""
    return [name.strip() for name in page.locator(".step-name").all_inner_texts()]


def another_tab(page: Page) -> Page:
    """Close the tab and open one of the same person."""
    browser = page.context
    # Nobody closes a tab so soon that the script that keeps what is typed has not come yet.
    page.wait_for_load_state()
    page.close()  # first, as a browser hands on what a tab has stored when it has time
    return browser.new_page()
