"""Whoever may use the admin has a second step, and is led to set it up where there is none."""

import time
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    hotp_value,
)
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.people import PASSWORD, make_user

pytestmark = pytest.mark.django_db
SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
SET_UP = reverse("mfa_activate_totp")
PAGES = (
    "/admin/",
    "/admin/accounts/user/",
    "/admin/accounts/team/add/",
    "/admin/password_change/",
    "/admin/catalog/",
    "/admin/catalog/theme/",
)


@pytest.fixture
def boss(db: None, settings: Any) -> User:
    settings.STAFF_SECOND_STEP = True
    return make_user("boss@example.org", is_staff=True, is_superuser=True)


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("page", PAGES)
def test_without_a_second_step_every_page_of_the_admin_leads_to_setting_it_up(
    boss, client, page, method
):
    client.force_login(boss)
    answer = getattr(client, method)(page)
    assert (answer.status_code, answer.headers.get("Location")) == (302, SET_UP)


def test_codes_for_a_lost_phone_are_no_second_step(boss, client):
    RecoveryCodes.activate(boss)
    client.force_login(boss)
    assert client.get("/admin/")["Location"] == SET_UP


def test_with_a_second_step_the_admin_opens_and_without_it_no_more(boss, client):
    TOTP.activate(boss, SECRET)
    client.force_login(boss)
    assert client.get("/admin/").status_code == 200
    Authenticator.objects.all().delete()
    assert client.get("/admin/").status_code == 302


def test_the_second_step_is_asked_for_at_sign_in(boss):
    TOTP.activate(boss, SECRET)
    client = Client()
    sent = {"login": boss.email, "password": PASSWORD}
    asked = client.post(reverse("account_login"), sent)
    assert asked["Location"] == reverse("mfa_authenticate")
    assert client.get("/admin/").status_code == 302
    code = format_hotp_value(hotp_value(SECRET, int(time.time()) // 30))
    client.post(asked["Location"], {"code": code})
    assert client.get("/admin/").status_code == 200


def test_the_rest_of_the_site_asks_nobody_for_it(boss, alices, client):
    client.force_login(boss)
    assert client.get(reverse("teams")).status_code == 200
    assert alices.get("/admin/")["Location"] != SET_UP


def test_the_setting_may_be_off(boss, client, settings):
    settings.STAFF_SECOND_STEP = False
    client.force_login(boss)
    assert client.get("/admin/").status_code == 200
