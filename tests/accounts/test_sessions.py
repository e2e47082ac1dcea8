"""Open sessions are listed, ended from anywhere, and end by themselves when nobody uses them."""

import time
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.middleware import SEEN
from accounts.models import User
from tests.people import PASSWORD

pytestmark = pytest.mark.django_db
LIST, TEAMS = reverse("usersessions_list"), reverse("teams")
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0"
SAFARI = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1"


def browser(user: User, agent: str = FIREFOX, **environ: Any) -> Client:
    client = Client(HTTP_USER_AGENT=agent, **environ)
    sent = {"login": user.email, "password": PASSWORD}
    assert client.post(reverse("account_login"), sent).status_code == 302
    return client


def is_in(client: Client) -> bool:
    return client.get(TEAMS).status_code == 200


def test_a_person_sees_where_they_are_signed_in_and_signs_out_everywhere_else(alice, bob):
    desk, phone, other = browser(alice), browser(alice, SAFARI), browser(bob)
    page = desk.get(LIST)
    assert len(page.context["sessions"]) == 2
    shown = " ".join(page.text.split())
    assert "Firefox on Windows <span" in shown
    assert "Safari on iOS" in shown
    assert page.text.count("(this one)") == 1
    desk.post(LIST)
    assert (is_in(desk), is_in(phone), is_in(other)) == (True, False, True)
    assert UserSession.objects.filter(user=alice).count() == 1


def test_whoever_signed_out_is_not_listed(alice):
    desk, phone = browser(alice), browser(alice)
    phone.post(reverse("account_logout"))
    assert len(desk.get(LIST).context["sessions"]) == 1


def test_a_new_password_ends_every_other_session(alice):
    desk, phone = browser(alice), browser(alice)
    new = {
        "oldpassword": PASSWORD,
        "password1": "a new one of ten",
        "password2": "a new one of ten",
    }
    desk.post(reverse("account_change_password"), new)
    assert (is_in(desk), is_in(phone)) == (True, False)


def test_a_server_that_knows_no_address_lets_people_in(alice):
    desk = browser(alice, REMOTE_ADDR="")
    assert "an unknown place" in desk.get(LIST).text


def test_no_page_shows_the_key_of_a_session(alice, client_of):
    desk = browser(alice)
    key = desk.session.session_key
    assert key
    assert key not in desk.get(LIST).text
    User.objects.filter(pk=alice.pk).update(is_staff=True, is_superuser=True)
    assert client_of(alice).get("/admin/usersessions/usersession/").status_code == 404


def let_pass(client: Client, minutes: float) -> None:
    """As if the person had been away for so long."""
    session = client.session
    session[SEEN] -= minutes * 60
    session.save()


def test_whoever_was_away_too_long_signs_in_again_and_comes_back(settings, alice):
    settings.SESSION_IDLE_MINUTES = 30
    desk = browser(alice)
    let_pass(desk, 29)
    assert is_in(desk)
    let_pass(desk, 29)  # counted from the last page
    assert is_in(desk)
    let_pass(desk, 31)
    away = desk.get(TEAMS)
    assert away["Location"] == f"{reverse('account_login')}?next={TEAMS}"
    assert not Session.objects.exists()


def test_a_change_that_came_too_late_is_not_saved_and_says_so(settings, alice):
    settings.SESSION_IDLE_MINUTES = 30
    desk = browser(alice)
    let_pass(desk, 31)
    late = desk.post(reverse("create_team"), {"name": "Late", "key": "x"})
    assert late["Location"].endswith("ended=yes")
    assert not alice.teams.exists()


def test_zero_lets_a_session_last_as_long_as_its_cookie(settings, alice):
    settings.SESSION_IDLE_MINUTES = 0
    desk = browser(alice)
    let_pass(desk, 10_000)
    assert is_in(desk)


def test_being_here_is_written_once_a_minute_and_not_with_every_page(alices):
    for seconds, writes in ((0, 0), (59, 0), (61, 1), (0, 0)):
        let_pass(alices, seconds / 60)
        with CaptureQueriesContext(connection) as found:
            alices.get(TEAMS)
        updates = [row["sql"] for row in found if row["sql"].startswith("UPDATE")]
        assert len(updates) == writes, seconds


def test_signing_in_is_being_here(alice):
    assert time.time() - browser(alice).session[SEEN] < 60
