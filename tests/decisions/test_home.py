"""What needs a person today: theirs, of assessments that they may read now, and nobody else's."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains

from accounts.models import Role
from decisions.action_items import ActionEdit
from decisions.models import Paper
from decisions.services.actions import add_action
from decisions.services.versions import save_version
from decisions.waiting import AT_MOST, SOON, today_for
from reviews.services import Target, Written, ask, begin
from tests.people import join, make_answers, make_assessment

HOME = reverse("home")


@pytest.fixture
def today():
    return timezone.localdate()


def give(assessment, person, due, status="todo"):
    edit = ActionEdit(text="Ask HR", member=person, due=due, status=status)
    return add_action(assessment=assessment, by=assessment.owner, key=uuid4(), edit=edit)


def test_actions_of_mine_are_told_when_their_day_is_near(alice, bob, team, assessment, today):
    join(team, bob, Role.EDITOR)
    late = give(assessment, alice, today - timedelta(days=1))
    near = give(assessment, alice, today + SOON - timedelta(days=1))
    for person, due, status in (
        (alice, today + SOON, "todo"),
        (alice, today, "done"),
        (alice, None, "todo"),
        (bob, today, "todo"),
    ):
        give(assessment, person, due, status)
    found = today_for(alice, today)
    assert [(row.item.pk, row.words, row.is_overdue) for row in found.due] == [
        (late, "Ask HR", True),
        (near, "Ask HR", False),
    ]
    assert not found.is_quiet


def test_papers_that_i_asked_for_and_my_open_assessments(alice, bob, team, assessment, today):
    join(team, bob, Role.EDITOR)
    make_answers(assessment, {"A1": 2})
    version = save_version(assessment=assessment, by=alice)
    _, mine, others = (
        Paper.objects.create(
            version=version, requested_by=person, queued_at=timezone.now() - ago, order_key=str(at)
        )
        for at, (person, ago) in enumerate(
            [(alice, SOON), (alice, timedelta(0)), (bob, timedelta(0))]
        )
    )
    finished = make_assessment(team, alice, edition=assessment.edition, name="Done")
    type(finished).objects.filter(pk=finished.pk).update(finished_at=timezone.now())
    assert [row.pk for row in today_for(alice, today).papers] == [mine.pk]
    assert [row.pk for row in today_for(alice, today).open] == [assessment.pk]
    assert [row.pk for row in today_for(bob, today).papers] == [others.pk]
    assert today_for(bob, today).open == []


def test_nothing_of_a_team_that_i_left_or_of_what_was_deleted(alice, bob, team, assessment, today):
    joined = join(team, bob, Role.EDITOR)
    give(assessment, bob, today)
    assert today_for(bob, today).due
    joined.delete()
    assert today_for(bob, today).is_quiet
    give(assessment, alice, today)
    type(assessment).objects.filter(pk=assessment.pk).update(deleted_at=timezone.now())
    found = today_for(alice, today)
    assert found.is_quiet
    assert found.open == []


def test_the_page_takes_as_many_queries_for_many_as_for_one(
    alice, bob, alices, team, assessment, today, django_assert_max_num_queries
):
    for place in range(AT_MOST + 2):
        row = make_assessment(team, alice, edition=assessment.edition, name=f"Payroll {place}")
        give(row, alice, today)
        for _ in range(2):
            written = Written("Look", uuid4(), mentions=(alice,))
            begin(
                assessment=row.pk,
                target=Target("assessment", "", row.name),
                by=bob,
                written=written,
            )
    with django_assert_max_num_queries(14):
        answer = alices.get(HOME)
    assert len(answer.context["today"].due) == AT_MOST
    assert len(answer.context["today"].open) == AT_MOST
    more = [getattr(answer.context["today"], f"more_{kind}") for kind in ("asked", "said", "due")]
    assert more == [0, AT_MOST + 4, 2]
    assertContains(answer, f"And {AT_MOST + 4} more")
    whole = alices.get(f"{HOME}?show=all").context["today"]
    assert (len(whole.due), len(whole.open)) == (AT_MOST + 2, AT_MOST + 3)
    assert (whole.more_asked, whole.more_said, whole.more_due) == (0, 0, 0)


def test_strangers_read_what_the_product_does_and_everybody_may(client, alices):
    assert "today" not in client.get(HOME).context
    assert client.get(HOME).content == client.get(reverse("about")).content
    assert "today" in alices.get(HOME).context
    assert "edition" in alices.get(reverse("about")).context


def test_a_viewer_is_offered_no_start(bob, bobs, team, assessment):
    assert bobs.get(HOME).context["can_start"] is False
    join(team, bob, Role.VIEWER)
    assert bobs.get(HOME).context["can_start"] is False


def test_what_others_wrote_for_me_leads_to_its_thread(alice, bob, alices, team, assessment, today):
    join(team, bob, Role.EDITOR)
    target = Target("assessment", "", assessment.name)
    written = Written("Look at the volumes", uuid4(), mentions=(alice,))
    named, _ = begin(assessment=assessment.pk, target=target, by=bob, written=written)
    question = Target("question", "A1", "Volume")
    written = Written("How many?", uuid4())
    asked, _ = ask(assessment=assessment.pk, target=question, by=bob, person=alice, written=written)
    answer = alices.get(HOME)
    assert [row.comment.thread_id for row in answer.context["today"].said.mentions] == [named.pk]
    assert [row.pk for row in answer.context["today"].said.asked] == [asked.pk]
    for thread in (named, asked):
        assertContains(answer, reverse("thread", args=[assessment.pk, thread.pk]))
    assertContains(answer, f">{named.get_about_display()}</bdi>")  # which may have another name now
    assert today_for(bob, today).is_quiet
