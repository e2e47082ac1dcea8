"""The steps of a process as a list: added, taken over from the service type, moved, removed."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.http import AuthenticatedHttpRequest, form_page
from decisions import navigation, wording
from decisions.access import Access, Action, assessment_or_404, step_or_404
from decisions.evaluation import STEPS, case_of, given_of, steps_of, today_of
from decisions.forms.fields import sent
from decisions.forms.step import in_percent
from decisions.forms.steps import NewStepForm, TypicalForm
from decisions.models import Assessment, Part, Step, StepAnswer
from decisions.services.steps import (
    MOST_STEPS,
    TooManySteps,
    add_steps,
    move_step,
    remove_step,
)
from decisions.step_edits import NewStep
from decisions.views.talk import Talk, Talks
from engine.model.ruleset import Ruleset, TypicalStep
from engine.outcome import Recommendation
from engine.recommendation import recommend
from report.figures import told
from report.headline import sentence
from reviews.models import About
from writing.forms import VersionedForm, renew

FULL = f"A process has at most {MOST_STEPS} steps here. Bring small ones together, or remove one."


@dataclass(frozen=True, slots=True)
class Line:
    """One step in the list. ``outcome`` is what is recommended for it, "" when a rule retains it; ``twin``
    is the place of an earlier step with the same name, 0 for none; ``focus`` the button ("up", "down") that
    was just pressed and keeps the focus."""

    step: Step
    place: int
    own: int
    outcome: str
    outcome_name: str
    percent: float | None
    twin: int
    is_last: bool
    focus: str
    talk: Talk


@form_page
@never_cache
def steps(request: AuthenticatedHttpRequest, assessment_id: UUID) -> HttpResponse:
    """The steps in order, with their advice; a form at the end adds one."""
    posted = request.method == "POST"
    access = assessment_or_404(request.user, assessment_id, Action.EDIT if posted else Action.VIEW)
    form = NewStepForm(sent(request))
    if posted and form.is_valid() and _add(request, access.assessment, [form.new]):
        return redirect(f"{_url(access.assessment)}?{urlencode({'added': 'one'})}")
    return _render(request, access, form)


@require_POST
def steps_typical(request: AuthenticatedHttpRequest, assessment_id: UUID) -> HttpResponse:
    """Take over typical steps of the service type."""
    assessment = assessment_or_404(request.user, assessment_id, Action.EDIT).assessment
    form = TypicalForm(_typical(assessment), request.POST, taken=set())
    if form.is_valid():
        _add(request, assessment, form.new)
    else:
        messages.warning(request, " ".join(str(row[0]) for row in form.errors.values()))
    return redirect(_url(assessment))


@require_POST
def step_move(
    request: AuthenticatedHttpRequest, assessment_id: UUID, step_id: UUID
) -> HttpResponseRedirect:
    """Move a step one place up or down; the page then says where it stands and keeps the focus."""
    access = step_or_404(request.user, assessment_id, step_id, Action.EDIT)
    way = "up" if request.POST.get("way") == "up" else "down"
    form = VersionedForm(request.POST)
    form.full_clean()
    moved = move_step(
        assessment=access.assessment,
        by=request.user,
        step_id=step_id,
        up=way == "up",
        seen=form.seen,
    )
    news = {"moved": str(step_id), "way": way} if moved else {"stays": str(step_id)}
    return redirect(f"{_url(access.assessment)}?{urlencode(news)}")


@form_page
@never_cache
def step_remove(
    request: AuthenticatedHttpRequest, assessment_id: UUID, step_id: UUID
) -> HttpResponse:
    """Remove a step; after a question when something was said about it."""
    access = step_or_404(request.user, assessment_id, step_id, Action.EDIT)
    step, assessment = access.step, access.assessment
    prefetch_related_objects([step], "answers", "gate_answers")
    form = VersionedForm(sent(request), initial={"version": step.newest_version})
    own = len(step.answers.all()) + len(step.gate_answers.all())
    is_asked = bool(own or step.retained) and "sure" not in request.POST
    if form.is_valid() and not is_asked:
        if remove_step(assessment=assessment, by=request.user, step_id=step_id, seen=form.seen):
            messages.success(request, f"“{step.name}” is no longer a step of this process.")
            return redirect(_url(assessment))
        messages.warning(request, wording.CHANGED_MEANWHILE)
        return redirect("step_remove", assessment.pk, step_id)
    if form.is_bound:
        renew(form, {"version": step.newest_version})
    context = {"assessment": assessment, "step": step, "own": own, "form": form}
    return render(request, "decisions/step_remove.html", context)


def _add(request: AuthenticatedHttpRequest, assessment: Assessment, new: list[NewStep]) -> bool:
    """Whether the steps are in the list now; says so, or why not."""
    try:
        count = add_steps(assessment=assessment, by=request.user, steps=new)
    except TooManySteps:
        messages.warning(request, FULL)
        return False
    if count == 1:
        messages.success(request, f"“{new[0].name}” is now a step of this process.")
    elif count:
        messages.success(request, f"{count} steps were added.")
    return True


def _typical(assessment: Assessment) -> tuple[TypicalStep, ...]:
    service = assessment.edition.ruleset.service.get(assessment.service)
    return service.steps if service else ()


def _url(assessment: Assessment) -> str:
    return navigation.url_of(assessment, "steps")


def _render(request: AuthenticatedHttpRequest, access: Access, form: NewStepForm) -> HttpResponse:
    assessment = access.assessment
    engine_steps = steps_of(assessment)
    rows = list(assessment.steps.all()) if engine_steps else []
    found = recommend(assessment.edition.ruleset, case_of(assessment), engine_steps)
    lines = _lines(assessment, rows, found, request)
    first = told(len(lines))
    touched = {request.GET.get("moved"), request.GET.get("stays")}
    typical = TypicalForm(_typical(assessment), taken={row.name for row in rows})
    context = {
        "assessment": assessment,
        "can_edit": access.can(Action.EDIT),
        "form": form,
        "lines": lines,
        "told": first,
        "more": lines[first:],
        "is_unfolded": any(str(line.step.pk) in touched for line in lines[first:]),
        "steps_version": assessment.version_of(Part.STEPS),
        "most": MOST_STEPS,
        "is_full": len(rows) >= MOST_STEPS,
        "typical": typical,
        "so_far": sentence(found, today_of(assessment)) if found.steps else "",
        "shares": _shares_words([row.share for row in rows], is_part=found.lists_a_part),
        "news": _news(request, lines),
        "added": "added" in request.GET,
        "back_url": _back(request, assessment),
    }
    return render(request, "decisions/steps.html", context)


def _lines(
    assessment: Assessment, rows: Sequence[Step], found: Recommendation, request: HttpRequest
) -> list[Line]:
    first: dict[str, int] = {}
    moved, way = request.GET.get("moved"), request.GET.get("way", "")
    lines = []
    talks = Talks(assessment, About.STEP)
    for place, row in enumerate(rows, start=1):
        advised = found.steps[place - 1].recommendation
        outcome = advised.named if advised else ""
        name = wording.outcome_name(assessment.edition.ruleset, outcome)
        is_moved = str(row.pk) == moved
        lines.append(
            Line(
                step=row,
                place=place,
                own=len(_said(assessment.edition.ruleset, row)),
                outcome=outcome,
                outcome_name=name,
                percent=in_percent(row.share),
                twin=first.get(row.name.casefold(), 0),
                is_last=place == len(rows),
                focus=_focus(way, place, len(rows)) if is_moved else "",
                talk=talks.of(str(row.pk)),
            )
        )
        first.setdefault(row.name.casefold(), place)
    return lines


def _focus(way: str, place: int, count: int) -> str:
    """The button that was pressed, or the other one where it is gone: at an end of the list."""
    if place == 1:
        return "down"
    return "up" if place == count or way == "up" else "down"


def _shares_words(shares: Sequence[float | None], *, is_part: bool) -> str:
    """What the given shares of the work add up to, and what that means for the others; "" without."""
    percent = round(100 * fsum(share for share in shares if share is not None), 1)
    if not percent:
        return ""
    total, is_partly = f"The shares of the work add up to {percent:g}%", None in shares
    if percent < 100 and is_partly:
        return (
            f"{total}; the steps without one divide the other {round(100 - percent, 1):g}% alike."
        )
    if is_partly:
        return f"{total}, so nothing is left for the steps without one. Make some of them smaller."
    if is_part:
        return f"{total}. You keep these steps; the advice is about the rest."
    if percent != 100:
        return f"{total}. They count in proportion."
    return f"{total}."


def _news(request: HttpRequest, lines: Sequence[Line]) -> str:
    """What was just moved where, for everybody and for screen readers."""
    for line in lines:
        if str(line.step.pk) == request.GET.get("moved"):
            return f"“{line.step.name}” is now step {line.place} of {len(lines)}."
        if str(line.step.pk) == request.GET.get("stays"):
            return (
                f"“{line.step.name}” is step {line.place} of {len(lines)}: the order had changed "
                "before you moved it. Look, and move it again."
            )
    return ""


def step_summary(assessment: Assessment) -> list[dict[str, Any]]:
    """The steps with their own answers in words, for the page to check."""
    if not assessment.step_count:
        return []
    prefetch_related_objects([assessment], *STEPS)
    ruleset = assessment.edition.ruleset
    return [
        {"step": row, "percent": in_percent(row.share), "answers": _said(ruleset, row)}
        for row in assessment.steps.all()
    ]


def _said(ruleset: Ruleset, row: Step) -> list[tuple[str, str, str]]:
    """What a step says for itself: name, answer in words, and what that rests on or ""."""
    gates = [
        (ruleset.gate[gate.gate].name, wording.GATE_STATES[gate.value], _rests_on(gate.evidence))
        for gate in row.gate_answers.all()
        if gate.gate in ruleset.gate
    ]
    answers = [one for one in row.answers.all() if one.criterion in ruleset.criterion]
    return [*gates, *(_named(ruleset, answer) for answer in answers)]


def _named(ruleset: Ruleset, answer: StepAnswer) -> tuple[str, str, str]:
    criterion = ruleset.criterion[answer.criterion]
    words = wording.answer_words(criterion, given_of(answer))
    return criterion.name, words, _rests_on(answer.evidence)


def _rests_on(evidence: str) -> str:
    return wording.EVIDENCE[evidence].lower() if evidence else ""


def _back(request: HttpRequest, assessment: Assessment) -> str:
    name = navigation.RETURNS.get(request.GET.get("from", ""), "assessment")
    return reverse(name, args=[assessment.pk])
