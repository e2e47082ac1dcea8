"""The job behind a paper: safe to run twice, to be killed and to be lost."""

import logging
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, default_storage
from django.utils import timezone

from decisions.models import Assessment, Paper, Version
from decisions.papers import (
    ATTEMPTS,
    GAVE_UP,
    LOST_IN_QUEUE,
    LOST_WHILE_RUNNING,
    clear_out,
    complete,
    requeue_lost,
)
from decisions.services.versions import save_version
from decisions.tasks import render_paper, sweep_papers
from tests.decisions.printed import pdfs, set_to

pytestmark = pytest.mark.usefixtures("files")


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
    log, handler = logging.getLogger("exports.pdf.typeset"), OutOfTimeHandler()
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


def test_old_files_and_those_of_no_row_are_cleared_out_with_their_folders(ready, files, settings):
    default_storage.save(f"papers/{uuid4()}/1.pdf", ContentFile(b"of a deleted assessment"))
    settings.RETAIN_PAPERS_DAYS = 30
    assert clear_out(ready.finished_at + timedelta(days=29)) == {"forgotten": 1, "old": 0}
    assert [folder.name for folder in (files / "papers").iterdir()] == [str(ready.pk)]
    assert clear_out(ready.finished_at + timedelta(days=31)) == {"forgotten": 0, "old": 1}
    assert not pdfs(files)
    ready.refresh_from_db()
    assert (ready.state, ready.file.name, ready.sha256 != "") == ("ready", "", True)


def test_an_old_file_that_cannot_be_removed_is_still_known(ready, settings, monkeypatch):
    def full(*_: Any) -> None:
        raise OSError("read-only")

    settings.RETAIN_PAPERS_DAYS = 30
    name = ready.file.name
    monkeypatch.setattr(FileSystemStorage, "delete", full)
    assert clear_out(ready.finished_at + timedelta(days=31)) == {"forgotten": 0, "old": 0}
    ready.refresh_from_db()
    assert ready.file.name == name
