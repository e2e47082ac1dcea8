"""Comments in what is kept and taken along: versions, papers, JSON; and not for who holds a link."""

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role, User
from decisions.models import Paper, Version
from decisions.services import comments as services
from decisions.services.papers import request_paper
from decisions.services.sharing import make_link
from decisions.services.versions import is_current, save_version
from exports.pdf.order import Order, plain
from reviews.services import Written
from tests.people import fresh, make_answers

pytestmark = pytest.mark.django_db


@pytest.fixture
def bob(bob_as) -> User:
    person: User = bob_as(Role.REVIEWER)
    return person


def test_a_version_shows_the_comments_of_its_time_whatever_is_said_since(
    alices, alice, bob, assessment, begin
):
    make_answers(assessment, {"A1": 2})
    bare = save_version(assessment=fresh(assessment), by=alice)
    first, second = begin("Is it so?", bob), begin("<b>Done</b>")
    of = {"assessment": assessment, "by": bob}
    services.resolve(**of, thread=second, is_open=False, seen=1)
    kept = save_version(assessment=fresh(assessment), by=alice)
    assert kept.number == bare.number + 1
    assert save_version(assessment=fresh(assessment), by=alice) == kept
    services.reply(**of, thread=first, written=Written("Later", uuid4()))
    services.edit_comment(**of, comment=first.comments.get(number=1), text="Another", seen=1)
    # What is said about an assessment does not change what it says.
    assert is_current(Version.objects.get(pk=kept.pk))
    page = alices.get(reverse("version_comments", args=[kept.pk]))
    assert (page.context["open"], len(page.context["threads"])) == (1, 2)
    assert "Is it so?" in page.text
    assert not [word for word in ("Later", "Another", "<b>Done") if word in page.text]
    address = reverse("version_comments", args=[kept.pk])
    assert address in alices.get(reverse("version", args=[kept.pk])).text
    assert "version_comments" not in alices.get(reverse("version", args=[bare.pk])).text
    old = alices.get(reverse("version_comments", args=[bare.pk]))
    assert (old.status_code, old.context["threads"]) == (200, [])


def test_a_paper_without_comments_is_the_same_paper_whatever_was_said_since(
    alice, assessment, begin
):
    make_answers(assessment, {"A1": 2})
    said = Order(parts=("answers", "comments"))

    def asked(order: Order) -> Paper:
        return request_paper(assessment=fresh(assessment), by=alice, order=order)

    usual = asked(Order())
    begin("Is it so?")
    assert asked(Order()) == usual
    first = asked(said)
    assert first.version.number == usual.version.number + 1
    begin("And so?")
    assert asked(said).version.number == first.version.number + 1
    assert asked(Order()).version.number == 3


def test_a_version_that_knows_nothing_of_comments_has_none(alices, alice, assessment):
    make_answers(assessment, {"A1": 2})
    kept = save_version(assessment=fresh(assessment), by=alice)
    del kept.snapshot["comments"]
    kept.save()
    assert save_version(assessment=fresh(assessment), by=alice) == kept
    assert alices.get(reverse("version_comments", args=[kept.pk])).context["threads"] == []
    assert alices.get(reverse("version", args=[kept.pk])).status_code == 200


def test_the_json_of_an_assessment_has_every_comment(alices, alice, bob, assessment, begin):
    make_answers(assessment, {"A1": 2})
    thread = begin("Why?", bob)
    written = Written("So", uuid4())
    services.reply(assessment=assessment, by=bob, thread=thread, written=written)
    (row,) = alices.get(reverse("result_json", args=[assessment.pk])).json()["comments"]
    assert [said["text"] for said in row["comments"]] == ["Why?", "So"]
    assert row["comments"][0]["mentions"] == [str(bob)]
    assert (row["about"], row["key"], row["is_open"]) == ("question", "A1", True)


def test_a_paper_has_comments_where_they_are_asked_for_and_no_link_leads_to_that(
    alices, alice, assessment, begin
):
    make_answers(assessment, {"A1": 2})
    begin("Is it so?")
    version = save_version(assessment=fresh(assessment), by=alice)
    keys = {row["key"] for row in version.snapshot["annex"]}
    assert "comments" in keys
    form = alices.get(reverse("papers", args=[assessment.pk])).context["form"]
    choices = {key for key, _ in form.fields["parts"].choices}
    assert "comments" in choices - set(form.fields["parts"].initial)
    now = timezone.now()
    papers = [
        Paper.objects.create(
            version=version,
            requested_by=alice,
            queued_at=now,
            state=Paper.State.READY,
            file=f"{key}.pdf",
            order=plain(order),
            order_key=order.key,
        )
        for key, order in {
            "usual": Order(),
            "with": Order(parts=("answers", "comments")),
        }.items()
    ]
    link, token = make_link(
        assessment=assessment, by=alice, made_for="Board", days=7, key=uuid4(), version=version
    )
    browser = Client()
    browser.get(reverse("shared_open", args=[token]))
    shared = reverse("shared", args=[link.pk])
    assert browser.get(shared).context["paper"] == papers[0]
    papers[0].delete()
    assert browser.get(shared).context["paper"] is None
