"""Asking for a paper, the job behind it, its pages and the download."""

import logging
from collections.abc import Iterator
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, default_storage
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role, User
from decisions.models import Activity, Assessment, Paper, Version
from decisions.papers.complete import (
    ATTEMPTS,
    GAVE_UP,
    LOST_IN_QUEUE,
    LOST_WHILE_RUNNING,
    complete,
    requeue_lost,
)
from decisions.services.papers import request_paper, retry_paper
from decisions.services.versions import save_version
from decisions.tasks import render_paper, sweep_papers
from decisions.views.papers import file_name
from tests.people import STRANGE_NAMES, make_answers, make_assessment
from tests.worker.lane import broker

HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def files(settings: Any, tmp_path: Path) -> Path:
    """A folder of its own for the files of each test."""
    settings.MEDIA_ROOT = str(tmp_path)
    return tmp_path


@pytest.fixture
def answered(assessment: Assessment) -> Assessment:
    """Alice's assessment with a few answers."""
    make_answers(assessment, {"A1": 2, "B1": 1, "C4": "unknown", "G1": 2})
    return assessment


@pytest.fixture
def paper(answered: Assessment, alice: User) -> Paper:
    """A paper that waits for its job."""
    version = save_version(assessment=answered, by=alice)
    return Paper.objects.create(version=version, requested_by=alice, queued_at=timezone.now())


@pytest.fixture
def ready(paper: Paper) -> Paper:
    """A paper that is made."""
    complete(str(paper.pk))
    paper.refresh_from_db()
    return paper


@pytest.fixture
def broker_down() -> Iterator[None]:
    """Jobs go to a broker, but nothing listens on its port."""
    with broker("redis://127.0.0.1:1/0", max_retries=0, socket_connect_timeout=0.2):
        yield


def pdfs(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.pdf"))


def set_to(paper: Paper, **fields: Any) -> None:
    Paper.objects.filter(pk=paper.pk).update(**fields)
    paper.refresh_from_db()


# Asking


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
    answered, alice, files, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True) as jobs:
        first = request_paper(assessment=answered, by=alice)
        second = request_paper(assessment=answered, by=alice)
    assert first == second
    assert len(jobs) == 1
    assert Paper.objects.count() == Version.objects.count() == len(pdfs(files)) == 1


