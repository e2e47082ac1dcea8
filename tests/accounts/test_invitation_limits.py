"""Nobody uses the site to flood a mailbox, or to send words of their own to strangers."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from accounts.models import Invitation, User
from tests.people import STRANGE_NAMES, make_team, make_user

pytestmark = pytest.mark.django_db(transaction=True)
STRANGER = "stranger@elsewhere.example"


def invite(browser: Client, owner: User, email: str, name: str = "A team"):
    team = make_team(owner, name)
    url = reverse("invite", args=[team.pk])
    return browser.post(url, {"email": email, "role": "viewer"})


def refused(answer) -> bool:
    return bool(answer.status_code == 200 and answer.context["form"].errors["email"])


def test_fifteen_teams_of_one_person_send_three_mails_to_one_stranger(alice, alices):
    answers = [invite(alices, alice, STRANGER, f"Team {number}") for number in range(15)]
    assert [refused(answer) for answer in answers] == [False] * 3 + [True] * 12
    assert len(mail.outbox) == 3
    assert Invitation.objects.count() == 3
    assert not refused(invite(alices, alice, "somebody@elsewhere.example"))


def test_sending_again_counts_too(alice, alices, team, monkeypatch):
    monkeypatch.setattr("accounts.services.MAIL_PAUSE", timedelta(days=-1))
    url = reverse("invite", args=[team.pk])
    for _ in range(6):
        alices.post(url, {"email": STRANGER, "role": "viewer"})
    assert len(mail.outbox) == 3


@pytest.mark.parametrize("same", ["STRANGER@elsewhere.example", "stranger+9@elsewhere.example"])
def test_another_way_to_write_the_mailbox_is_the_same_mailbox(alice, alices, same):
    for address in (STRANGER, same, STRANGER):
        assert not refused(invite(alices, alice, address))
    assert refused(invite(alices, alice, same))


def test_many_people_together_send_one_stranger_ten_mails(client_of):
    """Four accounts with three tries each; the last two are refused."""
    people = [make_user(f"person{number}@example.org") for number in range(4)]
    answers = [refused(invite(client_of(one), one, STRANGER)) for one in people for _ in range(3)]
    assert answers == [False] * 10 + [True] * 2
    assert len(mail.outbox) == 10


def test_one_person_sends_thirty_invitations_an_hour(alice, alices, charlie, charlies):
    answers = [invite(alices, alice, f"guest{number}@example.org") for number in range(32)]
    assert [refused(answer) for answer in answers] == [False] * 30 + [True] * 2
    assert not refused(invite(charlies, charlie, "guest@example.org"))


def test_what_was_not_mailed_is_not_counted(alice, alices, team):
    """A double click, a slip in the form, somebody who is in the team already."""
    url = reverse("invite", args=[team.pk])
    for data in ({"email": STRANGER, "role": "king"}, {"email": alice.email, "role": "viewer"}):
        for _ in range(4):
            assert alices.post(url, data).status_code == 200
    for _ in range(6):
        assert alices.post(url, {"email": STRANGER, "role": "viewer"}).status_code == 302
    assert len(mail.outbox) == 1


@pytest.mark.parametrize("name", [*STRANGE_NAMES, "You have won, see http://bad.example"])
def test_the_subject_holds_no_word_of_the_sender(alice, alices, name):
    User.objects.filter(pk=alice.pk).update(name=name)
    invite(alices, alice, "dana@example.org", "Another name")
    plain = mail.outbox[0].subject
    cache.clear()
    invite(alices, alice, STRANGER, name)
    assert mail.outbox[1].subject == plain
    assert name not in plain
