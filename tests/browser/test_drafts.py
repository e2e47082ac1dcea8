"""What was chosen or typed and not sent survives, in every kind of control, for its writer only."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, Route, expect

from accounts.models import Role, Team, User
from decisions.models import Assessment, Step
from decisions.services.answers import save_answer
from engine.fit.case import Given
from tests.browser import journey
from tests.people import PASSWORD, make_cost_case, make_steps

pytestmark = pytest.mark.django_db(transaction=True)

CHANGE_EVERYTHING = """form => {
  const last = new Map();
  const kept = [...form.elements].filter(f => f.name && !f.disabled
    && !/hidden|file|submit|button|password/.test(f.type));
  for (const field of kept) {
    if (field.type === "checkbox") field.checked = !field.checked;
    else if (field.type === "radio") {
      const group = kept.filter(f => f.name === field.name);
      if (group[0] === field) (group.findLast(f => !f.checked) || field).checked = true;
    }
    else if (field.options) {
      const other = [...field.options].findLast(o => !o.selected);
      if (other) field.value = other.value;
    }
    else field.value = field.type === "number" ? "7" : field.type === "date" ? "2027-01-31"
      : field.type === "email" ? "nina@example.org" : "Changed 7";
    last.set(field.type, field);
  }
  last.forEach(field => field.dispatchEvent(new Event("input", {bubbles: true})));
}"""
"""All of it is kept whenever a control says that it was changed: one of each kind does."""
READ_EVERYTHING = """form => [...form.elements]
  .filter(f => f.name && !f.disabled && !/hidden|file|submit|button|password/.test(f.type))
  .map(f => [f.name, f.type, /radio|checkbox/.test(f.type) ? f.value + f.checked : f.value])"""
PAGES = (
    "questions/A1/", "questions/B1/", "gates/", "steps/", "steps/{step}/", "weights/",
    "weights/rank/", "place/", "cost/short/", "cost/lines/", "cost/lines/bpo/",
    "service/", "depth/", "edit/", "copy/", "today/", "weights/pairs/", "actions/", "papers/", "result/versions/", "what-if/?A1=5", "comments/",
)  # fmt: skip
OTHER_PAGES = (
    "/assessments/new/",
    "/teams/new/",
    "/teams/{team}/",
    "/teams/{team}/name/",
    "/teams/profile/",
)


@pytest.fixture
def payroll(transactional_db: None, alice: User, team: Team) -> Assessment:
    """A payroll, answered in full but for the gates, with steps and a cost case."""
    made = journey.make_payroll(team, alice, journey.PAYROLL, gates={})
    make_steps(made, "Collect", "Check", Check={"B1": 4})
    make_cost_case(made)
    return made


@pytest.fixture
def page(open_site: Any, alice: User, payroll: Assessment) -> Page:
    """Alice's browser."""
    page: Page = open_site()
    journey.enter(page, alice)
    return page


def forms(page: Page) -> list[Any]:
    """The forms of a page that keep something."""
    return [
        form
        for form in page.locator("main form[method=post]").all()
        if form.evaluate(READ_EVERYTHING)
    ]


def notices(page: Page) -> Any:
    return page.locator("[data-draft]")


def test_every_control_of_every_form_survives_a_closed_tab(
    page: Page, payroll: Assessment, team: Team
):
    """A box that was ticked stays taken out, a text that was emptied stays empty."""
    step = Step.objects.get(name="Check")
    home = f"/assessments/{payroll.pk}/"
    paths = [home + path.format(step=step.pk) for path in PAGES]
    paths += [path.format(team=team.pk) for path in OTHER_PAGES]
    kinds = set()
    for path in paths:
        page.goto(path)
        assert forms(page), path
        for form in forms(page):
            form.evaluate(CHANGE_EVERYTHING)
        left = [form.evaluate(READ_EVERYTHING) for form in forms(page)]
        page = journey.another_tab(page)
        page.goto(path)
        found = [form.evaluate(READ_EVERYTHING) for form in forms(page)]
        assert found == left, path
        assert notices(page).count() >= 1, path
        kinds |= {row[1] for form in left for row in form}
    assert kinds >= {"radio", "checkbox", "select-one", "textarea", "text", "email"}


def test_what_was_typed_before_the_script_came_is_kept_too(page: Page, payroll: Assessment):
    """And an older draft is not put over it."""
    path = f"/assessments/{payroll.pk}/comments/"
    waiting: list[Route] = []
    for text in ("Who has checked this?", "Who checks this now?"):
        page.route("**/drafts*.js", lambda route: waiting.append(route))
        with page.expect_request("**/drafts*.js"):
            page.goto(path, wait_until="commit")
        page.get_by_label("Your comment").fill(text)
        waiting.pop().continue_()
        page.wait_for_load_state()
        expect(page.get_by_label("Your comment")).to_have_value(text)
        page = journey.another_tab(page)
        page.goto(path)
        expect(page.get_by_label("Your comment")).to_have_value(text)


