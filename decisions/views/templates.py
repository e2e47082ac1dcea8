"""Templates of a team: an assessment is marked as one, and another starts from it."""

from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from accounts.http import AuthenticatedHttpRequest, form_page
from decisions.access import Action, assessment_or_404
from decisions.forms.assessments import CopyForm, TemplateForm
from decisions.forms.fields import sent
from decisions.models import Part
from decisions.services.copying import mark_as_template, start_from_template
from writing.conflict import Difference


@form_page
@never_cache
def mark(request: AuthenticatedHttpRequest, assessment_id: UUID) -> HttpResponse:
    """Make an assessment a template of its team, or no template any more."""
    assessment = assessment_or_404(request.user, assessment_id, Action.EDIT).assessment
    initial = {
        "is_template": "yes" if assessment.is_template else "no",
        "version": assessment.version_of(Part.TEMPLATE),
    }
    form = TemplateForm(sent(request), initial=initial)
    differences: list[Difference] = []
    if request.method == "POST" and form.is_valid():
        conflict = mark_as_template(
            assessment=assessment, by=request.user, is_template=form.is_yes, seen=form.seen
        )
        if conflict is None:
            messages.success(request, "Saved.")
            return redirect(assessment)
        form.send_back(conflict)
        differences = conflict.differences(
            lambda _: "Template", lambda _, is_one: TemplateForm.WORDS["yes" if is_one else "no"]
        )
    context = {"form": form, "assessment": assessment, "conflict": differences}
    return render(request, "decisions/template.html", context)


@form_page
@never_cache
def start(request: AuthenticatedHttpRequest, assessment_id: UUID) -> HttpResponse:
    """Name the process, and start from the template."""
    template = assessment_or_404(request.user, assessment_id, Action.CREATE).assessment
    if not template.is_template:
        raise Http404("This is no template.")
    form = CopyForm(sent(request), initial={"start_key": uuid4()})
    form.fields["name"].label = "What is the process called?"
    if request.method == "POST" and form.is_valid():
        made = start_from_template(template=template, by=request.user, **form.cleaned_data)
        return redirect(made)
    context = {"form": form, "template": template}
    return render(request, "decisions/from_template.html", context)
