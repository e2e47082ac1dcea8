"""The mails that this room sends by itself; those about signing in are sent by allauth."""

import logging
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse

from accounts.models import Invitation

logger = logging.getLogger(__name__)


def invitation_link(invitation: Invitation) -> str:
    """The full address of the page where the invitation is accepted."""
    return settings.SITE_URL + reverse("invitation", args=[invitation.token])


def send_invitation(invitation: Invitation) -> bool:
    """Mail the invitation; False when the mail server did not take it."""
    context = {"invitation": invitation, "link": invitation_link(invitation)}
    subject = render_to_string("accounts/mail/invitation_subject.txt", context)
    mail = EmailMultiAlternatives(
        subject=" ".join(subject.split()),
        body=render_to_string("accounts/mail/invitation.txt", context),
        to=[invitation.email],
        reply_to=[invitation.invited_by.email],
    )
    mail.attach_alternative(render_to_string("accounts/mail/invitation.html", context), "text/html")
    try:
        mail.send()
    except (SMTPException, OSError):
        logger.exception("The invitation %s could not be mailed.", invitation.pk)
        return False
    return True
