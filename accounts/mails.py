"""The mail of an invitation, and the jobs that send it and the mails about signing in.

The job of an invitation is safe to run twice and to be killed anywhere: it claims the row with one
UPDATE, and whoever finds the row claimed leaves it alone. A claim that is too old was left behind, and
the sweep queues the mail again. Only a worker killed between the mail server's yes and the note of it
mails twice. Mails about signing in have no row: whoever misses one asks for another.
"""

import logging
from datetime import datetime, timedelta
from smtplib import SMTPException
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from accounts.models import Invitation, Mail

logger = logging.getLogger(__name__)

LOST_IN_QUEUE = timedelta(minutes=5)
"""Longer than the longest pause between two tries: the message was lost."""
LOST_WHILE_SENDING = timedelta(seconds=settings.CELERY_TASK_TIME_LIMIT)
"""No run lives longer than this: the worker ends it."""


def invitation_link(invitation: Invitation) -> str:
    """The full address of the page where the invitation is accepted."""
    return settings.SITE_URL + reverse("invitation", args=[invitation.token])


def deliver(invitation_id: str, *, last_try: bool) -> bool:
    """Mail the invitation if its mail is due; whether nothing remains to be done.

    False asks for another try later: the mail server did not take it, and this was not ``last_try``.
    An invitation that was accepted, withdrawn or deleted meanwhile, or has expired, is not mailed.
    """
    due = Invitation.objects.open().filter(pk=invitation_id, mail=Mail.QUEUED)
    if not due.update(mail=Mail.SENDING, mail_at=timezone.now()):
        return True
    invitation = Invitation.objects.select_related("team", "invited_by").get(pk=invitation_id)
    try:
        _message(invitation).send()
    except (SMTPException, OSError):
        logger.exception("The invitation %s could not be mailed.", invitation_id)
        _now(invitation, Mail.NOT_SENT if last_try else Mail.QUEUED)
        return last_try
    _now(invitation, Mail.SENT)
    return True


def send_text(subject: str, body: str, address: str, *, last_try: bool) -> bool:
    """Send a mail of plain text; whether nothing remains to be done, as in ``deliver``.

    The log never holds the text: it may open an account.
    """
    try:
        EmailMessage(subject, body, to=[address]).send()
    except (SMTPException, OSError):
        logger.exception("A mail could not be sent: %s", subject)
        return last_try
    return True


def requeue_lost(now: datetime) -> list[UUID]:
    """Queue the mails again whose message or run was lost; the invitations, to be sent anew."""
    lost = Invitation.objects.open().filter(
        Q(mail=Mail.QUEUED, mail_at__lt=now - LOST_IN_QUEUE)
        | Q(mail=Mail.SENDING, mail_at__lt=now - LOST_WHILE_SENDING)
    )
    again = list(lost.values_list("pk", flat=True))
    lost.filter(pk__in=again).update(mail=Mail.QUEUED, mail_at=now)
    for invitation_id in again:
        logger.warning("The mail of invitation %s was lost and is queued again.", invitation_id)
    return again


def _now(invitation: Invitation, state: Mail) -> None:
    """Note how it went, unless somebody else has taken the mail over."""
    mine = Invitation.objects.filter(
        pk=invitation.pk, mail=Mail.SENDING, mail_at=invitation.mail_at
    )
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
