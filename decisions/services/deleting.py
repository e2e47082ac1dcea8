"""Deleting an assessment so that it can be brought back for a while, and bringing it back."""

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.models import User
from audit.log import record
from audit.models import Kind
from decisions.models import Activity, Assessment


@transaction.atomic
def delete(*, assessment: Assessment, by: User, seen: int) -> bool:
    """Delete the assessment: nobody finds it any more, and owners can bring it back. Whether it is
    deleted: not when somebody changed it after the revision ``seen``.

    Its revision counts up, so whoever writes at this moment finds that it is gone.
    """
    rows = Assessment.objects.live().filter(pk=assessment.pk, revision=seen)
    now = timezone.now()
    if not rows.update(deleted_at=now, deleted_by=by, revision=F("revision") + 1):
        return False
    record(Kind.DELETED, by=by, subject=assessment.name, team=assessment.team_id)
    return True


@transaction.atomic
def bring_back(*, assessment: Assessment, by: User) -> bool:
    """Bring a deleted assessment back as it was; whether it was still there."""
    rows = Assessment.objects.deleted().filter(pk=assessment.pk)
    if not rows.update(deleted_at=None, deleted_by=None, revision=F("revision") + 1):
        return False
    Activity.objects.create(assessment=assessment, who=by, verb="brought_back")
    record(
        Kind.DELETED, by=by, subject=assessment.name, team=assessment.team_id, how="brought back"
    )
    return True
