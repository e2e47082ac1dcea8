"""The gates that no criterion reveals, on one page."""

from collections.abc import Mapping
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from accounts.http import AuthenticatedHttpRequest, form_page
from decisions import navigation
from decisions.access import Action, assessment_or_404
from decisions.adaptive import ahead
from decisions.evaluation import answers_of, gates_of
from decisions.forms.fields import sent
from decisions.forms.gates import GatesForm
from decisions.models import Assessment
from decisions.services.gates import save_gates
from decisions.views.talk import Talks
from decisions.wording import SAVED_FOR_LATER
from engine.fit.case import GivenGate
from reviews.models import About
from writing.conflict import Difference


@form_page
@never_cache
def gates(request: AuthenticatedHttpRequest, assessment_id: UUID) -> HttpResponse:
    """Yes, no or don't know for every gate; Continue saves them all and leads on."""
    posted = request.method == "POST"
    access = assessment_or_404(request.user, assessment_id, Action.EDIT if posted else Action.VIEW)
    assessment = access.assessment
    form = _form(assessment, sent(request), partly="later" in request.POST)
    differences: list[Difference] = []
    if posted and form.is_valid():
        answers = form.answers
        conflict = save_gates(
            assessment=assessment, by=request.user, answers=answers, seen=form.seen
        )
        if conflict is None:
            return _go_on(request, assessment, answers)
        differences = form.bring_together(conflict, _form(assessment))
    talks = Talks(assessment, About.GATE)
    context = {
        "form": form,
        "rows": [(row, talks.of(row.gate.code)) for row in form.rows],
        "assessment": assessment,
        "can_edit": access.can(Action.EDIT),
        "conflict": differences,
        "back_url": _back_url(request, assessment),
        "ahead": ahead(assessment),
        "more_url": navigation.more_url(assessment),
    }
    return render(request, "decisions/gates.html", context)


def _form(
    assessment: Assessment, data: QueryDict | None = None, *, partly: bool = False
) -> GatesForm:
    return GatesForm(
        assessment.edition.ruleset.asked_gates(),
        data,
        stored={row.gate: row for row in assessment.gate_answers.all()},
        unsaid=assessment.unsaid_version,
        partly=partly,
    )


def _back_url(request: AuthenticatedHttpRequest, assessment: Assessment) -> str:
    origin = request.GET.get("from", "")
    return navigation.url_of(assessment, navigation.RETURNS.get(origin, "assessment"))


def _go_on(
    request: AuthenticatedHttpRequest, assessment: Assessment, answers: Mapping[str, GivenGate]
) -> HttpResponse:
    if "later" in request.POST:
        messages.success(request, SAVED_FOR_LATER)
        return redirect(assessment)
    if (origin := request.GET.get("from", "")) in navigation.RETURNS:
        return redirect(navigation.RETURNS[origin], assessment.pk)
    values = gates_of(assessment) | {code: given.value for code, given in answers.items()}
    code = navigation.next_code(assessment, answers_of(assessment), values)
    if code:
        return redirect(navigation.question_url(assessment, code))
    return redirect("check", assessment.pk)
