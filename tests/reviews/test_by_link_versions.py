"""A link to a version: what was said then is read as it was, and its holders say what they say now."""

from uuid import uuid4

import pytest
from django.urls import reverse

from accounts.models import User
from decisions.models import Assessment, Step, Version
from decisions.services import comments as services
from decisions.services.versions import save_version
from reviews.models import Guest
from reviews.reading import as_data
from reviews.services import Target, Written
from tests.people import fresh, make_answers, make_steps
from tests.reviews.by_link import LINK, board_of

pytestmark = pytest.mark.django_db


def test_a_link_to_a_version_shows_what_was_said_then_and_what_its_holders_begin(
    assessment, alice, alices, begin
):
    make_answers(assessment, {"A1": 2})
    make_steps(assessment, "Approve the invoice")
    now = board_of(fresh(assessment), made_for="Bank")
    then = [now.begin("Said then by a guest", name="Otto"), begin("Said then by a member")]
    unshown = begin("About nothing shown", target=Target("question", "B1", "How often?"))
    kept = save_version(assessment=fresh(assessment), by=alice)
    later = begin("Said later")
    board = board_of(fresh(assessment), version=kept)
    page = board.get(board.comments)
    said = [one["writer"] for row in page.context["kept_threads"] for one in row["comments"]]
    assert said == ["Otto, by link", str(alice)]
    assert "Bank" not in page.text
    for thread in (*then, unshown, later):
        assert thread.comments.get().text not in page.text or thread in then
        assert board.get(board.at(thread)).status_code == 404
    Assessment.objects.filter(pk=assessment.pk).update(name="Another name")
    steps = dict(page.context["form"].fields["about"].choices[1:])["Steps"]
    asked = board.begin("Why this step?", steps[0][0])
    services.reply(
        assessment=assessment, by=alice, thread=asked, written=Written("It is law", uuid4())
    )
    shown = board.get(board.at(asked))
    assert ("It is law" in shown.text, shown.context["name"]) == (True, "Supplier invoices")
    assert [row.pk for row in board.get(board.comments).context["threads"]] == [asked.pk]
    assert Guest.objects.get(comments__thread=asked).version_number == kept.number
    # Whoever writes there is told who reads it; nobody else reads by a link to a version.
    theirs = alices.get(reverse("thread", args=[assessment.pk, asked.pk]))
    # What was written on a version is marked so wherever it is read; who holds a link is not told its name.
    mark = f", on version {kept.number}, by link"
    assert str(Guest.objects.get(comments__thread=asked)) == f"A reader{mark} {LINK}"
    assert as_data(assessment.pk)[-1]["comments"][0]["on_version"] == kept.number
    for where in (theirs, alices.get(reverse("comments", args=[assessment.pk]))):
        assert f"{mark} <bdi>{LINK}</bdi>" in where.text
    for where in (now.at(asked), now.comments):
        assert f'A reader</bdi></strong><span class="by-link">{mark}</span>' in now.get(where).text
        assert LINK not in now.get(where).text
    assert theirs.context["read_by"] == ["Bank", LINK]
    for page in (
        alices.get(reverse("thread", args=[assessment.pk, later.pk])),
        alices.get(reverse("comments", args=[assessment.pk])),
    ):
        assert page.context["read_by"] == ["Bank"]
    # Whoever reads the result as it is reads it too, by whatever link it was begun.
    assert now.get(now.at(asked)).status_code == 200


@pytest.mark.parametrize("has_keys", [True, False])
def test_a_version_shows_its_steps_and_what_was_said_about_them_whatever_becomes_of_them(
    has_keys, assessment, alice, alices, begin
):
    """Renamed before and after it was kept, and removed; kept without keys, those it finds by name."""
    make_answers(assessment, {"A1": 2})
    steps = make_steps(assessment, "Approve", "Pay", "File")
    if has_keys:
        Step.objects.filter(pk=steps[1].pk).update(name="Transfer")
    for step in steps:
        begin(f"About {step.name}", target=Target("step", str(step.pk), step.name))
    kept = save_version(assessment=fresh(assessment), by=alice)
    if not has_keys:
        Version.objects.update(step_keys=[])
    board = board_of(fresh(assessment), version=Version.objects.get(pk=kept.pk))
    before = board.get(board.comments)
    Step.objects.filter(pk=steps[0].pk).update(name="Approve twice")
    Step.objects.filter(pk__in=[steps[1].pk, steps[2].pk]).delete()
    after = board.get(board.comments)
    told = [[row["name"] for row in page.context["kept_threads"]] for page in (before, after)]
    assert told == [["Approve", "Pay", "File"]] * 2
    groups = [dict(page.context["form"].fields["about"].choices[1:]) for page in (before, after)]
    assert [[name for _, name in group["Steps"]] for group in groups] == [
        ["Approve", "Transfer" if has_keys else "Pay", "File"]
    ] * 2
    for key, _ in groups[1]["Steps"]:
        thread = board.begin("Why?", key)
        assert alices.get(reverse("thread", args=[assessment.pk, thread.pk])).status_code == 200
        assert board.get(board.at(thread)).status_code == 200
    assert alices.get(reverse("comments", args=[assessment.pk])).status_code == 200


def test_what_was_said_then_is_read_a_page_at_a_time_without_addresses(
    assessment, bob, begin, monkeypatch
):
    monkeypatch.setattr("decisions.views.shared_comments.PAGE_SIZE", 2)
    make_answers(assessment, {"A1": 2})
    User.objects.filter(pk=bob.pk).update(name="")
    for number in range(5):
        begin(f"Said then {number}", by=User.objects.get(pk=bob.pk))
    kept = save_version(assessment=fresh(assessment), by=bob)
    board = board_of(fresh(assessment), version=kept)
    pages = [board.get(f"{board.comments}?kept={number}") for number in (1, 2, 3, "x", 99)]
    assert [len(page.context["kept_threads"]) for page in pages] == [2, 2, 1, 2, 1]
    assert "?kept=2#kept" in pages[0].text
    local = bob.email.partition("@")[0]
    assert not any(f"<bdi>{local}</bdi>" in page.text for page in pages)