def choose(page: Page, answer: int = 4) -> None:
    """A choice, what it rests on, and a note."""
    page.locator(f"input[name=answer][value='{answer}']").check()
    details = page.locator("details", has=page.locator("textarea[name=note]"))
    if details.get_attribute("open") is None:
        details.locator("summary").click()
    page.locator("input[name=evidence][value='measured']").check()
    page.locator("textarea[name=note]").fill("Counted in June")


def expect_chosen(page: Page, answer: int = 4) -> None:
    expect(page.locator(f"input[name=answer][value='{answer}']")).to_be_checked()
    expect(page.locator("input[name=evidence][value='measured']")).to_be_checked()
    expect(page.locator("textarea[name=note]")).to_have_value("Counted in June")


def enter_anew(page: Page, person: User) -> None:
    page.context.clear_cookies()
    page.goto("/")
    journey.enter(page, person)


def sign_in_here(page: Page, person: User) -> None:
    page.locator("input[name=login]").fill(person.email)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("main button[type=submit]", has_text="Sign in").click()
    page.wait_for_load_state()


def test_after_an_ended_session_all_of_it_is_back_and_a_tick_stays_out(
    page: Page, payroll: Assessment, alice: User
):
    """The typical steps are ticked from the start, and sent as a page: the sign-in takes its place."""
    page.goto(f"/assessments/{payroll.pk}/steps/")
    boxes = page.locator("input[type=checkbox][name=steps]")
    page.locator("details", has=boxes.first).locator("summary").click()
    expect(boxes.first).to_be_checked()
    boxes.first.uncheck()
    Session.objects.all().delete()
    page.get_by_role("button", name="Take the chosen steps").click()
    expect(page).to_have_url(re.compile("/accounts/login/"))
    expect(page.locator("[data-ended]")).to_be_visible()
    expect(page.locator("[data-draft-kept]")).to_be_visible()
    sign_in_here(page, alice)
    expect(page).to_have_url(re.compile("/steps/$"))
    expect(boxes.first).not_to_be_checked()
    expect(boxes.last).to_be_checked()


def test_signing_in_promises_nothing_that_is_not_kept(page: Page, payroll: Assessment):
    """Nothing was changed in the form, so nothing of it is kept."""
    step = Step.objects.get(name="Check")
    page.goto(f"/assessments/{payroll.pk}/steps/{step.pk}/")
    Session.objects.all().delete()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("[data-ended]")).to_be_visible()
    expect(page.locator("[data-draft-kept]")).to_be_hidden()


def test_after_an_error_of_a_gateway_all_of_it_is_back_also_from_elsewhere(
    page: Page, payroll: Assessment
):
    """The step is sent as a page: the gateway's answer takes its place, and Back leads back. The
    draft is still there after a detour over other pages."""
    step = Step.objects.get(name="Check")
    address = f"/assessments/{payroll.pk}/steps/{step.pk}/"
    page.goto(address)
    page.locator("input[name=name]").fill("Check twice")
    page.locator("section[aria-labelledby=title-B4] summary").click()
    page.locator("input[name='answer-B4'][value='4']").check()
    page.watch.expected_status |= {502}  # type: ignore[attr-defined]
    page.route(f"**{address}", lambda route: route.fulfill(status=502, body="Bad gateway"))
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("body")).to_have_text("Bad gateway")
    page.unroute(f"**{address}")
    page.goto("/assessments/")
    page = journey.another_tab(page)
    page.goto(address)
    expect(page.locator("input[name=name]")).to_have_value("Check twice")
    expect(page.locator("input[name='answer-B4'][value='4']")).to_be_checked()
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_load_state()
    page.goto(address)
    expect(page.locator("input[name=name]")).to_have_value("Check twice")
    expect(notices(page)).to_have_count(0)


def test_what_has_arrived_is_forgotten_and_never_put_over_what_came_later(
    page: Page, payroll: Assessment, alice: User
):
    page.goto(f"/assessments/{payroll.pk}/questions/A1/")
    choose(page)
    page.get_by_role("button", name="Continue", exact=True).click()
    expect(page).not_to_have_url(re.compile("/A1/"))
    assert page.evaluate("Object.keys(localStorage)") == []
    fresh = Assessment.objects.get(pk=payroll.pk)
    save_answer(assessment=fresh, by=alice, code="A1", given=Given(1), seen_version=2)
    page.goto(f"/assessments/{payroll.pk}/questions/A1/")
    expect(page.locator("input[name=answer][value='1']")).to_be_checked()
    expect(notices(page)).to_have_count(0)


