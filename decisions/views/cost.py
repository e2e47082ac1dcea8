"""The money of an assessment: short form, figures, assumptions, and what the case answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.http import AuthenticatedHttpRequest, form_page
from decisions.access import Access, Action, assessment_or_404
from decisions.cost.differences import CostDifference, Named, differences
from decisions.cost.option import silence
from decisions.cost.part import assumptions, cost_now, idle_words, terms_of
from decisions.cost.published import claims, published
from decisions.costing import cost_row, former_case, stored_case
from decisions.evaluation import today_of
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
from decisions.views.aside import tell
from engine.cost import lines as cost_lines
from engine.cost.priced import priced
from engine.model.ruleset import COST_CASE, Ruleset
from report.document import as_read
from report.messages import catalogue
from report.money import money
from report.subject import Subject
from writing.conflict import Difference
from writing.forms import VersionField, renew

CHARTS = ("band", "drivers")
"""The sections of the page of a result about money that are drawn; here they are behind a fold."""


@dataclass(frozen=True)
class CostPage:
    """What every page about money needs: who, where, and the case as it is stored."""

    request: AuthenticatedHttpRequest
    access: Access
    row: CostCase | None

    @property
    def assessment(self) -> Assessment:
        """The assessment behind the door."""
        return self.access.assessment

    @property
    def ruleset(self) -> Ruleset:
        """The pinned decision model; what is published about cost stands in ``reference.cost``."""
        return self.assessment.edition.ruleset

    @cached_property
    def case(self) -> cost_lines.CostCase | None:
        """The stored case, which may lack figures."""
        return stored_case(self.row) if self.row else None

    @property
    def question(self) -> str:
        """The name of the question that the case answers, "" where the decision model has none."""
        row = self.ruleset.answered_by(COST_CASE)
        return row.name if row else ""

    @property
    def version(self) -> int:
        """The version that the page shows, 0 for none."""
        return self.row.version if self.row else 0

    def differences(
        self, before: cost_lines.CostCase | None, after: cost_lines.CostCase | None
    ) -> list[CostDifference]:
        """Where two cases differ, in the names that this decision model has for deals and sources."""
        deals = {row.key: row.name for row in self.ruleset.reference.cost.deals}
        sources = {row.code: row for row in self.ruleset.sources}
        return differences(before, after, Named(deals, sources))

    def conflict(
        self, conflict: CostConflict | None, kept: cost_lines.CostCase | None = None
    ) -> dict[str, Any]:
        """For the page of a conflict: both cases where they differ. ``kept`` is what the next save
        makes, where that leaves alone what the writer did not touch."""
        if conflict is None:
            return {}
        (found,) = conflict.overtaken
        sent = self.differences(found.saved, found.yours)
        mine = self.differences(found.saved, kept) if kept else sent
        changed = {(row["side"], row["name"]) for row in mine}
        rest = [row for row in sent if (row["side"], row["name"]) not in changed]
        rows = [
            Difference(
                f"{row['name']}, {row['side']}",
                row["before"],
                row["after"],
                found.who,
                found.at,
                untouched=row in rest,
            )
            for row in (*mine, *rest)
        ]
        return {"conflict": rows}

    def render(self, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
        """The page with what all pages about money show."""
        base = {
            "assessment": self.assessment,
            "allowed": self.access.allowed,
            "can_edit": self.access.can(Action.EDIT),
            "row": self.row,
            "case": self.case,
            "version": self.version,
        }
        return render(self.request, template, base | context, status=status)


def cost_page(
    request: AuthenticatedHttpRequest, assessment_id: UUID, action: Action | None = None
) -> CostPage:
    """The page behind the door: reading needs VIEW, posting EDIT."""
    usual = Action.EDIT if request.method == "POST" else Action.VIEW
    access = assessment_or_404(request.user, assessment_id, action or usual)
    return CostPage(request, access, cost_row(access.assessment))


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
        return _short(page, typed, page.conflict(conflict))
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


def not_done(page: CostPage) -> None:
    """Say that a button did nothing: what it was to change is not what the page showed."""
    messages.warning(
        page.request,
        "The cost case was changed meanwhile, so nothing was done. Look at it, then try again.",
    )


def version_sent(page: CostPage, name: str = "version") -> int:
    """The version that a button was shown beside."""
    return VersionField().clean(page.request.POST.get(name, ""))


def told(page: CostPage, saved: CostSaved, to: str = "cost", *keys: str) -> HttpResponse:
    """Back to a page, with what saving did and did not do."""
    tell_effects(page, saved)
    if saved.priced is None:
        messages.success(page.request, "The cost case was removed.")
        return redirect("assessment", page.assessment.pk)
    if saved.priced.best is None:
        messages.warning(page.request, "Saved. The figures appear once nothing is missing.")
    elif saved.priced.choice is None:
        messages.warning(page.request, f"Saved. {silence(saved.priced)}.")
    elif not page.question:
        messages.success(page.request, "Saved.")
    elif saved.person_answered:
        messages.info(
            page.request,
            f"Saved. “{page.question}” keeps the answer that a person gave; the case did not change it.",
        )
    else:
        messages.success(page.request, f"Saved. The case answers “{page.question}”.")
    return redirect(to, page.assessment.pk, *keys)


def tell_effects(page: CostPage, saved: CostSaved) -> None:
    """Say which other answers stopped or started to count with the case's own."""
    if saved.effects:
        effects = saved.effects
        tell(page.request, page.ruleset, effects.set_aside, effects.brought_back)


@require_safe
@never_cache
def cost_assumptions(request: AuthenticatedHttpRequest, assessment_id: UUID) -> HttpResponse:
    """Every figure with what it rests on."""
    page = cost_page(request, assessment_id)
    content = page.ruleset.reference.cost
    context = {
        "terms": terms_of(page.case.terms) if page.case else [],
        "assumptions": assumptions(page.case, page.ruleset.source) if page.case else [],
        "idle": idle_words(priced(page.case)) if page.case else [],
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
    shown = page.case and priced(page.case, today_of(page.assessment))
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
