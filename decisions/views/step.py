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
from decisions.evaluation import answers_of, gates_of
from decisions.forms.fields import sent
from decisions.forms.step import StepForm, initial_of, version_field
from decisions.models import Step
from decisions.services.steps import save_step
from decisions.step_edits import DESCRIPTION, Description, Said, gate_key
from decisions.wording import given_gate_words, given_words
from engine.case import GivenGate
from engine.gates import step_gates
from engine.ruleset import Ruleset
from writing.conflict import Conflict, Difference
from writing.forms import renew

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
    prefetch_related_objects([access.step], "answers", "gate_answers")
    form = _form(access, request)
    differences: list[Difference] = []
    if posted and form.is_valid():
        edit = form.edit
        conflict = save_step(
            assessment=access.assessment, by=request.user, step_id=step_id, edit=edit
        )
        if conflict is None:
            return _go_on(request, access, edit.description.name)
        renew(form, {version_field(key): number for key, number in conflict.versions.items()})
        differences = _differences(access.assessment.edition.ruleset, conflict)
    return _render(request, access, form, differences)


def _form(access: StepAccess, request: AuthenticatedHttpRequest) -> StepForm:
    ruleset, answers = access.assessment.edition.ruleset, answers_of(access.assessment)
    criteria, gates = ruleset.step_criteria(), step_gates(ruleset)
    said = gates_of(access.assessment)
    whole = {row.code: wording.answer_words(row, answers.get(row.code)) for row in criteria}
    whole |= {gate_key(row.code): _gate_words(said.get(row.code)) for row in gates}
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
    differences: list[Difference],
) -> HttpResponse:
    assessment, origin = access.assessment, request.GET.get("from", "")
    context: dict[str, Any] = {
        "assessment": assessment,
        "step": access.step,
        "place": _place(access) + 1,
        "count": len(assessment.steps.all()),
        "following": _next(access),
        "form": form,
        "conflict": differences,
        "can_edit": access.can(Action.EDIT),
        "back_url": navigation.url_of(assessment, navigation.RETURNS.get(origin, "steps")),
    }
    return render(request, "decisions/step.html", context)


def _differences(ruleset: Ruleset, conflict: Conflict[Said]) -> list[Difference]:
    """What is stored and what was sent, side by side, for everything that differs."""
    gates = {gate_key(gate.code): gate for gate in step_gates(ruleset)}

    def name(key: str) -> str:
        if key == DESCRIPTION:
            return "Name, and why it must stay inside"
        return gates[key].question if key in gates else ruleset.criterion[key].question

    def words(key: str, said: Said | None) -> str:
        if said is None:
            return AS_WHOLE
        if isinstance(said, Description):
            reason = said.kept_inside
            return f"{said.name}\n" + (f"Must stay inside: {reason}" if reason else "May leave")
        if isinstance(said, GivenGate):
            return given_gate_words(said)
        return given_words(ruleset.criterion[key], said)

    return conflict.differences(name, words)
