"""The question page as a place: Back, Continue in reach, what is said and where the focus is."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from accounts.models import Role, Team, User
from decisions.models import Assessment
from decisions.services.answers import save_answer
from engine.fit.case import Given
from tests.browser import journey
from tests.people import make_answers, make_assessment

pytestmark = pytest.mark.django_db(transaction=True)
SCRIPTS = pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
SIZES = [(1280, 800), (375, 812)]
WINDOWS = pytest.mark.parametrize(("width", "height"), SIZES)
Opener = Callable[..., Page]


@pytest.fixture
def blank(edition: None, alice: User, team: Team) -> Assessment:
    """An assessment of payroll without answers."""
    return make_assessment(team, alice, name="Payroll EMEA", service="payroll")


def open_question(open_site: Opener, who: User, assessment: Assessment, **options: Any) -> Page:
    page = open_site(**options)
    journey.enter(page, who)
    page.goto(f"/assessments/{assessment.pk}/questions/A1/")
    return page


def expect_at(page: Page, code: str) -> None:
    expect(page).to_have_url(re.compile(f"/questions/{code}/"))


@SCRIPTS
def test_back_goes_question_by_question_and_shows_what_is_stored(
    open_site: Opener, alice: User, blank: Assessment, scripts: bool
):
    """Three answers, three times Back, then forward again; nothing asks to be sent again."""
    page = open_question(open_site, alice, blank, java_script_enabled=scripts)
    codes = []
    for choice in (2, 4, 3):
        codes.append(journey.code_of(page))
        journey.answer(page, choice)
    journey.press(page, "Save for later")
    expect(page).to_have_url(re.compile(f"/{blank.pk}/$"))
    journey.back(page)
    expect_at(page, "B1")
    for code, choice in zip(reversed(codes), (3, 4, 2), strict=True):
        journey.back(page)
        expect_at(page, code)
        expect(page.locator(f"input[name=answer][value='{choice}']")).to_be_checked()
        expect(page.get_by_role("heading", level=1)).to_have_text(
            blank.edition.ruleset.criterion[code].question
        )
    page.go_forward()
    expect_at(page, codes[1])
    expect(page.locator("input[name=answer][value='4']")).to_be_checked()
    assert blank.activities.filter(verb="answered").count() == 3


@SCRIPTS
def test_back_and_another_choice_is_a_change_of_the_stored_answer(
    open_site: Opener, alice: User, blank: Assessment, scripts: bool
):
    page = open_question(open_site, alice, blank, java_script_enabled=scripts)
    journey.answer(page, 2)
    journey.answer(page, 2)
    journey.back(page)
    expect_at(page, "A2")
    journey.back(page)
    expect_at(page, "A1")
    journey.answer(page, 5)
    assert blank.answers.get(criterion="A1").choice == 5


@SCRIPTS
def test_back_to_what_a_colleague_changed_meanwhile_overwrites_nothing_unseen(
    open_site: Opener,
    alice: User,
    blank: Assessment,
    bob_as: Callable[[Role], User],
    scripts: bool,
):
    """Whether the browser shows the page anew or the old one: the colleague's answer stays until
    Alice has seen it."""
    page = open_question(open_site, alice, blank, java_script_enabled=scripts)
    journey.answer(page, 2)
    fresh, bob = Assessment.objects.get(pk=blank.pk), bob_as(Role.EDITOR)
    seen = fresh.answers.get(criterion="A1").version
    save_answer(assessment=fresh, by=bob, code="A1", given=Given(4), seen_version=seen)
    journey.back(page)
    expect_at(page, "A1")
    is_fresh = page.locator("input[name=answer][value='4']").is_checked()
    page.locator("input[name=answer][value='2']").check()
    journey.press(page, "Continue")
    if is_fresh:
        expect_at(page, "A2")
        return
    expect(page.locator("#conflict-title")).to_contain_text("Bob")
    assert blank.answers.get(criterion="A1").choice == 4


def test_two_tabs_meet_on_the_conflict_page_and_both_answers_are_shown(
    open_site: Opener,
    alice: User,
    blank: Assessment,
    bob_as: Callable[[Role], User],
    check: Callable[[Page], None],
):
    first = open_question(open_site, alice, blank)
    second = open_question(open_site, bob_as(Role.EDITOR), blank)
    journey.answer(second, 5)
    first.locator("input[name=answer][value='2']").check()
    first.get_by_role("button", name="Continue", exact=True).click()
    conflict = first.locator("section", has=first.locator("#conflict-title"))
    expect(conflict).to_be_focused()
    expect_at(first, "A1")
    check(first)
    expect(first.locator("input[name=answer][value='2']")).to_be_checked()
    first.set_viewport_size({"width": 375, "height": 812})
    rows = first.locator(".answer-bar .btn").evaluate_all(
        "all => all.map(one => [one.offsetTop, one.offsetHeight])"
    )
    assert rows == [rows[0]] * 2
    assert rows[0][1] < 60  # one line of text
    journey.press(first, "Save my answer instead")
    expect_at(first, "A2")
    assert blank.answers.get(criterion="A1").choice == 2
    journey.back(first)
    expect_at(first, "A1")
    expect(first.locator("input[name=answer][value='2']")).to_be_checked()
    expect(first.locator("#conflict-title")).to_have_count(0)


def test_an_error_is_no_place_to_go_back_to(open_site: Opener, alice: User, blank: Assessment):
    page = open_question(open_site, alice, blank)
    journey.answer(page, 2)
    for _ in range(2):
        page.get_by_role("button", name="Continue", exact=True).click()
        expect(page.locator(".error-summary")).to_be_focused()
    expect(page).to_have_title(re.compile("^Error: "))
    journey.back(page)
    expect_at(page, "A1")


def test_the_next_question_is_told_and_shown_from_its_top(
    open_site: Opener, alice: User, blank: Assessment
):
    page = open_question(open_site, alice, blank, width=375, height=600)
    requests: list[str] = []
    page.on("request", lambda request: requests.append(f"{request.method} {request.url}"))
    page.locator("input[name=answer][value='2']").check()
    page.evaluate("scrollTo(0, 400)")
    page.get_by_role("button", name="Continue", exact=True).click()
    expect_at(page, "A2")
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    expect(page.get_by_role("heading", level=1)).to_be_in_viewport()
    expect(page.locator("#live")).to_have_text("Question 2 of about 25")
    question = blank.edition.ruleset.criterion["A2"].question
    expect(page).to_have_title(f"{question} · Payroll EMEA · Sourcing Decisions")
    assert page.evaluate("scrollY") == 0
    sent = [row for row in requests if "/static/" not in row]
    assert [row.split("/questions/")[1] for row in sent] == ["A1/"], "One request saves and shows."


def test_continue_is_in_reach_without_scrolling_on_every_question(
    open_site: Opener, alice: User, blank: Assessment
):
    make_answers(blank, {"A2": 2, "C1": 1, "C3": 3})
    page = open_question(open_site, alice, blank)
    button = page.get_by_role("button", name="Continue", exact=True)
    rows = [row.code for row in blank.edition.ruleset.criteria if row.asked == "questions"]
    assert {"A4", "C6", "C2"} <= set(rows), "Those of a branch are among them."
    for code in rows:
        page.goto(f"/assessments/{blank.pk}/questions/{code}/")
        for width, height in SIZES:
            page.set_viewport_size({"width": width, "height": height})
            expect(button).to_be_in_viewport(ratio=1)
            assert page.evaluate("scrollY") == 0


OBSCURED = """() => {
  const field = document.activeElement, box = field.getBoundingClientRect();
  const bar = document.querySelector(".answer-bar").getBoundingClientRect();
  if (field.closest(".answer-bar") || field === document.body) return null;
  return box.bottom > bar.top && box.top < bar.bottom ? field.outerHTML : null;
}"""
"""The field with the focus, where the bar covers any of it; of a text, its whole box."""


@WINDOWS
def test_the_bar_never_covers_what_has_the_focus(
    open_site: Opener, alice: User, blank: Assessment, width: int, height: int
):
    """WCAG 2.4.11, by the keyboard alone, forwards and backwards, with everything opened."""
    page = open_question(open_site, alice, blank, width=width, height=height)
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
    page.locator("main").focus()
    for key in ["Tab"] * 14 + ["Shift+Tab"] * 14:
        page.keyboard.press(key)
        assert page.evaluate(OBSCURED) is None
    page.locator("textarea[name=note]").focus()
    page.keyboard.type("\n".join(["A line of the note"] * 5))
    assert page.evaluate(OBSCURED) is None
    page.locator("input[name=answer][value='1']").focus()
    for _ in range(6):
        page.keyboard.press("ArrowDown")
        assert page.evaluate(OBSCURED) is None


def test_at_four_times_the_size_the_bar_takes_no_room(
    open_site: Opener, alice: User, blank: Assessment, check: Callable[[Page], None]
):
    """1280 x 800 at 400 % is a window of 320 x 200."""
    page = open_question(open_site, alice, blank, width=320, height=200)
    assert page.locator(".answer-bar").evaluate("bar => getComputedStyle(bar).position") == "static"
    check(page)


def test_the_whole_row_is_the_target_and_a_question_needs_no_mouse(
    open_site: Opener, alice: User, blank: Assessment
):
    page = open_question(open_site, alice, blank, width=375, height=812)
    for row in page.locator(".choice:visible").all():
        box = row.bounding_box()
        assert box is not None
        assert box["height"] >= 44
    row = page.locator(".choice").nth(2)
    box = row.bounding_box()
    assert box is not None
    row.click(position={"x": box["width"] - 8, "y": box["height"] - 8})
    expect(row.locator("input")).to_be_checked()
    row.locator("input").press("Enter")
    expect_at(page, "A2")


def test_hints_and_errors_are_tied_to_the_question(
    open_site: Opener, alice: User, blank: Assessment, check: Callable[[Page], None]
):
    page = open_question(open_site, alice, blank)
    hint = blank.edition.ruleset.criterion["B1"].hint
    assert hint
    page.goto(f"/assessments/{blank.pk}/questions/B1/")
    group = page.get_by_role("group").filter(has=page.get_by_role("heading", level=1)).last
    expect(group).to_have_accessible_description(hint)
    page.get_by_role("button", name="Continue", exact=True).click()
    expect(page.locator(".error-summary")).to_be_focused()
    expect(group).to_have_accessible_description(re.compile(f"^{re.escape(hint)} Choose an answer"))
    page.locator(".error-summary a").click()
    expect(page.locator("input[name=answer]").first).to_be_focused()
    check(page)


def test_the_second_click_of_a_double_click_is_no_mistake_on_the_next_question(
    open_site: Opener, alice: User, blank: Assessment
):
    """It lies on the button of a question that nobody has read: answers come faster than clicks."""
    page = open_question(open_site, alice, blank)
    page.locator("input[name=answer][value='2']").check()
    go_on = page.locator(".answer-bar .btn-primary").bounding_box()
    assert go_on
    place = go_on["x"] + 20, go_on["y"] + 20
    page.mouse.click(*place)
    expect_at(page, "A2")
    expect(page.locator("input[name=answer]:checked")).to_have_count(0)
    page.mouse.down(click_count=2)
    page.mouse.up(click_count=2)
    page.wait_for_load_state("networkidle")
    assert page.locator(".error-summary").count() == 0
    page.locator("input[name=answer][value='2']").check()
    page.mouse.click(*place)
    expect_at(page, "A4")
