"""What a stranger writes into a request neither leads people elsewhere nor learns who has an account."""

import re
from typing import Any

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core import mail
from django.test import Client
from django.urls import reverse

from tests.people import PASSWORD, make_user

pytestmark = pytest.mark.django_db
KNOWN, UNKNOWN = "known@example.org", "unknown@example.org"
HERE = "https://decide.example.org"
LINK = re.compile(r"https?://\S+")


def sign_up(client: Client, address: str, **environ: Any) -> None:
    new = {"email": address, "name": "x", "password1": PASSWORD}
    client.post(reverse("account_signup"), new, **environ)


def reset(client: Client, address: str, **environ: Any) -> None:
    client.post(reverse("account_reset_password"), {"email": address}, **environ)


@pytest.mark.parametrize("host", ["localhost:6666", "127.0.0.1:9", "testserver:8443", "localhost"])
@pytest.mark.parametrize("address", [KNOWN, UNKNOWN])
@pytest.mark.parametrize("way", [sign_up, reset])
def test_links_in_mails_lead_to_this_site_whatever_host_and_port_were_asked(
    client, settings, way, address, host
):
    """The site answers to several names, and a request names any port: the link to a new password of
    somebody else would lead to whatever listens there."""
    settings.SITE_URL = HERE
    make_user(KNOWN)
    way(client, address, headers={"host": host})
    (message,) = mail.outbox
    links = LINK.findall(str(message.body))
    assert len(links) > 1
    assert {"/".join(link.split("/")[:3]) for link in links} == {HERE}


def test_the_link_to_confirm_an_added_address_leads_to_this_site_too(client, settings):
    settings.SITE_URL = HERE
    client.force_login(make_user(KNOWN))
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    added = {"action_add": "", "email": "second@example.org"}
    client.post(reverse("account_email"), added, headers={"host": "localhost:6666"})
    assert mail.outbox
    assert "localhost" not in "".join(str(one.body) for one in mail.outbox)


def test_signing_up_hashes_as_often_for_a_known_address_as_for_another(client, monkeypatch):
    """Hashing takes nearly all of the time: without it the answer comes five times as fast."""
    make_user(KNOWN)
    hashed: list[str] = []
    encode = MD5PasswordHasher.encode

    def counted(self: Any, password: str, salt: str) -> str:
        hashed.append(password)
        return encode(self, password, salt)

    monkeypatch.setattr(MD5PasswordHasher, "encode", counted)
    counts = []
    for address in (KNOWN, UNKNOWN):
        hashed.clear()
        sign_up(Client(), address)
        counts.append(len(hashed))
    assert counts == [1, 1]
