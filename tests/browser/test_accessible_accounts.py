"""Pages of signing in, of the account and of teams in states that the walk over all addresses does
not meet: axe and reflow in every width and mode, one h1, a title."""

import re
from collections.abc import Callable
from uuid import UUID

import pytest
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from playwright.sync_api import Page, expect

from accounts.models import Role, User
from accounts.services import invite
from tests.browser import journey
from tests.people import PASSWORD, STRANGE_NAMES, join, make_team

pytestmark = pytest.mark.django_db(transaction=True)


def test_sign_in_errors(page: Page, edition: None, check: Callable[[Page], None]):
    page.goto("/accounts/signup/")
    journey.press(page, "Create account")
    expect(page).to_have_title(re.compile("^Error: "))
    check(page)
    page.goto("/accounts/login/")
    page.locator("input[name=login]").fill("nobody@example.org")
    page.locator("input[name=password]").fill("wrong password")
    page.locator("main button[type=submit]", has_text="Sign in").click()
    expect(page).to_have_title(re.compile("^Error: "))
    check(page)
    page.watch.expected_status |= {401}  # type: ignore[attr-defined]
    page.goto("/accounts/3rdparty/login/error/")
    check(page)


def test_a_form_that_is_too_old(page: Page, edition: None, check: Callable[[Page], None]):
    page.watch.expected_status |= {403}  # type: ignore[attr-defined]
    page.goto("/accounts/login/")
    page.context.clear_cookies()
    page.locator("input[name=login]").fill("alice@example.org")
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("main button[type=submit]", has_text="Sign in").click()
    expect(page.locator("h1")).to_have_text("The page was too old")
    check(page)


def test_links_from_the_mails(
    page: Page, edition: None, alice: User, check: Callable[[Page], None]
):
    page.goto("/accounts/password/reset/")
    page.locator("input[name=email]").fill(alice.email)
    journey.press(page, "Send me the link")
    check(page)
    page.goto(journey.link_in_the_last_mail())
    expect(page.locator("h1")).to_have_text("Choose a new password")
    check(page)
    page.locator("input[name=password1]").fill("short")
    journey.press(page, "Save password")
    expect(page).to_have_title(re.compile("^Error: "))
    check(page)
    page.locator("input[name=password1]").fill("a quite different sentence")
    journey.press(page, "Save password")
    check(page)
    address = EmailAddress.objects.create(user=alice, email=f"{'alice' * 12}@example.org")
    page.goto(f"/accounts/confirm-email/{EmailConfirmationHMAC.create(address).key}/")
    expect(page.locator("h1")).to_have_text("Confirm your e-mail address")
    check(page)


def test_signing_in_in_two_steps(
    page: Page, edition: None, alice: User, check: Callable[[Page], None]
):
    TOTP.activate(alice, generate_totp_secret())
    code = RecoveryCodes.activate(alice).get_unused_codes()[0]
    journey.sign_in(page, alice.email)
    expect(page.locator("h1")).to_have_text("Enter your code")
    check(page)
    page.locator("input[name=code]").fill("000000")
    journey.press(page, "Sign in")
    expect(page).to_have_title(re.compile("^Error: "))
    check(page)
    page.locator("input[name=code]").fill(code)
    page.locator("main").get_by_role("button", name="Sign in").click()
    expect(page.locator("h1")).to_have_text("What needs you")
    page.goto("/accounts/2fa/reauthenticate/")
    expect(page.locator("h1")).to_have_text("Confirm that it is you")
    check(page)


