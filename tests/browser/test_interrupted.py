"""What arrives in place of an answer never empties or nests a page: it says so and offers a way on.

Each page that asks in the background is asked for what can come instead of its part: nothing, the
refusal of a gateway, the page of another site, an ended session.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone
from playwright.sync_api import Page, Route, expect

from accounts.models import Team, User
from decisions.models import Assessment, Paper
from decisions.services.versions import save_version
from tests.browser import journey
from tests.people import PASSWORD, make_cost_case, make_steps

pytestmark = pytest.mark.django_db(transaction=True)

PORTAL = (
    '<!doctype html><title>Hotel</title><main id="main"><h1>Welcome, guest</h1>'
    '<section id="steps"></section><section id="outcome"></section><section id="cost-live">'
    '</section><div id="paper"></div><div id="services"></div></main>'
)
"""The page of another site that knows all our names."""

FIGURES = count(71)


@dataclass(frozen=True)
class Asking:
    """A page with a part: where it is, what makes it ask, what must stay, what the answer changes."""

    path: str
    act: Callable[[Page], None]
    stays: str
    has_button: bool = True


def choose_and_continue(page: Page) -> None:
    page.locator("input[name=answer][value='2']").check()
    page.get_by_role("button", name="Continue", exact=True).click()


def move_up(page: Page) -> None:
    page.get_by_role("button", name=re.compile("^Up “Pay”")).click()


def try_another_answer(page: Page) -> None:
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
    field = page.locator("select[name='A1']")
    field.select_option("4" if field.input_value() == "5" else "5")


def type_a_figure(page: Page) -> None:
    page.locator("#cost-form input[type=text]").first.fill(str(next(FIGURES)))
    page.locator("#cost-form input[type=text]").first.press("Tab")


def change_the_first_action(page: Page) -> None:
    page.get_by_role("link", name=re.compile("^Change")).first.click()


def search_a_service(page: Page) -> None:
    page.locator("#id_q, #id_name").press_sequentially(" ")


def wait_until_it_asks(page: Page) -> None:
    page.clock.run_for(2_500)


PAGES = {
    "question": Asking("questions/A1/", choose_and_continue, "input[name=answer]"),
    "steps": Asking("steps/", move_up, ".step-name"),
    "what-if": Asking("what-if/", try_another_answer, "#outcome > :not([data-interrupted])"),
    "cost": Asking("cost/lines/", type_a_figure, "#cost-live > :not([data-interrupted])"),
    "actions": Asking("actions/", change_the_first_action, ".todo th > [dir=auto]"),
    "service": Asking("service/", search_a_service, "#services legend"),
    "start": Asking("../new/", search_a_service, "#services legend"),
    "paper": Asking("", wait_until_it_asks, "#paper .job", has_button=False),
}
asked_of_every_page = pytest.mark.parametrize("name", PAGES)


@pytest.fixture
def payroll(transactional_db: None, alice: User, team: Team) -> Assessment:
    """Answered in full, with steps and a cost case."""
    made = journey.make_payroll(team, alice, journey.PAYROLL)
    make_steps(made, "Collect", "Check", "Pay")
    make_cost_case(made)
    return made


@pytest.fixture
def opened(open_site: Any, payroll: Assessment, alice: User, name: str) -> Page:
    """The page, in Alice's browser."""
    page: Page = open_site()
    journey.enter(page, alice)
    if name == "paper":
        page.clock.install()
        version = save_version(assessment=payroll, by=alice)
        row = Paper.objects.create(version=version, requested_by=alice, queued_at=timezone.now())
        page.goto(f"/papers/{row.pk}/")
    else:
        page.goto(f"/assessments/{payroll.pk}/{PAGES[name].path}")
    return page


def seen(page: Page, name: str) -> tuple[str, str, list[str]]:
    """What must not change: address, title, and the part with what was there."""
    return page.url, page.title(), page.locator(PAGES[name].stays).all_text_contents()


def answer_with(page: Page, **answer: Any) -> None:
    """Let a gateway answer whatever the page asks in the background."""

    def reply(route: Route) -> None:
        if route.request.headers.get("hx-request"):
            route.fulfill(**answer)
        else:
            route.continue_()

    page.route("**/*", reply)


def notice(page: Page) -> Any:
    """The one notice of an interruption."""
    box = page.locator("[data-interrupted]")
    expect(box).to_be_visible()
    assert box.count() == 1
    assert box.get_attribute("role") == "alert"
    return box


@asked_of_every_page
def test_whatever_comes_instead_of_the_part_leaves_the_page_and_says_so(
    opened: Page, name: str, alice: User, payroll: Assessment
):
    """First errors and pages that look like success, then no network, then an ended session."""
    address, before = opened.url, seen(opened, name)
    what_is_not_the_part(opened, name, before)
    without_a_network(opened, name, before)
    payroll.answers.filter(criterion="A1").update(choice=journey.PAYROLL["A1"])
    opened.goto(address)
    an_ended_session(opened, name, alice)


def what_is_not_the_part(page: Page, name: str, before: object) -> None:
    """Errors, with and without our own names in them, and other pages that look like success."""
    errors = (502, 503, 504, 500, 413, 429, 404, 403, 400)
    expected = set(page.watch.expected_status)  # type: ignore[attr-defined]
    page.watch.expected_status |= set(errors)  # type: ignore[attr-defined]
    for status in errors:
        assert_it_stays(page, name, before, status=status, body=PORTAL)
    for body in (PORTAL, "", "{}"):
        assert_it_stays(page, name, before, status=200, body=body)
    page.watch.expected_status = expected  # type: ignore[attr-defined]


