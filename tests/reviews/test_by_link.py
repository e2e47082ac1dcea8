"""Comments by a link: what its holder reads, how it is written without an account, and that nobody who reads it
takes a guest for a member."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Membership, Role, User
from decisions.digests import queue_digests
from decisions.models import SharedLink
from decisions.services import by_link, deleting
from decisions.services import comments as services
from decisions.services.sharing import revoke_link
from decisions.services.versions import save_version
from decisions.waiting import today_for
from report.annex.comments import comments as annex
from report.document import as_read
from report.messages import catalogue
from report.subject import Subject
from reviews.models import Comment, Guest, Thread
from reviews.reading import as_data
from reviews.services import MOST_LETTERS, Target, Written
from tests.people import fresh, join, make_cost_case, make_steps, make_user
from tests.reviews.by_link import LINK, QUESTION, WHOLE, another, form_of
from tests.reviews.digests import next_morning, send_now

pytestmark = pytest.mark.django_db
NAME = "Anna Bauer"
MARKED = f"{NAME}, by link {LINK}"
APART = f"<bdi>{NAME}</bdi>, by link <bdi>{LINK}</bdi> "
"""Where both names stand in a sentence."""


@pytest.fixture
def bob(bob_as) -> User:
    person: User = bob_as(Role.EDITOR)
    return person


def test_its_holder_reads_what_was_said_about_what_the_link_shows_and_nothing_else_of_the_team(
    board, assessment, alice, bob, begin, team, alices
):
    """Not a question to a colleague, nor what is about an answer that nobody gave; no address, task or mention."""
    (step,) = make_steps(assessment, "Approve the invoice")
    make_cost_case(assessment)
    seen = [
        begin("On the question", bob),
        begin("On all of it", target=Target("assessment", "", "Supplier invoices")),
        begin("On the step", target=Target("step", str(step.pk), step.name)),
        begin("On pay", target=Target("cost", "in_house:pay", "Today's way: Pay")),
    ]
    nameless = make_user("mail.name@example.org", "")
    join(team, nameless, Role.VIEWER)
    seen.append(begin("By somebody nameless", by=nameless, target=Target("assessment", "", "Then")))
    step.name = "Check the invoice"
    step.save()
    services.assign(assessment=assessment, by=alice, thread=seen[1], person=bob, seen=1)
    services.resolve(assessment=assessment, by=alice, thread=seen[2], is_open=False, seen=1)
    unseen = [
        begin("On nothing shown", target=Target("question", "B1", "How often?")),
        begin("On an action", target=Target("action", "own:x", "Ask HR")),
        services.ask_colleague(
            assessment=assessment,
            by=alice,
            target=Target("question", "A1", "Do customers notice?"),
            person=bob,
            written=Written("Please", uuid4()),
        ),
    ]
    pages = [board.get(board.comments), *(board.get(board.at(row)) for row in seen)]
    assert {row.pk for row in pages[0].context["threads"]} == {row.pk for row in seen}
    assert {board.get(board.at(row)).status_code for row in unseen} == {404}
    texts = "".join(page.text for page in pages)
    assert str(alice) in texts
    # Things by the names that they have on these pages now.
    own = board.reply(seen[-1], "Mine")
    edit = board.get(board.own(own)).text
    edit += alices.get(
        reverse("comment", args=[assessment.pk, seen[1].pk, seen[1].comments.get().pk])
    ).text
    assert "Check the invoice" in texts
    assert "Then" not in edit
    assert edit.count("“Supplier invoices”") == 2
    for word in (
        str(bob),
        "mail.name",
        "Approve the invoice",
        "@example",
        LINK,
        str(assessment.pk),
        "Please",
        "On nothing shown",
    ):
        assert word not in texts, word
    values = [value for value, _ in pages[0].context["form"].fields["about"].choices[:1]]
    groups = dict(pages[0].context["form"].fields["about"].choices[1:])
    assert values == [WHOLE]
    assert [value for value, _ in groups["Questions"]] == [QUESTION]
    assert [value for value, _ in groups["Steps"]] == [f"step:{step.pk}"]
    assert "cost:in_house:pay" in dict(groups["Cost lines"])
    assert len(groups["Actions"]) == 3
    for page in pages:
        assert {"private", "no-store"} <= set(page["Cache-Control"].split(", "))
        assert page["Referrer-Policy"] == "same-origin"
        assert page["X-Robots-Tag"].startswith("noindex")
    summary = board.get(reverse("shared", args=[board.link.pk]))
    assert f'href="{board.comments}"' in summary.text


def test_what_is_written_by_a_link_is_marked_wherever_it_is_read(
    board, assessment, alices, alice, bob, begin, settings, django_capture_on_commit_callbacks
):
    """Pages, JSON, a kept version, a paper's annex, the trail with its file, what needs one, the daily mail."""
    thread = begin("Are you sure?", by=bob)
    asked = board.begin("Who <b>pays</b> for it?", QUESTION, name=NAME)
    board.reply(thread, "I am not")
    assert Guest.objects.get().name == NAME
    assert {row.by for row in Comment.objects.exclude(guest=None)} == {Guest.objects.get()}
    (said,) = as_data(assessment.pk)[1]["comments"]
    assert (said["writer"], said["by_link"], said["mentions"]) == (MARKED, LINK, [])
    assert "by_link" not in as_data(assessment.pk)[0]["comments"][0]
    for page in ("thread", "comments"):
        where = [assessment.pk, asked.pk] if page == "thread" else [assessment.pk]
        # Whoever writes there is told who reads it without an account.
        assert alices.get(reverse(page, args=where)).context["read_by"] == [LINK]
        shown = alices.get(reverse(page, args=where)).text
        assert (
            f'<bdi>{NAME}</bdi></strong><span class="by-link">, by link <bdi>{LINK}</bdi>' in shown
        )
        assert "<b>pays" not in shown
    file = alices.get(reverse("result_json", args=[assessment.pk])).json()
    assert MARKED in {one["writer"] for row in file["comments"] for one in row["comments"]}
    assert [row["what"] for row in file["activity"] if row["who"] == MARKED] == [
        "comment_written",
        "comment_replied",
    ]
    csv = b"".join(alices.get(reverse("activity_file", args=[assessment.pk]))).decode()
    for page in ("activity", "assessment"):
        assert APART in alices.get(reverse(page, args=[assessment.pk])).text
    assert csv.count(MARKED) == 2
    kept = save_version(assessment=fresh(assessment), by=alice)
    assert MARKED in alices.get(reverse("version_comments", args=[kept.pk])).text
    subject = Subject(None, comments=tuple(kept.snapshot["comments"]))  # type: ignore[arg-type]
    assert MARKED in str(as_read(list(annex(subject)), catalogue()))

    waits = [today_for(person, timezone.localdate()).said.by_link for person in (alice, bob)]
    assert [[row.thread_id for row in rows] for rows in waits] == [[thread.pk, asked.pk], []]
    assert APART in alices.get(reverse("home")).text
    Comment.objects.update(written_at=timezone.now() - timedelta(hours=1))
    with django_capture_on_commit_callbacks(execute=True):
        queue_digests(next_morning(), send_now)
    told = {one.to[0]: (one.subject.partition(": ")[2], one.body) for one in mail.outbox}
    assert told[alice.email][0] == "2 threads with comments by link"
    assert told[bob.email][0] == "1 thread with replies"
    for _, body in told.values():
        assert MARKED in body
        assert "pays" not in body
    services.reply(assessment=assessment, by=alice, thread=asked, written=Written("We do", uuid4()))
    services.resolve(assessment=assessment, by=alice, thread=thread, is_open=False, seen=1)
    assert today_for(alice, timezone.localdate()).said.by_link == []
    assert "We do" in board.get(board.at(asked)).text


