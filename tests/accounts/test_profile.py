"""The person's own name."""

import pytest
from django.urls import reverse

from tests.people import STRANGE_NAMES

pytestmark = pytest.mark.django_db
URL = reverse("profile")


@pytest.mark.parametrize("name", STRANGE_NAMES)
def test_a_person_chooses_their_name(alice, alices, name):
    assert alices.post(URL, {"name": name})["Location"] == URL
    alice.refresh_from_db()
    assert alice.name == name
    assert alices.get(URL).status_code == 200


@pytest.mark.parametrize("name", ["", " ", "a\0b", "x" * 151, "x" * 1_000_000])
def test_bad_names_are_refused_and_the_old_one_stays(alice, alices, name):
    answer = alices.post(URL, {"name": name})
    assert answer.status_code == 200
    assert "name" in answer.context["form"].errors
    alice.refresh_from_db()
    assert alice.name == "Alice Adams"


def test_nothing_but_the_name_can_be_changed(alice, alices):
    alices.post(URL, {"name": "A", "is_superuser": "on", "email": "other@example.org"})
    alice.refresh_from_db()
    assert (alice.is_superuser, alice.email) == (False, "alice@example.org")


def test_signed_out_people_are_asked_to_sign_in(client, db):
    assert client.get(URL).status_code == 302


def test_other_methods_are_refused(alices):
    assert alices.delete(URL).status_code == 405
