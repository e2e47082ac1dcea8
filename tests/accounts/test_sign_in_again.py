"""Whoever has no password shows who they are at their provider before whatever takes a password from others:
an open session alone opens nothing, be it of somebody who came by single sign-on or of somebody who has
neither."""

import time
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.accounts.test_reauthentication import NEW, SECOND, WISHES
from tests.accounts.test_sign_up import OTHER_PASSWORD
from tests.accounts.test_single_sign_on import DANA, back, come, who
from tests.people import make_user
from tests.provider import app_at, claims

pytestmark = pytest.mark.django_db
AGAIN = reverse("sign_in_again")
PASSWORD_TWICE = {"password1": OTHER_PASSWORD, "password2": OTHER_PASSWORD}
EVERYTHING: list[tuple[str, str, dict[str, str]]] = [
    *[("POST", page, data) for page, data in WISHES.values() if page == "account_email"],
    ("GET", "mfa_activate_totp", {}),
    ("POST", "mfa_generate_recovery_codes", {}),
    ("POST", "account_set_password", PASSWORD_TWICE),
    ("GET", "own_data_file", {}),
    ("GET", "erase_account", {}),
    ("POST", "erase_account", {}),
]
"""What takes the password of whoever has one, and can be done without a second step."""


@pytest.fixture
def dana(client: Client, provider: str, settings: Any) -> User:
    """She came by single sign-on, in the browser ``client``, and has a second address."""
    settings.OIDC_APP = app_at(provider)
    claims(provider, "again", DANA)
    come(client, "again")
    dana = User.objects.get(email=DANA["email"])
    EmailAddress.objects.create(user=dana, email=SECOND, verified=True)
    return dana


def ask(client: Client, method: str, page: str, data: dict[str, str]) -> Any:
    path = reverse(page)
    return client.get(path, data) if method == "GET" else client.post(path, data)


def to_provider_again(client: Client, asked: Any) -> str:
    """From the page that asks to the one of the provider."""
    assert asked["Location"].startswith(AGAIN), asked["Location"]
    page = client.get(asked["Location"])
    assert page.status_code == 200
    sent = client.post(AGAIN, {"next": page.context["next"]})
    return str(sent["Location"])


def state_of(person: User) -> list[Any]:
    person.refresh_from_db()
    addresses = (
        EmailAddress.objects.filter(user=person).order_by("pk").values_list("email", "primary")
    )
    return [person.email, person.password, *addresses]


def test_an_open_session_without_a_password_opens_nothing(dana, client, settings):
    before, sent = state_of(dana), len(mail.outbox)
    for provider in (settings.OIDC_APP, ""):  # and where the settings name none any more
        settings.OIDC_APP = provider
        wrong = {}
        for method, page, data in EVERYTHING:
            answer = ask(client, method, page, data)
            if not str(answer.headers.get("Location", "")).startswith(AGAIN):
                wrong[f"{method} {page}"] = answer.status_code
        assert wrong == {}
        page = client.get(AGAIN)
        assert reverse("account_reset_password") in page.text
        assert ("Sign in again with Example Ltd" in page.text) == bool(provider)
    assert state_of(dana) == before
    assert len(mail.outbox) == sent


def test_after_signing_in_again_the_wish_is_done_and_others_for_five_minutes(
    dana, client, provider
):
    page, data = WISHES["add an address"]
    there = to_provider_again(client, ask(client, "POST", page, data))
    asked = parse_qs(urlsplit(there).query)
    assert (asked["prompt"], asked["max_age"]) == (["login"], ["0"])
    home = back(client, there, "again")
    assert home["Location"].startswith(AGAIN)
    client.get(home["Location"])
    assert mail.outbox[-1].to == [NEW]
    assert client.get(reverse("own_data_file")).status_code == 200
    session = client.session
    for record in session["account_authentication_methods"]:
        record["at"] -= 301
    session.save()
    assert client.get(reverse("own_data_file"))["Location"].startswith(AGAIN)


def test_the_account_of_somebody_without_a_password_is_erased_after_signing_in_again(
    dana, client, provider
):
    there = to_provider_again(client, ask(client, "GET", "erase_account", {}))
    home = client.get(back(client, there, "again")["Location"])
    assert home["Location"] == reverse("erase_account")
    client.post(reverse("erase_account"))
    dana.refresh_from_db()
    assert (dana.is_active, who(client)) == (False, None)


def test_a_provider_that_did_not_ask_again_confirms_nobody(dana, client, provider):
    """It knows the browser still, or somebody took the wish out of the address on the way; one that does
    not say when it asked is not believed either."""
    for told in (None, 0, "now", True, int(time.time()) - 3_600):
        there = to_provider_again(client, ask(client, "GET", "own_data_file", {}))
        claims(provider, "again", DANA | {"auth_time": told})
        page = back(client, there, "again")
        assert page.status_code == 403, told
        assert page.context["not_told"]
        assert reverse("account_reset_password") in page.text  # the way that is left
        assert client.get(reverse("own_data_file"))["Location"].startswith(AGAIN)


def test_somebody_else_at_the_provider_confirms_nobody(dana, client, provider):
    told = {"email": "other@example.org", "email_verified": True, "name": "Other"}
    claims(provider, "known", told)
    come(Client(), "known")
    people = User.objects.count()
    for other in ("known", "unknown"):
        there = to_provider_again(client, ask(client, "GET", "own_data_file", {}))
        assert back(client, there, other).status_code == 403
        assert (who(client), User.objects.count()) == (dana.pk, people)
        assert client.get(reverse("own_data_file"))["Location"].startswith(AGAIN)


def test_signing_in_is_not_signing_in_again(dana, client, provider):
    """Not even right now: the provider may have known the browser, and nobody was asked."""
    come(client, "again")
    assert client.get(reverse("own_data_file"))["Location"].startswith(AGAIN)


def test_whoever_has_a_second_step_uses_that(dana, client):
    TOTP.activate(dana, "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")
    asked = client.get(reverse("own_data_file"))
    assert asked["Location"].startswith(reverse("mfa_reauthenticate"))
    assert AGAIN in client.get(asked["Location"]).text


def test_a_link_to_a_password_is_the_other_way(client, settings):
    nora = make_user("nora@example.org", "Nora")
    nora.set_unusable_password()
    nora.save()
    client.force_login(nora)
    assert ask(client, "POST", "account_set_password", PASSWORD_TWICE)["Location"].startswith(AGAIN)
    client.post(reverse("account_reset_password"), {"email": nora.email})
    assert mail.outbox[-1].to == [nora.email]
