"""A new team."""

import uuid

import pytest
from django.urls import reverse

from accounts.models import Role, Team
from tests.people import STRANGE_NAMES

pytestmark = pytest.mark.django_db
URL = reverse("create_team")


def post(client, **fields):
    return client.post(URL, {"name": "Payroll", "key": uuid.uuid4(), **fields})


def test_whoever_makes_a_team_owns_it(alices, alice):
    answer = post(alices)
    team = Team.objects.get()
    assert answer["Location"] == reverse("team", args=[team.pk])
    assert team.memberships.get(user=alice).role == Role.OWNER


def test_opening_the_form_makes_no_team(alices):
    assert alices.get(URL).status_code == 200
    assert not Team.objects.exists()


def test_a_double_click_makes_one_team(alices):
    key = uuid.uuid4()
    first = post(alices, key=key)
    second = post(alices, key=key)
    assert first["Location"] == second["Location"]
    assert Team.objects.count() == 1


def test_another_name_after_going_back_makes_another_team(alices):
    """It said that the first one was ready, and the other name was gone."""
    key = uuid.uuid4()
    for name in ("Payroll", "Tax"):
        assert post(alices, key=key, name=name).status_code == 302
    assert sorted(Team.objects.values_list("name", flat=True)) == ["Payroll", "Tax"]


def test_the_key_of_a_team_of_strangers_opens_nothing(alices, charlie):
    theirs = charlie.teams.get()
    answer = post(alices, key=theirs.pk)
    assert str(theirs.pk) not in answer["Location"]
    theirs.refresh_from_db()
    assert theirs.name == "Charlie's team"
    assert [str(one) for one in theirs.members.all()] == [str(charlie)]


@pytest.mark.parametrize("name", STRANGE_NAMES)
def test_names_of_every_script_are_kept(alices, name):
    post(alices, name=name)
    assert Team.objects.get().name == name


def test_white_space_in_a_name_is_tidied(alices):
    post(alices, name="  Finance\r\n\toperations ")
    assert Team.objects.get().name == "Finance operations"


@pytest.mark.parametrize(
    "bad",
    [
        {"name": ""},
        {"name": "  "},
        {"name": "a\0b"},
        {"name": "x" * 101},
        {"name": "x" * 1_000_000},
        {"key": "no key"},
        {"key": ""},
    ],
)
def test_bad_input_is_refused_beside_the_field(alices, bad):
    answer = post(alices, **bad)
    assert answer.status_code == 200
    assert list(answer.context["form"].errors) == list(bad)
    assert not Team.objects.exists()


def test_signed_out_people_are_asked_to_sign_in(client, db):
    assert post(client).status_code == 302
    assert not Team.objects.exists()


def test_other_methods_are_refused(alices):
    assert alices.delete(URL).status_code == 405
