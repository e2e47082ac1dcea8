"""Wrong passwords: whom they slow, from where, and that nobody can lock out anybody else."""

import pytest
from allauth.account import app_settings as account
from allauth.core.internal.ratelimit import get_rates
from allauth.mfa import app_settings as mfa
from django.core import mail, signing
from django.test import Client, RequestFactory
from django.urls import reverse

from accounts.limits import client_address
from tests.accounts.test_sign_up import (
    OTHER_PASSWORD,
    link_in,
    sign_in,
    sign_up,
    signed_in,
    signed_in_after,
)
from tests.people import make_user

pytestmark = pytest.mark.django_db
ALICE = "alice@example.org"


@pytest.mark.parametrize(
    ("count", "header", "address"),
    [
        (0, None, "10.0.0.1"),
        (0, "198.51.100.7", "10.0.0.1"),
        (1, None, "10.0.0.1"),
        (1, "", "10.0.0.1"),
        (1, "198.51.100.7", "198.51.100.7"),
        (1, "203.0.113.5, 198.51.100.7", "198.51.100.7"),
        (2, "203.0.113.5,198.51.100.7", "203.0.113.5"),
        (2, "spoofed, 203.0.113.5 , 198.51.100.7", "203.0.113.5"),
        (2, "198.51.100.7", "10.0.0.1"),
        (3, "203.0.113.5, 198.51.100.7", "10.0.0.1"),
        (1, "203.0.113.5, ", "10.0.0.1"),
        (1, "203.0.113.5, unknown", "10.0.0.1"),
        (1, "203.0.113.5, 198.51.100.999", "10.0.0.1"),
        (1, "\u0661.2.3.4", "10.0.0.1"),
        (1, "198.51.100.7:4711", "198.51.100.7"),
        (1, "2001:DB8::1", "2001:db8::1"),
        (1, "[2001:db8::1]", "2001:db8::1"),
        (1, "[2001:db8::1]:4711", "2001:db8::1"),
        (1, "fe80::1%eth0", "fe80::1"),
        (1, "::ffff:198.51.100.7", "198.51.100.7"),
        (1, "[::ffff:198.51.100.7]:4711", "198.51.100.7"),
        (1, "x" * 100_000, "10.0.0.1"),
    ],
)
def test_only_what_our_own_proxies_wrote_is_believed(settings, count, header, address):
    settings.TRUSTED_PROXY_COUNT = count
    headers = {} if header is None else {"X-Forwarded-For": header}
    request = RequestFactory().get("/", REMOTE_ADDR="10.0.0.1", headers=headers)
    assert client_address(request) == address


@pytest.mark.parametrize("peer", ["", "a.socket"])
def test_a_server_that_knows_no_address_is_no_fault(peer):
    """gunicorn on a socket of the file system."""
    assert client_address(RequestFactory().get("/", REMOTE_ADDR=peer)) == "unknown"


def test_no_limit_counts_an_address_alone():
    for app, limits in (("account", account.RATE_LIMITS), ("mfa", mfa.RATE_LIMITS)):
        for action in limits:
            rates = get_rates(app=f"allauth.{app}", action=action)
            assert "ip" not in {rate.per for rate in rates}, action


def test_whoever_shares_an_address_with_a_stranger_is_not_locked_out(client, alice):
    """All come from one address, as behind a proxy that nobody told the site about."""
    for number in range(24):  # allauth's own limits by address are 20 and 30 a minute
        for guessed in (f"someone{number}@example.org", ALICE):
            sign_in(client, guessed, "wrong")
        client.post(reverse("account_reset_password"), {"email": f"someone{number}@example.org"})
        sign_up(Client(), f"new{number}@example.org")
    make_user("bob@example.org")
    assert signed_in_after(Client(), "bob@example.org")
    assert sign_up(Client(), "dana@example.org").status_code == 302
    answer = Client().post(reverse("account_reset_password"), {"email": "bob@example.org"})
    assert answer.status_code == 302
    assert not signed_in_after(client, ALICE)


def from_address(address: str) -> Client:
    return Client(headers={"X-Forwarded-For": address})


def test_only_the_place_of_the_guesses_is_slowed(settings, alice):
    settings.TRUSTED_PROXY_COUNT = 1
    for number in range(30):
        sign_in(from_address(f"10.9.9.{number}, 198.51.100.7"), ALICE, "wrong")
    assert not signed_in_after(from_address("198.51.100.7"), ALICE)
    assert signed_in_after(from_address("203.0.113.5"), ALICE)