def test_what_a_guest_says_last_waits_on_home_also_where_all_was_done_and_more_was_removed(
    board, assessment, alice, alices, settings, django_capture_on_commit_callbacks
):
    """A reply opens what was resolved, also for those who resolve it with a page that they had open."""

    def waits() -> list[str]:
        return [row.text for row in today_for(alice, timezone.localdate()).said.by_link]

    thread = board.begin("Who pays?", name=NAME)
    typo = board.reply(thread, "Typo")
    services.remove_comment(assessment=assessment, by=alice, comment=typo, seen=1)
    assert waits() == ["Who pays?"]
    ours = Written("We do", uuid4())
    services.reply(assessment=assessment, by=alice, thread=thread, written=ours)
    services.resolve(assessment=assessment, by=alice, thread=thread, is_open=False, seen=1)
    assert waits() == []
    Comment.objects.update(written_at=timezone.now() - timedelta(days=9))
    page = form_of(board.get(board.at(thread)))
    for _ in range(2):
        page.send(board.browser, board.at(thread), {"text": "But no"})
    stored = Thread.objects.get()
    assert (waits(), stored.is_open, stored.resolved_by) == (["But no"], True, None)
    trail = assessment.activities.filter(verb="comments_reopened")
    assert [row.who_name for row in trail] == [MARKED]
    assert stored.pk in {
        row.pk
        for row, _ in alices.get(reverse("comments", args=[assessment.pk])).context["threads"]
    }
    stale = {"assessment": assessment, "by": alice, "thread": thread, "seen": 2}
    assert services.resolve(**stale, is_open=False) is not None
    with django_capture_on_commit_callbacks(execute=True):
        queue_digests(next_morning(), send_now)
    assert [one.to for one in mail.outbox] == [[alice.email]]


