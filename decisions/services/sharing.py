"""Making links for people without an account, revoking them, and noting that they are used."""

import secrets
from datetime import timedelta
from hashlib import sha256
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils import timezone

from accounts.models import User
from accounts.services import RefusedError
from audit.log import record
from audit.models import Kind
from decisions.access import open_links
from decisions.models import Activity, Assessment, SharedLink, Version

SECRET_BYTES = 24
"""192 bits, as letters and digits that no program for mails changes."""
MOST_OPEN = 50
GONE = "This link was made already, and its address was shown once. Revoke it and make another."


def hash_of(token: str) -> str:
    """What is kept of the secret in a link."""
    return sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


@transaction.atomic
def make_link(
    *,
    assessment: Assessment,
    by: User,
    made_for: str,
    days: int,
    version: Version | None = None,
    right: str = SharedLink.Right.VIEW,
    key: UUID,
) -> tuple[SharedLink, str]:
    """A link to read the assessment, or one version of it, and to comment where ``right`` says so; and the
    secret that opens it, which nobody can find out again. ``key`` makes a form that is sent twice one link.
    Raises ``RefusedError`` for too many, and for one that was made by the same form."""
    if open_links().filter(assessment=assessment).count() >= MOST_OPEN:
        raise RefusedError(f"{MOST_OPEN} links are open. Revoke some before you make more.")
    token, now = secrets.token_hex(SECRET_BYTES), timezone.now()
    try:
        with transaction.atomic():
            link = SharedLink.objects.create(
                pk=key,
                assessment=assessment,
                version=version,
                right=right,
                made_for=made_for,
                token_sha256=hash_of(token),
                made_by=by,
                made_at=now,
                ends_at=now + timedelta(days=days),
            )
    except IntegrityError:
        raise RefusedError(GONE) from None
    _note(link, by, "made")
    return link, token


@transaction.atomic
def revoke_link(*, link: SharedLink, by: User) -> None:
    """Make the link useless, for pages that are open too; twice is the same as once."""
    rows = SharedLink.objects.filter(pk=link.pk, revoked_at=None)
    if rows.update(revoked_at=timezone.now(), revoked_by=by):
        _note(link, by, "revoked")


def revoke_all(assessment: Assessment, by: User) -> int:
    """Revoke every link of an assessment that has not ended, whoever made it; how many."""
    rows = list(assessment.shared_links.filter(revoked_at=None, ends_at__gt=timezone.now()))
    for row in rows:
        revoke_link(link=row, by=by)
    return len(rows)


def note_opened(link: SharedLink, by: User | AnonymousUser) -> None:
    """Note that somebody opened the link itself."""
    SharedLink.objects.filter(pk=link.pk).update(times_opened=F("times_opened") + 1)
    note_read(link, by)


@transaction.atomic
def note_read(link: SharedLink, by: User | AnonymousUser) -> None:
    """Note the hour in which something behind the link is read: one line of the log an hour, one in the
    history of the assessment when it is the first."""
    hour = timezone.now().replace(minute=0, second=0, microsecond=0)
    if link.last_used_at and link.last_used_at >= hour:
        return
    rows = SharedLink.objects.filter(pk=link.pk)
    if not rows.filter(Q(last_used_at=None) | Q(last_used_at__lt=hour)).update(last_used_at=hour):
        return
    _log(link, by, "opened")
    if link.last_used_at is None:
        _tell(link, None, "opened")


def _note(link: SharedLink, by: User, how: str) -> None:
    _log(link, by, how)
    _tell(link, by, how)


def _log(link: SharedLink, by: User | AnonymousUser, how: str) -> None:
    """A line without the name of whom it is for: the log stays when somebody asks to be forgotten."""
    record(
        Kind.EXPORTED,
        by=by,
        subject=link.assessment.name,
        team=link.assessment.team_id,
        link=how,
        made=link.made_at.isoformat(timespec="minutes"),
    )


def _tell(link: SharedLink, by: User | None, how: str) -> None:
    until = link.ends_at.isoformat(timespec="minutes")
    detail = {"made_for": link.made_for, "until": until, "right": link.right}
    Activity.objects.create(assessment=link.assessment, who=by, verb=f"link_{how}", detail=detail)