def test_a_whole_network_of_version_6_is_one_place(settings, alice):
    settings.TRUSTED_PROXY_COUNT = 1
    for number in range(5):
        sign_in(from_address(f"2001:db8:1:1::{number}"), ALICE, "wrong")
    assert not signed_in_after(from_address("2001:db8:1:1:ffff::1"), ALICE)
    assert signed_in_after(from_address("2001:db8:1:2::1"), ALICE)


def guess_from_everywhere(settings) -> None:
    """More wrong passwords for Alice than all unknown places together have."""
    settings.TRUSTED_PROXY_COUNT = 1
    for number in range(25):
        sign_in(from_address(f"198.51.100.{number}"), ALICE, "wrong")


def test_guesses_from_everywhere_are_stopped_and_do_not_stop_a_known_browser(settings, alice):
    hers = from_address("203.0.113.5")
    assert signed_in_after(hers, ALICE)
    hers.post(reverse("account_logout"))
    guess_from_everywhere(settings)
    assert not signed_in_after(from_address("203.0.113.6"), ALICE)
    assert signed_in_after(hers, ALICE.upper())


def test_a_new_password_by_mail_lets_the_person_in_whatever_strangers_try(settings, alice):
    guess_from_everywhere(settings)
    hers = from_address("203.0.113.5")
    hers.post(reverse("account_reset_password"), {"email": ALICE})
    form = hers.get(link_in(mail.outbox[-1]))["Location"]
    hers.post(form, {"password1": OTHER_PASSWORD, "password2": OTHER_PASSWORD})
    assert signed_in(hers)
    hers.post(reverse("account_logout"))
    sign_in(hers, ALICE, OTHER_PASSWORD)
    assert signed_in(hers)


def test_even_when_strangers_use_up_the_mails_each_of_them_lets_the_person_in(alice, client):
    for status in (302, 302, 302, 302, 302, 429):
        answer = client.post(reverse("account_reset_password"), {"email": ALICE})
        assert answer.status_code == status
    assert len(mail.outbox) == 5
    assert Client().get(link_in(mail.outbox[0]))["Location"].endswith("set-password/")


def test_a_known_browser_may_not_guess_without_end_either(client, alice):
    sign_in(client, ALICE)
    client.post(reverse("account_logout"))
    for _ in range(5):
        sign_in(client, ALICE, "wrong")
    assert not signed_in_after(client, ALICE)


def test_right_passwords_are_not_counted(client, alice):
    """Neither in a known browser nor in new ones, for instance in windows that keep nothing."""
    for _ in range(16):  # allauth lets 30 in a minute by itself
        assert signed_in_after(client, ALICE)
        client.post(reverse("account_logout"))
        assert signed_in_after(Client(), ALICE)


def test_a_browser_is_known_to_its_own_person_only(settings, alice, bob):
    """Somebody with an account of their own, or with a made-up mark, is a stranger to Alice."""
    known = Client()
    sign_in(known, "bob@example.org")
    known.post(reverse("account_logout"))
    guess_from_everywhere(settings)
    assert not signed_in_after(known, ALICE)
    for made_up in ("x", signing.dumps([alice.pk, "mark"], salt="another")):
        known.cookies["known"] = made_up
        assert not signed_in_after(known, ALICE)


def test_the_mark_of_a_browser_is_out_of_reach_of_scripts(client, alice):
    sign_in(client, ALICE)
    cookie = client.cookies["known"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


def test_a_second_address_is_known_once_it_is_proven(settings, client, alice):
    sign_in(client, ALICE)
    client.post(reverse("account_logout"))
    second = alice.emailaddress_set.create(email="second@example.org", verified=False)
    settings.TRUSTED_PROXY_COUNT = 1
    for number in range(25):
        sign_in(from_address(f"198.51.100.{number}"), second.email, "wrong")
    assert not signed_in_after(client, second.email)
    alice.emailaddress_set.update(verified=True)
    assert signed_in_after(client, second.email)


def test_the_admin_has_no_way_in_of_its_own(client, alice):
    answer = client.post("/admin/login/", {"username": ALICE, "password": "wrong"})
    assert answer["Location"].startswith(reverse("account_login"))
