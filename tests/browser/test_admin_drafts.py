"""What was typed in the admin and not saved survives, for its writer only, and overwrites nothing unseen."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, Route, expect

from accounts.models import User
from catalog.models import Criterion, ServiceType
from tests.browser import journey
from tests.browser.test_drafts import enter_anew, notices, sign_in_here
from tests.people import make_user

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def page(open_site: Callable[..., Page], ada: User) -> Page:
    """Ada's browser at a question with a table of choices. Whatever asks before it is left is told yes."""
    page = open_site()
    page.context.on("dialog", lambda dialog: dialog.accept())
    journey.enter(page, ada)
    page.goto(address())
    return page


def address() -> str:
    return f"/admin/catalog/criterion/{Criterion.objects.get(code='A1').pk}/change/"


def help_of(page: Page) -> Any:
    return page.locator("textarea[name=help]")


def text_of(page: Page, number: int) -> Any:
    return page.locator(f"textarea[name=choices-{number}-text]")


def save(page: Page) -> None:
    page.locator("input[name=_save]").first.click()


def change_something(page: Page) -> None:
    """A text, a box, a list, a row of a table, and a row that is new."""
    help_of(page).fill("Ada's help")
    page.locator("input[name=quick]").click()
    page.locator("select[name=evidence_strength]").select_option(index=1)
    text_of(page, 1).fill("Ada's words")
    count = int(page.locator("input[name=choices-TOTAL_FORMS]").input_value())
    page.locator("#choices-group .add-row a").click()
    text_of(page, count).fill("A new choice")


def everything(page: Page) -> Any:
    return page.locator("#criterion_form").evaluate(
        "form => [...form.elements].filter(f => f.name && !/hidden|submit|file/.test(f.type))"
        ".map(f => [f.name, f.type === 'checkbox' ? f.checked : f.value])"
    )


def test_all_of_it_is_back_after_a_closed_tab_and_gone_once_it_is_saved(
    page: Page, assert_accessible: Callable[[Page], None]
):
    before = everything(page)
    change_something(page)
    left = everything(page)
    assert len(left) > len(before)
    page = journey.another_tab(page)
    page.goto(address())
    expect(notices(page)).to_be_visible()
    assert everything(page) == left
    assert_accessible(page)
    number = len([name for name, _ in left if re.fullmatch(r"choices-\d+-number", name)])
    page.locator(f"input[name=choices-{number - 1}-number]").fill(str(number))
    save(page)
    expect(page.locator(".messagelist .success")).to_be_visible()
    saved = Criterion.objects.get(code="A1")
    assert saved.help == "Ada's help"
    assert saved.choices.get(number=number).text == "A new choice"
    page.goto(address())
    expect(notices(page)).to_have_count(0)


def test_after_an_ended_session_it_is_there_when_one_has_signed_in(page: Page, ada: User):
    """Also when it ends before the page has asked for the words that help to fill it in."""
    words = page.locator("#catalog-help").get_attribute("data-words")
    sign_in = {"location": "/accounts/login/"}
    page.route(f"**{words}", lambda at: at.fulfill(status=302, headers=sign_in))
    with page.expect_response("**/accounts/login/"):
        page.reload()
    help_of(page).fill("Ada's help")
    Session.objects.all().delete()
    save(page)
    expect(page).to_have_url(re.compile("/accounts/login/"))
    expect(page.locator("[data-draft-kept]")).to_be_visible()
    sign_in_here(page, ada)
    expect(page).to_have_url(re.compile(address()))
    expect(help_of(page)).to_have_value("Ada's help")
    expect(notices(page)).to_be_visible()
    assert Criterion.objects.get(code="A1").help != "Ada's help"


def test_after_an_error_of_a_gateway_it_is_back_and_discarding_it_shows_what_is_saved(page: Page):
    before = everything(page)
    help_of(page).fill("Ada's help")
    text_of(page, 1).fill("Ada's words")
    page.watch.expected_status |= {502}  # type: ignore[attr-defined]
    page.route(f"**{address()}", lambda route: route.fulfill(status=502, body="Bad gateway"))
    save(page)
    expect(page.locator("body")).to_have_text("Bad gateway")
    page.unroute(f"**{address()}")
    page = journey.another_tab(page)
    page.goto(address())
    expect(help_of(page)).to_have_value("Ada's help")
    notices(page).get_by_role("button", name="Discard it").click()
    assert everything(page) == before
    page.reload()
    expect(notices(page)).to_have_count(0)


