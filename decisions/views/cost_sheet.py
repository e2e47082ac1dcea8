"""A cost case as a spreadsheet: download with formulas, upload that shows what it would change."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.text import slugify
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.http import AuthenticatedHttpRequest, form_page
from decisions.access import Action
from decisions.cost.option import summary_of
from decisions.costing import cost_upload_of, stored_case
from decisions.evaluation import today_of
from decisions.forms.cost_sheet import SheetForm
from decisions.forms.fields import sent
from decisions.models import CostUpload
from decisions.services.assessments import note_export
from decisions.services.cost import COST, CostConflict, CostSaved, keep_upload, use_upload
from decisions.sheets import UnusableSheet, read_workbook, workbook_bytes
from decisions.views.cost_page import CostPage, cost_page, told
from writing.forms import VersionedForm, renew

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@form_page
@never_cache
def cost_sheet(request: AuthenticatedHttpRequest, assessment_id: UUID) -> HttpResponse:
    """Take the case out as a spreadsheet, or send a changed one; it replaces nothing yet."""
    page = cost_page(request, assessment_id)
    form = SheetForm(sent(request), request.FILES or None)
    if request.method == "POST" and form.is_valid():
        deals = [row.key for row in page.ruleset.reference.cost.deals]
        try:
            sheet = read_workbook(form.cleaned_data["file"].read(), deals)
        except UnusableSheet as error:
            for sentence in error.problems:
                form.add_error("file", sentence)
        else:
            upload = keep_upload(
                assessment=page.assessment, by=request.user, case=sheet.case, unread=sheet.unread
            )
            return redirect("cost_upload", assessment_id, upload.pk)
    return page.render("decisions/cost_sheet.html", {"form": form, "tab": "sheet"})


@form_page
@never_cache
def cost_upload(
    request: AuthenticatedHttpRequest, assessment_id: UUID, upload_id: UUID
) -> HttpResponse:
    """What an uploaded case would add, change and remove, and the button that lets it."""
    page = cost_page(request, assessment_id, Action.EDIT)
    upload = cost_upload_of(page.assessment, request.user, upload_id)
    if upload is None:
        messages.info(
            request, "That file was used already, or a newer one took its place. Nothing was done."
        )
        return redirect("cost_sheet", assessment_id)
    form = VersionedForm(sent(request), initial={"version": page.version})
    if request.method == "POST" and form.is_valid():
        saved = use_upload(
            assessment=page.assessment, upload=upload, by=request.user, seen=form.seen
        )
        if isinstance(saved, CostSaved):
            return told(page, saved)
        renew(form, {"version": saved.versions[COST]})
        return _compared(page, upload, form, saved)
    return _compared(page, upload, form)


def _compared(
    page: CostPage, upload: CostUpload, form: VersionedForm, conflict: CostConflict | None = None
) -> HttpResponse:
    before, after = conflict.overtaken[0].saved if conflict else page.case, stored_case(upload)
    context = {
        "form": form,
        "upload": upload,
        "differences": page.differences(before, after),
        "now": summary_of(page.priced(before)) if before else "",
        "then": summary_of(page.priced(after)),
        "tab": "sheet",
        **page.conflict(conflict),
    }
    return page.render("decisions/cost_upload.html", context)


@require_safe
@never_cache
def cost_sheet_file(request: AuthenticatedHttpRequest, assessment_id: UUID) -> HttpResponse:
    """The XLSX file."""
    page = cost_page(request, assessment_id)
    if page.case is None:
        return redirect("cost", assessment_id)
    note_export(page.assessment, by=request.user, what="cost sheet")
    name = slugify(page.assessment.name)[:60] or "assessment"
    return HttpResponse(
        workbook_bytes(page.case, today_of(page.assessment)),
        content_type=XLSX,
        headers={"Content-Disposition": f'attachment; filename="{name}-cost.xlsx"'},
    )