def test_what_is_sent_twice_is_one_comment_and_the_name_is_given_once(board, assessment):
    page = form_of(board.get(board.comments))
    sent = {"text": "Why?", "about": WHOLE, "name": NAME}
    first, again = (page.send(board.browser, board.comments, sent) for _ in range(2))
    assert first["Location"] == again["Location"]
    other = page.send(board.browser, board.comments, sent | {"text": "Why now?"})
    elsewhere = page.send(board.browser, board.comments, sent | {"about": QUESTION})
    assert len({first["Location"], other["Location"], elsewhere["Location"]}) == len("123")
    thread = Thread.objects.get(comments__text="Why?", about="assessment")
    # It stays: what was said before, and what the trail tells, never goes to somebody else.
    shown = board.get(board.at(thread))
    assert "name" not in form_of(shown).names
    assert f"<bdi>{NAME}</bdi>" in shown.text.partition("<form")[2]
    for name in ("A. Bauer", ""):
        board.reply(thread, "One", name=name)
    told = {str(row.by) for row in Comment.objects.all()}
    told |= {row.who_name for row in assessment.activities.exclude(guest=None)}
    assert (told, Guest.objects.count()) == ({MARKED}, 1)
    nameless = another(board)
    for name in ("", NAME):
        reply = nameless.reply(thread, "Three", name=name)
        assert str(reply.by) == f"A reader, by link {LINK}"


def test_one_edits_and_removes_in_the_browser_in_which_it_was_written_and_nowhere_else(
    board, alices, bobs, bob, assessment, alice
):
    thread = board.begin("First", name=NAME)
    comment = thread.comments.get()
    others = another(board)
    shown = others.get(others.at(thread)).text
    assert f'<bdi>{NAME}</bdi></strong><span class="by-link">, by link' in shown
    assert LINK not in shown
    assert "(you)" in board.get(board.at(thread)).text
    for name in ("shared_comment", "shared_comment_remove"):
        assert others.get(others.own(comment, name)).status_code == 404
        sent = {"text": "Forged", "version": "1"}
        assert others.browser.post(others.own(comment, name), sent).status_code == 404
    edit = board.own(comment)
    late = form_of(board.get(edit))
    assert form_of(board.get(edit)).send(board.browser, edit, {"text": "Second"}).status_code == 302
    conflict = late.send(board.browser, edit, {"text": "Third"})
    (row,) = conflict.context["conflict"]
    assert (row.saved, row.yours) == ("Second", "Third")
    assert form_of(conflict).send(board.browser, edit, {}).status_code == 302
    assert Comment.objects.get().text == "Third"
    window, remove = form_of(board.get(edit)), board.own(comment, "shared_comment_remove")
    assert form_of(board.get(remove), "version").send(board.browser, remove, {}).status_code == 302
    lost = window.send(board.browser, edit, {"text": "Fourth"})
    shown = form_of(lost).values
    assert (lost.status_code, shown["text"]) == (404, ["Fourth"])
    assert form_of(lost).send(board.browser, board.at(thread), {}).status_code == 302
    assert [one.text for one in thread.comments.all()] == ["", "Fourth"]
    assert board.get(edit).status_code == 302

    # The team: nobody puts other words into it, and whoever makes links can take it away.
    spam = thread.comments.get(number=2)
    address = reverse("comment", args=[assessment.pk, thread.pk, spam.pk])
    removal = reverse("comment_remove", args=[assessment.pk, thread.pk, spam.pk])
    assert alices.get(address).status_code == 403
    Membership.objects.filter(user=bob).update(role=Role.REVIEWER)
    assert bobs.get(removal).status_code == 403
    assert removal not in bobs.get(reverse("thread", args=[assessment.pk, thread.pk])).text
    assert removal in alices.get(reverse("thread", args=[assessment.pk, thread.pk])).text
    assert form_of(alices.get(removal), "version").send(alices, removal, {}).status_code == 302
    assert thread.comments.get(number=2).removed_at
    assert assessment.activities.filter(verb="comment_removed", who=alice).count() == 1


