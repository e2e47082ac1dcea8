"""Somebody at an open session cannot take the account over: whatever changes how one signs in asks for
the password first."""

from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.core import mail
from django.urls import get_resolver, reverse

from accounts.models import User
from tests.accounts.test_sign_up import OTHER_PASSWORD
from tests.people import PASSWORD

pytestmark = pytest.mark.django_db
SECOND = "alice@second.example"
NEW = "thief@elsewhere.example"
WISHES = {
    "add an address": ("account_email", {"action_add": "", "email": NEW}),
    "make another main": ("account_email", {"action_primary": "", "email": SECOND}),
    "remove an address": ("account_email", {"action_remove": "", "email": SECOND}),
    "turn the second step off": ("mfa_deactivate_totp", {}),
    "make new recovery codes": ("mfa_generate_recovery_codes", {}),
}
LOOKS = ("mfa_view_recovery_codes", "mfa_download_recovery_codes", "mfa_activate_totp")


@pytest.fixture
def protected(alice: User) -> User:
    """Alice with a second address and a second step."""
    EmailAddress.objects.create(user=alice, email=SECOND, verified=True)
    TOTP.activate(alice, "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")
    RecoveryCodes.activate(alice)
    return alice


def ways_in(user: User) -> list[Any]:
    """All that lets the person in."""
    addresses = (
        EmailAddress.objects.filter(user=user).order_by("pk").values_list("email", "primary")
    )
    factors = Authenticator.objects.filter(user=user).order_by("pk").values_list("pk", "data")
    user.refresh_from_db()
    return [user.email, user.password, *addresses, *factors]


@pytest.mark.parametrize("wish", WISHES)
def test_a_change_of_how_one_signs_in_takes_the_password_and_is_then_done(protected, alices, wish):
    page, data = WISHES[wish]
    if "action_add" in data:
        Authenticator.objects.all().delete()  # with a second step the library adds no address at all
    before = ways_in(protected)
    asked = alices.post(reverse(page), data)
    assert asked["Location"].startswith(reverse("account_reauthenticate"))
    assert ways_in(protected) == before
    assert mail.outbox == []

    wrong = alices.post(asked["Location"], {"password": "wrong"})
    assert wrong.context["form"].errors
    assert ways_in(protected) == before

    alices.post(asked["Location"], {"password": PASSWORD, "next": reverse(page)})
    assert ways_in(protected) != before or NEW in str(mail.outbox[0].to)


@pytest.mark.parametrize("page", LOOKS)
def test_secrets_are_shown_after_the_password_only(protected, alices, page):
    if page == "mfa_activate_totp":
        Authenticator.objects.all().delete()
    asked = alices.get(reverse(page))
    assert asked["Location"].startswith(reverse("account_reauthenticate"))


def test_a_new_password_takes_the_current_one(alice, alices):
    before = ways_in(alice)
    new = {"password1": OTHER_PASSWORD, "password2": OTHER_PASSWORD}
    for wrong in ({}, {"oldpassword": "wrong"}):
        page = alices.post(reverse("account_change_password"), new | wrong)
        assert "oldpassword" in page.context["form"].errors
    alices.post(reverse("account_set_password"), new)
    assert ways_in(alice) == before


def test_the_password_is_asked_for_again_after_five_minutes(protected, alices):
    again = reverse("account_reauthenticate")
    alices.post(again, {"password": PASSWORD, "next": reverse("account_email")})
    remove = {"action_remove": "", "email": SECOND}
    session = alices.session
    for record in session["account_authentication_methods"]:
        record["at"] -= 301
    session.save()
    assert alices.post(reverse("account_email"), remove)["Location"].startswith(again)
    assert EmailAddress.objects.filter(email=SECOND).exists()


def test_every_page_of_the_sign_in_library_is_known_to_these_tests():
    """A new page that changes how one signs in has to be put into one of the lists."""
    changing = {page for page, _ in WISHES.values()} | set(LOOKS)
    harmless = {
        *(
            "account_login",
            "account_logout",
            "account_confirm_login_code",
            "account_signup",
            "account_inactive",
        ),
        *("account_reauthenticate", "account_confirm_email", "account_email_verification_sent"),
        *("account_reset_password", "account_reset_password_done"),
        *("account_reset_password_from_key", "account_reset_password_from_key_done"),
        *("account_change_password", "account_set_password"),  # above
        *("mfa_authenticate", "mfa_reauthenticate", "mfa_index"),
    }
    found = {
        name
        for name in get_resolver().reverse_dict
        if isinstance(name, str) and name.startswith(("account_", "mfa_"))
    }
    assert found - harmless == changing
