"""Two versions of an assessment, or a version and what it says now, side by side."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.http import AuthenticatedHttpRequest
from decisions.access import Action, assessment_or_404, version_or_404
from decisions.comparing import cost_lines, state_kept, state_now
from decisions.linking import linked, nowhere
from decisions.models import Version
from report.comparison.page import compared
from report.document import as_read
from report.messages import catalogue

NOW = "now"
"""What stands in an address for the assessment as it is."""


@require_safe
@never_cache
def compare(
    request: AuthenticatedHttpRequest,
    assessment_id: UUID,
    before_id: UUID,
    after_id: UUID | None = None,
) -> HttpResponse:
    """All that differs from one version to another, or to what is saved now."""
    access = assessment_or_404(request.user, assessment_id, Action.VIEW)
    assessment = access.assessment
    rows = [_version(request, assessment_id, key) for key in (before_id, after_id) if key]
    sides = [state_kept(row) for row in rows]
    if after_id is None:
        sides.append(state_now(assessment))
    before, after = sides
    sections = compared(before, after, cost_lines(before, after))
    context = {
        "assessment": assessment,
        "sections": linked(as_read(sections, catalogue()), nowhere),
        "rows": rows,
        "names": as_read([side.name for side in sides], catalogue()),
        "versions": assessment.versions.defer("snapshot"),
        "chosen": (str(before_id), str(after_id or NOW)),
    }
    return render(request, "decisions/compare.html", context)


def _version(request: AuthenticatedHttpRequest, assessment_id: UUID, key: UUID) -> Version:
    """A version of this assessment."""
    version = version_or_404(request.user, key, Action.VIEW).version
    if version.assessment_id != assessment_id:
        raise Http404("That is a version of another assessment.")
    return version


@require_safe
@never_cache
def compare_choose(request: AuthenticatedHttpRequest, assessment_id: UUID) -> HttpResponse:
    """To the comparison of the two that were chosen; back to the list where one is none of these."""
    assessment = assessment_or_404(request.user, assessment_id, Action.VIEW).assessment
    known = {str(key): key for key in assessment.versions.values_list("pk", flat=True)}
    before = known.get(request.GET.get("before", ""))
    after = request.GET.get("after", "")
    if before is None or (after != NOW and after not in known):
        return redirect(reverse("result_page", args=[assessment_id, "versions"]))
    if after == NOW:
        return redirect("compare_now", assessment_id, before)
    return redirect("compare", assessment_id, before, known[after])
