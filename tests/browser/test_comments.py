"""Two people talk about an answer: one with scripts and two windows, the other without any script."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from accounts.models import Role, Team, User
from decisions.models import Assessment
from reviews.models import Thread
from tests.browser import journey
from tests.people import PASSWORD, join, make_answers

pytestmark = pytest.mark.django_db(transaction=True)
LONG = "Is that so?\n\n" + "Donaudampfschifffahrtsgesellschaftskapitän" * 4


@pytest.fixture
def answered(edition: None, assessment: Assessment) -> Assessment:
    make_answers(assessment, {"A1": 2})
    return assessment


def test_two_people_comment_mention_reply_edit_at_once_and_resolve(
    open_site: Callable[..., Page],
    check: Callable[[Page], None],
    answered: Assessment,
    alice: User,
    bob: User,
    team: Team,
) -> None:
    join(team, bob, Role.REVIEWER)
    window = open_site()
    journey.enter(window, alice)
    window.goto(f"/assessments/{answered.pk}/questions/A1/")
    window.get_by_text("Note or comment").click()
    window.get_by_role("link", name="Comments").click()
    _comment_after_a_reload(window, bob)
    check(window)
    thread = Thread.objects.get()

    visitor: Any = open_site(java_script_enabled=False, width=375)
    visitor.goto(window.url)
    assert "/login/" in visitor.url
    visitor.locator("input[name=login]").fill(bob.email)
    visitor.locator("input[name=password]").fill(PASSWORD)
    journey.press(visitor, "Sign in")
    assert visitor.url.endswith(f"/comments/{thread.pk}/")
    journey.press(visitor, "I have seen it")
    visitor.locator("textarea[name=text]").fill("It is: page 12 of the report.")
    journey.press(visitor, "Reply")
    expect(visitor.locator("#comment-2")).to_contain_text("page 12")

    _edit_in_two_windows(window, check)
    # Bob resolves it while Alice still looks at the page on which it is open.
    window.goto(f"/assessments/{answered.pk}/comments/{thread.pk}/")
    journey.press(visitor, "Resolve")
    window.get_by_label("Assigned to").select_option(label=str(alice))
    journey.press(window, "Assign")
    told = window.get_by_role("alert")
    expect(told).to_contain_text(str(bob))
    expect(told.get_by_role("row", name="Assigned to")).to_contain_text(str(alice))
    expect(window.locator("header .status")).to_have_text("Resolved")
    check(window)
    thread.refresh_from_db()
    assert (thread.assigned_to, thread.resolved_by) == (None, bob)
    expect(window.locator("#comment-2")).to_contain_text("page 12")


def _comment_after_a_reload(window: Page, bob: User) -> None:
    """What was typed and chosen is there again after a reload, and what was sent is not."""
    window.get_by_label("Your comment").fill(LONG)
    window.get_by_text("Mention somebody").click()
    window.get_by_label(str(bob)).check()
    window.reload()
    expect(window.get_by_label("Your comment")).to_have_value(LONG)
    expect(window.get_by_label(str(bob))).to_be_checked()
    journey.press(window, "Comment")
    expect(window.locator("#comment-1")).to_contain_text("Is that so?")
    expect(window.get_by_label("Your comment")).to_have_value("")


def _edit_in_two_windows(window: Page, check: Callable[[Page], None]) -> None:
    """The second window is told what the first one saved, and keeps what was typed in it."""
    second, thread = window.context.new_page(), window.url
    for one in (window, second):
        one.goto(thread)
        one.get_by_role("link", name="Edit comment 1").click()
    window.get_by_label("Your comment").fill("Are you sure?")
    journey.press(window, "Save")
    expect(window.locator("#comment-1")).to_contain_text("edited")
    second.get_by_label("Your comment").fill("Are you really sure?")
    journey.press(second, "Save")
    expect(second.get_by_role("alert")).to_contain_text("Are you sure?")
    expect(second.get_by_label("Your comment")).to_have_value("Are you really sure?")
    check(second)
    journey.press(second, "Save mine instead")
    expect(second.locator("#comment-1")).to_contain_text("Are you really sure?")
    second.close()
