"""What becomes of what guests wrote when something ends or is made anew: links, accounts, assessments, copies."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.erasure import erase
from accounts.models import Role, User
from accounts.own_data import own_data
from decisions.case_file import read_file
from decisions.deleted import remove, remove_old_links
from decisions.models import Activity, Assessment, Part, SharedLink
from decisions.services import deleting
from decisions.services.copying import copy_assessment
from decisions.services.handing import hand_over
from decisions.services.importing import import_file
from decisions.services.restoring import restore_version
from decisions.services.sharing import revoke_link
from decisions.services.versions import save_version
from reviews.models import Comment, Guest, Thread
from reviews.reading import as_data, waiting_for
from tests.people import join, make_answers, make_team
from tests.reviews.by_link import LINK, Board, board_of

pytestmark = pytest.mark.django_db
NAME, WORDS = "Anna Bauer", "Who pays for it?"
MARKED = f"{NAME}, by link {LINK}"


@pytest.fixture
def bob(bob_as) -> User:
    person: User = bob_as(Role.EDITOR)
    return person


@pytest.fixture
def board(assessment: Assessment, bob: User) -> Board:
    """What a guest wrote by a link that Bob made."""
    make_answers(assessment, {"A1": 2})
    made = board_of(Assessment.objects.get(pk=assessment.pk), by=bob)
    made.begin(WORDS, name=NAME)
    return made


def written() -> list[tuple[str, str]]:
    """Who wrote what, as every reader is told."""
    return [(str(row.by), row.text) for row in Comment.objects.all()]


def test_a_link_that_ends_leaves_the_words_and_after_its_time_the_name_goes(
    board, alice, alices, assessment, settings
):
    settings.RETAIN_INVITATIONS_DAYS = 30
    revoke_link(link=board.link, by=alice)
    assert written() == [(MARKED, WORDS)]
    assert remove_old_links(timezone.now() + timedelta(days=29)) == 0
    assert written() == [(MARKED, WORDS)]
    assert remove_old_links(timezone.now() + timedelta(days=31)) == 1
    nameless = f"A reader, by link {LINK}"
    assert written() == [(nameless, WORDS)]
    assert (Guest.objects.get().link, SharedLink.objects.exists()) == (None, False)
    (said,) = as_data(assessment.pk)[0]["comments"]
    assert (said["writer"], said["by_link"]) == (nameless, LINK)
    trail = [row.who_name for row in Activity.objects.filter(verb="comment_written")]
    assert trail == [nameless]
    assert NAME not in alices.get(reverse("activity", args=[assessment.pk])).text


def test_who_made_the_link_takes_along_nothing_of_its_holders_and_can_be_forgotten(board, bob):
    """The link closes with its maker; what its holders wrote stays."""
    found = own_data(bob)
    assert "decisions.SharedLink" in found["rows"]
    told = json.dumps(found, default=str)
    assert NAME not in told
    assert WORDS not in told
    erase(person=bob, by=bob)
    assert written() == [(MARKED, WORDS)]
    assert board.get(board.comments).status_code == 410


def test_what_was_written_goes_along_with_the_assessment_and_goes_with_it(
    board, alice, alices, assessment
):
    """Deleted and brought back; handed over, which revokes the link; removed for good, where nothing is left."""
    assessment.refresh_from_db()
    deleting.delete(assessment=assessment, by=alice, seen=assessment.revision)
    assert board.get(board.comments).status_code == 410
    deleting.bring_back(assessment=assessment, by=alice)
    assert WORDS in board.get(board.comments).text
    assessment = Assessment.objects.get(pk=assessment.pk)
    other = make_team(alice, "Another team")
    seen = assessment.version_of(Part.TEAM)
    assert hand_over(assessment=assessment, by=alice, team=other, seen=seen) is None
    assert board.get(board.comments).status_code == 410
    assert MARKED.partition(",")[0] in alices.get(reverse("comments", args=[assessment.pk])).text
    assessment.refresh_from_db()
    deleting.delete(assessment=assessment, by=alice, seen=assessment.revision)
    assert remove(Assessment.objects.get(pk=assessment.pk), by=alice)
    rows = (Guest, Comment, Thread, SharedLink, Activity)
    assert [model._default_manager.count() for model in rows] == [0] * len(rows)


def test_a_copy_a_draft_of_a_version_and_an_import_start_without_them(
    board, alice, alices, team, assessment
):
    assessment = Assessment.objects.get(pk=assessment.pk)
    version = save_version(assessment=assessment, by=alice)
    assert version.snapshot["comments"][0]["comments"][0]["writer"] == MARKED
    file = alices.get(reverse("result_json", args=[assessment.pk])).content
    assert MARKED in file.decode()
    new = {"by": alice, "name": "New"}
    made = [
        copy_assessment(assessment=assessment, start_key=uuid4(), **new),
        restore_version(version=version, start_key=uuid4(), **new),
        import_file(file=read_file(file), team=team, start_key=uuid4(), **new),
    ]
    for one in made:
        assert not one.threads.exists()
        assert not one.guests.exists()
        assert not one.shared_links.exists()
    assert written() == [(MARKED, WORDS)]


def test_an_owner_who_leaves_hands_the_guests_over_to_nobody_unseen(board, alice, bob, team):
    """What a guest wrote waits for whoever owns the assessment and whoever made the link, while they are there."""
    assert [len(waiting_for(person).by_link) for person in (alice, bob)] == [1, 1]
    team.memberships.filter(user=bob).delete()
    assert [len(waiting_for(person).by_link) for person in (alice, bob)] == [1, 0]
    join(team, bob, Role.VIEWER)
    assert len(waiting_for(bob).by_link) == 1