def test_what_is_typed_while_a_form_is_on_its_way_waits_on_its_page(
    page: Page, payroll: Assessment
):
    """On a slow line somebody goes on typing after Continue: the next question takes the page, and says so."""
    payroll.answers.filter(criterion="B3").delete()
    address = f"/assessments/{payroll.pk}/questions/B2/"
    page.goto(address)
    note = page.locator("textarea[name=note]")
    if not note.is_visible():
        page.locator("summary", has_text="note").click()
    note.fill("First")
    held: list[Route] = []
    page.route(f"**{address}", lambda route: held.append(route))
    page.get_by_role("button", name="Continue").click(no_wait_after=True)
    expect(page.locator("form[data-sent]")).to_be_visible()
    note.fill("First, and then more")
    held[0].continue_()
    page.unroute(f"**{address}")
    told = page.locator("[data-draft]")
    expect(page).not_to_have_url(re.compile("/B2/"))
    expect(told).to_be_visible()
    journey.back(page)
    expect(note).to_have_value("First")
    told.get_by_role("button", name="Put it back").click()
    expect(note).to_have_value("First, and then more")


def test_what_was_sent_back_with_an_error_is_kept_too(page: Page, payroll: Assessment):
    """Does not apply without its reason: nothing is saved, and the tab is closed on the error."""
    address = f"/assessments/{payroll.pk}/questions/A1/"
    page.goto(address)
    choose(page)
    page.locator("input[name=answer][value='not_applicable']").check()
    page.get_by_role("button", name="Continue", exact=True).click()
    expect(page).to_have_title(re.compile("^Error: "))
    page = journey.another_tab(page)
    page.goto(address)
    expect_chosen_note = page.locator("textarea[name=note]")
    expect(expect_chosen_note).to_have_value("Counted in June")
    expect(page.locator("input[name=answer][value='not_applicable']")).to_be_checked()


def test_a_form_sent_back_as_a_page_is_kept_too(page: Page, payroll: Assessment):
    step = Step.objects.get(name="Check")
    address = f"/assessments/{payroll.pk}/steps/{step.pk}/"
    page.goto(address)
    page.locator("input[name=name]").fill("")
    page.locator("textarea[name=retained]").fill("The law wants it")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page).to_have_title(re.compile("^Error: "))
    page = journey.another_tab(page)
    page.goto(address)
    expect(page.locator("input[name=name]")).to_have_value("")
    expect(page.locator("textarea[name=retained]")).to_have_value("The law wants it")


def test_a_draft_of_an_older_version_says_so_and_waits(
    page: Page,
    payroll: Assessment,
    bob_as: Callable[[Role], User],
    check: Callable[[Page], None],
):
    address = f"/assessments/{payroll.pk}/questions/A1/"
    page.goto(address)
    choose(page, 4)
    page.goto("/assessments/")
    fresh, bob = Assessment.objects.get(pk=payroll.pk), bob_as(Role.EDITOR)
    given = Given(5, note="Bob's reasons")
    save_answer(assessment=fresh, by=bob, code="A1", given=given, seen_version=1)
    page.goto(address)
    expect(page.locator("input[name=answer][value='5']")).to_be_checked()
    expect(page.locator("textarea[name=note]")).to_have_value("Bob's reasons")
    expect(notices(page)).to_contain_text("Counted in June")
    check(page)
    page.reload()
    expect(page.locator("textarea[name=note]")).to_have_value("Bob's reasons")
    notices(page).get_by_role("button", name="Put it back").click()
    expect_chosen(page)
    notices(page).get_by_role("button", name="Discard").click()
    expect(page.locator("textarea[name=note]")).to_have_value("Bob's reasons")
    page.reload()
    expect(notices(page)).to_have_count(0)
    assert payroll.answers.get(criterion="A1").note == "Bob's reasons"


def test_what_has_no_field_any_more_is_listed_and_not_dropped(
    page: Page, payroll: Assessment, alice: User
):
    """A line was added and filled in; it is stored only with the lines, and the session has ended."""
    page.goto(f"/assessments/{payroll.pk}/cost/lines/")
    page.locator("select[name=kind]").select_option("other_in_house")
    page.get_by_role("button", name="Add the line").click()
    page.locator("select[name=kind]").select_option("other_in_house")
    page.get_by_role("button", name="Add the line").click()
    page.wait_for_load_state()
    page.locator("input[name='other_in_house-2-likely']").fill("47,110")
    Session.objects.all().delete()
    page.get_by_role("button", name="Save these lines").click()
    sign_in_here(page, alice)
    expect(page).to_have_url(re.compile("/cost/lines/$"))
    listed = notices(page).filter(has_text=re.compile("Likely: 47,110"))
    expect(listed).to_be_visible()
    page.reload()
    listed.get_by_role("button", name="Discard it").click()
    page.reload()
    expect(page.locator("#cost-form")).to_be_visible()
    expect(listed).to_have_count(0)


