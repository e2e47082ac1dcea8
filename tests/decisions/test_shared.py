"""Links for people without an account: what opens them and what no more, what their holders see, and what is
kept of the secret in them."""

import json
import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.erasure import FORMER, erase
from accounts.models import Membership, Role, Team, User
from audit.models import Event, Kind
from decisions.deleted import remove_old_links
from decisions.models import Activity, Assessment, SharedLink, Version
from decisions.services import deleting
from decisions.services.sharing import make_link, revoke_link
from report.pages import ORDER
from tests.decisions.test_matrix import IN_MEMORY
from tests.everything import PAPER, make_everything
from tests.people import join, make_answers, make_assessment

pytestmark = pytest.mark.django_db
EMAIL = re.compile(r"[\w.]+@example\.(?:org|com|net)")


@pytest.fixture
def kept(assessment: Assessment, settings: Any) -> dict[str, Any]:
    """One of everything around the assessment, with the file of the paper."""
    settings.STORAGES = settings.STORAGES | {"default": {"BACKEND": IN_MEMORY}}
    default_storage.save("paper.pdf", ContentFile(PAPER))
    make_answers(assessment, {"A1": 2, "B1": 3, "D1": 4, "F1": 2})
    SharedLink.objects.all().delete()
    return make_everything(assessment)


def make(assessment: Assessment, **options: Any) -> tuple[SharedLink, str]:
    usual: dict[str, Any] = {
        "by": assessment.owner,
        "made_for": "Ms Bauer",
        "days": 7,
        "key": uuid4(),
    }
    return make_link(assessment=assessment, **usual | options)


def opened(token: str) -> tuple[Client, Any]:
    """A browser of somebody without an account that has opened the link, and the first answer."""
    browser = Client(raise_request_exception=False)
    return browser, browser.get(reverse("shared_open", args=[token]))


def addresses(link: SharedLink) -> list[str]:
    pages = [reverse("shared_page", args=[link.pk, part]) for part in ORDER[1:]]
    return [
        reverse("shared", args=[link.pk]),
        *pages,
        reverse("shared_paper", args=[link.pk]),
    ]


def statuses(browser: Client, link: SharedLink) -> set[int]:
    return {browser.get(path).status_code for path in addresses(link)}


def test_an_editor_makes_a_link_that_is_shown_once_and_of_which_a_hash_is_kept(
    client_of: Any, bob_as: Any, assessment: Assessment
) -> None:
    """The same form twice is one link; what is wrong is said at its field, with all that was typed."""
    browser = client_of(bob_as(Role.EDITOR))
    page = reverse("share", args=[assessment.pk])
    sent = {"made_for": "Board", "shows": "now", "right": "view", "days": "30", "key": str(uuid4())}
    for days in ("91", "0", "1.000", "7.5"):
        wrong = browser.post(page, sent | {"days": days, "made_for": ""})
        assert set(wrong.context["form"].errors) == {"days", "made_for"}
        assert f'value="{days}"' in wrong.content.decode()
    assert not SharedLink.objects.exists()

    answer = browser.post(page, sent)
    link, address = answer.context["made"]
    token = address.rstrip("/").rpartition("/")[2]
    assert len(bytes.fromhex(token)) * 8 >= 128
    assert answer.content.decode().count(token) == 1
    assert not answer.has_header("Content-Encoding")
    row = SharedLink.objects.get()
    assert (row.right, row.version, row.ends_at - row.made_at) == ("view", None, timedelta(days=30))
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM decisions_sharedlink")
        assert token not in str(cursor.fetchall())
    again = browser.post(page, sent)
    assert again.context["made"] is None
    assert again.context["form"].non_field_errors()
    later = browser.get(page)
    assert token not in again.content.decode() + later.content.decode()
    assert SharedLink.objects.count() == 1
    assert [one.pk for one in later.context["links"]] == [link.pk]
    # Whoever goes back to the form and asks for something else gets it: it was refused for good.
    other, _ = browser.post(page, sent | {"made_for": "Auditors"}).context["made"]
    assert (other.made_for, SharedLink.objects.count()) == ("Auditors", 2)


