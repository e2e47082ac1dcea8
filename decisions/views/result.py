"""The result: as a page, as JSON, frozen in a version, and a finished sample for everybody."""

from collections.abc import Callable
from functools import partial
from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.http import AuthenticatedHttpRequest
from decisions import drawing, navigation
from decisions.access import Action, assessment_or_404, version_or_404
from decisions.forms.assessments import VersionForm
from decisions.models import Assessment, Part, Version
from decisions.presentation import Snapshot, snapshot
from decisions.presentation.step_tables import SplitFlip, StepFindOut, StepsPart
from decisions.presentation.sure_shape import FlipPart
from decisions.sample import sample_snapshot
from decisions.services.versions import save_version
from decisions.whatif import Changes, query
from engine.model.ruleset import GateAnswer

LAST_VERSIONS = 20
TryUrl = Callable[[FlipPart], str]
"""Gives the address of the what-if page with a change on it, "" where there is none."""


@require_safe
@never_cache
def result(request: AuthenticatedHttpRequest, assessment_id: UUID) -> HttpResponse:
    """What is advised, how sure that is and why; follows every change of an answer."""
    access = assessment_or_404(request.user, assessment_id, Action.VIEW)
    assessment = access.assessment
    shown = snapshot(assessment)
    context = {
        **_context(shown, assessment),
        "assessment": assessment,
        "allowed": access.allowed,
        "live": True,
        "continue_url": navigation.next_url(assessment),
        "weights_changed": navigation.weights_changed_late(assessment),
        "versions": _versions(assessment),
        "depth_version": assessment.version_of(Part.DEPTH),
    }
    return render(request, "decisions/result.html", context)


def _try_url(assessment: Assessment, flip: FlipPart) -> str:
    """The what-if page with a change."""
    changes = Changes(
        answers={row["criterion"]: row["choice"] for row in flip["changes"] if row["choice"]},
        gates={
            row["gate"]: cast(GateAnswer, row["new"].lower())
            for row in flip["changes"]
            if row["gate"]
        },
    )
    return _tried(assessment, changes)


def _tried(assessment: Assessment, changes: Changes) -> str:
    url = reverse("whatif", args=[assessment.pk])
    return f"{url}?{query(assessment.edition.ruleset, changes)}"


def _no_try_url(flip: FlipPart) -> str:
    """Nothing can be tried where nothing can be changed."""
    return ""


def _moves(steps: StepsPart | None, assessment: Assessment | None) -> dict[str, Any]:
    """What would make it another split, each with the address of the what-if page where it can be tried (an
    answer of the whole process: steps keep their own there) and that of the answer itself; then what
    to find out for single steps. Addresses are "" where nothing can be changed."""
    flips = steps.get("flips", []) if steps else []
    finds = steps.get("find_out", []) if steps else []
    if assessment is None:
        return {
            "split_flips": [(row, "", "") for row in flips],
            "step_finds": [(row, "") for row in finds],
        }
    rows = assessment.steps.all() if steps else ()
    urls = [reverse("step", args=[assessment.pk, row.pk]) for row in rows]

    def own(row: SplitFlip | StepFindOut) -> str:
        return f"{urls[row['place'] - 1]}#title-{row['criterion']}"

    def tried(row: SplitFlip) -> tuple[SplitFlip, str, str]:
        if row["place"]:
            return row, "", own(row)
        asked = reverse("question", args=[assessment.pk, row["criterion"]])
        changes = Changes(answers={row["criterion"]: row["choice"]})
        return row, _tried(assessment, changes), f"{asked}?from=result"

    return {
        "split_flips": [tried(row) for row in flips],
        "step_finds": [(row, own(row)) for row in finds],
    }


def _versions(assessment: Assessment) -> list[Version]:
    rows = assessment.versions.select_related("created_by", "paper").defer("snapshot")
    return list(rows[:LAST_VERSIONS])


def _context(shown: Snapshot, assessment: Assessment | None = None) -> dict[str, Any]:
    """What every page with a result needs: the snapshot and the geometry of its charts. With the
    ``assessment`` that it is the result of, also where changes can be tried. Snapshots of format 1
    say nothing of how sure."""
    try_url: TryUrl = partial(_try_url, assessment) if assessment else _no_try_url
    sure, steps = shown.get("how_sure"), shown.get("steps")
    return {
        "result": shown,
        "sure": sure,
        "flips": [(row, try_url(row)) for row in sure["flips"]] if sure else [],
        "gate_flips": [(row, try_url(row)) for row in sure["gate_flips"]] if sure else [],
        **_moves(steps, assessment),
        "pair": (sure["pair"], try_url(sure["pair"])) if sure and sure["pair"] else None,
        "chances": drawing.chance_bars(sure["chances"]) if sure else None,
        "weight_words": [row["words"] for row in sure["weights"] if row["near"]] if sure else [],
        "weight_bars": drawing.weight_bars(sure["weights"]) if sure else (),
        "plane": drawing.plane(
            shown["map"], sure["cloud"] if sure else (), steps["rows"] if steps else ()
        ),
        "staircases": [
            (part, drawing.staircase_of(shown["contributions"], part["option"]))
            for part in shown["reasons"]
        ],
    }


@require_safe
@never_cache
def result_json(request: AuthenticatedHttpRequest, assessment_id: UUID) -> JsonResponse:
    """The numbers of the result with the names they go by; docs/assess.md describes them."""
    access = assessment_or_404(request.user, assessment_id, Action.VIEW)
    return _json(snapshot(access.assessment))


def _json(shown: Snapshot) -> JsonResponse:
    heading = shown["heading"]
    document = {
        "name": heading["name"],
        "unit": heading["unit"],
        "service": heading["service"]["slug"] or None,
        "depth": heading["depth"],
        "early_indication": heading["early"],
        "headline": shown["advice"]["headline"],
        **shown["numbers"],
        "names": {
            "options": {row["option"]: row["name"] for row in shown["options"]},
            "criteria": {row["criterion"]: row["name"] for row in shown["contributions"]["rows"]},
        },
    }
    return JsonResponse(document, json_dumps_params={"indent": 2, "ensure_ascii": False})


@require_POST
def version_save(request: AuthenticatedHttpRequest, assessment_id: UUID) -> HttpResponse:
    """Freeze the result as it is now."""
    access = assessment_or_404(request.user, assessment_id, Action.SAVE_VERSION)
    form = VersionForm(request.POST)
    if not form.is_valid():
        messages.error(request, f"Name of the version: {form.errors['name'][0]}")
        return redirect(f"{reverse('result', args=[assessment_id])}#versions")
    name = form.cleaned_data["name"]
    saved = save_version(assessment=access.assessment, by=request.user, name=name)
    messages.success(request, f"This state is kept as version {saved.number}.")
    return redirect("version", saved.pk)


@require_safe
@never_cache
def version(request: AuthenticatedHttpRequest, version_id: UUID) -> HttpResponse:
    """A frozen state: what it said then, whatever changed since."""
    access = version_or_404(request.user, version_id, Action.VIEW)
    context = {
        **_context(access.version.snapshot),
        "assessment": access.assessment,
        "version": access.version,
        "allowed": access.allowed,
    }
    return render(request, "decisions/version.html", context)


@login_not_required
@require_safe
def sample(request: HttpRequest) -> HttpResponse:
    """A finished assessment that anybody can read."""
    shown = sample_snapshot()
    if shown is None:
        raise Http404("There is no sample for the published decision model.")
    return render(request, "decisions/sample.html", _context(shown))
