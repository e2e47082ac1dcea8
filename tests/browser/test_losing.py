"""Two people in two browsers on one assessment, or on one page of the catalog: nothing that either typed or
saved is lost in silence.

One sign-in each; then one row after the other, each with pages and values of its own. ``ROWS`` and
``ADMIN_ROWS`` list what was once lost.
"""

import re
import socket
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from playwright.sync_api import Locator, Page, expect

from accounts.models import Role, Team, User
from catalog.models import Criterion, Edition
from decisions.models import Assessment, CostCase
from tests.browser import journey
from tests.catalog.loaded import load_shipped
from tests.people import COST_CASE, PASSWORD, join, make_cost_case, make_steps, make_user

pytestmark = pytest.mark.django_db(transaction=True)
Row = Callable[[Page, Page, Assessment], None]
Look = Callable[[Page], None]
AdminRow = Callable[[Page, Page, Look], None]
RANGE = {"kind": "travel", "fallback": [1_000, 2_000, 3_000]}


def at(page: Page, payroll: Assessment, path: str) -> None:
    page.goto(f"/assessments/{payroll.pk}/{path}")


def note(page: Page, text: str) -> None:
    details = page.locator("details", has=page.locator("textarea[name=note]"))
    if details.get_attribute("open") is None:
        details.locator("summary").click()
    page.locator("textarea[name=note]").fill(text)


def end_session(page: Page) -> None:
    """Of this browser alone, as the site does when nobody uses it."""
    cookies = {row["name"]: row["value"] for row in page.context.cookies()}
    Session.objects.filter(session_key=cookies[settings.SESSION_COOKIE_NAME]).delete()
    page.watch.expected_status |= {401}  # type: ignore[attr-defined]


def sign_in_again(page: Page, email: str) -> None:
    """On the page that asks for it, which leads back."""
    page.locator("input[name=login]").fill(email)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("main button[type=submit]", has_text="Sign in").click()
    page.wait_for_load_state()


def notice(page: Page) -> Locator:
    """What a page says when something else came than it had asked for."""
    told = page.locator("[data-interrupted]")
    expect(told).to_be_visible()
    return told


def choose(page: Page, answer: int, text: str) -> None:
    """An answer, what it rests on, and a note."""
    page.locator(f"input[name=answer][value='{answer}']").check()
    note(page, text)
    page.locator("input[name=evidence][value='measured']").check()


def expect_chosen(page: Page, answer: int, text: str) -> None:
    expect(page.locator(f"input[name=answer][value='{answer}']")).to_be_checked()
    expect(page.locator("textarea[name=note]")).to_have_value(text)
    expect(page.locator("input[name=evidence][value='measured']")).to_be_checked()


def gates_that_came_back(alice: Page, bob: Page, payroll: Assessment) -> None:
    """Alice leaves the page, Bob says no, Alice goes back and on: his no stays."""
    at(alice, payroll, "gates/")
    alice.locator("main a.back-link").first.click()
    alice.wait_for_load_state()
    at(bob, payroll, "gates/")
    bob.locator("input[name=KO1][value=fires]").check()
    journey.press(bob, "Continue")
    journey.back(alice)
    journey.press(alice, "Continue")
    assert payroll.gate_answers.get(gate="KO1").value == "fires"


def name_and_unit(alice: Page, bob: Page, payroll: Assessment) -> None:
    """Both texts are shown, and hers is still in the field."""
    at(alice, payroll, "edit/")
    at(bob, payroll, "edit/")
    bob.locator("input[name=unit]").fill("Asia")
    journey.press(bob, "Save")
    alice.locator("input[name=unit]").fill("Africa")
    journey.press(alice, "Save")
    expect(alice.locator("input[name=unit]")).to_have_value("Africa")
    expect(alice.locator("main")).to_contain_text("Asia")
    payroll.refresh_from_db()
    assert payroll.unit == "Asia"
    journey.press(alice, "Save")
    payroll.refresh_from_db()
    assert payroll.unit == "Africa"