def test_its_holder_reads_every_page_and_the_paper_and_is_led_away_from_the_secret(
    kept: dict[str, Any], assessment: Assessment
) -> None:
    link, token = make(assessment)
    browser, answer = opened(token)
    assert answer["Location"] == reverse("shared", args=[link.pk])
    assert token not in str(browser.cookies)
    cookie = browser.cookies["shared"]
    assert cookie["path"] == answer["Location"]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
    texts = ""
    for path in addresses(link)[:-1]:
        page = browser.get(path)
        assert page.status_code == 200, path
        assert page["Referrer-Policy"] == "no-referrer"
        assert page["X-Robots-Tag"].startswith("noindex")
        assert {"private", "no-store"} <= set(page["Cache-Control"].split(", "))
        texts += page.content.decode()
    assert b"".join(browser.get(addresses(link)[-1])) == PAPER
    assert token not in texts
    assert str(assessment.pk) not in texts  # no address but those of the link
    assert not EMAIL.search(texts)
    assert str(assessment.team) not in texts
    assert assessment.owner.name not in texts
    assert "<form" not in texts
    assert "Dana" in texts  # whom the result names for an action
    linked = set(re.findall(r'href="(/[^"#]*)', texts)) - {addresses(link)[-1]}
    ours = {path for path in linked if path.startswith("/shared/")}
    assert ours == set(addresses(link)[:-1])
    stranger = Client()
    assert all(
        stranger.get(path).status_code == 200 for path in linked - ours if path[:8] != "/static/"
    )


def test_a_link_to_a_version_shows_that_version_and_its_paper_whatever_changed(
    kept: dict[str, Any], assessment: Assessment, alices: Client
) -> None:
    version = Version.objects.get(pk=kept["version_id"])
    newer = {"snapshot": {}, "digest": "", "facts_sha256": "", "created_by": assessment.owner}
    Version.objects.bulk_create(
        Version(assessment=assessment, number=number, **newer) for number in range(2, 24)
    )
    offered = alices.get(reverse("share", args=[assessment.pk]), {"version": str(version.pk)})
    assert f'value="{version.pk}" selected' in offered.content.decode()
    bound, now = make(assessment, version=version), make(assessment)
    Assessment.objects.filter(pk=assessment.pk).update(name="Another name", service="payroll")
    browser, _ = opened(bound[1])
    page = browser.get(addresses(bound[0])[0])
    assert page.context["name"] == "Supplier invoices"
    assert page.context["paper"].pk == kept["paper_id"]
    browser, _ = opened(now[1])
    page = browser.get(addresses(now[0])[0])
    assert (page.context["name"], page.context["paper"]) == ("Another name", None)
    away = browser.get(addresses(now[0])[-1])
    assert away["Location"] == addresses(now[0])[0]


@pytest.mark.parametrize(
    "end", ["revoked", "ended", "deleted", "maker removed", "maker demoted", "maker inactive"]
)
def test_what_ends_a_link_ends_it_for_an_open_page_too_and_every_wrong_link_looks_alike(
    kept: dict[str, Any], assessment: Assessment, team: Team, bob: User, end: str
) -> None:
    member = join(team, bob, Role.EDITOR)
    link, token = make(assessment, by=bob)
    browser, _ = opened(token)
    assert statuses(browser, link) == {200}
    now = timezone.now()
    match end:
        case "revoked":
            revoke_link(link=link, by=assessment.owner)
        case "ended":
            times = {"made_at": now - timedelta(8), "ends_at": now - timedelta(seconds=1)}
            SharedLink.objects.filter(pk=link.pk).update(**times)
        case "deleted":
            deleting.delete(assessment=assessment, by=bob, seen=assessment.revision)
        case "maker removed":
            member.delete()
        case "maker demoted":
            Membership.objects.filter(pk=member.pk).update(role=Role.REVIEWER)
        case _:
            User.objects.filter(pk=bob.pk).update(is_active=False)
    assert statuses(browser, link) == {410}
    again, answer = opened(token)
    assert (answer.status_code, again.cookies.get("shared")) == (410, None)
    _, wrong = opened("0" * 48)
    bare = Client().get(addresses(link)[0])
    assert (wrong.status_code, bare.status_code) == (404, 404)
    assert answer.content == wrong.content == bare.content
    assert answer["Referrer-Policy"] == wrong["Referrer-Policy"] == "no-referrer"
    if end == "deleted":
        deleting.bring_back(assessment=assessment, by=bob)
        assert statuses(browser, link) == {200}


def test_the_cookie_of_one_link_opens_no_other_and_none_can_be_made_up(
    kept: dict[str, Any], assessment: Assessment, team: Team, alice: User
) -> None:
    mine, token = make(assessment)
    other, _ = make(make_assessment(team, alice, name="Another"))
    browser, _ = opened(token)
    assert statuses(browser, other) == {404}
    good = browser.cookies["shared"].value
    for forged in (good[:-1] + ("A" if good[-1] != "A" else "B"), str(mine.pk), "", "é"):
        browser.cookies["shared"] = forged
        assert statuses(browser, mine) == {404}, forged


