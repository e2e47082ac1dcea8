"""Inviting somebody from the team's page."""

import pytest
from django.core import mail
from django.urls import reverse

from accounts.models import Invitation, Role
from tests.people import join

pytestmark = pytest.mark.django_db
DANA = {"email": "dana@example.org", "role": "editor"}


@pytest.fixture
def url(team) -> str:
    return reverse("invite", args=[team.pk])


@pytest.mark.django_db(transaction=True)
def test_an_owner_invites(url, team, alice, alices):
    answer = alices.post(url, DANA, follow=True)
    invitation = Invitation.objects.get()
    assert "The invitation to dana@example.org is on its way." in answer.text
    assert "Mail sent" in answer.text
    assert (invitation.team, invitation.role, invitation.invited_by) == (team, "editor", alice)
    assert mail.outbox[0].to == ["dana@example.org"]


@pytest.mark.django_db(transaction=True)
def test_a_double_click_makes_one_invitation_and_one_mail(url, alices):
    alices.post(url, DANA)
    answer = alices.post(url, DANA, follow=True)
    assert "less than a minute ago" in answer.text
    assert Invitation.objects.count() == 1
    assert len(mail.outbox) == 1


@pytest.mark.django_db(transaction=True)
def test_a_mail_server_that_is_down_is_told_and_nothing_is_lost(url, alices, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    answer = alices.post(url, DANA, follow=True)
    assert "could not be sent" in answer.text
    assert "Mail not sent" in answer.text
    assert reverse("invitation", args=[Invitation.objects.get().pk]) in answer.text


def test_a_member_is_not_invited_again(url, team, bob, alices):
    join(team, bob, Role.VIEWER)
    answer = alices.post(url, {"email": "BOB@example.org", "role": "owner"})
    assert "bob@example.org is in this team already." in answer.text
    assert not Invitation.objects.exists()


@pytest.mark.parametrize("role", [Role.VIEWER, Role.REVIEWER, Role.EDITOR])
def test_members_who_do_not_own_may_not_invite(url, team, bob, bobs, role):
    join(team, bob, role)
    assert bobs.post(url, DANA).status_code == 403
    assert not Invitation.objects.exists()


def test_strangers_find_nothing(url, charlies):
    assert charlies.post(url, DANA).status_code == 404


def test_signed_out_people_are_asked_to_sign_in(url, client):
    assert client.post(url, DANA).status_code == 302
    assert not Invitation.objects.exists()


def test_opening_the_address_is_refused(url, alices):
    assert alices.get(url).status_code == 405


@pytest.mark.parametrize(
    "bad",
    [
        {"email": ""},
        {"email": "no address"},
        {"email": "a\0@example.org"},
        {"email": "a@example.org\nBcc: b@example.org"},
        {"email": "x" * 1_000_000 + "@example.org"},
        {"role": ""},
        {"role": "king"},
        {"role": "a\0b"},
    ],
)
def test_bad_input_is_refused_beside_the_field_on_the_same_page(url, alices, bad):
    answer = alices.post(url, DANA | bad)
    assert answer.status_code == 200
    assert list(answer.context["form"].errors) == list(bad)
    assert "There is a problem" in answer.text
    assert not Invitation.objects.exists()