def a_body_that_ends_in_the_middle(alice: Page, bob: Page, payroll: Assessment) -> None:
    """Her connection breaks after half of her note: nothing of it is saved, logged or shown to Bob."""
    at(alice, payroll, "questions/B2/")
    form = alice.locator("main form", has=alice.locator("input[name=answer]"))
    fields: dict[str, Any] = dict(
        form.evaluate("form => [...new FormData(form)].filter(([name]) => name !== 'note')")
    )
    before = payroll.activities.count()
    cut_short(alice, fields | {"answer": "5", "note": "Half of this is lost. " * 70})
    at(bob, payroll, "questions/B2/")
    expect(bob.locator("textarea[name=note]")).to_have_value("")
    expect(bob.locator("input[name=answer][value='5']")).not_to_be_checked()
    assert payroll.activities.count() == before
    choose(alice, 5, "All of it")
    journey.press(alice, "Continue")
    expect(alice).not_to_have_url(re.compile("/B2/"))
    bob.reload()
    expect_chosen(bob, 5, "All of it")


def cut_short(page: Page, fields: dict[str, str]) -> None:
    """Send what a browser would send for a form, and close the connection after half of the body."""
    url = urlsplit(page.url)
    cookies = "; ".join(f"{row['name']}={row['value']}" for row in page.context.cookies())
    body = urlencode(fields).encode()
    head = (
        f"POST {url.path} HTTP/1.1\r\nHost: {url.netloc}\r\nCookie: {cookies}\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    assert url.hostname
    with socket.create_connection((url.hostname, url.port or 80)) as connection:
        connection.sendall(head.encode() + body[: len(body) // 2])
        connection.shutdown(socket.SHUT_WR)
        connection.settimeout(30)
        while connection.recv(4096):
            pass


def a_session_that_ended(alice: Page, bob: Page, payroll: Assessment) -> None:
    """Choice, evidence and note are back after signing in; Bob sees them only once they are saved. A tick that she
    took out of the money stays out."""
    at(alice, payroll, "questions/B3/")
    choose(alice, 4, "Counted in May")
    end_session(alice)
    alice.get_by_role("button", name="Continue", exact=True).click()
    notice(alice).get_by_role("link", name="Sign in").click()
    sign_in_again(alice, "alice@example.org")
    expect(alice).to_have_url(re.compile("/questions/B3/"))
    expect_chosen(alice, 4, "Counted in May")
    at(bob, payroll, "questions/B3/")
    expect(bob.locator("textarea[name=note]")).to_have_value("")
    journey.press(alice, "Continue")
    expect(alice).not_to_have_url(re.compile("/B3/"))
    bob.reload()
    expect_chosen(bob, 4, "Counted in May")

    at(alice, payroll, "cost/lines/bpo/")
    tick = alice.locator("input[name='travel-use']")
    expect(tick).to_be_checked()
    tick.uncheck()
    end_session(alice)
    journey.press(alice, "Save these lines")
    expect(alice).to_have_url(re.compile("/accounts/login/"))
    sign_in_again(alice, "alice@example.org")
    expect(alice).to_have_url(re.compile("/cost/lines/bpo/"))
    expect(tick).not_to_be_checked()
    assert str(RANGE["fallback"]) in str(CostCase.objects.get().case)
    journey.press(alice, "Save these lines")
    assert str(RANGE["fallback"]) not in str(CostCase.objects.get().case)


def a_gateway_that_failed(alice: Page, bob: Page, payroll: Assessment) -> None:
    """The page stays, says so and keeps the choice; Bob sees nothing of it until it is sent again."""
    at(alice, payroll, "questions/B4/")
    choose(alice, 3, "From the archive")
    alice.watch.expected_status |= {502}  # type: ignore[attr-defined]
    alice.route("**/questions/B4/**", lambda route: route.fulfill(status=502, body="Bad gateway"))
    alice.get_by_role("button", name="Continue", exact=True).click()
    told = notice(alice)
    expect_chosen(alice, 3, "From the archive")
    assert "Bad gateway" not in alice.content()
    at(bob, payroll, "questions/B4/")
    expect(bob.locator("textarea[name=note]")).to_have_value("")
    alice.unroute("**/questions/B4/**")
    told.get_by_role("button", name="Try again").click()
    expect(alice).not_to_have_url(re.compile("/B4/"))
    bob.reload()
    expect_chosen(bob, 3, "From the archive")


def a_step_that_was_moved_without_a_session(alice: Page, bob: Page, payroll: Assessment) -> None:
    """All steps stay on her page; Bob's order stays until she has signed in and moved it."""
    at(alice, payroll, "steps/")
    end_session(alice)
    up = alice.get_by_role("button", name=re.compile("^Up “Check”"))
    up.click()
    told = notice(alice)
    assert journey.names_of_steps(alice) == ["Collect", "Check"]
    at(bob, payroll, "steps/")
    assert journey.names_of_steps(bob) == ["Collect", "Check"]
    told.get_by_role("link", name="Sign in").click()
    sign_in_again(alice, "alice@example.org")
    expect(alice).to_have_url(re.compile("/steps/"))
    assert journey.names_of_steps(alice) == ["Collect", "Check"]
    up.click()
    expect(alice.locator(".step-name").first).to_have_text("Check")
    bob.reload()
    assert journey.names_of_steps(bob) == ["Check", "Collect"]


def numbers_of_every_form(alice: Page, bob: Page, payroll: Assessment) -> None:
    """A sign that nobody sees is read over, a superscript is refused at its field, and 1,125 is asked about; what
    was typed stays, and Bob reads what was meant."""
    at(alice, payroll, "cost/lines/bpo/")
    price = alice.locator("input[name='price_per_person-likely']")
    problem = alice.locator("#error-price_per_person")
    for typed, words in (("5\u00b2", "Enter a number"), ("1,125", "Write 1125 or 1.1250")):
        price.fill(typed)
        journey.press(alice, "Save these lines")
        expect(problem).to_contain_text(words)
        expect(price).to_have_value(typed)
    price.fill("39\u200b000\u00a0EUR")
    journey.press(alice, "Save these lines")
    at(bob, payroll, "cost/lines/bpo/")
    expect(bob.locator("input[name='price_per_person-likely']")).to_have_value("39,000")


def weights(alice: Page, bob: Page, payroll: Assessment) -> None:
    """12,5 is twelve and a half, the wheel changes nothing, and the second writer sees the first."""
    at(alice, payroll, "weights/")
    at(bob, payroll, "weights/")
    alice.locator("input[name=preset][value=own]").check()
    alice.locator("details > summary", has_text="Type your own numbers").click()
    fields = alice.locator("main details input[type=text]")
    values = ["12,5", *["12.5"] * 5, "25"]
    for field, value in zip(fields.all(), values, strict=False):
        field.fill(value)
    fields.first.hover()
    fields.first.focus()
    alice.mouse.wheel(0, 300)
    expect(fields.first).to_have_value("12,5")
    assert alice.locator("main input[type=number]").count() == 0
    bob.locator("input[name=preset][value=cost_led]").check()
    journey.press(bob, "Save the weights")
    journey.press(alice, "Save the weights")
    payroll.refresh_from_db()
    assert payroll.weights == "cost_led"
    expect(fields.first).to_have_value("12,5")
    journey.press(alice, "Save the weights")
    payroll.refresh_from_db()
    assert sorted(payroll.weights.values()) == [12.5] * 6 + [25]


def a_question_that_was_hidden(alice: Page, bob: Page, payroll: Assessment) -> None:
    """Bob hides the question that Alice answers: hers is kept and said not to count."""
    at(alice, payroll, "questions/C2/")
    at(bob, payroll, "questions/C3/")
    bob.locator("input[name=answer][value='1']").check()
    journey.press(bob, "Continue")
    bob.get_by_role("button", name=re.compile("^Save and set 1 answer aside")).click()
    expect(bob).not_to_have_url(re.compile("/C3/"))
    alice.locator("input[name=answer][value='5']").check()
    note(alice, "Counted in June")
    journey.press(alice, "Continue")
    expect(alice.get_by_text(re.compile("set aside: kept, but not counted"))).to_be_visible()
    kept = payroll.answers.get(criterion="C2")
    assert (kept.choice, kept.note) == (5, "Counted in June")


def a_price_and_a_pay(alice: Page, bob: Page, payroll: Assessment) -> None:
    """Bob saves the pay while Alice types a price: she is told, saves again, and both are kept."""
    at(alice, payroll, "cost/lines/bpo/")
    at(bob, payroll, "cost/lines/in_house/")
    bob.locator("input[name='pay-likely']").fill("55,000")
    bob.locator("input[name='pay-high']").fill("60,000")
    journey.press(bob, "Save these lines")
    alice.locator("input[name='price_per_person-likely']").fill("41,000")
    alice.locator("input[name='price_per_person-high']").fill("45,000")
    journey.press(alice, "Save these lines")
    expect(alice.locator("main")).to_contain_text("Nothing is overwritten")
    assert "41000" not in str(CostCase.objects.get().case)
    journey.press(alice, "Save my figures instead")
    case = CostCase.objects.get().case
    assert "55000" in str(case["in_house"])
    assert "41000" in str(case["options"])


def deleted_while_somebody_answers(alice: Page, bob: Page, payroll: Assessment) -> None:
    """Bob is told, what he typed stays, and is there again when Alice brings the assessment back."""
    at(bob, payroll, "questions/A1/")
    bob.locator("input[name=answer][value='5']").check()
    note(bob, "Two years of tickets")
    at(alice, payroll, "delete/")
    journey.press(alice, "Delete")
    bob.watch.expected_status |= {404}  # type: ignore[attr-defined]
    bob.get_by_role("button", name="Continue", exact=True).click()
    told = bob.locator("[data-interrupted]")
    expect(told).to_contain_text("no longer here")
    expect(bob.locator("textarea[name=note]")).to_have_value("Two years of tickets")
    alice.goto("/assessments/deleted/")
    journey.press(alice, "Bring back")
    told.get_by_role("link").click()
    expect(bob.locator("textarea[name=note]")).to_have_value("Two years of tickets")
    expect(bob.locator("input[name=answer][value='5']")).to_be_checked()
    bob.get_by_role("button", name="Continue", exact=True).click()
    expect(bob).not_to_have_url(re.compile("/A1/"))
    assert payroll.answers.get(criterion="A1").note == "Two years of tickets"


def a_step_that_was_removed(alice: Page, bob: Page, payroll: Assessment) -> None:
    """What Bob typed about a step is shown to him when Alice has removed it."""
    step = payroll.steps.get(name="Check")
    at(bob, payroll, f"steps/{step.pk}/")
    bob.locator("textarea[name=retained]").fill("The law wants it inside")
    at(alice, payroll, f"steps/{step.pk}/remove/")
    alice.locator("main button[type=submit]").click()
    alice.wait_for_load_state()
    bob.watch.expected_status |= {404}  # type: ignore[attr-defined]
    journey.press(bob, "Save")
    expect(bob.locator("main")).to_contain_text("The law wants it inside")


ROWS: tuple[Row, ...] = (
    gates_that_came_back,
    a_body_that_ends_in_the_middle,
    a_session_that_ended,
    a_gateway_that_failed,
    a_step_that_was_moved_without_a_session,
    name_and_unit,
    weights,
    numbers_of_every_form,
    a_question_that_was_hidden,
    a_price_and_a_pay,
    deleted_while_somebody_answers,
    a_step_that_was_removed,
)


def test_nothing_is_lost_between_two_people_in_two_browsers(
    open_site: Callable[..., Page], transactional_db: None, alice: User, bob: User, team: Team
) -> None:
    join(team, bob, Role.EDITOR)
    payroll = journey.make_payroll(team, alice, journey.PAYROLL)
    make_steps(payroll, "Collect", "Check")
    option = COST_CASE["options"][0]
    make_cost_case(payroll, options=[{**option, "lines": [*option["lines"], RANGE]}])
    hers, his = open_site(), open_site()
    for page, person in ((hers, alice), (his, bob)):
        journey.enter(page, person)
    for row in ROWS:
        row(hers, his, payroll)


def saved(page: Page) -> None:
    """Save a page of the admin."""
    page.locator("input[name=_save]").first.click()
    expect(page.locator(".messagelist .success")).to_be_visible()


def a_choice_and_a_help_text(adas: Page, graces: Page, look: Look) -> None:
    """Ada changes a choice; Grace, whose page was open, changes the help: both texts are shown, both are kept."""
    criterion = Criterion.objects.get(code="A1")
    for page in (adas, graces):
        page.goto(f"/admin/catalog/criterion/{criterion.pk}/change/")
    before = criterion.choices.get(number=2).text
    adas.locator("textarea[name=choices-1-text]").fill("Ada's words")
    saved(adas)
    graces.locator("textarea[name=help]").fill("Grace's help")
    graces.locator("input[name=_save]").first.click()
    conflict = graces.locator("section.banner")
    for text in ("Ada saved something else", "Ada's words", before, "Grace's help"):
        expect(conflict).to_contain_text(text)
    look(graces)
    assert Criterion.objects.get(code="A1").help == criterion.help
    saved(graces)
    now = Criterion.objects.get(code="A1")
    assert (now.help, now.choices.get(number=2).text) == ("Grace's help", "Ada's words")


def publishing_what_was_not_checked(adas: Page, graces: Page, look: Look) -> None:
    """Grace saves another change while Ada reads hers: nothing is published before Ada has seen both."""
    adas.goto("/admin/catalog/edition/working-copy/")
    expect(adas.locator("main")).to_contain_text("Grace's help")
    criterion = Criterion.objects.get(code="A2")
    graces.goto(f"/admin/catalog/criterion/{criterion.pk}/change/")
    graces.locator("textarea[name=hint]").fill("Not checked")
    saved(graces)
    editions = Edition.objects.count()
    adas.watch.expected_status |= {409}  # type: ignore[attr-defined]
    adas.locator("textarea[name=note]").fill("A hint")
    publish = adas.get_by_role("button", name=re.compile("^Publish edition"))
    publish.click()
    expect(adas.locator("main .errornote")).to_be_visible()
    expect(adas.locator("details[open]")).to_contain_text("Not checked")
    expect(adas.locator("textarea[name=note]")).to_have_value("A hint")
    look(adas)
    assert Edition.objects.count() == editions
    publish.click()
    adas.get_by_role("button", name=re.compile("^Yes, publish edition")).click()
    expect(adas.locator(".messagelist .success")).to_be_visible()
    assert Edition.objects.count() == editions + 1


ADMIN_ROWS: tuple[AdminRow, ...] = (a_choice_and_a_help_text, publishing_what_was_not_checked)


def test_nothing_is_lost_between_two_admins_in_two_browsers(
    open_site: Callable[..., Page], transactional_db: None, assert_accessible: Look
) -> None:
    load_shipped()
    pages = open_site(), open_site()
    for page, name in zip(pages, ("Ada", "Grace"), strict=True):
        email = f"{name.lower()}@example.org"
        journey.enter(page, make_user(email, name, is_staff=True, is_superuser=True))
        page.context.on("dialog", lambda dialog: dialog.accept())  # "Leave without saving?"
    for row in ADMIN_ROWS:
        row(*pages, assert_accessible)
