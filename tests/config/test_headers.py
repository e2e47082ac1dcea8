"""What every answer tells a browser to refuse: code in a page, frames, guesses about types, cookies in the clear."""

import re

import pytest
from django.urls import reverse

from tests.config.test_bad_values import LONG, read_settings
from tests.people import PASSWORD

pytestmark = pytest.mark.django_db
FOR_ALL = ["home", "method", "account_login", "account_signup", "account_reset_password"]
SIGNED_IN = ["assessments", "teams", "profile", "mfa_index", "account_email"]
WRITTEN_INTO_A_PAGE = re.compile(
    r"""<script(?![^>]*\b(?:src=|type="application/json"))|<style|\sstyle=|\son[a-z]+=["']|javascript:"""
)
ELSEWHERE = re.compile(
    r"""<(?:script|link|img|iframe|source)[^>]*\s(?:src|href)=["'](?:https?:)?//"""
)


def policy(answer) -> dict[str, list[str]]:
    parts = (part.split() for part in answer["Content-Security-Policy"].split(";"))
    return {name: sources for name, *sources in parts}


def assert_guarded(answer) -> None:
    """Everything comes from here, nothing runs that stands in the page, and nobody frames it."""
    found = policy(answer)
    assert found["default-src"] == ["'none'"]
    for kind in ("script-src", "style-src", "font-src", "connect-src", "form-action"):
        assert found[kind] == ["'self'"], kind
    assert found["img-src"] == ["'self'", "data:"]
    assert found["frame-ancestors"] == found["base-uri"] == ["'none'"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"


def test_every_kind_of_answer_is_guarded_and_has_no_code_and_nothing_from_elsewhere(
    client, alices, assessment
):
    result = reverse("result", args=[assessment.pk])
    pages = [(client, reverse(name)) for name in FOR_ALL]
    pages += [(client, "/nowhere/"), (client, reverse("assessments")), (client, "/admin/")]
    pages += [(alices, reverse(name)) for name in SIGNED_IN]
    pages += [(alices, result), (alices, reverse("whatif", args=[assessment.pk]))]
    for browser, address in pages:
        answer = browser.get(address)
        assert_guarded(answer)
        text = answer.content.decode()
        assert not WRITTEN_INTO_A_PAGE.search(text), (address, WRITTEN_INTO_A_PAGE.search(text))
        assert not ELSEWHERE.search(text), (address, ELSEWHERE.search(text))
    assert_guarded(client.post(reverse("account_login"), {}))
    assert_guarded(client.generic("PURGE", "/"))
    assert_guarded(client.get("/%00"))


def test_cookies_are_out_of_reach_of_scripts_and_other_sites_and_never_go_in_the_clear(
    client, alice, monkeypatch, settings
):
    monkeypatch.setenv("SECURE_HTTPS", "true")
    monkeypatch.setenv("SECRET_KEY", LONG)
    monkeypatch.setenv("DATABASE_URL", "sqlite:///:memory:")
    for name, value in read_settings().items():
        if name.startswith("SECURE_") or name.endswith("_COOKIE_SECURE"):
            setattr(settings, name, value)
    client.get(reverse("account_login"), secure=True)
    sent = {"login": alice.email, "password": PASSWORD}
    answer = client.post(reverse("account_login"), sent, secure=True)
    assert answer.status_code == 302
    assert answer.cookies.keys() >= {"sessionid", "known"}
    for name, cookie in (client.cookies | answer.cookies).items():
        assert cookie["secure"], name
        assert cookie["samesite"] == "Lax", name
        assert cookie["httponly"] or name == "csrftoken", name
    kept = int(answer["Strict-Transport-Security"].partition("=")[2].partition(";")[0])
    assert kept >= 31_536_000
    assert client.get("/method/").status_code == 301
