"""Fixtures of assessments with answers, of papers that wait or are made, and of spreadsheets."""

import json
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from django.utils import timezone

from accounts.models import Role, User
from catalog.models import Edition
from decisions.models import Assessment, Paper
from decisions.services.papers import USUAL
from decisions.services.versions import save_version
from decisions.sheets import book, unpack
from tests.browser.journey import PAYROLL
from tests.decisions.printed import sample_printed, set_to
from tests.people import make_answers, make_edition, make_gates


@pytest.fixture
def files(settings: Any, tmp_path: Path) -> Path:
    """A folder of its own for the files of each test."""
    settings.MEDIA_ROOT = str(tmp_path)
    return tmp_path


@pytest.fixture
def edition(db: None) -> Edition:
    """The shipped model, published."""
    return make_edition()


@pytest.fixture
def answered(assessment: Assessment) -> Assessment:
    """Alice's assessment with a few answers."""
    make_answers(assessment, {"A1": 2, "B1": 1, "C4": "unknown", "G1": 2})
    return assessment


@pytest.fixture
def payroll(assessment: Assessment) -> Assessment:
    """Alice's assessment as a payroll, answered in full; no gate is answered."""
    make_answers(assessment, PAYROLL)
    return assessment


@pytest.fixture
def open_case(assessment: Assessment) -> Assessment:
    """Some answers, one gate that fires, all others open: there are checks and something to find out."""
    make_answers(assessment, {"A1": 2, "A2": 2, "B1": 2, "B4": 2, "D1": 3, "E1": 3, "F1": 2})
    make_gates(assessment, KO8="fires")
    return assessment


@pytest.fixture
def bobs_browser(bob_as: Callable[[Role], User], client_of: Callable[[User], Client]) -> Client:
    """The browser of Bob, who edits in Alice's team."""
    return client_of(bob_as(Role.EDITOR))


@pytest.fixture
def paper(answered: Assessment, alice: User) -> Paper:
    """A paper that waits for its job."""
    version = save_version(assessment=answered, by=alice)
    return Paper.objects.create(
        version=version, requested_by=alice, queued_at=timezone.now(), order_key=USUAL.key
    )


@pytest.fixture
def ready(paper: Paper) -> Paper:
    """A paper that is made: its file is that of the sample, which is set once in a process."""
    pdf = sample_printed().made.pdf
    name = default_storage.save(f"papers/{paper.pk}/1.pdf", ContentFile(pdf))
    now = timezone.now()
    fields = {"attempts": 1, "started_at": now, "finished_at": now, "file": name, "size": len(pdf)}
    set_to(paper, state=Paper.State.READY, sha256=sha256(pdf).hexdigest(), **fields)
    return paper


@pytest.fixture
def unpacked_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Spreadsheets are taken apart by the program that does it, but not in a process of its own: to start that
    takes longer than all the rest (``test_hostile_workbooks``, ``test_cost_uploads``)."""

    def unpacked(data: bytes) -> Any:
        return json.loads(json.dumps(unpack.unpacked(data, *map(int, book.COMMAND[4:]))))

    monkeypatch.setattr(book, "_unpacked", unpacked)
