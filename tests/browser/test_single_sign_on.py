"""A person signs in with the account of their organisation, in a browser that keeps the site's policy."""

import copy
import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from accounts.models import User
from config import env
from tests.provider import app_at, claims, running_provider

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("named", [True, False])
def test_the_button_leads_to_the_provider_and_back_and_to_no_other_place(
    browser: Browser, live_server: Any, settings: Any, check: Callable[[Page], None], named: bool
) -> None:
    """A policy that does not name the provider would stop the browser on the way, as it does here."""
    with running_provider() as provider:
        settings.OIDC_APP = app_at(provider)
        policy = copy.deepcopy(settings.CONTENT_SECURITY_POLICY)
        policy["DIRECTIVES"]["form-action"] += env.origin_of(provider) if named else []
        settings.CONTENT_SECURITY_POLICY = policy
        claims(
            provider, "s-1", {"email": "dana@example.org", "email_verified": True, "name": "Dana"}
        )
        context = browser.new_context(base_url=live_server.url)
        page = context.new_page()
        page.goto("/accounts/login/")
        button = page.get_by_role("button", name="Sign in with Example Ltd")
        if named:
            button.click()
            page.locator("input[name=sub]").fill("s-1")
            page.get_by_role("button", name="Authorize").click()
            expect(page).to_have_url(f"{live_server.url}/")
            assert User.objects.get().name == "Dana"
            sign_in_again(page, check)
        else:
            with page.expect_console_message(lambda said: "form-action" in said.text):
                button.click()
        context.close()


def sign_in_again(page: Page, check: Callable[[Page], None]) -> None:
    """What takes the password of others leads whoever has none to the provider, and back to it."""
    page.goto("/accounts/password/set/")
    expect(page).to_have_url(re.compile("/teams/profile/again/"))
    check(page)
    page.get_by_role("button", name="Sign in again with Example Ltd").click()
    page.locator("input[name=sub]").fill("s-1")
    page.get_by_role("button", name="Authorize").click()
    expect(page.locator("h1")).to_have_text("Set a password")
    check(page)
    page.goto("/teams/profile/erase/")
    expect(page).to_have_url(re.compile("/erase/$"))
    with page.expect_download() as file:
        page.get_by_role("link", name="Download your data").click()
    assert file.value.suggested_filename == "own-data.json"
