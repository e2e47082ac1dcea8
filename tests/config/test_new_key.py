"""SECRET_KEY is replaced while people work."""

from typing import Any

import pytest
from django.contrib.auth.tokens import default_token_generator
from django.test import Client
from django.urls import reverse

from accounts.models import User

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
