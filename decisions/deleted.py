"""What is removed when its time is over: assessments that somebody deleted, with their files, which are kept
for some days without being seen; and the rows of links that ended."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.core.files.storage import Storage
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Coalesce, Least

from accounts.models import User
from audit.log import record
from audit.models import Kind
from decisions.models import Assessment, Paper, SharedLink
from reviews.models import Guest

log = logging.getLogger(__name__)


def gone_at(assessment: Assessment) -> datetime | None:
    """From when on it cannot be brought back any more; None for never, or while it is not deleted."""
    days = settings.RETAIN_DELETED_DAYS
    deleted = assessment.deleted_at
    return deleted + timedelta(days=days) if deleted and days else None


def remove_old(now: datetime) -> int:
    """Remove what was deleted longer ago than the setting says; how many. 0 keeps for good."""
    if not settings.RETAIN_DELETED_DAYS:
        return 0
    before = now - timedelta(days=settings.RETAIN_DELETED_DAYS)
    rows = Assessment.objects.deleted().filter(deleted_at__lt=before)
    removed = sum(remove(assessment) for assessment in rows)
    if removed:
        log.info("Removed %s assessments that were deleted before %s", removed, before)
    return removed


def remove_old_links(now: datetime) -> int:
    """Remove the rows of links that ended longer ago than invitations are kept, and the names that guests gave
    who wrote by them; how many. What they wrote stays."""
    if not settings.RETAIN_INVITATIONS_DAYS:
        return 0
    before = now - timedelta(days=settings.RETAIN_INVITATIONS_DAYS)
    over = Least(Coalesce(F("revoked_at"), F("ends_at")), F("ends_at"))
    rows = SharedLink.objects.annotate(over=over).filter(over__lt=before)
    with transaction.atomic():
        Guest.objects.filter(link__in=rows.values("pk")).update(name="")
        return rows.delete()[0]


@transaction.atomic
def remove(assessment: Assessment, *, by: User | None = None, seen: int | None = None) -> bool:
    """Remove a deleted assessment with its answers, versions and papers, files included; whether it was
    still there, and at the revision ``seen``, where one is given. It is locked before its rows are gathered,
    so nobody brings it back in between."""
    rows = Assessment.objects.deleted().select_for_update(of=("self",))
    locked = rows.filter(pk=assessment.pk).first()
    if locked is None or seen not in (None, locked.revision):
        return False
    papers = Paper.objects.filter(version__assessment=locked).exclude(file="").only("file")
    files = [(paper.file.storage, str(paper.file.name)) for paper in papers]
    record(Kind.DELETED, by=by, subject=locked.name, team=locked.team_id, how="for good")
    locked.delete()
    transaction.on_commit(lambda: _remove(files))
    return True


def _remove(files: Sequence[tuple[Storage, str]]) -> None:
    """What cannot be removed now has no row any more, and is cleared out (decisions/papers.py)."""
    try:
        for storage, name in files:
            storage.delete(name)
    except Exception:
        log.exception("Files of a deleted assessment could not be removed")
