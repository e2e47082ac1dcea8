"""Signing in with the account of an organisation, at a real OpenID provider in a process of its own."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP
from allauth.socialaccount.models import SocialAccount
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts.models import Role, User
from accounts.services import invitations_for, invite
from audit.models import Event, Kind
from tests.deploy.compose import free_port
from tests.people import PASSWORD
from tests.provider import app_at, claims

pytestmark = pytest.mark.django_db
BEGIN = reverse("openid_connect_login", args=["organisation"])
BACK = reverse("openid_connect_callback", args=["organisation"])
CONNECTIONS = reverse("socialaccount_connections")
DANA: dict[str, Any] = {"email": "dana@example.org", "email_verified": True, "name": "Dana  Dean"}


@pytest.fixture(autouse=True)
def _known(settings: Any, provider: str) -> None:
    settings.OIDC_APP = app_at(provider)


def to_provider(client: Client, process: str = "login") -> str:
    """The page of the provider that the button leads to."""
    asked = client.post(f"{BEGIN}?process={process}")
    assert asked.status_code == 302, asked.text
    return str(asked["Location"])


def back(client: Client, page: str, sub: str) -> Any:
    """What the site answers after the person has signed in there."""
    allowed = requests.post(page, data={"sub": sub}, allow_redirects=False, timeout=10)
    return client.get(allowed.headers["Location"])


def come(client: Client, sub: str, process: str = "login") -> Any:
    return back(client, to_provider(client, process), sub)


def who(client: Client) -> int | None:
    key = client.session.get("_auth_user_id")
    return int(key) if key else None


def test_somebody_new_has_an_account_with_name_and_proven_address(client, provider):
    claims(provider, "s-1", DANA)
    come(client, "s-1")
    dana = User.objects.get()
    assert who(client) == dana.pk
    assert (dana.name, dana.email, dana.has_usable_password()) == (
        "Dana Dean",
        DANA["email"],
        False,
    )
    assert EmailAddress.objects.get(user=dana).verified
    assert SocialAccount.objects.get().uid == "s-1"
    assert Event.objects.filter(kind=Kind.SIGNED_IN, by=dana.pk).count() == 1
    assert client.get(reverse("assessments")).status_code == 200


def test_the_same_sub_is_the_same_person_whatever_else_changes(client, provider):
    claims(provider, "s-2", DANA)
    come(client, "s-2")
    claims(provider, "s-2", DANA | {"email": "new@example.org", "name": "Another"})
    again = Client()
    come(again, "s-2")
    assert (who(again), User.objects.count()) == (who(client), 1)


def test_another_sub_with_the_same_address_is_nobody_here(client, provider):
    """An address that was given to somebody else at the organisation opens nothing."""
    claims(provider, "s-3", DANA)
    claims(provider, "s-4", DANA)
    come(client, "s-3")
    other = Client()
    come(other, "s-4")
    assert who(other) is None
    assert (User.objects.count(), SocialAccount.objects.get().uid) == (1, "s-3")


def test_the_address_of_an_account_with_a_password_opens_nothing(alice, client, provider):
    claims(provider, "s-5", DANA | {"email": alice.email})
    come(client, "s-5")
    assert who(client) is None
    assert not SocialAccount.objects.exists()
    assert mail.outbox[-1].to == [alice.email]


@pytest.mark.parametrize("said", [False, "true", "false", 1, None])
def test_an_address_counts_as_proven_only_where_the_provider_says_so(client, provider, team, said):
    """Without a proof nobody gets at an invitation that waits for the address."""
    invite(team=team, email=DANA["email"], role=Role.OWNER, invited_by=team.members.get())
    claims(provider, "s-6", DANA | {"email_verified": said})
    come(client, "s-6")
    dana = User.objects.get(email=DANA["email"])
    assert not EmailAddress.objects.get(user=dana).verified
    assert invitations_for(dana) == []
    assert who(client) is None


def test_a_person_with_a_password_connects_from_inside_after_the_password(alice, alices, provider):
    claims(provider, "s-7", DANA | {"email": "alice@organisation.example"})
    asked = back(alices, to_provider(alices, "connect"), "s-7")
    assert asked["Location"].startswith(reverse("account_reauthenticate"))
    assert not SocialAccount.objects.exists()
    alices.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    back(alices, to_provider(alices, "connect"), "s-7")
    assert SocialAccount.objects.get().user == alice
    elsewhere = Client()
    come(elsewhere, "s-7")
    assert who(elsewhere) == alice.pk
    account = SocialAccount.objects.get()
    alices.post(CONNECTIONS, {"account": account.pk})
    assert not SocialAccount.objects.exists()


def test_the_second_step_of_this_site_is_asked_for_too(client, provider):
    claims(provider, "s-8", DANA)
    come(client, "s-8")
    TOTP.activate(User.objects.get(), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")
    again = Client()
    assert come(again, "s-8")["Location"].startswith(reverse("mfa_authenticate"))
    assert who(again) is None


@pytest.mark.parametrize("sign_up", ["invited", "closed"])
def test_the_provider_says_who_belongs_to_it_whatever_sign_up_says(
    client, provider, settings, sign_up
):
    settings.SIGN_UP = sign_up
    claims(provider, "s-9", DANA)
    come(client, "s-9")
    assert who(client) == User.objects.get().pk


def test_a_deactivated_person_is_not_let_in(client, provider):
    claims(provider, "s-10", DANA)
    come(client, "s-10")
    User.objects.update(is_active=False)
    again = Client()
    come(again, "s-10")
    assert who(again) is None


def test_the_request_is_bound_to_the_browser_that_made_it(client, provider):
    """Neither a made-up state nor the answer to somebody else's request signs anybody in; and the code
    alone is worth nothing to a thief (PKCE)."""
    claims(provider, "s-11", DANA)
    page = to_provider(client)
    asked = parse_qs(urlsplit(page).query)
    assert asked["code_challenge_method"] == ["S256"]
    assert {"openid", "profile", "email"} == set(asked["scope"][0].split())
    victim = Client()
    assert who(victim) is None
    back(victim, page, "s-11")
    assert who(victim) is None
    assert victim.get(BACK, {"state": "made-up", "code": "made-up"}).status_code < 500
    assert victim.get(BACK).status_code < 500
    assert not User.objects.exists()


def test_whoever_says_no_at_the_provider_is_not_signed_in(client, provider):
    page = to_provider(client)
    denied = requests.post(page, data={"action": "deny"}, allow_redirects=False, timeout=10)
    answer = client.get(denied.headers["Location"], follow=True)
    assert answer.status_code in (200, 401)
    assert reverse("account_login") in answer.text
    assert who(client) is None


@pytest.mark.parametrize("process", ["login", "connect"])
def test_a_provider_that_does_not_answer_is_told_and_is_no_fault(alices, settings, process):
    settings.OIDC_APP = app_at(f"http://127.0.0.1:{free_port()}")
    answer = alices.post(f"{BEGIN}?process={process}")
    assert answer.status_code == 502
    assert "Signing in did not work" in answer.text


def test_claims_of_two_people_are_refused(client, provider, monkeypatch):
    """The token of one and the profile of another: the provider, or somebody between, is at fault."""
    asked = OpenIDConnectOAuth2Adapter._fetch_user_info
    monkeypatch.setattr(
        OpenIDConnectOAuth2Adapter,
        "_fetch_user_info",
        lambda self, token: asked(self, token) | {"sub": "s-admin"},
    )
    claims(provider, "s-12", DANA)
    assert come(client, "s-12").status_code == 403
    assert not User.objects.exists()


def test_opening_the_address_signs_nobody_in_and_asks(client):
    page = client.get(BEGIN)
    assert page.status_code == 200
    assert "Example Ltd" in page.text


def test_the_button_stands_where_people_sign_in_and_only_with_a_provider(client, alices, settings):
    login = reverse("account_login")
    assert "Sign in with Example Ltd" in client.get(login).text
    assert CONNECTIONS in alices.get(reverse("profile")).text
    settings.OIDC_APP = ""
    assert "Example Ltd" not in client.get(login).text
    assert CONNECTIONS not in alices.get(reverse("profile")).text
    assert client.post(BEGIN).status_code == 404
    assert client.get(BACK).status_code == 404


def test_no_secret_of_the_provider_is_in_the_admin(client):
    boss = User.objects.create_superuser("boss@example.org")
    client.force_login(boss)
    for model in ("socialapp", "socialtoken", "socialaccount"):
        assert client.get(f"/admin/socialaccount/{model}/").status_code == 404


def test_whoever_comes_without_an_address_types_one_of_the_named_domains(
    client, provider, settings
):
    settings.SIGN_UP_DOMAINS = ["example.org"]
    claims(provider, "s-13", {"name": "Dana Dean"})
    asked = come(client, "s-13")["Location"]
    page = client.get(asked)
    form = page.context["form"]
    assert (form["email"].label, form["name"].value()) == ("E-mail address", "Dana Dean")
    refused = client.post(asked, {"email": "dana@elsewhere.example", "name": "Dana"})
    assert "email" in refused.context["form"].errors
    assert not User.objects.exists()
    client.post(asked, {"email": "dana@example.org", "name": "Dana"})
    assert not EmailAddress.objects.get(user=User.objects.get()).verified
    assert who(client) is None
