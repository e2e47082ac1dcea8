"""Withdrawing an invitation."""

import uuid

import pytest
from django.urls import reverse

from accounts import services
from accounts.models import Invitation, Role
from tests.people import join, make_team, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def invitation(team, alice) -> Invitation:
    return services.invite(
        team=team, email="dana@example.org", role=Role.EDITOR, invited_by=alice
    ).invitation


@pytest.fixture
def url(invitation) -> str:
    return reverse("withdraw_invitation", args=[invitation.team_id, invitation.pk])


def test_an_owner_withdraws_and_the_link_says_so(url, invitation, alices, client):
    answer = alices.post(url, follow=True)
    assert "The invitation to dana@example.org is withdrawn." in answer.text
    page = client.get(reverse("invitation", args=[invitation.pk]))
    assert page.status_code == 410
    assert "This invitation was withdrawn" in page.text


def test_nobody_is_told_that_an_invitation_is_withdrawn_that_was_accepted_before(
    url, team, invitation, alices
):
    """Dana joins while the page with the button is open: the button withdraws nothing, and says so."""
    services.accept_invitation(token=invitation.pk, user=make_user("dana@example.org"))
    (message,) = alices.post(url, follow=True).context["messages"]
    assert message.level_tag == "warning"
    assert team.members.filter(email="dana@example.org").exists()


def test_a_double_click_is_no_error(url, alices):
    alices.post(url)
    assert alices.post(url).status_code == 302


@pytest.mark.parametrize("role", [Role.VIEWER, Role.REVIEWER, Role.EDITOR])
def test_members_who_do_not_own_may_not(url, team, bob, bobs, invitation, role):
    join(team, bob, role)
    assert bobs.post(url).status_code == 403
    invitation.refresh_from_db()
    assert invitation.is_open()


def test_strangers_find_nothing(url, charlies):
    assert charlies.post(url).status_code == 404


def test_an_owner_of_another_team_cannot_reach_it_through_their_own(invitation, charlie, charlies):
    theirs = make_team(charlie, "Another")
    url = reverse("withdraw_invitation", args=[theirs.pk, invitation.pk])
    assert charlies.post(url).status_code == 404
    invitation.refresh_from_db()
    assert invitation.is_open()


def test_an_unknown_invitation_is_not_found(team, alices):
    url = reverse("withdraw_invitation", args=[team.pk, uuid.uuid4()])
    assert alices.post(url).status_code == 404


def test_signed_out_people_are_asked_to_sign_in(url, client, invitation):
    assert client.post(url).status_code == 302
    invitation.refresh_from_db()
    assert invitation.is_open()


def test_opening_the_address_is_refused(url, alices):
    assert alices.get(url).status_code == 405
