"""The person's own name."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Invitation, Mail, Role, User
from decisions.services.versions import save_version
from tests.forms_on_page import forms_of
from tests.people import STRANGE_NAMES, join, make_team

pytestmark = pytest.mark.django_db
URL = reverse("profile")


@pytest.mark.parametrize("name", STRANGE_NAMES)
def test_a_person_chooses_their_name(alice, alices, name):
    assert alices.post(URL, {"name": name})["Location"] == URL
    alice.refresh_from_db()
    assert alice.name == name
    assert alices.get(URL).status_code == 200


@pytest.mark.parametrize("name", ["", " ", "\u200b \u2800", "a\0b", "x" * 151, "x" * 1_000_000])
def test_bad_names_are_refused_and_the_old_one_stays(alice, alices, name):
    answer = alices.post(URL, {"name": name})
    assert answer.status_code == 200
    assert "name" in answer.context["form"].errors
    alice.refresh_from_db()
    assert alice.name == "Alice Adams"


def test_nothing_but_the_name_can_be_changed(alice, alices):
    alices.post(URL, {"name": "A", "is_superuser": "on", "email": "other@example.org"})
    alice.refresh_from_db()
    assert (alice.is_superuser, alice.email) == (False, "alice@example.org")


def test_a_second_tab_puts_no_older_name_back(alice, alices):
    """She changes her name in one tab, and her time zone in another that was opened before."""
    (form,) = [row for row in forms_of(alices.get(URL).text) if "time_zone" in row.names]
    alices.post(URL, {"name": "Alice Brown", "time_zone": ""})
    form.send(alices, URL, {"time_zone": "Pacific/Auckland"})
    alice.refresh_from_db()
    assert (alice.name, alice.time_zone) == ("Alice Brown", "Pacific/Auckland")


def test_signed_out_people_are_asked_to_sign_in(client, db):
    assert client.get(URL).status_code == 302


def test_other_methods_are_refused(alices):
    assert alices.delete(URL).status_code == 405


def test_a_person_sees_times_by_their_own_clock_and_others_by_theirs(alice, alices, bobs):
    """Half past eleven in the evening in London is the next day in Auckland."""
    moment = datetime(2026, 6, 30, 22, 30, tzinfo=UTC)
    team = make_team(alice)
    seen = timezone.now()
    Invitation.objects.create(
        team=team,
        email="dana@example.org",
        role=Role.EDITOR,
        invited_by=alice,
        expires_at=seen + timedelta(days=7),
        mail=Mail.SENT,
        mail_at=moment,
    )
    page = reverse("team", args=[team.pk])
    assert "30 June 2026, 22:30" in alices.get(page).text
    assert alices.post(URL, {"name": "Alice", "time_zone": "Pacific/Auckland"}).status_code == 302
    assert "1 July 2026, 10:30" in alices.get(page).text
    join(team, bobs.get(URL).wsgi_request.user, Role.OWNER)
    assert "30 June 2026, 22:30" in bobs.get(page).text
    alices.post(URL, {"name": "Alice"})
    assert "1 July 2026, 10:30" in alices.get(page).text
    alices.post(URL, {"name": "Alice", "time_zone": ""})
    assert "30 June 2026, 22:30" in alices.get(page).text


def test_a_time_zone_that_is_none_is_refused_and_one_that_is_gone_does_no_harm(alice, alices):
    answer = alices.post(URL, {"name": "Alice", "time_zone": "Mars/Olympus"})
    assert "time_zone" in answer.context["form"].errors
    User.objects.update(time_zone="Mars/Olympus")
    assert alices.get(URL).status_code == 200


def test_a_version_is_dated_by_the_clock_of_the_site(alice, assessment):
    with timezone.override("Pacific/Auckland"):
        version = save_version(assessment=assessment, by=alice)
    assert datetime.fromisoformat(version.snapshot["version"]["saved_at"]).utcoffset() == timedelta(
        0
    )
