"""Deleting an assessment, and the list from which owners bring deleted ones back."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.http import AuthenticatedHttpRequest, form_page
from decisions.access import Action, assessment_or_404, deleted_or_404, teams_allowing
from decisions.deleted import gone_at, remove
from decisions.forms.fields import sent
from decisions.models import Assessment
from decisions.services import deleting
from decisions.views.assessments import list_address
from decisions.wording import CHANGED_MEANWHILE
from writing.forms import VersionedForm

MOST = 200
"""Rows of the list: what is deleted goes by itself."""


@form_page
@never_cache
def delete(request: AuthenticatedHttpRequest, assessment_id: UUID) -> HttpResponse:
    """Delete the assessment with everything in it, after a question."""
    assessment = assessment_or_404(request.user, assessment_id, Action.DELETE).assessment
    form = VersionedForm(sent(request), initial={"version": assessment.revision})
    if request.method == "POST" and form.is_valid():
        if deleting.delete(assessment=assessment, by=request.user, seen=form.seen):
            words = "“{}” was deleted. You can bring it back from the deleted assessments."
            messages.success(request, words.format(assessment.name))
            return redirect(list_address(request))
        messages.warning(request, CHANGED_MEANWHILE)
        return redirect("assessment_delete", assessment.pk)
    context = {
        "assessment": assessment,
        "versions": assessment.versions.count(),
        "form": form,
        "days": settings.RETAIN_DELETED_DAYS,
    }
    return render(request, "decisions/delete.html", context)


@require_safe
@never_cache
def deleted(request: AuthenticatedHttpRequest) -> HttpResponse:
    """What was deleted in the teams that I own, and can be brought back."""
    teams = teams_allowing(request.user, Action.DELETE)
    rows = Assessment.objects.deleted().filter(team__in=teams)
    rows = rows.select_related("team", "deleted_by").defer("weights")[:MOST]
    context = {
        "rows": [(row, gone_at(row)) for row in rows],
        "days": settings.RETAIN_DELETED_DAYS,
    }
    return render(request, "decisions/deleted.html", context)


@require_POST
def bring_back(request: AuthenticatedHttpRequest, deleted_id: UUID) -> HttpResponse:
    """Bring a deleted assessment back as it was."""
    assessment = deleted_or_404(request.user, deleted_id)
    if deleting.bring_back(assessment=assessment, by=request.user):
        messages.success(request, f"“{assessment.name}” is back, as it was.")
    return redirect("assessment", deleted_id)


@form_page
@never_cache
def remove_for_good(request: AuthenticatedHttpRequest, deleted_id: UUID) -> HttpResponse:
    """Remove a deleted assessment before its time, after a question: nothing brings it back."""
    assessment = deleted_or_404(request.user, deleted_id)
    form = VersionedForm(sent(request), initial={"version": assessment.revision})
    if request.method == "POST" and form.is_valid():
        if remove(assessment, by=request.user, seen=form.seen):
            messages.success(request, f"“{assessment.name}” is gone for good.")
            return redirect("assessments_deleted")
        messages.warning(request, CHANGED_MEANWHILE)
        return redirect("assessment_remove", deleted_id)
    context = {
        "assessment": assessment,
        "form": form,
        "versions": assessment.versions.count(),
        "gone": gone_at(assessment),
    }
    return render(request, "decisions/remove_for_good.html", context)