def test_a_choice_that_is_not_offered_any_more_is_listed_and_the_rest_is_back(
    page: Page, payroll: Assessment
):
    """What is listed is not said to be put back, and is there in the words that were chosen."""
    address = f"/assessments/{payroll.pk}/questions/A1/"
    words = payroll.edition.ruleset.criterion["A1"].choices[3].text
    page.goto(address)
    choose(page)
    page.add_init_script("""document.addEventListener("readystatechange", () => {
      const row = document.querySelector("input[name=answer][value='4']");
      if (row) row.closest(".choice").remove();
    })""")
    page.goto(address)
    expect(page.locator("textarea[name=note]")).to_have_value("Counted in June")
    expect(notices(page)).to_have_count(2)
    listed = notices(page).filter(has=page.locator("li"))
    expect(listed.locator("li")).to_have_count(1)
    expect(listed.locator("li")).to_contain_text(words)
    listed.get_by_role("button", name="Discard it").click()
    page.reload()
    expect(notices(page).filter(has=page.locator("li"))).to_have_count(0)


def test_nobody_else_in_this_browser_sees_a_draft_and_signing_out_forgets_it(
    page: Page, payroll: Assessment, alice: User, bob_as: Callable[[Role], User]
):
    address = f"/assessments/{payroll.pk}/questions/A1/"
    bob = bob_as(Role.EDITOR)
    page.goto(address)
    choose(page)
    enter_anew(page, bob)
    page.goto(address)
    expect(page.locator("textarea[name=note]")).to_have_value("")
    expect(notices(page)).to_have_count(0)
    choose(page, 2)
    page.goto("/accounts/logout/")
    page.locator("main button[type=submit]").click()
    page.wait_for_load_state()
    kept = page.evaluate("Object.keys(localStorage)")
    assert [key.split(":")[1] for key in kept] == [str(alice.pk)]
    enter_anew(page, alice)
    page.goto(address)
    expect_chosen(page)


def test_no_password_code_or_file_is_ever_kept(page: Page, payroll: Assessment):
    for path in ("/accounts/password/change/", "/accounts/2fa/totp/activate/", "/accounts/email/"):
        page.goto(path)
        while page.get_by_role("button", name="Show").count():
            page.get_by_role("button", name="Show").first.click()
        for field in page.locator("main input:not([type=hidden])").all():
            field.press_sequentially("s3cret")
    page.goto(f"/assessments/{payroll.pk}/cost/sheet/")
    page.locator("input[type=file]").set_input_files(
        {"name": "s3cret.xlsx", "mimeType": "application/zip", "buffer": b"s3cret"}
    )
    assert "s3cret" not in page.evaluate("JSON.stringify(localStorage)")


def test_a_browser_without_a_store_works_and_warns_before_it_loses_something(
    page: Page, payroll: Assessment
):
    page.add_init_script(
        "Object.defineProperty(window, 'localStorage', {get() { throw new Error('blocked'); }})"
    )
    page.goto(f"/assessments/{payroll.pk}/questions/A1/")
    choose(page)
    with page.expect_event("dialog") as warned:
        page.once("dialog", lambda dialog: dialog.accept())
        page.goto("/assessments/")
    assert warned.value.type == "beforeunload"
    page.goto(f"/assessments/{payroll.pk}/questions/A1/")
    journey.answer(page, 3)
    assert payroll.answers.get(criterion="A1").choice == 3


def test_a_full_store_warns_and_takes_nothing_else_with_it(page: Page, payroll: Assessment):
    """A note of three million characters fits into no store; the one before stays as it was."""
    page.goto(f"/assessments/{payroll.pk}/questions/A2/")
    choose(page)
    page.goto(f"/assessments/{payroll.pk}/questions/A1/")
    choose(page)
    page.locator("textarea[name=note]").evaluate("""field => {
      field.value = "n".repeat(6_000_000);
      field.dispatchEvent(new Event("input", {bubbles: true}));
    }""")
    with page.expect_event("dialog") as warned:
        page.once("dialog", lambda dialog: dialog.accept())
        page.goto("/assessments/")
    assert warned.value.type == "beforeunload"
    page.goto(f"/assessments/{payroll.pk}/questions/A2/")
    expect_chosen(page)


def test_a_link_leads_to_its_part_also_after_signing_in(page: Page, payroll: Assessment):
    page.context.clear_cookies()
    page.goto(f"/assessments/{payroll.pk}/result/#steps")
    sign_in_here(page, payroll.owner)
    assert page.url.endswith("/result/#steps")
