"""What nobody needs any more goes after the time that the settings say, and nothing else does."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Counter, Invitation, Role, User
from accounts.retention import clear_out, clear_out_daily
from accounts.services import invite
from audit.models import Event, Kind
from tests.accounts.test_sign_up import sign_in
from tests.people import join, make_assessment, make_user

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def days(number: float) -> timedelta:
    return timedelta(days=number)


@pytest.mark.parametrize("end", ["accepted_at", "withdrawn_at", "expires_at"])
def test_a_closed_invitation_goes_after_its_days_and_an_open_one_stays(settings, team, alice, end):
    settings.RETAIN_INVITATIONS_DAYS = 30
    sent = invite(team=team, email="a@example.org", role=Role.VIEWER, invited_by=alice).invitation
    invite(team=team, email="b@example.org", role=Role.VIEWER, invited_by=alice)
    Invitation.objects.filter(pk=sent.pk).update(**{end: NOW - days(29)})
    assert clear_out(NOW)["invitations"] == 0
    assert clear_out(NOW + days(2))["invitations"] == 1
    assert Invitation.objects.get().email == "b@example.org"


def test_lines_of_the_log_go_after_their_years(settings):
    for age in (300, 365, 367, 800):
        Event.objects.create(kind=Kind.JOINED, at=NOW - days(age))
    settings.RETAIN_LOG_YEARS = 2
    assert clear_out(NOW)["events"] == 1
    settings.RETAIN_LOG_YEARS = 1
    assert clear_out(NOW)["events"] == 1
    assert Event.objects.count() == 2


def test_an_account_that_nobody_used_is_erased_and_no_other(settings, alice, bob, team):
    settings.RETAIN_ACCOUNTS_DAYS = 100
    join(team, bob, Role.EDITOR)
    make_assessment(team, bob)
    staff = make_user("staff@example.org", is_staff=True)
    new = make_user("new@example.org")
    User.objects.exclude(pk=new.pk).update(date_joined=NOW - days(500))
    User.objects.filter(pk__in=[alice.pk, bob.pk, staff.pk]).update(last_login=NOW - days(101))
    # Alice owns the team alone, staff runs the site, and the new one may still come.
    assert clear_out(NOW)["accounts"] == 1
    assert User.objects.filter(email__endswith=".invalid").get().pk == bob.pk
    assert clear_out(NOW)["accounts"] == 0


def test_whoever_is_here_is_not_erased_however_long_ago_they_signed_in(settings, bob):
    """A session that is used every day goes on for years where the settings let it."""
    settings.RETAIN_ACCOUNTS_DAYS, settings.SESSION_IDLE_MINUTES = 100, 20_160
    bobs = Client()
    sign_in(bobs, bob.email)
    User.objects.update(last_login=NOW - days(101), date_joined=NOW - days(500))
    assert bobs.get(reverse("teams")).status_code == 200
    assert clear_out(timezone.now())["accounts"] == 0
    assert bobs.get(reverse("teams")).status_code == 200
    Session.objects.update(expire_date=NOW - days(1))
    assert clear_out(timezone.now())["accounts"] == 1


def test_by_default_only_old_invitations_and_counts_go(settings, alice):
    User.objects.update(date_joined=NOW - days(5000))
    Event.objects.create(kind=Kind.JOINED, at=NOW - days(5000))
    cache.set("limit", 1, timeout=60)
    clear_out_daily.delay()
    assert (User.objects.count(), Event.objects.count(), Counter.objects.count()) == (1, 1, 1)
    assert clear_out(timezone.now() + days(1))["counters"] == 1
