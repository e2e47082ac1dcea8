"""One step of a process: its name, why it must stay inside, and where it differs from the whole."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.http import Http404, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from accounts.http import AuthenticatedHttpRequest, form_page
from decisions import navigation, wording
from decisions.access import Access, Action, StepAccess, step_or_404
from decisions.evaluation import answers_of, gates_of
from decisions.forms.fields import sent
from decisions.forms.step import StepForm, in_percent, initial_of, version_field
from decisions.models import Assessment, Step
from decisions.services.parts import last_change
from decisions.services.steps import TooManySteps, add_again, save_step
from decisions.step_edits import DESCRIPTION, Description, Edit, Said, gate_key
from decisions.views.removed import if_removed
from decisions.views.steps import FULL
from decisions.views.talk import Talks
from decisions.wording import given_gate_words, given_words
from engine.fit.case import GivenGate
from engine.fit.gates import step_gates
from engine.model.ruleset import Ruleset
from reviews.models import About
from writing.conflict import Conflict, Difference, Overtaken, Removed
from writing.forms import renew

AS_WHOLE = "As for the whole process"


def _removed(request: AuthenticatedHttpRequest, access: Access, gone: UUID) -> HttpResponse:
    """What was typed about a step that somebody removed, and the button that adds it again."""
    assessment = access.assessment
    form = _form(assessment, {}, sent(request))
    mark = last_change(assessment, "step_removed", detail__id=str(gone))
    removed: Removed | None = Removed("step", *mark)
    differences: list[Difference] = []
    if form.is_valid():
        conflict: Conflict[Said] | None = _taken_away(form.edit)
        if "again" in request.POST:
            try:
                conflict = add_again(
                    assessment=assessment, by=request.user, gone=gone, edit=form.edit
                )
            except TooManySteps:
                form.add_error("name", FULL)
            else:
                removed = None  # it is there again, and somebody else said something about it
        if conflict is None:
            messages.success(request, f"“{form.edit.description.name}” is a step again.")
            return redirect("steps", assessment.pk)
        _send_back(form, conflict)
        differences = conflict.differences(*_words(assessment.edition.ruleset))
    context = {
        "assessment": assessment,
        "form": form,
        "conflict": differences,
        "removed": removed,
        "can_edit": True,
        "back_url": navigation.url_of(assessment, "steps"),
    }
    return render(request, "decisions/step.html", context)


def _taken_away(edit: Edit) -> Conflict[Said]:
    """All that was said, against nothing that is stored."""
    gates = {gate_key(code): given for code, given in edit.gates.items()}
    said: dict[str, Said | None] = {DESCRIPTION: edit.description, **edit.answers, **gates}
    return Conflict(tuple(Overtaken(key, None, yours, 0) for key, yours in said.items() if yours))


@form_page
@never_cache
@if_removed(_removed)
def step(request: AuthenticatedHttpRequest, assessment_id: UUID, step_id: UUID) -> HttpResponse:
    """The page of one step. Save keeps everything on it at once."""
    posted = request.method == "POST"
    access = step_or_404(
        request.user, assessment_id, step_id, Action.EDIT if posted else Action.VIEW
    )
    prefetch_related_objects([access.assessment], "steps")
    prefetch_related_objects([access.step], "answers", "gate_answers")
    form = _form(access.assessment, initial_of(access.step), sent(request))
    differences: list[Difference] = []
    if posted and form.is_valid():
        edit = form.edit
        conflict = save_step(
            assessment=access.assessment, by=request.user, step_id=step_id, edit=edit
        )
        if conflict is None:
            return _go_on(request, access, edit.description.name)
        now = _form(access.assessment, initial_of(_reread(access.step)))
        differences = form.bring_together(conflict, now)
    return _render(request, access, form, differences)


def _form(
    assessment: Assessment, initial: dict[str, Any], data: QueryDict | None = None
) -> StepForm:
    ruleset, answers = assessment.edition.ruleset, answers_of(assessment)
    criteria, gates = ruleset.step_criteria(), step_gates(ruleset)
    said = gates_of(assessment)
    unsaid = assessment.unsaid_version
    whole = {row.code: wording.answer_words(row, answers.get(row.code)) for row in criteria}
    whole |= {gate_key(row.code): _gate_words(said.get(row.code)) for row in gates}
    return StepForm(criteria, gates, data, initial=initial, whole=whole, unsaid=unsaid)


def _send_back(form: StepForm, conflict: Conflict[Said]) -> None:
    renew(form, {version_field(key): number for key, number in conflict.versions.items()})


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
        "talk": Talks(assessment, About.STEP).of(str(access.step.pk)),
        "place": _place(access) + 1,
        "count": len(assessment.steps.all()),
        "following": _next(access),
        "form": form,
        "conflict": differences,
        "can_edit": access.can(Action.EDIT),
        "back_url": navigation.url_of(assessment, navigation.RETURNS.get(origin, "steps")),
    }
    return render(request, "decisions/step.html", context)


def _reread(step: Step) -> Step:
    """The step as it is now, unless it went this moment: the next save says so."""
    rows = Step.objects.filter(pk=step.pk).prefetch_related("answers", "gate_answers")
    return rows.first() or step


def _words(
    ruleset: Ruleset,
) -> tuple[Callable[[str], str], Callable[[str, Said | None], str]]:
    """How what was said about a step is called on the page of a conflict, and how it reads."""
    gates = {gate_key(gate.code): gate for gate in step_gates(ruleset)}

    def name(key: str) -> str:
        if key == DESCRIPTION:
            return "Name, why it must stay inside, share of the work"
        return gates[key].question if key in gates else ruleset.criterion[key].question

    def words(key: str, said: Said | None) -> str:
        if said is None:
            return "" if key == DESCRIPTION else AS_WHOLE
        if isinstance(said, Description):
            share = in_percent(said.share)
            reason = said.retained
            lines = [said.name, f"Must stay inside: {reason}" if reason else "May leave"]
            return "\n".join([*lines, *([f"{share:g}% of the work"] if share else [])])
        if isinstance(said, GivenGate):
            return given_gate_words(said)
        return given_words(ruleset.criterion[key], said)

    return name, words
