"""Inviting somebody from the team's page."""

import pytest
from django.core import mail
from django.urls import reverse

from accounts.models import Invitation, Role
from tests.forms_on_page import forms_of
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


@pytest.mark.django_db(transaction=True)
def test_a_role_that_another_owner_chose_is_replaced_by_who_has_seen_it_alone(
    url, team, bob, alices, bobs
):
    """Bob invited Dana as a viewer. Alice, who has not seen that, is asked; Bob may change his mind. Whoever
    sends an invitation again from an older page brings no older role back."""
    join(team, bob, Role.OWNER)
    team_url = reverse("team", args=[team.pk])
    bobs.post(url, DANA | {"role": "viewer"})
    shown = alices.post(url, DANA)
    (row,) = shown.context["conflict"]
    assert (shown.status_code, row.saved, row.yours, row.who) == (200, "Viewer", "Editor", bob)
    assert Invitation.objects.get().role == "viewer"
    assert (Invitation.objects.get().invited_by, len(mail.outbox)) == (bob, 1)
    again = invite_form(shown)
    assert again.values["role"] == ["editor"]
    old_page = alices.get(team_url)
    assert again.send(alices, url, {}).status_code == 302
    assert Invitation.objects.get().role == "editor"
    bobs.post(url, DANA | {"role": "viewer"})  # without having seen it
    assert Invitation.objects.get().role == "editor"
    bobs.post(url, DANA | {"role": "owner", "version": "editor"})
    bobs.post(url, DANA | {"role": "reviewer"})  # his own
    assert Invitation.objects.get().role == "reviewer"
    shown = invite_form(old_page, "hidden").send(alices, url, {})
    assert [row.saved for row in shown.context["conflict"]] == ["Reviewer"]
    assert Invitation.objects.get().role == "reviewer"


def invite_form(response, kind=""):
    """The form for a new invitation; with ``kind`` the button that sends the one that is there again."""
    forms = [row for row in forms_of(response.content.decode()) if "email" in row.names]
    (found,) = [row for row in forms if ("email" in row.hidden) == bool(kind)]
    return found


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
