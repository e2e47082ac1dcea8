"""The job behind a paper: claim the row, typeset the version, store the file, say how it went.

Safe to run twice and to be killed anywhere. A run owns the row by the number of its attempt: the
claim is one UPDATE that counts the attempt up, and only the run that still holds the newest attempt
may set the row to ready or failed. Whoever lost the row removes the file it wrote.
"""

import logging
from datetime import datetime, timedelta
from hashlib import sha256
from io import BytesIO
from uuid import UUID

from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import Storage, default_storage
from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from decisions.models import Paper
from decisions.upgrade import upgraded
from exports.pdf.order import read
from exports.pdf.typeset import Typeset, typeset

log = logging.getLogger(__name__)

FOLDER = "papers"
ATTEMPTS = 3
LOST_IN_QUEUE = timedelta(minutes=2)
"""A row queued for longer has probably lost its message: the broker was down or was emptied."""
LOST_WHILE_RUNNING = timedelta(seconds=settings.CELERY_TASK_TIME_LIMIT)
"""No run lives longer than this: the worker ends it. A row that still says running was left behind."""

GAVE_UP = (
    f"The job stopped {ATTEMPTS} times before the PDF was finished. Your answers and the version"
    " are safe. Try again; if it stops again, tell the person who runs this site."
)
TOO_SLOW = (
    f"Making the PDF took longer than the {settings.CELERY_TASK_SOFT_TIME_LIMIT} seconds it may"
    " take. Your answers and the version are safe. Very long notes can be the cause: shorten them,"
    " or try again when less is going on."
)
NOT_STORED = (
    "The PDF was made but could not be stored: the place for files is full or cannot be reached."
    " Your answers and the version are safe. Try again later, or tell the person who runs this site."
)
NOT_TYPESET = (
    "The PDF could not be typeset. This is a fault of ours, and it was written to the log. Your"
    " answers and the version are safe. Tell the person who runs this site and name version"
    " {version} of “{name}”."
)


def complete(paper_id: str, *, redelivered: bool = False) -> None:
    """Make the paper with this id, unless it is ready, failed, deleted or in other hands.

    ``redelivered`` says that the broker hands out the message for the second time because the
    worker that had it is gone; the row is then taken over at once.
    """
    paper = _claim(paper_id, redelivered=redelivered)
    if paper is None:
        return
    if paper.attempts > ATTEMPTS:
        _fail(paper, GAVE_UP)
        return
    try:
        shown = upgraded(paper.version)
        made = typeset(shown, link=_link(paper), order=read(paper.order))
    except SoftTimeLimitExceeded:
        log.warning("Paper %s took too long", paper_id)
        _fail(paper, TOO_SLOW)
    except Exception:
        log.exception("Paper %s could not be typeset", paper_id)
        assessment = paper.version.assessment
        _fail(paper, NOT_TYPESET.format(version=paper.version.number, name=assessment.name))
    else:
        _store(paper, made, is_note=shown["front"]["note"])


def requeue_lost(now: datetime) -> list[str]:
    """Queue the papers again whose message or run was lost; their ids, to be sent anew.

    A paper that was lost in ``ATTEMPTS`` runs has failed and is left so.
    """
    lost = Paper.objects.filter(lost_by(now))
    lost.filter(attempts__gte=ATTEMPTS).update(
        state=Paper.State.FAILED, reason=GAVE_UP, finished_at=now
    )
    again = list(lost.filter(attempts__lt=ATTEMPTS).values_list("pk", flat=True))
    found = Paper.objects.filter(lost_by(now), pk__in=again)
    found.update(state=Paper.State.QUEUED, queued_at=now)
    for paper_id in again:
        log.warning("Paper %s was lost and is queued again", paper_id)
    return [str(paper_id) for paper_id in again]


def clear_out(now: datetime) -> dict[str, int]:
    """Remove files that no row knows, and those of papers that are older than the settings say; how many
    of each. The row of a paper stays: a copy that somebody kept is still known by its fingerprint, and the
    paper can be made again from its version."""
    counts = {"forgotten": _remove_forgotten()}
    if days := settings.RETAIN_PAPERS_DAYS:
        old = Paper.objects.filter(
            state=Paper.State.READY, finished_at__lt=now - timedelta(days=days)
        ).exclude(file="")
        counts["old"] = sum(_let_go(paper) for paper in old.only("pk", "file"))
    log.info("Papers cleared out: %s", counts)
    return counts


