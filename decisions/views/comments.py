"""Comments on an assessment: all of them on one page, or those about one thing."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from accounts.http import AuthenticatedHttpRequest, form_page
from accounts.limits import may_comment
from accounts.models import User
from decisions.access import (
    Access,
    Action,
    assessment_or_404,
    members_allowing,
    names_of_readers,
)
from decisions.comment_targets import Targets, comments_url
from decisions.forms.comments import CommentForm
from decisions.forms.fields import sent
from decisions.models import Assessment
from decisions.services import comments as services
from reviews.models import About, Thread
from reviews.reading import counts, with_openings
from reviews.services import TooManyComments

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
