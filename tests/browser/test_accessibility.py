"""Pages in states that the walk over all addresses does not meet: empty, with errors, unfinished.

Checked in each: axe and reflow in every width and mode, one h1, a title."""

import json
import re
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from playwright.sync_api import Page, expect

from accounts.models import Team, User
from decisions.models import Assessment, Depth, Paper
from decisions.services.papers import request_paper
from tests.browser import journey
from tests.browser.axe import WINDOWS, Auditor, show_in
from tests.people import STRANGE_NAMES

pytestmark = pytest.mark.django_db(transaction=True)


PALE = """
([mode, width]) => {
  const text = document.querySelector("main p").appendChild(document.createElement("button"));
  const sheet = new CSSStyleSheet();
  text.id = "pale";
  if (mode) {
    text.textContent = "Pale";
    sheet.replaceSync(`@media (prefers-color-scheme: ${mode}) { #pale { color: #999; background: #aaa; } }`);
  } else sheet.replaceSync(`@media (min-width: ${width + 1}px) { #pale { display: none; } }`);
  document.adoptedStyleSheets.push(sheet);
}"""


@pytest.mark.parametrize(
    ("mode", "rule"), [("light", "color-contrast"), ("dark", "color-contrast"), ("", "button-name")]
)
def test_a_fault_that_shows_in_one_window_only_is_found_there(
    page: Page, edition: None, auditor: Auditor, mode: str, rule: str
):
    """A text without contrast in one mode, and a button without a name that a narrow window shows."""
    page.goto("/")
    assert auditor.in_every_window(page) == []
    page.goto("/")
    show_in(page, WINDOWS[0])
    page.evaluate(PALE, [mode, 320])
    found = auditor.in_every_window(page)
    assert {fault.split()[3].rstrip(":") for fault in found} == {rule}
    shown_in = [window for window in WINDOWS if mode in ("", window[1])]
    assert len(found) == (1 if rule == "button-name" else len(shown_in))


def open_all(page: Page) -> None:
    """Open every disclosure on the page with the keyboard."""
    summaries = page.locator("main summary")
    for index in range(summaries.count()):
        summary = summaries.nth(index)
        if summary.is_visible() and not summary.evaluate("element => element.parentElement.open"):
            summary.press("Enter")


def test_definitions_open_in_place(page: Page, edition: None, check: Callable[[Page], None]):
    page.goto("/sample/place/")
    open_all(page)
    assert page.locator("main details[open]").count() > 3
    check(page)


def test_an_assessment_from_nothing(
    signed_in: Page, edition: None, team: Team, check: Callable[[Page], None]
):
    signed_in.goto("/assessments/new/")
    check(signed_in)
    journey.press(signed_in, "Start")
    expect(signed_in).to_have_title(re.compile("^Error: "))
    check(signed_in)
    signed_in.get_by_label("What is the process called?").fill(f"{STRANGE_NAMES[1]} wages")
    payroll = signed_in.locator("#services > fieldset > .choices input[value=payroll]")
    expect(payroll).to_be_visible()
    open_all(signed_in)
    check(signed_in)
    payroll.check()
    journey.press(signed_in, "Start")
    base = re.sub(r"questions/.*", "", signed_in.url)
    for name in (
        "",
        "service/",
        "depth/",
        "weights/",
        "check/",
        "result/",
        "edit/",
        "team/",
        "delete/",
    ):
        signed_in.goto(base + name)
        check(signed_in)


def test_question_pages(signed_in: Page, filled: Assessment, check: Callable[[Page], None]):
    for code in ("A1", "A2", "F4", "G1"):
        signed_in.goto(f"/assessments/{filled.pk}/questions/{code}/")
        open_all(signed_in)
        check(signed_in)
    signed_in.locator("input[name=answer][value=not_applicable]").check()
    journey.press(signed_in, "Continue")
    expect(signed_in).to_have_title(re.compile("^Error: "))
    check(signed_in)


def test_pages_of_the_quick_screen(
    signed_in: Page, filled: Assessment, check: Callable[[Page], None]
):
    filled.depth = Depth.QUICK
    filled.save()
    for name in ("", "check/", "result/", "depth/", "weights/"):
        signed_in.goto(f"/assessments/{filled.pk}/{name}")
        check(signed_in)
    signed_in.goto("/assessments/?q=nothing+like+this")
    check(signed_in)


def test_papers_that_are_not_there_yet(
    signed_in: Page, filled: Assessment, alice: User, check: Callable[[Page], None]
):
    paper = request_paper(assessment=filled, by=alice)
    states: dict[str, dict[str, Any]] = {
        Paper.State.QUEUED: {},
        Paper.State.RUNNING: {"attempts": 1},
        Paper.State.FAILED: {"reason": "The paper took too long.", "attempts": 3},
    }
    for state, fields in states.items():
        Paper.objects.filter(pk=paper.pk).update(state=state, **fields)
        signed_in.goto(f"/papers/{paper.pk}/")
        check(signed_in)


def test_pages_of_errors(
    signed_in: Page, edition: None, check: Callable[[Page], None], settings: Any
):
    settings.ROOT_URLCONF = "tests.error_urls"
    signed_in.watch.expected_status |= {400, 403, 404, 500}  # type: ignore[attr-defined]
    for path in (f"/assessments/{UUID(int=0)}/", "/fail/400/", "/fail/403/", "/fail/500/"):
        signed_in.goto(path)
        check(signed_in)


def test_the_export_holds_what_the_page_shows(signed_in: Page, filled: Assessment):
    signed_in.goto(f"/assessments/{filled.pk}/result/why/")
    shown = signed_in.locator("main").text_content() or ""
    response = signed_in.context.request.get(f"/assessments/{filled.pk}/result.json")
    export = json.loads(response.text())
    asked = [export["questions"][name] for name in ("who", "inside", "kind")]
    answered = [row for row in asked if row]
    assert answered
    for row in answered:
        assert str(round(row["score"], 1)) in shown
        points = sum(one["points"] for one in row["contributions"])
        assert row["score"] == pytest.approx(50 + points, abs=1e-5)
