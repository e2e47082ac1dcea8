"""Two versions with names, side by side, the first one again as a new draft, and that on a newer edition."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from accounts.models import Team, User
from decisions.evaluation import inputs_of
from decisions.models import Assessment
from engine.inputs import digest
from tests.browser import journey
from tests.browser.axe import Auditor
from tests.decisions.test_edition_move import newest_model, publish

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_two_named_versions_are_compared_and_the_first_is_restored_and_moved(
    open_site: Callable[..., Page], team: Team, alice: User, auditor: Auditor, scripts: bool
):
    payroll = journey.make_payroll(team, alice, journey.OUTSOURCED)
    page = open_site(java_script_enabled=scripts, width=375)
    versions = f"/assessments/{payroll.pk}/result/versions/"
    journey.enter(page, alice)
    for name in ("Before the tender", "After the tender"):
        page.goto(versions)
        page.get_by_label("Name").fill(name)
        journey.press(page, "Keep this version")
        expect(page.locator("main")).to_contain_text(name)
        page.goto(f"/assessments/{payroll.pk}/questions/D3/")
        page.locator("input[name=answer][value='3']").check()
        journey.press(page, "Continue")
        # With scripts the next question comes without another page: an address beside it means it is there.
        expect(page).not_to_have_url(re.compile("questions/D3/"))
    first = payroll.versions.get(number=1)

    page.goto(versions)
    page.get_by_label("What it was").select_option("Version 1, Before the tender")
    page.get_by_label("What it became").select_option("Version 2, After the tender")
    journey.press(page, "Compare")
    expect(page.get_by_role("heading", level=1)).to_have_text("What changed")
    table = page.get_by_role("table", name="One answer changed")
    expect(table.locator("tbody tr")).to_have_count(1)
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
    assert not scripts or auditor.faults(page) == []

    page.get_by_role("link", name="Version 1", exact=True).click()
    page.get_by_role("link", name="Restore as a new draft").click()
    page.get_by_label("What is the copy called?").fill("Payroll anew")
    journey.press(page, "Make the draft")
    expect(page.get_by_role("heading", level=1)).to_have_text("Payroll anew")
    draft = Assessment.objects.get(name="Payroll anew")
    assert digest(draft.edition.sha256, inputs_of(draft)) == first.digest
    assert payroll.versions.count() == 2

    publish(3, newest_model())
    page.goto(f"/assessments/{draft.pk}/")
    page.get_by_role("link", name="What would change").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What edition 3 would change")
    assert not scripts or auditor.faults(page) == []
    journey.press(page, "Move to edition 3")
    expect(page.locator("main")).to_contain_text("Edition 3, which never changes")
