"""Comments on an assessment: all of them on one page, each thread at an address of its own."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.http import AuthenticatedHttpRequest, form_page
from accounts.limits import may_comment
from accounts.models import User
from decisions.access import (
    Access,
    Action,
    ThreadAccess,
    assessment_or_404,
    members_allowing,
    names_of_readers,
    thread_or_404,
)
from decisions.comment_targets import Targets, comments_url
from decisions.forms.comments import NOBODY, AssignForm, CommentForm
from decisions.forms.fields import sent
from decisions.models import Assessment
from decisions.services import comments as services
from reviews.models import About, Thread
from reviews.reading import comments_of, counts, with_openings
from reviews.services import State, TooManyComments, see
from writing.conflict import Conflict, Difference
from writing.forms import VersionedForm

Made = TypeVar("Made")
PAGE_SIZE = 25
SHOWN = ("open", "mine", "all")
"""Which threads: those that nobody resolved, of these those assigned to whoever looks, or all."""
TOO_FAST = "You have written many comments in a short time. Wait a minute and send it again: nothing you typed is lost."
TOO_MANY = "There are so many comments here that no more can be added. Nothing you typed is lost: copy it to another place."
GONE = (
    "What you wrote about was removed meanwhile. Nothing you typed is lost: it is still in the form, and "
    "the button now keeps it as a comment on the whole assessment."
)


@dataclass(frozen=True)
class CommentsPage:
    """The threads of one assessment, or those about one thing in it, as one member sees them."""

    request: AuthenticatedHttpRequest
    access: Access

    @property
    def assessment(self) -> Assessment:
        """The assessment."""
        return self.access.assessment

    @cached_property
    def targets(self) -> Targets:
        """What can be commented."""
        return Targets(self.assessment)

    @cached_property
    def about(self) -> tuple[str, str]:
        """What the address names: a kind and a key, both "" for everything."""
        asked = self.request.GET
        about, key = asked.get("about", ""), asked.get("key", "")
        return (about, key) if about and about != About.ASSESSMENT else ("", "")

    @cached_property
    def others(self) -> list[User]:
        """Whom a comment can mention: everybody else who may read it."""
        return others(self.access, self.request.user, Action.VIEW)

    def show(self, form: CommentForm) -> HttpResponse:
        """All of the page."""
        about, key = self.about
        target = self.targets.find(*self.about) if about else None
        rows = Thread.objects.filter(assessment=self.assessment)
        rows = rows.select_related("assigned_to", "resolved_by")
        shown = self.request.GET.get("show", "")
        shown = shown if shown in SHOWN else "all" if about else "open"
        if about:
            rows = rows.about(about, key)
        if shown != "all":
            rows = rows.open()
        if shown == "mine":
            rows = rows.filter(assigned_to=self.request.user)
        page = Paginator(rows, PAGE_SIZE).get_page(self.request.GET.get("page"))
        threads = with_openings(page.object_list)
        if about and target is None and not threads and not form.is_bound:
            raise Http404("There is nothing of this kind here.")
        named = target.name if target else threads[0].name if threads else ""
        context = {
            "assessment": self.assessment,
            "about": about,
            "target": target,
            "named": named,
            "place": self.targets.place(threads[0]) if threads and about else None,
            "threads": [(row, self.targets.place(row)) for row in threads],
            "counts": counts(self.assessment.pk, self.request.user),
            "page": page,
            "shown": shown,
            "filters": urlencode({"about": about, "key": key} if about else {"show": shown}),
            "can_comment": self.access.can(Action.COMMENT),
            "read_by": names_of_readers(self.assessment),
            "form": form,
            "action": comments_url(self.assessment, about, key)
            if target
            else comments_url(self.assessment),
        }
        return render(self.request, "decisions/comments.html", context)


def others(access: Access, me: User, action: Action) -> list[User]:
    """Everybody else in the team who may do ``action``, by name."""
    return [row for row in members_allowing(access.assessment.team, action) if row.pk != me.pk]


@form_page
@never_cache
def comments(request: AuthenticatedHttpRequest, assessment_id: UUID) -> HttpResponse:
    """The threads of an assessment, or those about one thing; POST begins one."""
    action = Action.COMMENT if request.method == "POST" else Action.VIEW
    page = CommentsPage(request, assessment_or_404(request.user, assessment_id, action))
    form = CommentForm(page.others, sent(request))
    if request.method == "POST" and form.is_valid():
        thread = _begun(page, form)
        if thread:
            messages.success(request, "Your comment is kept.")
            return redirect("thread", assessment_id, thread.pk)
    return page.show(form)


def _begun(page: CommentsPage, form: CommentForm) -> Thread | None:
    """The new thread; None where the form says why there is none."""
    about, key = page.about
    target = page.targets.find(about or About.ASSESSMENT, key)
    if target is None:
        form.add_error(None, GONE)
        return None
    return kept(
        form,
        lambda: services.write_comment(
            assessment=page.assessment, by=page.request.user, target=target, written=form.written
        ),
        may=may_comment(page.request),
    )


def kept(form: forms.Form, write: Callable[[], Made], *, may: bool) -> Made | None:
    """What ``write`` makes, if one more ``may`` be written now; None where the form says why nothing is."""
    if not may:
        form.add_error(None, TOO_FAST)
        return None
    try:
        return write()
    except TooManyComments:
        form.add_error(None, TOO_MANY)
        return None


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
            "read_by": [] if thread.asks else names_of_readers(self.access.assessment),
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


@require_POST
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


@require_POST
@never_cache
def thread_resolve(
    request: AuthenticatedHttpRequest, assessment_id: UUID, thread_id: UUID
) -> HttpResponse:
    """Resolve a thread, or open it again."""
    page = _page(request, assessment_id, thread_id, Action.COMMENT)
    form = VersionedForm(request.POST)
    form.full_clean()
    is_open = request.POST.get("way") == "reopen"
    conflict = services.resolve(
        assessment=page.access.assessment,
        by=request.user,
        thread=page.thread,
        is_open=is_open,
        seen=form.seen,
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
    see(thread=page.thread, person=request.user)
    messages.success(request, "It waits for you no more.")
    return redirect("thread", assessment_id, thread_id)
