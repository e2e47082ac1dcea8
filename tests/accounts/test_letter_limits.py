"""Whatever strangers press, one mailbox gets few mails from this site, and its owner still gets in."""

import time

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.people import PASSWORD, make_user, sign_in

pytestmark = pytest.mark.django_db
MOST = 6
OFTEN = range(MOST + 3)
VICTIM = "victim@example.org"


def sign_up(address: str) -> None:
    new = {"email": address, "name": "x", "password1": PASSWORD}
    Client().post(reverse("account_signup"), new)


def reset(address: str) -> None:
    Client().post(reverse("account_reset_password"), {"email": address})


def add_to_another_account(address: str) -> None:
    client = Client()
    sign_in(client, make_user(f"thief{User.objects.count()}@example.org"))
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    client.post(reverse("account_email"), {"action_add": "", "email": address})


WAYS = [sign_up, reset, add_to_another_account]


def mails_to_the_victim() -> int:
    return sum(VICTIM in one.to or VICTIM.upper() in one.to for one in mail.outbox)


@pytest.mark.parametrize("has_account", [True, False])
@pytest.mark.parametrize("way", WAYS)
def test_many_times_of_one_kind_send_few_mails(way, has_account):
    if has_account:
        make_user(VICTIM)
    for _ in OFTEN:
        way(VICTIM)
    assert mails_to_the_victim() <= MOST


def test_all_kinds_together_and_other_ways_to_write_the_mailbox_count_as_one():
    make_user(VICTIM)
    for number in range(8):
        for way in WAYS:
            way(VICTIM)
        reset(VICTIM.upper())
        sign_up(f"victim+{number}@example.org")
    assert len([one for one in mail.outbox if "victim" in one.to[0].lower()]) <= MOST


def test_what_the_owner_does_is_told_to_the_owner_all_the_same():
    victim = make_user(VICTIM)
    for _ in OFTEN:
        sign_up(VICTIM)
    mail.outbox.clear()
    client = Client()
    client.force_login(victim)
    new = {
        "oldpassword": PASSWORD,
        "password1": "a new one of ten",
        "password2": "a new one of ten",
    }
    client.post(reverse("account_change_password"), new)
    assert mails_to_the_victim() == 1


def test_others_are_not_held_up():
    for _ in OFTEN:
        sign_up(VICTIM)
    sign_up("dana@example.org")
    assert mail.outbox[-1].to == ["dana@example.org"]


def test_later_the_mailbox_gets_mails_again():
    make_user(VICTIM)
    for _ in OFTEN:
        sign_up(VICTIM)
    cache.clear()  # as after a day
    mail.outbox.clear()
    reset(VICTIM)
    assert mails_to_the_victim() == 1


def test_one_account_writes_to_few_strangers(client, monkeypatch):
    """Each address that is added gets a mail, whosever it is; here one every ten seconds, taken away again."""
    client.force_login(make_user("thief@example.org"))
    start, page = time.time(), reverse("account_email")
    for number in range(40):
        now = start + 10 * number
        monkeypatch.setattr("time.time", lambda now=now: now)
        client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
        address = f"stranger{number}@elsewhere.example"
        client.post(page, {"action_add": "", "email": address})
        client.post(page, {"action_remove": "", "email": address})
    assert 5 < len(mail.outbox) <= 30


def test_one_account_has_few_addresses():
    person = make_user("thief@example.org")
    client = Client()
    client.force_login(person)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    for number in range(12):
        cache.clear()
        added = {"action_add": "", "email": f"stranger{number}@elsewhere.example"}
        client.post(reverse("account_email"), added)
    assert EmailAddress.objects.filter(user=person).count() == 10