def test_the_second_step_from_setting_it_up_to_turning_it_off(
    signed_in: Page, edition: None, alice: User, check: Callable[[Page], None]
):
    signed_in.goto("/accounts/2fa/totp/activate/")
    expect(signed_in.locator("h1")).to_have_text("Confirm that it is you")
    check(signed_in)
    signed_in.locator("input[name=password]").fill("wrong password")
    journey.press(signed_in, "Continue")
    check(signed_in)
    signed_in.locator("input[name=password]").fill(PASSWORD)
    journey.press(signed_in, "Continue")
    expect(signed_in.locator("h1")).to_have_text("Set up the authenticator app")
    check(signed_in)
    signed_in.locator("input[name=code]").fill("000000")
    journey.press(signed_in, "Turn on")
    expect(signed_in).to_have_title(re.compile("^Error: "))
    check(signed_in)
    secret = signed_in.locator("main p code").inner_text()
    signed_in.locator("input[name=code]").fill(journey.six_digits(secret))
    journey.press(signed_in, "Turn on")
    check(signed_in)
    for path in ("", "recovery-codes/", "recovery-codes/generate/", "totp/deactivate/"):
        signed_in.goto(f"/accounts/2fa/{path}")
        check(signed_in)
    journey.press(signed_in, "Turn off")
    expect(signed_in.locator("main")).to_contain_text("Off")
    check(signed_in)
    signed_in.goto("/teams/profile/erase/")  # who asks was just confirmed
    expect(signed_in).to_have_url(re.compile("/erase/$"))
    check(signed_in)


def test_a_person_without_a_password_is_led_to_a_link_by_mail(
    signed_in: Page, edition: None, alice: User, check: Callable[[Page], None]
):
    alice.set_unusable_password()
    alice.save()
    journey.enter(signed_in, alice)
    signed_in.goto("/accounts/password/set/")
    expect(signed_in).to_have_url(re.compile("/teams/profile/again/"))
    check(signed_in)
    signed_in.get_by_role("link", name="Have a link sent to your address").click()
    expect(signed_in.locator("input[name=email]")).to_be_visible()


def test_account_and_team_pages(
    signed_in: Page, edition: None, alice: User, bob: User, check: Callable[[Page], None]
):
    for path in ("/teams/", "/assessments/", "/assessments/new/"):  # nothing there yet
        signed_in.goto(path)
        check(signed_in)
    team = make_team(alice, name=STRANGE_NAMES[0])
    join(team, bob, Role.VIEWER)
    invite(team=team, email="new@example.org", role=Role.EDITOR, invited_by=alice)
    signed_in.goto(f"/teams/{team.pk}/")
    check(signed_in)
    signed_in.locator("input[type=email]").fill("not an address")
    signed_in.locator("form:has(input[type=email]) button[type=submit]").click()
    expect(signed_in).to_have_title(re.compile("^Error: "))
    check(signed_in)


def test_invitations_of_somebody_else_and_of_nobody(
    signed_in: Page, edition: None, alice: User, bob: User, check: Callable[[Page], None]
):
    other = make_team(bob, name=STRANGE_NAMES[1])
    invited = invite(team=other, email=alice.email, role=Role.EDITOR, invited_by=bob)
    for invitation, status in ((invited.invitation.pk, 200), (UUID(int=0), 404)):
        signed_in.watch.expected_status |= {status}  # type: ignore[attr-defined]
        signed_in.goto(f"/teams/invitations/{invitation}/")
        check(signed_in)


@pytest.mark.parametrize("way", ["at once", "after a mistake", "by a new account"])
def test_the_part_of_a_page_that_a_link_names_is_there_after_the_sign_in(
    page: Page, edition: None, alice: User, way: str
):
    """Also past a wrong password, and with an account that is made on the way."""
    page.watch.expected_status.add(404)  # type: ignore[attr-defined]  # made up, for the new account
    page.goto("/teams/#rest")
    if way == "by a new account":
        page.get_by_role("link", name="Create an account").click()
        page.locator("input[name=email]").fill("mia@example.org")
        page.locator("input[name=name]").fill("Mia Meyer")
        page.locator("input[name=password1]").fill(PASSWORD)
        journey.press(page, "Create account")
        page.goto(journey.link_in_the_last_mail())
        journey.press(page, "Yes, it is mine")
    for password in ["wrong"] * (way == "after a mistake") + [PASSWORD] * (
        way != "by a new account"
    ):
        page.locator("input[name=login]").fill(alice.email)
        page.locator("input[name=password]").fill(password)
        journey.press(page, "Sign in")
    expect(page).to_have_url(re.compile("/teams/#rest$"))