def _remove_forgotten() -> int:
    """Folders of papers whose row is gone: its assessment was deleted while the storage was away, or in
    the middle of the job."""
    try:
        folders = default_storage.listdir(FOLDER)[0]
    except FileNotFoundError:
        return 0
    forgotten = set(folders) - {str(key) for key in Paper.objects.values_list("pk", flat=True)}
    for name in forgotten:
        _remove_files(name)
    return len(forgotten)


def _let_go(paper: Paper) -> bool:
    """Remove the file, then forget it: one that cannot be removed now is still known tomorrow."""
    try:
        default_storage.delete(str(paper.file.name))
    except Exception:
        log.exception("The old file of paper %s could not be removed", paper.pk)
        return False
    return bool(Paper.objects.filter(pk=paper.pk, file=paper.file.name).update(file="", size=0))


def lost_by(now: datetime) -> Q:
    """Papers that nobody is working on any more, although their state says so."""
    return Q(state=Paper.State.QUEUED, queued_at__lt=now - LOST_IN_QUEUE) | Q(
        state=Paper.State.RUNNING, started_at__lt=now - LOST_WHILE_RUNNING
    )


def is_lost(paper: Paper, now: datetime) -> bool:
    """Whether ``lost_by`` would find this paper."""
    if paper.state == Paper.State.QUEUED:
        return paper.queued_at < now - LOST_IN_QUEUE
    started = paper.started_at
    return (
        paper.state == Paper.State.RUNNING
        and started is not None
        and started < now - LOST_WHILE_RUNNING
    )


def _claim(paper_id: str, *, redelivered: bool) -> Paper | None:
    """The paper, running for us; None when there is nothing to do for this run."""
    now = timezone.now()
    free = Q(state=Paper.State.QUEUED) | Q(
        state=Paper.State.RUNNING, started_at__lt=now - LOST_WHILE_RUNNING
    )
    if redelivered:
        free |= Q(state=Paper.State.RUNNING)
    claimed = Paper.objects.filter(free, pk=paper_id).update(
        state=Paper.State.RUNNING, attempts=F("attempts") + 1, started_at=now, finished_at=None
    )
    if not claimed:
        log.info("Paper %s needs no work of this run", paper_id)
        return None
    return Paper.objects.select_related("version__assessment").filter(pk=paper_id).first()


def _ours(paper: Paper) -> QuerySet[Paper]:
    """The row, as long as no later run has taken it over."""
    return Paper.objects.filter(pk=paper.pk, state=Paper.State.RUNNING, attempts=paper.attempts)


def _store(paper: Paper, made: Typeset, *, is_note: bool) -> None:
    """Write the file, then set the row to ready; take the file back when the row is not ours."""
    try:
        name = default_storage.save(
            f"{_folder(paper.pk)}/{paper.attempts}.pdf", File(BytesIO(made.pdf))
        )
    except SoftTimeLimitExceeded:
        _fail(paper, TOO_SLOW)
        return
    except Exception:
        log.exception("The file of paper %s could not be stored", paper.pk)
        _fail(paper, NOT_STORED)
        return
    ready = _ours(paper).update(
        state=Paper.State.READY,
        finished_at=timezone.now(),
        file=name,
        size=len(made.pdf),
        sha256=sha256(made.pdf).hexdigest(),
        attached_sha256=sha256(made.attached).hexdigest(),
        reason="",
        missing_characters=made.missing,
        is_note=is_note,
    )
    if ready:
        _remove_files(paper.pk, keep=name)
    else:
        default_storage.delete(name)


def _fail(paper: Paper, reason: str) -> None:
    failed = _ours(paper).update(
        state=Paper.State.FAILED, finished_at=timezone.now(), reason=reason
    )
    if failed:
        _remove_files(paper.pk)


def _remove_files(paper_id: UUID | str, *, keep: str = "") -> None:
    """Remove what killed runs of this paper left behind. Never turns a good run into a bad one."""
    storage: Storage = default_storage
    folder = _folder(paper_id)
    try:
        for name in storage.listdir(folder)[1]:
            if f"{folder}/{name}" != keep:
                storage.delete(f"{folder}/{name}")
        if not keep:
            storage.delete(folder)  # of a file system; elsewhere there are none
    except FileNotFoundError:
        return
    except Exception:
        log.exception("Files of earlier runs of paper %s could not be removed", paper_id)


def _folder(paper_id: UUID | str) -> str:
    return f"{FOLDER}/{paper_id}"


def _link(paper: Paper) -> str:
    return settings.SITE_URL + reverse("version", args=[paper.version_id])
