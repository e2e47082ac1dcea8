"""Asking for the PDF of an assessment or of a version, and asking again."""

import logging
from functools import partial
from hashlib import file_digest

from django.core.files.base import File
from django.db import transaction
from django.db.models import Q
from django.shortcuts import get_object_or_404
from django.utils import timezone
from kombu.exceptions import OperationalError

from accounts.models import User
from decisions.costing import cost_row
from decisions.models import Activity, Assessment, Paper, Version
from decisions.papers import is_lost, lost_by
from decisions.results import subject_of
from decisions.services.versions import save_version
from decisions.tasks import render_paper
from decisions.upgrade import upgraded
from exports.pdf.order import Order, plain
from report import paper as front

log = logging.getLogger(__name__)


class StorageAwayError(Exception):
    """The place for files does not answer, so nothing can be said of a file."""


USUAL = Order()
"""The usual parts, on A4, to be signed by whoever is asked."""


def is_note(assessment: Assessment) -> bool:
    """Whether the paper of what the assessment shows now would be a note, which nobody signs."""
    return front.is_note(subject_of(assessment, cost_row(assessment)))


@transaction.atomic
def request_paper(*, assessment: Assessment, by: User, order: Order = USUAL) -> Paper:
    """The paper of what the assessment shows now, made by a job that starts on commit. One that prints no
    comments is the same paper, whatever the team has said since."""
    version = save_version(
        assessment=assessment,
        by=by,
        origin=Version.Origin.PAPER,
        whatever_was_said="comments" not in order.parts,
    )
    return request_version_paper(version=version, by=by, order=order)


@transaction.atomic
def request_version_paper(*, version: Version, by: User, order: Order = USUAL) -> Paper:
    """The paper of a version, which comes with its snapshot.

    The same order of the same version is one paper, however often it is asked for. A paper that
    failed or got lost is tried again.
    """
    fields = {
        "requested_by": by,
        "queued_at": timezone.now(),
        "order": plain(order),
        "is_note": upgraded(version)["front"]["note"],
    }
    paper, is_new = Paper.objects.get_or_create(
        version=version, order_key=order.key, defaults=fields
    )
    if is_new:
        detail = {"version": version.number}
        Activity.objects.create(
            assessment=version.assessment, who=by, verb="paper_requested", detail=detail
        )
        _send_on_commit(paper)
    elif can_retry(paper):
        retry_paper(paper=paper)
    return paper


@transaction.atomic
def retry_paper(*, paper: Paper) -> None:
    """Queue a paper again that failed, got lost or lost its file; nothing happens to any other,
    nor twice."""
    now = timezone.now()
    again = Q(state=Paper.State.FAILED) | lost_by(now)
    if _file_is_gone(paper):
        again |= Q(state=Paper.State.READY, file=paper.file.name)
    fields = {
        "state": Paper.State.QUEUED,
        "queued_at": now,
        "started_at": None,
        "finished_at": None,
        "attempts": 0,
        "reason": "",
        "file": "",
        "size": 0,
        "sha256": "",
        "attached_sha256": "",
        "missing_characters": "",
    }
    if Paper.objects.filter(again, pk=paper.pk).update(**fields):
        _send_on_commit(paper)
    get_object_or_404(Paper.objects.only("pk"), pk=paper.pk)
    paper.refresh_from_db()


def can_retry(paper: Paper) -> bool:
    """Whether asking again would do something."""
    failed = paper.state == Paper.State.FAILED
    return failed or is_lost(paper, timezone.now()) or _file_is_gone(paper)


def _file_is_gone(paper: Paper) -> bool:
    """Whether the paper says ready but its file was removed, lost or altered."""
    if paper.state != Paper.State.READY:
        return False
    file = intact_file(paper)
    if file is not None:
        file.close()
    return file is None


def intact_file(paper: Paper) -> File[bytes] | None:
    """The file of a paper, opened; None when there is none, or not the one that was made. Raises
    ``StorageAwayError`` where nobody can tell."""
    if paper.state != Paper.State.READY or not paper.file.name:
        return None
    try:
        file = paper.file.open("rb")
        found = file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        return None
    except Exception as error:  # each storage has its own
        raise StorageAwayError from error
    if found != paper.sha256:
        log.error("The file of paper %s is not the one that was made", paper.pk)
        file.close()
        return None
    file.seek(0)
    return file


def _send_on_commit(paper: Paper) -> None:
    transaction.on_commit(partial(_send, str(paper.pk)))


def _send(paper_id: str) -> None:
    """Send the job to a worker. Without a broker the row stays queued, and the sweep sends it."""
    try:
        render_paper.delay(paper_id)
    except OperationalError:
        log.exception("The broker does not answer; paper %s waits for the sweep", paper_id)
