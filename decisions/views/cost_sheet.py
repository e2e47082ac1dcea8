"""A cost case as a spreadsheet: download with formulas, upload of a changed file."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.text import slugify
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.http import AuthenticatedHttpRequest, form_page
from decisions.forms.cost_sheet import SheetForm
from decisions.services.cost import CostConflict, CostSaved, save_cost
from decisions.sheets import UnusableSheet, read_workbook, workbook_bytes
from decisions.views.cost import CostPage, conflict_context, cost_page, told
from engine.cost_lines import CostCase

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@form_page
@never_cache
def cost_sheet(request: AuthenticatedHttpRequest, assessment_id: UUID) -> HttpResponse:
    """Take the case out as a spreadsheet, or bring a changed one in."""
    page = cost_page(request, assessment_id)
    if request.method != "POST":
        return _sheet(page, SheetForm(initial={"seen": page.seen}))
    form = SheetForm(request.POST, request.FILES)
    if not form.is_valid():
        return _sheet(page, form)
    try:
        deals = [row.key for row in page.ruleset.reference.cost.deals]
        case = read_workbook(form.cleaned_data["file"].read(), deals).case
    except UnusableSheet as error:
        for sentence in error.problems:
            form.add_error("file", sentence)
        return _sheet(page, form)
    return _import(page, case, form.cleaned_data["seen"] or 0)


def _import(page: CostPage, case: CostCase, seen: int) -> HttpResponse:
    saved = save_cost(
        assessment=page.assessment,
        by=page.request.user,
        change=lambda stored: case,
        seen=seen,
        verb="cost_imported",
    )
    if isinstance(saved, CostSaved):
        return told(page, saved)
    return _sheet(page, SheetForm(initial={"seen": saved.stored.revision}), conflict=saved)


def _sheet(
    page: CostPage, form: SheetForm, *, conflict: CostConflict | None = None
) -> HttpResponse:
    context = {"form": form, "tab": "sheet", **conflict_context(conflict)}
    return page.render("decisions/cost_sheet.html", context)


@require_safe
@never_cache
def cost_sheet_file(request: AuthenticatedHttpRequest, assessment_id: UUID) -> HttpResponse:
    """The XLSX file."""
    page = cost_page(request, assessment_id)
    if page.case is None:
        return redirect("cost", assessment_id)
    name = slugify(page.assessment.name)[:60] or "assessment"
    return HttpResponse(
        workbook_bytes(page.case),
        content_type=XLSX,
        headers={"Content-Disposition": f'attachment; filename="{name}-cost.xlsx"'},
    )
