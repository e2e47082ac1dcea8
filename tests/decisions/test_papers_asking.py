"""Asking for a paper, and asking again when it failed or its file is gone."""

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role
from decisions.models import Activity, Assessment, Paper, Version
from decisions.services.papers import request_paper, retry_paper
from tests.decisions.printed import pdfs, set_to
from tests.people import make_answers
from tests.worker.lane import broker

pytestmark = pytest.mark.usefixtures("files")


@pytest.fixture
def broker_down() -> Iterator[None]:
    """Jobs go to a broker, but nothing listens on its port."""
    with broker("redis://127.0.0.1:1/0", max_retries=0, socket_connect_timeout=0.2):
        yield


def test_asking_saves_a_version_and_starts_the_job_on_commit(
    answered, alice, files, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        paper = request_paper(assessment=answered, by=alice)
        assert paper.state == Paper.State.QUEUED
        assert not pdfs(files)
    paper.refresh_from_db()
    assert (paper.state, paper.attempts, paper.requested_by) == ("ready", 1, alice)
    assert paper.version == answered.versions.get()
    (file,) = pdfs(files)
    assert paper.size == file.stat().st_size
    assert paper.sha256 == sha256(file.read_bytes()).hexdigest()
    assert Activity.objects.filter(verb="paper_requested", who=alice).count() == 1


def test_asking_twice_is_one_version_one_paper_and_one_job(
    answered, alice, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks() as jobs:
        first = request_paper(assessment=answered, by=alice)
        second = request_paper(assessment=answered, by=alice)
    assert first == second
    assert len(jobs) == 1
    assert Paper.objects.count() == Version.objects.count() == 1


def test_asking_after_a_change_is_another_paper(
    answered, alice, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks() as jobs:
        first = request_paper(assessment=answered, by=alice)
        make_answers(answered, {"A2": 1})
        second = request_paper(assessment=Assessment.objects.get(pk=answered.pk), by=alice)
    assert (first.version.number, second.version.number) == (1, 2)
    assert len(jobs) == 2


def test_asking_again_for_a_failed_paper_tries_again(
    paper, answered, alice, django_capture_on_commit_callbacks
):
    set_to(paper, state="failed", attempts=3, reason="It broke.")
    with django_capture_on_commit_callbacks() as jobs:
        again = request_paper(assessment=answered, by=alice)
    assert again == paper
    assert len(jobs) == 1
    paper.refresh_from_db()
    assert (paper.state, paper.attempts, paper.reason) == ("queued", 0, "")


def test_without_a_broker_the_paper_stays_queued_and_nobody_sees_an_error(
    answered, alices, broker_down, caplog, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        response = alices.post(reverse("papers", args=[answered.pk]), follow=True)
    assert response.status_code == 200
    assert "Queued" in response.text
    assert "The broker does not answer" in caplog.text
    assert Paper.objects.get().state == Paper.State.QUEUED


def test_a_failed_paper_can_be_made_again(paper, alices, django_capture_on_commit_callbacks):
    set_to(paper, state="failed", attempts=3, reason="It broke.")
    page = alices.get(reverse("paper", args=[paper.pk])).text
    assert "It broke." in page
    assert "Try again" in page
    with django_capture_on_commit_callbacks(execute=True):
        response = alices.post(reverse("paper_retry", args=[paper.pk]))
    assert response["Location"] == reverse("paper", args=[paper.pk])
    paper.refresh_from_db()
    assert (paper.state, paper.attempts, paper.reason) == ("ready", 1, "")


def test_trying_a_running_or_a_ready_paper_again_changes_nothing(
    ready, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks() as jobs:
        retry_paper(paper=ready)
        set_to(ready, state="running", started_at=timezone.now())
        retry_paper(paper=ready)
    assert jobs == []
    assert ready.state == "running"


def remove(file: Path) -> None:
    """The disk lost it, or somebody tidied up."""
    file.unlink()


def alter(file: Path) -> None:
    """One bit of one byte is another."""
    content = file.read_bytes()
    file.write_bytes(content[:999] + bytes([content[999] ^ 1]) + content[1000:])


@pytest.mark.parametrize("harm", [remove, alter])
def test_a_paper_whose_file_is_not_as_it_was_made_is_not_handed_out_and_can_be_made_again(
    ready, alices, files, harm, django_capture_on_commit_callbacks
):
    (file,) = pdfs(files)
    harm(file)
    page = alices.get(reverse("paper", args=[ready.pk])).text
    assert "removed or altered" in page
    assert reverse("paper_retry", args=[ready.pk]) in page
    assert reverse("paper_download", args=[ready.pk]) not in page
    refused = alices.get(reverse("paper_download", args=[ready.pk]))
    assert refused.status_code == 404
    assert not refused.streaming
    assert reverse("paper", args=[ready.pk]) in refused.text
    with django_capture_on_commit_callbacks(execute=True):
        alices.post(reverse("paper_retry", args=[ready.pk]))
    response = alices.get(reverse("paper_download", args=[ready.pk]))
    content = b"".join(response)
    assert content.startswith(b"%PDF-")
    ready.refresh_from_db()
    assert sha256(content).hexdigest() == ready.sha256
    assert len(pdfs(files)) == 1


def test_asking_anew_for_a_paper_whose_file_was_altered_makes_it_again(
    ready, answered, alice, files, django_capture_on_commit_callbacks
):
    alter(pdfs(files)[0])
    with django_capture_on_commit_callbacks() as jobs:
        assert request_paper(assessment=answered, by=alice) == ready
    assert len(jobs) == 1


def test_who_may_only_read_is_told_of_an_altered_file_and_not_offered_to_make_it_again(
    ready, bob_as, bobs, files
):
    bob_as(Role.VIEWER)
    alter(pdfs(files)[0])
    page = bobs.get(reverse("paper", args=[ready.pk])).text
    assert "removed or altered" in page
    assert reverse("paper_retry", args=[ready.pk]) not in page
