"""The mails that wait in a row (an invitation, a letter about signing in), and the jobs that send them.

Such a job is safe to run twice and to be killed anywhere: it claims the row with one UPDATE, and
whoever finds the row claimed leaves it alone. A claim that is too old was left behind, and the sweep
queues the mail again. Only a worker killed between the mail server's yes and the note of it mails
twice. The broker may be down meanwhile: it hands on ids only, and the sweep finds the rows.
"""

import logging
from datetime import datetime, timedelta
from smtplib import SMTPException
from typing import TypeVar
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.db.models import Q, QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from accounts.models import Invitation, Letter, Mail, Mailed

logger = logging.getLogger(__name__)

LOST_IN_QUEUE = timedelta(minutes=5)
"""Longer than the longest pause between two tries: the message was lost."""
LOST_WHILE_SENDING = timedelta(seconds=settings.CELERY_TASK_TIME_LIMIT)
"""No run lives longer than this: the worker ends it."""


M = TypeVar("M", bound=Mailed)


def invitation_link(invitation: Invitation) -> str:
    """The full address of the page where the invitation is accepted."""
    return settings.SITE_URL + reverse("invitation", args=[invitation.token])


def deliver(invitation_id: str, *, last_try: bool) -> bool:
    """Mail the invitation if its mail is due; whether nothing remains to be done.

    False asks for another try later: the mail server did not take it, and this was not ``last_try``.
    An invitation that was accepted, withdrawn or deleted meanwhile, or has expired, is not mailed.
    """
    due = Invitation.objects.open().select_related("team", "invited_by")
    invitation = claim(due.filter(pk=invitation_id))
    if invitation is None:
        return True
    state = send(_message(invitation), f"The invitation {invitation_id}", last_try=last_try)
    note(invitation, state)
    return state != Mail.QUEUED


def deliver_letter(letter_id: str, *, last_try: bool) -> bool:
    """The same for a letter, which is gone once it was sent or given up: its text may open an account.

    The log never holds the text.
    """
    letter = claim(Letter.objects.filter(pk=letter_id))
    if letter is None:
        return True
    mail = EmailMessage(letter.subject, letter.body, to=[letter.address])
    state = send(mail, f"A mail ({letter.subject})", last_try=last_try)
    note(letter, state)
    Letter.objects.filter(pk=letter_id, mail__in=(Mail.SENT, Mail.NOT_SENT)).delete()
    return state != Mail.QUEUED


def requeue_lost(waiting: QuerySet[M], now: datetime) -> list[UUID]:
    """Queue those mails again whose message or run was lost; their ids, to be sent anew."""
    lost = Q(mail=Mail.QUEUED, mail_at__lt=now - LOST_IN_QUEUE)
    lost |= Q(mail=Mail.SENDING, mail_at__lt=now - LOST_WHILE_SENDING)
    again = list(waiting.filter(lost).values_list("pk", flat=True))
    by_key(waiting, again).filter(lost).update(mail=Mail.QUEUED, mail_at=now)
    for key in again:
        logger.warning("The mail %s was lost and is queued again.", key)
    return again


def claim(due: QuerySet[M]) -> M | None:
    """The row, being sent by us; None when there is nothing to do for this run."""
    queued = list(due.filter(mail=Mail.QUEUED).values_list("pk", flat=True)[:1])
    mine = by_key(due, queued).filter(mail=Mail.QUEUED)
    if not mine.update(mail=Mail.SENDING, mail_at=timezone.now()):
        return None
    return due.first()


def by_key(rows: QuerySet[M], keys: list[UUID]) -> QuerySet[M]:
    """The rows with these keys, and nothing else of what ``rows`` asks: an UPDATE then has its conditions
    beside the key. Where ``rows`` joins other tables, Django would put them into a subquery, which PostgreSQL
    does not ask again after waiting for another run."""
    return rows.model._base_manager.filter(pk__in=keys)


def send(mail: EmailMessage, what: str, *, last_try: bool) -> Mail:
    """Hand the mail to the mail server, and how it went."""
    try:
        mail.send()
    except (SMTPException, OSError):
        logger.exception("%s could not be sent.", what)
        return Mail.NOT_SENT if last_try else Mail.QUEUED
    except (
        ValueError
    ):  # an address that no mail server knows how to read: trying again changes nothing
        logger.exception("%s cannot be sent to this address.", what)
        return Mail.NOT_SENT
    return Mail.SENT


def note(row: Mailed, state: Mail) -> None:
    """Note how it went, unless somebody else has taken the mail over."""
    mine = type(row)._base_manager.filter(pk=row.pk, mail=Mail.SENDING, mail_at=row.mail_at)
    mine.update(mail=state, mail_at=timezone.now())


def _message(invitation: Invitation) -> EmailMultiAlternatives:
    context = {"invitation": invitation, "link": invitation_link(invitation)}
    subject = render_to_string("accounts/mail/invitation_subject.txt", context)
    mail = EmailMultiAlternatives(
        subject=" ".join(subject.split()),
        body=render_to_string("accounts/mail/invitation.txt", context),
        to=[invitation.email],
        reply_to=[invitation.invited_by.email],
    )
    mail.attach_alternative(render_to_string("accounts/mail/invitation.html", context), "text/html")
    return mail
