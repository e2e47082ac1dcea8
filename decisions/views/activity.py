"""What happened to an assessment: all of it, filtered, a page at a time, and as a file."""

from uuid import UUID

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.text import slugify
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.http import AuthenticatedHttpRequest
from audit.reading import a_page
from decisions.access import Action, assessment_or_404
from decisions.forms.activity import ActivityFilterForm
from decisions.services.assessments import note_export
from decisions.trail import as_csv, entries

ON_A_PAGE = 50


@require_safe
@never_cache
def activity(request: AuthenticatedHttpRequest, assessment_id: UUID) -> HttpResponse:
    """The newest entries that fit the filter, with each value before and now, and a way to older ones."""
    assessment = assessment_or_404(request.user, assessment_id, Action.VIEW).assessment
    form = ActivityFilterForm(assessment, request.GET)
    rows = form.apply(assessment.activities.select_related("who", "guest"))
    shown, query, before = a_page(rows, request.GET, ON_A_PAGE)
    context = {
        "assessment": assessment,
        "form": form,
        "entries": entries(assessment.edition.ruleset, shown),
        "is_filtered": any(form.asked.values()),
        "query": query,
        "before": before,
    }
    return render(request, "decisions/activity.html", context)


@require_safe
@never_cache
def activity_file(request: AuthenticatedHttpRequest, assessment_id: UUID) -> StreamingHttpResponse:
    """All entries that fit the filter as CSV, oldest first."""
    assessment = assessment_or_404(request.user, assessment_id, Action.VIEW).assessment
    rows = ActivityFilterForm(assessment, request.GET).apply(assessment.activities.all())
    note_export(assessment, by=request.user, what="activity")
    name = slugify(assessment.name)[:60] or "assessment"
    return as_csv(assessment.edition.ruleset, rows.order_by("pk"), f"{name}-activity.csv")
