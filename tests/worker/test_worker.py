"""The paper made by a real worker process, also when that process is killed in the middle."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from shutil import rmtree
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from redis import Redis

from accounts.models import User
from decisions.models import Answer, Assessment, Paper
from decisions.papers import LOST_WHILE_RUNNING, complete
from decisions.tasks import sweep_papers
from tests.people import make_answers
from tests.settings import TEST_REDIS_URL
from tests.worker.lane import Worker, broker, wait_for

pytestmark = pytest.mark.django_db(transaction=True)

LONG_NOTE = "word " * 60_000


@pytest.fixture
def files(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = str(tmp_path / "papers")
    return tmp_path / "papers"


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "worker.log"


@pytest.fixture
def start_worker(files: Path, log: Path) -> Iterator[Callable[[], Worker]]:
    """Start workers on an empty broker; they are killed at the end of the test."""
    redis = Redis.from_url(TEST_REDIS_URL)
    redis.flushdb()
    workers: list[Worker] = []

    def start() -> Worker:
        workers.append(Worker(TEST_REDIS_URL, files, log))
        return workers[-1]

    with broker(TEST_REDIS_URL):
        yield start
    for worker in workers:
        worker.kill()
    redis.flushdb()
    redis.close()


@pytest.fixture
def answered(assessment: Assessment) -> Assessment:
    make_answers(assessment, {"A1": 2, "B1": 1, "C4": "unknown"})
    return assessment


def state_is(state: str) -> Callable[[], bool]:
    return lambda: Paper.objects.filter(state=state).exists()


def assert_one_ready_paper(files: Path) -> Paper:
    paper = Paper.objects.get()
    assert paper.state == Paper.State.READY
    (file,) = files.rglob("*.pdf")
    assert sha256(file.read_bytes()).hexdigest() == paper.sha256
    assert file == files / str(paper.file.name)
    return paper


def test_a_worker_makes_what_was_asked_for_and_killed_in_the_middle_leads_to_exactly_one_ready_paper(
    answered: Assessment,
    alice: User,
    alices: Client,
    start_worker: Callable[[], Worker],
    files: Path,
    log: Path,
) -> None:
    """A note of 60,000 words fills about 60 pages: time enough to kill the worker. The sweep finds
    the row as if the time limit had passed since; a second worker finishes it."""
    response = alices.post(reverse("papers", args=[answered.pk]), follow=True)
    assert "waits for its turn" in response.text
    first = start_worker()
    wait_for(state_is("ready"), log)
    paper = assert_one_ready_paper(files)
    assert paper.attempts == 1
    assert "The PDF is ready" in alices.get(reverse("paper", args=[paper.pk])).text
    download = alices.get(reverse("paper_download", args=[paper.pk]))
    assert b"".join(download).startswith(b"%PDF-")
    Paper.objects.all().delete()
    rmtree(files)

    Answer.objects.filter(assessment=answered, criterion="A1").update(note=LONG_NOTE)
    alices.post(reverse("papers", args=[answered.pk]))
    wait_for(state_is("running"), log)
    first.kill()
    paper = Paper.objects.get()
    assert (paper.state, paper.attempts) == ("running", 1)

    started_at = timezone.now() - LOST_WHILE_RUNNING - timedelta(seconds=1)
    Paper.objects.update(started_at=started_at)
    sweep_papers()
    assert Paper.objects.get().state == Paper.State.QUEUED
    start_worker()
    wait_for(state_is("ready"), log)

    finished = assert_one_ready_paper(files)
    assert finished.attempts == 2
    complete(str(finished.pk), redelivered=True)
    assert assert_one_ready_paper(files) == finished
    assert "Being made" not in alices.get(reverse("paper", args=[finished.pk])).text
