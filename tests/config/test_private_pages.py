"""What a browser or a proxy may keep: nothing of a signed-in person, nothing of signing in."""

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from config.middleware import keep_private

pytestmark = pytest.mark.django_db
ACCOUNT_PAGES = [
    "account_email", "account_change_password", "account_logout", "account_reauthenticate",
    "mfa_index", "mfa_activate_totp", "teams", "profile", "assessments", "method", "home",
]  # fmt: skip
SIGN_IN_PAGES = ["account_login", "account_signup", "account_reset_password"]


def assert_not_kept(answer) -> None:
    said = answer["Cache-Control"]
    assert "no-store" in said
    assert "private" in said


@pytest.mark.parametrize("name", ACCOUNT_PAGES)
def test_no_page_of_a_signed_in_person_is_kept(alices, name):
    assert_not_kept(alices.get(reverse(name)))


@pytest.mark.parametrize("name", SIGN_IN_PAGES)
def test_no_page_of_signing_in_is_kept(client, name):
    assert_not_kept(client.get(reverse(name)))


def test_a_page_that_is_not_there_is_not_kept_either(alices):
    assert_not_kept(alices.get("/nothing/here/"))


def test_public_pages_may_be_kept(client):
    assert not client.get(reverse("method")).has_header("Cache-Control")


def test_static_files_may_be_kept_by_everybody(client, alices, settings):
    settings.WHITENOISE_USE_FINDERS = True  # a clean clone has collected no files
    for browser in (client, alices):
        answer = browser.get("/static/site.css")
        answer.close()
        assert "max-age" in answer["Cache-Control"]
        assert "no-store" not in answer["Cache-Control"]


def test_what_a_view_says_stays(alice):
    request = RequestFactory().get("/")
    request.user = alice
    said = HttpResponse(headers={"Cache-Control": "max-age=60"})
    assert keep_private(lambda _: said)(request)["Cache-Control"] == "max-age=60"


def test_signing_out_leaves_nothing_in_the_cache(alices: Client):
    assert_not_kept(alices.post(reverse("account_logout")))
