"""An admin edits the catalog in the browser and publishes; only new assessments see it."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from catalog.models import Criterion, Edition
from tests.browser import journey
from tests.people import make_assessment, make_team

pytestmark = pytest.mark.django_db(transaction=True)

NEW_QUESTION = "If you did this far better than others, who would notice?"


def test_an_edited_question_reaches_new_assessments_only(open_site: Callable[..., Page], ada: User):
    first = Edition.objects.get()
    old = make_assessment(make_team(ada), ada, edition=first)
    page = open_site()
    journey.enter(page, ada)

    page.goto(f"/admin/catalog/criterion/{Criterion.objects.get(code='A1').pk}/change/")
    page.locator("textarea[name=question]").fill(NEW_QUESTION)
    page.locator("input[name=_save]").first.click()
    expect(page.locator(".messagelist")).to_contain_text("changed successfully")

    page.goto("/admin/")
    page.get_by_role("link", name="Check, compare and publish").click()
    expect(page.locator("main")).to_contain_text(NEW_QUESTION)
    page.watch.expected_status |= {422}  # type: ignore[attr-defined]
    page.locator("textarea[name=note]").fill("   ")
    page.get_by_role("button", name="Publish edition 2").click()
    expect(page.locator("main .errorlist, main .errornote").first).to_be_visible()
    assert Edition.objects.count() == 1
    page.locator("textarea[name=note]").fill("Ask about the effect, not about the competitors.")
    page.get_by_role("button", name="Publish edition 2").click()
    page.get_by_role("button", name="Yes, publish edition 2").click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    assert Edition.objects.count() == 2

    page.goto(f"/assessments/{old.pk}/questions/A1/")
    expect(page.get_by_role("heading", level=1)).not_to_have_text(NEW_QUESTION)
    journey.start(page, name="After the change", service="payroll", depth="full")
    expect(page.get_by_role("heading", level=1)).to_have_text(NEW_QUESTION)
