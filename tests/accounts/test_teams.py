"""The list of teams."""

import pytest
from django.urls import reverse

from accounts import services
from accounts.models import Role
from tests.people import STRANGE_NAMES, join, make_team

pytestmark = pytest.mark.django_db
URL = reverse("teams")


def test_a_person_sees_their_teams_with_role_and_size(team, alices, bob):
    join(team, bob, Role.VIEWER)
    (row,) = alices.get(URL).context["memberships"]
    assert (row.team, row.role, row.people) == (team, Role.OWNER, 2)


def test_teams_of_strangers_are_not_shown(team, charlies):
    assert team.name not in charlies.get(URL).text


def test_without_a_team_the_page_says_what_to_do(bobs):
    assert "You are not in a team yet" in bobs.get(URL).text


def test_an_invitation_that_waits_is_shown(team, alice, bobs):
    invited = services.invite(
        team=team, email="bob@example.org", role=Role.EDITOR, invited_by=alice
    )
    assert reverse("invitation", args=[invited.invitation.pk]) in bobs.get(URL).text


def test_signed_out_people_are_asked_to_sign_in(client, db):
    assert client.get(URL)["Location"] == f"{reverse('account_login')}?next={URL}"


def test_the_list_takes_no_posts(alices):
    assert alices.post(URL).status_code == 405


@pytest.mark.parametrize("name", STRANGE_NAMES)
def test_names_are_shown_as_text(alice, alices, name):
    make_team(alice, name)
    page = alices.get(URL)
    assert page.status_code == 200
    assert "<script>alert" not in page.text


def test_more_teams_take_no_more_queries(alice, alices, django_assert_num_queries):
    """Session, person, memberships with teams, confirmed addresses, invitations."""
    for number in range(3):
        make_team(alice, f"Team {number}")
    with django_assert_num_queries(5):
        alices.get(URL)
    for number in range(10):
        make_team(alice, f"More {number}")
    with django_assert_num_queries(5):
        alices.get(URL)
