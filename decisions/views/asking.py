"""A question of an assessment put to a colleague, by mail."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from accounts.http import AuthenticatedHttpRequest, form_page
from accounts.limits import may_ask, may_comment
from decisions.access import Access, Action, assessment_or_404
from decisions.comment_targets import Targets
from decisions.forms.comments import AskForm
from decisions.forms.fields import sent
from decisions.services import comments as services
from decisions.views.comments import kept, others
from reviews.models import About, Thread
from reviews.reading import open_about
from reviews.services import Target, about_in, key_of

ASKED_ENOUGH = (
    "You have asked many questions by mail, or this person was asked many. Try again later: nothing you "
    "typed is lost."
)


@form_page
@never_cache
def question_ask(request: AuthenticatedHttpRequest, assessment_id: UUID, code: str) -> HttpResponse:
    """Ask a member who may answer to answer one question; the button sends a mail."""
    access = assessment_or_404(request.user, assessment_id, Action.EDIT)
    criterion = access.assessment.edition.ruleset.criterion.get(code)
    target = Targets(access.assessment).find(About.QUESTION, code)
    if target is None or criterion is None or criterion.asked != "questions":
        raise Http404("There is no such question.")
    form = AskForm(others(access, request.user, Action.EDIT), sent(request))
    if request.method == "POST" and form.is_valid() and _may_ask(request, access, form, code):
        thread = kept(
            form,
            lambda: services.ask_colleague(
                assessment=access.assessment,
                by=request.user,
                target=target,
                person=form.chosen,
                written=form.written,
            ),
            may=may_comment(request),
        )
        if thread:
            messages.success(request, f"{form.chosen} is asked by mail.")
            return redirect("thread", assessment_id, thread.pk)
    context = {"assessment": access.assessment, "criterion": criterion, "form": form}
    return render(request, "decisions/question_ask.html", context)


def _may_ask(request: AuthenticatedHttpRequest, access: Access, form: AskForm, code: str) -> bool:
    """Whether the person is asked now; the form says why not."""
    person = form.chosen
    if _asked_already(request, access, form, code):
        form.add_error("person", f"{person} was asked this already and has not answered yet.")
    elif not may_ask(request, person.email):
        form.add_error(None, ASKED_ENOUGH)
    return not form.errors


def _asked_already(
    request: AuthenticatedHttpRequest, access: Access, form: AskForm, code: str
) -> bool:
    """Whether another request to the same person is open; the same form sent twice is one request."""
    rows: list[Thread] = open_about(access.assessment.pk, About.QUESTION, code)
    asked = [row for row in rows if row.asks and row.assigned_to_id == form.chosen.pk]
    about = Target(About.QUESTION, code, "")
    own = key_of(about_in(access.assessment.pk, about), request.user, form.written, form.chosen)
    return any(row.pk != own for row in asked)
