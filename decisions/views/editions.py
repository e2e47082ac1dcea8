"""A newer edition of the decision model: what it would change for an assessment, moving to it or not."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.http import AuthenticatedHttpRequest, form_page
from decisions.access import Access, Action, assessment_or_404
from decisions.comparing import cost_lines, states_of_move
from decisions.editions import declined_by, offer_of
from decisions.forms.editions import DeclineForm, EditionForm
from decisions.linking import linked, nowhere
from decisions.services.moving import Overtaken, decline_edition, move_to_edition
from report.comparison.page import compared
from report.document import as_read
from report.messages import catalogue


@form_page
@never_cache
def edition(request: AuthenticatedHttpRequest, assessment_id: UUID) -> HttpResponse:
    """What the newest edition would change; POST moves to it, unless something is otherwise than the
    page showed: then it is shown anew."""
    posted = request.method == "POST"
    access = assessment_or_404(request.user, assessment_id, Action.EDIT if posted else Action.VIEW)
    if not posted:
        return _page(request, access)
    form = EditionForm(request.POST)
    form.is_valid()
    number = form.cleaned_data["edition"]
    try:
        kept = move_to_edition(
            assessment=access.assessment, by=request.user, number=number, seen=form.seen
        )
    except Overtaken:
        return _overtaken(request, assessment_id, number)
    said = f"This assessment is on edition {number} now. Version {kept.number} keeps it as it was."
    messages.success(request, said)
    return redirect("assessment", assessment_id)


def _overtaken(request: AuthenticatedHttpRequest, assessment_id: UUID, number: int) -> HttpResponse:
    """The page as it is now; nothing to decide where somebody moved already."""
    access = assessment_or_404(request.user, assessment_id, Action.EDIT)
    last = access.assessment.activities.select_related("who").first()
    return _page(request, access, last=last, overtaken=True, seen_number=number)


def _page(request: AuthenticatedHttpRequest, access: Access, **more: Any) -> HttpResponse:
    assessment = access.assessment
    offer = offer_of(assessment)
    context: dict[str, Any] = {"assessment": assessment, "allowed": access.allowed, **more}
    if offer is not None:
        before, after = states_of_move(assessment, offer.edition)
        sections = compared(before, after, cost_lines(before, after))
        context |= {
            "edition": offer.edition,
            "sections": linked(as_read(sections, catalogue()), nowhere),
            "declined": declined_by(assessment, offer.edition) if offer.is_declined else None,
            "form": EditionForm(
                initial={"edition": offer.edition.number, "version": assessment.revision}
            ),
        }
    return render(request, "decisions/edition.html", context)


@require_POST
def edition_decline(request: AuthenticatedHttpRequest, assessment_id: UUID) -> HttpResponse:
    """Stay on the edition for now; the next one is offered again."""
    assessment = assessment_or_404(request.user, assessment_id, Action.EDIT).assessment
    form = DeclineForm(request.POST)
    form.is_valid()
    number = form.cleaned_data["edition"]
    if decline_edition(assessment=assessment, by=request.user, number=number):
        said = (
            f"This assessment stays on edition {assessment.edition.number}. You can still move it."
        )
        messages.success(request, said)
    return redirect("assessment", assessment_id)
