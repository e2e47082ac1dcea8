"""Which daily mails a person gets: the page that says so, the switch of one assessment, and the page behind the
address in each mail that stops them."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from accounts.http import AuthenticatedHttpRequest, form_page
from accounts.models import User
from decisions.access import Action, assessment_or_404, readable
from decisions.models import Assessment
from decisions.views.held import PRIVATE
from reviews.muting import meant_by, mute, stopped_by, unmute


@form_page
@never_cache
def mails(request: AuthenticatedHttpRequest) -> HttpResponse:
    """All mails that the site sends; the daily ones are stopped and sent again here."""
    person = request.user
    if request.method == "POST":
        _switch(request, person, None)
        return redirect("mails")
    stopped = stopped_by(person)
    names = readable(person).filter(pk__in=stopped.assessments).values_list("pk", "name")
    context = {
        "everywhere": stopped.everywhere,
        "stopped": sorted(names, key=lambda row: row[1].casefold()),
        "address": person.email,
        "is_scheduled": not settings.CELERY_TASK_ALWAYS_EAGER,
    }
    return render(request, "decisions/mails.html", context)


@require_POST
def assessment_mails(request: AuthenticatedHttpRequest, assessment_id: UUID) -> HttpResponse:
    """Stop the daily mails about one assessment, or send them again; back to the page with the button."""
    assessment = assessment_or_404(request.user, assessment_id, Action.VIEW).assessment
    _switch(request, request.user, assessment)
    if request.POST.get("from") == "mails":
        return redirect("mails")
    return redirect("assessment", assessment.pk)


def _switch(request: HttpRequest, person: User, assessment: Assessment | None) -> None:
    """Do what the button says; what says neither changes nothing."""
    key, about = (assessment.pk, f" about {assessment.name}") if assessment else (None, "")
    match request.POST.get("way"):
        case "off":
            mute(person=person, assessment=key)
            messages.success(request, f"You get no daily mails{about} any more.")
        case "on":
            unmute(person=person, assessment=key)
            messages.success(request, f"You get daily mails{about} again.")


@csrf_exempt
@login_not_required
@form_page
def mails_stop(request: HttpRequest, stop_token: str) -> HttpResponse:
    """Stop daily mails without signing in. Opening it changes nothing, as programs that look for bad mails
    open every address; a POST does, also one of a mail program (RFC 8058). Whoever holds the address can do
    nothing else with it, so a POST from another site needs no guard."""
    meant = meant_by(stop_token)
    if meant is None:
        raise Http404
    person = User.objects.filter(pk=meant[0], is_active=True).first()
    assessment = readable(person).filter(pk=meant[1]).first() if person else None
    stopped = ""
    if request.method == "POST":
        stopped = "all" if request.POST.get("stop") == "all" else "one"
        if person and stopped == "all":
            mute(person=person, assessment=None)
        elif person and Assessment.objects.filter(pk=meant[1]).exists():
            mute(person=person, assessment=meant[1])
    # A name stands there only for somebody who can read it on the site as well.
    context = {"name": assessment.name if assessment else "", "stopped": stopped}
    answer = render(request, "decisions/mails_stop.html", context)
    for name, value in PRIVATE.items():
        answer.headers[name] = value
    return answer