def test_over_something_else_that_was_saved_since_it_is_only_offered(page: Page):
    """Rows have other places meanwhile: a draft finds its row by what it is."""
    criterion = Criterion.objects.get(code="A1")
    first, second, *_ = criterion.choices.order_by("number")
    text_of(page, 1).fill("Ada's words")
    row = page.locator("input[name=choices-1-id]").input_value()
    page = journey.another_tab(page)
    first.delete()
    page.goto(address())
    expect(text_of(page, 0)).to_have_value(second.text)
    expect(notices(page)).to_contain_text("Ada's words")
    notices(page).get_by_role("button", name="Put it back").click()
    expect(page.locator("input[name=choices-0-id]")).to_have_value(row)
    expect(text_of(page, 0)).to_have_value("Ada's words")
    expect(text_of(page, 1)).not_to_have_value("Ada's words")


def test_a_page_that_comes_back_with_an_error_is_no_newer_state_and_nobody_elses(
    page: Page, ada: User
):
    """Nothing is saved: the fields hold what was sent, and a closed tab loses none of it. Nobody else in this
    browser sees it, and signing out forgets it."""
    grace = make_user("grace@example.org", "Grace", is_staff=True, is_superuser=True)
    help_of(page).fill("Ada's help")
    page.locator("textarea[name=question]").fill("")
    save(page)
    expect(page.locator(".errornote")).to_be_visible()
    expect(notices(page)).to_have_count(0)
    page = journey.another_tab(page)
    page.goto(address())
    expect(help_of(page)).to_have_value("Ada's help")
    expect(page.locator("textarea[name=question]")).to_have_value("")
    enter_anew(page, grace)
    page.goto(address())
    expect(notices(page)).to_have_count(0)
    enter_anew(page, ada)
    page.goto(address())
    expect(notices(page)).to_be_visible()
    page.locator("#logout-form button").click()
    enter_anew(page, ada)
    page.goto(address())
    expect(notices(page)).to_have_count(0)


def test_a_password_is_never_kept_nor_what_is_ticked_for_an_action(page: Page, ada: User):
    page.goto(f"/admin/accounts/user/{ada.pk}/password/")
    for field in page.locator("input[type=password]").all():
        field.fill("do not keep this secret")
    page.goto("/admin/catalog/criterion/")
    page.locator("input[name=_selected_action]").first.check()
    kept = page.evaluate("JSON.stringify(localStorage)")
    assert "secret" not in kept
    assert "_selected_action" not in kept


def test_a_page_with_changes_asks_before_it_is_left_and_keeps_them_all_the_same(page: Page):
    """Nobody takes for saved what is not. One without changes, and one that is saved, lets people go."""
    asked: list[str] = []
    page.context.on("dialog", lambda dialog: asked.append(dialog.type))
    name = page.locator("input[name=name]")
    name.click()
    page.get_by_role("link", name="Home").click()
    expect(page).to_have_url(re.compile("/admin/$"))
    assert asked == []
    page.goto(address())
    name.click()
    name.press("End")
    name.press("x")
    page.get_by_role("link", name="Home").click()
    expect(page).to_have_url(re.compile("/admin/$"))
    assert asked == ["beforeunload"]
    page.goto(address())
    expect(notices(page)).to_be_visible()
    save(page)
    expect(page.locator(".messagelist .success")).to_be_visible()
    assert asked == ["beforeunload"]
    assert Criterion.objects.get(code="A1").name.endswith("x")


def test_a_slug_that_follows_a_name_is_put_back_whole(page: Page):
    page.goto("/admin/catalog/servicetype/add/")
    page.locator("input[name=name]").press_sequentially("Fleet")
    expect(page.locator("input[name=slug]")).to_have_value("fleet")
    page = journey.another_tab(page)
    page.goto("/admin/catalog/servicetype/add/")
    expect(page.locator("input[name=name]")).to_have_value("Fleet")
    expect(page.locator("input[name=slug]")).to_have_value("fleet")


def test_a_button_that_is_pressed_again_while_the_site_works_is_pressed_once(page: Page):
    """The site answers after a moment; a copy would be there twice."""
    service = ServiceType.objects.earliest("pk")
    copies: list[Route] = []
    page.route("**/copy/", lambda route: copies.append(route))
    page.goto(f"/admin/catalog/servicetype/{service.pk}/change/")
    button = page.get_by_role("button", name="Copy")
    button.evaluate("button => { button.click(); setTimeout(() => button.click(), 300); }")
    page.wait_for_timeout(1000)
    assert len(copies) == 1
    copies[0].continue_()
    expect(page.locator(".messagelist .success")).to_be_visible()
    assert ServiceType.objects.filter(slug__startswith=f"{service.slug}-copy").count() == 1
