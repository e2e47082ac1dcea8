"""From a name to the first question: name, who does it today, service type, depth."""

from dataclasses import asdict
from uuid import UUID, uuid4

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.views.decorators.cache import never_cache

from accounts.http import AuthenticatedHttpRequest, form_page, wants_part
from accounts.models import Team, User
from catalog.models import Edition
from decisions.access import Action, assessment_or_404, teams_allowing
from decisions.evaluation import today_of
from decisions.forms.fields import sent
from decisions.forms.start import OTHER, DepthForm, ServiceForm, StartForm, TodayForm
from decisions.models import Assessment, Depth, Part
from decisions.navigation import RETURNS, next_url, url_of
from decisions.services import assessments
from decisions.wording import SOMETHING_ELSE
from engine.fit.case import Today
from engine.model.ruleset import Ruleset
from report.action_words import contract
from report.messages import read
from writing.conflict import Difference

MOST_TEMPLATES = 20


@form_page
@never_cache
def new(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Name the process, who does it today, what it is closest to, how deep to go. A script gets the
    service types that are closest to a name while somebody types it."""
    edition = Edition.objects.current().defer("definition").first()
    if edition is None:
        return render(request, "decisions/new.html")
    teams = teams_allowing(request.user, Action.CREATE)
    own = next((team for team in teams if team.personal_to_id == request.user.pk), None)
    typed = {name: request.GET.get(name, "") for name in ("name", "service")}
    initial = {"start_key": uuid4(), "team": own, **typed}
    form = StartForm(edition.ruleset, sent(request), teams=teams, initial=initial)
    if request.method == "POST" and form.is_valid():
        _warn_when_over(request, form.today)
        return redirect(_start(request.user, form))
    page = "_services" if wants_part(request) else "new"
    templates = () if wants_part(request) else _templates(teams)
    context = {"form": form, "templates": templates}
    return render(request, f"decisions/{page}.html", context)


def _templates(teams: QuerySet[Team]) -> QuerySet[Assessment]:
    """What the person can start from."""
    return Assessment.objects.templates().filter(team__in=teams).only("name")[:MOST_TEMPLATES]


def _start(user: User, form: StartForm) -> str:
    """Start the assessment; the address of its first question, or of the tasks of a full one."""
    assessment = assessments.start_assessment(
        by=user,
        team=form.team,
        name=form.cleaned_data["name"],
        unit=form.cleaned_data["unit"],
        today=form.today,
        service=form.slug,
        depth=form.cleaned_data["depth"],
        start_key=form.key,
    )
    return _first_page(assessment)


def _first_page(assessment: Assessment) -> str:
    """Where questions are asked one after the other, the next of them; otherwise the tasks."""
    asks_at_once = assessment.depth in (Depth.QUICK, Depth.ADAPTIVE)
    return next_url(assessment) if asks_at_once else assessment.get_absolute_url()


def _warn_when_over(request: AuthenticatedHttpRequest, today: Today) -> None:
    """Say that a contract end lies in the past; it is kept, since contracts roll over."""
    if today.contract_ends and today.is_over(localdate()):
        words = read(contract(today, localdate()))
        messages.warning(request, f"{words} Until then this day stands.")


@form_page
@never_cache
def today(request: AuthenticatedHttpRequest, assessment_id: UUID) -> HttpResponse:
    """Who does the work today, and when the contract ends, said or changed later."""
    assessment = assessment_or_404(request.user, assessment_id, Action.EDIT).assessment
    back = RETURNS.get(request.GET.get("from", ""), "assessment")
    form = _today_form(assessment, sent(request))
    differences: list[Difference] = []
    if request.method == "POST" and form.is_valid():
        conflict = assessments.say_today(
            assessment=assessment, by=request.user, today=form.today, seen=form.seen
        )
        if conflict is None:
            messages.success(request, "Saved.")
            _warn_when_over(request, form.today)
            return redirect(back, assessment.pk)
        differences = form.bring_together(conflict, _today_form(assessment))
    context = {
        "form": form,
        "assessment": assessment,
        "conflict": differences,
        "back_url": url_of(assessment, back),
    }
    return render(request, "decisions/today.html", context)


def _today_form(assessment: Assessment, data: QueryDict | None = None) -> TodayForm:
    stored = asdict(today_of(assessment))
    return TodayForm(data, initial={**stored, "version": assessment.version_of(Part.TODAY)})


@form_page
@never_cache
def service(request: AuthenticatedHttpRequest, assessment_id: UUID) -> HttpResponse:
    """Say which service type is closest. A script gets those that fit what somebody types."""
    assessment = assessment_or_404(request.user, assessment_id, Action.EDIT).assessment
    ruleset = assessment.edition.ruleset
    stored = assessment.service or (OTHER if assessment.service_chosen else "")
    initial = {"service": stored, "version": assessment.version_of(Part.SERVICE)}
    searched = request.GET.get("q", assessment.name)
    form = ServiceForm(ruleset, searched, sent(request), initial=initial)
    differences: list[Difference] = []
    if request.method == "POST" and form.is_valid():
        conflict = assessments.choose_service(
            assessment=assessment, by=request.user, slug=form.slug, seen=form.seen
        )
        if conflict is None:
            return redirect("assessment" if assessment.depth else "assessment_depth", assessment.pk)
        form.send_back(conflict)
        differences = conflict.differences(
            lambda _: "Service type", lambda _, slug: _service_words(ruleset, slug)
        )
    context = {"form": form, "assessment": assessment, "conflict": differences, "heading": "hidden"}
    page = "_services" if wants_part(request) else "service"
    return render(request, f"decisions/{page}.html", context)


def _service_words(ruleset: Ruleset, slug: str | None) -> str:
    return ruleset.service[slug].name if slug else SOMETHING_ELSE


@form_page
@never_cache
def depth(request: AuthenticatedHttpRequest, assessment_id: UUID) -> HttpResponse:
    """Choose the quick screen, only what matters, or the full assessment."""
    assessment = assessment_or_404(request.user, assessment_id, Action.EDIT).assessment
    ruleset = assessment.edition.ruleset
    initial = {"depth": assessment.depth, "version": assessment.version_of(Part.DEPTH)}
    recommended = Depth.ADAPTIVE if assessment.is_quick else Depth.QUICK
    form = DepthForm(ruleset, sent(request), recommended=recommended, initial=initial)
    differences: list[Difference] = []
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data["depth"]
        conflict = assessments.choose_depth(
            assessment=assessment, by=request.user, depth=chosen, seen=form.seen
        )
        if conflict is None:
            return redirect(_first_page(assessment))
        form.send_back(conflict)
        differences = conflict.differences(
            lambda _: "Depth", lambda _, depth: str(Depth(depth).label) if depth else ""
        )
    context = {"form": form, "assessment": assessment, "conflict": differences}
    return render(request, "decisions/depth.html", context)