ENDS = {
    "revoked": lambda link: revoke_link(link=link, by=link.made_by),
    "ended": lambda link: SharedLink.objects.update(
        made_at=timezone.now() - timedelta(8), ends_at=timezone.now() - timedelta(seconds=1)
    ),
    "maker demoted": lambda link: Membership.objects.update(role=Role.REVIEWER),
    "deleted": lambda link: deleting.delete(
        assessment=link.assessment, by=link.made_by, seen=link.assessment.revision
    ),
}


@pytest.mark.parametrize("how", ENDS)
def test_whoever_writes_while_the_link_ends_gets_the_words_back_and_nothing_is_written(
    how, board, begin
):
    thread = board.begin("Before")
    pages = [
        (form_of(board.get(address)), address)
        for address in (board.comments, board.at(thread), board.own(thread.comments.get()))
    ]
    remove = board.own(thread.comments.get(), "shared_comment_remove")
    removal = form_of(board.get(remove), "version")
    ENDS[how](board.link)
    for form, address in pages:
        told = form.send(board.browser, address, {"text": "Typed <i>for</i> nothing?"})
        assert told.status_code == 410
        assert "Typed &lt;i&gt;for&lt;/i&gt; nothing?</textarea>" in told.text
    assert removal.send(board.browser, remove, {}).status_code == 410
    # Between the look at the link and the writing: the last look is in the transaction.
    holder = by_link.Holder(board.link, Guest.objects.get().pk)
    with pytest.raises(by_link.LinkClosed):
        by_link.reply(holder=holder, thread=thread, written=Written("Late", uuid4()))
    assert [row.text for row in Comment.objects.all()] == ["Before"]


def test_what_is_wrong_is_said_beside_it_and_all_that_was_typed_stays(
    board, assessment, alice, bob, settings, team, begin
):
    limits = {"comment_by_link": "90/m/key"}
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | limits
    left = make_user("left@example.org", "Lena Left")
    begin("While I was here", by=left)
    Membership.objects.filter(user=bob).delete()
    another(board).reply(begin("Who else?", by=bob), "I", name="Otto Fall")
    usual = {"about": QUESTION, "text": "A long thought", "name": NAME}
    page = form_of(board.get(board.comments))
    for wrong, field in (
        ({"text": ""}, "text"),
        ({"text": " \n "}, "text"),
        ({"text": "\u200b\u3164\n"}, "text"),
        ({"text": "x" * (MOST_LETTERS + 1)}, "text"),
        ({"about": "question:B1"}, "about"),
        ({"about": "question:Z9"}, "about"),
        ({"about": ""}, "about"),
        ({"name": "x" * 81}, "name"),
        ({"name": str(alice)}, "name"),
        ({"name": "\u0410li\u0441e  Adams."}, "name"),  # two Cyrillic letters
        ({"name": "Ali\u200bce Adam\u202es"}, "name"),  # signs that nobody sees
        ({"name": "B0b Brown"}, "name"),  # who wrote and has left
        ({"name": "Left, Lena"}, "name"),
        ({"name": "Left-Lena"}, "name"),
        ({"name": f"{alice} of Sales"}, "name"),
        ({"name": "The Team"}, "name"),
        ({"name": "Former member"}, "name"),
        ({"name": "\ufdfa" * 20}, "name"),  # one letter that stands for many
    ):
        told = page.send(board.browser, board.comments, usual | wrong)
        assert list(told.context["form"].errors) == [field], wrong
        kept = form_of(told).values
        typed = usual | wrong
        assert kept["text"] == [typed["text"].replace("\r", "")] or field == "text"
        assert kept["name"] == [typed["name"]]
    assert Thread.objects.count() == 2
    forged = {"key": "x"}
    told = page.send(board.browser, board.comments, usual | forged)
    assert "UUID" not in str(told.context["form"].errors["key"])
    # What only members do is not read at all.
    thread = board.begin("Mine", mentions=str(bob.pk), assigned_to=str(bob.pk), way="resolve")
    stored = Thread.objects.get(pk=thread.pk)
    assert (stored.assigned_to, stored.is_open, stored.started_by) == (None, True, None)
    assert not thread.comments.get().mentions.exists()
    for number, unseen in enumerate(("\u202e\u200b", "\u3164", "\u2800", "\ufe0f\u034f")):
        another(board).begin(f"A name of marks alone is none {number}", name=unseen)
    assert set(Guest.objects.values_list("name", flat=True)) == {"", "Otto Fall"}


