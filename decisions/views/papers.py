"""Papers: ask for one, watch it being made, download it, ask again."""

from uuid import UUID

from anyascii import anyascii
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.http import AuthenticatedHttpRequest, form_page
from decisions.access import Action, PaperAccess, assessment_or_404, paper_or_404
from decisions.models import Paper, Version
from decisions.services.assessments import note_export
from decisions.services.papers import can_retry, intact_file, request_paper, retry_paper

LAST_PAPERS = 50
UNFINISHED = (Paper.State.QUEUED, Paper.State.RUNNING)
NOTHING_NEW = 204


@form_page
@never_cache
def papers(request: AuthenticatedHttpRequest, assessment_id: UUID) -> HttpResponse:
    """The papers of an assessment; POST asks for the paper of what it shows now."""
    action = Action.CREATE_PAPER if request.method == "POST" else Action.VIEW
    access = assessment_or_404(request.user, assessment_id, action)
    if request.method == "POST":
        paper = request_paper(assessment=access.assessment, by=request.user)
        return redirect("paper", paper.pk)
    rows = Paper.objects.filter(version__assessment=access.assessment)
    rows = rows.select_related("version", "requested_by").defer("version__snapshot")
    context = {
        "assessment": access.assessment,
        "allowed": access.allowed,
        "papers": rows.order_by("-version__number")[:LAST_PAPERS],
    }
    return render(request, "decisions/papers.html", context)


@require_safe
@never_cache
def paper(request: AuthenticatedHttpRequest, paper_id: UUID) -> HttpResponse:
    """How far one paper is. htmx asks again every two seconds and names the state it shows: while
    that is still the state, there is nothing to send and nothing to announce."""
    access = paper_or_404(request.user, paper_id, Action.VIEW)
    context = _context(access)
    if not request.htmx:
        return render(request, "decisions/paper.html", context)
    if request.GET.get("known") == context["known"]:
        return HttpResponse(status=NOTHING_NEW)
    return render(request, "decisions/_paper_state.html", context)


@require_safe
@never_cache
def paper_download(request: AuthenticatedHttpRequest, paper_id: UUID) -> HttpResponseBase:
    """The file itself, as an attachment with a plain name."""
    access = paper_or_404(request.user, paper_id, Action.VIEW)
    row = access.paper
    file = intact_file(row)
    if file is None:
        return render(request, "decisions/paper_missing.html", _context(access), status=404)
    note_export(access.assessment, by=request.user, what="paper")
    return FileResponse(
        file,
        as_attachment=True,
        filename=file_name(access.assessment.name, access.version),
        content_type="application/pdf",
    )


@require_POST
def paper_retry(request: AuthenticatedHttpRequest, paper_id: UUID) -> HttpResponse:
    """Make a paper again that failed or got lost."""
    access = paper_or_404(request.user, paper_id, Action.CREATE_PAPER)
    retry_paper(paper=access.paper)
    return redirect("paper", paper_id)


def file_name(name: str, version: Version) -> str:
    """ASCII in every case: ``payroll-emea_v3_2026-11-22.pdf``. Names in other scripts are written
    in Latin letters, character by character; ``paper_v3_...`` where nothing is left."""
    stem = slugify(anyascii(name))[:60].strip("-_") or "paper"
    day = timezone.localdate(version.created_at)
    return f"{stem}_v{version.number}_{day:%Y-%m-%d}.pdf"


def _context(access: PaperAccess) -> dict[str, object]:
    row = access.paper
    retry = can_retry(row)
    known = f"{row.state}-{'lost' if retry else row.attempts}"
    ask = reverse("paper", args=[row.pk])
    return {
        "assessment": access.assessment,
        "version": access.version,
        "paper": row,
        "known": known,
        "poll_url": f"{ask}?known={known}" if row.state in UNFINISHED else "",
        "can_retry": retry and access.can(Action.CREATE_PAPER),
        "lost": retry and row.state != Paper.State.FAILED,
        "file_name": file_name(access.assessment.name, access.version),
    }
