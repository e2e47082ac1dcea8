"""The money of an assessment: short form, figures, assumptions, and what the case answers."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.http import AuthenticatedHttpRequest, form_page
from decisions.access import Action
from decisions.cost.option import silence
from decisions.cost.part import assumptions, cost_now, idle_words, terms_of
from decisions.cost.published import claims, published
from decisions.costing import former_case
from decisions.forms.cost import ShortForm
from decisions.forms.cost_merge import SENT_AS, Opened, merged_short, opened_of, seal
from decisions.forms.fields import sent
from decisions.linking import link_of, linked
from decisions.models import Assessment, CostCase
from decisions.results import result_of
from decisions.services.cost import (
    COST,
    CostConflict,
    CostSaved,
    remove_cost,
    save_cost,
    undo_cost,
    use_case_answer,
)
from decisions.views.cost_page import (
    CostPage,
    cost_page,
    not_done,
    tell_effects,
    told,
    version_sent,
)
from engine.cost import lines as cost_lines
from report.document import as_read
from report.messages import catalogue
from report.money import money
from report.subject import Subject
from writing.forms import renew

CHARTS = ("band", "drivers")
"""The sections of the page of a result about money that are drawn; here they are behind a fold."""


def money_page(assessment: Assessment, row: CostCase) -> dict[str, Any]:
    """The page of the result about money, as it is read there: one headline, one table, one picture."""
    shown = linked(
        as_read(money(Subject(result_of(assessment, row))), catalogue()), link_of(assessment)
    )
    sections = [part for part in shown["sections"] if part["key"] != "lacking"]
    return {
        "lead": shown["lead"],
        "sections": [part for part in sections if part["key"] not in CHARTS],
        "charts": [part for part in sections if part["key"] in CHARTS],
    }


@require_safe
@never_cache
def cost(request: AuthenticatedHttpRequest, assessment_id: UUID) -> HttpResponse:
    """The figures; without a case, the short form."""
    page = cost_page(request, assessment_id)
    if page.row is None:
        return _short(page, _form(page, None, None))
    shown = cost_now(page.assessment, page.row)
    code = shown["answer"]["criterion"] if shown["answer"] else ""
    answer = next((row for row in page.assessment.answers.all() if row.criterion == code), None)
    context = {
        "cost": shown,
        **money_page(page.assessment, page.row),
        "claims": claims(page.ruleset),
        "answer_version": answer.version if answer else page.assessment.unsaid_version,
        "undone": page.differences(page.case, former_case(page.row)),
        "tab": "figures",
    }
    return page.render("decisions/cost.html", context)


@form_page
@never_cache
def cost_short(request: AuthenticatedHttpRequest, assessment_id: UUID) -> HttpResponse:
    """People, loaded cost, price and years: enough for a range."""
    page = cost_page(request, assessment_id)
    opened = opened_of(page.assessment, request.POST)
    form = _form(page, sent(request), opened.case if opened else page.case)
    if request.method == "POST" and form.is_valid():
        saved = save_cost(
            assessment=page.assessment, by=request.user, change=form.change, seen=form.seen
        )
        if isinstance(saved, CostSaved):
            return told(page, saved)
        return _short_overtaken(page, form, opened, saved)
    return _short(page, form)


def _form(page: CostPage, data: QueryDict | None, case: cost_lines.CostCase | None) -> ShortForm:
    """The form for who does the work today, as it was when the page was opened: what it asked for is read."""
    service = page.ruleset.service.get(page.assessment.service)
    usual = "kpo" if service and service.label == "kpo" else "bpo"
    content = page.ruleset.reference.cost
    return ShortForm(
        content,
        data,
        case=case,
        deal=usual,
        version=page.version,
        done_by=page.request.POST.get("who", page.assessment.done_by),
    )


def _short_overtaken(
    page: CostPage, typed: ShortForm, opened: Opened | None, conflict: CostConflict
) -> HttpResponse:
    """Both cases, and the form with what was typed on top of what is saved now."""
    now = conflict.overtaken[0].saved
    if now is None:
        renew(typed, {"version": conflict.versions[COST]})
        made_from = opened.case if opened else None
        return _short(
            page, typed, page.removed(page.case_removed(), made_from, typed.change(made_from))
        )
    base = _form(page, None, opened.case) if opened else None
    data = merged_short(page.request.POST, base, _form(page, None, now), typed)
    form = _form(page, data, now)
    kept = form.change(now) if form.is_valid() else None
    renew(form, {"version": conflict.versions[COST]})
    shown = page.conflict(conflict, kept) | {SENT_AS: seal(page.assessment, now)}
    return _short(page, form, shown)


def _short(page: CostPage, form: ShortForm, more: Mapping[str, Any] | None = None) -> HttpResponse:
    context = {
        "form": form,
        "tab": "short",
        "published": published(page.ruleset),
        "question": page.question,
        SENT_AS: page.request.POST.get(SENT_AS) or seal(page.assessment, page.case),
        **(more or {}),
    }
    return page.render("decisions/cost_short.html", context)


@require_safe
@never_cache
def cost_assumptions(request: AuthenticatedHttpRequest, assessment_id: UUID) -> HttpResponse:
    """Every figure with what it rests on."""
    page = cost_page(request, assessment_id)
    content = page.ruleset.reference.cost
    context = {
        "terms": terms_of(page.case.terms) if page.case else [],
        "assumptions": assumptions(page.case, page.ruleset.source) if page.case else [],
        "idle": idle_words(page.priced(page.case)) if page.case else [],
        "published": published(page.ruleset),
        "notes": content.notes,
        "checked_on": content.checked_on,
        "tab": "assumptions",
    }
    return page.render("decisions/cost_assumptions.html", context)


@require_POST
def cost_answer(request: AuthenticatedHttpRequest, assessment_id: UUID) -> HttpResponse:
    """Let the case answer the criterion again, in place of a person's answer."""
    page = cost_page(request, assessment_id)
    shown = page.case and page.priced(page.case)
    if not shown or shown.choice is None:
        why = (shown and silence(shown)) or "The cost case cannot answer yet: figures are missing"
        messages.warning(request, f"{why}.")
        return redirect("cost", assessment_id)
    saved = use_case_answer(
        assessment=page.assessment,
        by=request.user,
        seen=version_sent(page),
        seen_answer=version_sent(page, "answer_version"),
    )
    if saved:
        messages.success(request, f"The case now answers “{page.question}”.")
        tell_effects(page, saved)
    else:
        not_done(page)
    return redirect("cost", assessment_id)


@require_POST
def cost_undo(request: AuthenticatedHttpRequest, assessment_id: UUID) -> HttpResponse:
    """Bring back the case as it was before its last change."""
    page = cost_page(request, assessment_id)
    saved = undo_cost(assessment=page.assessment, by=request.user, seen=version_sent(page))
    if isinstance(saved, CostSaved):
        return told(page, saved)
    not_done(page)
    return redirect("cost", assessment_id)


@form_page
@never_cache
def cost_remove(request: AuthenticatedHttpRequest, assessment_id: UUID) -> HttpResponse:
    """Delete the case, after a question."""
    page = cost_page(request, assessment_id, Action.EDIT)
    if request.method == "POST":
        saved = remove_cost(assessment=page.assessment, by=request.user, seen=version_sent(page))
        if isinstance(saved, CostSaved):
            return told(page, saved)
        not_done(page)
        return redirect("cost", assessment_id)
    return page.render("decisions/cost_remove.html", {})
