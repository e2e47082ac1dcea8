"""A person takes along all that is stored about them, and no key that opens something."""

import json

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP
from django.urls import reverse

from accounts.models import Role
from accounts.own_data import own_data
from accounts.references import references_to
from accounts.services import invite
from decisions.models import SharedLink
from tests.everything import make_everything
from tests.people import PASSWORD, make_answers, make_assessment, make_team, make_user

pytestmark = pytest.mark.django_db
SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
FILE = reverse("own_data_file")


@pytest.fixture
def full(alice):
    """Alice, who said something of every kind."""
    TOTP.activate(alice, SECRET)
    EmailAddress.objects.create(user=alice, email="alice@second.example", verified=False)
    assessment = make_assessment(make_team(alice), alice)
    make_answers(assessment, {"A1": 2})
    make_everything(assessment)
    return alice


def test_every_row_that_refers_to_the_person_is_in_the_file(full):
    found = own_data(full)
    expected = {
        (model._meta.label, field): model._base_manager.filter(**{field: full.pk}).count()
        for model, field in references_to(full)
    }
    told = {
        (label, field): len(rows)
        for label, fields in found["rows"].items()
        for field, rows in fields.items()
    }
    assert told == {key: count for key, count in expected.items() if count}
    assert {"decisions.Answer", "accounts.Membership", "account.EmailAddress"} <= set(found["rows"])
    assert found["person"]["email"] == full.email
    (answer,) = found["rows"]["decisions.Answer"]["answered_by"]
    assert (answer["criterion"], answer["choice"]) == ("A1", 2)


def test_nothing_in_the_file_opens_anything(full, client):
    client.post(reverse("account_login"), {"login": full.email, "password": PASSWORD})
    text = json.dumps(own_data(full), default=str)
    full.refresh_from_db()
    assert SECRET not in text
    assert full.password not in text
    for invitation in full.memberships.first().team.invitations.all():
        assert str(invitation.token) not in text
    for link in SharedLink.objects.filter(made_by=full):
        assert str(link.pk) in text
        assert link.token_sha256 not in text


def test_invitations_to_proven_addresses_are_in_the_file_without_their_keys(full, bob):
    theirs = make_team(bob, "Elsewhere")
    sent = {}
    for address in ("alice@second.example", full.email):  # the first is not proven
        invited = invite(team=theirs, email=address, role=Role.VIEWER, invited_by=bob)
        sent[address] = invited.invitation
    (row,) = own_data(full)["rows"]["accounts.Invitation"]["email"]
    assert row["email"] == full.email
    assert str(sent[full.email].token) not in json.dumps(row, default=str)


def test_nothing_of_others_is_in_it(full, bob):
    other = make_assessment(make_team(bob, "Bob's"), bob, name="Bob's own")
    make_answers(other, {"A1": 3})
    text = json.dumps(own_data(full), default=str)
    assert "Bob" not in text
    assert "bob@" not in text


def test_the_file_takes_the_password_first(alice, alices):
    asked = alices.get(FILE)
    assert asked["Location"].startswith(reverse("account_reauthenticate"))
    file = alices.post(asked["Location"], {"password": PASSWORD, "next": FILE}, follow=True)
    assert file["Content-Disposition"].startswith("attachment")
    assert file.json()["person"]["name"] == alice.name
    assert alices.post(FILE).status_code == 405


def test_a_person_who_has_done_nothing_gets_a_file_too(client):
    dana = make_user("dana@example.org")
    assert own_data(dana)["rows"].keys() == {"account.EmailAddress"}
