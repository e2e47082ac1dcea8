"""The rules of comments: one place for each, nothing over what nobody has seen, and what waits for whom."""

from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.erasure import FORMER, erase
from accounts.models import Membership, Role
from decisions.activity import sentence
from decisions.models import Activity, Assessment
from decisions.services import comments as services
from decisions.services.copying import copy_assessment
from decisions.trail import as_data as as_trail
from reviews import services as rules
from reviews.models import About, Comment, Mention, Thread
from reviews.reading import as_data, counts, open_counts, waiting_for
from reviews.services import CommentRemoved, TooManyComments, Written
from tests.people import join, make_assessment, make_team

pytestmark = pytest.mark.django_db


@pytest.fixture
def bob(bob_as):
    return bob_as(Role.REVIEWER)


def verbs() -> list[str]:
    return list(Activity.objects.order_by("pk").values_list("verb", flat=True))


def test_the_same_comment_sent_twice_is_one_and_a_reply_stands_after_it(
    assessment, alice, bob, begin
):
    thread = begin()
    key = uuid4()
    for _ in range(2):
        comment = services.reply(
            assessment=assessment, by=bob, thread=thread, written=Written("Yes", key)
        )
    assert [row.number for row in thread.comments.all()] == [1, 2]
    thread.refresh_from_db()
    assert (comment.number, thread.count, thread.replies) == (2, 2, 1)
    assert verbs() == ["comment_written", "comment_replied"]
    lines = [sentence(assessment.edition.ruleset, row) for row in Activity.objects.all()]
    assert all(thread.name in line for line in lines)


def test_other_words_or_people_from_a_form_that_was_sent_are_another_comment(
    assessment, alice, bob, begin
):
    """Whoever goes back to the page before, and sends it otherwise, loses nothing."""
    thread, key = begin(), uuid4()
    sent = [Written("Yes", key), Written("No", key), Written("No", key, (bob,))]
    of = {"assessment": assessment, "by": alice}
    for written in (*sent, *sent):
        services.reply(**of, thread=thread, written=written)
    said = [(row.text, row.mentions.count()) for row in thread.comments.all()[1:]]
    assert said == [("Yes", 0), ("No", 0), ("No", 1)]
    target = rules.Target("gate", "KO1", "Law")
    for written in (*sent, *sent):
        services.write_comment(**of, target=target, written=written)
    assert Thread.objects.filter(about="gate").count() == 3
    for person in (bob, alice, bob):
        services.ask_colleague(**of, target=target, person=person, written=sent[0])
    asked = Thread.objects.filter(asks=True)
    assert set(asked.values_list("assigned_to", flat=True)) == {alice.pk, bob.pk}


def test_a_comment_changes_neither_the_assessment_nor_anybodys_form(assessment, begin):
    before = Assessment.objects.values().get()
    begin()
    assert Assessment.objects.values().get() == before


def test_a_changed_comment_says_so_and_nobody_overwrites_what_they_have_not_seen(
    assessment, alice, begin
):
    comment = begin("One").comments.get()
    changed = {"assessment": assessment, "by": alice, "comment": comment}
    assert services.edit_comment(**changed, text="Two", seen=1) is None
    stored = Comment.objects.get()
    assert (stored.text, stored.version, stored.edited_at is None) == ("Two", 2, False)
    conflict = services.edit_comment(**changed, text="Three", seen=1)
    assert conflict
    (late,) = conflict.overtaken
    assert (late.saved, late.yours, late.version, late.who) == ("Two", "Three", 2, alice)
    assert services.edit_comment(**changed, text="Two", seen=1) is None
    assert Comment.objects.get().version == 2


def test_of_a_removed_comment_the_place_stays_and_the_text_is_nowhere(
    assessment, alice, bob, begin
):
    thread = begin("Secret words", bob)
    comment = thread.comments.get()
    removed = {"assessment": assessment, "by": alice, "comment": comment}
    assert not services.remove_comment(**removed, seen=7)
    assert services.remove_comment(**removed, seen=1)
    assert services.remove_comment(**removed, seen=1)
    stored = thread.comments.get()
    assert (stored.number, stored.text, stored.removed_at is None) == (1, "", False)
    assert not Mention.objects.exists()
    assert "Secret" not in str(list(Activity.objects.values()))
    with pytest.raises(CommentRemoved):
        services.edit_comment(**removed, text="Again", seen=2)


