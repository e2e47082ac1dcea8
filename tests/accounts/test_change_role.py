"""Another role for a member."""

import uuid

import pytest
from django.urls import reverse

from accounts.models import Role
from tests.forms_on_page import forms_of, submit
from tests.people import join, make_team

pytestmark = pytest.mark.django_db


@pytest.fixture
def member(team, bob):
    return join(team, bob, Role.VIEWER)


@pytest.fixture
def url(team, member) -> str:
    return reverse("change_role", args=[team.pk, member.pk])


def role_of(member):
    member.refresh_from_db()
    return member.role


@pytest.mark.parametrize("role", list(Role))
def test_an_owner_gives_a_role(url, team, member, alices, role):
    answer = submit(alices, url, {"role": role})
    assert answer["Location"] == reverse("team", args=[team.pk])
    assert role_of(member) == role


def test_the_form_shows_the_present_role(url, alices, member):
    assert alices.get(url).context["form"]["role"].value() == Role.VIEWER
    assert role_of(member) == Role.VIEWER


def test_the_last_owner_cannot_give_the_role_away(team, alice, alices):
    mine = team.memberships.get(user=alice)
    page = alices.post(reverse("change_role", args=[team.pk, mine.pk]), {"role": "viewer"})
    assert page.status_code == 200
    assert "Make somebody else an owner first." in page.text
    assert role_of(mine) == Role.OWNER


def test_a_second_owner_can_step_down(url, team, alice, alices, member):
    submit(alices, url, {"role": "owner"})
    mine = team.memberships.get(user=alice)
    own = reverse("change_role", args=[team.pk, mine.pk])
    answer = submit(alices, own, {"role": "viewer"})
    assert answer.status_code == 302
    assert role_of(mine) == Role.VIEWER
    assert alices.post(url, {"role": "viewer"}).status_code == 403


@pytest.mark.parametrize("role", [Role.VIEWER, Role.REVIEWER, Role.EDITOR])
def test_members_cannot_promote_themselves(url, bob, bobs, member, role):
    member.role = role
    member.save()
    assert bobs.post(url, {"role": "owner"}).status_code == 403
    assert role_of(member) == role


def test_strangers_find_nothing(url, charlies, member):
    assert charlies.post(url, {"role": "owner"}).status_code == 404


def test_an_owner_of_another_team_cannot_reach_the_member_through_it(charlie, charlies, member):
    theirs = make_team(charlie, "Another")
    url = reverse("change_role", args=[theirs.pk, member.pk])
    assert charlies.post(url, {"role": "owner"}).status_code == 404
    assert role_of(member) == Role.VIEWER


def test_an_unknown_member_is_not_found(team, alices):
    url = reverse("change_role", args=[team.pk, uuid.uuid4()])
    assert alices.get(url).status_code == 404


def test_signed_out_people_are_asked_to_sign_in(url, client, member):
    assert client.post(url, {"role": "owner"}).status_code == 302
    assert role_of(member) == Role.VIEWER


@pytest.mark.parametrize("role", ["", "king", "a\0b", "x" * 1_000_000, "OWNER"])
def test_an_unknown_role_is_refused(url, alices, member, role):
    page = alices.post(url, {"role": role})
    assert page.status_code == 200
    assert page.context["form"].errors
    assert role_of(member) == Role.VIEWER


def test_other_methods_are_refused(url, alices):
    assert alices.delete(url).status_code == 405


def test_an_owner_who_saw_another_role_is_told_and_nothing_is_overwritten(url, alices, member):
    (opened,) = [form for form in forms_of(alices.get(url).text) if form.versions]
    submit(alices, url, {"role": "editor"})
    page = opened.send(alices, url, {"role": "reviewer"})
    assert role_of(member) == Role.EDITOR
    assert [(row.saved, row.yours) for row in page.context["conflict"]] == [("Editor", "Reviewer")]
    (again,) = [form for form in forms_of(page.text) if form.versions]
    assert again.send(alices, url, {}).status_code == 302
    assert role_of(member) == Role.REVIEWER


def test_a_member_who_has_left_gets_no_role(alices, url, member):
    (opened,) = [form for form in forms_of(alices.get(url).text) if form.versions]
    member.delete()
    assert opened.send(alices, url, {"role": "editor"}).status_code == 404