def test_asking_after_a_change_is_another_paper(
    answered, alice, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        first = request_paper(assessment=answered, by=alice)
    make_answers(answered, {"A2": 1})
    with django_capture_on_commit_callbacks(execute=True):
        second = request_paper(assessment=Assessment.objects.get(pk=answered.pk), by=alice)
    assert (first.version.number, second.version.number) == (1, 2)


def test_asking_again_for_a_failed_paper_tries_again(
    paper, answered, alice, django_capture_on_commit_callbacks
):
    set_to(paper, state="failed", attempts=3, reason="It broke.")
    with django_capture_on_commit_callbacks(execute=True):
        again = request_paper(assessment=answered, by=alice)
    assert again == paper
    paper.refresh_from_db()
    assert (paper.state, paper.attempts, paper.reason) == ("ready", 1, "")


def test_without_a_broker_the_paper_stays_queued_and_nobody_sees_an_error(
    answered, alices, broker_down, caplog, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        response = alices.post(reverse("papers", args=[answered.pk]), follow=True)
    assert response.status_code == 200
    assert "Queued" in response.text
    assert "The broker does not answer" in caplog.text
    assert Paper.objects.get().state == Paper.State.QUEUED


# The job


def test_the_job_run_twice_makes_one_file(ready, files):
    before = (ready.finished_at, ready.file.name, ready.attempts)
    complete(str(ready.pk))
    render_paper(str(ready.pk))
    ready.refresh_from_db()
    assert (ready.finished_at, ready.file.name, ready.attempts) == before
    assert len(pdfs(files)) == 1


def test_a_job_for_a_deleted_paper_does_nothing(db):
    complete(str(uuid4()))


def test_a_paper_that_somebody_else_is_making_is_left_alone(paper, files):
    set_to(paper, state="running", attempts=1, started_at=timezone.now())
    complete(str(paper.pk))
    paper.refresh_from_db()
    assert (paper.state, paper.attempts) == ("running", 1)
    assert not pdfs(files)


def test_a_redelivered_message_takes_over_from_the_dead_worker_at_once(paper, files):
    set_to(paper, state="running", attempts=1, started_at=timezone.now())
    default_storage.save(f"papers/{paper.pk}/1.pdf", ContentFile(b"half a file"))
    complete(str(paper.pk), redelivered=True)
    paper.refresh_from_db()
    assert (paper.state, paper.attempts) == ("ready", 2)
    assert [file.name for file in pdfs(files)] == ["2.pdf"]


def test_a_paper_that_has_run_for_too_long_is_taken_over(paper):
    long_ago = timezone.now() - LOST_WHILE_RUNNING - timedelta(seconds=1)
    set_to(paper, state="running", attempts=1, started_at=long_ago)
    complete(str(paper.pk))
    paper.refresh_from_db()
    assert (paper.state, paper.attempts) == ("ready", 2)


class Overtaken(FileSystemStorage):
    """While the first run writes its file, a second run takes its row over and finishes."""

    def _save(self, name: str, content: Any) -> str:
        written: str = super()._save(name, content)  # type: ignore[misc]
        if name.endswith("/1.pdf"):
            complete(Path(name).parent.name, redelivered=True)
        return written


class OutOfTime(FileSystemStorage):
    """The time of the job is over while the file is written."""

    def _save(self, name: str, content: Any) -> str:
        raise SoftTimeLimitExceeded


class OutOfTimeHandler(logging.Handler):
    """The time of the job is over while something is logged."""

    def emit(self, record: logging.LogRecord) -> None:
        raise SoftTimeLimitExceeded


def use_storage(settings: Any, storage: type) -> None:
    backend = f"{storage.__module__}.{storage.__qualname__}"
    settings.STORAGES = {**settings.STORAGES, "default": {"BACKEND": backend}}


def test_a_run_that_lost_its_row_takes_its_file_back(paper, files, settings):
    use_storage(settings, Overtaken)
    complete(str(paper.pk))
    paper.refresh_from_db()
    assert (paper.state, paper.attempts) == ("ready", 2)
    assert [file.name for file in pdfs(files)] == ["2.pdf"]


def test_a_paper_whose_snapshot_cannot_be_typeset_fails_with_a_reason_in_words(paper, caplog):
    """The template needs the heading; without it typesetting fails on every machine."""
    snapshot = {"version": paper.version.snapshot["version"]}
    Version.objects.filter(pk=paper.version_id).update(snapshot=snapshot)
    complete(str(paper.pk))
    paper.refresh_from_db()
    assert paper.state == Paper.State.FAILED
    assert "could not be typeset" in paper.reason
    assert "version 1 of “Supplier invoices”" in paper.reason
    assert "Traceback" in caplog.text


def test_a_paper_that_cannot_be_stored_fails_with_a_reason_in_words(paper, files, caplog):
    """A file stands where the folder should be, as on a full or read-only disk."""
    (files / "papers").write_text("in the way")
    complete(str(paper.pk))
    paper.refresh_from_db()
    assert paper.state == Paper.State.FAILED
    assert "could not be stored" in paper.reason
    assert "Traceback" in caplog.text


def test_a_job_out_of_time_while_storing_fails_with_a_reason_in_words(paper, settings):
    use_storage(settings, OutOfTime)
    complete(str(paper.pk))
    paper.refresh_from_db()
    assert paper.state == Paper.State.FAILED
    assert "took longer than the 90 seconds" in paper.reason


def test_a_job_out_of_time_while_typesetting_fails_with_a_reason_in_words(paper):
    """The worker raises the exception wherever the job happens to be: here, while typesetting logs
    that no font has a cuneiform sign."""
    snapshot = paper.version.snapshot
    snapshot["heading"]["name"] = "\U00012000"
    Version.objects.filter(pk=paper.version_id).update(snapshot=snapshot)
    log, handler = logging.getLogger("decisions.papers.typeset"), OutOfTimeHandler()
    log.addHandler(handler)
    try:
        complete(str(paper.pk))
    finally:
        log.removeHandler(handler)
    paper.refresh_from_db()
    assert paper.state == Paper.State.FAILED
    assert "took longer than the 90 seconds" in paper.reason


def test_a_job_that_was_stopped_three_times_gives_up(paper, files):
    set_to(paper, state="running", attempts=ATTEMPTS, started_at=timezone.now())
    complete(str(paper.pk), redelivered=True)
    paper.refresh_from_db()
    assert (paper.state, paper.reason) == ("failed", GAVE_UP)
    assert not pdfs(files)


def test_missing_characters_are_remembered(answered, alice):
    Assessment.objects.filter(pk=answered.pk).update(name="Payroll \U00012000")
    version = save_version(assessment=Assessment.objects.get(pk=answered.pk), by=alice)
    paper = Paper.objects.create(version=version, requested_by=alice, queued_at=timezone.now())
    complete(str(paper.pk))
    paper.refresh_from_db()
    assert (paper.state, paper.missing_characters) == ("ready", "\U00012000")


# The sweep


def test_the_sweep_sends_a_paper_again_whose_message_was_lost(paper, files):
    set_to(paper, queued_at=timezone.now() - LOST_IN_QUEUE - timedelta(seconds=1))
    sweep_papers()
    paper.refresh_from_db()
    assert (paper.state, paper.attempts) == ("ready", 1)


def test_the_sweep_queues_a_paper_again_whose_worker_died(paper):
    now = timezone.now()
    set_to(paper, state="running", attempts=1, started_at=now)
    assert requeue_lost(now + LOST_WHILE_RUNNING - timedelta(seconds=1)) == []
    assert requeue_lost(now + LOST_WHILE_RUNNING + timedelta(seconds=1)) == [str(paper.pk)]
    paper.refresh_from_db()
    assert (paper.state, paper.attempts) == ("queued", 1)


def test_the_sweep_gives_up_after_three_attempts(paper):
    now = timezone.now()
    set_to(paper, state="running", attempts=ATTEMPTS, started_at=now - LOST_WHILE_RUNNING * 2)
    assert requeue_lost(now) == []
    paper.refresh_from_db()
    assert (paper.state, paper.reason) == ("failed", GAVE_UP)


def test_the_sweep_leaves_fresh_ready_and_failed_papers_alone(ready, paper):
    assert requeue_lost(timezone.now() + timedelta(days=1)) == []
    set_to(ready, state="failed", reason="It broke.")
    assert requeue_lost(timezone.now() + timedelta(days=1)) == []
    set_to(ready, state="queued", queued_at=timezone.now())
    assert requeue_lost(timezone.now()) == []


# Trying again


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


def test_a_paper_whose_file_is_gone_says_so_and_can_be_made_again(
    ready, alices, files, django_capture_on_commit_callbacks
):
    pdfs(files)[0].unlink()
    assert "its file is no longer there" in alices.get(reverse("paper", args=[ready.pk])).text
    missing = alices.get(reverse("paper_download", args=[ready.pk]))
    assert missing.status_code == 404
    assert "The file of this PDF is gone" in missing.text
    with django_capture_on_commit_callbacks(execute=True):
        alices.post(reverse("paper_retry", args=[ready.pk]))
    assert status(alices, "get", reverse("paper_download", args=[ready.pk])) == 200
    assert len(pdfs(files)) == 1


# Pages


def test_create_pdf_leads_to_a_ready_paper(answered, alices, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        response = alices.post(reverse("papers", args=[answered.pk]))
    paper = Paper.objects.get()
    assert response["Location"] == reverse("paper", args=[paper.pk])
    page = alices.get(response["Location"]).text
    assert "The PDF is ready" in page
    assert paper.sha256 in page
    assert paper.version.digest in page
    assert reverse("paper_download", args=[paper.pk]) in page
    assert "hx-trigger" not in page
    assert "http-equiv" not in page


@pytest.mark.parametrize(
    ("fields", "words"),
    [({"state": "queued"}, "waits for its turn"), ({"state": "running"}, "is being made")],
)
def test_an_unfinished_paper_asks_again_with_and_without_javascript(paper, alices, fields, words):
    set_to(paper, started_at=timezone.now(), **fields)
    page = alices.get(reverse("paper", args=[paper.pk])).text
    assert words in page
    assert 'hx-trigger="every 2s"' in page
    assert '<noscript><meta http-equiv="refresh" content="3"></noscript>' in page
    assert 'role="status"' in page
    assert "Try again" not in page


def test_htmx_gets_nothing_until_the_state_changes(paper, alices):
    page = reverse("paper", args=[paper.pk])
    same = alices.get(page, {"known": "queued-0"}, headers=HTMX)
    assert (same.status_code, same.content) == (204, b"")
    set_to(paper, state="failed", reason="It broke.")
    changed = alices.get(page, {"known": "queued-0"}, headers=HTMX)
    assert changed.status_code == 200
    assert "It broke." in changed.text
    assert "<html" not in changed.text
    assert "hx-get" not in changed.text


def test_a_paper_that_waits_too_long_offers_to_try_again(paper, alices):
    set_to(paper, queued_at=timezone.now() - timedelta(hours=1))
    page = alices.get(reverse("paper", args=[paper.pk])).text
    assert "takes longer than it should" in page
    assert "Try again" in page


def test_the_page_names_what_could_not_be_printed(ready, alices):
    set_to(ready, missing_characters="\U00012000")
    assert (
        "No font of the paper has these characters"
        in alices.get(reverse("paper", args=[ready.pk])).text
    )


def test_the_list_shows_every_paper_with_its_state(ready, answered, alices):
    page = alices.get(reverse("papers", args=[answered.pk])).text
    assert reverse("paper", args=[ready.pk]) in page
    assert "status-ok" in page


def test_the_list_is_empty_at_first(assessment, alices):
    assert "No papers yet" in alices.get(reverse("papers", args=[assessment.pk])).text


# Download


def test_the_download_is_an_attachment_with_a_plain_name(ready, alices):
    Version.objects.filter(pk=ready.version_id).update(created_at="2026-11-22T10:00:00Z")
    response = alices.get(reverse("paper_download", args=[ready.pk]))
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == (
        'attachment; filename="supplier-invoices_v1_2026-11-22.pdf"'
    )
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Length"] == str(ready.size)
    assert response.streaming
    content = b"".join(response)
    assert sha256(content).hexdigest() == ready.sha256


@pytest.mark.parametrize(
    ("name", "stem"),
    [
        ("Payroll EMEA", "payroll-emea"),
        ("Straße & Øre: Łódź", "strasse-ore-lodz"),
        ("Crème brûlée", "creme-brulee"),
        ("給与計算", "paper"),
        ("Расчёт зарплаты", "paper"),
        ("👍", "paper"),
        ('..\\/"\r\nSet-Cookie: a=b', "set-cookie-ab"),
        ("x" * 200, "x" * 60),
    ],
)
def test_file_names_are_always_ascii_and_never_empty(name, stem):
    version = Version(number=3, created_at=timezone.now())
    day = timezone.localdate()
    assert file_name(name, version) == f"{stem}_v3_{day:%Y-%m-%d}.pdf"


@pytest.mark.parametrize("name", STRANGE_NAMES)
def test_papers_with_strange_names_can_be_downloaded(
    team, alice, alices, name, django_capture_on_commit_callbacks
):
    assessment = make_assessment(team, alice, name=name, unit=name)
    make_answers(assessment, {"A1": 1})
    with django_capture_on_commit_callbacks(execute=True):
        paper = request_paper(assessment=assessment, by=alice)
    assert alices.get(reverse("paper", args=[paper.pk])).status_code == 200
    response = alices.get(reverse("paper_download", args=[paper.pk]))
    assert response.status_code == 200
    assert response["Content-Disposition"].isascii()
    assert b"".join(response).startswith(b"%PDF-")


@pytest.mark.parametrize("state", ["queued", "running", "failed"])
def test_there_is_no_download_before_the_paper_is_ready(paper, alices, state):
    set_to(paper, state=state)
    response = alices.get(reverse("paper_download", args=[paper.pk]))
    assert response.status_code == 404
    assert "This PDF is not ready" in response.text


# Who may, and how


def pages_of(paper: Paper) -> dict[str, str]:
    return {
        "papers": reverse("papers", args=[paper.version.assessment_id]),
        **{
            name: reverse(name, args=[paper.pk])
            for name in ("paper", "paper_download", "paper_retry")
        },
    }


def status(client: Client, method: str, address: str) -> int:
    response = getattr(client, method)(address)
    b"".join(response)  # a file is closed once it was read
    return int(response.status_code)


@pytest.mark.parametrize(
    ("role", "may_create"),
    [(Role.VIEWER, False), (Role.REVIEWER, False), (Role.EDITOR, True), (Role.OWNER, True)],
)
def test_every_role_reads_and_editors_create(ready, bob_as, bobs, role, may_create):
    bob_as(role)
    pages = pages_of(ready)
    for name in ("papers", "paper", "paper_download"):
        assert status(bobs, "get", pages[name]) == 200
    for name in ("papers", "paper_retry"):
        assert status(bobs, "post", pages[name]) == (302 if may_create else 403)
    set_to(ready, state="failed", reason="It broke.")
    assert ("Try again" in bobs.get(pages["paper"]).text) is may_create
    assert ("Create PDF" in bobs.get(pages["papers"]).text) is may_create


def test_strangers_find_nothing_and_visitors_are_asked_to_sign_in(ready, charlies, client):
    pages = pages_of(ready)
    for name, address in pages.items():
        method = "post" if name == "paper_retry" else "get"
        assert status(charlies, method, address) == 404
        assert status(client, method, address) == 302
    assert status(charlies, "post", pages["papers"]) == 404


def test_other_methods_are_refused(ready, alices):
    pages = pages_of(ready)
    assert status(alices, "put", pages["papers"]) == 405
    assert status(alices, "post", pages["paper"]) == 405
    assert status(alices, "post", pages["paper_download"]) == 405
    assert status(alices, "get", pages["paper_retry"]) == 405


def test_reading_never_writes(ready, alices, django_assert_max_num_queries):
    before = Paper.objects.values().get()
    for name, address in pages_of(ready).items():
        if name != "paper_retry":
            status(alices, "get", address)
    assert Paper.objects.values().get() == before
    with django_assert_max_num_queries(5):
        alices.get(reverse("paper", args=[ready.pk]), headers=HTMX)