def assert_it_stays(page: Page, name: str, before: object, **answer: Any) -> None:
    """Nothing but a notice with a way on appears, whatever is answered."""
    answer_with(page, content_type="text/html", **answer)
    PAGES[name].act(page)
    box = notice(page)
    if name != "paper":
        expect(box).to_be_in_viewport()
    if PAGES[name].has_button:
        assert box.get_by_role("button").or_(box.get_by_role("link")).count() == 1
    assert seen(page, name) == before
    assert "Welcome, guest" not in page.content()
    page.unroute("**/*")
    box.evaluate("box => box.remove()")
    if name == "paper":  # it may have stopped asking
        page.reload()


def without_a_network(page: Page, name: str, before: object) -> None:
    """The page stays, and is sent again when the network is there."""
    page.watch.offline = True  # type: ignore[attr-defined]
    page.context.set_offline(True)
    PAGES[name].act(page)
    box = notice(page)
    assert seen(page, name) == before
    page.context.set_offline(False)
    with page.expect_event("requestfinished", lambda one: "hx-request" in one.headers):
        if PAGES[name].has_button:
            box.get_by_role("button", name="Try again").click()
        else:
            wait_until_it_asks(page)
    expect(page.locator("[data-interrupted]")).to_have_count(0)
    if name == "question":
        expect(page).to_have_url(re.compile("/check/$"))
    page.watch.offline = False  # type: ignore[attr-defined]


def an_ended_session(page: Page, name: str, alice: User) -> None:
    """It leads to the sign-in and back."""
    before = seen(page, name)
    page.watch.expected_status |= {401}  # type: ignore[attr-defined]
    Session.objects.all().delete()
    PAGES[name].act(page)
    box = notice(page)
    assert seen(page, name) == before
    box.get_by_role("link", name="Sign in").click()
    page.locator("input[name=login]").fill(alice.email)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("main button[type=submit]", has_text="Sign in").click()
    expect(page.locator(PAGES[name].stays).first).to_be_visible()
    assert page.url.startswith(before[0])
    if name == "question":
        expect(page.locator("input[name=answer][value='2']")).to_be_checked()
    if name == "what-if":
        expect(page.locator("select[name='A1']")).to_have_value("5")


@pytest.mark.parametrize("name", ["question"])
def test_an_answer_that_never_comes_is_given_up(opened: Page, name: str):
    """After a minute; here after a quarter of a second."""
    before = seen(opened, name)
    opened.watch.offline = True  # type: ignore[attr-defined]
    opened.evaluate("htmx.config.timeout = 250")
    opened.route("**/questions/**", lambda route: None)
    PAGES[name].act(opened)
    box = notice(opened)
    assert seen(opened, name) == before
    opened.unroute("**/questions/**")
    opened.evaluate("htmx.config.timeout = 60000")
    box.get_by_role("button", name="Try again").click()
    expect(opened).to_have_url(re.compile("/check/$"))


@pytest.mark.parametrize("name", ["question"])
def test_who_signed_in_anew_in_another_tab_loads_the_page_and_goes_on(
    opened: Page, name: str, alice: User
):
    """The key of the form is that of the session before."""
    opened.watch.expected_status |= {403}  # type: ignore[attr-defined]
    other = opened.context.new_page()
    other.goto("/accounts/logout/")
    other.locator("main button[type=submit]").click()
    other.goto("/accounts/login/")
    other.locator("input[name=login]").fill(alice.email)
    other.locator("input[name=password]").fill(PASSWORD)
    other.locator("main button[type=submit]", has_text="Sign in").click()
    other.wait_for_url(re.compile(r"://[^/]+/$"))
    other.close()
    choose_and_continue(opened)
    notice(opened).get_by_role("link", name="Load this page again").click()
    expect(opened.locator("input[name=answer][value='2']")).to_be_checked()
    opened.get_by_role("button", name="Continue", exact=True).click()
    expect(opened).to_have_url(re.compile("/check/$"))


@pytest.mark.parametrize("name", ["paper"])
def test_a_paper_that_will_never_be_answered_is_not_asked_for_again(opened: Page, name: str):
    """Three times the two seconds after which it asks."""
    opened.watch.expected_status |= {401}  # type: ignore[attr-defined]
    Session.objects.all().delete()
    wait_until_it_asks(opened)
    notice(opened)
    asked: list[str] = []
    opened.on("request", lambda request: asked.append(request.url))
    for _ in range(3):
        wait_until_it_asks(opened)
    assert not asked


def test_the_notice_gets_the_focus_where_a_button_was_pressed(
    open_site: Any, payroll: Assessment, alice: User, check: Callable[[Page], None]
):
    page = open_site(width=375, height=812)
    journey.enter(page, alice)
    page.goto(f"/assessments/{payroll.pk}/questions/A1/")
    page.watch.expected_status |= {502}
    answer_with(page, status=502, body="Bad gateway")
    choose_and_continue(page)
    box = notice(page)
    expect(box).to_be_focused()
    expect(box).to_be_in_viewport()
    page.unroute("**/*")
    check(page)
