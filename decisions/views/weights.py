"""What counts most: a preset or typed numbers, a rank order, or a comparison of all pairs."""

from math import fsum
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import capfirst
from django.views.decorators.cache import never_cache

from accounts.http import AuthenticatedHttpRequest, form_page
from decisions.access import Action, assessment_or_404
from decisions.activity import sentence, weights_words
from decisions.elicitation import (
    PAIRWISE,
    RANK,
    can_compare,
    comparison_of,
    judged,
    judgement_words,
    pairs,
    ranked,
    ratio_words,
)
from decisions.forms.fields import sent
from decisions.forms.weights import (
    PairwiseForm,
    RankForm,
    WeightsForm,
    initial_judgements,
    initial_ranks,
    initial_weights,
)
from decisions.models import Assessment, Part
from decisions.services.assessments import Weights, choose_weights
from engine.fit.pairwise import Comparison
from engine.fit.weighting import resolve, theme_numbers
from engine.model.ruleset import Ruleset
from writing.conflict import Difference
from writing.forms import VersionedForm

SAVED = "The weights are saved."


@form_page
@never_cache
def weights(request: AuthenticatedHttpRequest, assessment_id: UUID) -> HttpResponse:
    """Choose what counts most, best before the result is seen; later changes are logged."""
    assessment = assessment_or_404(request.user, assessment_id, Action.EDIT).assessment
    ruleset = assessment.edition.ruleset
    initial = initial_weights(ruleset, assessment.weights) | _version(assessment)
    form = WeightsForm(ruleset, sent(request), initial=initial, stored=assessment.weights)
    differences: list[Difference] = []
    if request.method == "POST" and form.is_valid():
        differences = _save(request, assessment, form, Weights(form.weights))
        if not differences:
            return redirect("assessment" if assessment.depth else "assessment_depth", assessment.pk)
    more = {"table": share_table(ruleset), "presets": ruleset.presets, "conflict": differences}
    context = _context(assessment, form) | more
    return render(request, "decisions/weights.html", context)


@form_page
@never_cache
def rank(request: AuthenticatedHttpRequest, assessment_id: UUID) -> HttpResponse:
    """Put the themes in order; rank-order centroid weights follow."""
    assessment = assessment_or_404(request.user, assessment_id, Action.EDIT).assessment
    ruleset = assessment.edition.ruleset
    initial = initial_ranks(assessment.elicitation) | _version(assessment)
    form = RankForm(ruleset, sent(request), initial=initial)
    differences: list[Difference] = []
    if request.method == "POST" and form.is_valid():
        differences = _save(request, assessment, form, Weights(*ranked(form.order)))
        if not differences:
            messages.success(request, SAVED)
            return redirect("weights_rank", assessment.pk)
    in_use = assessment.elicitation.get("method") == RANK
    more = {"result": _table(assessment) if in_use else [], "conflict": differences}
    context = _context(assessment, form) | more
    return render(request, "decisions/weights_rank.html", context)


@form_page
@never_cache
def pairwise(request: AuthenticatedHttpRequest, assessment_id: UUID) -> HttpResponse:
    """Judge every pair of themes; the weights follow, and how well the judgements agree.

    Judgements that contradict each other are shown again before they count.
    """
    assessment = assessment_or_404(request.user, assessment_id, Action.EDIT).assessment
    ruleset = assessment.edition.ruleset
    if not can_compare(ruleset):
        raise Http404("This decision model has too few or too many themes to compare in pairs.")
    initial = initial_judgements(ruleset, assessment.elicitation) | _version(assessment)
    form = PairwiseForm(ruleset, sent(request), initial=initial)
    comparison = comparison_of(ruleset, assessment.elicitation)
    is_refused = False
    differences: list[Difference] = []
    if request.method == "POST" and form.is_valid():
        comparison, numbers, said = judged(ruleset, form.given)
        is_refused = not comparison.is_acceptable and "anyway" not in request.POST
        if not is_refused:
            differences = _save(request, assessment, form, Weights(numbers, said))
            if not differences:
                messages.success(request, SAVED)
                return redirect("weights_pairwise", assessment.pk)
    in_use = assessment.elicitation.get("method") == PAIRWISE
    context = _context(assessment, form) | {
        "conflict": differences,
        "is_refused": is_refused,
        "number": len(pairs(ruleset)),
        "result": _table(assessment) if in_use and not is_refused else [],
        **_consistency(ruleset, comparison),
    }
    return render(request, "decisions/weights_pairwise.html", context)


def _version(assessment: Assessment) -> dict[str, Any]:
    return {"version": assessment.version_of(Part.WEIGHTS)}


def _save(
    request: AuthenticatedHttpRequest, assessment: Assessment, form: VersionedForm, chosen: Weights
) -> list[Difference]:
    """Empty when the weights are saved, else what somebody saved first beside them."""
    conflict = choose_weights(assessment=assessment, by=request.user, chosen=chosen, seen=form.seen)
    if conflict is None:
        return []
    form.send_back(conflict)
    ruleset = assessment.edition.ruleset
    return conflict.differences(
        lambda _: "What counts most",
        lambda _, row: capfirst(weights_words(ruleset, row.weights, row.method)) if row else "",
    )


def _context(assessment: Assessment, form: Any) -> dict[str, Any]:
    """What the three pages share."""
    ruleset = assessment.edition.ruleset
    changes = assessment.activities.filter(verb="weights_chosen").select_related("who")
    return {
        "form": form,
        "assessment": assessment,
        "changes": [(row, sentence(ruleset, row)) for row in changes],
        "can_compare": can_compare(ruleset),
        "has_result": assessment.has_result,
        "apart": apart(ruleset),
    }


def _consistency(ruleset: Ruleset, comparison: Comparison | None) -> dict[str, Any]:
    """The consistency ratio in words, and the judgements to look at again, worst first: what was
    said, what the others together say, and the field where to change it."""
    if comparison is None:
        return {"comparison": None}
    names = {theme.code: theme.name for theme in ruleset.themes}
    order = list(ruleset.theme)
    rows = []
    for row in comparison.doubtful:
        one, other = names[row.one], names[row.other]
        field = ".".join(sorted((row.one, row.other), key=order.index))
        said = judgement_words(one, other, row.given)
        fitting = judgement_words(one, other, row.fitting)
        rows.append((f"id_{field}", said, fitting))
    return {"comparison": comparison, "ratio": ratio_words(comparison), "doubtful": rows}


def _table(assessment: Assessment) -> list[tuple[str, float]]:
    """Every theme with the percentage that counts now, the most first."""
    numbers = assessment.weights
    rows = [(row.name, numbers.get(row.code, 0.0)) for row in assessment.edition.ruleset.themes]
    return sorted(rows, key=lambda row: -row[1])


def share_table(ruleset: Ruleset) -> list[tuple[str, list[tuple[str, float]]]]:
    """Every theme with its share in percent in each preset, by the preset's name."""
    sums = {
        preset.name: theme_numbers(ruleset, resolve(ruleset, preset.key))
        for preset in ruleset.presets
    }
    totals = {name: fsum(numbers.values()) or 1.0 for name, numbers in sums.items()}
    return [
        (
            theme.name,
            [(name, 100 * numbers[theme.code] / totals[name]) for name, numbers in sums.items()],
        )
        for theme in ruleset.themes
    ]


def apart(ruleset: Ruleset) -> list[str]:
    """The questions whose weight stands outside the sum of their theme."""
    return [row.name for row in ruleset.criteria if row.apart]
