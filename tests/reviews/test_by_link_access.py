"""Who reaches comments by a link: every address of them, for every kind of visitor and with every method."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role
from decisions.models import Assessment, SharedLink
from decisions.services.sharing import revoke_link
from tests.addresses import own_patterns
from tests.decisions.test_shared import make, opened
from tests.people import join, make_answers, make_assessment, make_team, make_user
from tests.reviews.by_link import WHOLE, another, board_of

pytestmark = pytest.mark.django_db
SENT = {
    "shared_comments": {"about": WHOLE, "text": "Why?"},
    "shared_thread": {"text": "Because"},
    "shared_comment": {"text": "Another", "version": "1"},
    "shared_comment_remove": {"version": "1"},
}
OWN = {"shared_comment", "shared_comment_remove"}
"""What is found only in the browser in which it was written."""
REFUSED = ("PUT", "PATCH", "DELETE", "OPTIONS")


def test_every_address_answers_every_visitor_as_the_kind_of_their_link_says(
    assessment: Assessment, team, alice, client_of: Callable[..., Client], counted
):
    make_answers(assessment, {"A1": 2})
    board = board_of(assessment)
    comment = board.begin("Mine").comments.get()
    elsewhere = make_assessment(make_team(alice, "Elsewhere"), alice)
    left = make_user("left@example.net")
    join(team, left, Role.OWNER).delete()
    outside = make_user("outside@example.net")
    make_team(outside, "Theirs")
    reading, token = make(assessment)
    reader = opened(token)[0]
    closed = {}
    for how in ("revoked", "ended"):
        closed[how] = board_of(assessment, made_for=how)
    revoke_link(link=closed["revoked"].link, by=alice)
    times = {"made_at": timezone.now() - timedelta(8), "ends_at": timezone.now()}
    SharedLink.objects.filter(pk=closed["ended"].link.pk).update(**times)
    all_right = dict.fromkeys(SENT, (200, 302))
    # Whoever holds a link of another kind or place finds nothing at the addresses of this one.
    visitors = {
        "holder": (board.browser, board.link, all_right),
        "another holder": (
            another(board).browser,
            board.link,
            {name: (404, 404) if name in OWN else both for name, both in all_right.items()},
        ),
        "who may only read": (reader, reading, dict.fromkeys(SENT, (404, 404))),
        "revoked": (
            closed["revoked"].browser,
            closed["revoked"].link,
            dict.fromkeys(SENT, (410, 410)),
        ),
        "ended": (closed["ended"].browser, closed["ended"].link, dict.fromkeys(SENT, (410, 410))),
        "holder of a link to read": (reader, board.link, dict.fromkeys(SENT, (404, 404))),
        "holder of another's": (
            board_of(elsewhere).browser,
            board.link,
            dict.fromkeys(SENT, (404, 404)),
        ),
        "stranger": (Client(), board.link, dict.fromkeys(SENT, (404, 404))),
        "member": (client_of(alice), board.link, dict.fromkeys(SENT, (404, 404))),
        "who has left": (client_of(left), board.link, dict.fromkeys(SENT, (404, 404))),
        "other team's": (client_of(outside), board.link, dict.fromkeys(SENT, (404, 404))),
    }
    wrong, asked = {}, 0
    for who, (browser, link, answers) in visitors.items():
        for name, (got, posted) in answers.items():
            args = [link.pk, comment.thread_id, comment.pk][: 1 + name.count("_") + (name in OWN)]
            args = args[: {"shared_comments": 1, "shared_thread": 2}.get(name, 3)]
            path = reverse(name, args=args)
            found = [browser.get(path).status_code]
            with transaction.atomic():
                sent = {"key": str(uuid4()), **SENT[name]}
                found.append(browser.post(path, sent).status_code)
                transaction.set_rollback(True)
            refused = {browser.generic(method, path, b"a=b").status_code for method in REFUSED}
            asked += 2 + len(REFUSED)
            if found != [got, posted] or refused != {405}:
                wrong[f"{who}: {name}"] = (found, refused)
    assert wrong == {}
    counted("requests of the access matrix", asked)


def test_the_comments_of_one_link_are_not_found_under_another(assessment, team, alice):
    """Also where both lead to comments: of another assessment, and of a version."""
    make_answers(assessment, {"A1": 2})
    board = board_of(assessment)
    comment = board.begin("Mine").comments.get()
    other = board_of(make_assessment(team, alice, name="Another"))
    assert other.get(other.at(comment.thread)).status_code == 404
    assert other.get(other.own(comment)).status_code == 404
    assert (
        other.browser.post(other.at(comment.thread), {"text": "x", "key": str(uuid4())}).status_code
        == 404
    )


def test_every_address_of_comments_behind_a_link_is_in_the_table():
    names = {str(one.name) for one in own_patterns()}
    assert {name for name in names if name.startswith(("shared_comment", "shared_thread"))} == set(
        SENT
    )
