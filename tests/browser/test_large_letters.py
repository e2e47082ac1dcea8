"""Pages read on a phone by somebody who has made its letters twice as large: nothing is cut, nothing scrolls sideways."""

from datetime import date

import pytest
from django.urls import reverse
from playwright.sync_api import Page

from accounts.models import Role, Team, User
from decisions.models import ActionItem, Assessment
from tests.people import join, make_steps

pytestmark = pytest.mark.django_db(transaction=True)
HALF = 188
"""To the style sheets the same as a phone of 375 px with letters of 32 px: both have some 11.7 of them."""
OF_ALL = ("home", "about", "method", "assessments", "account_email", "mails")
OF_ONE = (
    "assessment",
    "result",
    "actions",
    "activity",
    "comments",
    "papers",
    "share",
    "steps",
    "check",
)
PARTS = ("why", "sure", "steps", "money", "place", "versions")


def test_a_phone_with_letters_twice_as_large_scrolls_no_page_sideways(
    signed_in: Page, filled: Assessment, alice: User, team: Team, bob: User
):
    join(team, bob, Role.EDITOR)
    Assessment.objects.filter(pk=filled.pk).update(name="Month-end closing", unit="")
    for status in ("todo", "doing"):
        ActionItem.objects.create(
            assessment=filled,
            text="Ask for consent",
            status=status,
            member=alice,
            changed_by=alice,
            due=date(2026, 9, 28),
        )
    make_steps(filled, "Take the call", "Solve what is known")
    signed_in.set_viewport_size({"width": HALF, "height": 370})
    pages = [reverse(name) for name in OF_ALL]
    pages += [reverse(name, args=[filled.pk]) for name in OF_ONE]
    pages += [reverse("result_page", args=[filled.pk, part]) for part in PARTS]
    wide = {}
    for path in pages:
        signed_in.goto(path)
        wider = signed_in.evaluate("document.documentElement.scrollWidth - innerWidth")
        if wider > 0:
            wide[path] = wider
    assert not wide
