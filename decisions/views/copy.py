"""A copy of an assessment, as the start of another decision."""

from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from accounts.http import AuthenticatedHttpRequest, form_page
from decisions.access import Action, assessment_or_404
from decisions.forms.assessments import CopyForm
from decisions.forms.fields import sent
from decisions.services.copying import copy_assessment


@form_page
@never_cache
def copy(request: AuthenticatedHttpRequest, assessment_id: UUID) -> HttpResponse:
    """Ask for the name of the copy, and make it."""
    assessment = assessment_or_404(request.user, assessment_id, Action.CREATE).assessment
    initial = {"name": CopyForm.name_for(assessment.name), "start_key": uuid4()}
    form = CopyForm(sent(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        made = copy_assessment(
            assessment=assessment,
            by=request.user,
            name=form.cleaned_data["name"],
            start_key=form.cleaned_data["start_key"],
        )
        messages.success(request, f"This is “{made.name}”, a copy of “{assessment.name}”.")
        return redirect(made)
    return render(request, "decisions/copy.html", {"form": form, "assessment": assessment})
