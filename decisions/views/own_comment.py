"""One's own comment: another text, or none; and a question to a colleague."""

from uuid import UUID, uuid5

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from accounts.http import AuthenticatedHttpRequest, form_page
from accounts.limits import may_ask, may_comment
from decisions import wording
from decisions.access import Access, Action, assessment_or_404, comment_or_404
from decisions.comment_targets import Targets
from decisions.forms.comments import AskForm, EditCommentForm
from decisions.forms.fields import sent
from decisions.services import comments as services
from decisions.views.comments import kept, others
from decisions.views.thread import ThreadPage
from reviews.models import About, Comment, Thread
from reviews.reading import open_about
from reviews.services import CommentRemoved, key_of
from writing.conflict import Difference, Removed
from writing.forms import VersionedForm

ASKED_ENOUGH = (
    "You have asked many questions by mail, or this person was asked many. Try again later: nothing you "
    "typed is lost."
)


@form_page
@never_cache
def comment(
    request: AuthenticatedHttpRequest, assessment_id: UUID, thread_id: UUID, comment_id: UUID
) -> HttpResponse:
    """Another text for one's own comment."""
    access, row = comment_or_404(request.user, assessment_id, thread_id, comment_id)
    form = EditCommentForm(sent(request), initial={"text": row.text, "version": row.version})
    differences: list[Difference] = []
    if row.removed_at:
        return _gone(request, ThreadPage(request, access), row)
    if request.method == "POST" and form.is_valid():
        try:
            conflict = services.edit_comment(
                assessment=access.assessment,
                by=request.user,
                comment=row,
                text=form.cleaned_data["text"],
                seen=form.seen,
            )
        except CommentRemoved:
            return _gone(request, ThreadPage(request, access), row)
        if conflict is None:
            messages.success(request, "Your comment is changed.")
            return redirect(_place_of(row))
        form.send_back(conflict)
        differences = conflict.differences(lambda _: "Your comment", lambda _, text: text or "")
    context = {
        "name": access.assessment.name,
        "thread": access.thread,
        "called": Targets(access.assessment).place(access.thread).name,
        "comment": row,
        "form": form,
        "conflict": differences,
        "keep_url": _place_of(row),
    }
    return render(request, "decisions/comment_edit.html", context)


def _place_of(row: Comment) -> str:
    thread = row.thread
    return f"{reverse('thread', args=[thread.assessment_id, thread.pk])}#comment-{row.number}"


def _gone(request: AuthenticatedHttpRequest, page: ThreadPage, row: Comment) -> HttpResponse:
    """The thread; with what was typed about a comment that is removed, to be kept as a reply."""
    if request.method != "POST":
        return redirect(_place_of(row))
    typed = request.POST.get("text", "")
    form = page.reply_form({"text": typed, "key": str(uuid5(row.pk, "again"))})
    response = page.show(
        form,
        removed=Removed("comment", request.user, row.removed_at),
        conflict=[Difference("Your comment", "", typed)],
    )
    response.status_code = 404
    return response


@form_page
@never_cache
def comment_remove(
    request: AuthenticatedHttpRequest, assessment_id: UUID, thread_id: UUID, comment_id: UUID
) -> HttpResponse:
    """Take the text of one's own comment away, or of a guest's, after a question."""
    access, row = comment_or_404(request.user, assessment_id, thread_id, comment_id, to_remove=True)
    form = VersionedForm(sent(request), initial={"version": row.version})
    if form.is_valid():
        if services.remove_comment(
            assessment=access.assessment, by=request.user, comment=row, seen=form.seen
        ):
            messages.success(request, "The comment is removed.")
            return redirect(_place_of(row))
        messages.warning(request, wording.CHANGED_MEANWHILE)
        return redirect(request.path)
    context = {
        "name": access.assessment.name,
        "thread": access.thread,
        "comment": row,
        "form": form,
        "keep_url": _place_of(row),
    }
    return render(request, "decisions/comment_remove.html", context)


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
    own = key_of(access.assessment.pk, request.user, form.written, form.chosen)
    return any(row.pk != own for row in asked)
