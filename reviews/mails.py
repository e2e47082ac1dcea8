"""The mail that asks somebody to answer one question; how it is sent is said in ``accounts.mails``."""

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse

from accounts.mails import claim, note, send
from accounts.models import Mail
from reviews.models import Comment, Request


def deliver_request(request_id: str, *, last_try: bool) -> bool:
    """Mail the request if that is due; whether nothing remains to be done. One whose thread was resolved
    or given to somebody else, or whose person has left the team, is not mailed."""
    rows = Request.objects.due().select_related("thread__assessment", "person", "asked_by")
    request = claim(rows.filter(pk=request_id))
    if request is None:
        return True
    state = send(_message(request), f"The request {request_id}", last_try=last_try)
    note(request, state)
    return state != Mail.QUEUED


def _message(request: Request) -> EmailMultiAlternatives:
    thread = request.thread
    first = Comment.objects.filter(thread=thread, number=1).first()
    context = {
        "request": request,
        "assessment": thread.assessment,
        "question": thread.name,
        "note": first.text if first else "",
        "link": settings.SITE_URL + reverse("question", args=[thread.assessment_id, thread.key]),
        "thread_link": settings.SITE_URL
        + reverse("thread", args=[thread.assessment_id, thread.pk]),
    }
    subject = render_to_string("reviews/mail/request_subject.txt", context)
    mail = EmailMultiAlternatives(
        subject=" ".join(subject.split()),
        body=render_to_string("reviews/mail/request.txt", context),
        to=[request.person.email],
    )
    mail.attach_alternative(render_to_string("reviews/mail/request.html", context), "text/html")
    return mail
