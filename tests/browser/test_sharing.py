"""A link for a board: one browser makes it, another without an account reads by it until it is revoked."""

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from accounts.models import Team, User
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
    journey.press(hers, "Make a read-only link")
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
