"""A team's page."""

import pytest
from django.urls import reverse

from accounts import services
from accounts.models import Role
from tests.people import STRANGE_NAMES, join, make_team, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def url(team) -> str:
    return reverse("team", args=[team.pk])


def test_an_owner_sees_members_invitations_and_a_form(url, team, alice, alices, bob):
    member = join(team, bob, Role.EDITOR)
    invited = services.invite(
        team=team, email="dana@example.org", role=Role.VIEWER, invited_by=alice
    )
    page = alices.get(url).text
    assert "Bob Brown" in page
    assert "dana@example.org" in page
    assert reverse("invitation", args=[invited.invitation.pk]) in page
    assert reverse("change_role", args=[team.pk, member.pk]) in page
    assert reverse("invite", args=[team.pk]) in page


@pytest.mark.parametrize("role", [Role.VIEWER, Role.REVIEWER, Role.EDITOR])
def test_members_see_who_is_in_and_no_invitation(url, team, alice, bob, bobs, role):
    member = join(team, bob, role)
    services.invite(team=team, email="dana@example.org", role=Role.VIEWER, invited_by=alice)
    page = bobs.get(url).text
    assert "Alice Adams" in page
    assert "dana@example.org" not in page
    assert reverse("change_role", args=[team.pk, member.pk]) not in page
    assert reverse("invite", args=[team.pk]) not in page
    assert reverse("leave_team", args=[team.pk]) in page


def test_strangers_find_nothing(url, charlies):
    assert charlies.get(url).status_code == 404


def test_signed_out_people_are_asked_to_sign_in(url, client):
    assert client.get(url)["Location"].startswith(reverse("account_login"))


def test_the_page_takes_no_posts(url, alices):
    assert alices.post(url).status_code == 405


def test_a_closed_invitation_is_not_listed(url, team, alice, alices):
    invited = services.invite(
        team=team, email="dana@example.org", role=Role.VIEWER, invited_by=alice
    )
    services.withdraw_invitation(invitation=invited.invitation)
    assert "dana@example.org" not in alices.get(url).text


@pytest.mark.parametrize("name", STRANGE_NAMES)
def test_names_are_shown_as_text(alice, alices, name):
    team = make_team(alice, name)
    join(team, make_user("other@example.org", name), Role.VIEWER)
    page = alices.get(reverse("team", args=[team.pk]))
    assert page.status_code == 200
    assert "<script>alert" not in page.text


def test_more_members_take_no_more_queries(url, team, alices, django_assert_num_queries):
    """Session, person, membership with team, invitations, members, proven addresses."""
    for number in range(10):
        join(team, make_user(f"person{number}@example.org"), Role.VIEWER)
    with django_assert_num_queries(6):
        alices.get(url)