def test_assigned_resolved_and_opened_again_each_with_a_line_and_a_version(
    assessment, alice, bob, begin
):
    thread = begin()
    of = {"assessment": assessment, "by": alice, "thread": thread}
    assert services.assign(**of, person=bob, seen=1) is None
    assert services.assign(**of, person=bob, seen=1) is None  # the same again
    late = services.resolve(**of | {"by": bob}, is_open=False, seen=1)
    assert late
    (row,) = late.overtaken
    assert row.saved
    assert row.yours
    assert (row.saved.assigned_to, row.yours.is_open, row.who) == (bob, False, alice)
    assert services.resolve(**of | {"by": bob}, is_open=False, seen=2) is None
    thread.refresh_from_db()
    assert (thread.is_open, thread.resolved_by) == (False, bob)
    told = as_trail(assessment)[1]["changes"]
    assert told == [{"name": "Assigned to", "before": "", "now": str(bob)}]
    assert services.resolve(**of, is_open=True, seen=3) is None
    told = [row["changes"] for row in as_trail(assessment)[2:]]
    open_to_done = {"name": "Comments", "before": "Open", "now": "Resolved"}
    assert told == [[open_to_done], [open_to_done | {"before": "Resolved", "now": "Open"}]]
    thread.refresh_from_db()
    assert (thread.is_open, thread.resolved_by, thread.version) == (True, None, 4)
    assert verbs() == [
        "comment_written",
        "comments_assigned",
        "comments_resolved",
        "comments_reopened",
    ]


def test_there_is_an_end_to_threads_and_to_comments(assessment, alice, begin, monkeypatch):
    thread = begin()
    monkeypatch.setattr(rules, "MOST_COMMENTS", 1)
    monkeypatch.setattr(rules, "MOST_THREADS", 1)
    with pytest.raises(TooManyComments):
        begin("Another")
    with pytest.raises(TooManyComments):
        services.reply(
            assessment=assessment, by=alice, thread=thread, written=Written("x", uuid4())
        )


def test_what_waits_for_a_person_is_seen_answered_resolved_or_out_of_reach(
    assessment, alice, bob, begin
):
    seen, answered, resolved = (begin(str(number), bob) for number in range(3))
    assigned = begin("Do this")
    of = {"assessment": assessment, "by": alice}
    services.assign(**of, thread=assigned, person=bob, seen=1)
    waits = waiting_for(bob)
    assert [row.comment.text for row in waits.mentions] == ["2", "1", "0"]
    assert ([row.pk for row in waits.assigned], waits.asked) == ([assigned.pk], [])
    with CaptureQueriesContext(connection) as queries:
        assert {row.assessment.name for row in waiting_for(bob).assigned} == {assessment.name}
    assert len(queries) == 3
    rules.see(thread=seen, person=bob)
    services.reply(assessment=assessment, by=bob, thread=answered, written=Written("x", uuid4()))
    services.resolve(**of, thread=resolved, is_open=False, seen=1)
    assert waiting_for(bob).mentions == []
    Membership.objects.filter(user=bob).delete()
    assert waiting_for(bob).assigned == []


def test_threads_are_counted_in_one_query_by_what_they_are_about(
    assessment, alice, bob, begin, django_assert_num_queries
):
    done = begin()
    begin()
    mine = begin(target=rules.Target("gate", "KO1", "Law"))
    services.resolve(assessment=assessment, by=alice, thread=done, is_open=False, seen=1)
    services.assign(assessment=assessment, by=alice, thread=mine, person=bob, seen=1)
    with django_assert_num_queries(2):
        found = counts(assessment.pk, bob)
        assert open_counts(assessment.pk, About.QUESTION) == {"A1": 1}
    assert (found.total, found.open, found.mine) == (3, 2, 1)


def test_all_of_it_as_data_takes_three_queries(assessment, alice, bob, begin):
    for number in range(3):
        thread = begin(str(number), bob)
        services.reply(assessment=assessment, by=bob, thread=thread, written=Written("x", uuid4()))
    with CaptureQueriesContext(connection) as queries:
        found = as_data(assessment.pk)
    assert len(queries) == 3
    assert [len(row["comments"]) for row in found] == [2, 2, 2]
    first = found[0]
    assert (first["about"], first["key"], first["is_open"]) == ("question", "A1", True)
    said = first["comments"][0]
    assert (said["writer"], said["text"], said["mentions"]) == (str(alice), "0", [str(bob)])


def test_a_copy_starts_without_comments_and_a_deleted_assessment_takes_them_along(
    assessment, alice, begin
):
    begin()
    copy = copy_assessment(assessment=assessment, by=alice, name="Copy", start_key=UUID(int=1))
    assert as_data(copy.pk) == []
    assessment.delete()
    assert not Thread.objects.exists()


def test_who_is_erased_is_named_nowhere_and_what_they_wrote_stays(assessment, alice, bob, begin):
    thread = begin("Mine", alice, by=bob)
    services.assign(assessment=assessment, by=alice, thread=thread, person=bob, seen=1)
    erase(person=bob, by=bob)
    (row,) = as_data(assessment.pk)
    assert (row["assigned_to"], row["comments"][0]["writer"]) == (FORMER, FORMER)
    assert row["comments"][0]["text"] == "Mine"


def test_nothing_waits_in_an_assessment_that_is_deleted(alice, bob, assessment, begin):
    begin("Look", bob)
    elsewhere = make_assessment(make_team(alice, "Elsewhere"), alice)
    join(elsewhere.team, bob, Role.VIEWER)
    Assessment.objects.filter(pk=assessment.pk).update(deleted_at=timezone.now(), deleted_by=alice)
    assert waiting_for(bob).mentions == []
