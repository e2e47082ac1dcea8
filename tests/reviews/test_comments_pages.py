"""The pages of comments: who reads and writes, what survives, and what a hostile text does: nothing."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Membership, Role
from decisions.comment_targets import comments_url
from decisions.models import Assessment
from decisions.services.steps import remove_step
from reviews.models import Comment, Mention, Thread
from reviews.services import MOST_LETTERS, MOST_MENTIONS
from tests.everything import make_everything
from tests.forms_on_page import PageForm, forms_of
from tests.people import PASSWORD, join, make_steps, make_user
from tests.reviews.by_link import form_of

pytestmark = pytest.mark.django_db
HOSTILE = "<script>alert(1)</script> javascript:alert(1) https://example.org/?a=1&b=2"


@pytest.fixture
def bob(bob_as):
    return bob_as(Role.REVIEWER)


def page_of(row: Thread | Assessment) -> str:
    if isinstance(row, Assessment):
        return reverse("comments", args=[row.pk])
    return reverse("thread", args=[row.assessment_id, row.pk])


def write(browser: Client, address: str, text: str, **more: Any) -> Any:
    return browser.post(address, {"text": text, "key": str(uuid4()), **more})


def test_everything_in_an_assessment_can_be_commented_from_its_page(alices, assessment):
    keys = make_everything(assessment)
    Thread.objects.all().delete()
    cost_lines = reverse("cost_lines", args=[assessment.pk])
    pages = {
        "question": reverse("question", args=[assessment.pk, "A1"]),
        "gate": reverse("gates", args=[assessment.pk]),
        "step": reverse("step", args=[assessment.pk, keys["step_id"]]),
        "cost": cost_lines,
        "action": reverse("actions", args=[assessment.pk]),
    }
    subjects = {
        "question": "A1",
        "gate": "KO1",
        "step": str(keys["step_id"]),
        "cost": "in_house:pay",
        "action": "check:KO1",
    }
    for about, page in pages.items():
        url = comments_url(assessment, about, subjects[about])
        assert url.replace("&", "&amp;") in alices.get(page).text, about
        assert write(alices, url, f"On the {about}").status_code == 302
        thread = Thread.objects.get(about=about)
        assert thread.name
        assert "(1 open)" in alices.get(page).text, about
        shown = alices.get(page_of(thread))
        assert shown.context["place"].url.partition("#")[0] in (page, cost_lines + "in_house/")
    assert write(alices, page_of(assessment), "On all of it").status_code == 302
    everything = alices.get(page_of(assessment))
    assert len(everything.context["threads"]) == len(subjects) + 1
    task_list = alices.get(reverse("assessment", args=[assessment.pk]))
    assert task_list.context["comment_counts"].open == len(subjects) + 1


def test_what_cannot_be_commented_is_not_there(alices, assessment):
    for about, key in (
        ("question", "Z9"),
        ("gate", "Z9"),
        ("step", "x"),
        ("step", str(uuid4())),
        ("cost", "in_house:pay"),  # without a cost case
        ("action", "own:x"),
        ("action", "find:Z9"),
        ("nothing", "A1"),
    ):
        address = f"{page_of(assessment)}?{urlencode({'about': about, 'key': key})}"
        assert alices.get(address).status_code == 404, (about, key)
        sent = write(alices, address, "A long thought")
        assert (sent.status_code, "A long thought" in sent.text) == (200, True)
    assert not Thread.objects.exists()


def test_what_is_removed_while_somebody_writes_keeps_threads_and_typed_words(
    alices, alice, assessment
):
    (step,) = make_steps(assessment, "Approve")
    address = comments_url(assessment, "step", str(step.pk))
    write(alices, address, "Kept")
    typed = form_of(alices.get(address))
    assessment = Assessment.objects.get(pk=assessment.pk)
    assert remove_step(assessment=assessment, by=alice, step_id=step.pk, seen=step.version)
    told = typed.send(alices, address, {"text": "Typed"})
    assert form_of(told).values["text"] == ["Typed"]
    assert form_of(told).send(alices, address, {}).status_code == 302
    assert Thread.objects.get(about="assessment").comments.get().text == "Typed"
    thread = Thread.objects.get(about="step")
    shown = alices.get(page_of(thread)).context["place"]
    assert (shown.name, shown.url) == ("Approve", "")
    assert alices.get(address).status_code == 200
    assert "(removed)" in alices.get(page_of(assessment)).text


def test_a_comment_is_text_and_nothing_else(alices, bobs, bob, assessment, begin):
    thread = begin(HOSTILE)
    for address in (page_of(thread), page_of(assessment)):
        html = bobs.get(address).text
        assert "<script>alert" not in html
        assert 'href="javascript' not in html
        assert 'href="https://example.org' not in html
        assert "&lt;script&gt;alert(1)" in html


def test_reviewers_write_and_viewers_read(bobs, bob, team, assessment, begin):
    thread = begin("Why?", bob)
    shown = bobs.get(page_of(thread))
    assert form_of(shown).send(bobs, page_of(thread), {"text": "So"}).status_code == 302
    assert [row.seen_at is None for row in Mention.objects.all()] == [False]
    Membership.objects.filter(user=bob).update(role=Role.VIEWER)
    assert not any("text" in row.names for row in forms_of(bobs.get(page_of(thread)).text))
    assert write(bobs, page_of(thread), "No").status_code == 403
    mine = thread.comments.get(number=2)
    assert bobs.get(reverse("comment", args=[assessment.pk, thread.pk, mine.pk])).status_code == 403
    assert Comment.objects.count() == 2


def test_only_those_who_may_read_are_mentioned_and_only_so_many(
    alices, alice, team, charlie, assessment
):
    people = [make_user(f"p{number}@example.org") for number in range(MOST_MENTIONS + 1)]
    for person in people:
        join(team, person, Role.VIEWER)
    address = page_of(assessment)
    for chosen in ([charlie.pk], [alice.pk], ["x"], [row.pk for row in people]):
        told = write(alices, address, "Look", mentions=chosen)
        assert told.status_code == 200
        assert "mentions" in told.context["form"].errors
        assert form_of(told).values["text"] == ["Look"]
    assert write(alices, address, "Look", mentions=[people[0].pk]).status_code == 302
    assert Mention.objects.get().person == people[0]


def test_a_comment_has_an_end_and_an_empty_one_is_none(alices, assessment):
    for text in ("", "  \n ", "x" * (MOST_LETTERS + 1)):
        told = write(alices, page_of(assessment), text)
        assert "text" in told.context["form"].errors
        assert len(form_of(told).values["text"][0]) >= len(text.strip())
    assert write(alices, page_of(assessment), "x" * MOST_LETTERS).status_code == 302


def test_who_writes_very_fast_is_slowed_and_loses_nothing(alices, assessment):
    answers = [write(alices, page_of(assessment), f"Number {n}") for n in range(25)]
    assert [row.status_code for row in answers[:20]] == [302] * 20
    assert (answers[-1].status_code, "Number 24" in answers[-1].text) == (200, True)


def test_one_edits_and_removes_ones_own_alone_and_the_second_window_sees_both(
    alices, bobs, bob, assessment, begin
):
    thread = begin("First")
    own = thread.comments.get()
    address = reverse("comment", args=[assessment.pk, thread.pk, own.pk])
    assert bobs.get(address).status_code == 403
    window = form_of(alices.get(address))
    assert form_of(alices.get(address)).send(alices, address, {"text": "Second"}).status_code == 302
    late = window.send(alices, address, {"text": "Third"})
    (row,) = late.context["conflict"]
    assert (row.saved, row.yours) == ("Second", "Third")
    again = form_of(late)
    assert again.values["text"] == ["Third"]
    assert again.send(alices, address, {}).status_code == 302
    assert "edited" in bobs.get(page_of(thread)).text
    window = form_of(alices.get(address))
    remove = reverse("comment_remove", args=[assessment.pk, thread.pk, own.pk])
    assert bobs.get(remove).status_code == 403
    assert form_of(alices.get(remove), "version").send(alices, remove, {}).status_code == 302
    lost = window.send(alices, address, {"text": "Fourth"})
    assert lost.status_code == 404
    assert form_of(lost).values["text"] == ["Fourth"]
    assert form_of(lost).send(alices, page_of(thread), {}).status_code == 302
    assert [row.text for row in thread.comments.all()] == ["", "Fourth"]
    assert alices.get(address).status_code == 302


def test_who_assigns_or_resolves_second_is_shown_what_the_first_did(
    alices, bobs, alice, bob, assessment, begin
):
    thread = begin()
    page = page_of(thread)
    assign = form_of(alices.get(page), "person")
    resolve = next(
        row
        for row in forms_of(alices.get(page).text)
        if "resolve/" in row.attributes.get("action", "")
    )
    form_of(bobs.get(page), "person").send(bobs, page, {"person": str(bob.pk)})
    late = assign.send(alices, page, {"person": str(alice.pk)})
    (row,) = late.context["conflict"]
    assert (row.saved, row.yours, row.who) == (str(bob), str(alice), bob)
    assert form_of(late, "person").values["person"] == [str(alice.pk)]
    late = resolve.send(alices, page, {"way": "resolve"})
    assert [(row.name, row.saved, row.yours) for row in late.context["conflict"]] == [
        ("State", "Open", "Resolved")
    ]
    assert Thread.objects.get().is_open
    assert (
        form_of(alices.get(page), "person").send(alices, page, {"person": "x"}).status_code == 200
    )


def test_a_link_to_a_thread_survives_signing_in(client, alice, begin):
    thread = begin()
    led = client.get(page_of(thread))
    assert led.status_code == 302
    done = client.post(led["Location"], {"login": alice.email, "password": PASSWORD})
    assert done["Location"] == page_of(thread)


def _button(browser: Client, thread: Thread, way: str) -> PageForm:
    """The form of one button beside a thread."""
    rows = forms_of(browser.get(page_of(thread)).text)
    return next(row for row in rows if f"{way}/" in row.attributes.get("action", ""))


def test_nobody_resolves_or_has_seen_what_came_after_the_page_was_opened(
    alices, bobs, alice, bob, begin
):
    thread = begin("Are you sure?", bob)
    resolve, seen = (_button(bobs, thread, way) for way in ("resolve", "seen"))
    write(alices, page_of(thread), "Wait, it is not done", mentions=[bob.pk])
    answer = resolve.send(bobs, page_of(thread), {"way": "resolve"}, follow=True)
    assert "Read it first" in answer.text
    assert answer.redirect_chain[0][0].endswith("#comment-2")
    thread.refresh_from_db()
    assert thread.is_open
    seen.send(bobs, page_of(thread), {})
    noted = Mention.objects.order_by("comment__number").values_list("seen_at", flat=True)
    assert [at is None for at in noted] == [False, True]
    _button(bobs, thread, "resolve").send(bobs, page_of(thread), {"way": "resolve"})
    thread.refresh_from_db()
    assert not thread.is_open


def test_mentioned_people_say_that_they_have_seen_it(bobs, bob, team, begin):
    Membership.objects.filter(user=bob).update(role=Role.VIEWER)
    thread = begin("Look", bob)
    shown = bobs.get(page_of(thread))
    assert shown.context["is_unseen"]
    (form,) = (row for row in forms_of(shown.text) if "seen/" in row.attributes.get("action", ""))
    assert form.send(bobs, page_of(thread), {}).status_code == 302
    assert not bobs.get(page_of(thread)).context["is_unseen"]


def test_five_hundred_threads_are_pages_of_one_list_with_as_few_queries_as_one(
    alices, alice, bobs, bob, assessment, begin
):
    """Every kind of subject, so that what one of them needs to know is asked once."""
    keys = make_everything(assessment)
    kinds = [
        ("question", "A1"),
        ("gate", "KO1"),
        ("step", str(keys["step_id"])),
        ("cost", "in_house:pay"),
        ("action", "own:x"),
        ("assessment", ""),
    ]

    def make(count: int) -> None:
        now = timezone.now()
        threads = [
            Thread(
                assessment=assessment,
                about=kinds[number % 6][0],
                key=kinds[number % 6][1],
                name=f"Subject {number}",
                started_by=alice,
                assigned_to=bob if number % 2 else None,
                resolved_by=alice if number % 5 == 0 else None,
                resolved_at=now if number % 5 == 0 else None,
                count=1,
                last_at=now + timedelta(seconds=number),
            )
            for number in range(count)
        ]
        Thread.objects.bulk_create(threads)
        rows = (Comment(thread=row, number=1, writer=alice, text=row.name) for row in threads)
        Comment.objects.bulk_create(rows)

    def asked(address: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert bobs.get(address).status_code == 200
        return len(queries)

    make(6)
    few = asked(f"{page_of(assessment)}?show=all")
    make(494)
    total = Thread.objects.count()
    assert asked(f"{page_of(assessment)}?show=all&page=2") == few
    shown = bobs.get(f"{page_of(assessment)}?show=mine&page=2").context
    assert shown["counts"].total == total
    assert {row.assigned_to for row, _ in shown["threads"]} == {bob}
    assert len(shown["threads"]) == 25
    last = bobs.get(f"{page_of(assessment)}?show=open&page=999").context["page"]
    assert last.number == last.paginator.num_pages == -(-shown["counts"].open // 25)
    assert few <= 14
