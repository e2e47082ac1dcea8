"""Removing a member, and leaving."""

import pytest
from django.urls import reverse

from accounts.models import Role
from tests.people import join, make_assessment, make_team

pytestmark = pytest.mark.django_db


@pytest.fixture
def member(team, bob):
    return join(team, bob, Role.EDITOR)


@pytest.fixture
def url(team, member) -> str:
    return reverse("remove_member", args=[team.pk, member.pk])


@pytest.fixture
def leave(team) -> str:
    return reverse("leave_team", args=[team.pk])


def test_an_owner_removes_and_the_assessments_stay(url, team, bob, alices):
    kept = make_assessment(team, bob)
    answer = alices.post(url, follow=True)
    assert "Bob Brown is no longer in Finance operations." in answer.text
    assert not team.memberships.filter(user=bob).exists()
    assert team.assessments.get() == kept


def test_opening_the_page_only_asks(url, team, bob, alices):
    page = alices.get(url).text
    assert "They stay with the team" in page
    assert team.memberships.filter(user=bob).exists()


def test_a_double_click_removes_once_and_then_finds_nothing(url, alices):
    assert alices.post(url).status_code == 302
    assert alices.post(url).status_code == 404


@pytest.mark.parametrize("role", [Role.VIEWER, Role.REVIEWER, Role.EDITOR])
def test_members_who_do_not_own_may_not_remove(team, alice, bobs, member, role):
    member.role = role
    member.save()
    hers = team.memberships.get(user=alice)
    assert bobs.post(reverse("remove_member", args=[team.pk, hers.pk])).status_code == 403


def test_strangers_find_nothing(url, leave, charlies):
    assert charlies.post(url).status_code == 404
    assert charlies.get(leave).status_code == 404


def test_an_owner_of_another_team_cannot_reach_the_member_through_it(charlie, charlies, member):
    theirs = make_team(charlie, "Another")
    assert charlies.post(reverse("remove_member", args=[theirs.pk, member.pk])).status_code == 404


def test_signed_out_people_are_asked_to_sign_in(url, leave, client, team):
    assert client.post(url).status_code == 302
    assert client.post(leave).status_code == 302
    assert team.memberships.count() == 2


def test_other_methods_are_refused(url, leave, alices):
    assert alices.delete(url).status_code == 405
    assert alices.delete(leave).status_code == 405


@pytest.mark.parametrize("role", list(Role))
def test_a_member_leaves_and_lands_on_the_list(leave, team, bob, bobs, role):
    join(team, bob, role)
    assert "Leave" in bobs.get(leave).text
    answer = bobs.post(leave, follow=True)
    assert answer.redirect_chain[-1][0] == reverse("teams")
    assert "You have left Finance operations." in answer.text
    assert not team.memberships.filter(user=bob).exists()


def test_the_last_owner_cannot_leave(leave, team, alice, alices, member):
    page = alices.post(leave)
    assert page.status_code == 409
    assert "Alice Adams is the last owner of Finance operations." in page.text
    assert team.memberships.filter(user=alice, role=Role.OWNER).exists()


def test_the_last_owner_cannot_remove_themselves_either(team, alice, alices, member):
    mine = team.memberships.get(user=alice)
    page = alices.post(reverse("remove_member", args=[team.pk, mine.pk]))
    assert page.status_code == 409
    assert team.memberships.filter(user=alice).exists()
