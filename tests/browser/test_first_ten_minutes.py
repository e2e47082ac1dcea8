"""A manager's first ten minutes, with and without JavaScript."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from accounts.models import Team, User
from decisions.models import Assessment, Paper
from report.messages import read, say
from tests.browser import journey
from tests.people import make_assessment, make_edition

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _catalog(transactional_db: None) -> None:
    make_edition()


@pytest.fixture
def at_first_question(signed_in: Page, team: Team, alice: User) -> Page:
    """Alice's browser, at the first question of a payroll of hers."""
    payroll = make_assessment(team, alice, name="Payroll", service="payroll")
    signed_in.goto(f"/assessments/{payroll.pk}/")
    signed_in.get_by_role("link", name="Start with the first question").click()
    signed_in.wait_for_load_state()
    return signed_in


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_manager_gets_from_the_start_page_to_the_paper(
    open_site: Callable[..., Page], scripts: bool, tmp_path: Any
):
    page = open_site(java_script_enabled=scripts)
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.get_by_role("link", name="Read a finished sample").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("BPO|KPO|provider|people"))

    journey.sign_up(page)
    journey.start(
        page, name="Payroll EMEA", service="payroll", depth="full", done_by="shared_service"
    )
    assert Assessment.objects.get().done_by == "shared_service"
    assert set(journey.answer_all(page, journey.PAYROLL)) == set(journey.PAYROLL)
    journey.answer_gates(page, journey.GATES)

    expect(page.get_by_role("heading", level=1)).to_have_text("Check your answers")
    journey.press(page, "Finish assessment")
    headline = page.get_by_role("heading", level=1).inner_text().strip()
    result = page.url
    found = page.context.request.get(result.replace("result/", "result.json")).json()
    assert found["input"]["today"]["done_by"] == "shared_service"
    assert found["recommendation"]["outcome"] == "bpo"
    assert headline == read(say("headline.shared_service.bpo"))

    page.get_by_role("link", name="Try changes").click()
    page.locator(".whatif-form > details > summary", has_text="Nature of the work").click()
    page.locator("#q-B1").select_option("5")
    page.locator("#q-B2").select_option("5")
    if not scripts:
        journey.press(page, "Show what follows")
    expect(page.locator("#mark-q-B2")).to_contain_text("Changed.")
    page.goto(result)
    expect(page.get_by_role("heading", level=1)).to_have_text(headline)

    page.get_by_role("link", name="Create paper").click()
    journey.press(page, "Create PDF")
    page.wait_for_load_state()
    download_link = page.get_by_role("link", name=re.compile("^Download"))
    expect(download_link).to_be_visible()
    with page.expect_download() as download:
        download_link.click()
    name = download.value.suggested_filename
    assert re.fullmatch(r"payroll-emea_decision_v1_\d{4}-\d\d-\d\d\.pdf", name)
    file = tmp_path / name
    download.value.save_as(file)
    text = " ".join(PdfReader(file).pages[0].extract_text().split())
    assert "Payroll EMEA" in text
    assert headline in text
    assert Paper.objects.get().state == Paper.State.READY


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_the_quick_screen_gives_an_early_indication_and_can_be_deepened(
    open_site: Callable[..., Page], team: Team, alice: User, scripts: bool
):
    page = open_site(java_script_enabled=scripts, width=375, height=812)
    journey.enter(page, alice)
    journey.start(page, name="Patent searches", service="patent-research", depth="quick")
    expert = dict.fromkeys(journey.PAYROLL, 4) | {"A1": 3, "A2": 2, "C5": 1, "F1": 3, "D1": 3}
    asked = journey.answer_all(page, expert)
    quick = [row.code for row in Assessment.objects.get().edition.ruleset.criteria if row.quick]
    assert asked == quick
    expect(page.locator("main")).to_contain_text("Early indication")
    journey.press(page, "Go deeper")
    page.goto(page.url)
    while "/questions/" not in page.url:
        page.get_by_role("link", name=re.compile("^(Continue|Go on|Answer)")).first.click()
        page.wait_for_load_state()
    rest = journey.answer_all(page, expert)
    assert not set(rest) & set(asked)


def test_answers_are_found_again_on_another_device(open_site: Callable[..., Page]):
    first = open_site()
    journey.sign_up(first, "nia@example.org", "Nia")
    journey.start(first, name="Call centre", service=None, depth="full")
    for _ in range(3):
        journey.answer(first, 2)
    left_at = journey.code_of(first)
    first.context.close()

    second = open_site(width=375, height=812)
    journey.sign_in(second, "nia@example.org")
    second.goto("/assessments/")
    second.get_by_role("link", name="Call centre").first.click()
    second.get_by_role("link", name=re.compile("^Continue")).first.click()
    second.wait_for_load_state()
    assert journey.code_of(second) == left_at


def test_a_suggestion_is_not_an_answer_and_the_back_button_returns_to_one(
    at_first_question: Page,
):
    page = at_first_question
    first, address = journey.code_of(page), page.url
    expect(page.locator("main")).to_contain_text("Typical for Payroll")
    assert page.locator("input[name=answer]:checked").count() == 0
    journey.press(page, "Continue")
    expect(page).to_have_title(re.compile("^Error: "))
    expect(page.locator("main")).to_contain_text("Choose an answer")
    page.goto(address)
    journey.answer(page, 3)
    assert journey.code_of(page) != first
    journey.back(page)
    expect(page).to_have_url(re.compile(f"/questions/{first}/"))
    expect(page.locator("input[name=answer][value='3']")).to_be_checked()


def test_a_question_can_be_answered_with_the_keyboard_alone(at_first_question: Page):
    page = at_first_question
    first = journey.code_of(page)
    page.keyboard.press("Tab")
    focused = page.evaluate("document.activeElement.textContent.trim()")
    assert "content" in focused.lower() or "main" in focused.lower()
    for _ in range(25):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == "answer":
            break
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    for _ in range(25):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent.trim()") == "Continue":
            break
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline != "none"
    page.keyboard.press("Enter")
    expect(page).not_to_have_url(re.compile(f"/questions/{first}/"))


def test_the_address_of_a_result_is_copied_by_a_button(
    signed_in: Page, team: Team, alice: User, live_server: Any
):
    payroll = make_assessment(team, alice, name="Payroll", service="payroll")
    signed_in.context.grant_permissions(["clipboard-read", "clipboard-write"])
    signed_in.goto(f"/assessments/{payroll.pk}/share/")
    journey.press(signed_in, "Copy")
    expect(signed_in.locator("#live")).to_have_text("Copied")
    copied = signed_in.evaluate("navigator.clipboard.readText()")
    assert copied == signed_in.get_by_label("Address of the result").input_value()
    assert copied.endswith(f"/assessments/{payroll.pk}/result/")
