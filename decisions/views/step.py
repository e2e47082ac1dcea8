"""One step of a process: its name, why it must stay inside, and where it differs from the whole."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from accounts.http import AuthenticatedHttpRequest, form_page
from decisions import navigation, wording
from decisions.access import Action, StepAccess, step_or_404
from decisions.evaluation import answers_of, gates_of, given_of
from decisions.forms.fields import sent
from decisions.forms.step import StepForm, initial_of
from decisions.models import Step
from decisions.services.steps import save_step
from decisions.step_edits import Edit, StepConflict
from engine.case import Given
from engine.gates import step_gates
from engine.ruleset import Ruleset

AS_WHOLE = "As for the whole process"


@form_page
@never_cache
def step(request: AuthenticatedHttpRequest, assessment_id: UUID, step_id: UUID) -> HttpResponse:
    """The page of one step. Save keeps everything on it at once."""
    posted = request.method == "POST"
    access = step_or_404(
        request.user, assessment_id, step_id, Action.EDIT if posted else Action.VIEW
    )
    prefetch_related_objects([access.assessment], "steps")
    prefetch_related_objects([access.step], "answers__answered_by")
    form = _form(access, request)
    conflict = None
    if posted and form.is_valid():
        saved = save_step(
            assessment=access.assessment, by=request.user, step_id=step_id, edit=form.edit
        )
        if not isinstance(saved, StepConflict):
            return _go_on(request, access, form.edit.name)
        conflict = saved
    return _render(request, access, form, conflict)


def _form(access: StepAccess, request: AuthenticatedHttpRequest) -> StepForm:
    ruleset, answers = access.assessment.edition.ruleset, answers_of(access.assessment)
    criteria, gates = ruleset.step_criteria(), step_gates(ruleset)
    said = gates_of(access.assessment)
    whole = {row.code: wording.answer_words(row, answers.get(row.code)) for row in criteria}
    whole |= {f"gate-{row.code}": _gate_words(said.get(row.code)) for row in gates}
    return StepForm(criteria, gates, sent(request), initial=initial_of(access.step), whole=whole)


def _gate_words(value: str | None) -> str:
    return wording.GATE_ANSWERS[value] if value else wording.UNANSWERED


def _go_on(
    request: AuthenticatedHttpRequest, access: StepAccess, name: str
) -> HttpResponseRedirect:
    messages.success(request, f"“{name}” is saved.")
    assessment, origin = access.assessment, request.GET.get("from", "")
    following = _next(access)
    if "next" in request.POST and following:
        address = reverse("step", args=[assessment.pk, following.pk])
        return redirect(f"{address}?from={origin}" if origin in navigation.RETURNS else address)
    return redirect(navigation.RETURNS.get(origin, "steps"), assessment.pk)


def _place(access: StepAccess) -> int:
    """Where the step stands, from 0."""
    for place, row in enumerate(access.assessment.steps.all()):
        if row.pk == access.step.pk:
            return place
    raise Http404  # removed since the door was passed


def _next(access: StepAccess) -> Step | None:
    rows, place = list(access.assessment.steps.all()), _place(access)
    return rows[place + 1] if place + 1 < len(rows) else None


def _render(
    request: AuthenticatedHttpRequest,
    access: StepAccess,
    form: StepForm,
    conflict: StepConflict | None,
) -> HttpResponse:
    assessment, origin = access.assessment, request.GET.get("from", "")
    context: dict[str, Any] = {
        "assessment": assessment,
        "step": access.step,
        "place": _place(access) + 1,
        "count": len(assessment.steps.all()),
        "following": _next(access),
        "form": form,
        "can_edit": access.can(Action.EDIT),
        "back_url": navigation.url_of(assessment, navigation.RETURNS.get(origin, "steps")),
    }
    if conflict:
        context |= {"conflict": conflict, "both": _both(access, form, conflict)}
        form.show_conflict(conflict)
    return render(request, "decisions/step.html", context)


def _both(access: StepAccess, form: StepForm, conflict: StepConflict) -> list[dict[str, Any]]:
    """What is stored and what was sent, side by side, for everything that differs."""
    ruleset, edit = access.assessment.edition.ruleset, form.edit
    rows: list[dict[str, Any]] = []
    if conflict.step:
        rows.append(
            {
                "title": "Name, reason and gates",
                "theirs": _described(ruleset, conflict.step),
                "mine": _described(ruleset, edit),
                "by": None,
            }
        )
    for code, stored in conflict.answers.items():
        rows.append(
            {
                "title": ruleset.criterion[code].question,
                "theirs": _said(ruleset, code, given_of(stored) if stored else None),
                "mine": _said(ruleset, code, edit.answers[code]),
                "by": stored,
            }
        )
    return rows


def _described(ruleset: Ruleset, said: Step | Edit) -> list[str]:
    reason = said.kept_inside
    return [
        said.name,
        f"Must stay inside: {reason}" if reason else "May leave",
        *(
            f"{gate.question} {_gate_words(said.gates[gate.code])}"
            for gate in step_gates(ruleset)
            if gate.code in said.gates
        ),
    ]


def _said(ruleset: Ruleset, code: str, given: Given | None) -> list[str]:
    """An answer with its reason and note, line by line."""
    if given is None:
        return [AS_WHOLE]
    lines = [wording.answer_words(ruleset.criterion[code], given)]
    if given.reason:
        lines.append(f"Reason: {given.reason}")
    if given.evidence:
        lines.append(f"Rests on: {wording.EVIDENCE[given.evidence].lower()}")
    if given.note:
        lines.append(f"Note: {given.note}")
    return lines
