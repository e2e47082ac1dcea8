"""Guests who write at the same moment: twice the same, and while the link is revoked or the assessment is handed
over, which locks the same rows."""

from uuid import uuid4

import pytest

from accounts.models import User
from decisions.models import Assessment, Part
from decisions.services import by_link
from decisions.services.by_link import Holder, LinkClosed
from decisions.services.handing import hand_over
from reviews.models import Comment, Guest, Thread
from reviews.services import Target, Written
from tests.accounts.test_races import _needs_row_locks, at_once
from tests.people import make_team
from tests.reviews.by_link import board_of

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures(_needs_row_locks.__name__),
]
__all__ = ["_needs_row_locks"]


def write(holder: Holder, name: str) -> object:
    """What became of a comment: the thread, or that the link opens nothing."""
    try:
        target = Target("assessment", "", name)
        return by_link.begin(holder=holder, target=target, written=Written("Why?", KEY))
    except LinkClosed:
        return None


KEY = uuid4()


def test_the_same_form_sent_twice_at_once_is_one_guest_and_one_comment(assessment: Assessment):
    holder = Holder(board_of(assessment).link, uuid4(), "Anna Bauer")
    first, second = at_once(*(lambda: write(holder, "All of it") for _ in range(2)))
    assert first == second == Thread.objects.get()
    assert (Guest.objects.count(), Comment.objects.count()) == (1, 1)


def test_what_is_written_while_the_link_is_revoked_stands_before_it_or_not_at_all(
    assessment: Assessment, alice: User
):
    other = make_team(alice, "Another team")
    holder = Holder(board_of(assessment).link, uuid4())
    seen = assessment.version_of(Part.TEAM)
    written, conflict = at_once(
        lambda: write(holder, "All of it"),
        lambda: hand_over(assessment=assessment, by=alice, team=other, seen=seen),
    )
    assert conflict is None
    assert Comment.objects.count() == bool(written)
    assert write(holder, "Later") is None
    assert Comment.objects.count() == bool(written)
