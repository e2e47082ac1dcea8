"""One's own comment, a member's or that of a holder of a link: another text, or none."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, cast
from uuid import UUID, uuid5

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from accounts.http import AuthenticatedHttpRequest, form_page
from accounts.models import User
from decisions import wording
from decisions.access import ThreadAccess, comment_of_guest_or_404, comment_or_404
from decisions.comment_targets import Targets
from decisions.forms.comments import EditCommentForm, GuestReplyForm
from decisions.forms.fields import sent
from decisions.services import by_link
from decisions.services import comments as services
from decisions.views.comments import TOO_FAST
from decisions.views.shared_comments import TalkPage, for_holders
from decisions.views.thread import ThreadPage
from reviews.models import Comment
from reviews.services import CommentRemoved
from writing.conflict import Conflict, Difference, Removed
from writing.forms import VersionedForm


@dataclass(frozen=True)
class OwnComment:
    """A comment on the pages of whoever may change it, a member or a holder of a link. ``show`` gives a page
    by its template, ``show_thread`` the thread with what was sent in the form of a reply."""

    request: HttpRequest
    row: Comment
    url: str
    show: Callable[..., HttpResponse]
    show_thread: Callable[..., HttpResponse]
    remover: User | None = None

    def edit(
        self, write: Callable[..., Conflict[str] | None], *, may: Callable[[], bool]
    ) -> HttpResponse:
        """Another text for it: ``write`` stores it, unless ``may`` says that it was too much."""
        row, request = self.row, self.request
        form = EditCommentForm(sent(request), initial={"text": row.text, "version": row.version})
        differences: list[Difference] = []
        if row.removed_at:
            return self._gone()
        if form.is_valid() and not may():
            form.add_error(None, TOO_FAST)
        elif form.is_valid():
            try:
                conflict = write(comment=row, text=form.cleaned_data["text"], seen=form.seen)
            except CommentRemoved:
                return self._gone()
            if conflict is None:
                messages.success(request, "Your comment is changed.")
                return redirect(self.url)
            form.send_back(conflict)
            found = conflict.differences(lambda _: "Your comment", lambda _, text: text or "")
            # Nobody but whoever wrote it can have been first, in another window: "You".
            differences = [replace(one, who=cast(User, request.user)) for one in found]
        return self.show("comment_edit", form=form, conflict=differences, **self._context)

    def _gone(self) -> HttpResponse:
        """The thread; with what was typed about a comment that is removed, to be kept as a reply."""
        if self.request.method != "POST":
            return redirect(self.url)
        removed = Removed("comment", self.remover, self.row.removed_at)
        conflict = [Difference("Your comment", "", self.request.POST.get("text", ""))]
        response = self.show_thread(removed=removed, conflict=conflict)
        response.status_code = 404
        return response

    def remove(self, write: Callable[..., bool]) -> HttpResponse:
        """Take its text away, after a question."""
        form = VersionedForm(sent(self.request), initial={"version": self.row.version})
        if form.is_valid():
            if write(comment=self.row, seen=form.seen):
                messages.success(self.request, "The comment is removed.")
                return redirect(self.url)
            messages.warning(self.request, wording.CHANGED_MEANWHILE)
            return redirect(self.request.path)
        return self.show("comment_remove", form=form, **self._context)

    @property
    def _context(self) -> dict[str, Any]:
        return {"comment": self.row, "thread": self.row.thread, "keep_url": self.url}


def _of_member(request: AuthenticatedHttpRequest, access: ThreadAccess, row: Comment) -> OwnComment:
    page, thread = ThreadPage(request, access), access.thread
    targets = Targets(access.assessment)

    def show(template: str, **more: Any) -> HttpResponse:
        names = {"name": access.assessment.name, "called": lambda: targets.place(thread).name}
        return render(request, f"decisions/{template}.html", names | more)

    def show_thread(**more: Any) -> HttpResponse:
        typed = {"text": request.POST.get("text", ""), "key": str(uuid5(row.pk, "again"))}
        return page.show(page.reply_form(typed), **more)

    url = f"{reverse('thread', args=[thread.assessment_id, thread.pk])}#comment-{row.number}"
    return OwnComment(request, row, url, show, show_thread, request.user)


@form_page
@never_cache
def comment(
    request: AuthenticatedHttpRequest, assessment_id: UUID, thread_id: UUID, comment_id: UUID
) -> HttpResponse:
    """Another text for one's own comment."""
    access, row = comment_or_404(request.user, assessment_id, thread_id, comment_id)
    write = partial(services.edit_comment, assessment=access.assessment, by=request.user)
    return _of_member(request, access, row).edit(write, may=lambda: True)


@form_page
@never_cache
def comment_remove(
    request: AuthenticatedHttpRequest, assessment_id: UUID, thread_id: UUID, comment_id: UUID
) -> HttpResponse:
    """Take the text of one's own comment away, or of a guest's, after a question."""
    access, row = comment_or_404(request.user, assessment_id, thread_id, comment_id, to_remove=True)
    write = partial(services.remove_comment, assessment=access.assessment, by=request.user)
    return _of_member(request, access, row).remove(write)


def _of_holder(page: TalkPage, thread_id: UUID, comment_id: UUID) -> OwnComment:
    thread = page.thread(thread_id)
    row = comment_of_guest_or_404(thread, comment_id, page.browser)

    def show_thread(**more: Any) -> HttpResponse:
        return page.show_thread(thread, page.given_back(GuestReplyForm), **more)

    return OwnComment(page.request, row, page.url_of(thread, row), page.show, show_thread)


@for_holders
def shared_comment(page: TalkPage, thread_id: UUID, comment_id: UUID) -> HttpResponse:
    """Another text for what was written in this browser."""
    own = _of_holder(page, thread_id, comment_id)
    return own.edit(partial(by_link.edit, holder=page.holder()), may=lambda: page.may_write)


@for_holders
def shared_comment_remove(page: TalkPage, thread_id: UUID, comment_id: UUID) -> HttpResponse:
    """Take the text of it away, after a question."""
    own = _of_holder(page, thread_id, comment_id)
    return own.remove(partial(by_link.remove, holder=page.holder()))