def test_what_one_wrote_stays_in_reach_when_what_it_is_about_goes(board, assessment, begin):
    """What the team alone wrote goes out of sight with its subject: what is typed then is not lost, nor what
    another browser sends for this one."""
    theirs, both = begin("Are you sure?"), begin("Are we?")
    thread = board.begin("Why?", QUESTION, name=NAME)
    mine = board.reply(both, "Fairly")
    page, edit = form_of(board.get(board.at(theirs))), form_of(board.get(board.own(mine)))
    assessment.answers.all().delete()
    assert board.get(board.at(thread)).context["is_gone"] is True
    assert board.get(board.comments).context["threads"] == [both, thread]
    assert edit.send(board.browser, board.own(mine), {"text": "Quite"}).status_code == 302
    remove = board.own(mine, "shared_comment_remove")
    removed = form_of(board.get(remove), "version").send(board.browser, remove, {})
    assert board.get(removed["Location"]).status_code == 200
    assert both.comments.get(number=2).removed_at
    assert board.get(board.at(theirs)).status_code == 404
    others = another(board)
    for who, sent, address, name in (
        (board, page, board.at(theirs), NAME),
        (others, edit, board.own(mine), ""),
    ):
        text = f"Typed by {name or 'another'}"
        lost = sent.send(who.browser, address, {"text": text})
        form = form_of(lost)
        assert (lost.status_code, form.values["text"]) == (404, [text])
        assert form.send(who.browser, board.comments, {"about": WHOLE}).status_code == 302
        kept = Comment.objects.get(text=text)
        assert (kept.thread.about, kept.by.name) == ("assessment", name)
    assert theirs.comments.count() == 1


def test_a_form_without_the_token_against_forgery_is_refused_and_drafts_are_kept_by_link(board):
    shown = board.get(board.comments)
    assert f'name="drafts-of" content="link-{board.link.pk}"' in shown.text
    strict = Client(enforce_csrf_checks=True)
    strict.cookies.update(board.browser.cookies)
    sent = {"about": WHOLE, "text": "Forged", "key": str(uuid4())}
    assert strict.post(board.comments, sent).status_code == 403
    assert form_of(strict.get(board.comments)).send(strict, board.comments, sent).status_code == 302


def test_a_member_who_opened_a_link_is_shown_the_way_to_write_as_themselves(
    board, assessment, client_of, alice, charlie, team, begin
):
    viewer = make_user("vic@example.org", "Vic View")
    join(team, viewer, Role.VIEWER)
    own = reverse("comments", args=[assessment.pk])
    thread = begin()
    for person, is_told in ((alice, True), (viewer, False), (charlie, False), (None, False)):
        browser = client_of(person) if person else Client()
        browser.get(reverse("shared_open", args=[board.token]))
        for page in (board.comments, board.at(thread)):
            assert (f'href="{own}"' in browser.get(page).text) is is_told, person
