"""SECRET_KEY is replaced while people work."""

from typing import Any

import pytest
from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.tokens import default_token_generator
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.config.test_bad_values import LONG, read_settings

NEW = "another-0123456789abcdefghijklmnopqrstuvwxyz-0123456789"


@pytest.mark.django_db
def test_sessions_and_links_of_the_old_key_go_on_until_it_is_taken_out(
    alice: User, alices: Client, bobs: Client, settings: Any
) -> None:
    page = reverse("assessments")
    link = default_token_generator.make_token(alice)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = NEW, [settings.SECRET_KEY]
    assert default_token_generator.check_token(alice, link)
    assert alices.get(page).status_code == 200
    settings.SECRET_KEY_FALLBACKS = []
    assert not default_token_generator.check_token(alice, link)
    assert alices.get(page).status_code == 200  # her visit has signed her session anew
    assert bobs.get(page).status_code == 302  # he was away all the time, and signs in once


def test_passwords_are_kept_with_argon2_and_nothing_else(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The tests hash with something faster; this is what the site does, with the numbers OWASP asks for: 19 MB
    and two rounds at least."""
    monkeypatch.setenv("SECRET_KEY", LONG)
    settings.PASSWORD_HASHERS = read_settings()["PASSWORD_HASHERS"]
    _, kind, _, numbers, *_ = make_password("correct horse battery staple").split("$")
    assert kind == "argon2id"
    costs = dict(part.split("=") for part in numbers.split(","))
    assert int(costs["m"]) >= 19 * 1024
    assert int(costs["t"]) >= 2
    assert not check_password("x", "md5$salt$" + "0" * 32)
