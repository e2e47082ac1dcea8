"""Papers: ask for one, watch it being made, download it, ask again, check one that came back."""

from uuid import UUID

from django.db.models import Model
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.http import AuthenticatedHttpRequest, form_page
from decisions.access import (
    Access,
    Action,
    PaperAccess,
    assessment_or_404,
    paper_or_404,
    version_or_404,
)
from decisions.forms.fields import sent
from decisions.forms.papers import OrderForm, PaperFileForm
from decisions.models import Assessment, Paper
from decisions.services.assessments import note_export
from decisions.services.paper_check import check_paper
from decisions.services.papers import (
    USUAL,
    can_retry,
    intact_file,
    is_note,
    request_paper,
    request_version_paper,
    retry_paper,
)
from decisions.upgrade import upgraded
from exports.pdf.attachment import UnreadablePdf
from exports.pdf.names import file_name, kind_of
from exports.pdf.order import PARTS, SIZES, read
from operations.pulses import silence_met

LAST_PAPERS = 50
UNFINISHED = (Paper.State.QUEUED, Paper.State.RUNNING)
NOTHING_NEW = 204
QUEUE = "papers"


@form_page
@never_cache
def papers(request: AuthenticatedHttpRequest, assessment_id: UUID) -> HttpResponse:
    """The papers of an assessment; POST asks for one of what it shows now."""
    access = assessment_or_404(request.user, assessment_id, _action(request))
    form = _order_form(request, is_note=is_note(access.assessment))
    if request.method == "POST" and form.is_valid():
        return _go_to(
            request_paper(assessment=access.assessment, by=request.user, order=form.order)
        )
    return _list(request, access, form, version__assessment=access.assessment)


@form_page
@never_cache
def version_papers(request: AuthenticatedHttpRequest, version_id: UUID) -> HttpResponse:
    """The papers of one version; POST asks for another."""
    access = version_or_404(request.user, version_id, _action(request))
    form = _order_form(request, is_note=upgraded(access.version)["front"]["note"])
    if request.method == "POST" and form.is_valid():
        return _go_to(
            request_version_paper(version=access.version, by=request.user, order=form.order)
        )
    return _list(request, access, form, version=access.version)


@form_page
@never_cache
def paper_check(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Look into a PDF that somebody brings; nothing of it is kept."""
    form = PaperFileForm(sent(request), request.FILES or None)
    checked, was_checked = None, False
    if request.method == "POST" and form.is_valid():
        try:
            checked = check_paper(by=request.user, pdf=form.cleaned_data["file"].read())
            was_checked = True
        except UnreadablePdf as error:
            form.add_error("file", str(error))
    context = {"form": form, "checked": checked, "was_checked": was_checked}
    return render(request, "decisions/paper_check.html", context)


def _action(request: AuthenticatedHttpRequest) -> Action:
    return Action.CREATE_PAPER if request.method == "POST" else Action.VIEW


def _order_form(request: AuthenticatedHttpRequest, *, is_note: bool) -> OrderForm:
    """A button alone, without a form around it, asks for what a form shows at first."""
    if request.method == "POST" and not request.POST.keys() & OrderForm.base_fields.keys():
        return OrderForm({"parts": list(USUAL.parts), "size": USUAL.size}, is_note=is_note)
    return OrderForm(sent(request), is_note=is_note)


def _go_to(made: Paper) -> HttpResponse:
    return redirect("paper", made.pk)


def _list(
    request: AuthenticatedHttpRequest, access: Access, form: OrderForm, **which: Model
) -> HttpResponse:
    rows = Paper.objects.filter(**which).select_related("version", "requested_by")
    rows = rows.defer("version__snapshot").order_by("-version__number", "-requested_at")
    context = {
        "assessment": access.assessment,
        "version": which.get("version"),
        "form": form if access.can(Action.CREATE_PAPER) else None,
        "papers": rows[:LAST_PAPERS],
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
        parts = _printed(access)
        return render(request, "decisions/paper.html", context | {"parts": parts})
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
        filename=name_of_file(access.assessment, access.paper),
        content_type="application/pdf",
    )


@require_POST
def paper_retry(request: AuthenticatedHttpRequest, paper_id: UUID) -> HttpResponse:
    """Make a paper again that failed or got lost."""
    access = paper_or_404(request.user, paper_id, Action.CREATE_PAPER)
    retry_paper(paper=access.paper)
    return redirect("paper", paper_id)


def name_of_file(assessment: Assessment, paper: Paper) -> str:
    """What the file of a paper is called, for everybody: its day is printed in it, by the clock of the site."""
    version, site = paper.version, timezone.get_default_timezone()
    day, kind = timezone.localdate(version.created_at, site), kind_of(is_note=paper.is_note)
    return file_name(assessment.name, kind, version.number, day)


def _context(access: PaperAccess) -> dict[str, object]:
    row = access.paper
    retry = can_retry(row)
    waits = row.state in UNFINISHED
    silence = silence_met(QUEUE, row.queued_at if waits else None)
    known = f"{row.state}-{'lost' if retry else row.attempts}{'-alone' if silence else ''}"
    ask = reverse("paper", args=[row.pk])
    order = read(row.order)
    return {
        "assessment": access.assessment,
        "version": access.version,
        "paper": row,
        "order": order,
        "size": SIZES[order.size],
        "known": known,
        "poll_url": f"{ask}?known={known}" if waits else "",
        "can_retry": retry and access.can(Action.CREATE_PAPER),
        "lost": retry and row.state != Paper.State.FAILED,
        "file_name": name_of_file(access.assessment, access.paper),
        "silence": silence,
    }


def _printed(access: PaperAccess) -> list[str]:
    """The parts that the file holds: of those that were chosen the ones that have something to say."""
    chosen = read(access.paper.order).parts
    return [PARTS[row["key"]] for row in upgraded(access.version)["annex"] if row["key"] in chosen]
