"""What was written by a link in this very browser: another text, or none."""

from collections.abc import Iterable
from dataclasses import replace
from typing import cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from accounts.models import User
from decisions import wording
from decisions.access import comment_of_guest_or_404
from decisions.forms.comments import EditCommentForm, GuestReplyForm
from decisions.forms.fields import sent
from decisions.services import by_link
from decisions.views.comments import TOO_FAST
from decisions.views.shared_comments import TalkPage, for_holders
from reviews.models import Comment
from reviews.services import CommentRemoved
from writing.conflict import Difference, Removed
from writing.forms import VersionedForm


@for_holders
def shared_comment(page: TalkPage, thread_id: UUID, comment_id: UUID) -> HttpResponse:
    """Another text for what was written in this browser."""
    thread = page.thread(thread_id)
    row = comment_of_guest_or_404(thread, comment_id, page.browser)
    form = EditCommentForm(sent(page.request), initial={"text": row.text, "version": row.version})
    differences: Iterable[Difference] = ()
    if row.removed_at:
        return _gone(page, row)
    if form.is_valid() and not page.may_write:
        form.add_error(None, TOO_FAST)
    elif form.is_valid():
        text, seen = form.cleaned_data["text"], form.seen
        try:
            conflict = by_link.edit(holder=page.holder(), comment=row, text=text, seen=seen)
        except CommentRemoved:
            return _gone(page, row)
        if conflict is None:
            messages.success(page.request, "Your comment is changed.")
            return redirect(page.url_of(thread, row))
        form.send_back(conflict)
        found = conflict.differences(lambda _: "Your comment", lambda _, text: text or "")
        # Nobody but whoever has this browser can have been first, in another window of it: "You".
        differences = [replace(one, who=cast(User, page.request.user)) for one in found]
    return page.show(
        "comment_edit",
        comment=row,
        thread=thread,
        form=form,
        conflict=differences,
        keep_url=page.url_of(thread, row),
    )


def _gone(page: TalkPage, row: Comment) -> HttpResponse:
    """The thread; with what was typed about a comment that is removed, to be kept as a reply."""
    if page.request.method != "POST":
        return redirect(page.url_of(row.thread, row))
    typed = page.request.POST.get("text", "")
    response = page.show_thread(
        row.thread,
        page.given_back(GuestReplyForm),
        removed=Removed("comment", at=row.removed_at),
        conflict=[Difference("Your comment", "", typed)],
    )
    response.status_code = 404
    return response


@for_holders
def shared_comment_remove(page: TalkPage, thread_id: UUID, comment_id: UUID) -> HttpResponse:
    """Take the text of it away, after a question."""
    thread = page.thread(thread_id)
    row = comment_of_guest_or_404(thread, comment_id, page.browser)
    form = VersionedForm(sent(page.request), initial={"version": row.version})
    if form.is_valid():
        if by_link.remove(holder=page.holder(), comment=row, seen=form.seen):
            messages.success(page.request, "Your comment is removed.")
            return redirect(page.url_of(thread, row))
        messages.warning(page.request, wording.CHANGED_MEANWHILE)
        return redirect(page.request.path)
    return page.show(
        "comment_remove", comment=row, thread=thread, form=form, keep_url=page.url_of(thread, row)
    )
