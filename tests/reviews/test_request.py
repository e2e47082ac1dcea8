"""Asking a colleague one question: by the button alone, by mail, and open until it is answered."""

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.urls import reverse

from accounts.models import Mail, Membership, Role
from decisions.models import Activity, Answer
from decisions.services import comments as services
from reviews.models import Request, Thread
from reviews.reading import waiting_for
from reviews.tasks import mail_request, sweep_requests
from tests.forms_on_page import PageForm, forms_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def bob(bob_as):
    return bob_as(Role.EDITOR)


@pytest.fixture
def question(assessment) -> str:
    return reverse("question", args=[assessment.pk, "A1"])


def form_at(browser, address: str, field: str) -> PageForm:
    rows = forms_of(browser.get(address).text)
    (form,) = (row for row in rows if row.posts and field in row.names)
    return form


def ask(browser, question: str, person, text: str = "Please <look>"):
    form = form_at(browser, f"{question}ask/", "person")
    return form.send(browser, f"{question}ask/", {"person": str(person.pk), "text": text})


def test_the_button_mails_the_question_and_the_answer_resolves_it(
    alices, bobs, alice, bob, assessment, question, settings
):
    settings.SITE_URL = "https://decide.example.org"
    alices.get(f"{question}ask/")
    assert mail.outbox == []
    assert ask(alices, question, bob).status_code == 302
    (sent,) = mail.outbox
    assert isinstance(sent, EmailMultiAlternatives)
    body, html = str(sent.body), str(sent.alternatives[0][0])
    name = assessment.edition.ruleset.criterion["A1"].question
    for text in (body, html):
        assert f"https://decide.example.org{question}" in text
        assert str(alice) in text
        assert name in text
    assert ("Please <look>" in body, "<look>" in html) == (True, False)
    assert sent.to == [bob.email]
    assert Request.objects.get().mail == Mail.SENT
    thread = Thread.objects.get()
    assert (thread.asks, thread.assigned_to, thread.is_open) == (True, bob, True)
    assert [row.pk for row in waiting_for(bob).asked] == [thread.pk]
    shown = bobs.get(question)
    assert [row.pk for row in shown.context["asked"]] == [thread.pk]
    assert alices.get(question).context["asked"] == []
    form_at(alices, question, "answer").send(alices, question, {"answer": "1"})
    assert Thread.objects.get().is_open  # answered, and not by whom it asks
    form_at(bobs, question, "answer").send(bobs, question, {"answer": "2"})
    assert Answer.objects.get().choice == 2
    thread.refresh_from_db()
    assert (thread.is_open, thread.resolved_by) == (False, bob)
    assert Activity.objects.filter(verb="request_answered", who=bob).exists()
    assert waiting_for(bob).asked == []


def test_an_answer_resolves_what_its_page_showed_and_no_request_that_came_later(
    alices, bobs, alice, bob, assessment, question
):
    """The page was open while the first was resolved and another one sent."""
    ask(alices, question, bob)
    opened = form_at(bobs, question, "answer")
    first = Thread.objects.get()
    services.resolve(assessment=assessment, by=alice, thread=first, is_open=False, seen=1)
    ask(alices, question, bob, "With the figure of the auditor, please")
    opened.send(bobs, question, {"answer": "2"})
    later = Thread.objects.exclude(pk=first.pk).get()
    assert later.is_open
    form_at(bobs, question, "answer").send(bobs, question, {"answer": "3"})
    later.refresh_from_db()
    assert not later.is_open


def test_only_who_may_answer_is_asked_and_nobody_twice_while_it_is_open(
    alices, alice, bob, team, question
):
    assert ask(alices, question, alice).context["form"].errors
    assert ask(alices, question, bob).status_code == 302
    again = ask(alices, question, bob, "Once more")
    assert "person" in again.context["form"].errors
    assert "Once more" in again.text
    thread = Thread.objects.get()
    services.resolve(assessment=thread.assessment, by=alice, thread=thread, is_open=False, seen=1)
    assert ask(alices, question, bob).status_code == 302
    Membership.objects.filter(user=bob).update(role=Role.REVIEWER)
    shown = alices.get(f"{question}ask/")
    assert shown.context["form"].members == {}
    assert len(mail.outbox) == 2
    place = alices.get(reverse("question_ask", args=[thread.assessment_id, "G2"]))
    assert place.status_code == 404


@pytest.mark.parametrize("gone", ["left", "resolved", "given to another"])
def test_what_asks_nobody_any_more_is_not_mailed(gone, alices, alice, bob, question, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    ask(alices, question, bob)
    request, thread = Request.objects.get(), Thread.objects.get()
    assert request.mail == Mail.NOT_SENT  # where there is no broker nobody waits for another try
    assert "not sent" in alices.get(reverse("thread", args=[thread.assessment_id, thread.pk])).text
    Request.objects.update(mail=Mail.QUEUED)
    of = {"assessment": thread.assessment, "by": alice, "thread": thread, "seen": 1}
    if gone == "left":
        Membership.objects.filter(user=bob).delete()
    elif gone == "resolved":
        services.resolve(**of, is_open=False)
    else:
        services.assign(**of, person=alice)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    mail_request.delay(str(request.pk))
    sweep_requests()
    assert mail.outbox == []


def test_a_mail_that_was_lost_is_sent_by_the_sweep(alices, bob, question, assessment):
    ask(alices, question, bob)
    mail.outbox.clear()
    long_ago = assessment.created_at.replace(year=2020)
    Request.objects.update(mail=Mail.SENDING, mail_at=long_ago)
    sweep_requests()
    assert len(mail.outbox) == 1
    assert Request.objects.get().mail == Mail.SENT
