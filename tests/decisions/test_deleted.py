"""A deleted assessment: nowhere to be found, brought back as it was by an owner, gone after its days."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.http import Http404
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role
from audit.models import Event
from decisions.deleted import remove_old
from decisions.evaluation import inputs_of
from decisions.models import ActionItem, Activity, Assessment, Paper, Version
from decisions.services.answers import save_answer
from decisions.services.deleting import bring_back, delete
from decisions.tasks import remove_deleted
from engine.fit.case import Given
from tests.addresses import LED, address, own_patterns, parameters
from tests.everything import make_everything
from tests.forms_on_page import forms_of, submit
from tests.people import join, make_answers, make_assessment, make_cost_case, make_steps

LIST = reverse("assessments_deleted")


@pytest.fixture
def deleted(assessment: Assessment, alice: Any) -> Assessment:
    make_answers(assessment, {"A1": 2})
    make_steps(assessment, "Approve")
    make_cost_case(assessment)
    row = Assessment.objects.get(pk=assessment.pk)
    assert delete(assessment=row, by=alice, seen=row.revision)
    return Assessment.objects.get(pk=assessment.pk)


def aged(row: Assessment, days: float) -> None:
    Assessment.objects.filter(pk=row.pk).update(deleted_at=timezone.now() - timedelta(days=days))


def test_nothing_of_it_is_found_at_any_address(alices: Client, alice: Any, team: Any):
    """Every address with the keys of a deleted assessment, its steps, versions, papers and scenarios."""
    row = make_assessment(team, alice)
    make_answers(row, {"A1": 2})
    keys = {"code": "B1", **make_everything(row)}
    row.refresh_from_db()
    delete(assessment=row, by=alice, seen=row.revision)
    # A mail that was sent before can be stopped by its link, which names nothing that is gone.
    others = {
        "stop_token",
        "team_id",
        "token",
        "membership_id",
        "code",
        "part",
        "side",
        "deleted_id",
    }
    asked = 0
    for pattern in own_patterns():
        if parameters(pattern) - others:
            for method in (alices.get, alices.post):
                asked += 1
                found = method(address(str(pattern.name), keys))
                if found.status_code == 302:  # of a form that is on another page
                    assert method == alices.get
                    assert pattern.name in LED
                    found = method(found["Location"])
                assert found.status_code in (404, 405), pattern.name
    assert asked > 80
    lists = [alices.get(reverse(name)).content.decode() for name in ("assessments", "teams")]
    assert not any(str(row.pk) in page for page in lists)


def test_an_owner_brings_it_back_as_it_was(alices: Client, deleted: Assessment):
    before = inputs_of(deleted)
    assert f"/{deleted.pk}/restore/" in alices.get(LIST).content.decode()
    answer = alices.post(reverse("assessment_restore", args=[deleted.pk]), follow=True)
    assert answer.redirect_chain[-1][0] == deleted.get_absolute_url()
    back = Assessment.objects.live().get(pk=deleted.pk)
    assert inputs_of(back) == before
    assert Activity.objects.filter(assessment=back, verb="brought_back").count() == 1
    assert [row.detail for row in Event.objects.filter(kind="deleted").order_by("pk")] == [
        {},
        {"how": "brought back"},
    ]
    assert alices.post(reverse("assessment_restore", args=[deleted.pk])).status_code == 404


def test_removing_for_good_asks_first(alices: Client, deleted: Assessment):
    """The list only leads to the question; what it is about stands there."""
    path = reverse("assessment_remove", args=[deleted.pk])
    assert f'action="{path}"' not in alices.get(LIST).content.decode()
    asked = alices.get(path).content.decode()
    assert deleted.name in asked
    assert Assessment.objects.filter(pk=deleted.pk).exists()
    assert submit(alices, path, {})["Location"] == LIST
    assert not Assessment.objects.filter(pk=deleted.pk).exists()
    assert alices.get(path).status_code == 404


def test_nobody_removes_for_good_what_was_brought_back_and_worked_on_since(
    alices: Client, alice: Any, deleted: Assessment
):
    """It is deleted again when the button is pressed on a page from before."""
    path = reverse("assessment_remove", args=[deleted.pk])
    (form,) = [row for row in forms_of(alices.get(path).text) if row.versions]
    bring_back(assessment=deleted, by=alice)
    make_answers(deleted, {"A2": 5})
    back = Assessment.objects.get(pk=deleted.pk)
    assert delete(assessment=back, by=alice, seen=back.revision)
    asked_again = form.send(alices, path, {}, follow=True)
    assert asked_again.redirect_chain[-1][0] == path
    assert Assessment.objects.deleted().filter(pk=deleted.pk).exists()


@pytest.mark.parametrize("role", [Role.EDITOR, Role.VIEWER])
def test_others_neither_see_nor_bring_it_back(
    bobs: Client, bob: Any, team: Any, deleted: Assessment, role: Role
):
    join(team, bob, role)
    assert str(deleted.pk) not in bobs.get(LIST).content.decode()
    for name in ("assessment_restore", "assessment_remove"):
        assert bobs.post(reverse(name, args=[deleted.pk])).status_code == 403


def test_it_goes_after_thirty_days_with_its_files_and_not_before(
    deleted: Assessment,
    alice: Any,
    assessment: Assessment,
    team: Any,
    django_capture_on_commit_callbacks: Any,
):
    version = Version.objects.create(
        assessment=deleted, number=1, snapshot={}, digest="d" * 64, created_by=alice
    )
    paper = Paper(version=version, requested_by=alice, queued_at=timezone.now())
    paper.file.save("paper.pdf", ContentFile(b"%PDF"))
    storage, name = paper.file.storage, str(paper.file.name)
    living = make_assessment(team, alice)
    aged(deleted, 29.9)
    remove_deleted()
    assert Assessment.objects.filter(pk=deleted.pk).exists()
    aged(deleted, 30.1)
    with django_capture_on_commit_callbacks(execute=True):
        remove_deleted()
    assert list(Assessment.objects.all()) == [living]
    assert not storage.exists(name)
    assert remove_old(timezone.now()) == 0


def test_a_setting_of_nothing_keeps_it_for_good(deleted: Assessment, settings: Any):
    settings.RETAIN_DELETED_DAYS = 0
    aged(deleted, 10_000)
    assert remove_old(timezone.now()) == 0


def test_who_answers_at_that_moment_writes_nothing(alice: Any, assessment: Assessment):
    """The writer has read the assessment before it was deleted; brought back, it is as it was."""
    read = Assessment.objects.prefetch_related("answers", "gate_answers").get(pk=assessment.pk)
    delete(assessment=Assessment.objects.get(pk=assessment.pk), by=alice, seen=assessment.revision)
    with pytest.raises(Http404):
        save_answer(assessment=read, by=alice, code="A1", given=Given(3), seen_version=0)
    bring_back(assessment=read, by=alice)
    assert not Assessment.objects.get(pk=assessment.pk).answers.exists()


def test_deleting_is_refused_when_somebody_changed_it_meanwhile(alice: Any, assessment: Assessment):
    assert not delete(assessment=assessment, by=alice, seen=assessment.revision + 1)
    assert Assessment.objects.live().exists()


def test_its_overdue_actions_stand_nowhere(alices: Client, deleted: Assessment, alice: Any):
    day = timezone.now().date() - timedelta(days=3)
    ActionItem.objects.create(assessment=deleted, text="Ask HR", due=day, changed_by=alice)
    assert alices.get(reverse("assessments") + "?actions=overdue").context["assessments"] == []


def test_the_button_leads_to_the_list(alices: Client, assessment: Assessment):
    answer = submit(alices, reverse("assessment_delete", args=[assessment.pk]), {})
    assert answer["Location"] == reverse("assessments")
    assert LIST in alices.get(reverse("assessments")).content.decode()
