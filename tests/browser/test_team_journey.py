"""A team decides together, in three browsers: the owner, a colleague without scripts who comes by mail, and
a board without an account. The mails are those that a mail server took."""

import email
import email.policy
import re
from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage
from urllib.parse import urlsplit

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import Role, Team, User
from decisions.digests import deliver_digest, queue_digests
from decisions.models import Assessment, Version
from decisions.services.versions import save_version
from reviews.models import Comment, Digest, Thread
from tests.browser import journey
from tests.mail_server import mail_server
from tests.people import PASSWORD, join
from tests.reviews.digests import next_morning

pytestmark = pytest.mark.django_db(transaction=True)
QUESTION = "D3"
BEFORE, AFTER = "Before Bob's answer", "After it"


def test_a_team_asks_answers_comments_compares_restores_and_shares(
    open_site: Callable[..., Page], settings, live_server, team: Team, alice: User, bob: User
):
    settings.SITE_URL = live_server.url
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    join(team, bob, Role.EDITOR)
    payroll = journey.make_payroll(team, alice, journey.OUTSOURCED)
    save_version(assessment=payroll, by=alice, name=BEFORE)
    hers = open_site()
    his = open_site(java_script_enabled=False, width=375)
    board = open_site(width=375)
    board.watch.expected_status |= {410}  # type: ignore[attr-defined]
    journey.enter(hers, alice)
    with mail_server() as (mails, settings.EMAIL_PORT):
        _ask(hers, payroll, bob)
        _answer(his, bob, _link(mails.pop(), f"/questions/{QUESTION}/"))
        assert not Thread.objects.open().exists()
        thread = _mention(hers, payroll, bob)
        _send_digests(mails)
        _reply(his, _link(mails.pop(), f"/comments/{thread.pk}/"))
        assert mails == []
    _resolve(hers, payroll, thread)
    _compare_and_restore(hers, payroll)
    _share_and_revoke(hers, board, payroll)


def _ask(hers: Page, payroll: Assessment, bob: User) -> None:
    hers.goto(f"/assessments/{payroll.pk}/questions/{QUESTION}/")
    hers.locator("details:has(a.talk) > summary").click()
    hers.get_by_role("link", name="Ask a colleague").click()
    hers.get_by_label(str(bob)).check()
    hers.locator("textarea[name=text]").fill("You know the contracts best.")
    journey.press(hers, "Send")


def _link(raw: str, ends: str) -> str:
    """The link of the mail that ends so; text and HTML have the same."""
    sent = email.message_from_string(raw, EmailMessage, policy=email.policy.default)
    found: set[tuple[str, str]] = set()
    for kind in ("plain", "html"):
        body = sent.get_body((kind,))
        assert body
        links = re.findall(r"https?://[^\s\"<>]+", body.get_content())
        found |= {(kind, link) for link in links if urlsplit(link).path.endswith(ends)}
    assert {kind for kind, _ in found} == {"plain", "html"}
    (link,) = {link for _, link in found}
    return link


def _answer(his: Page, bob: User, link: str) -> None:
    """The link leads through the sign-in to the question, and his answer settles what he was asked."""
    his.goto(link)
    his.locator("input[name=login]").fill(bob.email)
    his.locator("input[name=password]").fill(PASSWORD)
    journey.press(his, "Sign in")
    assert his.url == link
    expect(his.locator("main")).to_contain_text("asks you to answer this")
    his.locator("input[name=answer][value='3']").check()
    journey.press(his, "Continue")


def _mention(hers: Page, payroll: Assessment, bob: User) -> Thread:
    hers.goto(f"/assessments/{payroll.pk}/comments/")
    hers.get_by_label("Your comment").fill("Is that the price of all units?")
    hers.get_by_text("Mention somebody").click()
    hers.get_by_label(str(bob)).check()
    journey.press(hers, "Comment")
    expect(hers.locator("#comment-1")).to_contain_text("all units")
    return Thread.objects.open().get()


def _send_digests(mails: list[str]) -> None:
    """As the scheduler does: nothing today for what was written after the morning, one mail the day after."""
    Comment.objects.update(written_at=timezone.now() - timedelta(hours=1))
    assert mails == []
    queue_digests(next_morning(), _deliver)
    assert Digest.objects.count() == len(mails) == 1


def _deliver(digest) -> None:
    deliver_digest(str(digest), last_try=True)


def _reply(his: Page, link: str) -> None:
    his.goto(link)
    journey.press(his, "I have seen it")
    his.locator("textarea[name=text]").fill("Yes, of all five.")
    journey.press(his, "Reply")


def _resolve(hers: Page, payroll: Assessment, thread: Thread) -> None:
    hers.goto(f"/assessments/{payroll.pk}/comments/{thread.pk}/")
    expect(hers.locator("#comment-2")).to_contain_text("all five")
    journey.press(hers, "Resolve")
    expect(hers.locator("header .status")).to_have_text("Resolved")


def _compare_and_restore(hers: Page, payroll: Assessment) -> None:
    versions = f"/assessments/{payroll.pk}/result/versions/"
    hers.goto(versions)
    hers.get_by_label("Name").fill(AFTER)
    journey.press(hers, "Keep this version")
    hers.goto(versions)
    hers.get_by_label("What it was").select_option(f"Version 1, {BEFORE}")
    hers.get_by_label("What it became").select_option(f"Version 2, {AFTER}")
    journey.press(hers, "Compare")
    table = hers.get_by_role("table", name="One answer changed")
    expect(table.locator("tbody tr")).to_have_count(1)
    hers.get_by_role("link", name="Version 1", exact=True).click()
    hers.get_by_role("link", name="Restore as a new draft").click()
    hers.get_by_label("What is the copy called?").fill("Payroll as it was")
    journey.press(hers, "Make the draft")
    draft = Assessment.objects.get(name="Payroll as it was")
    first = Version.objects.get(assessment=payroll, number=1)
    assert save_version(assessment=draft, by=draft.owner).digest == first.digest


def _share_and_revoke(hers: Page, board: Page, payroll: Assessment) -> None:
    hers.goto(f"/assessments/{payroll.pk}/share/")
    hers.get_by_label("Who is it for?").fill("Board of 14 December")
    journey.press(hers, "Make the link")
    board.goto(hers.get_by_label("Copy it now").input_value())
    expect(board.locator(".banner").first).to_contain_text("read only")
    expect(board.get_by_role("link", name="Comments")).to_have_count(0)
    hers.goto(f"/assessments/{payroll.pk}/share/")
    journey.press(hers, "Revoke")
    answer = board.reload()
    assert answer
    assert answer.status == 410
