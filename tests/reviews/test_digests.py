"""The daily mail: what it tells to whom, when, once, and what it keeps to itself."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.core import mail
from django.urls import reverse

from accounts.erasure import erase
from accounts.models import Mail, Membership, Role, User
from decisions.action_items import item_id, key_of
from decisions.deleted import remove
from decisions.models import ActionItem, Assessment
from decisions.services import comments as services
from reviews.models import Comment, Digest, Muted, Thread
from reviews.muting import mute
from reviews.services import Target, Written
from tests.people import STRANGE_NAMES, join, make_assessment, make_user
from tests.reviews.digests import (
    BEFORE,
    DAY,
    HOUR,
    SEVEN,
    WORDS,
    action,
    assign,
    html_of,
    leave,
    mails_at,
    reply,
    send_now,
    written_at,
)

pytestmark = pytest.mark.django_db
TODAY = SEVEN.date()


@pytest.fixture
def bob(bob_as):
    return bob_as(Role.EDITOR)


@pytest.fixture
def run(django_capture_on_commit_callbacks):
    return django_capture_on_commit_callbacks


@pytest.fixture
def mentioned(begin, bob) -> Thread:
    """Alice mentions Bob."""
    return written_at(begin(WORDS, bob), BEFORE)


def lines(sent) -> list[tuple[str, str]]:
    """The lines of a mail: what it says, and where it leads."""
    rows = str(sent.body).split("\n\n")
    return [
        (text, path.removeprefix("http://127.0.0.1:8000"))
        for text, _, path in (row.partition("\n") for row in rows[2:])
        if path.startswith("http") and "assessments/" in path and "whole" not in text[:9]
    ]


def told(person: User) -> list[str]:
    """The subjects of the mails to a person, without the name of the assessment."""
    return [one.subject.partition(": ")[2] for one in mail.outbox if one.to == [person.email]]


def test_one_mail_tells_all_that_is_new_by_others_with_links_and_without_words(
    alice, bob, begin, assessment, mentioned, run, settings
):
    settings.SITE_URL = "http://127.0.0.1:8000"
    answered = begin("Mine", by=bob, target=Target("gate", "KO1", "Is it <regulated>?"))
    for by in (alice, alice):
        reply(answered, by)
    given = assign(begin("Yours", target=Target("assessment", "", assessment.name)), alice, bob)
    reply(given, alice, BEFORE + timedelta(minutes=1))
    due = action(assessment, bob, TODAY + timedelta(days=2), text="Ask HR")
    late = action(assessment, bob, TODAY - DAY, key="check:KO1", text="")
    action(assessment, alice, TODAY)
    begin("Nobody is meant")
    assert mails_at(SEVEN, run) == 2
    (sent,) = (one for one in mail.outbox if one.to == [bob.email])
    assert sent.subject.startswith(f"{assessment.name}: ")
    assert told(bob) == [
        "1 action overdue, 1 action due, 1 mention of you, 1 thread assigned to you, 1 thread with replies"
    ]
    assert told(alice) == ["1 action due"]
    actions = reverse("actions", args=[assessment.pk])
    threads = [
        reverse("thread", args=[assessment.pk, row.pk]) for row in (mentioned, given, answered)
    ]
    places = [f"{actions}#action-{item_id(assessment, key_of(row))}" for row in (late, due)]
    places += [f"{threads[0]}#comment-1", threads[1], f"{threads[2]}#comment-2"]
    assert [path for _, path in lines(sent)] == places
    html = html_of(sent)
    assert all(f'href="http://127.0.0.1:8000{path}"' in html for path in places)
    assert ("Is it <regulated>?" in sent.body, "<regulated>" in html) == (True, False)
    assert not any(WORDS in text or "Mine" in text for text in (sent.body, html))
    assert "2 times" in lines(sent)[-1][0]
    assert Digest.objects.get(person=bob).mail == Mail.SENT
    mail.outbox.clear()
    for later in (HOUR, 12 * HOUR, DAY):
        mails_at(SEVEN + later, run)
    assert told(bob) == []
    mails_at(SEVEN + 3 * DAY, run)
    assert told(bob) == ["1 action overdue"]  # what was due then


def test_what_one_did_or_saw_oneself_is_not_told(alice, bob, begin, mentioned, run):
    own = assign(begin("Mine", by=bob), bob, bob)
    written_at(own, BEFORE)
    reply(mentioned, bob)  # and so has seen it
    asked = services.ask_colleague(
        assessment=own.assessment,
        by=alice,
        target=Target("question", "B1", "How often?"),
        person=bob,
        written=Written(WORDS, uuid4()),
    )
    written_at(asked, BEFORE)  # which has a mail of its own
    answered = reply(written_at(begin("Once", by=bob), BEFORE - HOUR), alice, BEFORE - HOUR)
    reply(answered, bob)
    assert mails_at(SEVEN, run) == 1
    assert told(alice) == ["2 threads with replies"]
    assert told(bob) == []


GONE = {
    "seen": lambda thread, bob: thread.comments.get().mentions.update(seen_at=SEVEN),
    "removed": lambda thread, bob: services.remove_comment(
        assessment=thread.assessment,
        by=thread.started_by,
        comment=thread.comments.get(),
        seen=1,
    ),
    "resolved": lambda thread, bob: services.resolve(
        assessment=thread.assessment, by=thread.started_by, thread=thread, is_open=False, seen=1
    ),
    "left the team": lambda thread, bob: Membership.objects.filter(user=bob).delete(),
    "assessment deleted": lambda thread, bob: Assessment.objects.update(
        deleted_at=SEVEN, deleted_by=bob
    ),
    "stopped for it": lambda thread, bob: mute(person=bob, assessment=thread.assessment_id),
    "stopped for all": lambda thread, bob: mute(person=bob, assessment=None),
    "shut out": lambda thread, bob: User.objects.filter(pk=bob.pk).update(is_active=False),
}


@pytest.mark.parametrize("how", GONE)
def test_what_is_settled_before_or_after_the_mail_is_queued_is_not_mailed(
    how, bob, begin, mentioned, run
):
    assert mails_at(SEVEN, run, leave) == 1
    GONE[how](mentioned, bob)
    send_now(Digest.objects.get().pk)
    assert mail.outbox == []
    Digest.objects.all().delete()
    assert mails_at(SEVEN, run) == 0


ZONES = [
    # zone, 7 o'clock there in UTC, and the day there
    ("", datetime(2027, 3, 10, 7, tzinfo=UTC), date(2027, 3, 10)),
    ("No/Such", datetime(2027, 3, 10, 7, tzinfo=UTC), date(2027, 3, 10)),
    ("America", datetime(2027, 3, 10, 7, tzinfo=UTC), date(2027, 3, 10)),
    ("Pacific/Kiritimati", datetime(2027, 3, 9, 17, tzinfo=UTC), date(2027, 3, 10)),
    ("Pacific/Pago_Pago", datetime(2027, 3, 10, 18, tzinfo=UTC), date(2027, 3, 10)),
    ("Asia/Kathmandu", datetime(2027, 3, 10, 1, 15, tzinfo=UTC), date(2027, 3, 10)),
    ("Europe/Berlin", datetime(2027, 3, 27, 6, tzinfo=UTC), date(2027, 3, 27)),
    ("Europe/Berlin", datetime(2027, 3, 28, 5, tzinfo=UTC), date(2027, 3, 28)),  # an hour less
    ("Europe/Berlin", datetime(2027, 10, 31, 6, tzinfo=UTC), date(2027, 10, 31)),  # one more
]


@pytest.mark.parametrize(("zone", "seven", "day"), ZONES, ids=lambda value: str(value))
def test_it_comes_at_seven_by_the_clock_of_the_person(zone, seven, day, bob, begin, run):
    User.objects.filter(pk=bob.pk).update(time_zone=zone)
    written_at(begin(WORDS, bob), seven - HOUR)
    assert mails_at(seven - timedelta(seconds=1), run) == 0
    assert mails_at(seven, run) == 1
    row = Digest.objects.get()
    assert (row.day, row.until, row.mail) == (day, seven, Mail.SENT)


def test_what_happens_after_seven_waits_for_the_next_day_and_nothing_old_is_told(
    alice, bob, begin, mentioned, run
):
    old = written_at(begin(WORDS, bob), SEVEN - timedelta(days=7))
    new = written_at(begin(WORDS, bob), SEVEN + timedelta(minutes=1))
    assert mails_at(SEVEN + 3 * HOUR, run) == 1  # whenever the scheduler is back
    assert told(bob) == ["1 mention of you"]
    assert mails_at(SEVEN + 16 * HOUR, run) == 0
    assert mails_at(SEVEN + DAY, run) == 1
    assert told(bob)[1:] == ["1 mention of you"]
    assert str(new.pk) in mail.outbox[1].body
    assert all(str(old.pk) not in one.body for one in mail.outbox)
    # Whoever travels west has the same day again, and one mail.
    User.objects.filter(pk=bob.pk).update(time_zone="Pacific/Pago_Pago")
    written_at(begin(WORDS, bob), SEVEN + DAY + HOUR)
    assert mails_at(SEVEN + DAY + 12 * HOUR, run) == 0


def test_a_mail_that_was_not_sent_is_made_up_for_on_the_next_day(bob, mentioned, run, settings):
    mailbox = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    assert mails_at(SEVEN, run) == 1
    assert Digest.objects.get().mail == Mail.NOT_SENT
    settings.EMAIL_BACKEND = mailbox
    assert mails_at(SEVEN + HOUR, run) == 0
    assert mails_at(SEVEN + DAY, run, leave) == 1
    first, second = Digest.objects.order_by("day")
    Digest.objects.filter(pk=first.pk).update(mail=Mail.QUEUED)  # one that waited until now
    send_now(first.pk)
    assert told(bob) == []  # the later one tells all of it
    send_now(second.pk)
    assert told(bob) == ["1 mention of you"]
    # The mail of yesterday that went today is the one of today.
    Digest.objects.exclude(pk=second.pk).delete()
    Digest.objects.update(day=TODAY, until=SEVEN, mail_at=SEVEN + DAY)
    written_at(mentioned, SEVEN + HOUR)
    assert mails_at(SEVEN + DAY + HOUR, run) == 0
    assert mails_at(SEVEN + 2 * DAY, run) == 1


def test_an_action_is_told_once_when_its_day_is_near_and_once_when_it_is_past(bob, assessment, run):
    row = action(assessment, bob, TODAY + timedelta(days=3))
    days: dict[int, list[str]] = {}
    for number in range(14):
        mail.outbox.clear()
        mails_at(SEVEN + number * DAY, run)
        days |= dict.fromkeys([number], told(bob)) if told(bob) else {}
    assert days == {1: ["1 action due"], 4: ["1 action overdue"]}
    later = SEVEN + timedelta(days=20)
    ActionItem.objects.update(due=later.date(), note="Another day")
    mails_at(later, run)
    assert told(bob) == ["1 action due"]
    ActionItem.objects.update(due=later.date() + 2 * DAY)
    for gone in ({"status": "done"}, {"member": None}, {"member": bob, "status": "doing"}):
        ActionItem.objects.filter(pk=row.pk).update(**gone)
        mail.outbox.clear()
        mails_at(later + DAY, run)
        assert bool(mail.outbox) == (gone.get("status") == "doing")


def test_names_of_every_script_and_line_breaks_arrive_as_they_are(
    alice, bob, begin, assessment, run
):
    Assessment.objects.update(name="Payroll\r\nBcc: everybody@example.org")
    for name in STRANGE_NAMES:
        User.objects.filter(pk=alice.pk).update(name=name)
        Digest.objects.all().delete()
        Comment.objects.all().delete()
        written_at(begin(WORDS, bob, target=Target("step", "x", name * 5)), BEFORE)
        assert mails_at(SEVEN, run) == 1
        sent = mail.outbox.pop()
        assert sent.recipients() == [bob.email]
        assert "\n" not in sent.subject
        assert f"{name} mentioned you" in sent.body
        assert "<script>" not in html_of(sent)
        sent.message()


def test_a_run_asks_few_questions_of_the_database_however_many_wait_for_nothing(
    alice, bob, begin, team, run, django_assert_max_num_queries
):
    people = [
        join(team, make_user(f"p{number}@example.org"), Role.VIEWER).user for number in range(9)
    ]
    begun = begin(WORDS, *people)
    written_at(begun, BEFORE)
    assert mails_at(SEVEN, run) == 9
    reply(begun, alice, SEVEN + HOUR, *people)
    with django_assert_max_num_queries(14):
        assert mails_at(SEVEN + 2 * HOUR, run) == 0
    assert mails_at(SEVEN + DAY, run) == 9


def test_a_long_mail_says_how_many_lines_it_leaves_out(bob, begin, run):
    for _ in range(22):
        written_at(begin(WORDS, bob), BEFORE)
    mails_at(SEVEN, run)
    (sent,) = mail.outbox
    assert told(bob) == ["22 mentions of you"]
    assert len(lines(sent)) == 20
    assert "And 2 more" in sent.body


def test_its_rows_go_with_the_person_the_assessment_and_time(
    alice, bob, begin, team, assessment, mentioned, run
):
    dana = make_user("dana@example.org")
    join(team, dana, Role.VIEWER)
    other = make_assessment(team, alice)
    written_at(begin(WORDS, dana), BEFORE)
    assert mails_at(SEVEN, run) == 2
    for person, key in ((bob, assessment.pk), (bob, other.pk), (dana, None), (dana, other.pk)):
        mute(person=person, assessment=key)
        mute(person=person, assessment=key)
    assert Muted.objects.count() == 4
    erase(person=dana, by=dana)
    assert not Muted.objects.filter(person=dana).exists()
    assert not Digest.objects.filter(person=dana).exists()
    assert Digest.objects.filter(person=bob).exists()
    Assessment.objects.filter(pk=assessment.pk).update(deleted_at=SEVEN, deleted_by=alice)
    assert remove(Assessment.objects.get(pk=assessment.pk))
    assert not Digest.objects.exists()
    assert [row.assessment for row in Muted.objects.all()] == [other]
    Digest.objects.create(person=bob, assessment=other, day=TODAY, until=SEVEN)
    mails_at(SEVEN + 30 * DAY, run)
    assert Digest.objects.exists()
    mails_at(SEVEN + 31 * DAY, run)
    assert not Digest.objects.exists()