def test_the_links_of_an_erased_account_open_nothing_and_stay_in_the_list(
    kept: dict[str, Any], alices: Client, assessment: Assessment, team: Team, bob: User
) -> None:
    join(team, bob, Role.EDITOR)
    link, token = make(assessment, by=bob)
    browser, _ = opened(token)
    erase(person=bob, by=bob)
    assert statuses(browser, link) == {410}
    closed = alices.get(reverse("share", args=[assessment.pk])).context["closed"]
    assert [(row.link.pk, str(row.link.made_by)) for row in closed] == [(link.pk, FORMER)]


def test_who_tries_links_that_open_nothing_is_slowed_and_whoever_holds_one_is_not(
    settings: Any, assessment: Assessment
) -> None:
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"shared_wrong": "2/h/key"}
    tries = [opened(f"{number:048x}")[1].status_code for number in range(4)]
    assert tries == [404, 404, 429, 429]
    assert opened(make(assessment)[1])[1].status_code == 302


def test_what_is_done_with_a_link_stands_in_the_log_and_the_history_without_its_secret(
    kept: dict[str, Any], alices: Client, assessment: Assessment, alice: User
) -> None:
    link, token = make(assessment)
    browser, _ = opened(token)
    opened(token)
    browser.head(reverse("shared_open", args=[token]))
    browser.get(addresses(link)[0])
    browser.get(addresses(link)[-1])
    alices.post(reverse("link_revoke", args=[assessment.pk, link.pk]))
    alices.post(reverse("link_revoke", args=[assessment.pk, link.pk]))
    link.refresh_from_db()
    assert (link.times_opened, link.revoked_by) == (2, alice)
    assert link.last_used_at
    assert link.last_used_at.minute == link.last_used_at.second == 0
    events = Event.objects.filter(kind=Kind.EXPORTED, team=assessment.team_id).order_by("pk")
    said = [(event.by, event.detail.get("link") or event.detail["file"]) for event in events]
    assert said[-4:] == [
        (alice.pk, "made"), (None, "opened"), (None, "paper, by link"), (alice.pk, "revoked"),
    ]  # fmt: skip
    trail = Activity.objects.filter(verb__startswith="link_", detail__made_for="Ms Bauer")
    assert list(trail.order_by("pk").values_list("verb", "who")) == [
        ("link_made", alice.pk), ("link_opened", None), ("link_revoked", alice.pk),
    ]  # fmt: skip
    rows = [*Event.objects.values(), *Activity.objects.values(), *SharedLink.objects.values()]
    assert token not in json.dumps(rows, default=str)
    assert "Ms Bauer" not in json.dumps(list(Event.objects.values()), default=str)
    shown = alices.get(reverse("assessment", args=[assessment.pk])).context["trail"]
    assert sum("Ms Bauer" in words for _, words in shown) == 3
    shared = alices.get(reverse("share", args=[assessment.pk])).context
    assert [row.link.pk for row in shared["closed"]] == [link.pk]


def test_no_more_links_than_anybody_looks_after_and_old_rows_go(
    assessment: Assessment, alices: Client, settings: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr("decisions.services.sharing.MOST_OPEN", 1)
    link, _ = make(assessment)
    sent = {"made_for": "Board", "shows": "now", "right": "view", "days": "7", "key": str(uuid4())}
    answer = alices.post(reverse("share", args=[assessment.pk]), sent)
    assert answer.context["form"].non_field_errors()
    settings.RETAIN_INVITATIONS_DAYS = 30
    assert remove_old_links(link.ends_at + timedelta(days=29)) == 0
    assert remove_old_links(link.ends_at + timedelta(days=31)) == 1


def test_robots_are_asked_to_leave_alone_what_needs_an_account(client: Client) -> None:
    """What is shared they may read: they learn there that no search lists it."""
    text = client.get("/robots.txt").content.decode()
    assert "Disallow: /assessments/\n" in text
    assert "/shared/" not in text


def test_a_reader_who_is_no_editor_sees_the_links_and_makes_none(
    client_of: Any, bob_as: Any, assessment: Assessment
) -> None:
    link, _ = make(assessment)
    page = client_of(bob_as(Role.REVIEWER)).get(reverse("share", args=[assessment.pk]))
    assert [row.pk for row in page.context["links"]] == [link.pk]
    assert page.context["form"] is None
    assert "link_revoke" not in page.content.decode()
    assert reverse("link_revoke", args=[assessment.pk, link.pk]) not in page.content.decode()
