"""The what-if page: a copy of the answers to play with, and the named scenarios kept from it.

Opening the what-if page never writes: its whole state is in the address (``report.whatif``).
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.http import AuthenticatedHttpRequest, form_page, wants_part
from decisions.access import Access, Action, assessment_or_404
from decisions.costing import priced_of
from decisions.evaluation import case_of, steps_of, today_of
from decisions.forms.fields import sent
from decisions.forms.scenario import RenameForm, ScenarioForm
from decisions.forms.whatif import WhatIfForm
from decisions.forms.whatif_weights import NUDGE
from decisions.models import Assessment, Scenario
from decisions.scenario_rows import ScenarioPart, table
from decisions.services import scenarios
from decisions.services.parts import last_change
from decisions.views.removed import if_removed
from decisions.wording import CHANGED_MEANWHILE
from report.messages import read as told
from report.messages import say
from report.money import span_of
from report.versions import costs_of, differences
from report.whatif import Baseline, Changes
from report.whatif_written import SET, query, read, to_json, without
from writing.conflict import Difference, Removed
from writing.forms import VersionedForm

UNUSABLE = "Not kept: a part of it cannot be used, as this page says. Look at the rest first."


@dataclass(frozen=True)
class WhatIf:
    """The what-if page with a state: the saved assessment, and the form that says what differs."""

    access: Access
    baseline: Baseline
    form: WhatIfForm

    @property
    def assessment(self) -> Assessment:
        """The saved assessment."""
        return self.access.assessment

    @cached_property
    def changes(self) -> Changes:
        """What differs and can be used."""
        return self.form.changes

    @cached_property
    def address(self) -> str:
        """The same state as the shortest query."""
        return query(self.baseline.ruleset, self.changes)

    @property
    def url(self) -> str:
        """The address of this state."""
        path = reverse("whatif", args=[self.assessment.pk])
        return f"{path}?{self.address}" if self.address else path


def _whatif(access: Access, state: QueryDict) -> WhatIf:
    assessment = access.assessment
    ruleset = assessment.edition.ruleset
    baseline = Baseline(
        ruleset, case_of(assessment), assessment.weights or None, steps_of(assessment)
    )
    shown = WhatIf(access, baseline, WhatIfForm(baseline, state))
    shown.form.is_valid()
    return shown


@form_page
@never_cache
def whatif(request: AuthenticatedHttpRequest, assessment_id: UUID) -> HttpResponse:
    """Change answers, gates and weights on a copy and see what follows; POST keeps a scenario."""
    if request.method == "POST":
        access = assessment_or_404(request.user, assessment_id, Action.EDIT)
        return _save(request, _whatif(access, QueryDict(request.POST.get("query", ""))))
    access = assessment_or_404(request.user, assessment_id, Action.VIEW)
    shown = _whatif(access, request.GET)
    if wants_part(request):
        return _changes_only(request, shown)
    is_usable = shown.form.is_valid() and not shown.form.unknown_names
    if is_usable and QueryDict(shown.address) != request.GET:
        return redirect(f"{shown.url}{_place(request)}")
    return _page(request, shown, ScenarioForm())


def _place(request: AuthenticatedHttpRequest) -> str:
    """Where on the page a pressed button stands."""
    moved = any(name == SET or name.startswith(NUDGE) for name in request.GET)
    return "#weights" if moved else ""


def _changes_only(request: AuthenticatedHttpRequest, shown: WhatIf) -> HttpResponse:
    """What follows, and the marks beside the fields, for htmx to put in place."""
    rows = table(shown.baseline, [("", shown.changes)])
    context = _context(shown, rows) | {"oob": True, "whole_weights": bool(_place(request))}
    response = render(request, "decisions/whatif_changes.html", context)
    response["HX-Push-Url"] = shown.url
    patch_vary_headers(response, ["HX-Request"])
    return response


def _page(
    request: AuthenticatedHttpRequest, shown: WhatIf, name_form: ScenarioForm, **more: Any
) -> HttpResponse:
    kept = list(shown.assessment.scenarios.all())
    named = [(row.name, read(shown.baseline, row.changes)) for row in kept]
    assessment, has_money = shown.assessment, bool(kept and shown.assessment.currency)
    priced = priced_of(assessment, today_of(assessment)) if has_money else None
    costs = costs_of(priced)
    terms = priced.case.terms if priced and costs else None
    currency = terms.currency if terms else ""
    rows = table(shown.baseline, [("", shown.changes), *named], costs, currency)
    context = _context(shown, rows) | {
        "cost_note": told(say("versions.cost.note", span=span_of(terms))) if terms else "",
        "name_form": name_form,
        "scenarios": list(zip(rows[2:], kept, strict=True)),
        "is_full": len(kept) >= scenarios.MOST,
        "most": scenarios.MOST,
        "has_steps": bool(shown.baseline.steps),
        **more,
    }
    response = render(request, "decisions/whatif.html", context)
    patch_vary_headers(response, ["HX-Request"])
    return response


def _context(shown: WhatIf, rows: list[ScenarioPart]) -> dict[str, Any]:
    """What page and part share. ``rows`` start with the saved result and the one of the what-if page."""
    saved, now = rows[0], rows[1]
    ruleset, url = shown.baseline.ruleset, reverse("whatif", args=[shown.assessment.pk])
    return {
        "assessment": shown.assessment,
        "page_url": url,
        "allowed": shown.access.allowed,
        "form": shown.form,
        "is_changed": bool(shown.changes),
        "address": shown.address,
        "saved": saved,
        "now": now,
        "answers": _beside(now, saved),
        "differences": [
            (told(said), f"{url}?{query(ruleset, without(shown.changes, name))}")
            for name, said in differences(shown.baseline, shown.changes)
        ],
    }


def _beside(now: ScenarioPart, saved: ScenarioPart) -> list[tuple[Any, Any]]:
    """The answers to each question now and as saved, None where it is not asked."""
    before = {row["question"]: row for row in saved["answers"]}
    after = {row["question"]: row for row in now["answers"]}
    return [(after.get(key), before.get(key)) for key in {**after, **before}]


def _save(request: AuthenticatedHttpRequest, shown: WhatIf) -> HttpResponse:
    form = ScenarioForm(request.POST)
    if not shown.changes:
        form.add_error("name", "Change something first: this is what is saved already.")
    elif shown.form.errors or shown.form.unknown_names:
        form.add_error("name", UNUSABLE)
    if form.is_valid():
        name = form.cleaned_data["name"]
        try:
            scenarios.save_scenario(
                assessment=shown.assessment,
                by=request.user,
                name=name,
                changes=to_json(shown.changes, shown.baseline.steps),
            )
        except scenarios.NameTaken:
            form.refuse_name()
        except scenarios.TooMany:
            form.add_error(
                "name", f"{scenarios.MOST} scenarios are kept already. Remove one first."
            )
        else:
            messages.success(request, f"The scenario \u201c{name}\u201d is kept.")
            return redirect(f"{shown.url}#scenarios")
    return _page(request, shown, form)


def _removed(request: AuthenticatedHttpRequest, access: Access, gone: UUID) -> HttpResponse:
    """The what-if page with what a scenario changed that somebody removed, to be kept anew."""
    form = ScenarioForm(request.POST)
    typed = str(form["name"].value() or "")
    mark = last_change(access.assessment, "scenario_deleted", detail__id=str(gone))
    return _page(
        request,
        _whatif(access, QueryDict(request.POST.get("query", ""))),
        form,
        removed=Removed("scenario", *mark),
        conflict=[Difference("Name", "", typed)],
        keep_url=_table_url(access.assessment),
    )


@form_page
@never_cache
@if_removed(_removed)
def scenario(
    request: AuthenticatedHttpRequest, assessment_id: UUID, scenario_id: UUID
) -> HttpResponse:
    """One scenario: what differs, another name, or away with it."""
    found, access = _scenario(request, assessment_id, scenario_id)
    form = RenameForm(sent(request), initial={"name": found.name, "version": found.version})
    overtaken: list[Difference] = []
    if request.method == "POST" and form.is_valid():
        try:
            conflict = scenarios.rename_scenario(
                scenario=found, by=request.user, name=form.cleaned_data["name"], seen=form.seen
            )
        except scenarios.NameTaken:
            form.refuse_name()
        else:
            if conflict is None:
                return redirect(_table_url(access.assessment))
            form.send_back(conflict)
            overtaken = conflict.differences(lambda _: "Name", lambda _, name: name or "")
    shown = _whatif(access, QueryDict())
    changes = read(shown.baseline, found.changes)
    context = {
        "assessment": access.assessment,
        "scenario": found,
        "conflict": overtaken,
        "form": form,
        "address": query(shown.baseline.ruleset, changes),
        "differences": [told(said) for _, said in differences(shown.baseline, changes)],
    }
    return render(request, "decisions/scenario.html", context)


@require_POST
def scenario_delete(
    request: AuthenticatedHttpRequest, assessment_id: UUID, scenario_id: UUID
) -> HttpResponse:
    """Remove a scenario."""
    found, access = _scenario(request, assessment_id, scenario_id)
    form = VersionedForm(request.POST)
    form.full_clean()
    if not scenarios.delete_scenario(scenario=found, by=request.user, seen=form.seen):
        messages.warning(request, CHANGED_MEANWHILE)
        return redirect("scenario", assessment_id, scenario_id)
    messages.success(request, f"The scenario \u201c{found.name}\u201d is removed.")
    return redirect(_table_url(access.assessment))


def _scenario(
    request: AuthenticatedHttpRequest, assessment_id: UUID, scenario_id: UUID
) -> tuple[Scenario, Access]:
    access = assessment_or_404(request.user, assessment_id, Action.EDIT)
    return get_object_or_404(access.assessment.scenarios, pk=scenario_id), access


def _table_url(assessment: Assessment) -> str:
    return f"{reverse('whatif', args=[assessment.pk])}#scenarios"
