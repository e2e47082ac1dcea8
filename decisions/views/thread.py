"""A thread of comments at an address of its own: replied to, assigned, resolved, seen."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.http import AuthenticatedHttpRequest, form_page
from accounts.limits import may_comment
from decisions.access import (
    Action,
    ThreadAccess,
    members_allowing,
    names_of_readers,
    thread_or_404,
)
from decisions.comment_targets import Targets, comments_url
from decisions.forms.comments import NOBODY, AssignForm, CommentForm, ReadForm
from decisions.forms.fields import sent
from decisions.services import comments as services
from decisions.views.comments import kept, others
from reviews.models import Thread
from reviews.reading import comments_of
from reviews.services import State, UnreadReply, see
from writing.conflict import Conflict, Difference
from writing.opened import form_on


@dataclass(frozen=True)
class ThreadPage:
    """One thread, as one member sees it."""

    request: AuthenticatedHttpRequest
    access: ThreadAccess

    @property
    def thread(self) -> Thread:
        """The thread."""
        return self.access.thread

    def reply_form(self, data: Any = None) -> CommentForm:
        """The form of a reply."""
        return CommentForm(others(self.access, self.request.user, Action.VIEW), data)

    def assign_form(self, data: Any = None) -> AssignForm:
        """Who takes care of it stays among the choices also after leaving the team."""
        action = Action.EDIT if self.thread.asks else Action.COMMENT
        members = members_allowing(self.access.assessment.team, action)
        now = self.thread.assigned_to
        initial = {"person": str(now.pk) if now else NOBODY[0], "version": self.thread.version}
        known = [*members, *([now] if now and now not in members else [])]
        return AssignForm(known, data, initial=initial)

    def show(self, form: CommentForm | None = None, **more: Any) -> HttpResponse:
        """All of the page."""
        thread, me = self.thread, self.request.user
        rows = comments_of(thread)
        mine = [one for row in rows for one in row.mentions.all() if one.person_id == me.pk]
        context = {
            "assessment": self.access.assessment,
            "thread": thread,
            "place": Targets(self.access.assessment).place(thread),
            "beside_url": comments_url(self.access.assessment, thread.about, thread.key),
            "comments": rows,
            "is_unseen": any(one.seen_at is None for one in mine),
            "request_mail": thread.requests.first() if thread.asks else None,
            "can_comment": self.access.can(Action.COMMENT),
            "can_remove": self.access.can(Action.SHARE),
            "read_by": [] if thread.asks else names_of_readers(self.access.assessment, thread),
            "form": form or self.reply_form(),
            "assign": self.assign_form(),
            "version": thread.version,
            "keep_url": reverse("thread", args=[thread.assessment_id, thread.pk]),
            **more,
        }
        return render(self.request, "decisions/thread.html", context)

    def show_conflict(self, found: Conflict[State], **more: Any) -> HttpResponse:
        """The page with who is assigned and whether it is resolved, as saved and as sent."""
        (late,) = found.overtaken
        told = [_told(late.saved), _told(late.yours)]
        rows = [
            Difference(name, told[0][name], told[1][name], late.who, late.at)
            for name in told[0]
            if told[0][name] != told[1][name]
        ]
        fresh = thread_or_404(
            self.request.user, self.thread.assessment_id, self.thread.pk, Action.COMMENT
        )
        return ThreadPage(self.request, fresh).show(conflict=rows, **more)


def _told(state: State | None) -> dict[str, str]:
    """Who takes care of a thread and how far it is, in words."""
    if state is None:
        return {}
    said = "Open" if state.is_open else "Resolved"
    return {"Assigned to": str(state.assigned_to or ""), "State": said}


def _page(
    request: AuthenticatedHttpRequest, assessment_id: UUID, thread_id: UUID, action: Action
) -> ThreadPage:
    return ThreadPage(request, thread_or_404(request.user, assessment_id, thread_id, action))


@form_page
@never_cache
def thread(request: AuthenticatedHttpRequest, assessment_id: UUID, thread_id: UUID) -> HttpResponse:
    """One thread at an address that stays; POST adds a reply."""
    action = Action.COMMENT if request.method == "POST" else Action.VIEW
    page = _page(request, assessment_id, thread_id, action)
    form = page.reply_form(sent(request))
    if request.method == "POST" and form.is_valid():
        comment = kept(
            form,
            lambda: services.reply(
                assessment=page.access.assessment,
                by=request.user,
                thread=page.thread,
                written=form.written,
            ),
            may=may_comment(request),
        )
        if comment:
            messages.success(request, "Your reply is kept.")
            return redirect(f"{request.path}#comment-{comment.number}")
    return page.show(form)


@form_on("thread", "assessment_id", "thread_id")
@never_cache
def thread_assign(
    request: AuthenticatedHttpRequest, assessment_id: UUID, thread_id: UUID
) -> HttpResponse:
    """Give a thread to somebody, or to nobody."""
    page = _page(request, assessment_id, thread_id, Action.COMMENT)
    form = page.assign_form(request.POST)
    if not form.is_valid():
        return page.show(assign=form)
    conflict = services.assign(
        assessment=page.access.assessment,
        by=request.user,
        thread=page.thread,
        person=form.chosen,
        seen=form.seen,
    )
    if conflict:
        form.send_back(conflict)
        return page.show_conflict(conflict, assign=form)
    messages.success(request, f"Assigned to {form.chosen or 'nobody'}.")
    return redirect("thread", assessment_id, thread_id)


@form_on("thread", "assessment_id", "thread_id")
@never_cache
def thread_resolve(
    request: AuthenticatedHttpRequest, assessment_id: UUID, thread_id: UUID
) -> HttpResponse:
    """Resolve a thread, or open it again."""
    page = _page(request, assessment_id, thread_id, Action.COMMENT)
    form = ReadForm(request.POST)
    form.full_clean()
    is_open, read = request.POST.get("way") == "reopen", form.cleaned_data.get("read")
    try:
        conflict = services.resolve(
            assessment=page.access.assessment,
            by=request.user,
            thread=page.thread,
            is_open=is_open,
            seen=form.seen,
            read=read,
        )
    except UnreadReply:
        messages.warning(request, "Somebody replied meanwhile. Read it first: nothing was done.")
        return redirect(
            f"{reverse('thread', args=[assessment_id, thread_id])}#comment-{(read or 0) + 1}"
        )
    if conflict:
        return page.show_conflict(conflict)
    messages.success(request, "Open again." if is_open else "Resolved.")
    return redirect("thread", assessment_id, thread_id)


@require_POST
def thread_seen(
    request: AuthenticatedHttpRequest, assessment_id: UUID, thread_id: UUID
) -> HttpResponse:
    """Note that whoever was mentioned has seen it: for everybody who may read."""
    page = _page(request, assessment_id, thread_id, Action.VIEW)
    form = ReadForm(request.POST)
    form.full_clean()
    see(thread=page.thread, person=request.user, read=form.cleaned_data.get("read"))
    messages.success(request, "It waits for you no more.")
    return redirect("thread", assessment_id, thread_id)
