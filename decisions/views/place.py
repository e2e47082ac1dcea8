"""Where the work could be done, in which form, and under which rules."""

from collections.abc import Collection
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from accounts.http import AuthenticatedHttpRequest, form_page
from decisions.access import Access, Action, assessment_or_404
from decisions.evaluation import answers_of, case_of, gates_of, said_of
from decisions.forms.fields import sent
from decisions.forms.place import ANSWER, BARRED, FACT, PlaceForm
from decisions.models import Assessment, Part
from decisions.services.place import save_place
from engine.fit.case import hidden_codes, known_choices
from engine.location.advice import (
    asks_barred,
    following_facts,
    has_content,
    open_facts,
)
from engine.model.ruleset import Criterion
from writing.conflict import Difference


@form_page
@never_cache
def place(request: AuthenticatedHttpRequest, assessment_id: UUID) -> HttpResponse:
    """What we know about place and rules: a short form, all of it optional."""
    posted = request.method == "POST"
    access = assessment_or_404(request.user, assessment_id, Action.EDIT if posted else Action.VIEW)
    assessment = access.assessment
    reference = assessment.edition.ruleset.reference
    if not has_content(reference):
        return redirect("place", assessment.pk) if posted else _render(request, access)
    form = _form(request, assessment, sent(request))
    if not posted or not form.is_valid():
        return _render(request, access, form)
    conflict = save_place(
        assessment=assessment,
        by=request.user,
        change=form.change,
        answers=form.answers,
        seen=form.seen_versions,
    )
    if conflict is None:
        messages.success(request, "Saved. This is what follows.")
        _tell_unasked(request, assessment)
        return redirect("result_page", assessment.pk, "place")
    differences = form.bring_together(conflict, _form(request, assessment))
    return _render(request, access, form, differences)


def _form(
    request: AuthenticatedHttpRequest, assessment: Assessment, data: QueryDict | None = None
) -> PlaceForm:
    """The form for what is asked now, and for what was answered on a page that still asked it; not for what
    the page that was sent did not ask yet: nobody has seen what is stored there."""
    ruleset, said = assessment.edition.ruleset, said_of(assessment)
    names = request.POST.getlist("asked")
    # What was taken back says as much as what was chosen.
    posted = {name for name, value in request.POST.items() if value}.union(names)
    facts, asked = _facts(assessment), _asked_here(assessment)
    barred = asks_barred(ruleset, gates_of(assessment))
    if "asked" in request.POST:
        facts = tuple(key for key in facts if f"{FACT}{key}" in names)
        barred = barred and BARRED in names
    return PlaceForm(
        ruleset.reference,
        data,
        facts=(*facts, *(key for key in _unasked_facts(assessment, posted) if key not in facts)),
        criteria=(*asked, *_unasked(assessment, posted)),
        said=said,
        stored={row.criterion: row for row in assessment.answers.all()},
        version=assessment.version_of(Part.PLACE),
        unsaid=assessment.unsaid_version,
        asks_barred=barred or BARRED in posted,
    )


def _facts(assessment: Assessment) -> tuple[str, ...]:
    """The facts that are asked now."""
    return open_facts(assessment.edition.ruleset.reference.regimes, _following(assessment))


def _unasked_facts(assessment: Assessment, posted: Collection[str]) -> list[str]:
    """Facts that were sent and are not asked now: an answer settles them."""
    asked = _facts(assessment)
    questions = assessment.edition.ruleset.reference.regimes.questions
    keys = [row.key for row in questions if f"{FACT}{row.key}" in posted]
    return [key for key in keys if key not in asked]


def _unasked(assessment: Assessment, posted: Collection[str]) -> list[Criterion]:
    """Questions of this page that were answered and are not asked now: another answer closes them."""
    asked = _asked_here(assessment)
    rows = [row for row in assessment.edition.ruleset.criteria if row.asked == "place"]
    return [row for row in rows if f"{ANSWER}{row.code}" in posted and row not in asked]


def _tell_unasked(request: AuthenticatedHttpRequest, assessment: Assessment) -> None:
    """Nothing that was saved goes uncounted in silence, whoever closed its question."""
    posted = {name for name, value in request.POST.items() if value}
    facts = _unasked_facts(assessment, posted)
    questions = assessment.edition.ruleset.reference.regimes.questions
    names = [row.name for row in _unasked(assessment, posted)]
    names += [row.name for row in questions if row.key in facts]
    for name in names:
        words = "is kept, but not counted: because of another answer it is not asked any more"
        messages.warning(request, f"Your answer to “{name}” {words}.")


def _following(assessment: Assessment) -> dict[str, tuple[str, ...]]:
    """The facts that the answers to the questions settle."""
    ruleset = assessment.edition.ruleset
    return following_facts(ruleset.reference.regimes, known_choices(ruleset, case_of(assessment)))


def _already_said(assessment: Assessment) -> list[tuple[str, str]]:
    """Those facts in words: they are not asked."""
    following = _following(assessment)
    return [
        (row.name, ", ".join(row.choices[value] for value in following[row.key]))
        for row in assessment.edition.ruleset.reference.regimes.questions
        if row.key in following
    ]


def _asked_here(assessment: Assessment) -> tuple[Criterion, ...]:
    """The questions that are asked on this page, without those that an answer closes."""
    ruleset = assessment.edition.ruleset
    hidden = hidden_codes(ruleset, answers_of(assessment))
    return tuple(row for row in ruleset.criteria if row.asked == "place" and row.code not in hidden)


def _render(
    request: AuthenticatedHttpRequest,
    access: Access,
    form: PlaceForm | None = None,
    conflict: list[Difference] | None = None,
) -> HttpResponse:
    context = {
        "assessment": access.assessment,
        "can_edit": access.can(Action.EDIT),
        "form": form,
        "already_said": _already_said(access.assessment),
        "conflict": conflict,
    }
    return render(request, "decisions/place.html", context)
