"""The task page of an assessment, renaming and deleting."""

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role
from decisions.models import Assessment, Paper, Version
from tests.decisions.test_list import LIST, text, url
from tests.forms_on_page import submit
from tests.people import STRANGE_NAMES, make_answers, make_edition


def test_the_task_page_shows_every_theme_with_its_status(alices, assessment):
    """Theme A has three questions: one of them answered is in progress."""
    make_answers(assessment, {"A1": 1, "E1": 3, "E2": "unknown"})
    page = text(alices.get(url(assessment)))
    for theme in assessment.edition.ruleset.themes:
        assert theme.name in page
    assert "3 of 25 questions answered." in page
    assert page.count("In progress") == 1
    assert page.count("Not yet started") == 6
    assert url(assessment, "questions/A2/") in page


def test_the_task_page_takes_few_queries(alices, assessment):
    """Session, person, assessment, answers, gates, trail, stopped mails, late weights, people, comments, a newer
    edition: 10."""
    make_answers(assessment, {"A1": 1})
    alices.get(url(assessment))
    with CaptureQueriesContext(connection) as queries:
        text(alices.get(url(assessment)))
    assert len(queries) <= 10


def test_progress_is_never_above_its_total(alices, assessment):
    """C3 = 1 closes C2, and A2 = 4 closes A4: 23 of 25 remain, whatever is stored beside them."""
    every = {row.code: "unknown" for row in assessment.edition.ruleset.criteria}
    make_answers(assessment, every | {"C3": 3, "A2": 4})
    path = url(assessment, "questions/C3/")
    alices.post(path, {"answer": "1", "version": "1", "confirmed": "1"})
    assessment.refresh_from_db()
    assert (assessment.answered, assessment.total) == (23, 23)


@pytest.mark.parametrize("name", STRANGE_NAMES)
def test_a_new_name_may_be_in_any_script(alices, assessment, name):
    response = alices.post(url(assessment, "edit/"), {"name": name, "unit": ""}, follow=True)
    assert "<script>alert" not in text(response)
    assessment.refresh_from_db()
    assert (assessment.name, assessment.unit) == (name, "")
    assert "<script>alert" not in text(alices.get(LIST))


def test_a_bad_name_is_refused_with_what_was_typed(alices, assessment):
    page = text(alices.post(url(assessment, "edit/"), {"name": "", "unit": "New unit"}))
    assert "Give the process a name." in page
    assert "New unit" in page


def test_deleting_asks_first_and_takes_everything_along(
    alices, alice, assessment, django_capture_on_commit_callbacks
):
    make_answers(assessment, {"A1": 1})
    version = Version.objects.create(
        assessment=assessment, number=1, snapshot={}, digest="d" * 64, created_by=alice
    )
    paper = Paper(version=version, requested_by=alice, queued_at=timezone.now())
    paper.file.save("paper.pdf", ContentFile(b"%PDF"))
    storage, name = paper.file.storage, str(paper.file.name)
    assert "1 saved version " in text(alices.get(url(assessment, "delete/")))
    assert Assessment.objects.exists()
    response = submit(alices, url(assessment, "delete/"), {})
    assert response["Location"] == LIST
    assert alices.get(url(assessment)).status_code == 404
    assert storage.exists(name)
    with django_capture_on_commit_callbacks(execute=True):
        submit(alices, reverse("assessment_remove", args=[assessment.pk]), {})
    assert not Assessment.objects.exists()
    assert not storage.exists(name)


def test_deleting_twice_is_not_found_and_no_crash(alices, assessment):
    submit(alices, url(assessment, "delete/"), {})
    assert alices.post(url(assessment, "delete/")).status_code == 404


@pytest.mark.parametrize(
    ("name", "role", "status"),
    [
        ("", Role.VIEWER, 200),
        ("edit/", Role.REVIEWER, 403),
        ("edit/", Role.EDITOR, 200),
        ("team/", Role.EDITOR, 403),
        ("delete/", Role.EDITOR, 403),
        ("delete/", Role.OWNER, 200),
    ],
)
def test_who_may_come_in(name, role, status, client, charlies, bob_as, client_of, assessment):
    path = url(assessment, name)
    assert client.get(path)["Location"].startswith("/accounts/login/")
    assert charlies.get(path).status_code == 404
    bobs = client_of(bob_as(role))
    assert bobs.get(path).status_code == status
    if name and status == 403:
        assert bobs.post(path).status_code == 403
    assert bobs.put(path).status_code == 405


def test_an_old_assessment_keeps_its_edition_when_a_new_one_is_published(alices, assessment):
    """Trap 10: the questions of an assessment are those of its own edition, not the newest."""
    old = make_edition()
    assert assessment.edition_id == old.pk
    assert f"Edition {old.number}, which never changes" in text(alices.get(url(assessment)))
