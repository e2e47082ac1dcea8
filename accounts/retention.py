"""How long is kept what nobody needs any more, by the settings: run by the scheduler once a day."""

import logging
from datetime import datetime, timedelta

from allauth.usersessions.models import UserSession
from celery import shared_task
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db.models import Exists, F, OuterRef, QuerySet
from django.db.models.functions import Coalesce, Greatest, Least
from django.utils import timezone

from accounts.erasure import erase, not_erased
from accounts.models import Counter, Invitation, User
from accounts.services import RefusedError
from audit.models import Event

log = logging.getLogger(__name__)
YEAR = timedelta(days=366)


@shared_task
def clear_out_daily() -> None:
    """The job of the scheduler."""
    clear_out(timezone.now())


def clear_out(now: datetime) -> dict[str, int]:
    """Delete what is older than the settings say, and erase accounts that nobody used since; how many
    of each. A setting of 0 keeps for good."""
    closed = Invitation.objects.annotate(
        closed=Least(
            Coalesce(F("accepted_at"), F("withdrawn_at"), F("expires_at")), F("expires_at")
        )
    )
    counts = {"counters": Counter.objects.filter(expires__lt=now).delete()[0]}
    if days := settings.RETAIN_INVITATIONS_DAYS:
        counts["invitations"] = closed.filter(closed__lt=now - timedelta(days=days)).delete()[0]
    if years := settings.RETAIN_LOG_YEARS:
        counts["events"] = Event.objects.filter(at__lt=now - years * YEAR).delete()[0]
    if days := settings.RETAIN_ACCOUNTS_DAYS:
        unused = _unused_since(now - timedelta(days=days), now)
        counts["accounts"] = sum(_is_erased_now(person) for person in unused)
    log.info("Retention: %s", counts)
    return counts


def _unused_since(moment: datetime, now: datetime) -> QuerySet[User]:
    """People who last signed in before the moment and whose sessions have ended: one that is used lasts on,
    for years where the settings let it. Whoever runs the site is never erased unasked."""
    going_on = Session.objects.filter(expire_date__gt=now).values("session_key")
    here = UserSession.objects.filter(user=OuterRef("pk"), session_key__in=going_on)
    last = Greatest(Coalesce(F("last_login"), F("date_joined")), F("date_joined"))
    people = not_erased().filter(is_staff=False, is_superuser=False)
    return people.annotate(last=last).filter(~Exists(here), last__lt=moment)


def _is_erased_now(person: User) -> bool:
    """An account that still owns a team alone is left, and the log of the processes says so."""
    try:
        erase(person=person, by=None)
    except RefusedError:
        log.warning("The unused account %s owns a team alone, and is left", person.pk)
        return False
    return True
