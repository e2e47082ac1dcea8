"""Who may create an account, and with which addresses, by the settings."""

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.urls import reverse

from accounts.models import Invitation, Role, User
from accounts.services import invite
from tests.addresses import (
    MADE_UP,
    address_of,
    kind_of,
    library_patterns,
    own_patterns,
    parameters,
)
from tests.people import PASSWORD, make_edition

pytestmark = pytest.mark.django_db
SIGN_UP = reverse("account_signup")


def sign_up(client, email):
    return client.post(SIGN_UP, {"email": email, "name": "Dana", "password1": PASSWORD})


def test_a_closed_site_makes_no_account(client, settings, team, alice):
    settings.SIGN_UP = "closed"
    invite(team=team, email="dana@example.org", role=Role.VIEWER, invited_by=alice)
    assert "Sign-up is closed" in client.get(SIGN_UP).text
    sign_up(client, "dana@example.org")
    assert not User.objects.filter(email="dana@example.org").exists()


@pytest.mark.parametrize("email", ["dana@example.org", "DANA@Example.org"])
def test_by_invitation_an_invited_address_may(client, settings, team, alice, email):
    settings.SIGN_UP = "invited"
    for wrong in (email, "somebody@example.org"):
        assert sign_up(client, wrong).context["form"].errors.keys() == {"email"}
    invite(team=team, email="dana@example.org", role=Role.VIEWER, invited_by=alice)
    assert sign_up(client, "somebody@example.org").status_code == 200
    assert sign_up(client, email).status_code == 302
    assert User.objects.filter(email__iexact="dana@example.org").exists()


def test_an_invitation_that_is_closed_opens_no_account(client, settings, team, alice):
    settings.SIGN_UP = "invited"
    invite(team=team, email="dana@example.org", role=Role.VIEWER, invited_by=alice)
    team.memberships.update(role=Role.EDITOR)  # its sender owns the team no more
    assert sign_up(client, "dana@example.org").status_code == 200
    assert User.objects.count() == 1


FITTING = ["dana@example.com", "Dana@EXAMPLE.com", "dana@other.example"]
FOREIGN = [
    "dana@example.org",
    "dana@sub.example.com",
    "dana@notexample.com",
    "dana@example.com.evil.example",
    "dana@evil.example?@example.org",
]


@pytest.mark.parametrize("email", FITTING + FOREIGN)
def test_only_addresses_of_the_named_domains_sign_up(client, settings, email):
    settings.SIGN_UP_DOMAINS = ["example.com", "other.example"]
    answer = sign_up(client, email)
    assert User.objects.exists() == (email in FITTING)
    if email in FOREIGN:
        assert "email" in answer.context["form"].errors


@pytest.mark.parametrize("email", ["second@example.com", "second@example.org"])
def test_only_such_an_address_is_added_to_an_account(alice, alices, settings, email):
    settings.SIGN_UP_DOMAINS = ["example.com"]
    alices.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    alices.post(reverse("account_email"), {"action_add": "", "email": email})
    told = [address for one in mail.outbox for address in one.to if address == email]
    assert bool(told or EmailAddress.objects.filter(email=email)) == email.endswith(".com")


@pytest.mark.parametrize("email", ["new@example.com", "new@example.org"])
def test_nobody_is_invited_who_could_not_come(alices, settings, team, email):
    settings.SIGN_UP_DOMAINS = ["example.com"]
    answer = alices.post(reverse("invite", args=[team.pk]), {"email": email, "role": "viewer"})
    fits = email.endswith(".com")
    assert answer.status_code == (302 if fits else 200)
    assert Invitation.objects.exists() == fits


def test_an_account_of_another_domain_that_is_there_still_signs_in(client, alice, settings):
    settings.SIGN_UP_DOMAINS = ["example.com"]
    settings.SIGN_UP = "closed"
    sent = {"login": alice.email, "password": PASSWORD}
    assert client.post(reverse("account_login"), sent).status_code == 302
    client.logout()
    client.post(reverse("account_reset_password"), {"email": alice.email})
    assert mail.outbox[-1].to == [alice.email]


def test_no_page_leads_to_a_form_that_a_closed_site_does_not_have(client, settings, team, alice):
    """Of all pages for people who are signed out, and of an invitation."""
    make_edition()
    invited = invite(team=team, email="dana@example.org", role=Role.VIEWER, invited_by=alice)
    keys = MADE_UP | {"token": invited.invitation.pk, "part": "why"}
    patterns = [one for one in own_patterns() + library_patterns() if parameters(one) <= set(keys)]
    leading: dict[str, set[str]] = {"open": set(), "closed": set()}
    for settings.SIGN_UP, found in leading.items():
        for pattern in patterns:
            answer = client.get(address_of(pattern, keys))
            if kind_of(answer) == "page" and f'href="{SIGN_UP}' in answer.text:
                found.add(str(pattern.name))
    assert leading == {"open": {"home", "about", "account_login", "invitation"}, "closed": set()}
