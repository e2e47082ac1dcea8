"""One moment, read by people of other clocks: what leaves the site has one day, what stays says it by the
reader's clock."""

import re
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.urls import reverse
from django.utils import timezone

from accounts.models import Invitation, User
from audit.models import Event, Kind
from audit.reading import in_words
from decisions.models import Activity, Paper
from decisions.services.place import save_place
from decisions.services.sharing import make_link, note_opened, revoke_link
from decisions.services.versions import save_version
from decisions.views.papers import name_of_file
from decisions.wording import day_words
from engine.location.advice import PlaceAnswers
from exports.pdf.typeset import attachment_name
from report.facts import day_of
from tests.people import make_answers

pytestmark = pytest.mark.django_db
EAST, WEST = "Pacific/Kiritimati", "Pacific/Pago_Pago"
"""25 hours apart: at every moment it is another day in one of them than by the clock of the site."""


@pytest.mark.parametrize("zone", [EAST, WEST])
def test_a_paper_is_named_by_the_day_that_is_printed_in_it(alice, assessment, zone):
    version = save_version(assessment=assessment, by=alice)
    paper = Paper.objects.create(version=version, requested_by=alice, queued_at=timezone.now())
    printed = re.search(r"\d{4}-\d\d-\d\d", attachment_name(version.snapshot))
    assert printed
    with timezone.override(zone):
        assert printed[0] in name_of_file(assessment, paper)


@pytest.mark.parametrize("zone", [EAST, WEST])
def test_a_version_counts_days_by_the_clock_that_dates_it(alice, assessment, zone):
    """The day of a paper is also the one by which a contract is over or a regime in force."""
    make_answers(assessment, {"A1": 2, "B1": 1, "B4": 1, "C1": 4, "G1": 1, "G2": 3, "G3": 3})
    said = PlaceAnswers(home="DE")
    save_place(assessment=assessment, by=alice, change=lambda _: said, seen={})
    with timezone.override(zone):
        version = save_version(assessment=assessment, by=alice)
    assert version.snapshot["version"]["saved_at"].startswith(
        str(day_of(version.snapshot["facts"]))
    )


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("zone", [EAST, WEST])
def test_a_mail_says_the_day_by_the_clock_of_the_site_whoever_causes_it(alice, alices, team, zone):
    """Without a broker it is made in the request of who invites."""
    User.objects.filter(pk=alice.pk).update(time_zone=zone)
    alices.post(reverse("invite", args=[team.pk]), {"email": "d@example.org", "role": "editor"})
    (made,) = mail.outbox
    row = Invitation.objects.get()
    until = f"until {day_words(row.expires_at.date())}, {row.expires_at:%H:%M}"
    assert isinstance(made, EmailMultiAlternatives)
    for text in (made.body, made.alternatives[0][0]):
        assert f"{until} UTC" in str(text)


@pytest.mark.parametrize("zone", [EAST, WEST])
def test_a_link_has_one_time_in_log_and_history_whoever_uses_it(alice, alices, assessment, zone):
    """Its reader has no account and the clock of the site, its owner another: each line tells the reader of the
    log when it was made, by his clock."""
    with timezone.override(zone):
        link, _ = make_link(assessment=assessment, by=alice, made_for="Board", days=30, key=uuid4())
    note_opened(link, alice)
    with timezone.override(zone):
        revoke_link(link=link, by=alice)
        made = timezone.localtime(link.made_at)
        lines = in_words(Event.objects.filter(kind=Kind.EXPORTED))
        said = [line.detail.partition("made: ")[2] for line in lines]
        assert said == [f"{made:%Y-%m-%d %H:%M}"] * 3
    until = day_words(timezone.localdate(link.ends_at))
    assert f"for Board, until {until}" in alices.get(reverse("activity", args=[assessment.pk])).text


def test_what_was_noted_of_links_before_is_read_as_it_was(alice, alices, assessment):
    detail = {"made_for": "Board", "until": "2026-12-31", "right": "view"}
    Activity.objects.create(assessment=assessment, who=alice, verb="link_made", detail=detail)
    page = alices.get(reverse("activity", args=[assessment.pk])).text
    assert "for Board, until 31 December 2026" in page


def test_whoever_has_no_account_reads_by_which_clock_a_link_ends(client, alice, alices, assessment):
    link, token = make_link(assessment=assessment, by=alice, made_for="Board", days=30, key=uuid4())
    address = reverse("shared_open", args=[token])
    until = f"{day_words(link.ends_at.date())}, {link.ends_at:%H:%M}"
    assert f"until {until} UTC." in client.get(address, follow=True).text
    User.objects.filter(pk=alice.pk).update(time_zone="Asia/Kolkata")
    there = link.ends_at + timedelta(hours=5, minutes=30)
    own = f"until {day_words(there.date())}, {there:%H:%M}."
    assert own in alices.get(address, follow=True).text


@pytest.mark.parametrize("zone", [EAST, WEST])
@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_the_log_is_asked_for_the_first_and_the_last_day_that_there_is(
    alice, alices, team, zone, day
):
    User.objects.filter(pk=alice.pk).update(time_zone=zone)
    for name in ("team_log", "team_log_file"):
        page = reverse(name, args=[team.pk])
        for asked in ("since", "until"):
            assert alices.get(page, {asked: day}).status_code == 200


def test_an_invitation_says_to_the_minute_and_by_which_clock_it_ends(client, alice, alices, team):
    """By its day alone it seemed to open until midnight, and ends at the hour at which it was sent."""
    User.objects.filter(pk=alice.pk).update(time_zone="Asia/Kolkata")
    alices.post(reverse("invite", args=[team.pk]), {"email": "d@example.org", "role": "editor"})
    row = Invitation.objects.get()
    page = reverse("invitation", args=[row.pk])
    here, there = row.expires_at, row.expires_at + timedelta(hours=5, minutes=30)
    said = [f"until {day_words(at.date())}, {at:%H:%M}" for at in (here, there)]
    assert f"{said[0]} UTC" in client.get(page).text
    assert f"{said[1]} IST" in alices.get(page).text
    assert said[1] in alices.get(reverse("team", args=[team.pk])).text
    Invitation.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    row.refresh_from_db()
    ended = f"until {day_words(row.expires_at.date())}, {row.expires_at:%H:%M} UTC"
    assert ended in client.get(page).text


def test_no_page_tells_an_hour_without_its_day():
    """After midnight, or on a page that was left open, "at 23:58" was said of the day before."""
    hour = re.compile(r"""\|date:["'][GgHh]""")
    day = re.compile(r"""\|date:["'][jdDlNFc][^"']*["'][^|]{0,60}$""")
    found = [
        f"{path}: {text[place.start() - 60 : place.end() + 6]}"
        for path in Path("templates").rglob("*")
        if path.is_file()
        for text in [path.read_text("utf-8")]
        for place in hour.finditer(text)
        if not day.search(text[: place.start()])
    ]
    assert not found, "\n".join(found)
