"""A link for a board: one browser makes it, another without an account reads and writes by it until it is revoked."""

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from accounts.models import Team, User
from reviews.models import Comment
from tests.browser import journey

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_board_reads_by_a_link_until_it_is_revoked(
    open_site: Callable[..., Page],
    assert_accessible: Callable[[Page], None],
    team: Team,
    alice: User,
):
    payroll = journey.make_payroll(team, alice, journey.OUTSOURCED)
    hers, board = open_site(), open_site(width=375)
    board.watch.expected_status |= {404, 410}  # type: ignore[attr-defined]
    journey.enter(hers, alice)
    hers.goto(f"/assessments/{payroll.pk}/result/")
    hers.get_by_role("link", name="Share", exact=True).click()
    hers.get_by_label("Who is it for?").fill("Board of 14 December")
    journey.press(hers, "Make the link")
    made = hers.locator("[aria-labelledby=made]")
    expect(made).to_be_focused()
    expect(made.get_by_role("button", name="Copy")).to_be_visible()
    expect(hers.get_by_label("Who is it for?")).to_have_value("")  # no draft of what has arrived
    assert_accessible(hers)
    path = urlsplit(made.get_by_label("Copy it now").input_value()).path

    board.goto(path)
    clean = urlsplit(board.url).path
    assert path.split("/")[-2] not in clean
    headline = board.get_by_role("heading", level=1).inner_text()
    pages = board.get_by_role("navigation", name="Pages of this result").get_by_role("link")
    for place in range(pages.count()):
        pages.nth(place).click()
        board.wait_for_load_state()
        expect(board.locator(".banner").first).to_contain_text("Shared with you, read only, until")
        assert_accessible(board)
    board.goto(clean)
    assert board.get_by_role("heading", level=1).inner_text() == headline

    hers.reload()  # would send the form again: the address is shown once
    expect(hers.locator("[aria-labelledby=made]")).to_have_count(0)
    hers.goto(f"/assessments/{payroll.pk}/share/")
    expect(hers.get_by_role("row").filter(has_text="Board of 14 December")).to_contain_text(
        "1 time"
    )
    journey.press(hers, "Revoke")
    expect(hers.locator("main")).to_contain_text("opens nothing any more")
    answer = board.reload()
    assert answer
    assert answer.status == 410
    assert_accessible(board)
    answer = board.goto(path)
    assert answer
    assert answer.status == 410


def test_a_board_comments_by_a_link_until_it_is_revoked(
    open_site: Callable[..., Page],
    check: Callable[[Page], None],
    team: Team,
    alice: User,
):
    payroll = journey.make_payroll(team, alice, journey.OUTSOURCED)
    hers, board = open_site(), open_site(width=375)
    board.watch.expected_status |= {410}  # type: ignore[attr-defined]
    journey.enter(hers, alice)
    hers.goto(f"/assessments/{payroll.pk}/share/")
    hers.get_by_label("Who is it for?").fill("Board of 14 December")
    hers.get_by_label("View and comment").check()
    journey.press(hers, "Make the link")
    address = hers.get_by_label("Copy it now").input_value()

    board.goto(urlsplit(address).path)
    board.get_by_role("link", name="Comments", exact=True).click()
    board.get_by_label("What is it about?").select_option(index=1)
    board.get_by_label("Your comment").fill("Who has checked this?")
    comments = board.url
    board = journey.another_tab(board)
    board.goto(comments)
    expect(board.get_by_label("Your comment")).to_have_value("Who has checked this?")
    board.get_by_label("Your name").fill(str(alice))
    journey.press(board, "Comment")
    expect(board.get_by_role("alert")).to_contain_text("Your name")
    board.get_by_label("Your name").fill("Anna Bauer")
    check(board)
    journey.press(board, "Comment")
    expect(board.locator("#comment-1")).to_contain_text("Anna Bauer (you)")
    check(board)
    board.get_by_role("link", name="Edit").click()
    check(board)
    board.get_by_role("link", name="Cancel").click()
    board.get_by_role("link", name="Remove").click()
    check(board)
    board.get_by_role("link", name="Keep it").click()

    hers.goto("/")
    marked = "Anna Bauer, by link Board of 14 December"
    hers.get_by_role("listitem").filter(has_text=marked).get_by_role("link").click()
    expect(hers.locator("#comment-1 .comment-who")).to_contain_text(marked)
    hers.get_by_label("Your comment").fill("Our auditor has.")
    journey.press(hers, "Reply")

    board.reload()
    expect(board.locator("#comment-2")).to_contain_text("Our auditor has.")
    expect(board.get_by_label("Your comment")).to_have_value("")  # no draft of what has arrived
    expect(board.get_by_label("Your name")).to_have_count(0)  # it stays what it was
    board.get_by_label("Your comment").fill("Which one?")
    hers.goto(f"/assessments/{payroll.pk}/share/")
    journey.press(hers, "Revoke")
    journey.press(board, "Reply")
    expect(board.get_by_label("This is what you wrote")).to_have_value("Which one?")
    check(board)
    assert Comment.objects.count() == 2
